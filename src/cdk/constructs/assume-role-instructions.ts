/** The text that a caller needs to assume a role: a profile for `~/.aws/config`, or a command for a shell. */
import { AssumeRoleCommandOptions, CliProfileOptions } from './assume-role-options';
import { requireKnownText } from './iam-names';
import {
  requestedMfaSerial, requestedSeconds, requestedSessionName, RoleToAssume, sessionTagsOf, sourceIdentityOf,
} from './role-to-assume';
import { show, ValidationError } from './validation-error';
import { assumeRoleLine, profileSection } from '../../explain/assume-role-line';

/** A section of `~/.aws/config`. */
export function cliProfileText(scopePath: string, role: RoleToAssume, options: CliProfileOptions): string {
  const where = `${scopePath}, cliProfile`;
  requireProfileIsEnough(where, role);
  const name = requireProfileName(where, 'profileName', options.profileName);
  const mfaSerial = requestedMfaSerial(where, role, options);
  if (role.mfaRequired && mfaSerial === undefined) {
    throw new ValidationError(
      where,
      'the role requires MFA, so the profile needs the MFA device of the caller. ' +
        "Pass mfaSerial, for example 'arn:aws:iam::111122223333:mfa/alice'.",
    );
  }
  return profileSection(name, [
    ['role_arn', role.roleArn],
    ['source_profile', requireProfileName(where, 'sourceProfile', options.sourceProfile)],
    ['mfa_serial', mfaSerial],
    ['external_id', role.externalId],
    ['role_session_name', requestedSessionName(where, role, options)],
    ['duration_seconds', requestedSeconds(where, role, options)],
  ]);
}

/** An `aws sts assume-role` command for a POSIX shell. */
export function assumeRoleCommandText(scopePath: string, role: RoleToAssume, options: AssumeRoleCommandOptions): string {
  const where = `${scopePath}, assumeRoleCommand`;
  const mfaSerial = requestedMfaSerial(where, role, options);
  return assumeRoleLine({
    roleArn: role.roleArn,
    sessionName: requestedSessionName(where, role, options) ?? 'cli-session',
    externalId: role.externalId,
    ...(role.mfaRequired || mfaSerial !== undefined) && { mfa: { serial: mfaSerial } },
    sourceIdentity: sourceIdentityOf(where, role, options),
    sessionTags: sessionTagsOf(where, role, options),
    durationSeconds: requestedSeconds(where, role, options),
  });
}

/** A profile of the AWS CLI has no setting for a source identity or session tags. */
function requireProfileIsEnough(where: string, role: RoleToAssume): void {
  const missing = [
    ...(role.sourceIdentity ? ['a source identity'] : []),
    ...(role.sessionTags && role.sessionTags.patterns.size > 0 ? ['session tags'] : []),
  ];
  if (missing.length === 0) return;
  throw new ValidationError(
    where,
    `the role requires ${missing.join(' and ')}, and a profile of the AWS CLI has no setting for that. Use assumeRoleCommand().`,
  );
}

function requireProfileName(where: string, what: string, name: unknown): string {
  const text = requireKnownText(where, what, name, "Write the name of a profile, for example 'partner'.");
  if (/^[\w.@+/-]+$/.test(text)) return text;
  throw new ValidationError(where, `${what} ${show(text)} is not a valid profile name. Use only letters, digits and _.@+/-.`);
}
