/** The accounts, services, providers and session names that the given policies can distinguish. */
import { CallerWorld, Provider } from './caller-class';
import { Representatives } from './key-constraints/representatives';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { namedAccounts, representativeStrangers } from './representative-accounts';
import { representativeIssuers, representativeSamlProviders } from './representative-providers';
import { representativeServices } from './representative-services';
import { representativeSessionNames } from './representative-session-names';
import { PolicyVariant } from '../policy/trust-policy';

export interface WorldSettings {
  readonly partition: string;
  readonly ownAccount: string;
  readonly ownAccountIsKnown: boolean;
  /** Accounts that the question itself distinguishes. */
  readonly otherAccounts: Iterable<string>;
}

/** Each list is computed when it is first needed: most policies name their callers, and need none of them. */
export function worldOf(policies: readonly PolicyVariant[], settings: WorldSettings): CallerWorld {
  return new World(policies, settings);
}

const NO_REASONS: readonly string[] = [];

class World implements CallerWorld {
  public readonly partition: string;
  public readonly ownAccount: string;
  public readonly ownAccountIsKnown: boolean;
  private allAccounts: Representatives<string> | undefined;
  private allServices: Representatives<string> | undefined;
  private allSamlProviders: Representatives<Provider> | undefined;
  private allIssuers: Representatives<Provider> | undefined;
  private allSessionNames: Representatives<string> | undefined;

  public constructor(private readonly policies: readonly PolicyVariant[], private readonly settings: WorldSettings) {
    this.partition = settings.partition;
    this.ownAccount = settings.ownAccount;
    this.ownAccountIsKnown = settings.ownAccountIsKnown;
  }

  public get accounts(): readonly string[] {
    return (this.allAccounts ??= this.representativeAccounts()).all;
  }

  /** A list that was never needed is not missing anything. */
  public get incompleteBecause(): readonly string[] {
    const computed = [this.allAccounts, this.allServices, this.allSamlProviders, this.allIssuers, this.allSessionNames];
    const incomplete = computed.filter((list) => list !== undefined && list.incompleteBecause.length > 0);
    return incomplete.length === 0 ? NO_REASONS : [...new Set(incomplete.flatMap((list) => list!.incompleteBecause))];
  }

  public get services(): readonly string[] {
    return (this.allServices ??= representativeServices(principalsOf(this.policies), conditionsOf(this.policies))).all;
  }

  public get samlProviders(): readonly Provider[] {
    return (this.allSamlProviders ??= representativeSamlProviders(principalsOf(this.policies), this.settings)).all;
  }

  public get issuers(): readonly Provider[] {
    return (this.allIssuers ??= representativeIssuers(principalsOf(this.policies), conditionsOf(this.policies), this.settings)).all;
  }

  public get sessionNames(): readonly string[] {
    return (this.allSessionNames ??= representativeSessionNames(principalsOf(this.policies), this.partition)).all;
  }

  private representativeAccounts(): Representatives<string> {
    const principals = principalsOf(this.policies);
    const named = new Set([this.ownAccount, ...this.settings.otherAccounts, ...namedAccounts(this.policies, principals)]);
    const strangers = representativeStrangers(conditionsOf(this.policies), principals, this.partition, named);
    return { ...strangers, all: [...strangers.all, ...[...named].filter((account) => /^\d{12}$/.test(account))] };
  }
}
