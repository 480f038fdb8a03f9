/** The accounts and organizations that the user declared; every other foreign account is unknown. */
import { publishedName } from '../../findings/known-parties';

/** `own`: same owner. `vendor`: a third party's workloads. */
export type AccountStanding = 'own' | 'vendor';

export interface KnownAccountEntry {
  readonly id: string;
  readonly standing: AccountStanding;
  readonly name?: string;
}

/** By account id (12 digits). */
export type KnownAccounts = ReadonlyMap<string, KnownAccountEntry>;

/** What the user declared. */
export interface DeclaredParties {
  readonly accounts: KnownAccounts;
  /** The ids of the user's own organizations. Default: none. */
  readonly organizations?: readonly string[];
}

/** `464622532012 (Datadog)`: by the name that the user gave to it, else by the one under which its owner publishes it. */
export function accountWithName(account: string, declaredName?: string): string {
  const name = declaredName ?? publishedName(account);
  return name === undefined ? account : `${account} (${name})`;
}
