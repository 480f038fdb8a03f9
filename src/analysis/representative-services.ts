/** The services that policies name, one for each way in which patterns distinguish services, and one that no policy names. */
import { exactReaderOf, otherRepresentatives, readerOf, Representatives } from './key-constraints/representatives';
import { Alphabet } from './key-constraints/shortest-text';
import { VersionedClause } from './parts-of-policies';
import { unusedName } from './unused-name';
import { patternsOf } from '../evaluation/match-condition';
import { intendedPattern } from '../evaluation/match-principal';
import { plainText, ValuePattern } from '../evaluation/value-pattern';
import { OperatorFamily } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';

export function representativeServices(principals: readonly Principal[], conditions: readonly VersionedClause[]): Representatives<string> {
  const named = principals.flatMap((principal) => ('service' in principal ? [principal.service] : [])).filter(isKnown);
  const compared = conditions.flatMap(servicePatterns);
  const namedServices = new Set([...named, ...compared.flatMap(({ pattern }) => plainText(pattern) ?? [])]);
  const isOpen = (pattern: ValuePattern) => plainText(pattern) === undefined;
  const readers = [
    ...compared.filter(({ pattern }) => isOpen(pattern)).map(({ family, pattern }) => readerOf(pattern, family)),
    ...principals.filter(mayBeService).map(intendedPattern).filter(isOpen).map((pattern) => exactReaderOf(pattern)),
  ];
  const other = unusedName('example.amazonaws.com', [...namedServices]);
  const { all, incompleteBecause } = otherRepresentatives(
    'services',
    readers,
    { alphabet: Alphabet.of('a-zA-Z0-9.-'), min: 1, named: namedServices },
    other,
  );
  return { all: [...namedServices, ...all, other], incompleteBecause };
}

/** The patterns that conditions compare the name of a service with. */
function servicePatterns({ clause, version }: VersionedClause): { family: OperatorFamily; pattern: ValuePattern }[] {
  const family = clause.operator?.family;
  if (family === undefined || family === 'null' || !String(clause.key).startsWith('aws:principalservicename')) return [];
  return patternsOf(clause, family, version).map((pattern) => ({ family, pattern }));
}

function mayBeService(principal: Principal): boolean {
  return 'service' in principal || ('key' in principal && principal.key === 'Service');
}
