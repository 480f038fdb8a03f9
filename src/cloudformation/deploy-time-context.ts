/**
 * What is known about the place of a document: the template that contains it, and the account that it is deployed to.
 * CloudFormation intrinsics are resolved in this context; whatever it does not define becomes a hole.
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
  /** `Fn::ImportValue`; the name as written, possibly an intrinsic itself. */
  | { readonly kind: 'import'; readonly name: unknown }
  /** `Fn::GetAtt: [nested stack, 'Outputs.X']`. */
  | { readonly kind: 'nested-output'; readonly resource: string; readonly output: string }
  /** `Ref` to a parameter of a nested stack, whose value its parent gives. */
  | { readonly kind: 'parameter'; readonly name: string };

/** A value and the context that it has to be read in. */
export interface PlacedValue {
  readonly value: unknown;
  readonly context: DeployTimeContext;
}

/** A condition of a template, by its name. */
export interface PlacedCondition {
  readonly name: string;
  readonly context: DeployTimeContext;
}

export interface DeployTimeContext {
  /** Distinguishes the holes of one template from those of another, such as the path of the stack. Default: empty. */
  readonly scope?: string;
  /** 12 digits, if the stack specifies its account; undefined if it is known only at deploy time. */
  readonly account?: string;
  readonly region?: string;
  readonly partition?: string;
  /** The name of the stack, if it is given; CloudFormation generates those of nested stacks. */
  readonly stackName?: string;
  readonly parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly resources?: Readonly<Record<string, TemplateResource>>;
  readonly mappings?: Readonly<Record<string, unknown>>;
  readonly conditions?: Readonly<Record<string, unknown>>;
  /**
   * The `Condition` of the resource that the document belongs to, and those of the nested stacks around it: if one is false, there is no
   * document.
   */
  readonly deployedIf?: readonly PlacedCondition[];
  /** The context of the whole template, if this is the context of one resource. */
  readonly template?: DeployTimeContext;
  /** While two templates are compared: the id of a value of this one, which is the same for values that both share. */
  identify?(origin: TemplateOrigin): string;
  /** Follows a reference out of this template; undefined if its target is not known. */
  follow?(reference: OutsideReference): PlacedValue | undefined;
}
