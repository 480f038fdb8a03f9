/** The commands to run. Each contains all the changes of its kind, so that one round of fixes is enough. */
import { assumeRoleLine, profileSection } from './assume-role-line';
import { arnOf, Attempt, RoleArn, RoleInQuestion } from './attempt';
import { sessionNameOf } from './corrected-call';
import { CauseCommand } from './explanation';
import { FailurePlace } from './failure';
import { isOfIdentityCenter } from './possible-requests';
import { RoleProfile } from './profile/aws-config';
import { variable } from './settling-commands';
import { shellWord } from './shell-word';
import { callerAccount, callerArn, iamArn, isSession, lastSegment, UserCaller } from '../evaluation/assume-role-request';

/** The call itself. Undefined for a service, because no command makes a service call. */
export function callLine(attempt: Attempt, role: RoleInQuestion): string | undefined {
  const { caller, sent } = attempt;
  const roleArn = arnOf(role).written;
  const sessionName = sessionNameOf(attempt);
  const start = `--role-arn ${shellWord(roleArn)}`;
  const duration = sent.durationSeconds === undefined ? '' : ` --duration-seconds ${sent.durationSeconds}`;
  switch (caller.kind) {
    case 'service':
      return undefined;
    case 'oidc':
      return `aws sts assume-role-with-web-identity ${start} --role-session-name ${shellWord(sessionName)} ` +
        `--web-identity-token file://token.txt${duration}`;
    case 'saml':
      return `aws sts assume-role-with-saml ${start} --principal-arn ${shellWord(callerArn(caller))} ` +
        `--saml-assertion file://assertion.txt${duration}`;
    default:
      return assumeRoleLine({ ...sent, roleArn, sessionName, mfa: sent.mfaAgeSeconds === undefined ? undefined : {} });
  }
}

/** Undefined if a profile has no setting for something that is sent: a source identity, session tags. */
export function profileOf(attempt: Attempt, role: RoleInQuestion, given?: RoleProfile): string | undefined {
  const { caller, sent } = attempt;
  const isOfAws = callerAccount(caller) !== undefined;
  const isMoreThanSettings = sent.sourceIdentity !== undefined || sent.sessionTags.size > 0 || sent.sentWithUnknownValue.size > 0;
  if (caller.kind === 'service' || caller.kind === 'saml' || isMoreThanSettings) return undefined;
  const hasMfa = caller.kind === 'iam-user' && sent.mfaAgeSeconds !== undefined;
  const roleName = lastSegment(arnOf(role).name).replace(/[^\w.@+-]/g, '-');
  const before = given?.settings;
  const credentialSource = before?.get('credential_source');
  return profileSection(given?.name ?? (roleName === 'default' ? 'default-role' : roleName), [
    ['role_arn', arnOf(role).written],
    ['source_profile', isOfAws && credentialSource === undefined ? before?.get('source_profile') ?? 'default' : undefined],
    ['credential_source', credentialSource],
    ['web_identity_token_file', isOfAws ? undefined : before?.get('web_identity_token_file') ?? 'token.txt'],
    ['mfa_serial', hasMfa ? mfaSerialOf(caller, before?.get('mfa_serial')) : undefined],
    ['external_id', sent.externalId],
    ['role_session_name', sessionNameOf(attempt)],
    ['duration_seconds', sent.durationSeconds],
    ['region', before?.get('region')],
  ]);
}

/** The given one, unless it is the ARN of something else than a device. */
function mfaSerialOf({ partition, account, name }: UserCaller, given: string | undefined): string {
  return given !== undefined && !/:user\//.test(given) ? given : `arn:${partition}:iam::${account}:mfa/${lastSegment(name)}`;
}

export function updateTrustPolicyLine(role: RoleArn, document: unknown): string {
  return `aws iam update-assume-role-policy --role-name ${nameWord(role.name)} --policy-document ${shellWord(asciiJson(document))}`;
}

/** Allows the caller the actions that it lacks, on this role and no other. */
export function allowCallerLine({ caller }: Attempt, role: RoleArn, actions: readonly string[]): string {
  const document = asciiJson({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions.length === 1 ? actions[0] : actions, Resource: role.written }],
  });
  const policy = `--policy-name ${shellWord(`Assume-${lastSegment(role.name)}`)} --policy-document ${shellWord(document)}`;
  if (caller.kind === 'iam-user') return `aws iam put-user-policy --user-name ${nameWord(caller.name)} ${policy}`;
  if (isOfIdentityCenter(caller)) {
    return 'aws sso-admin put-inline-policy-to-permission-set ' +
      '--instance-arn "${INSTANCE_ARN:?set it to the ARN of your Identity Center instance}" ' +
      `--permission-set-arn "\${PERMISSION_SET_ARN:?set it to the ARN of the permission set}" --inline-policy ${shellWord(document)}`;
  }
  return `aws iam put-role-policy --role-name ${nameWord(isSession(caller) ? caller.roleName : '')} ${policy}`;
}

/** Replaces a policy of another type by one that allows the call, too. */
export function allowInPolicyLine({ caller }: Attempt, use: FailurePlace['in'], document: unknown): CauseCommand {
  const content = shellWord(asciiJson(document));
  switch (use) {
    case 'scp': return {
      by: 'organization',
      run: `aws organizations update-policy --policy-id ${variable('SCP_ID', 'the id of this SCP (p-...)')} --content ${content}`,
    };
    case 'session-policy': return {
      by: 'caller',
      run: `aws sts assume-role --role-arn ${isSession(caller) ? shellWord(iamArn(caller, `role/${caller.roleName}`)) : ''} ` +
        `--role-session-name ${isSession(caller) ? shellWord(caller.sessionName) : ''} --policy ${content}`,
    };
    default: return {
      by: 'caller-account',
      run: `aws iam create-policy-version --policy-arn ${variable('BOUNDARY_ARN', 'the ARN of the permissions boundary')} ` +
        `--policy-document ${content} --set-as-default`,
    };
  }
}

/** A name without its path, as the AWS CLI expects it. */
function nameWord(name: string): string {
  return shellWord(lastSegment(name));
}

/** JSON with only printable ASCII characters, whatever the names contain, so that it is safe for a terminal and a shell. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
