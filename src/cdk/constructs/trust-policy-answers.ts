/** The answers of `TrustPolicy`, as types that every language of the CDK can use. */
import type { FindingLevel } from '../guard/finding-level';

/** An answer to a question about a trust policy. */
export enum TrustAnswer {
  /** Yes: what the property describes is so. */
  YES = 'yes',
  /** No: what the property describes is not so. */
  NO = 'no',
  /** The question does not apply: the trust policy trusts no callers of that kind. */
  NOT_APPLICABLE = 'not-applicable',
  /** The answer depends on values that are known only at deployment, or the policy cannot be read. */
  UNDECIDED = 'undecided',
}

/** A summary of a trust policy: short answers about who can assume the role. */
export interface TrustPolicySummary {
  /** Whether any AWS principal of any account, or any identity on the internet, can assume the role. */
  readonly openToPublic: TrustAnswer;
  /**
   * Whether a whole account, which may be the role's own, is trusted: the policy does not limit which of its principals can assume
   * the role.
   */
  readonly accountWide: TrustAnswer;
  /** Whether every AWS principal must have authenticated with MFA. */
  readonly mfaEnforced: TrustAnswer;
  /** Whether every AWS principal must send an ExternalId. */
  readonly externalIdEnforced: TrustAnswer;
  /** Whether every token of an OpenID Connect provider must have a subject that the policy requires. */
  readonly oidcSubjectEnforced: TrustAnswer;
  /** Whether every AWS service must identify the resource, account or organization on whose behalf it calls. */
  readonly serviceSourceEnforced: TrustAnswer;
  /** Whether at least one request can assume the role. */
  readonly satisfiable: TrustAnswer;
}

/** The outcome of a request. */
export enum AssumeRoleOutcome {
  /** The trust policy allows the request. */
  ALLOWED = 'allowed',
  /** The trust policy does not allow the request. */
  DENIED = 'denied',
  /** The outcome depends on values that are known only at deployment, or on behaviour that AWS does not document. */
  UNDECIDED = 'undecided',
}

/** The outcome of a request, with the reasons. */
export interface AssumeRoleDecision {
  /** Whether the trust policy allows the request. */
  readonly outcome: AssumeRoleOutcome;
  /** One line for each statement: whether it matches, and if not, why. */
  readonly reasons: string[];
}

/** A finding of the guard about a trust policy. */
export interface TrustFinding {
  /** The ID of the rule, such as `mfa-required`. */
  readonly ruleId: string;
  /**
   * The IDs of the narrower rules that report the same opening.
   *
   * @default - no other rule reports it
   */
  readonly also?: string[];
  /** The level at which the guard reports it. */
  readonly level: FindingLevel;
  /** How serious it is, from 0 to 10: its level, and within the level who can assume the role. */
  readonly severity: number;
  /** What is wrong, in one line. */
  readonly message: string;
  /** The reason, in one line. */
  readonly because: string;
  /**
   * A description of a request that is allowed and should not be.
   *
   * @default - the finding is not about a request that is allowed
   */
  readonly witness?: string;
  /** What to write instead: the first of `fixes`, or general advice where no fix could be proved. */
  readonly fix: string;
  /** The fixes that were proved to close the finding and to allow nobody else, each with its edits of the trust policy. */
  readonly fixes: string[];
}

/** The difference between two trust policies. */
export interface TrustPolicyComparison {
  /** Whether the other policy allows a request that this policy denies. */
  readonly widens: TrustAnswer;
  /**
   * A description of a request that the other policy allows and this policy denies.
   *
   * @default - `widens` is not `YES`
   */
  readonly newlyAllowed?: string;
  /** Whether the other policy denies a request that this policy allows. */
  readonly narrows: TrustAnswer;
  /**
   * A description of a request that the other policy denies and this policy allows.
   *
   * @default - `narrows` is not `YES`
   */
  readonly newlyDenied?: string;
}
