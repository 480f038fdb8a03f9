/** The accounts that policies name, and strangers: one for each way in which conditions and principals can tell accounts apart. */
import { DEFAULT_LIMITS } from './budget';
import { Alphabet } from './key-constraints/shortest-text';
import { readerOf, stateAfter, tellsApart, TextReader, textsToldApart } from './key-constraints/told-apart';
import { principalsOf, VersionedClause } from './parts-of-policies';
import { patternOf } from '../evaluation/match-condition';
import { patternMeant } from '../evaluation/match-principal';
import { plainText } from '../evaluation/value-pattern';
import { isKnown, PartlyKnownText, piecesOf } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { TrustPolicy } from '../policy/trust-policy';

const STRANGERS = ['999999999999', '888888888888', '777777777777', '666666666666', '555555555550'];

/** An account nobody named: not in any of the given sets. */
export function strangerTo(accounts: ReadonlySet<string>): string {
  const spare = STRANGERS.find((account) => !accounts.has(account));
  if (spare !== undefined) return spare;
  for (let number = 100_000_000_000; ; number += 1) if (!accounts.has(String(number))) return String(number);
}

/** Every account written out anywhere: in principals, and in the values of conditions. */
export function namedAccounts(
  policies: readonly TrustPolicy[],
  principals: readonly Principal[] = principalsOf(policies),
): Set<string> {
  const named = new Set<string>();
  const addAllOf = (text: PartlyKnownText) => {
    for (const piece of piecesOf(text)) {
      if (typeof piece === 'string') for (const found of piece.matchAll(/(?<!\d)\d{12}(?!\d)/g)) named.add(found[0]);
    }
  };
  for (const principal of principals) {
    if ('account' in principal && isKnown(principal.account)) named.add(principal.account);
    else if (principal.kind === 'malformed') addAllOf(principal.written);
  }
  for (const policy of policies) {
    for (const clause of policy.statements.flatMap((statement) => statement.conditions)) clause.values.forEach(addAllOf);
  }
  return named;
}

/** Accounts that nobody named: one for each way in which conditions and principals with wildcards can tell accounts apart. */
export function strangersToldApart(
  conditions: readonly VersionedClause[],
  principals: readonly Principal[],
  partition: string,
  named: ReadonlySet<string>,
): { strangers: string[]; gaps: string[] } {
  const stranger = strangerTo(named);
  const gaps: string[] = [];
  const all = conditions.flatMap(({ clause, version }): TextReader[] => {
    const family = clause.operator?.family;
    if (family === undefined || family === 'null' || (clause.key !== 'aws:principalarn' && clause.key !== 'aws:principalaccount')) return [];
    const [prefix, suffix] = clause.key === 'aws:principalarn' ? [`arn:${partition}:iam::`, ':'] : ['', ''];
    if (prefix === '' && ORDERED_FAMILIES.has(family)) gaps.push('the policy compares account numbers by their order');
    if (clause.values.some(({ length }) => length > DEFAULT_LIMITS.longestPattern)) gaps.push('the patterns of account numbers are too long to decide');
    const values = clause.values.filter(({ length }) => length <= DEFAULT_LIMITS.longestPattern);
    const patterns = values.map((value) => patternOf(value, family, version)).filter((pattern) => plainText(pattern) === undefined);
    return patterns.map((pattern) => readerOf(pattern, family, prefix, suffix));
  });
  for (const principal of principals) {
    if (principal.kind === 'malformed' && principal.key === 'AWS' && !(isKnown(principal.written) && !/[*?]/.test(principal.written))) {
      const pattern = patternMeant(principal);
      all.push(...['iam', 'sts'].map((service) => readerOf(pattern, 'string-like', `arn:${partition}:${service}::`, ':')), readerOf(pattern, 'string-like', '', ''));
    }
  }
  const readers = all.filter((reader) => tellsApart(reader, '0123456789'));
  if (readers.length === 0) return { strangers: [stranger], gaps };
  const found = textsToldApart(readers, { alphabet: Alphabet.of('0-9'), length: 12, named });
  if (!found) return { strangers: [stranger], gaps: [...gaps, 'the policy holds too many patterns of account numbers'] };
  // A number that reads like an example is better than the first one that fits.
  found.delete(stateAfter(readers, stranger));
  return { strangers: [stranger, ...found.values()], gaps };
}

const ORDERED_FAMILIES: ReadonlySet<string> = new Set(['numeric', 'date']);
