/**
 * Reads the config file of the AWS CLI: `AWS_CONFIG_FILE`, or `~/.aws/config`. Never the credentials file; and where the config file itself
 * contains keys, only that they are there.
 *
 * See https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html
 */
import { homedir } from 'os';
import { join } from 'path';
import { refuse } from './input-error';
import { readTextFile } from './read-text-file';
import { AwsConfig, ConfigSection } from '../explain/profile/aws-config';

type Environment = Readonly<Record<string, string | undefined>>;

export function awsConfigPath({ AWS_CONFIG_FILE: named, HOME, USERPROFILE }: Environment): string {
  return named ?? join(HOME ?? USERPROFILE ?? homedir(), '.aws', 'config');
}

export function readAwsConfig(environment: Environment): AwsConfig {
  const path = awsConfigPath(environment);
  const text = readTextFile(path);
  if (text.length > 1_000_000) refuse(path, 'is larger than 1 MB: it is not a config file of the AWS CLI');
  return parseAwsConfig(text);
}

/** Settings of a service are indented below a setting without a value; they are not needed here. */
export function parseAwsConfig(text: string): AwsConfig {
  const profiles = new Map<string, ConfigSection>();
  const ssoSessions = new Map<string, ConfigSection>();
  let section = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const header = /^\[\s*(?:(profile|sso-session|services|plugins)\s+)?(.*?)\s*\]\s*([#;].*)?$/.exec(line);
    if (header) {
      const [, kind, written] = header;
      const name = written.replace(/^(["'])(.*)\1$/, '$2');
      const sections = kind === 'sso-session' ? ssoSessions : kind === 'profile' || name === 'default' ? profiles : undefined;
      section = new Map(kind === undefined && name === 'default' || kind === 'profile' ? profiles.get(name) : ssoSessions.get(name));
      sections?.set(name, section);
      continue;
    }
    const [, key, value] = /^([\w-]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (key !== undefined) section.set(key.toLowerCase(), isSecret(key) ? 'present' : value.replace(/\s+[#;].*$/, ''));
  }
  return { profiles, ssoSessions };
}

function isSecret(key: string): boolean {
  return /^aws_(access_key_id|secret_access_key|session_token)$/i.test(key);
}
