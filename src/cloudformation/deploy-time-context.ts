/**
 * What is known about the place where a document stands: the template around it, and the account it is deployed to.
 * The reader resolves CloudFormation intrinsics against it; what it does not answer becomes a hole.
 */
import { TemplateOrigin } from '../policy/origin';

export interface TemplateParameter {
  readonly Type?: unknown;
  readonly Default?: unknown;
  readonly AllowedValues?: unknown;
  readonly AllowedPattern?: unknown;
  readonly MinLength?: unknown;
  readonly MaxLength?: unknown;
}

export interface TemplateResource {
  readonly Type?: unknown;
  readonly Properties?: unknown;
}

/** A reference that leads out of the template. */
export type OutsideReference =
  /** `Fn::ImportValue`; the name as it stands, possibly an intrinsic itself. */
  | { readonly kind: 'import'; readonly name: unknown }
  /** `Fn::GetAtt: [nested stack, 'Outputs.X']`. */
  | { readonly kind: 'nested-output'; readonly resource: string; readonly output: string }
  /** `Ref` to a parameter of a nested stack, whose value its parent gives. */
  | { readonly kind: 'parameter'; readonly name: string };

/** A value and the place it has to be read in. */
export interface PlacedValue {
  readonly value: unknown;
  readonly context: DeployTimeContext;
}

/** A condition of a template, by its name there. */
export interface PlacedCondition {
  readonly name: string;
  readonly context: DeployTimeContext;
}

export interface DeployTimeContext {
  /** Tells the holes of one template from those of another: the path of the stack, say. Default: empty. */
  readonly scope?: string;
  /** 12 digits, when the stack names its account; undefined when it is known at deploy time only. */
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  /** The name of the stack, when it is given; CloudFormation makes up those of nested stacks. */
  readonly stackName?: string;
  readonly parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly resources?: Readonly<Record<string, TemplateResource>>;
  readonly mappings?: Readonly<Record<string, unknown>>;
  readonly conditions?: Readonly<Record<string, unknown>>;
  /** The `Condition` of the resource that the document belongs to, and those of the nested stacks around it: where one is false, there is no document. */
  readonly deployedIf?: readonly PlacedCondition[];
  /** Of the template as a whole, where this is what is known of one resource in it. */
  readonly template?: DeployTimeContext;
  /** The id that whoever compares two templates has for a value of this one: the same for values that both share. */
  identify?(origin: TemplateOrigin): string;
  /** Follows a reference out of this template; undefined when it leads nowhere that can be seen. */
  follow?(reference: OutsideReference): PlacedValue | undefined;
}
