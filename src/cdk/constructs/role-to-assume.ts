/**
 * What a caller has to know of a role, and the checks that its answers fit: whatever is written down for the caller must be
 * something that the role accepts.
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
  /** Undefined: none is demanded. */
  readonly externalId?: string;
  readonly mfaRequired: boolean;
  /** False where every caller is a role, which has no MFA device and gets sessions of 1 hour at most. */
  readonly callersAreUsers: boolean;
  /** The name of the calling user (a token where the app creates the user), where there is just one. */
  readonly userName?: string;
  readonly sourceIdentity?: SourceIdentityForm;
  readonly sessionName?: SessionNameForm;
  readonly sessionTags?: SessionTagForm;
  /** Undefined where only the ARN is known. */
  readonly maxSessionSeconds?: number;
}

const LONGEST_SESSION = Duration.hours(12).toSeconds();
const LONGEST_CHAINED_SESSION = Duration.hours(1).toSeconds();

/** The MFA device to use; undefined when none is given. */
export function mfaSerialOf(where: string, role: RoleToAssume, { mfaSerial }: AssumeRoleOptions): string | undefined {
  if (mfaSerial === undefined) return undefined;
  if (!role.callersAreUsers) throw new ValidationError(where, 'mfaSerial is given, but the callers of this role are roles, which have no MFA device. Leave mfaSerial out.');
  // The device of a user that the app creates has the app's account and partition in its ARN: tokens, as the ARN of the role.
  if (typeof mfaSerial === 'string' && Token.isUnresolved(mfaSerial)) return mfaSerial;
  const serial = requireKnownText(where, 'mfaSerial', mfaSerial, "Write the ARN of the device, e.g. 'arn:aws:iam::111122223333:mfa/alice'.");
  if (/^arn:[^:]+:iam::\d{12}:u2f\//.test(serial)) {
    throw new ValidationError(where, `mfaSerial ${show(serial)} is a FIDO key, which gives no token codes. Give the ARN of a virtual or hardware TOTP device, e.g. 'arn:aws:iam::111122223333:mfa/alice'.`);
  }
  if (!/^(arn:aws[a-z-]*:iam::\d{12}:mfa\/[\w+=,.@/-]+|[A-Za-z0-9]{9,256})$/.test(serial)) {
    throw new ValidationError(where, `mfaSerial ${show(serial)} is neither the ARN of an MFA device nor a serial number. Write e.g. 'arn:aws:iam::111122223333:mfa/alice'.`);
  }
  return serial;
}

/** The session name that is given or follows from the role; undefined when neither is so. */
export function sessionNameOf(where: string, { sessionName: form, userName }: RoleToAssume, { sessionName }: AssumeRoleOptions): string | undefined {
  const given = sessionName === undefined ? undefined : requireSessionName(where, 'session name', sessionName);
  if (form?.kind === 'caller-user-name') {
    const name = given ?? userName;
    if (name === undefined) throw new ValidationError(where, "the role demands the caller's user name as session name. Pass sessionName (the user name), or forPrincipal.");
    if (userName !== undefined && name !== userName) {
      throw new ValidationError(where, `sessionName is ${show(name)}, but the role demands the caller's user name ${show(userName)}. Leave sessionName out.`);
    }
    return name;
  }
  if (form?.kind === 'matching') {
    if (given === undefined) throw new ValidationError(where, `the role demands a session name that matches ${show(form.pattern)}. Pass such a sessionName.`);
    if (!fitsPattern(given, form.pattern)) throw new ValidationError(where, `sessionName ${show(given)} does not match ${show(form.pattern)}, which the role demands. Pass one that does.`);
  }
  // A user name of a single character is no session name; a user name of the app is known at deployment only.
  return given ?? (userName !== undefined && /^[\w+=,.@-]{2,64}$/.test(userName) ? userName : undefined);
}

/** In seconds; undefined when none is given. */
export function durationOf(where: string, role: RoleToAssume, { duration }: AssumeRoleOptions): number | undefined {
  if (duration === undefined) return undefined;
  if (duration.isUnresolved()) throw new ValidationError(where, 'duration is a token, known at deployment only. Write the duration, e.g. Duration.hours(1).');
  const seconds = duration.toSeconds({ integral: false });
  const longest = role.maxSessionSeconds ?? LONGEST_SESSION;
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > longest) {
    throw new ValidationError(where, `duration is ${seconds} seconds. STS takes whole seconds from 900 to the role's maxSessionDuration (here ${longest}). Give a duration in these bounds, or raise maxSessionDuration.`);
  }
  if (!role.callersAreUsers && seconds > LONGEST_CHAINED_SESSION) {
    throw new ValidationError(where, `duration is ${seconds} seconds, but the callers of this role are roles, and STS gives those 3600 seconds at most. Give Duration.hours(1) or less.`);
  }
  return seconds;
}

/** The source identity that is given or follows from the role; undefined when the role demands none. */
export function sourceIdentityOf(where: string, { sourceIdentity: form }: RoleToAssume, options: AssumeRoleCommandOptions): string | undefined {
  const only = form?.kind === 'one-of' && form.values.length === 1 ? form.values[0] : undefined;
  const given = options.sourceIdentity === undefined ? only : requireSessionName(where, 'source identity', options.sourceIdentity);
  if (!form) {
    if (given !== undefined) throw new ValidationError(where, 'sourceIdentity is given, but the role does not allow sts:SetSourceIdentity, so STS would refuse the call. Leave sourceIdentity out.');
    return undefined;
  }
  const demanded = form.kind === 'any' ? 'a source identity' : form.kind === 'matching' ? `a source identity that matches ${show(form.pattern)}` : `one of the source identities ${form.values.join(', ')}`;
  if (given === undefined) throw new ValidationError(where, `the role demands ${demanded}. Pass sourceIdentity.`);
  const fits = form.kind === 'any' || (form.kind === 'matching' ? fitsPattern(given, form.pattern) : form.values.includes(given));
  if (!fits) throw new ValidationError(where, `sourceIdentity is ${show(given)}, but the role demands ${demanded}. Pass one that fits.`);
  return given;
}

/** The tags that are given; empty when none are. */
export function sessionTagsOf(where: string, role: RoleToAssume, options: AssumeRoleCommandOptions): ReadonlyMap<string, string> {
  const tags = new Map(Object.entries(options.sessionTags ?? {}));
  const form = role.sessionTags;
  if (options.sessionTags) requireKeys(where, [...tags.keys()]);
  for (const [key, value] of tags) {
    if (!form?.keys.includes(key)) {
      throw new ValidationError(where, `the session tag ${show(key)} is not one that the role allows (${form?.keys.join(', ') || 'none'}). Leave it out.`);
    }
    if (typeof value !== 'string' || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
      throw new ValidationError(where, `${show(value)} is not a value of the session tag ${show(key)}: up to 256 letters, digits, spaces and _.:/=+-@.`);
    }
  }
  for (const [key, pattern] of form?.patterns ?? []) {
    const value = tags.get(key);
    if (value === undefined) throw new ValidationError(where, `the role demands the session tag ${show(key)}. Pass it in sessionTags.`);
    if (!fitsPattern(value, pattern)) throw new ValidationError(where, `the session tag ${show(key)} is ${show(value)}, but the role demands one that matches ${show(pattern)}. Pass one that does.`);
  }
  return tags;
}

/** `*` is any run of characters, `?` one; as `StringLike` has it. */
export function fitsPattern(text: string, pattern: string): boolean {
  const source = pattern.replace(/[.+^${}()|[\]\\/-]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
