/** What `TrustPolicy` answers, in shapes that every language of the CDK can use. */

/** An answer about a trust policy. */
export enum TrustAnswer {
  /** It is so. */
  YES = 'yes',
  /** It is not so. */
  NO = 'no',
  /** The question does not arise: there are no callers of that kind. */
  NOT_APPLICABLE = 'not-applicable',
  /** It depends on values that are known at deployment only. */
  UNDECIDED = 'undecided',
}

/** What a trust policy comes down to. */
export interface TrustPolicySummary {
  /** Any AWS principal of an arbitrary account, or any identity of the internet, may assume the role. */
  readonly openToPublic: TrustAnswer;
  /** Some whole account (its own counts) may: nothing limits which of its principals come. */
  readonly accountWide: TrustAnswer;
  /** Every AWS principal has to show MFA. */
  readonly mfaEnforced: TrustAnswer;
  /** Every AWS principal has to know an ExternalId. */
  readonly externalIdEnforced: TrustAnswer;
  /** Every token of an OpenID Connect provider has to have a subject that is asked for. */
  readonly oidcSubjectEnforced: TrustAnswer;
  /** Every service has to say for whose resource it comes. */
  readonly serviceSourceEnforced: TrustAnswer;
  /** Some request can pass at all. */
  readonly satisfiable: TrustAnswer;
}

/** What becomes of a request. */
export enum AssumeRoleOutcome {
  /** It gets in. */
  ALLOWED = 'allowed',
  /** It does not. */
  DENIED = 'denied',
  /** It depends on values that are known at deployment only, or on something AWS does not document. */
  UNDECIDED = 'undecided',
}

/** What becomes of a request, and why. */
export interface AssumeRoleDecision {
  readonly outcome: AssumeRoleOutcome;
  /** For each statement one line: whether it matched, and what kept it from matching. */
  readonly reasons: string[];
}

/** Something about a trust policy that the guard would tell. */
export interface TrustFinding {
  /** The id of the rule: `mfa-required`. */
  readonly ruleId: string;
  /** The narrower rules that report the same opening; absent where there are none. */
  readonly also?: string[];
  /** What is wrong, in one line. */
  readonly message: string;
  /** Why that is so. */
  readonly because: string;
  /** A request that gets in, in words; absent when the finding is not about somebody getting in. */
  readonly witness?: string;
  /** What to write instead. */
  readonly fix: string;
}

/** What changes from one trust policy to another. */
export interface TrustPolicyComparison {
  /** Whether the other policy lets in somebody whom this one refuses. */
  readonly widens: TrustAnswer;
  /** A request that is newly allowed, in words. */
  readonly newlyAllowed?: string;
  /** Whether the other policy refuses somebody whom this one lets in. */
  readonly narrows: TrustAnswer;
  /** A request that is newly denied, in words. */
  readonly newlyDenied?: string;
}
