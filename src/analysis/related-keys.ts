/**
 * What policy variables make of the keys of a branch: `StringEquals aws:PrincipalOrgID "${aws:PrincipalTag/org}"` asks for two keys that hold
 * the same text, and a variable with a default for one that is there, or is not.
 */
import { Branch } from './branch';
import { KeyConstraint, variablesOf } from './key-constraints/key-constraint';
import { Alphabet } from './key-constraints/shortest-text';
import { OWN_ACCOUNT_KEY } from './own-account';
import { OWN_ORGANIZATION_KEY } from './own-organization';
import { CALLER_KEYS } from '../evaluation/caller-keys';
import { patternsOf } from '../evaluation/match-condition';
import { RequestKey, requestKeyOf, TextDomain } from '../evaluation/request-keys';
import { Truth, truthOf } from '../evaluation/truth';
import { matchPattern, PatternToken, plainText, ValuePattern } from '../evaluation/value-pattern';

/** One way in which the keys behind variables can be there. */
export interface Relations {
  /** Keys that hold one text in every request, for each of them. */
  readonly same: ReadonlyMap<string, readonly string[]>;
  readonly present: ReadonlySet<string>;
  readonly absent: ReadonlySet<string>;
  /** Keys of which two clauses want the opposite, whatever their variables stand for: no value will do, nor none. */
  readonly opposed: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();
/** Without variables no key asks for another. */
export const UNRELATED: Relations = { same: new Map(), present: NONE, absent: NONE, opposed: NONE };

/** Each of them doubles the work. */
const MOST_OPTIONAL_KEYS = 3;

/** Every request of the branch is of one of these. */
export function relationsOf({ caller, keys, identity }: Branch): readonly Relations[] {
  const all = [...keys.values(), identity].flat().filter(({ clause, version }) => variablesOf(clause, version).length > 0);
  const factsOf = (key: string) => requestKeyOf(key, caller.kind, caller.mfa, caller.name);
  const isDocumented = (key: string) => factsOf(key).presence !== 'undocumented';
  // Whatever is asked of a key that AWS does not document is unconfirmed: it says nothing of any other key.
  const asking = all.filter(({ clause }) => isDocumented(String(clause.key)));
  const isSettledHere = (key: string) => !CALLER_KEYS.has(key) && key !== OWN_ACCOUNT_KEY && key !== OWN_ORGANIZATION_KEY && isDocumented(key);
  const required = new Set(asking.flatMap(keysRequired).filter(isSettledHere));
  const optional = new Set(
    asking.flatMap(keysThatMayBeAbsent).filter((key) => !required.has(key) && isSettledHere(key) && factsOf(key).presence === 'maybe'),
  );
  const cases = optional.size <= MOST_OPTIONAL_KEYS ? subsetsOf([...optional]) : [undefined];
  return cases.map((there) => {
    const present = new Set([...required, ...(there ?? [])]);
    const absent = new Set(there && [...optional].filter((key) => !present.has(key)));
    const isThere = (key: string) => present.has(key) || factsOf(key).presence === 'always';
    const pairs = asking.flatMap((constraint) => equalKeys(constraint, isThere, factsOf)).filter((pair) => pair.every(isSettledHere));
    const single = [...keys].filter(([key]) => isDocumented(key) && !factsOf(key).multivalued);
    const opposed = single.flatMap(([key, constraints]) => (areOpposed(constraints, isThere, factsOf) ? [key] : []));
    return { same: joined(pairs), present, absent, opposed: new Set(opposed) };
  });
}

function subsetsOf(keys: readonly string[]): string[][] {
  return keys.reduce<string[][]>((subsets, key) => [...subsets.map((subset) => [...subset, key]), ...subsets], [[]]);
}

/** The key has to be there, and has to match a value of the clause. */
function mustMatch({ operator, wanted }: KeyConstraint): boolean {
  return wanted !== operator.negated && operator.qualifier === undefined && !(operator.ifExists && !operator.negated);
}

function patternsIn({ clause, operator, version }: KeyConstraint): readonly ValuePattern[] {
  return operator.family === 'null' ? [] : patternsOf(clause, operator.family, version);
}

/** A variable without value matches nothing: the keys without which the one value of the clause has none. */
function keysRequired(constraint: KeyConstraint): string[] {
  const [pattern, ...others] = patternsIn(constraint);
  // What a negated operator makes of a variable without value is not documented.
  if (others.length > 0 || !mustMatch(constraint) || constraint.operator.negated) return [];
  return pattern.flatMap((token) => (token.kind === 'variable' && token.defaultText === undefined ? [token.key] : []));
}

/** The keys that make a difference by not being there. */
function keysThatMayBeAbsent(constraint: KeyConstraint): string[] {
  const variables = patternsIn(constraint).flat().filter((token) => token.kind === 'variable');
  return variables.filter(({ defaultText }) => defaultText !== undefined || constraint.operator.negated).map(({ key }) => key);
}

/** The key of a clause and that of its only value, where the one has to hold what the other holds. */
function equalKeys(constraint: KeyConstraint, isThere: (key: string) => boolean, factsOf: (key: string) => RequestKey): [string, string][] {
  const patterns = patternsIn(constraint);
  if (patterns.length !== 1 || patterns[0].length !== 1 || !mustMatch(constraint)) return [];
  const [token] = patterns[0];
  const key = String(constraint.clause.key);
  if (token.kind !== 'variable' || token.key === key) return [];
  const hasValue = isThere(token.key) || (token.defaultText === undefined && !constraint.operator.negated);
  if (!hasValue) return [];
  return isExact(constraint, factsOf(token.key)) && sharedDomain([key, token.key], factsOf) ? [[key, token.key]] : [];
}

/** Compares the operator with what the other key holds as it is: letter by letter, and no character of it may be a wildcard? */
function isExact({ operator }: KeyConstraint, facts: RequestKey): boolean {
  if (operator.family === 'string-equals') return !operator.ignoreCase;
  return operator.family === 'string-like' && isWithoutWildcards(facts);
}

function isWithoutWildcards({ domain }: RequestKey): boolean {
  return domain.type === 'text' && !['*', '?'].some((char) => Alphabet.of(domain.alphabet).has(char));
}

/** Does one clause ask for a match of the very patterns that another rules out? Text out of a variable that may act as a wildcard proves nothing. */
function areOpposed(constraints: readonly KeyConstraint[], isThere: (key: string) => boolean, factsOf: (key: string) => RequestKey): boolean {
  const compared = constraints.filter(({ operator }) => operator.qualifier === undefined && /^string/.test(operator.family));
  const rules = compared.filter(({ operator, wanted }) => wanted === operator.negated);
  const isCertain = ({ clause, operator, version }: KeyConstraint) =>
    variablesOf(clause, version).every((key) => {
      const facts = factsOf(key);
      const isKnownToMatch = operator.family === 'string-equals' || isWithoutWildcards(facts);
      return facts.presence !== 'undocumented' && isKnownToMatch && (!operator.negated || isThere(key));
    });
  return compared.filter((asked) => mustMatch(asked) && isCertain(asked)).some((asked) =>
    rules.some((rule) => {
      const { family, ignoreCase } = rule.operator;
      if (family !== asked.operator.family || (asked.operator.ignoreCase && !ignoreCase)) return false;
      const ruledOut = new Set(patternsIn(rule).map((pattern) => JSON.stringify(pattern)));
      return patternsIn(asked).every((pattern) => ruledOut.has(JSON.stringify(pattern)));
    }));
}

function joined(pairs: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const same = new Map<string, readonly string[]>();
  for (const [one, other] of pairs) {
    const all = [...new Set([...(same.get(one) ?? [one]), ...(same.get(other) ?? [other])])];
    for (const key of all) same.set(key, all);
  }
  return same;
}

/** What a text may be that all of these keys hold; undefined where that is not known. */
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
 * How a clause comes out that compares a text with itself, by variables over keys that hold the same; undefined where it compares it with
 * anything else as well.
 */
export function truthAgainstItself(constraint: KeyConstraint, isSame: (key: string) => boolean, facts: RequestKey): Truth | undefined {
  const patterns = patternsIn(constraint);
  const { family, negated, qualifier, ignoreCase } = constraint.operator;
  if (qualifier !== undefined || facts.multivalued || patterns.length === 0) return undefined;
  const isItself = (token: PatternToken) => token.kind === 'variable' && isSame(token.key);
  const isEqual = family === 'string-equals' || isExact(constraint, facts);
  if (isEqual && patterns.some((pattern) => pattern.length === 1 && isItself(pattern[0]))) return negated ? 'no' : 'yes';
  // No text is equal to a longer one that holds it.
  const isLonger = (pattern: ValuePattern) =>
    pattern.some(isItself) && pattern.some(({ kind }) => kind === 'literal') && pattern.every((token) => isItself(token) || token.kind === 'literal');
  const isDifferent = family === 'string-equals' && !ignoreCase && patterns.every(isLonger);
  return isDifferent ? truthOf(negated) : undefined;
}

/** The one text that a key can hold in any request, by a clause of its own. */
export function onlyTextOf(constraints: readonly KeyConstraint[]): string | undefined {
  for (const constraint of constraints) {
    const patterns = patternsIn(constraint);
    const isOne = patterns.length === 1 && mustMatch(constraint) && constraint.operator.family === 'string-equals' && !constraint.operator.ignoreCase;
    const text = isOne ? plainText(patterns[0]) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Texts longer than this are not taken apart. */
const LONGEST_TEXT = 256;

/** What a key may hold where a variable over it is part of a pattern that has to match the text. */
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
