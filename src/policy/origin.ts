/**
 * Where a deploy-time value comes from: a parameter, an attribute of a resource, an import … This file derives two things from an origin:
 * the id, which is the same for the same value, and the words that messages use for the value. No other code parses an id or these words:
 * code that has to know more about a value reads its origin.
 */
import { identityOfText, showText } from './partly-known-text';
import type { PartlyKnownText, TextPiece } from './partly-known-text';

interface InTemplate {
  /** The path of the stack. Empty or undefined if there is only one template. */
  readonly scope: string | undefined;
}

/** Something that a template names. Another template can use the same name for something else. */
export type NamedOrigin = InTemplate & { readonly name: string } & (
  | { readonly kind: 'parameter' | 'condition' }
  /** A pseudo parameter whose value depends on the stack: `AWS::StackName`, `AWS::StackId` … */
  | { readonly kind: 'stack-parameter' }
  /** `Ref` to a resource, or to a name that the template does not define. */
  | { readonly kind: 'reference' }
  | { readonly kind: 'attribute'; readonly attribute: string }
  | { readonly kind: 'nested-stack-output'; readonly output: string }
  /** A name or an id that CloudFormation generates for a resource. */
  | { readonly kind: 'resource-name'; readonly type: 'role' | 'user' | 'SAML provider' }
  | { readonly kind: 'resource-id'; readonly type: 'trust anchor' | 'identity pool' }
  /** The resource that an issuer belongs to. */
  | { readonly kind: 'cluster' | 'identity-provider' }
  /** Any of the values of an `Fn::ForEach`. */
  | { readonly kind: 'loop' }
);

/** The result of an intrinsic function. */
export interface Expression extends InTemplate {
  readonly kind: 'expression';
  /** As written: `Fn::Cidr`, `!Include`. Undefined for any other value where text is expected. */
  readonly function?: string;
  /** As compact JSON. */
  readonly argument: string;
  /** The argument was too long to keep, so it ends in a unique number and equals no other. */
  readonly isCut: boolean;
}

/** The issuer of tokens: that of a cluster or of an identity provider, or the one in a URL. */
export interface Issuer {
  readonly kind: 'issuer';
  readonly of: Origin;
}

/** An origin whose names belong to one template. */
export type TemplateOrigin = NamedOrigin | Expression | (InTemplate & { readonly kind: 'unreadable-value' });

export type Origin =
  | TemplateOrigin
  /** The place where the role is deployed: the same in every template that a value can come from. */
  | { readonly kind: 'own-place'; readonly name: 'AWS::AccountId' | 'AWS::Region' | 'AWS::Partition' | 'AWS::URLSuffix' }
  /** The account or region of a template that deploys another template somewhere else. */
  | InTemplate & { readonly kind: 'outer-place'; readonly name: 'AWS::AccountId' | 'AWS::Region' }
  /** An object, as JSON, with a key that is known only at deploy time. */
  | InTemplate & { readonly kind: 'map-with-unknown-key'; readonly json: string }
  | { readonly kind: 'import'; readonly name: PartlyKnownText }
  | { readonly kind: 'dynamic-reference'; readonly reference: PartlyKnownText }
  | Issuer
  | { readonly kind: 'url'; readonly url: PartlyKnownText }
  /** One of the parts that a value is known to consist of, counted from 1. */
  | { readonly kind: 'part'; readonly of: Origin; readonly number: number }
  /** A list that is given as one text with commas. */
  | { readonly kind: 'list'; readonly pieces: readonly TextPiece[] }
  | { readonly kind: 'deep-json'; readonly levels: number }
  /** Text that begins a policy variable whose name is known only at deploy time. */
  | { readonly kind: 'open-policy-variable'; readonly text: PartlyKnownText }
  /** The value of a policy variable. */
  | { readonly kind: 'policy-variable'; readonly key: string }
  /** A value of one of two templates that are compared. It has the same id in both if both templates define it in the same way. */
  | { readonly kind: 'compared'; readonly of: Origin; readonly id: string };

/** Two origins have the same id if and only if they are known to have the same value. */
export function idOf(origin: Origin): string {
  if (origin.kind === 'compared') return origin.id;
  const scope = scopeOf(origin);
  if (origin.kind === 'outer-place' || origin.kind === 'map-with-unknown-key') return `${scope} ${idInTemplate(origin)}`;
  return scope === '' ? idInTemplate(origin) : `${scope} ${idInTemplate(origin)}`;
}

/** The template that the names belong to; empty if it is the only one, or if the origin means the same in every template. */
export function scopeOf(origin: Origin): string {
  if (origin.kind === 'part') return scopeOf(origin.of);
  return 'scope' in origin && origin.scope !== undefined ? origin.scope : '';
}

/** The id without the template: the same for anything that two templates give the same name. */
export function idInTemplate(origin: Origin): string {
  switch (origin.kind) {
    case 'own-place':
    case 'outer-place':
    case 'stack-parameter':
    case 'cluster':
    case 'identity-provider':
    case 'loop': return origin.name;
    case 'nested-stack-output': return attributeInWords(`Outputs.${origin.output}`, origin.name);
    case 'expression': return `${origin.function ?? AN_EXPRESSION} ${origin.argument}`;
    case 'map-with-unknown-key': return origin.json;
    case 'condition': return `condition "${origin.name}"`;
    case 'import': return `import of "${identityOfText(origin.name)}"`;
    case 'dynamic-reference': return identityOfText(origin.reference);
    case 'issuer': return `issuer: ${idOf(origin.of)}`;
    case 'url': return identityOfText(origin.url);
    case 'part': return `${origin.of.kind === 'compared' ? origin.of.id : idInTemplate(origin.of)}, part ${origin.number}`;
    case 'list': return JSON.stringify(origin.pieces);
    case 'policy-variable': return `variable:${origin.key}`;
    case 'compared': return origin.id;
    // For all others, the words identify the value.
    default: return describeOrigin(origin);
  }
}

const AN_EXPRESSION = 'an expression';

const OWN_PLACE = {
  'AWS::AccountId': 'own account',
  'AWS::Region': 'own region',
  'AWS::Partition': 'own partition',
  'AWS::URLSuffix': 'own URL suffix',
} as const;

/** How messages refer to the value: `parameter "ExternalId"`, `import of "Trust:RoleArn"`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'parameter': return `parameter "${origin.name}"`;
    case 'condition': return `condition "${origin.name}"${origin.scope ? ` of ${origin.scope}` : ''}`;
    case 'stack-parameter': return origin.name === 'AWS::StackName' ? 'stack name' : origin.name;
    case 'reference': return `reference to "${origin.name}"`;
    case 'attribute': return attributeInWords(origin.attribute, origin.name);
    case 'nested-stack-output': return `output "${origin.output}" of the nested stack "${origin.name}"`;
    case 'resource-name': return `name of ${origin.type} "${origin.name}"`;
    case 'resource-id': return `id of ${origin.type} "${origin.name}"`;
    case 'cluster': return `cluster "${origin.name}"`;
    case 'identity-provider': return `"${origin.name}"`;
    case 'loop': return `the values of ${origin.name}`;
    case 'expression': return `the result of ${origin.function ?? AN_EXPRESSION}`;
    case 'unreadable-value': return 'the result of a value too deep or too large to read';
    case 'own-place': return OWN_PLACE[origin.name];
    case 'outer-place': return `${origin.name === 'AWS::Region' ? 'region' : 'account'} of ${origin.scope || 'the outer template'}`;
    case 'map-with-unknown-key': return 'a key known at deployment only';
    case 'import': return `import of "${showText(origin.name)}"`;
    case 'dynamic-reference': return showText(origin.reference);
    case 'issuer':
      return isResource(origin.of) ? `issuer of ${describeOrigin(origin.of)}` : `${describeOrigin(origin.of)} without https://`;
    case 'url': return showText(origin.url);
    case 'part': return `part of ${describeOrigin(origin.of)}`;
    case 'list': return 'a list';
    case 'deep-json': return `JSON that is nested deeper than ${origin.levels} levels`;
    case 'open-policy-variable': return `variable of ${showText(origin.text)}`;
    case 'policy-variable': return `\${${origin.key}}`;
    case 'compared': return describeOrigin(origin.of);
  }
}

function attributeInWords(attribute: string, resource: string): string {
  return `attribute "${attribute}" of "${resource}"`;
}

function isResource(origin: Origin): boolean {
  if (origin.kind === 'compared') return isResource(origin.of);
  return origin.kind === 'cluster' || origin.kind === 'identity-provider';
}
