/** Which accounts, services, providers and session names the given policies can tell apart. */
import { DEFAULT_LIMITS } from './budget';
import { CallerWorld, Provider } from './caller-class';
import { GlobAutomaton } from './key-constraints/glob-automaton';
import { Alphabet } from './key-constraints/shortest-text';
import { stateAfter, TextReader, textsToldApart } from './key-constraints/told-apart';
import { patternOf, patternsOf } from '../evaluation/match-condition';
import { patternMeant } from '../evaluation/match-principal';
import { oidcKeyParts } from '../evaluation/request-keys';
import { plainText, ValuePattern } from '../evaluation/value-pattern';
import { ConditionClause } from '../policy/condition';
import { isKnown, piecesOf } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { isBuiltInWebIdentity } from '../policy/read-principal';
import { PolicyVersion, TrustPolicy } from '../policy/trust-policy';

export interface WorldSettings {
  readonly partition: string;
  readonly ownAccount: string;
  readonly ownAccountIsKnown: boolean;
  /** Accounts that the question itself tells apart. */
  readonly otherAccounts: Iterable<string>;
}

const STRANGERS = ['999999999999', '888888888888', '777777777777', '666666666666', '555555555550'];

/** An account nobody named: not in any of the given sets. */
export function strangerTo(accounts: ReadonlySet<string>): string {
  const spare = STRANGERS.find((account) => !accounts.has(account));
  if (spare !== undefined) return spare;
  for (let number = 100_000_000_000; ; number += 1) if (!accounts.has(String(number))) return String(number);
}

/** Worked out piece by piece, when a search asks: most policies name the callers they are for. */
export function worldOf(policies: readonly TrustPolicy[], settings: WorldSettings): CallerWorld {
  return new World(policies, settings);
}

class World implements CallerWorld {
  public readonly partition: string;
  public readonly ownAccount: string;
  public readonly ownAccountIsKnown: boolean;
  private accountsAndGaps: { readonly accounts: readonly string[]; readonly gaps: readonly string[] } | undefined;
  private allServices: ServicesAndGaps | undefined;
  private allSamlProviders: readonly Provider[] | undefined;
  private allIssuers: readonly Provider[] | undefined;
  private allSessionNames: readonly string[] | undefined;

  public constructor(private readonly policies: readonly TrustPolicy[], private readonly settings: WorldSettings) {
    this.partition = settings.partition;
    this.ownAccount = settings.ownAccount;
    this.ownAccountIsKnown = settings.ownAccountIsKnown;
  }

  public get accounts(): readonly string[] {
    return this.toldApart.accounts;
  }

  /** What was never asked for leaves no gap. */
  public get gaps(): readonly string[] {
    return [...(this.accountsAndGaps?.gaps ?? []), ...(this.allServices?.gaps ?? [])];
  }

  public get services(): readonly string[] {
    return this.servicesAndGaps.services;
  }

  public get samlProviders(): readonly Provider[] {
    return (this.allSamlProviders ??= samlProvidersToldApart(principalsOf(this.policies), this.settings));
  }

  public get issuers(): readonly Provider[] {
    return (this.allIssuers ??= issuersToldApart(principalsOf(this.policies), conditionsOf(this.policies), this.settings));
  }

  public get sessionNames(): readonly string[] {
    return (this.allSessionNames ??= sessionNamesToldApart(principalsOf(this.policies)));
  }

  private get servicesAndGaps(): ServicesAndGaps {
    return (this.allServices ??= servicesToldApart(principalsOf(this.policies), conditionsOf(this.policies)));
  }

  private get toldApart(): { accounts: readonly string[]; gaps: readonly string[] } {
    if (!this.accountsAndGaps) {
      const principals = principalsOf(this.policies);
      const named = new Set([this.ownAccount, ...this.settings.otherAccounts, ...namedAccounts(this.policies, principals)]);
      const { strangers, gaps } = strangersToldApart(conditionsOf(this.policies), principals, this.partition, named);
      this.accountsAndGaps = { accounts: [...strangers, ...[...named].filter((account) => /^\d{12}$/.test(account))], gaps };
    }
    return this.accountsAndGaps;
  }
}

function principalsOf(policies: readonly TrustPolicy[]): readonly Principal[] {
  return policies.flatMap((policy) => policy.statements.flatMap((statement) => statement.principals));
}

function conditionsOf(policies: readonly TrustPolicy[]): readonly VersionedClause[] {
  return policies.flatMap(({ version, statements }) => statements.flatMap(({ conditions }) => conditions.map((clause) => ({ clause, version }))));
}

interface ServicesAndGaps {
  readonly services: readonly string[];
  readonly gaps: readonly string[];
}

function servicesToldApart(principals: readonly Principal[], conditions: readonly VersionedClause[]): ServicesAndGaps {
  const named = principals.flatMap((principal) => (principal.kind === 'service' && isKnown(principal.service) ? [principal.service] : []));
  const { services, gaps } = servicesAskedAbout(conditions, new Set(named));
  return { services: [...new Set([...named, ...services])], gaps };
}

function sessionNamesToldApart(principals: readonly Principal[]): string[] {
  const named = principals.flatMap((principal) => (principal.kind === 'session' && isKnown(principal.sessionName) ? [principal.sessionName] : []));
  return [unnamed('example-session', named), ...new Set(named)];
}

function samlProvidersToldApart(principals: readonly Principal[], settings: WorldSettings): Provider[] {
  const named = principals.flatMap(samlProvider(settings));
  return unique([...named, { ...ownersOf(settings), name: unnamed('example', named.map(({ name }) => name)) }]);
}

function issuersToldApart(principals: readonly Principal[], conditions: readonly VersionedClause[], settings: WorldSettings): Provider[] {
  const named = [...principals.flatMap(issuer(settings)), ...issuersAskedAbout(conditions, settings)];
  return unique([...named, { ...ownersOf(settings), name: unnamed('issuer.example.com', named.map(({ name }) => name)) }]);
}

function ownersOf({ ownAccount, partition }: WorldSettings): { account: string; partition: string } {
  return { account: ownAccount, partition };
}

/** A name like the given one that is none of those that are spoken of. */
function unnamed(name: string, named: readonly string[]): string {
  let free = name;
  for (let number = 2; named.includes(free); number += 1) free = `${number}-${name}`;
  return free;
}

/** Every account written out anywhere: in principals, and in the values of conditions. */
export function namedAccounts(
  policies: readonly TrustPolicy[],
  principals: readonly Principal[] = principalsOf(policies),
): Set<string> {
  const named = new Set<string>();
  for (const principal of principals) if ('account' in principal && isKnown(principal.account)) named.add(principal.account);
  for (const policy of policies) {
    for (const clause of policy.statements.flatMap((statement) => statement.conditions)) {
      for (const text of clause.values.flatMap(piecesOf)) {
        if (typeof text === 'string') for (const found of text.matchAll(/(?<!\d)\d{12}(?!\d)/g)) named.add(found[0]);
      }
    }
  }
  return named;
}

interface VersionedClause {
  readonly clause: ConditionClause;
  readonly version: PolicyVersion;
}

/** Accounts that nobody named: one for each way in which conditions and principals with wildcards can tell accounts apart. */
function strangersToldApart(
  conditions: readonly VersionedClause[],
  principals: readonly Principal[],
  partition: string,
  named: ReadonlySet<string>,
): { strangers: string[]; gaps: string[] } {
  const stranger = strangerTo(named);
  const gaps: string[] = [];
  const readers = conditions.flatMap(({ clause, version }): TextReader[] => {
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
      readers.push(...['iam', 'sts'].map((service) => readerOf(pattern, 'string-like', `arn:${partition}:${service}::`, ':')), readerOf(pattern, 'string-like', '', ''));
    }
  }
  if (readers.length === 0) return { strangers: [stranger], gaps };
  const found = textsToldApart(readers, { alphabet: Alphabet.of('0-9'), length: 12, named });
  if (!found) return { strangers: [stranger], gaps: [...gaps, 'the policy holds too many patterns of account numbers'] };
  // A number that reads like an example is better than the first one that fits.
  found.delete(stateAfter(readers, stranger));
  return { strangers: [stranger, ...found.values()], gaps };
}

const ORDERED_FAMILIES: ReadonlySet<string> = new Set(['numeric', 'date']);

function readerOf(pattern: ValuePattern, family: string, prefix: string, suffix: string): TextReader {
  const glob = family === 'arn' ? GlobAutomaton.ofArn(pattern) : GlobAutomaton.ofText(pattern, true);
  return { glob, begin: glob.run(glob.start, prefix), suffix };
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
function issuersAskedAbout(conditions: readonly VersionedClause[], settings: WorldSettings): Provider[] {
  return conditions.flatMap(({ clause }) => {
    const name = isKnown(clause.key) ? oidcKeyParts(clause.key)?.issuer : undefined;
    if (name === undefined) return [];
    return [{ name, partition: settings.partition, account: isBuiltInWebIdentity(name) ? '' : settings.ownAccount }];
  });
}

function samlProvider(settings: WorldSettings): (principal: Principal) => Provider[] {
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

function issuer(settings: WorldSettings): (principal: Principal) => Provider[] {
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
