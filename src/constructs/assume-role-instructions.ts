/** The text that a caller needs to assume a role: a profile for `~/.aws/config`, or one line for a shell. */
import { AssumeRoleCommandOptions, CliProfileOptions } from './assume-role-options';
import { requireKnownText } from './iam-names';
import { durationOf, mfaSerialOf, RoleToAssume, sessionNameOf, sessionTagsOf, sourceIdentityOf } from './role-to-assume';
import { shellWord } from './shell-word';
import { show, ValidationError } from './validation-error';

/**
 * A section of `~/.aws/config`.
 *
 * See https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
export function cliProfileText(scopePath: string, role: RoleToAssume, options: CliProfileOptions): string {
  const where = `${scopePath}, cliProfile`;
  requireProfileIsEnough(where, role);
  const name = requireProfileName(where, 'profileName', options.profileName);
  const mfaSerial = mfaSerialOf(where, role, options);
  if (role.mfaRequired && mfaSerial === undefined) {
    throw new ValidationError(where, "the role demands MFA, and the profile has to name the device. Pass mfaSerial, e.g. 'arn:aws:iam::111122223333:mfa/alice'.");
  }
  const settings: [string, string | number | undefined][] = [
    ['role_arn', role.roleArn],
    ['source_profile', requireProfileName(where, 'sourceProfile', options.sourceProfile)],
    ['mfa_serial', mfaSerial],
    ['external_id', role.externalId],
    ['role_session_name', sessionNameOf(where, role, options)],
    ['duration_seconds', durationOf(where, role, options)],
  ];
  const lines = settings.filter(([, value]) => value !== undefined).map(([key, value]) => `${key} = ${value}\n`);
  return `${name === 'default' ? '[default]' : `[profile ${name}]`}\n${lines.join('')}`;
}

/**
 * An `aws sts assume-role` line for a POSIX shell. What belongs to the person who runs it comes from shell variables, which
 * say what they are for when they are not set: `TOKEN_CODE`, and `MFA_SERIAL` where no device is given.
 */
export function assumeRoleCommandText(scopePath: string, role: RoleToAssume, options: AssumeRoleCommandOptions): string {
  const where = `${scopePath}, assumeRoleCommand`;
  const mfaSerial = mfaSerialOf(where, role, options);
  const sourceIdentity = sourceIdentityOf(where, role, options);
  const tags = sessionTagsOf(where, role, options);
  const duration = durationOf(where, role, options);
  const words = ['aws sts assume-role', '--role-arn', shellWord(role.roleArn), '--role-session-name', shellWord(sessionNameOf(where, role, options) ?? 'cli-session')];
  if (role.externalId !== undefined) words.push('--external-id', shellWord(role.externalId));
  if (role.mfaRequired || mfaSerial !== undefined) {
    words.push('--serial-number', mfaSerial === undefined ? '"${MFA_SERIAL:?set it to the ARN of your MFA device}"' : shellWord(mfaSerial));
    words.push('--token-code', '"${TOKEN_CODE:?set it to the 6 digits that your MFA device shows}"');
  }
  if (sourceIdentity !== undefined) words.push('--source-identity', shellWord(sourceIdentity));
  if (tags.size > 0) words.push('--tags', shellWord(JSON.stringify([...tags].map(([Key, Value]) => ({ Key, Value })))));
  if (duration !== undefined) words.push('--duration-seconds', String(duration));
  return words.join(' ');
}

/** The CLI has no setting for a source identity or session tags. */
function requireProfileIsEnough(where: string, role: RoleToAssume): void {
  const missing = [
    ...(role.sourceIdentity ? ['a source identity'] : []),
    ...(role.sessionTags && role.sessionTags.patterns.size > 0 ? ['session tags'] : []),
  ];
  if (missing.length === 0) return;
  throw new ValidationError(where, `the role demands ${missing.join(' and ')}, for which a profile of the AWS CLI has no setting. Use assumeRoleCommand().`);
}

function requireProfileName(where: string, what: string, name: unknown): string {
  const text = requireKnownText(where, what, name, "Write the name of a profile, e.g. 'partner'.");
  if (!/^[\w.@+/-]+$/.test(text)) throw new ValidationError(where, `${what} ${show(text)} is not a name for a profile: letters, digits and _.@+/- only.`);
  return text;
}
