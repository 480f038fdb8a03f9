/** What is wrong with a profile that assumes a role, whatever the trust policy says. */
import { AwsConfig, ConfigSection, RoleProfile } from './aws-config';
import { Cause, CauseCode, CauseCommand } from '../explanation';
import { certainly, possibly } from '../possible-causes';
import { shellWord } from '../shell-word';

/** STS limits a session for a caller that is itself a role session. */
const LONGEST_CHAINED_SESSION = 3600;

export function causesOfProfile(config: AwsConfig, profile: RoleProfile): readonly Cause[] {
  return [
    ...causesOfRoleArn(profile), ...causesOfSource(config, profile), ...causesOfMfa(profile), ...causesOfDuration(profile),
    ...causesOfSso(config, profile.name, profile.settings),
    ...profile.source ? causesOfSso(config, profile.source.name, profile.source.settings) : [],
  ];
}

interface ProfileProblem {
  readonly code: CauseCode;
  readonly message: string;
  readonly fix: string;
  readonly commands: readonly CauseCommand[];
}

function inProfile(name: string, problem: ProfileProblem): Cause {
  return certainly({ where: `profile ${name}`, ...problem });
}

function setting(profile: string, key: string, value: string): CauseCommand {
  return { by: 'caller', run: `aws configure set ${key} ${shellWord(value)} --profile ${shellWord(profile)}` };
}

const LIST_PROFILES: CauseCommand = { by: 'caller', run: 'aws configure list-profiles' };

function causesOfRoleArn({ name, settings, roleArn }: RoleProfile): readonly Cause[] {
  const written = settings.get('role_arn');
  if (written === undefined || roleArn) return [];
  return [inProfile(name, {
    code: 'role-arn-mismatch',
    message: `its role_arn ${JSON.stringify(written.slice(0, 80))} is not the ARN of a role`,
    fix: 'write the ARN that aws iam get-role prints, such as arn:aws:iam::444455556666:role/Audit',
    commands: [{ by: 'role-owner', run: 'aws iam list-roles --query "Roles[].Arn"' }],
  })];
}

const SOURCES = ['source_profile', 'credential_source', 'web_identity_token_file'];

function causesOfSource(config: AwsConfig, { name, settings }: RoleProfile): readonly Cause[] {
  if (!settings.has('role_arn')) return [];
  const sources = SOURCES.filter((key) => settings.has(key));
  if (sources.length === 0) {
    return [inProfile(name, {
      code: 'credentials-expired',
      message: 'it has a role_arn, but nothing says which credentials assume the role: source_profile is missing',
      fix: 'set source_profile to the profile with the credentials of the caller (or credential_source on EC2 and ECS)',
      commands: [LIST_PROFILES],
    })];
  }
  if (sources.length > 1) {
    return [inProfile(name, {
      code: 'credentials-expired',
      message: `it has ${sources.join(' and ')}, and the CLI accepts only one of them`,
      fix: 'keep the one that you mean',
      commands: [LIST_PROFILES],
    })];
  }
  const source = settings.get('source_profile');
  if (source === undefined) return [];
  if (isLoop(config, name)) {
    return [inProfile(name, {
      code: 'credentials-expired',
      message: `its source_profile leads back to ${name}, so there are no credentials at the end of the chain`,
      fix: 'let the last profile of the chain have credentials instead of a role_arn',
      commands: [LIST_PROFILES],
    })];
  }
  if (config.profiles.has(source)) return [];
  return [possibly({
    code: 'credentials-expired',
    where: `profile ${name}`,
    message: `its source_profile ${source} is not in the config file; unless the credentials file has it, it does not exist`,
    fix: 'correct the name: names of profiles are case-sensitive, and in the config file a section is called [profile NAME]',
    commands: [LIST_PROFILES],
  })];
}

/** A profile that is its own source uses its own keys: that is no loop. */
function isLoop({ profiles }: AwsConfig, start: string): boolean {
  const seen = new Set<string>();
  for (let name: string | undefined = start; name !== undefined;) {
    if (seen.has(name)) return true;
    seen.add(name);
    const settings: ConfigSection | undefined = profiles.get(name);
    const next: string | undefined = settings?.has('role_arn') ? settings.get('source_profile') : undefined;
    name = next === name ? undefined : next;
  }
  return false;
}

function causesOfMfa({ name, settings, source }: RoleProfile): readonly Cause[] {
  const serial = settings.get('mfa_serial');
  if (serial !== undefined && /^arn:[^:]*:iam::\d{12}:user\//.test(serial)) {
    return [inProfile(name, {
      code: 'mfa-code-rejected',
      message: `its mfa_serial ${serial} is the ARN of a user, not of an MFA device`,
      fix: 'set it to the ARN of the device, which contains :mfa/',
      commands: [{ by: 'caller', run: 'aws iam list-mfa-devices --query "MFADevices[].SerialNumber"' }],
    })];
  }
  if (serial !== undefined && source && source.kind !== 'keys') {
    return [inProfile(name, {
      code: 'mfa-impossible',
      message: `it has an mfa_serial, but its source_profile ${source.name} has ` +
        `${source.kind === 'role' ? 'the session of a role' : 'a session of IAM Identity Center'}, which has no MFA device`,
      fix: 'remove mfa_serial, and have the role trust this caller without MFA; or use a source_profile with the keys of an IAM user',
      commands: [LIST_PROFILES],
    })];
  }
  const ofSource = source?.settings.get('mfa_serial');
  if (serial === undefined && source?.kind === 'keys' && ofSource !== undefined) {
    return [inProfile(name, {
      code: 'mfa-missing',
      message: `mfa_serial is in its source_profile ${source.name}, where it has no effect: ` +
        'it belongs in the profile that has the role_arn',
      fix: `set mfa_serial in ${name}`,
      commands: [setting(name, 'mfa_serial', ofSource)],
    })];
  }
  return [];
}

function causesOfDuration({ name, settings, source }: RoleProfile): readonly Cause[] {
  const seconds = Number(settings.get('duration_seconds') ?? NaN);
  if (!(seconds > LONGEST_CHAINED_SESSION) || source === undefined || source.kind === 'keys') return [];
  return [inProfile(name, {
    code: 'chaining-over-an-hour',
    message: `its duration_seconds is ${seconds}, but its source_profile ${source.name} is itself a role session, ` +
      'for which STS limits sessions to 3600 seconds (role chaining)',
    fix: 'set duration_seconds to 3600 or less',
    commands: [setting(name, 'duration_seconds', String(LONGEST_CHAINED_SESSION))],
  })];
}

function causesOfSso({ ssoSessions }: AwsConfig, name: string, settings: ConfigSection): readonly Cause[] {
  const session = settings.get('sso_session');
  const isSso = session !== undefined || settings.has('sso_account_id') || settings.has('sso_start_url');
  if (!isSso) return [];
  if (session !== undefined && !ssoSessions.has(session)) {
    return [inProfile(name, {
      code: 'credentials-expired',
      message: `its sso_session is ${session}, and the config file has no section [sso-session ${session}]` +
        (ssoSessions.size > 0 ? ` (it has ${[...ssoSessions.keys()].join(', ')})` : ''),
      fix: 'correct the name, or create the session',
      commands: [{ by: 'caller', run: 'aws configure sso-session' }],
    })];
  }
  const all = new Map([...settings, ...session === undefined ? [] : ssoSessions.get(session) ?? []]);
  const missing = ['sso_start_url', 'sso_region', 'sso_account_id', 'sso_role_name'].filter((key) => !all.has(key));
  if (missing.length === 0) return [];
  return [inProfile(name, {
    code: 'credentials-expired',
    message: `it uses IAM Identity Center, and lacks ${missing.join(', ')}`,
    fix: 'complete it: aws configure sso asks for everything that is missing',
    commands: [{ by: 'caller', run: `aws configure sso --profile ${shellWord(name)}` }],
  })];
}
