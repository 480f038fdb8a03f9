/** The three answers to a question about a trust policy. There is no fourth, and none of them is ever guessed. */
import { AssumeRoleRequest } from '../evaluation/assume-role-request';

/** No such request exists: proved. */
export interface Closed { readonly kind: 'closed' }

/** This request gets in: the evaluator said so, on exactly this request. */
export interface Open {
  readonly kind: 'open';
  readonly request: AssumeRoleRequest;
  /** The variant of the document (its place in `TrustPolicyReading.variants`) that admits it. */
  readonly variant: number;
  /** The statements that allow it. */
  readonly statements: readonly number[];
}

/** Neither could be shown; the reasons say what stands in the way. */
export interface Undecided { readonly kind: 'undecided'; readonly reasons: readonly string[] }

export type Verdict = Closed | Open | Undecided;
