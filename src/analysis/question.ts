/** A question about a policy: which callers it is about, and what their requests must contain. */
import { CallerClass } from './caller-class';
import { KeyRequirement } from './key-constraints/key-constraint';
import { SideAction } from '../evaluation/assume-role-request';
import { Statement, PolicyVariant } from '../policy/trust-policy';

export interface Question {
  /** In words, for reasons: `callers without MFA`. */
  readonly about: string;
  /** Side actions that the request must use. Default: none. */
  readonly sides?: readonly SideAction[];
  /** A key whose deploy-time values, compared exactly, count as secrets that the caller must know. */
  readonly secretKey?: string;
  /**
   * The answer does not depend on which principal a deploy-time value will name: a placeholder is good enough to show a request, though
   * never for a proof. Default: no placeholders, and the question stays undecided.
   */
  readonly usesPlaceholderPrincipals?: boolean;
  /**
   * Does a proof have to hold however AWS reads what it does not document? Only for a question about two policies: the policy that has to
   * deny the request can also allow less than it possibly does. Default: it allows as much as it possibly does.
   */
  readonly inEveryReading?: boolean;
  /** Accounts to distinguish from strangers even if the policy does not name them. */
  readonly accounts?: Iterable<string>;
  /** The index of the one statement that may allow the assume action. Default: any may. */
  readonly through?: number;
  /** Is the question about this caller? */
  callers(caller: CallerClass, world: { readonly ownAccount: string }): boolean;
  /**
   * The part of a class of callers that the question is about, such as the one with a certain name; undefined if there is none. `callers`
   * is asked about that part. Default: the whole class.
   */
  narrowed?(caller: CallerClass, world: { readonly ownAccount: string }): CallerClass | undefined;
  /** Which keys the request must or must not have, and which values. They may depend on the policy. */
  requirements?(policy: PolicyVariant, world: { readonly ownAccount: string }): readonly KeyRequirement[];
  /** Only these statements may be the one that allows the assume action. Default: any. */
  statements?(statement: Statement): boolean;
  /** Only these statements may be the one that allows one of `sides`. Default: any. */
  sideStatements?(statement: Statement): boolean;
}

/** The callers of a class that the question is about; undefined if it is about none of them. */
export function callerInQuestion(
  question: Pick<Question, 'callers' | 'narrowed'>, caller: CallerClass, world: { readonly ownAccount: string },
): CallerClass | undefined {
  const narrowed = question.narrowed ? question.narrowed(caller, world) : caller;
  return narrowed && question.callers(narrowed, world) ? narrowed : undefined;
}
