/**
 * The interface that readers of single intrinsics use to resolve other values. It has a file of its own because they call
 * each other: an `Fn::Join` contains a `Ref`, and a `Ref` can lead to a property that is an `Fn::Join`.
 */
import { DeployTimeContext } from './deploy-time-context';
import { holeFrom } from '../policy/holes';
import { Expression, Origin, TemplateOrigin } from '../policy/origin';
import { Hole, PartlyKnownText } from '../policy/partly-known-text';
import { DeployTimeValue, HoledText, textFrom } from '../policy/resolved-value';

export interface Resolution {
  /** Resolves all intrinsics in a value. */
  resolve(value: unknown, context: DeployTimeContext): unknown;

  /** The same where only text is allowed; anything that is not text becomes a hole. */
  resolveText(value: unknown, context: DeployTimeContext): PartlyKnownText;

  /** The hole, or its value if this reading has chosen one. */
  hole(hole: Hole): string | HoledText;

  /** One of finitely many values of the origin, chosen for the whole reading; undefined if no choice is allowed here. */
  choose(origin: Origin, options: readonly string[]): string | undefined;

  /** Is the CloudFormation condition true in this reading? Undefined if no choice is allowed here. */
  chooseCondition(name: string, context: DeployTimeContext): boolean | undefined;

  /** Reads something that can lead back to its own origin; undefined if it does. */
  unlessCircular<T>(origin: Origin, read: () => T): T | undefined;
}

/** An origin of this template; while two templates are compared, with the id that the comparison gives it. */
export function originIn(context: DeployTimeContext, origin: TemplateOrigin): Origin {
  return context.identify === undefined ? origin : { kind: 'compared', of: origin, id: context.identify(origin) };
}

/**
 * The beginning of the key for a preprocessor tag (`!Include`), which a template uses like a function that CloudFormation does not have.
 */
const PREPROCESSOR_TAG = 'Fn::!';

/** The function as written: `Fn::Cidr`, `!Include`. */
export function nameOfFunction(key: string): string {
  return key.startsWith(PREPROCESSOR_TAG) ? key.slice(PREPROCESSOR_TAG.length - 1) : key;
}

/** The key for a tag that CloudFormation does not define. */
export function functionOfTag(tag: string): string {
  return PREPROCESSOR_TAG + tag.replace(/^!/, '');
}

/** For expressions whose value is known only at deploy time: equal expressions of one template have equal values. */
export function unknownExpression(name: string, argument: unknown, context: DeployTimeContext, isList: boolean = false): DeployTimeValue {
  return new DeployTimeValue(unknownResult(nameOfFunction(name), argument, context), isList);
}

function unknownResult(name: string | undefined, argument: unknown, context: DeployTimeContext): Hole {
  return holeFrom(originIn(context, { kind: 'expression', function: name, ...compactJson(argument), scope: context.scope }));
}

/** A resolved value where only text is allowed: anything that is not text becomes a hole. `written`: the value before it was resolved. */
export function asText(resolved: unknown, written: unknown, context: DeployTimeContext): PartlyKnownText {
  return textFrom(resolved) ?? [unknownResult(undefined, written, context)];
}

/**
 * JSON text that identifies an expression. If an expression is too long, its text ends in a unique number, so that it equals no other:
 * treating two different values as the same would be wrong, while treating the same value as two only proves less.
 */
function compactJson(value: unknown): Pick<Expression, 'argument' | 'isCut'> {
  const written: string[] = [];
  const isComplete = write(value, written, 0);
  if (isComplete) return { argument: written.join(''), isCut: false };
  longExpressions += 1;
  return { argument: `${written.slice(0, 100).join('')} #${longExpressions}`, isCut: true };
}

let longExpressions = 0;
const MAX_EXPRESSION_TOKENS = 2_000;
const MAX_EXPRESSION_DEPTH = 50;

function write(value: unknown, written: string[], depth: number): boolean {
  if (written.length > MAX_EXPRESSION_TOKENS || depth > MAX_EXPRESSION_DEPTH) return false;
  if (typeof value !== 'object' || value === null) {
    written.push(typeof value === 'string' ? JSON.stringify(value) : String(value), ' ');
    return true;
  }
  const isList = Array.isArray(value);
  written.push(isList ? '[' : '{');
  for (const [key, item] of Object.entries(value)) {
    if (!isList) written.push(JSON.stringify(key), ':');
    if (!write(item, written, depth + 1)) return false;
  }
  written.push(isList ? ']' : '}');
  return true;
}
