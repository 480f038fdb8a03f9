/** One policy of the tables; see README.md. */
export interface TablePolicy {
  readonly kind: 'unsafe' | 'broken' | 'safe';
  readonly family: string;
  readonly about: string;
  readonly id: string;
  /** The account that owns the role. */
  readonly account: string;
  /** The accounts and organizations that the app declares. */
  readonly accounts: readonly { readonly id: string; readonly standing: 'own' | 'vendor'; readonly name?: string }[];
  /** Rules that have to report it; none for a safe policy. */
  readonly rules: readonly string[];
  readonly reason: string;
  readonly source?: string;
  readonly differs?: string;
}

export function readTables(): TablePolicy[];
export function rawTemplate(policy: TablePolicy): object;
