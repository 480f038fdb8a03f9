/** Why a call that assumes a role is allowed or denied. Data only: the command renders it. */

/** All causes, in the order in which they are reported: the most fundamental first. */
export const CAUSE_CODES = [
  'role-arn-mismatch',
  'partition-mismatch',
  'principal-not-trusted',
  'wrong-action',
  'explicit-deny',
  'mfa-missing',
  'mfa-impossible',
  'mfa-too-old',
  'external-id-missing',
  'external-id-mismatch',
  'caller-policy-missing',
  'caller-policy-denies',
  'source-identity-missing',
  'source-identity-mismatch',
  'source-identity-not-allowed',
  'session-tags-not-allowed',
  'session-tag-mismatch',
  'session-name-mismatch',
  'duration-too-long',
  'condition-not-met',
] as const;

export type CauseCode = typeof CAUSE_CODES[number];

export interface Cause {
  readonly code: CauseCode;
  /** What is wrong, with what is expected and what was sent. */
  readonly message: string;
  /** The policy and statement that decide it: `trust policy, statement 0 "AllowPartner"`. */
  readonly where: string;
  readonly fix: string;
  /** A command for a POSIX shell. Each command contains all the changes of its kind, so that the commands of all causes fit together. */
  readonly command: string;
}

/** What the policies of the caller decide. `not-needed` if the trust policy alone decides. */
export type CallerSide = 'not-checked' | 'allowed' | 'denied' | 'undecided' | 'not-needed';

export interface Explanation {
  readonly decision: 'allowed' | 'denied' | 'undecided';
  readonly callerSide: CallerSide;
  /** Empty if the call is allowed. If it is undecided, each cause says what is not known. */
  readonly causes: readonly Cause[];
  /** The command that makes the call, if it is allowed. Absent for a service. */
  readonly command?: string;
  /** The profile for `~/.aws/config`, if the call is allowed. Absent if a profile has no setting for something that is sent. */
  readonly profile?: string;
  /** What else a reader should know, one sentence each. */
  readonly notes: readonly string[];
}
