/** The values that the conditions of a policy compare a key with: many questions are about callers who have none of them. */
import { patternsOf } from '../../evaluation/match-condition';
import { hasToken, isOneText, PatternToken, ValuePattern } from '../../evaluation/value-pattern';
import { exampleOf, holdsCharacter } from '../../policy/text-shape';
import { PolicyVariant } from '../../policy/trust-policy';
import { ForbiddenValues, KeyRequirement } from '../key-constraints/key-constraint';
import { conditionsOf } from '../parts-of-policies';

export interface ConditionValue extends ForbiddenValues {
  readonly key: string;
  /** Compared exactly: a deploy-time value is a single value, not a pattern. */
  readonly exact: boolean;
}

/** Every value of the conditions on a key, as its operator reads it. Default: on any key. */
export function patternsOn(policy: PolicyVariant, wanted?: string): ConditionValue[] {
  return conditionsOf([policy]).flatMap(({ clause, version }) => {
    const { operator, key } = clause;
    if (!operator || operator.family === 'null' || typeof key !== 'string' || (wanted !== undefined && key !== wanted)) return [];
    const { family, ignoreCase, comparison } = operator;
    const asNumber = family === 'numeric' && comparison === 'equals';
    return patternsOf(clause, family, version).map((pattern) => ({
      key,
      pattern,
      ignoreCase,
      exact: family === 'string-equals',
      asNumber,
    }));
  });
}

/** Is it a single value, known now or compared exactly? The value of a policy variable depends on the caller, who may be anyone. */
export function isWrittenOut({ pattern, exact }: ConditionValue): boolean {
  return exact ? !hasToken(pattern, 'variable') : pattern.every(isOneText);
}

/** The key has none of these values; it may be absent. */
export function anyValueExcept(key: string, differsFrom: readonly ForbiddenValues[]): KeyRequirement {
  return { key, mayBeAbsent: true, mayBePresent: true, differsFrom };
}

/** A caller who has none of the values that `pins` accepts, on any key that the policy compares. */
export function withoutPinnedValues(policy: PolicyVariant, pins: (value: ConditionValue) => boolean): KeyRequirement[] {
  const pinned = new Map<string, ForbiddenValues[]>();
  for (const value of patternsOn(policy)) {
    if (pins(value)) pinned.set(value.key, [...(pinned.get(value.key) ?? []), value]);
  }
  return [...pinned].map(([key, values]) => anyValueExcept(key, values));
}

/** Is any text written out? Wildcards alone require nothing, nor does a deploy-time value that may be `*` or empty. */
export function holdsText(pattern: ValuePattern): boolean {
  return pattern.some((token) => isOneText(token) && textOfToken(token) !== '');
}

/**
 * The literal text of a pattern, with everything else as `*`. A deploy-time value without wildcards is replaced by the shortest text that
 * it can be, unless it may contain a separator: then it is not known which part of the text is which.
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

/** Replaces a deploy-time value that is compared exactly. */
const SOME_TEXT = 'x';

/** The same, with some text for a deploy-time value that is compared exactly. */
export function knownTextOf({ pattern, exact }: ConditionValue): string {
  return pattern.map((token) => (exact && token.kind === 'hole' && !isOneText(token) ? SOME_TEXT : literalsOf([token]))).join('');
}
