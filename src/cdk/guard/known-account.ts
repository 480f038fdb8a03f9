/** The accounts that a user vouches for. */
import { AccountStanding, KnownAccountEntry, KnownAccounts } from '../../rules/support/known-accounts';

/**
 * An account that the guard is told about. Every other account that is not the role's own is a stranger: its callers must be
 * named, show MFA and know an ExternalId.
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * new TrustPolicyGuard({
 *   accounts: [KnownAccount.own('111122223333', 'tooling'), KnownAccount.vendor('444455556666', 'Monitoring Ltd')],
 * });
 */
export class KnownAccount {
  /**
   * An account of the same owner as the app. Its callers need no ExternalId; its users still need MFA, and its root is still
   * no specific principal.
   *
   * @param accountId 12 digits, as text.
   * @param name how people call the account; used in messages.
   * @throws when the id is not 12 digits.
   */
  public static own(accountId: string, name?: string): KnownAccount {
    return new KnownAccount('own', accountId, name);
  }

  /**
   * The account of a third party whose machines assume the role. Its callers need an ExternalId, but no MFA, and its root is
   * accepted, for that is what vendors publish.
   *
   * See https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
   *
   * @param accountId 12 digits, as text.
   * @param name how people call the vendor; used in messages.
   * @throws when the id is not 12 digits.
   */
  public static vendor(accountId: string, name?: string): KnownAccount {
    return new KnownAccount('vendor', accountId, name);
  }

  /** 12 digits. */
  public readonly accountId: string;
  /** How people call it. */
  public readonly name?: string;
  /** @internal */
  public readonly _standing: AccountStanding;

  private constructor(standing: AccountStanding, accountId: string, name?: string) {
    if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) {
      throw new Error(`KnownAccount.${standing}: ${JSON.stringify(accountId)} is no account id: write its 12 digits as text, such as '111122223333'`);
    }
    this._standing = standing;
    this.accountId = accountId;
    this.name = name;
  }
}

/** By account id. Throws when the same account is given twice: it cannot be both, and one of the two would be ignored. */
export function knownAccounts(accounts: readonly KnownAccount[]): KnownAccounts {
  const known = new Map<string, KnownAccountEntry>();
  for (const { accountId, name, _standing } of accounts) {
    if (known.has(accountId)) {
      throw new Error(`TrustPolicyGuard: account ${accountId} is given twice in 'accounts'; name it once, as KnownAccount.own or as KnownAccount.vendor`);
    }
    known.set(accountId, { id: accountId, standing: _standing, ...(name === undefined ? {} : { name }) });
  }
  return known;
}

/** Adds the accounts that the app itself deploys to; what the user says about one of them comes first. */
export function withAccountsOfApp(known: KnownAccounts, explicitAccounts: Iterable<string>): KnownAccounts {
  const all = new Map(known);
  for (const id of explicitAccounts) {
    if (!all.has(id)) all.set(id, { id, standing: 'own' });
  }
  return all;
}
