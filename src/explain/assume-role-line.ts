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
 * A section of `~/.aws/config`; settings without a value are left out.
 *
 * See https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
 */
export function profileSection(name: string, settings: readonly Setting[]): string {
  const lines = given(settings).map(([key, value]) => `${key} = ${value}\n`);
  return `${name === 'default' ? '[default]' : `[profile ${name}]`}\n${lines.join('')}`;
}
