/** What somebody tried: which role, who called, and what was sent with the call. */
import { Caller, ContextValue } from '../evaluation/assume-role-request';

/** What the caller chooses to send. What is left out was not sent. */
export interface Sent {
  readonly externalId?: string;
  /** Seconds since MFA was shown; undefined: the call shows none. */
  readonly mfaAgeSeconds?: number;
  /** Every call has one; undefined: nobody said which. */
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly sessionTags: ReadonlyMap<string, string>;
  readonly durationSeconds?: number;
  /** Further condition keys, in lower case. */
  readonly context: ReadonlyMap<string, ContextValue>;
  /** Keys of session tags, or a source identity: AWS asked for the permission, so the call had some, and nobody told us which. */
  readonly untold: ReadonlyMap<string, ContextValue>;
}

export interface Attempt {
  readonly caller: Caller;
  /** The caller as it was given: the ARN, the name of the service. */
  readonly callerWritten: string;
  readonly sent: Sent;
}

/** The ARN of a role, taken apart. */
export interface RoleArn {
  readonly written: string;
  readonly partition: string;
  readonly account: string;
  /** With the path: `team/Audit`. */
  readonly name: string;
}

/** Undefined when the text is no ARN of a role. */
export function readRoleArn(written: string): RoleArn | undefined {
  const [, partition, account, name] = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/((?:[\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,64})$/.exec(written) ?? [];
  return name === undefined ? undefined : { written, partition, account, name };
}

/** What is known of the role. */
export interface RoleInQuestion {
  /** The trust policy, as the file holds it. */
  readonly document: unknown;
  /** The ARN that the call asks for. */
  readonly requested: RoleArn;
  /** The ARN that the role has, where the file says it. */
  readonly real?: RoleArn;
  readonly maxSessionSeconds?: number;
}

/** The ARN by which the role is judged: what it is, or else what was asked for. */
export function arnOf(role: RoleInQuestion): RoleArn {
  return role.real ?? role.requested;
}
