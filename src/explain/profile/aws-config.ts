/** The config file of the AWS CLI: its profiles, and how a profile gets its credentials. */
import { RoleArn, readRoleArn } from '../attempt';

/** Settings by their names, in lower case. Of keys that are credentials, the value is not read. */
export type ConfigSection = ReadonlyMap<string, string>;

export interface AwsConfig {
  readonly profiles: ReadonlyMap<string, ConfigSection>;
  readonly ssoSessions: ReadonlyMap<string, ConfigSection>;
}

/** A profile that assumes a role. */
export interface RoleProfile {
  readonly name: string;
  readonly settings: ConfigSection;
  readonly roleArn?: RoleArn;
  /** Where its credentials come from. Undefined if the source is not in the config file. */
  readonly source?: SourceProfile;
}

export interface SourceProfile {
  readonly name: string;
  readonly settings: ConfigSection;
  readonly kind: 'role' | 'identity-center' | 'keys';
  readonly roleArn?: RoleArn;
}

export function roleProfile(config: AwsConfig, name: string, settings: ConfigSection): RoleProfile {
  const source = settings.get('source_profile');
  const found = source === undefined ? undefined : config.profiles.get(source);
  return {
    name,
    settings,
    roleArn: readRoleArn(settings.get('role_arn') ?? ''),
    source: source !== undefined && found ? sourceProfile(source, found, name) : undefined,
  };
}

/** A profile that is its own source has keys of its own. */
function sourceProfile(name: string, settings: ConfigSection, of: string): SourceProfile {
  const isRole = settings.has('role_arn') && name !== of;
  const isSso = settings.has('sso_session') || settings.has('sso_account_id') || settings.has('sso_start_url');
  const kind = isRole ? 'role' : isSso ? 'identity-center' : 'keys';
  return { name, settings, kind, roleArn: isRole ? readRoleArn(settings.get('role_arn')!) : undefined };
}
