/** The services, identity providers and session names that policies speak of, and of each kind one that they do not. */
import { Provider } from './caller-class';
import { Alphabet } from './key-constraints/shortest-text';
import { readerOf, textsToldApart } from './key-constraints/told-apart';
import { VersionedClause } from './parts-of-policies';
import { patternsOf } from '../evaluation/match-condition';
import { oidcKeyParts } from '../evaluation/request-keys';
import { plainText } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { isBuiltInWebIdentity } from '../policy/read-principal';

/** Of the role: its own account holds the providers that nobody places elsewhere. */
interface Surroundings {
  readonly partition: string;
  readonly ownAccount: string;
}

export interface ServicesAndGaps {
  readonly services: readonly string[];
  readonly gaps: readonly string[];
}

export function servicesToldApart(principals: readonly Principal[], conditions: readonly VersionedClause[]): ServicesAndGaps {
  const named = principals.flatMap((principal) => (principal.kind === 'service' && isKnown(principal.service) ? [principal.service] : []));
  const { services, gaps } = servicesAskedAbout(conditions, new Set(named));
  return { services: [...new Set([...named, ...services])], gaps };
}

export function sessionNamesToldApart(principals: readonly Principal[]): string[] {
  const named = principals.flatMap((principal) => (principal.kind === 'session' && isKnown(principal.sessionName) ? [principal.sessionName] : []));
  return [unnamed('example-session', named), ...new Set(named)];
}

export function samlProvidersToldApart(principals: readonly Principal[], settings: Surroundings): Provider[] {
  const named = principals.flatMap(samlProvider(settings));
  return unique([...named, { ...ownersOf(settings), name: unnamed('example', named.map(({ name }) => name)) }]);
}

export function issuersToldApart(principals: readonly Principal[], conditions: readonly VersionedClause[], settings: Surroundings): Provider[] {
  const named = [...principals.flatMap(issuer(settings)), ...issuersAskedAbout(conditions, settings)];
  return unique([...named, { ...ownersOf(settings), name: unnamed('issuer.example.com', named.map(({ name }) => name)) }]);
}

function ownersOf({ ownAccount, partition }: Surroundings): { account: string; partition: string } {
  return { account: ownAccount, partition };
}

/** A name like the given one that is none of those that are spoken of. */
function unnamed(name: string, named: readonly string[]): string {
  let free = name;
  for (let number = 2; named.includes(free); number += 1) free = `${number}-${name}`;
  return free;
}

/** Services that conditions speak of, and one that nobody names. */
function servicesAskedAbout(conditions: readonly VersionedClause[], named: ReadonlySet<string>): { services: string[]; gaps: string[] } {
  const patterns = conditions.flatMap(({ clause, version }) => {
    const family = clause.operator?.family;
    if (family === undefined || family === 'null' || !String(clause.key).startsWith('aws:principalservicename')) return [];
    return patternsOf(clause, family, version).map((pattern) => ({ family, pattern }));
  });
  const literal = patterns.flatMap(({ pattern }) => plainText(pattern) ?? []);
  const spokenOf = new Set([...named, ...literal]);
  const other = unnamed('example.amazonaws.com', [...spokenOf]);
  const readers = patterns.filter(({ pattern }) => plainText(pattern) === undefined).map(({ family, pattern }) => readerOf(pattern, family, '', ''));
  if (readers.length === 0) return { services: [...literal, other], gaps: [] };
  const texts = textsToldApart(readers, { alphabet: Alphabet.of('a-z0-9.-'), length: undefined, named: spokenOf });
  const found = [...literal, ...(texts?.values() ?? []), other].filter((text) => text !== '');
  return { services: found, gaps: texts ? [] : ['the policy holds too many patterns of services'] };
}

/** A token is told apart by whom a condition key says it is from, whether a principal names that issuer or not. */
function issuersAskedAbout(conditions: readonly VersionedClause[], settings: Surroundings): Provider[] {
  return conditions.flatMap(({ clause }) => {
    const name = isKnown(clause.key) ? oidcKeyParts(clause.key)?.issuer : undefined;
    if (name === undefined) return [];
    return [{ name, partition: settings.partition, account: isBuiltInWebIdentity(name) ? '' : settings.ownAccount }];
  });
}

function samlProvider(settings: Surroundings): (principal: Principal) => Provider[] {
  return (principal) =>
    principal.kind === 'saml-provider' && isKnown(principal.name)
      ? [
        {
          account: isKnown(principal.account) ? principal.account : settings.ownAccount,
          partition: isKnown(principal.partition) ? principal.partition : settings.partition,
          name: principal.name,
        },
      ]
      : [];
}

function issuer(settings: Surroundings): (principal: Principal) => Provider[] {
  return (principal) => {
    if (principal.kind === 'web-identity') return [{ account: '', partition: settings.partition, name: principal.provider }];
    return principal.kind === 'oidc-provider' && isKnown(principal.issuer)
      ? [
        {
          account: isKnown(principal.account) ? principal.account : settings.ownAccount,
          partition: isKnown(principal.partition) ? principal.partition : settings.partition,
          name: principal.issuer,
        },
      ]
      : [];
  };
}

function unique(providers: readonly Provider[]): Provider[] {
  return [...new Map(providers.map((provider) => [`${provider.partition}:${provider.account}:${provider.name}`, provider])).values()];
}
