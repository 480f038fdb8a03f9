/** Why a call that asks for a role is allowed or not: data only; the command renders it. */

/** Every cause there is, most fundamental first: the order in which they are told. */
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
  /** What is wrong, in plain words, with what is expected and what was sent. */
  readonly message: string;
  /** Where it is decided: `trust policy, statement 0 "AllowPartner"`. */
  readonly where: string;
  readonly fix: string;
  /** A line for a POSIX shell. The lines of all causes go together: each holds every change of its kind that is needed. */
  readonly command: string;
}

/** What the policies of the caller say; `not-needed`: the trust policy alone settles it. */
export type CallerSide = 'not-checked' | 'allowed' | 'denied' | 'undecided' | 'not-needed';

export interface Explanation {
  readonly decision: 'allowed' | 'denied' | 'undecided';
  readonly callerSide: CallerSide;
  /** Empty when allowed. When undecided, each says what could not be told. */
  readonly causes: readonly Cause[];
  /** When allowed: the line that makes the call. Absent for a service, which calls by itself. */
  readonly command?: string;
  /** When allowed: the profile of `~/.aws/config`. Absent where a profile has no setting for what is sent. */
  readonly profile?: string;
  /** What else a reader should know, a sentence each. */
  readonly notes: readonly string[];
}
