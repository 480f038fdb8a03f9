/** How a caller asks for a role with the AWS CLI: one line for a shell, or a profile of `~/.aws/config`. */
import { shellWord } from './shell-word';

export interface AssumeRoleCall {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string;
  /** Undefined: the call goes without MFA. Without a serial, the line takes it from the shell variable `MFA_SERIAL`. */
  readonly mfa?: { readonly serial?: string };
  readonly sourceIdentity?: string;
  readonly sessionTags?: ReadonlyMap<string, string>;
  readonly durationSeconds?: number;
}

/**
 * An `aws sts assume-role` line for a POSIX shell. What belongs to the person who runs it comes from shell variables, which
 * say what they are for when they are not set: `TOKEN_CODE`, and `MFA_SERIAL` where no device is given.
 */
export function assumeRoleLine({ roleArn, sessionName, externalId, mfa, sourceIdentity, sessionTags, durationSeconds }: AssumeRoleCall): string {
  const words = ['aws sts assume-role', '--role-arn', shellWord(roleArn), '--role-session-name', shellWord(sessionName)];
  if (externalId !== undefined) words.push('--external-id', shellWord(externalId));
  if (mfa) {
    words.push('--serial-number', mfa.serial === undefined ? '"${MFA_SERIAL:?set it to the ARN of your MFA device}"' : shellWord(mfa.serial));
    words.push('--token-code', '"${TOKEN_CODE:?set it to the 6 digits that your MFA device shows}"');
  }
  if (sourceIdentity !== undefined) words.push('--source-identity', shellWord(sourceIdentity));
  if (sessionTags && sessionTags.size > 0) {
    words.push('--tags', shellWord(JSON.stringify([...sessionTags].map(([Key, Value]) => ({ Key, Value })))));
  }
  if (durationSeconds !== undefined) words.push('--duration-seconds', String(durationSeconds));
  return words.join(' ');
}

/**
 * A section of `~/.aws/config`; settings without a value are left out.
 *
 * See https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
export function profileSection(name: string, settings: readonly (readonly [key: string, value: string | number | undefined])[]): string {
  const lines = settings.filter(([, value]) => value !== undefined).map(([key, value]) => `${key} = ${value}\n`);
  return `${name === 'default' ? '[default]' : `[profile ${name}]`}\n${lines.join('')}`;
}
