/** How a caller assumes a role with the AWS CLI: a command for a shell, or a profile of `~/.aws/config`. */
import { shellWord } from './shell-word';

export interface AssumeRoleCall {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string;
  /** Undefined if the call has no MFA. Without a serial, the command reads it from the shell variable `MFA_SERIAL`. */
  readonly mfa?: { readonly serial?: string };
  readonly sourceIdentity?: string;
  readonly sessionTags?: ReadonlyMap<string, string>;
  readonly durationSeconds?: number;
}

/**
 * An `aws sts assume-role` command for a POSIX shell. It reads personal values from shell variables: `TOKEN_CODE`, and
 * `MFA_SERIAL` if no device is given. The shell prints what to set if a variable is missing.
 */
export function assumeRoleLine(call: AssumeRoleCall): string {
  const { roleArn, sessionName, externalId, mfa, sourceIdentity, sessionTags, durationSeconds } = call;
  const tags = [...sessionTags ?? []].map(([Key, Value]) => ({ Key, Value }));
  const options = given([
    ['role-arn', shellWord(roleArn)],
    ['role-session-name', shellWord(sessionName)],
    ['external-id', externalId === undefined ? undefined : shellWord(externalId)],
    ['serial-number', mfa && (mfa.serial === undefined ? '"${MFA_SERIAL:?set it to the ARN of your MFA device}"' : shellWord(mfa.serial))],
    ['token-code', mfa && '"${TOKEN_CODE:?set it to the 6 digits that your MFA device shows}"'],
    ['source-identity', sourceIdentity === undefined ? undefined : shellWord(sourceIdentity)],
    ['tags', tags.length === 0 ? undefined : shellWord(JSON.stringify(tags))],
    ['duration-seconds', durationSeconds],
  ]);
  return ['aws sts assume-role', ...options.map(([name, value]) => `--${name} ${value}`)].join(' ');
}

type Setting = readonly [key: string, value: string | number | undefined];

function given(settings: readonly Setting[]): readonly Setting[] {
  return settings.filter(([, value]) => value !== undefined);
}

/**
 * A section of `~/.aws/config`. Settings without a value are left out.
 *
 * See https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
export function profileSection(name: string, settings: readonly Setting[]): string {
  const lines = given(settings).map(([key, value]) => `${key} = ${value}\n`);
  return `${name === 'default' ? '[default]' : `[profile ${name}]`}\n${lines.join('')}`;
}
