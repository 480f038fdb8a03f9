/**
 * Relations between the keys of a branch that follow from policy variables: `StringEquals aws:PrincipalOrgID "${aws:PrincipalTag/org}"`
 * requires two keys with the same value, and a variable with a default makes a difference between a key that is present and one that is
 * absent.
 */
import { Branch } from './branch';
import { KeyConstraint, variablesOf } from './key-constraints/key-constraint';
import { Alphabet } from './key-constraints/shortest-text';
import { OWN_ACCOUNT_KEY } from './own-account';
import { OWN_ORGANIZATION_KEY } from './own-organization';
import { CALLER_KEYS } from '../evaluation/caller-keys';
import { TextDomain } from '../evaluation/key-domains';
import { patternsOf } from '../evaluation/match-condition';
import { RequestKey } from '../evaluation/request-key-table';
import { requestKeyOf } from '../evaluation/request-keys';
import { Truth, truthOf } from '../evaluation/truth';
import { matchPattern, PatternToken, plainText, ValuePattern } from '../evaluation/value-pattern';

/** One case: which of the keys behind variables are present, absent or equal. */
export interface Relations {
  /** For each key, all keys that have the same value in every request. */
  readonly same: ReadonlyMap<string, readonly string[]>;
  readonly present: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
  /** Keys on which two clauses contradict each other, whatever the values of their variables: no value satisfies both, nor does absence. */
  readonly opposed: ReadonlySet<string>;
}

const NO_KEYS: ReadonlySet<string> = new Set();
/** Without variables no key depends on another. */
export const UNRELATED: Relations = { same: new Map(), present: NO_KEYS, absent: NO_KEYS, opposed: NO_KEYS };

/** Each of these keys doubles the work. */
const MOST_OPTIONAL_KEYS = 3;

/** Every request of the branch belongs to one of these cases. */
export function relationsOf({ caller, keys, identity }: Branch): readonly Relations[] {
  const all = [...keys.values(), identity].flat().filter(({ clause, version }) => variablesOf(clause, version).length > 0);
  const factsOf = (key: string) => requestKeyOf(key, caller.kind, caller.mfa, caller.name);
  const isDocumented = (key: string) => factsOf(key).presence !== 'undocumented';
  // A condition on a key that AWS does not document is unconfirmed: it implies nothing about other keys.
  const relevant = all.filter(({ clause }) => isDocumented(String(clause.key)));
  const isIndependent = (key: string) =>
    !CALLER_KEYS.has(key) && key !== OWN_ACCOUNT_KEY && key !== OWN_ORGANIZATION_KEY && isDocumented(key);
  const required = new Set(relevant.flatMap(keysRequired).filter(isIndependent));
  const optional = new Set(
    relevant.flatMap(keysThatMayBeAbsent).filter((key) => !required.has(key) && isIndependent(key) && factsOf(key).presence === 'maybe'),
  );
  const subsets = optional.size <= MOST_OPTIONAL_KEYS ? subsetsOf([...optional]) : [undefined];
  return subsets.map((chosen) => {
    const present = new Set([...required, ...(chosen ?? [])]);
    const absent = new Set(chosen && [...optional].filter((key) => !present.has(key)));
    const isPresent = (key: string) => present.has(key) || factsOf(key).presence === 'always';
    const pairs = relevant.flatMap((constraint) => equalKeys(constraint, isPresent, factsOf)).filter((pair) => pair.every(isIndependent));
    const single = [...keys].filter(([key]) => isDocumented(key) && !factsOf(key).multivalued);
    const opposed = single.flatMap(([key, constraints]) => (areOpposed(constraints, isPresent, factsOf) ? [key] : []));
    return { same: groupsOfSameKeys(pairs), present, absent, opposed: new Set(opposed) };
  });
}

function subsetsOf(keys: readonly string[]): string[][] {
  return keys.reduce<string[][]>((subsets, key) => [...subsets.map((subset) => [...subset, key]), ...subsets], [[]]);
}

/** Must the key be present and match a value of the clause? */
function mustMatch({ operator, wanted }: KeyConstraint): boolean {
  return wanted !== operator.negated && operator.qualifier === undefined && !(operator.ifExists && !operator.negated);
}

function patternsIn({ clause, operator, version }: KeyConstraint): readonly ValuePattern[] {
  return operator.family === 'null' ? [] : patternsOf(clause, operator.family, version);
}

/** The keys that must be present for the only value of the clause: a variable without a value matches nothing. */
function keysRequired(constraint: KeyConstraint): string[] {
  const [pattern, ...others] = patternsIn(constraint);
  // How a negated operator treats a variable without a value is not documented.
  if (others.length > 0 || !mustMatch(constraint) || constraint.operator.negated) return [];
  return pattern.flatMap((token) => (token.kind === 'variable' && token.defaultText === undefined ? [token.key] : []));
}

/** The keys whose absence makes a difference. */
function keysThatMayBeAbsent(constraint: KeyConstraint): string[] {
  const variables = patternsIn(constraint).flat().filter((token) => token.kind === 'variable');
  return variables.filter(({ defaultText }) => defaultText !== undefined || constraint.operator.negated).map(({ key }) => key);
}

/** The key of a clause and the key behind its only value, where both must have the same value. */
function equalKeys(
  constraint: KeyConstraint, isPresent: (key: string) => boolean, factsOf: (key: string) => RequestKey,
): [string, string][] {
  const patterns = patternsIn(constraint);
  if (patterns.length !== 1 || patterns[0].length !== 1 || !mustMatch(constraint)) return [];
  const [token] = patterns[0];
  const key = String(constraint.clause.key);
  if (token.kind !== 'variable' || token.key === key) return [];
  const hasValue = isPresent(token.key) || (token.defaultText === undefined && !constraint.operator.negated);
  if (!hasValue) return [];
  return isExact(constraint, factsOf(token.key)) && sharedDomain([key, token.key], factsOf) ? [[key, token.key]] : [];
}

/** Does the operator compare with the exact value of the other key: with case, and without characters that may act as wildcards? */
function isExact({ operator }: KeyConstraint, facts: RequestKey): boolean {
  if (operator.family === 'string-equals') return !operator.ignoreCase;
  return operator.family === 'string-like' && isWithoutWildcards(facts);
}

function isWithoutWildcards({ domain }: RequestKey): boolean {
  return domain.type === 'text' && !['*', '?'].some((char) => Alphabet.of(domain.alphabet).has(char));
}

/**
 * Does one clause require a match of the same patterns that another one rules out? The value of a variable that may act as a wildcard
 * proves nothing.
 */
function areOpposed(
  constraints: readonly KeyConstraint[], isPresent: (key: string) => boolean, factsOf: (key: string) => RequestKey,
): boolean {
  const compared = constraints.filter(({ operator }) => operator.qualifier === undefined && /^string/.test(operator.family));
  const rules = compared.filter(({ operator, wanted }) => wanted === operator.negated);
  const isCertain = ({ clause, operator, version }: KeyConstraint) =>
    variablesOf(clause, version).every((key) => {
      const facts = factsOf(key);
      const isKnownToMatch = operator.family === 'string-equals' || isWithoutWildcards(facts);
      return facts.presence !== 'undocumented' && isKnownToMatch && (!operator.negated || isPresent(key));
    });
  return compared.filter((asked) => mustMatch(asked) && isCertain(asked)).some((asked) =>
    rules.some((rule) => {
      const { family, ignoreCase } = rule.operator;
      if (family !== asked.operator.family || (asked.operator.ignoreCase && !ignoreCase)) return false;
      const ruledOut = new Set(patternsIn(rule).map((pattern) => JSON.stringify(pattern)));
      return patternsIn(asked).every((pattern) => ruledOut.has(JSON.stringify(pattern)));
    }));
}

function groupsOfSameKeys(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const same = new Map<string, readonly string[]>();
  for (const [one, other] of pairs) {
    const all = [...new Set([...(same.get(one) ?? [one]), ...(same.get(other) ?? [other])])];
    for (const key of all) same.set(key, all);
  }
  return same;
}

/** The domain of a value that all of these keys share; undefined where it is not known. */
export function sharedDomain(keys: readonly string[], factsOf: (key: string) => RequestKey): TextDomain | undefined {
  let shared: TextDomain | undefined;
  for (const key of keys) {
    const { domain, multivalued, presence } = factsOf(key);
    if (domain.type !== 'text' || multivalued || presence === 'undocumented') return undefined;
    shared = shared ? inBoth(shared, domain) : domain;
    if (!shared) return undefined;
  }
  return shared;
}

function inBoth(one: TextDomain, other: TextDomain): TextDomain | undefined {
  if (one === other) return one;
  if (one.shape && other.shape) return undefined;
  const [shaped, plain] = one.shape || (!other.shape && one.max < other.max) ? [one, other] : [other, one];
  return {
    ...shaped,
    alphabet: Alphabet.inBoth(shaped.alphabet, plain.alphabet),
    min: Math.max(one.min, other.min),
    max: Math.min(one.max, other.max),
  };
}

/**
 * The result of a clause that compares a key with itself, through variables for keys with the same value; undefined where it also compares
 * the key with anything else.
 */
export function truthAgainstItself(constraint: KeyConstraint, isSame: (key: string) => boolean, facts: RequestKey): Truth | undefined {
  const patterns = patternsIn(constraint);
  const { family, negated, qualifier, ignoreCase } = constraint.operator;
  if (qualifier !== undefined || facts.multivalued || patterns.length === 0) return undefined;
  const isItself = (token: PatternToken) => token.kind === 'variable' && isSame(token.key);
  const isEqual = family === 'string-equals' || isExact(constraint, facts);
  if (isEqual && patterns.some((pattern) => pattern.length === 1 && isItself(pattern[0]))) return negated ? 'no' : 'yes';
  // No text equals a longer one that contains it.
  const isLonger = (pattern: ValuePattern) =>
    pattern.some(isItself) &&
    pattern.some(({ kind }) => kind === 'literal') &&
    pattern.every((token) => isItself(token) || token.kind === 'literal');
  const isDifferent = family === 'string-equals' && !ignoreCase && patterns.every(isLonger);
  return isDifferent ? truthOf(negated) : undefined;
}

/** The only value that a key can have in any request, because of one of its clauses. */
export function onlyTextOf(constraints: readonly KeyConstraint[]): string | undefined {
  for (const constraint of constraints) {
    const patterns = patternsIn(constraint);
    const isOne = patterns.length === 1 && mustMatch(constraint) && constraint.operator.family === 'string-equals' &&
      !constraint.operator.ignoreCase;
    const text = isOne ? plainText(patterns[0]) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Longer texts are not split. */
const LONGEST_TEXT = 256;

/** The values of a key with which a pattern that contains it as a variable matches the text. */
export function textsBehindVariable(key: string, constraint: KeyConstraint, text: string): string[] {
  if (!mustMatch(constraint) || text.length > LONGEST_TEXT) return [];
  return patternsIn(constraint).flatMap((pattern) => {
    const at = pattern.findIndex((token) => token.kind === 'variable' && token.key === key);
    const before = plainText(pattern.slice(0, Math.max(at, 0)));
    if (at < 0 || before === undefined || !text.startsWith(before)) return [];
    const behind = pattern.slice(at + 1).map((token): PatternToken => (token.kind === 'variable' ? { kind: 'any-run' } : token));
    const ends = Array.from({ length: text.length - before.length + 1 }, (_, index) => text.length - index);
    return ends.filter((end) => matchPattern(behind, text.slice(end)) === 'yes').map((end) => text.slice(before.length, end));
  });
}
