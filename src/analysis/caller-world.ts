/** Which accounts, services, providers and session names the given policies can tell apart. */
import { Budget } from './budget';
import { CallerWorld, Provider } from './caller-class';
import { GlobAutomaton } from './key-constraints/glob-automaton';
import { Alphabet, shortestText } from './key-constraints/shortest-text';
import { patternOf } from '../evaluation/match-condition';
import { splitPattern, ValuePattern } from '../evaluation/value-pattern';
import { isKnown } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';
import { TrustPolicy } from '../policy/trust-policy';

export interface WorldSettings {
  readonly partition: string;
  readonly ownAccount: string;
  /** Accounts that the question itself tells apart. */
  readonly otherAccounts: Iterable<string>;
}

const STRANGERS = ['999999999999', '888888888888', '777777777777', '666666666666', '555555555550'];
/** Each combination of them is tried. */
const MOST_ACCOUNT_PATTERNS = 6;
const UNNAMED_SERVICE = 'example.amazonaws.com';
const UNNAMED_ISSUER = 'issuer.example.com';

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
  private readonly principals: readonly Principal[];
  private accountsAndGaps: { accounts: readonly string[]; gaps: readonly string[] } | undefined;
  private providersAndServices: Pick<CallerWorld, 'services' | 'samlProviders' | 'issuers' | 'sessionNames'> | undefined;

  public constructor(private readonly policies: readonly TrustPolicy[], private readonly settings: WorldSettings) {
    this.partition = settings.partition;
    this.ownAccount = settings.ownAccount;
    this.principals = policies.flatMap((policy) => policy.statements.flatMap((statement) => statement.principals));
  }

  public get accounts(): readonly string[] {
    return this.toldApart.accounts;
  }

  /** Accounts that were never asked for leave no gap. */
  public get gaps(): readonly string[] {
    return this.accountsAndGaps?.gaps ?? [];
  }

  public get services(): readonly string[] {
    return this.others.services;
  }

  public get samlProviders(): readonly Provider[] {
    return this.others.samlProviders;
  }

  public get issuers(): readonly Provider[] {
    return this.others.issuers;
  }

  public get sessionNames(): readonly string[] {
    return this.others.sessionNames;
  }

  private get toldApart(): { accounts: readonly string[]; gaps: readonly string[] } {
    if (!this.accountsAndGaps) {
      const named = new Set([this.ownAccount, ...this.settings.otherAccounts, ...namedAccounts(this.policies, this.principals)]);
      const { found, gaps } = accountsOfPatterns(this.policies);
      this.accountsAndGaps = { accounts: [strangerTo(named), ...[...named].filter((account) => /^\d{12}$/.test(account)), ...found], gaps };
    }
    return this.accountsAndGaps;
  }

  private get others(): Pick<CallerWorld, 'services' | 'samlProviders' | 'issuers' | 'sessionNames'> {
    const { principals, settings } = this;
    const own = { account: settings.ownAccount, partition: settings.partition };
    const services = principals.flatMap((principal) => (principal.kind === 'service' && isKnown(principal.service) ? [principal.service] : []));
    const sessions = principals.flatMap((principal) => (principal.kind === 'session' && isKnown(principal.sessionName) ? [principal.sessionName] : []));
    return (this.providersAndServices ??= {
      services: [...new Set([...services, UNNAMED_SERVICE])],
      samlProviders: unique([...principals.flatMap(samlProvider(settings)), { ...own, name: 'example' }]),
      issuers: unique([...principals.flatMap(issuer(settings)), { ...own, name: UNNAMED_ISSUER }]),
      sessionNames: [...new Set(sessions)],
    });
  }
}

/** Every account written out anywhere: in principals, and in the values of conditions. */
export function namedAccounts(
  policies: readonly TrustPolicy[],
  principals: readonly Principal[] = policies.flatMap((policy) => policy.statements.flatMap((statement) => statement.principals)),
): Set<string> {
  const named = new Set<string>();
  for (const principal of principals) if ('account' in principal && isKnown(principal.account)) named.add(principal.account);
  for (const policy of policies) {
    for (const clause of policy.statements.flatMap((statement) => statement.conditions)) {
      for (const value of clause.values) {
        for (const found of (isKnown(value) ? value : '').matchAll(/(?<!\d)\d{12}(?!\d)/g)) named.add(found[0]);
      }
    }
  }
  return named;
}

/** Accounts that fit the patterns on account numbers (`arn:aws:iam::1234*:role/x`), one for each combination of patterns that can be told apart. */
function accountsOfPatterns(policies: readonly TrustPolicy[]): { found: string[]; gaps: string[] } {
  const patterns = policies
    .flatMap((policy) =>
      policy.statements.flatMap((statement) =>
        statement.conditions.flatMap((clause): ValuePattern[] => {
          const family = clause.operator?.family;
          if (family === undefined || family === 'null' || (clause.key !== 'aws:principalarn' && clause.key !== 'aws:principalaccount')) {
            return [];
          }
          const values = clause.values.map((value) => patternOf(value, family, policy.version));
          return clause.key === 'aws:principalaccount' ? values : values.map((value) => splitPattern(value, ':', 6)[4] ?? []);
        }),
      ),
    )
    .filter(
      (pattern) =>
        pattern.some((token) => token.kind === 'literal') && pattern.some((token) => token.kind === 'any-run' || token.kind === 'any-one'),
    );
  const gaps = patterns.length > MOST_ACCOUNT_PATTERNS ? ['the policy holds too many patterns of account numbers'] : [];
  const automata = patterns.slice(0, MOST_ACCOUNT_PATTERNS).map((pattern) => ({ glob: GlobAutomaton.ofText(pattern, false) }));
  const found = new Set<string>();
  for (let combination = 1; combination < 1 << automata.length; combination += 1) {
    const text = shortestText(
      {
        automata,
        alphabet: Alphabet.of('0-9'),
        min: 12,
        max: 12,
        viable: () => true,
        accept: (accepted) => accepted.every((is, index) => is === ((combination & (1 << index)) !== 0)),
      },
      new Budget(),
    );
    if (text === 'budget') gaps.push('the patterns of account numbers are too long to decide');
    else if (text !== undefined) found.add(text);
  }
  return { found: [...found], gaps };
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
