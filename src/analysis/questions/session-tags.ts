/** The session tags of a request, as the two kinds of keys show them: `aws:TagKeys` lists them all, `aws:RequestTag/…` holds one each. */
import { literalsOf, patternsOn } from './values-asked-for';
import { matchPattern } from '../../evaluation/value-pattern';
import { ConditionClause } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { TrustPolicy } from '../../policy/trust-policy';
import { KeyDemand } from '../key-constraints/key-constraint';

export const TAG_KEYS = 'aws:tagkeys';
const REQUEST_TAG = 'aws:requesttag/';

/** The keys of all tags that a request passes, and the keys of tags that the policy speaks of and the request does not pass. */
export interface PassedTags {
  readonly keys: readonly string[];
  readonly leftOut: readonly string[];
}

/** AWS fills both kinds of keys from the same tags: a tag is in both, or in neither. */
export function tagDemands({ keys, leftOut }: PassedTags): KeyDemand[] {
  const tag = (key: string, isPassed: boolean): KeyDemand => ({
    key: REQUEST_TAG + key.toLowerCase(), mayBeAbsent: !isPassed, mayBePresent: isPassed, differsFrom: [],
  });
  return [
    { key: TAG_KEYS, mayBeAbsent: false, mayBePresent: true, differsFrom: [], fixed: [...keys] },
    ...keys.map((key) => tag(key, true)),
    ...leftOut.map((key) => tag(key, false)),
  ];
}

const CANDIDATES = ['example-tag', 'AnyTag', 'tag-of-the-caller', 'x', 'xy', 'xyz'];

/**
 * Lists of tags that each hold one that the policy does not name. What the conditions can ask of such a list is that certain keys be in it or
 * not: so with those that the policy demands, with all that it names, and with none of them.
 */
export function tagsNobodyNamed(policy: TrustPolicy): PassedTags[] {
  const clauses = policy.statements.flatMap(({ conditions }) => conditions);
  const patterns = patternsOn(policy, (key) => key === TAG_KEYS).map(({ pattern }) => pattern);
  // A pattern without a single letter, `*`, names nothing.
  const naming = patterns.filter((pattern) => /[^*]/.test(literalsOf(pattern)));
  const named = distinct([...clauses.flatMap(valuesWithoutWildcards), ...clauses.flatMap(requestTagOf)]);
  const isNamed = (key: string) => naming.some((pattern) => matchPattern(pattern, key, true) !== 'no') || holds(named, key);
  const unnamed = CANDIDATES.filter((key) => !isNamed(key));
  // Any will do, unless a pattern such as `???` asks for a length.
  const tried = patterns.some((pattern) => pattern.some(({ kind }) => kind === 'any-one')) ? unnamed : unnamed.slice(0, 1);
  const demanded = distinct(clauses.filter(demands).flatMap((clause) => [...valuesWithoutWildcards(clause), ...requestTagOf(clause)]));
  return tried.flatMap((key) =>
    [demanded, named, []].map((others) => ({ keys: [...others, key], leftOut: named.filter((other) => !holds(others, other)) })),
  );
}

/** Does the clause ask for the tag to be passed? */
function demands({ operator, values }: ConditionClause): boolean {
  if (operator?.family === 'null') return values.every((value) => isKnown(value) && value.toLowerCase() === 'false');
  return operator !== undefined && !operator.ifExists && !operator.negated && operator.qualifier !== 'for-all-values';
}

function valuesWithoutWildcards({ key, operator, values }: ConditionClause): string[] {
  if (key !== TAG_KEYS || operator?.family === 'null') return [];
  return values.filter((value): value is string => isKnown(value) && value !== '' && !/[*?$]/.test(value));
}

function requestTagOf({ key, keyWritten }: ConditionClause): string[] {
  return isKnown(key) && key.startsWith(REQUEST_TAG) && isKnown(keyWritten) ? [keyWritten.slice(REQUEST_TAG.length)] : [];
}

/** Tag keys do not care for case. */
function holds(keys: readonly string[], wanted: string): boolean {
  return keys.some((key) => key.toLowerCase() === wanted.toLowerCase());
}

function distinct(keys: readonly string[]): string[] {
  return keys.filter((key, index) => !holds(keys.slice(0, index), key));
}
