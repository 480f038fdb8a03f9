/**
 * The accounts that policies name, and representative strangers: one account for each way in which conditions and principals distinguish
 * accounts.
 */
import { comparedNumbers } from './key-constraints/number-automaton';
import {
  exactReaderOf, otherRepresentatives, readerOf, distinguishes, TextReader, Representatives,
} from './key-constraints/representatives';
import { Alphabet } from './key-constraints/shortest-text';
import { conditionsOf, principalsOf, VersionedClause } from './parts-of-policies';
import { resourceOfAccount } from '../evaluation/keys-of-account';
import { patternsOf } from '../evaluation/match-condition';
import { isArnPattern, intendedPattern } from '../evaluation/match-principal';
import { plainText, splitPattern, ValuePattern } from '../evaluation/value-pattern';
import { ConditionClause, OperatorFamily } from '../policy/condition';
import { isKnown, PartlyKnownText, piecesOf } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { PolicyVariant } from '../policy/trust-policy';

const STRANGERS = ['999999999999', '888888888888', '777777777777', '666666666666', '555555555550'];

/** An account that is not among the given ones. */
export function strangerTo(accounts: ReadonlySet<string>): string {
  const spare = STRANGERS.find((account) => !accounts.has(account));
  if (spare !== undefined) return spare;
  for (let number = 100_000_000_000; ; number += 1) if (!accounts.has(String(number))) return String(number);
}

/** Every account that is written out: in principals, and in the values of conditions. */
export function namedAccounts(
  policies: readonly PolicyVariant[],
  principals: readonly Principal[] = principalsOf(policies),
): Set<string> {
  const named = new Set<string>();
  const addAllOf = (text: PartlyKnownText) => {
    for (const piece of piecesOf(text)) {
      if (typeof piece === 'string') for (const found of piece.matchAll(/(?<!\d)\d{12}(?!\d)/g)) named.add(found[0]);
    }
  };
  for (const principal of principals) addAllOf('account' in principal ? principal.account : principal.written);
  for (const { clause } of conditionsOf(policies)) clause.values.forEach(addAllOf);
  return named;
}

/**
 * Accounts that no policy names: one for each way in which conditions, and principals that are not completely known, distinguish
 * accounts.
 */
export function representativeStrangers(
  conditions: readonly VersionedClause[],
  principals: readonly Principal[],
  partition: string,
  named: ReadonlySet<string>,
): Representatives<string> {
  const stranger = strangerTo(named);
  const all = [
    ...conditions.flatMap((clause) => readersOfClause(clause, partition)),
    ...principals.flatMap((principal) => readersOfPrincipal(principal, partition)),
  ];
  const readers = all.filter((reader) => distinguishes(reader, '0123456789'));
  // A number that is easy to recognise as an example is better than the first one that fits.
  const others = otherRepresentatives('account ids', readers, { alphabet: Alphabet.of('0-9'), length: 12, named }, stranger);
  const incompleteBecause = conditions.some(comparesByOrder) ? ['the order of account ids, which the policy compares'] : [];
  return { all: [stranger, ...others.all], incompleteBecause: [...incompleteBecause, ...others.incompleteBecause] };
}

/** The values of a clause that are not plain text: accounts that are written out are among the named ones. */
function readersOfClause({ clause, version }: VersionedClause, partition: string): TextReader[] {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null') return [];
  if (clause.key === 'aws:principalaccount' && family === 'numeric') return readersOfNumbers(clause);
  const patterns = patternsOf(clause, family, version).filter((pattern) => plainText(pattern) === undefined);
  if (clause.key === 'aws:principalarn') return patterns.map((pattern) => readerOf(pattern, family, `arn:${partition}:iam::`, ':'));
  if (clause.key === 'aws:principalaccount') return patterns.map((pattern) => readerOf(pattern, family));
  const resource = resourceOfAccount(String(clause.key));
  return resource === undefined ? [] : patterns.flatMap((pattern) => readersOfResource(pattern, family, `arn:${partition}:${resource}`));
}

/**
 * The account in the ARN of a function or an instance, which is the caller's account: on its own, or after a `*` that matches everything
 * before it.
 */
function readersOfResource(pattern: ValuePattern, family: OperatorFamily, beginning: string): TextReader[] {
  const [, , , region = [], account] = splitPattern(pattern, ':', 6);
  if (account !== undefined) return [readerOf(account, family === 'arn' ? 'string-like' : family)];
  const [start] = region;
  const regions = ['us-east-1', ...start?.kind === 'literal' ? [start.text] : []];
  return regions.map((each) => readerOf(pattern, family, `${beginning}:${each}:`, ':'));
}

/** Leading zeros do not change a number: to `NumericEquals`, `12345678901` equals account 012345678901. */
function readersOfNumbers({ operator, values }: ConditionClause): TextReader[] {
  const automata = values.filter(isKnown).flatMap((value) => comparedNumbers(operator!, value) ?? []);
  return automata.map((automaton) => ({ automaton, startState: automaton.start, suffix: '' }));
}

function comparesByOrder({ clause: { key, operator } }: VersionedClause): boolean {
  return key === 'aws:principalaccount' && operator?.family === 'date';
}

/** Text with a wildcard, or with a part that is known only at deploy time. */
function readersOfPrincipal(principal: Principal, partition: string): TextReader[] {
  const pattern = intendedPattern(principal);
  if (plainText(pattern) !== undefined) return [];
  const prefixes = ['iam', 'sts'].map((service) => `arn:${partition}:${service}::`);
  if (isArnPattern(pattern)) return prefixes.map((prefix) => readerOf(pattern, 'arn', prefix, ':'));
  return [exactReaderOf(pattern), ...prefixes.map((prefix) => exactReaderOf(pattern, prefix, ':'))];
}
