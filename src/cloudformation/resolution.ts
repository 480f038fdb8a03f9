/**
 * What the readers of single intrinsics need of the walk that calls them. It stands in a file of its own because they need
 * each other: an `Fn::Join` holds a `Ref`, and a `Ref` may lead to a property that is an `Fn::Join`.
 */
import { DeployTimeContext } from './deploy-time-context';
import { holeFrom } from '../policy/holes';
import { Expression, Origin, TemplateOrigin } from '../policy/origin';
import { Hole, PartlyKnownText } from '../policy/partly-known-text';
import { DeployTimeValue, HoledText, textFrom } from '../policy/resolved-value';

export interface Resolution {
  /** Works out the intrinsics of a value, as deep as it goes. */
  resolve(value: unknown, context: DeployTimeContext): unknown;

  /** The same for a place where only text can stand; what is no text becomes a hole. */
  resolveText(value: unknown, context: DeployTimeContext): PartlyKnownText;

  /** A hole, or its value when this reading has chosen one for it. */
  hole(hole: Hole): string | HoledText;

  /** One of the finitely many values that may come from the origin, chosen for the whole reading; undefined when nothing may be chosen here. */
  choose(origin: Origin, options: readonly string[]): string | undefined;

  /** Is the CloudFormation condition true in this reading? Undefined when nothing may be chosen here. */
  chooseCondition(name: string, context: DeployTimeContext): boolean | undefined;

  /** Reads something that may lead back to its own origin; undefined when it did. */
  unlessCircular<T>(origin: Origin, read: () => T): T | undefined;
}

/** The origin, which is of this template, under the id that whoever compares two templates has for it. */
export function originIn(context: DeployTimeContext, origin: TemplateOrigin): Origin {
  return context.identify === undefined ? origin : { kind: 'compared', of: origin, id: context.identify(origin) };
}

/** Before the tag of a preprocessor (`!Include`), which stands in a template like a function that CloudFormation does not have. */
const TAG = 'Fn::!';

/** `Fn::Cidr`, `!Include`: as its author wrote it. */
export function nameOfFunction(key: string): string {
  return key.startsWith(TAG) ? key.slice(TAG.length - 1) : key;
}

/** The key for a tag that is none of CloudFormation's. */
export function functionOfTag(tag: string): string {
  return TAG + tag.replace(/^!/, '');
}

/** For expressions whose value nobody can know before deployment: equal expressions of one template hold equal values. */
export function unknownExpression(name: string, argument: unknown, context: DeployTimeContext, isList: boolean = false): DeployTimeValue {
  return new DeployTimeValue(unknownResult(nameOfFunction(name), argument, context), isList);
}

function unknownResult(name: string | undefined, argument: unknown, context: DeployTimeContext): Hole {
  return holeFrom(originIn(context, { kind: 'expression', function: name, ...compactJson(argument), scope: context.scope }));
}

/** A resolved value where only text can stand: what is no text becomes a hole. `written`: what it was worked out from. */
export function asText(resolved: unknown, written: unknown, context: DeployTimeContext): PartlyKnownText {
  return textFrom(resolved) ?? [unknownResult(undefined, written, context)];
}

/**
 * JSON text that tells one expression from another. An expression too long for that equals no other: it ends in a number of
 * its own, since taking two different values for one would be wrong, and taking one for two is only timid.
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
