/** Which accounts, services, providers and session names the given policies can tell apart. */
import { CallerWorld, Provider } from './caller-class';
import { ToldApart } from './key-constraints/representatives';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { namedAccounts, strangersToldApart } from './representative-accounts';
import { issuersToldApart, samlProvidersToldApart } from './representative-providers';
import { servicesToldApart } from './representative-services';
import { sessionNamesToldApart } from './representative-session-names';
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

const NO_GAPS: readonly string[] = [];

class World implements CallerWorld {
  public readonly partition: string;
  public readonly ownAccount: string;
  public readonly ownAccountIsKnown: boolean;
  private allAccounts: ToldApart<string> | undefined;
  private allServices: ToldApart<string> | undefined;
  private allSamlProviders: ToldApart<Provider> | undefined;
  private allIssuers: ToldApart<Provider> | undefined;
  private allSessionNames: ToldApart<string> | undefined;

  public constructor(private readonly policies: readonly TrustPolicy[], private readonly settings: WorldSettings) {
    this.partition = settings.partition;
    this.ownAccount = settings.ownAccount;
    this.ownAccountIsKnown = settings.ownAccountIsKnown;
  }

  public get accounts(): readonly string[] {
    return (this.allAccounts ??= this.accountsToldApart()).all;
  }

  /** What was never asked for leaves no gap. */
  public get gaps(): readonly string[] {
    const asked = [this.allAccounts, this.allServices, this.allSamlProviders, this.allIssuers, this.allSessionNames];
    const withGaps = asked.filter((toldApart) => toldApart !== undefined && toldApart.gaps.length > 0);
    return withGaps.length === 0 ? NO_GAPS : [...new Set(withGaps.flatMap((toldApart) => toldApart!.gaps))];
  }

  public get services(): readonly string[] {
    return (this.allServices ??= servicesToldApart(principalsOf(this.policies), conditionsOf(this.policies))).all;
  }

  public get samlProviders(): readonly Provider[] {
    return (this.allSamlProviders ??= samlProvidersToldApart(principalsOf(this.policies), this.settings)).all;
  }

  public get issuers(): readonly Provider[] {
    return (this.allIssuers ??= issuersToldApart(principalsOf(this.policies), conditionsOf(this.policies), this.settings)).all;
  }

  public get sessionNames(): readonly string[] {
    return (this.allSessionNames ??= sessionNamesToldApart(principalsOf(this.policies), this.partition)).all;
  }

  private accountsToldApart(): ToldApart<string> {
    const principals = principalsOf(this.policies);
    const named = new Set([this.ownAccount, ...this.settings.otherAccounts, ...namedAccounts(this.policies, principals)]);
    const strangers = strangersToldApart(conditionsOf(this.policies), principals, this.partition, named);
    return { ...strangers, all: [...strangers.all, ...[...named].filter((account) => /^\d{12}$/.test(account))] };
  }
}
