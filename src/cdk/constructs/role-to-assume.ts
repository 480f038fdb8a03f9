/**
 * What a caller has to know about a role, and the checks of its options: a profile or command must only contain values that the
 * role accepts.
 */
import { Duration, Token } from 'aws-cdk-lib';
import { AssumeRoleCommandOptions, AssumeRoleOptions } from './assume-role-options';
import { requireKnownText, requireSessionName } from './iam-names';
import { SessionNameForm } from './session-name-requirement';
import { requireKeys, SessionTagForm } from './session-tag-requirement';
import { SourceIdentityForm } from './source-identity-requirement';
import { show, ValidationError } from './validation-error';

export interface RoleToAssume {
  readonly roleArn: string;
  /** Undefined if none is required. */
  readonly externalId?: string;
  readonly mfaRequired: boolean;
  /** False if every caller is a role. Roles have no MFA device, and their chained sessions last 1 hour at most. */
  readonly callersAreUsers: boolean;
  /** The name of the calling user, if there is exactly one. A token if the app creates the user. */
  readonly userName?: string;
  readonly sourceIdentity?: SourceIdentityForm;
  readonly sessionName?: SessionNameForm;
  readonly sessionTags?: SessionTagForm;
  /** Undefined if only the ARN is known. */
  readonly maxSessionSeconds?: number;
}

const LONGEST_SESSION = Duration.hours(12).toSeconds();
const LONGEST_CHAINED_SESSION = Duration.hours(1).toSeconds();

/** The MFA device to use. Undefined if none is given. */
export function requestedMfaSerial(where: string, role: RoleToAssume, { mfaSerial }: AssumeRoleOptions): string | undefined {
  if (mfaSerial === undefined) return undefined;
  if (!role.callersAreUsers) {
    throw new ValidationError(
      where,
      'mfaSerial is given, but the callers of this role are roles, which have no MFA device. Leave mfaSerial out.',
    );
  }
  // The ARN of the device of a user that the app creates may contain tokens (partition, account), like the ARN of the role.
  if (typeof mfaSerial === 'string' && Token.isUnresolved(mfaSerial)) return mfaSerial;
  const example = "for example 'arn:aws:iam::111122223333:mfa/alice'";
  const serial = requireKnownText(where, 'mfaSerial', mfaSerial, `Write the ARN of the device, ${example}.`);
  if (/^arn:[^:]+:iam::\d{12}:u2f\//.test(serial)) {
    throw new ValidationError(
      where,
      `mfaSerial ${show(serial)} is a FIDO security key, which does not generate codes. ` +
        `Give the ARN of a virtual MFA device or a hardware TOTP token, ${example}.`,
    );
  }
  if (!/^(arn:aws[a-z-]*:iam::\d{12}:mfa\/[\w+=,.@/-]+|[A-Za-z0-9]{9,256})$/.test(serial)) {
    throw new ValidationError(
      where,
      `mfaSerial ${show(serial)} is neither the ARN of an MFA device nor a serial number. Write the ARN of the device, ${example}.`,
    );
  }
  return serial;
}

/** The session name that is given or that follows from the role. Undefined if there is neither. */
export function requestedSessionName(where: string, role: RoleToAssume, { sessionName }: AssumeRoleOptions): string | undefined {
  const { sessionName: form, userName } = role;
  const given = sessionName === undefined ? undefined : requireSessionName(where, 'session name', sessionName);
  if (form?.kind === 'caller-user-name') return requireUserName(where, given, userName);
  if (form?.kind === 'matching' && given === undefined) {
    throw new ValidationError(where, `the role requires a session name that matches ${show(form.pattern)}. Pass a matching sessionName.`);
  }
  if (form?.kind === 'matching' && !fitsPattern(given!, form.pattern)) {
    throw new ValidationError(
      where,
      `sessionName ${show(given)} does not match ${show(form.pattern)}, which the role requires. Pass a name that matches.`,
    );
  }
  // A user name of one character is not a valid session name. The name of a user that the app creates is known only at deployment.
  return given ?? (userName !== undefined && /^[\w+=,.@-]{2,64}$/.test(userName) ? userName : undefined);
}

/** The session name where it must be the user name of the caller. */
function requireUserName(where: string, given: string | undefined, userName: string | undefined): string {
  const name = given ?? userName;
  if (name === undefined) {
    throw new ValidationError(
      where,
      "the role requires the caller's user name as the session name. Pass the user name as sessionName, or pass forPrincipal.",
    );
  }
  if (userName !== undefined && name !== userName) {
    throw new ValidationError(
      where,
      `sessionName is ${show(name)}, but the role requires the caller's user name ${show(userName)}. Leave sessionName out.`,
    );
  }
  return name;
}

/** The duration in seconds. Undefined if none is given. */
export function requestedSeconds(where: string, role: RoleToAssume, { duration }: AssumeRoleOptions): number | undefined {
  if (duration === undefined) return undefined;
  if (duration.isUnresolved()) {
    throw new ValidationError(
      where,
      'duration is a token, which is known only at deployment, so it cannot be checked. ' +
        'Write the duration, for example Duration.hours(1).',
    );
  }
  const seconds = duration.toSeconds({ integral: false });
  const longest = role.maxSessionSeconds ?? LONGEST_SESSION;
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > longest) {
    throw new ValidationError(
      where,
      `duration is ${seconds} seconds. STS accepts whole seconds from 900 up to the maxSessionDuration of the role (here ${longest}). ` +
        'Give a duration in this range, or raise maxSessionDuration.',
    );
  }
  if (!role.callersAreUsers && seconds > LONGEST_CHAINED_SESSION) {
    throw new ValidationError(
      where,
      `duration is ${seconds} seconds, but the callers of this role are roles, and STS limits chained sessions to 3600 seconds. ` +
        'Give Duration.hours(1) or less.',
    );
  }
  return seconds;
}

/** The source identity that is given or that follows from the role. Undefined if the role does not require one. */
export function sourceIdentityOf(where: string, role: RoleToAssume, options: AssumeRoleCommandOptions): string | undefined {
  const { sourceIdentity: form } = role;
  const only = form?.kind === 'one-of' && form.values.length === 1 ? form.values[0] : undefined;
  const given = options.sourceIdentity === undefined ? only : requireSessionName(where, 'source identity', options.sourceIdentity);
  if (!form && given === undefined) return undefined;
  if (!form) {
    throw new ValidationError(
      where,
      'sourceIdentity is given, but the role does not allow sts:SetSourceIdentity, so STS would deny the call. Leave sourceIdentity out.',
    );
  }
  const required = describeSourceIdentity(form);
  if (given === undefined) throw new ValidationError(where, `the role requires ${required}. Pass sourceIdentity.`);
  const fits = form.kind === 'any' || (form.kind === 'matching' ? fitsPattern(given, form.pattern) : form.values.includes(given));
  if (fits) return given;
  throw new ValidationError(where, `sourceIdentity is ${show(given)}, but the role requires ${required}. Pass a value that matches.`);
}

function describeSourceIdentity(form: SourceIdentityForm): string {
  switch (form.kind) {
    case 'any': return 'a source identity';
    case 'matching': return `a source identity that matches ${show(form.pattern)}`;
    case 'one-of': return `one of the source identities ${form.values.join(', ')}`;
  }
}

/** The tags that are given. Empty if none are. */
export function sessionTagsOf(where: string, role: RoleToAssume, options: AssumeRoleCommandOptions): ReadonlyMap<string, string> {
  const tags = new Map(Object.entries(options.sessionTags ?? {}));
  const form = role.sessionTags;
  if (options.sessionTags) requireKeys(where, [...tags.keys()]);
  for (const [key, value] of tags) {
    if (!form?.keys.includes(key)) {
      const allowed = form?.keys.join(', ') || 'none';
      throw new ValidationError(where, `the role does not allow the session tag ${show(key)} (allowed: ${allowed}). Leave it out.`);
    }
    if (typeof value !== 'string' || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
      throw new ValidationError(
        where,
        `${show(value)} is not a valid value for the session tag ${show(key)}. Write up to 256 letters, digits, spaces and _.:/=+-@.`,
      );
    }
  }
  for (const [key, pattern] of form?.patterns ?? []) {
    const value = tags.get(key);
    if (value === undefined) throw new ValidationError(where, `the role requires the session tag ${show(key)}. Pass it in sessionTags.`);
    if (fitsPattern(value, pattern)) continue;
    throw new ValidationError(
      where,
      `the session tag ${show(key)} is ${show(value)}, but the role requires a value that matches ${show(pattern)}. ` +
        'Pass a value that matches.',
    );
  }
  return tags;
}

/** Matches as `StringLike` does: `*` is any number of characters, `?` is one character. */
export function fitsPattern(text: string, pattern: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\/-]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
