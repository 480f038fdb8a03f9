/** Which accounts, services, providers and session names the given policies can tell apart. */
import { namedAccounts, strangersToldApart } from './accounts-told-apart';
import { CallerWorld, Provider } from './caller-class';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { issuersToldApart, samlProvidersToldApart, ServicesAndGaps, servicesToldApart, sessionNamesToldApart } from './providers-told-apart';
import { TrustPolicy } from '../policy/trust-policy';

export interface WorldSettings {
  readonly partition: string;
  readonly ownAccount: string;
  readonly ownAccountIsKnown: boolean;
  /** Accounts that the question itself tells apart. */
  readonly otherAccounts: Iterable<string>;
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
