/** The profile of the call to explain: what it sends, and what is wrong with it. */
import { CommandIo } from './command-io';
import { shown } from './explain-flags';
import { SentElsewhere } from './explain-sent';
import { GivenProfile } from '../explain/explain-call';
import { RoleProfile, roleProfile } from '../explain/profile/aws-config';
import { causesOfProfile } from '../explain/profile/profile-causes';
import { refuse } from '../input/input-error';
import { awsConfigPath, readAwsConfig } from '../input/read-aws-config';

export function readProfile(name: string, environment: CommandIo['environment']): GivenProfile {
  const config = readAwsConfig(environment);
  const settings = config.profiles.get(name);
  if (!settings) {
    const names = [...config.profiles.keys()].slice(0, 20).join(', ');
    const contained = names === '' ? 'no profile' : shown(names);
    refuse('--profile', `${shown(name)} is not in ${awsConfigPath(environment)}: it contains ${contained}`);
  }
  const profile = roleProfile(config, name, settings);
  return { profile, causes: causesOfProfile(config, profile) };
}

export function sentBy({ settings }: RoleProfile): SentElsewhere {
  const seconds = settings.get('duration_seconds');
  return {
    externalId: settings.get('external_id'),
    hasMfa: settings.has('mfa_serial'),
    sessionName: settings.get('role_session_name'),
    durationSeconds: seconds !== undefined && /^\d{1,9}$/.test(seconds) ? Number(seconds) : undefined,
  };
}
