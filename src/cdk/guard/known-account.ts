/** The accounts that the user declares as known. */
import { AccountStanding, KnownAccountEntry, KnownAccounts } from '../../rules/support/known-accounts';

/**
 * An account that the guard, the hook and the rules know: one of your own, or that of a vendor.
 *
 * A role that trusts any other foreign account must name its principals and require MFA and an ExternalId.
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * new TrustPolicyGuard({
 *   accounts: [KnownAccount.own('111122223333', 'tooling'), KnownAccount.vendor('444455556666', 'Monitoring Ltd')],
 * });
 */
export class KnownAccount {
  /**
   * An account that belongs to the same owner as the app.
   *
   * An ExternalId is not required for its principals. IAM users must still use MFA, and trusting the account root is still reported.
   *
   * @param accountId The account ID: 12 digits.
   * @param name A name for the account, used in messages.
   * @throws if the account ID is not 12 digits.
   */
  public static own(accountId: string, name?: string): KnownAccount {
    return new KnownAccount('own', accountId, name);
  }

  /**
   * The account of a third party whose workloads assume the role.
   *
   * An ExternalId is required, but MFA is not. Trusting the account root is accepted, because that is the principal that vendors publish.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
   *
   * @param accountId The account ID: 12 digits.
   * @param name A name for the vendor, used in messages.
   * @throws if the account ID is not 12 digits.
   */
  public static vendor(accountId: string, name?: string): KnownAccount {
    return new KnownAccount('vendor', accountId, name);
  }

  /** The account ID. */
  public readonly accountId: string;
  /**
   * The name for the account that messages use.
   *
   * @default - messages show the account ID alone
   */
  public readonly name?: string;
  /** @internal */
  public readonly _standing: AccountStanding;

  private constructor(standing: AccountStanding, accountId: string, name?: string) {
    if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) {
      const shown = JSON.stringify(accountId);
      throw new Error(`KnownAccount.${standing}: ${shown} is not an account ID: specify 12 digits as a string, such as '111122223333'`);
    }
    this._standing = standing;
    this.accountId = accountId;
    this.name = name;
  }
}

/**
 * By account ID. Throws if an account is specified twice: one of the two entries would be ignored.
 *
 * @param where the construct that the property belongs to, for the message
 */
export function knownAccounts(where: string, accounts: readonly KnownAccount[]): KnownAccounts {
  const known = new Map<string, KnownAccountEntry>();
  for (const { accountId, name, _standing } of accounts) {
    if (known.has(accountId)) {
      throw new Error(
        `${where}: account ${accountId} is specified twice in 'accounts': `
        + 'specify it once, as KnownAccount.own or as KnownAccount.vendor',
      );
    }
    known.set(accountId, { id: accountId, standing: _standing, ...(name === undefined ? {} : { name }) });
  }
  return known;
}

/** Adds the accounts that the app deploys to, unless the user declares them. */
export function withAccountsOfApp(known: KnownAccounts, explicitAccounts: Iterable<string>): KnownAccounts {
  const all = new Map(known);
  for (const id of explicitAccounts) {
    if (!all.has(id)) all.set(id, { id, standing: 'own' });
  }
  return all;
}
