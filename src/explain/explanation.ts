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
  'mfa-code-rejected',
  'external-id-missing',
  'external-id-mismatch',
  'caller-policy-missing',
  'caller-policy-denies',
  'boundary-denies',
  'scp-denies',
  'rcp-denies',
  'session-policy-denies',
  'vpc-endpoint-policy-denies',
  'source-identity-missing',
  'source-identity-mismatch',
  'source-identity-not-allowed',
  'session-tags-not-allowed',
  'session-tag-mismatch',
  'session-name-mismatch',
  'duration-too-long',
  'chaining-over-an-hour',
  'token-claim-mismatch',
  'token-rejected',
  'credentials-expired',
  'region-disabled',
  'throttled',
  'packed-policy-too-large',
  'principal-does-not-exist',
  'policy-malformed',
  'role-protected',
  'condition-not-met',
] as const;

export type CauseCode = typeof CAUSE_CODES[number];

/** Who can run a command: it needs credentials of the caller, of its administrators, of the role's account, or of the organization. */
export type CommandRunner = 'caller' | 'caller-account' | 'role-owner' | 'organization';

/** A command for a POSIX shell. */
export interface CauseCommand {
  readonly by: CommandRunner;
  readonly run: string;
}

export interface Cause {
  readonly code: CauseCode;
  /** False if this is a possible cause, and its commands show whether it is the actual one. */
  readonly certain: boolean;
  /** What is wrong, with what is expected and what was sent. */
  readonly message: string;
  /** The policy and statement that decide it: `trust policy, statement 0 "AllowPartner"`. */
  readonly where: string;
  readonly fix: string;
  /** Each contains all the changes of its kind, so that the commands of all causes fit together. */
  readonly commands: readonly CauseCommand[];
}

/**
 * What the policies of the caller decide. `not-needed` if the trust policy alone decides; `undecided` if they were checked, and the answer
 * depends on a value that was not given.
 */
export type CallerSide = 'not-checked' | 'allows' | 'denies' | 'undecided' | 'not-needed';

export interface Explanation {
  /**
   * `undecided`: the policies are known, but not every value that they depend on. `not-known`: the trust policy is not known, or it
   * allows a call that AWS denied.
   */
  readonly decision: 'allowed' | 'denied' | 'undecided' | 'not-known';
  readonly callerSide: CallerSide;
  /** Empty if the call is allowed. If it is not certain, each cause says what is not known. */
  readonly causes: readonly Cause[];
  /** The decision once every command has been run. `not-known` also if that needs more than these commands. */
  readonly afterwards: 'allowed' | 'not-known';
  /** A text to send to the owner of the role, if the owner has to act, or only the owner can look. */
  readonly messageToOwner?: string;
  /** The command that makes the call, if it is allowed. Absent for a service. */
  readonly command?: string;
  /** The profile for `~/.aws/config`, if the call is allowed. Absent if a profile has no setting for something that is sent. */
  readonly profile?: string;
  /** What else a reader should know, one sentence each. */
  readonly notes: readonly string[];
}
