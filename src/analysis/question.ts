/** What is asked about a policy: which callers count, and what their requests may hold. */
import { CallerClass } from './caller-class';
import { KeyRequirement } from './key-constraints/key-constraint';
import { SideAction } from '../evaluation/assume-role-request';
import { Statement, TrustPolicy } from '../policy/trust-policy';

export interface Question {
  /** In words, for reasons: `callers without MFA`. */
  readonly about: string;
  /** Side actions that the request must make use of. Default: none. */
  readonly sides?: readonly SideAction[];
  /** A key whose exact deploy-time values count as something the caller has to know. */
  readonly secretKey?: string;
  /**
   * Where it does not matter whom a deploy-time value will name, an invented principal is good enough to show a request - never for a
   * proof. Default: nobody is invented, and the question stays open.
   */
  readonly inventsPrincipals?: boolean;
  /** Accounts that must be told apart from strangers though the policy does not name them. */
  readonly accounts?: Iterable<string>;
  /** The index of the one statement that may allow the assume action. Default: any may. */
  readonly through?: number;
  /** Does the caller count? */
  callers(caller: CallerClass, world: { readonly ownAccount: string }): boolean;
  /** What the request must hold or lack besides, as far as it depends on the policy that is asked about. */
  requirements?(policy: TrustPolicy, world: { readonly ownAccount: string }): readonly KeyRequirement[];
  /** Only these statements may be the one that allows the assume action. Default: any. */
  statements?(statement: Statement): boolean;
  /** Only these statements may be the one that allows one of `sides`. Default: any. */
  sideStatements?(statement: Statement): boolean;
}
