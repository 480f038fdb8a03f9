/** The call to explain: the role, the caller, and what the caller sent. */
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { Caller, ContextValue } from '../evaluation/assume-role-request';

/** What the caller chooses to send. A value that is left out was not sent. */
export interface Sent {
  readonly externalId?: string;
  /** Seconds since the MFA authentication. Undefined if the call has no MFA. */
  readonly mfaAgeSeconds?: number;
  /** Every call has a session name. Undefined if it is not known. */
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly sessionTags: ReadonlyMap<string, string>;
  readonly durationSeconds?: number;
  /** Further condition keys, in lower case. */
  readonly context: ReadonlyMap<string, ContextValue>;
  /**
   * Keys that the call certainly sent, with a placeholder for their values, which are not known: AWS checked the permission for session
   * tags, or for a source identity, so the call had some.
   */
  readonly sentWithUnknownValue: ReadonlyMap<string, ContextValue>;
}

export interface Attempt {
  readonly caller: Caller;
  /** The caller as it was given: an ARN, or the name of a service. */
  readonly callerWritten: string;
  /** All claims of the token are in `sent.context`: a claim that is not there is missing from the token. */
  readonly isTokenKnown?: boolean;
  /** When the token is valid. Undefined if it is not known, or if the caller has none. */
  readonly tokenTimes?: TokenTimes;
  readonly sent: Sent;
}

/** In seconds since 1970. */
export interface TokenTimes {
  /** The claim `nbf`. */
  readonly notBefore?: number;
  /** The claim `exp`. */
  readonly expires?: number;
}

/** The ARN of a role, with its parts. */
export interface RoleArn {
  readonly written: string;
  readonly partition: string;
  readonly account: string;
  /** With the path: `team/Audit`. */
  readonly name: string;
}

const ROLE_ARN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/((?:[\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,64})$/;

/** Undefined if the text is not the ARN of a role. */
export function readRoleArn(written: string): RoleArn | undefined {
  const [, partition, account, name] = ROLE_ARN.exec(written) ?? [];
  return name === undefined ? undefined : { written, partition, account, name };
}

/** What is known about the role. */
export interface RoleInQuestion {
  /** The trust policy, as it is in the file. */
  readonly document: unknown;
  /** The ARN in the call. */
  readonly requested: RoleArn;
  /** The ARN of the role, if the file contains it. */
  readonly real?: RoleArn;
  readonly maxSessionSeconds?: number;
  /** What the template of the document says, if it comes from one. */
  readonly context?: DeployTimeContext;
}

/** The ARN that the role is judged by: its real ARN if it is known, otherwise the one in the call. */
export function arnOf(role: RoleInQuestion): RoleArn {
  return role.real ?? role.requested;
}
