/**
 * Code as a tree that is independent of the language: what is created, from what, with which arguments. `notations.ts` has the names and
 * the literals of each language, `write-expression.ts` writes a tree in one of them.
 */

export type CodeExpression =
  | TextExpression | NumberLiteral | BooleanLiteral | CreatedObject | MethodCall
  | MapLiteral | ListLiteral | StructLiteral | Variable | Omitted;

/** An expression whose type is a string. */
export type TextExpression = TextLiteral | Concatenation | Constant | StaticCall;

export interface TextLiteral { readonly kind: 'text'; readonly text: string }
export interface NumberLiteral { readonly kind: 'number'; readonly value: number }
export interface BooleanLiteral { readonly kind: 'boolean'; readonly value: boolean }
/** Two parts or more; no two literals next to each other. */
export interface Concatenation { readonly kind: 'concatenation'; readonly parts: readonly TextExpression[] }
/** `Aws.PARTITION` */
export interface Constant { readonly kind: 'constant'; readonly type: TypeName; readonly name: string }
/** `Fn.ref(…)`. The type of its result decides how Go passes it on. */
export interface StaticCall {
  readonly kind: 'static';
  readonly type: TypeName;
  readonly method: string;
  readonly args: readonly CodeExpression[];
  readonly returns: 'text' | 'object';
}
export interface CreatedObject { readonly kind: 'new'; readonly type: TypeName; readonly args: readonly CodeExpression[] }
export interface MethodCall {
  readonly kind: 'method';
  readonly target: CodeExpression;
  readonly method: string;
  readonly args: readonly CodeExpression[];
}
export interface MapLiteral { readonly kind: 'map'; readonly entries: readonly MapLiteralEntry[] }
export interface MapLiteralEntry { readonly key: string; readonly value: CodeExpression }
export interface ListLiteral { readonly kind: 'list'; readonly items: readonly CodeExpression[]; readonly of: 'text' | 'any' | TypeName }
/** A jsii struct: an object literal, keyword arguments, a builder, a class with an initializer. */
export interface StructLiteral {
  readonly kind: 'struct';
  readonly type: TypeName;
  readonly fields: readonly StructField[];
  /** Python passes the last struct of a call as keyword arguments, unless the parameter is variadic. */
  readonly asKeywords: boolean;
}
export interface StructField { readonly name: string; readonly value: CodeExpression }
/** A variable of the reader's code. */
export interface Variable { readonly kind: 'variable'; readonly name: string }
/** An optional argument that is not given. Go has no optional arguments and passes `nil`. */
export interface Omitted { readonly kind: 'omitted' }

export interface TypeName {
  /** `package`: this package. */
  readonly module: 'cdk' | 'iam' | 'package';
  readonly name: string;
}

/** A type of this package. */
export function ofPackage(name: string): TypeName {
  return { module: 'package', name };
}

export const OMITTED: Omitted = { kind: 'omitted' };

export function text(value: string): TextLiteral {
  return { kind: 'text', text: value };
}

export function created(type: TypeName, ...args: CodeExpression[]): CreatedObject {
  return { kind: 'new', type, args };
}

export function calledOn(target: CodeExpression, method: string, ...args: CodeExpression[]): MethodCall {
  return { kind: 'method', target, method, args };
}

/** A static method that returns a string. */
export function textFrom(type: TypeName, method: string, ...args: CodeExpression[]): StaticCall {
  return { kind: 'static', type, method, args, returns: 'text' };
}

/** A static method that returns anything else. */
export function objectFrom(type: TypeName, method: string, ...args: CodeExpression[]): StaticCall {
  return { kind: 'static', type, method, args, returns: 'object' };
}

/** The parts in sequence: adjacent literals become one, and a single part is returned as it is. */
export function concatenated(parts: readonly TextExpression[]): TextExpression {
  const joined: TextExpression[] = [];
  for (const part of parts.flatMap((each) => (each.kind === 'concatenation' ? each.parts : [each]))) {
    const last = joined.at(-1);
    if (part.kind === 'text' && last?.kind === 'text') {
      joined[joined.length - 1] = text(last.text + part.text);
    } else if (part.kind !== 'text' || part.text !== '') {
      joined.push(part);
    }
  }
  if (joined.length === 0) return text('');
  return joined.length === 1 ? joined[0] : { kind: 'concatenation', parts: joined };
}
