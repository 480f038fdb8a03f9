/** The accounts that the user told us about; every other foreign account is a stranger. */

/** `own`: same owner. `vendor`: a third party's machines. */
export type AccountStanding = 'own' | 'vendor';

export interface KnownAccountEntry {
  readonly id: string;
  readonly standing: AccountStanding;
  readonly name?: string;
}

/** By account id (12 digits). */
export type KnownAccounts = ReadonlyMap<string, KnownAccountEntry>;
