/**
 * Where a value that only deployment knows comes from: a parameter, an attribute of a resource, an import … Two things follow from an
 * origin, both in this file: the id by which one value is told from another, and the words in which messages speak of the value.
 * Nothing else reads an id or those words: whoever has to know more about a value asks for its origin.
 */
import { identityOfText, showText } from './partly-known-text';
import type { PartlyKnownText, TextPiece } from './partly-known-text';

interface InTemplate {
  /** The path of the stack. Empty or undefined where there is only one template. */
  readonly scope: string | undefined;
}

/** Comes from something that a template calls by a name of its own: another template may call something else by it. */
export type NamedOrigin = InTemplate & { readonly name: string } & (
  | { readonly kind: 'parameter' | 'condition' }
  /** Of the stack: `AWS::StackName`, `AWS::StackId` … */
  | { readonly kind: 'stack-parameter' }
  /** `Ref` to a resource, or to a name that the template does not have. */
  | { readonly kind: 'reference' }
  | { readonly kind: 'attribute'; readonly attribute: string }
  | { readonly kind: 'nested-stack-output'; readonly output: string }
  /** A name or an id that CloudFormation makes up for a resource. */
  | { readonly kind: 'resource-name'; readonly type: 'role' | 'user' | 'SAML provider' }
  | { readonly kind: 'resource-id'; readonly type: 'trust anchor' | 'identity pool' }
  /** A resource as a whole: an issuer comes from it. */
  | { readonly kind: 'cluster' | 'identity-provider' }
  /** Any of the values of an `Fn::ForEach`. */
  | { readonly kind: 'loop' }
);

/** What an intrinsic function makes of its argument. */
export interface Expression extends InTemplate {
  readonly kind: 'expression';
  /** As its author wrote it: `Fn::Cidr`, `!Include`. Undefined for any other value in the place of a text. */
  readonly function?: string;
  /** Its JSON. */
  readonly argument: string;
  /** The argument was too long to keep: it ends in a number of its own, so it equals no other. */
  readonly isCut: boolean;
}

/** The issuer of tokens: of a cluster, of an identity provider, or the one that a URL names. */
export interface Issuer {
  readonly kind: 'issuer';
  readonly of: Origin;
}

/** An origin that has its meaning in one template only. */
export type TemplateOrigin = NamedOrigin | Expression | (InTemplate & { readonly kind: 'unreadable-value' });

export type Origin =
  | TemplateOrigin
  /** What is the same in every template from which a value can come. */
  | { readonly kind: 'own-place'; readonly name: 'AWS::AccountId' | 'AWS::Region' | 'AWS::Partition' | 'AWS::URLSuffix' }
  /** The account or region of a template, for another template that it deploys elsewhere. */
  | InTemplate & { readonly kind: 'outer-place'; readonly name: 'AWS::AccountId' | 'AWS::Region' }
  /** An object, as JSON, that has a key which only deployment knows. */
  | InTemplate & { readonly kind: 'map-with-unknown-key'; readonly json: string }
  | { readonly kind: 'import'; readonly name: PartlyKnownText }
  | { readonly kind: 'dynamic-reference'; readonly reference: PartlyKnownText }
  | Issuer
  | { readonly kind: 'url'; readonly url: PartlyKnownText }
  /** One of the parts that a value is known to have, counted from 1. */
  | { readonly kind: 'part'; readonly of: Origin; readonly number: number }
  /** The list that stands as one text with commas. */
  | { readonly kind: 'list'; readonly pieces: readonly TextPiece[] }
  | { readonly kind: 'deep-json'; readonly levels: number }
  /** Text that begins a policy variable, and leaves open which one it is. */
  | { readonly kind: 'open-policy-variable'; readonly text: PartlyKnownText }
  /** What a policy variable stands for. */
  | { readonly kind: 'policy-variable'; readonly key: string }
  /** A value of one of two templates that are compared, under the id that tells whether both have it. */
  | { readonly kind: 'compared'; readonly of: Origin; readonly id: string };

/** The same for the same value, and only for it. */
export function idOf(origin: Origin): string {
  if (origin.kind === 'compared') return origin.id;
  const scope = scopeOf(origin);
  if (origin.kind === 'outer-place' || origin.kind === 'map-with-unknown-key') return `${scope} ${idInTemplate(origin)}`;
  return scope === '' ? idInTemplate(origin) : `${scope} ${idInTemplate(origin)}`;
}

/** The template in which the origin has its meaning; empty where that is the only one, or where it means the same everywhere. */
export function scopeOf(origin: Origin): string {
  if (origin.kind === 'part') return scopeOf(origin.of);
  return 'scope' in origin && origin.scope !== undefined ? origin.scope : '';
}

/** The id without the template: the same for what two templates call by the same name. */
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
    // Of all others the words name everything that tells one from another.
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

/** How a reader of the template knows the value: `parameter "ExternalId"`, `import of "Trust:RoleArn"`. */
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
    case 'issuer': return isResource(origin.of) ? `issuer of ${describeOrigin(origin.of)}` : `${describeOrigin(origin.of)} without https://`;
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
