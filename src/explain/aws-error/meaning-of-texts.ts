/** What each text of `aws-texts.ts` means: the cause that it proves, or those that it leaves open. */
import { AwsError } from './aws-error';
import { ErrorKind } from './aws-text';
import { bootstrapRole, notAuthorized, savingDenied, serviceCannotAssume, unnamedDenial } from './causes-of-denial';
import { callerAccount, isSession, lastSegment } from '../../evaluation/assume-role-request';
import { Cause, CauseCode, CauseCommand } from '../explanation';
import { certainly, describeRole, PossibleCause } from '../possible-causes';
import { assumeWith, Known, lookUpEvents, SHOW_CALLER, showProvider, showRole, variable } from '../settling-commands';
import { shellWord } from '../shell-word';

export type CausesOf = (error: AwsError, known: Known) => readonly Cause[];

/** A text that proves one cause. */
function proves(cause: (error: AwsError, known: Known) => PossibleCause): CausesOf {
  return (error, known) => [certainly(cause(error, known))];
}

/** A text that says everything, whatever the caller and the role. */
function always(code: CauseCode, where: string, message: string, fix: string, ...commands: readonly CauseCommand[]): CausesOf {
  return proves(() => ({ code, where, message, fix, commands }));
}

const CALL = 'the call';
const TOKEN = 'the token';
const PROVIDER = 'identity provider';
const DOCUMENT = 'trust policy';
const validate = (): CauseCommand => ({
  by: 'role-owner',
  run: 'aws accessanalyzer validate-policy --policy-type RESOURCE_POLICY ' +
    '--validate-policy-resource-type AWS::IAM::AssumeRolePolicyDocument --policy-document file://trust-policy.json',
});
const SHOW_MFA_DEVICES: CauseCommand = { by: 'caller', run: 'aws iam list-mfa-devices' };
const SHOW_CONFIGURATION: CauseCommand = { by: 'caller', run: 'aws configure list' };
const LOG_IN: CauseCommand = { by: 'caller', run: `aws sso login --profile ${variable('AWS_PROFILE', 'the name of your profile')}` };

export const CAUSES: Readonly<Record<ErrorKind, CausesOf>> = {
  'root-user': always(
    'principal-not-trusted', CALL, 'the caller is the root user of an account, which cannot assume roles',
    'call as an IAM user, a role, or a user of IAM Identity Center', SHOW_CALLER,
  ),
  'mfa-code-rejected': always(
    'mfa-code-rejected', CALL,
    'AWS did not accept the MFA code: it is wrong, was used before (each code is valid once), belongs to another device, or the clock of ' +
      'the device is wrong',
    'wait for the next code, and send the serial number of an MFA device of the calling user: an ARN with mfa/, not user/; ' +
      'a role session has no device',
    SHOW_MFA_DEVICES,
  ),
  'mfa-incomplete': proves((_error, known) => ({
    code: 'mfa-code-rejected',
    where: CALL,
    message: 'the call has only one of the serial number and the code of the MFA device',
    fix: known.caller && isSession(known.caller)
      ? 'send neither: the session of a role has no MFA device'
      : 'send both, --serial-number and --token-code; with mfa_serial in the profile, the AWS CLI asks for the code',
    commands: [assumeWith(known, { mfa: !(known.caller && isSession(known.caller)) })],
  })),
  'duration-over-maximum': proves((_error, known) => ({
    code: 'duration-too-long',
    where: CALL,
    message: `the call requests a longer session than the MaxSessionDuration of ${describeRole(known)} allows`,
    fix: 'request less (the default of a role is 3600 seconds), or have the owner raise the MaxSessionDuration of the role, to 43200 ' +
      'at most',
    commands: [assumeWith(known, { more: '--duration-seconds 3600' }), showRole(known)],
  })),
  'duration-of-chain': proves((_error, known) => ({
    code: 'chaining-over-an-hour',
    where: CALL,
    message: 'the caller is itself a role session, or has a session of get-session-token, and STS limits such a session to 3600 seconds ' +
      '(role chaining), whatever the MaxSessionDuration of the role is',
    fix: 'request 3600 seconds or less (duration_seconds in a profile), or call with the long-term credentials of a user',
    commands: [assumeWith(known, { more: '--duration-seconds 3600' })],
  })),
  'duration-invalid': always(
    'duration-too-long', CALL, 'the requested duration is outside of what STS accepts',
    'request between 900 and 43200 seconds', SHOW_CALLER,
  ),
  'session-credentials': always(
    'wrong-action', CALL, 'GetSessionToken and GetFederationToken accept only the long-term credentials of an IAM user, and the ' +
      'caller has a session',
    'call with the access key of the user: unset AWS_SESSION_TOKEN, and use another profile', SHOW_CALLER, SHOW_CONFIGURATION,
  ),
  'token-expired': always(
    'token-rejected', TOKEN, 'the token has expired', 'get a new token directly before the call, and check the clock of the machine',
    lookUpEvents('AssumeRoleWithWebIdentity'),
  ),
  'no-oidc-provider': proves((error, known) => ({
    code: 'token-rejected',
    where: PROVIDER,
    message: `the account of ${describeRole(known)} has no identity provider for ${error.subject ?? 'the issuer of the token'}`,
    fix: 'create the provider in the account of the role, with exactly the issuer of the token, or use the ARN of a role in the account ' +
      'that has it; a new EKS cluster has an issuer of its own',
    commands: [
      showProvider({}),
      {
        by: 'role-owner',
        run: 'aws iam create-open-id-connect-provider --url ' +
          `${error.subject ? shellWord(`https://${error.subject}`) : variable('ISSUER', 'the issuer')} ` +
          '--client-id-list sts.amazonaws.com',
      },
    ],
  })),
  'wrong-audience': proves((_error, known) => ({
    code: 'token-rejected',
    where: PROVIDER,
    message: "the audience (aud) of the token is not among the client ids of the identity provider in the role's account",
    fix: 'request the token for an audience of the provider (sts.amazonaws.com for GitHub, GitLab and EKS), or add the audience to ' +
      'the provider',
    commands: [
      showProvider(known),
      {
        by: 'role-owner',
        run: 'aws iam add-client-id-to-open-id-connect-provider --client-id sts.amazonaws.com --open-id-connect-provider-arn ' +
          variable('PROVIDER_ARN', 'the ARN of the identity provider'),
      },
    ],
  })),
  'no-verification-key': proves((_error, known) => ({
    code: 'token-rejected',
    where: PROVIDER,
    message: 'AWS cannot read the keys of the identity provider: its discovery document or key set is not reachable over the internet, ' +
      'or does not contain the key that signed the token',
    fix: 'make https://ISSUER/.well-known/openid-configuration and its jwks_uri publicly readable; for a new EKS cluster, wait and ' +
      'try again',
    commands: [showProvider(known), {
      by: 'role-owner', run: `curl -fsS https://${variable('ISSUER', 'the issuer without https://')}/.well-known/openid-configuration`,
    }],
  })),
  'provider-unreachable': always(
    'token-rejected', PROVIDER, 'AWS could not reach the identity provider', 'try again; if it persists, check the provider',
    { by: 'role-owner', run: `curl -fsS https://${variable('ISSUER', 'the issuer without https://')}/.well-known/openid-configuration` },
  ),
  'provider-rejected-token': always(
    'token-rejected', PROVIDER, 'the identity provider says that the token is not valid (revoked or expired)', 'get a new token',
    lookUpEvents('AssumeRoleWithWebIdentity'),
  ),
  'thumbprint': proves((_error, known) => ({
    code: 'token-rejected',
    where: PROVIDER,
    message: 'the certificate of the identity provider does not match the thumbprints of the provider in IAM',
    fix: 'update the thumbprint list of the provider to that of its current top certificate authority',
    commands: [showProvider(known)],
  })),
  'token-invalid': always(
    'token-rejected', TOKEN, 'the token is not an ID token that AWS can read: an access token, a text that was cut, or one without a ' +
      'required claim',
    'send the ID token (a JWT with iss, sub, aud, exp and iat), unchanged', lookUpEvents('AssumeRoleWithWebIdentity'),
  ),
  'saml-provider-missing': always(
    'token-rejected', PROVIDER, 'the SAML provider in the assertion does not exist in the account of the role, or its name differs in case',
    'correct the Role attribute of the assertion: the ARN of the role and the ARN of the provider, separated by a comma',
    { by: 'role-owner', run: 'aws iam list-saml-providers' },
  ),
  'saml-issuer': always(
    'token-rejected', PROVIDER, 'the issuer of the assertion is not the one in the metadata of the SAML provider',
    'update the SAML provider with the current metadata of the identity provider', { by: 'role-owner', run: 'aws iam list-saml-providers' },
  ),
  'saml-response': always(
    'token-rejected', TOKEN, 'the assertion is not valid: its signature does not match the metadata of the provider, its audience is not ' +
      'that of AWS, or a required attribute (Role, RoleSessionName) or the SourceIdentity is missing or has characters that are ' +
      'not allowed',
    'update the metadata of the SAML provider, and send the attributes Role and RoleSessionName, and the audience ' +
      'https://signin.aws.amazon.com/saml', { by: 'role-owner', run: 'aws iam list-saml-providers' },
  ),
  'saml-late': always(
    'token-rejected', TOKEN, 'the assertion is older than five minutes', 'get a new assertion directly before the call, and check the ' +
      'clocks',
    lookUpEvents('AssumeRoleWithSAML'),
  ),
  'sso-login-expired': always(
    'credentials-expired', CALL, 'the login of IAM Identity Center has expired, so the call was never made', 'log in again', LOG_IN,
  ),
  'no-token-for-action': always(
    'token-rejected', TOKEN, 'the workflow got no token: it lacks the permission, it runs for a fork, or role-to-assume is empty',
    'give the job permissions: id-token: write (and contents: read), and check that role-to-assume has a value',
    { by: 'caller', run: "grep -rn 'id-token' .github/workflows" },
  ),
  'no-credentials': always(
    'credentials-expired', CALL, 'no credentials were found, so the call was never made',
    'set AWS_PROFILE, or give the profile a source_profile or credential_source', SHOW_CONFIGURATION,
  ),
  'credentials-expired': always(
    'credentials-expired', CALL, 'the session of the caller has expired: the call was refused before any policy was looked at',
    'get new credentials: log in again, or remove an old AWS_SESSION_TOKEN from the environment', SHOW_CALLER, SHOW_CONFIGURATION,
  ),
  'credentials-invalid': always(
    'credentials-expired', CALL,
    'AWS does not know the credentials: a deleted or inactive access key, a key id and secret that do not fit, a session token that ' +
      'was left ' +
      'out, another partition, or a Region that the account has not enabled',
    'set all of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or use a profile; ' +
      'outside the default Regions use the regional STS endpoint',
    SHOW_CALLER, SHOW_CONFIGURATION,
  ),
  'region-disabled': proves((_error, known) => ({
    code: 'region-disabled',
    where: 'the Region of the call',
    message: `STS is not active in this Region for account ${(known.caller && callerAccount(known.caller)) ?? 'of the caller'}`,
    fix: "have an administrator of the caller's account activate STS for the Region (IAM console, Account settings), " +
      'or call another Region',
    commands: [{ by: 'caller', run: 'aws sts get-caller-identity --region us-east-1' }],
  })),
  'packed-policy': always(
    'packed-policy-too-large', CALL, 'the session tags and session policies of the call are too large together, in the packed form ' +
      'that STS uses',
    'pass fewer or shorter tags and policies; transitive tags and those of EKS Pod Identity count as well; ' +
      'with configure-aws-credentials set role-skip-session-tagging: true',
    SHOW_CALLER,
  ),
  'principal-not-found': (error, known) => principalNotFound(error, known),
  'prohibited-field': proves((error) => ({
    code: 'policy-malformed',
    where: DOCUMENT,
    message: `the trust policy has the element ${error.subject ?? 'Resource'}, which a trust policy must not have`,
    fix: `remove ${error.subject ?? 'Resource'}: a trust policy says who can assume its own role; ` +
      'what the role may do belongs in another policy',
    commands: [validate()],
  })),
  'other-actions-than-sts': always(
    'policy-malformed', DOCUMENT, 'the trust policy allows an action that is not one of assuming a role',
    'name only sts:AssumeRole, sts:AssumeRoleWithWebIdentity, sts:AssumeRoleWithSAML, sts:TagSession, sts:SetSourceIdentity, ' +
      'sts:SetContext',
    validate(),
  ),
  'claim-demanded': always(
    'policy-malformed', DOCUMENT, 'the identity provider is shared by many customers, so IAM requires a condition on the claim that ' +
      'tells them apart',
    'add a condition with StringEquals or StringLike on that claim (sub for GitHub and GitLab), and not only wildcards', validate(),
  ),
  'policy-too-long': always(
    'policy-malformed', DOCUMENT, 'the trust policy is longer than the quota of the account allows (2048 characters by default)',
    'shorten it (white space does not count), or raise the quota',
    {
      by: 'role-owner',
      run: 'aws service-quotas list-service-quotas --service-code iam --query "Quotas[?QuotaName==\'Role trust ' +
      'policy length\']"',
    },
  ),
  'malformed-policy': always(
    'policy-malformed', DOCUMENT, 'IAM does not accept the trust policy', 'correct what the message names', validate(),
  ),
  'role-not-found': proves((error) => ({
    code: 'role-arn-mismatch',
    where: CALL,
    message: `there is no role ${error.subject ?? 'with this name'} in the account of these credentials`,
    fix: 'use the name without its path, and credentials of the account of the role',
    commands: [SHOW_CALLER, { by: 'role-owner', run: 'aws iam list-roles --query "Roles[].Arn"' }],
  })),
  'invalid-arn': always(
    'role-arn-mismatch', CALL, 'what was sent as the ARN of the role is not one: a name alone, an empty variable, or the ARN of ' +
      'something else',
    'send the ARN that get-role prints, such as arn:aws:iam::444455556666:role/Audit', showRole({}),
  ),
  'profile-not-found': always(
    'credentials-expired', CALL, 'the profile, or its source_profile, does not exist or refers to itself',
    'correct the names; give the profile with --profile: what is wrong in it is ' +
      'reported', { by: 'caller', run: 'aws configure list-profiles' },
  ),
  'service-cannot-assume': (error, known) => serviceCannotAssume(error, known),
  'cdk-bootstrap-role': (_error, known) => bootstrapRole(known),
  'terraform-cannot-assume': (_error, known) => unnamedDenial(known),
  'console-cannot-switch': (_error, known) => unnamedDenial(known),
  'saving-denied': (error, known) => savingDenied(error, known),
  'not-authorized': (error, known) => notAuthorized(error, known),
  'not-authorized-without-names': (error, known) => notAuthorized(error, known),
  'denied-without-reason': (error, known) => notAuthorized({ ...error, action: `sts:${error.operation}` }, known),
};

function principalNotFound({ subject }: AwsError, known: Known): readonly Cause[] {
  const arn = /^arn:(aws[a-z-]*):iam::(\d{12}):(user|role)\/(\S+)$/.exec(subject ?? '');
  const look: CauseCommand = arn
    ? { by: 'caller-account', run: `aws iam get-${arn[3]} --${arn[3]}-name ${shellWord(lastSegment(arn[4]))}` }
    : { by: 'role-owner', run: 'aws iam list-roles --query "Roles[].Arn"' };
  const name = subject ?? 'a principal of the trust policy';
  const isId = /^A(IDA|ROA)[A-Z0-9]+$/.test(subject ?? '');
  return [certainly({
    code: 'principal-does-not-exist',
    where: DOCUMENT,
    message: isId
      ? `${name} is the unique id of a user or role that was deleted: IAM put it in the place of its ARN, and does not accept it back`
      : `${name} does not exist, or not yet: IAM replaces the ARN of a user or role by its unique id when a trust policy is saved`,
    fix: isId
      ? 'write the ARN of the principal that has to be trusted now'
      : 'create it before the trust policy is saved (a new role can take some seconds), and check the account, the path and the case; ' +
        'a group, a wildcard in an ARN, another partition and a role that names itself when it is created are rejected as well',
    commands: [look, ...known.role ? [showRole(known)] : []],
  })];
}

