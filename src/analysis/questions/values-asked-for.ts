/** What the conditions of a policy ask of a key, value by value: a question often is about whoever has none of them. */
import { patternsOf } from '../../evaluation/match-condition';
import { hasToken, isOneText, PatternToken, ValuePattern } from '../../evaluation/value-pattern';
import { exampleOf, holdsCharacter } from '../../policy/text-shape';
import { TrustPolicy } from '../../policy/trust-policy';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';
import { conditionsOf } from '../parts-of-policies';

export interface ValueOnKey extends ForbiddenValues {
  readonly key: string;
  /** Compared as it is: a deploy-time value then is one value, not a pattern. */
  readonly exact: boolean;
}

/** Each value of the conditions on a key, as its operator reads it. Default: on any key. */
export function patternsOn(policy: TrustPolicy, wanted?: string): ValueOnKey[] {
  return conditionsOf([policy]).flatMap(({ clause, version }) => {
    const { operator, key } = clause;
    if (!operator || operator.family === 'null' || typeof key !== 'string' || (wanted !== undefined && key !== wanted)) return [];
    const { family, ignoreCase, comparison } = operator;
    const asNumber = family === 'numeric' && comparison === 'equals';
    return patternsOf(clause, family, version).map((pattern) => ({ key, pattern, ignoreCase, exact: family === 'string-equals', asNumber }));
  });
}

/** Is it one value, known now or compared as it is? What a policy variable stands for is the caller's, who may be anybody. */
export function isWrittenOut({ pattern, exact }: ValueOnKey): boolean {
  return exact ? !hasToken(pattern, 'variable') : pattern.every(isOneText);
}

/** The named values do not count for a stranger; the key may be absent, too. */
export function anyValueExcept(key: string, differsFrom: readonly ForbiddenValues[]): KeyRequirement {
  return { key, mayBeAbsent: true, mayBePresent: true, differsFrom };
}

/** A caller who shows none of the values that `pins` accepts, on whichever key the policy asks for them. */
export function withoutPinnedValues(policy: TrustPolicy, pins: (value: ValueOnKey) => boolean): KeyRequirement[] {
  const pinned = new Map<string, ForbiddenValues[]>();
  for (const value of patternsOn(policy)) {
    if (pins(value)) pinned.set(value.key, [...(pinned.get(value.key) ?? []), value]);
  }
  return [...pinned].map(([key, values]) => anyValueExcept(key, values));
}

/** Is any text written out? Wildcards alone ask for nothing, nor does what deployment may say to be `*`, or to be nothing at all. */
export function holdsText(pattern: ValuePattern): boolean {
  return pattern.some((token) => isOneText(token) && textOfToken(token) !== '');
}

/**
 * The text of a pattern, everything that is not written out as `*`. A value of deployment that holds no wildcard stands there as the shortest it
 * can be, unless it may hold what separates the parts of a text: then nobody knows yet which part is which.
 */
export function literalsOf(pattern: ValuePattern): string {
  return pattern.map((token) => (isOneText(token) && !maySeparate(token) ? textOfToken(token) : '*')).join('');
}

function maySeparate(token: PatternToken): boolean {
  const shape = token.kind === 'hole' ? token.hole.shape : undefined;
  return shape !== undefined && [':', '/', '@'].some((separator) => holdsCharacter(shape.characters, separator));
}

function textOfToken(token: PatternToken): string {
  if (token.kind === 'literal') return token.text;
  if (token.kind !== 'hole') return '';
  const { shape } = token.hole;
  // A name is never empty.
  if (shape === undefined) return 'x';
  return shape.min === 0 ? '' : exampleOf({ ...shape, max: shape.min }, 1);
}

/** Stands for a value of deployment of which nothing is known but that it is compared as it is. */
const SOME_TEXT = 'x';

/** The same, with some text for a value of deployment that is compared as it is. */
export function knownTextOf({ pattern, exact }: ValueOnKey): string {
  return pattern.map((token) => (exact && token.kind === 'hole' && !isOneText(token) ? SOME_TEXT : literalsOf([token]))).join('');
}
