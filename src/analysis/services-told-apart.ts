/** The services that policies speak of, one for each way in which patterns tell services apart, and one that nobody names. */
import { Alphabet } from './key-constraints/shortest-text';
import { exactReaderOf, readerOf, stateAfter, tellsApart, textsToldApart, ToldApart } from './key-constraints/told-apart';
import { VersionedClause } from './parts-of-policies';
import { unnamed } from './unnamed';
import { patternsOf } from '../evaluation/match-condition';
import { patternMeant } from '../evaluation/match-principal';
import { plainText, readPattern, ValuePattern } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';

const CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-';

export function servicesToldApart(principals: readonly Principal[], conditions: readonly VersionedClause[]): ToldApart<string> {
  const named = principals.flatMap((principal) => (principal.kind === 'service' && isKnown(principal.service) ? [principal.service] : []));
  const asked = conditions.flatMap(patternsAsked);
  const spokenOf = new Set([...named, ...asked.flatMap(({ pattern }) => plainText(pattern) ?? [])]);
  const open = asked.filter(({ pattern }) => plainText(pattern) === undefined);
  const all = [...open.map(({ family, pattern }) => readerOf(pattern, family, '', '')), ...principals.flatMap(patternsMeant).map((pattern) => exactReaderOf(pattern))];
  const readers = all.filter((reader) => tellsApart(reader, CHARACTERS));
  const other = unnamed('example.amazonaws.com', [...spokenOf]);
  const found = textsToldApart(readers, { alphabet: Alphabet.of('a-zA-Z0-9.-'), length: undefined, min: 1, named: spokenOf });
  if (!found) return { all: [...spokenOf, other], gaps: ['the policy holds too many patterns of services'] };
  found.delete(stateAfter(readers, other));
  return { all: [...spokenOf, ...found.values(), other], gaps: [] };
}

/** What conditions ask of the name of a service. */
function patternsAsked({ clause, version }: VersionedClause): { family: string; pattern: ValuePattern }[] {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null' || !String(clause.key).startsWith('aws:principalservicename')) return [];
  return patternsOf(clause, family, version).map((pattern) => ({ family, pattern }));
}

/** A service of which a part is known at deployment only, or one that is written as a pattern. */
function patternsMeant(principal: Principal): ValuePattern[] {
  if (principal.kind === 'malformed') return principal.key === 'Service' ? [patternMeant(principal)] : [];
  return principal.kind === 'service' && !isKnown(principal.service) ? [readPattern(principal.service, { wildcards: false, variables: false })] : [];
}
