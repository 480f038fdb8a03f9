/** Each cause alone, with expected values worked out by hand, and the decision after its command has been run. */
import {
  ALICE, allow, ask, DEPLOY, DEPLOY_ROLE, deny, EXTERNAL_ID, getRole, GITHUB, MFA, OWN, PARTNER, permits, policy, PORTAL,
  Question, ROLE, SECRET,
} from './explaining';
import { decisionAfterAllFixes } from './one-round';

const OWN_USER = `arn:aws:iam::${OWN}:user/carol`;
const AGE = (seconds: number) => ({ NumericLessThan: { 'aws:MultiFactorAuthAge': String(seconds) } });
const TAGGED = ['--session-tag', 'Project=Alpha'];
const BOTH = ['sts:AssumeRole', 'sts:TagSession'];
const SUBJECT = 'token.actions.githubusercontent.com:sub';

/** Title, question, the one cause, a part of its message, its location, and a part of its command. */
type Row = readonly [title: string, question: Question, code: string, message: string, where: string, command: string];

const FIXABLE: readonly Row[] = [
  [
    'the path of the role is missing', { trust: getRole(`arn:aws:iam::${OWN}:role/team/Audit`, policy(allow(ALICE))) },
    'role-arn-mismatch', 'the path is missing', 'the call', `--role-arn arn:aws:iam::${OWN}:role/team/Audit`,
  ],
  [
    'the name of the role is written in different case',
    { trust: getRole(ROLE, policy(allow(ALICE))), role: `arn:aws:iam::${OWN}:role/audit` }, 'role-arn-mismatch',
    'the name differs in case', 'the call', `--role-arn ${ROLE}`,
  ],
  [
    'the role is in another account', { trust: getRole(ROLE, policy(allow(ALICE))), role: `arn:aws:iam::${PARTNER}:role/Audit` },
    'role-arn-mismatch', 'the account is different', 'the call', `--role-arn ${ROLE}`,
  ],
  [
    'another user is trusted', { trust: policy(allow(`arn:aws:iam::${PARTNER}:user/bob`)) }, 'principal-not-trusted',
    'it has another name', 'trust policy, statement 0', ALICE,
  ],
  [
    'another account is trusted', { trust: policy(allow('arn:aws:iam::999999999999:root')) }, 'principal-not-trusted',
    'it is another account', 'trust policy, statement 0', ALICE,
  ],
  [
    "the role's own account is trusted by mistake", { trust: policy(allow(`arn:aws:iam::${OWN}:root`)) }, 'principal-not-trusted',
    "it is the role's own account, not the caller's", 'trust policy, statement 0', ALICE,
  ],
  [
    'the user is trusted in another account', { trust: policy(allow('arn:aws:iam::999999999999:user/alice')) },
    'principal-not-trusted', 'the same name, but is in account 999999999999', 'trust policy, statement 0', ALICE,
  ],
  [
    'the user is trusted in different case', { trust: policy(allow(`arn:aws:iam::${PARTNER}:user/Alice`)) }, 'principal-not-trusted',
    'the same name in different case', 'trust policy, statement 0', ALICE,
  ],
  [
    'the user is trusted without its path', { trust: policy(allow(ALICE)), caller: `arn:aws:iam::${PARTNER}:user/team/alice` },
    'principal-not-trusted', 'the same name with another path', 'trust policy, statement 0', 'user/team/alice',
  ],
  [
    'the role is trusted without its path',
    { trust: policy(allow(`arn:aws:iam::${PARTNER}:role/Deploy`)), caller: `arn:aws:iam::${PARTNER}:role/team/Deploy` },
    'principal-not-trusted', 'the same name with another path', 'trust policy, statement 0',
    `"AWS":"arn:aws:iam::${PARTNER}:role/team/Deploy"`,
  ],
  [
    'the role is trusted with a path that it does not have',
    { trust: policy(allow(`arn:aws:iam::${PARTNER}:role/team/Deploy`)), caller: `arn:aws:iam::${PARTNER}:role/Deploy` },
    'principal-not-trusted', 'the same name with another path', 'trust policy, statement 0',
    `"AWS":"arn:aws:iam::${PARTNER}:role/Deploy"`,
  ],
  [
    'the path of the role is given in addition to the ARN of its session',
    {
      trust: policy(allow(`arn:aws:iam::${PARTNER}:role/Deploy`)),
      caller: DEPLOY,
      args: ['--context', `aws:PrincipalArn=arn:aws:iam::${PARTNER}:role/team/Deploy`],
    },
    'principal-not-trusted', 'the same name with another path', 'trust policy, statement 0', 'role/team/Deploy',
  ],
  [
    'the user is trusted in another partition, which no trust policy can do',
    { trust: policy(allow([`arn:aws-cn:iam::${PARTNER}:user/alice`, 'arn:aws-us-gov:iam::999999999999:root'])) },
    'principal-not-trusted', 'it is in the partition aws-cn', 'trust policy, statement 0', `"Principal":{"AWS":"${ALICE}"}`,
  ],
  [
    'the user was deleted and created again', { trust: policy(allow('AIDAABCDEFGHIJKLMNOP')) }, 'principal-not-trusted',
    'it is the unique id of a deleted user or role', 'trust policy, statement 0', `"AWS":"${ALICE}"`,
  ],
  [
    'another session of the role is trusted',
    { trust: policy(allow(`arn:aws:sts::${PARTNER}:assumed-role/Deploy/nightly`)), caller: DEPLOY }, 'principal-not-trusted',
    'it is a single session', 'trust policy, statement 0', DEPLOY_ROLE,
  ],
  [
    'a user of Identity Center is not trusted', { trust: policy(allow(ALICE)), caller: PORTAL }, 'principal-not-trusted',
    'it is a user, and the caller is not', 'trust policy, statement 0',
    'role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_*',
  ],
  [
    'a role does not trust itself',
    { trust: policy(allow(`arn:aws:iam::${OWN}:user/carol`)), caller: `arn:aws:sts::${OWN}:assumed-role/Audit/again` },
    'principal-not-trusted', 'it is a user, and the caller is not', 'trust policy, statement 0', ROLE,
  ],
  [
    'the nearest statement is the one for the same name',
    { trust: policy(allow(`arn:aws:iam::${PARTNER}:user/bob`), allow(`arn:aws:iam::${PARTNER}:user/Alice`)) },
    'principal-not-trusted', 'the same name in different case', 'trust policy, statement 1', ALICE,
  ],
  [
    'a statement for side actions is not the nearest one',
    { trust: policy(allow(ALICE, undefined, 'sts:TagSession'), allow(`arn:aws:iam::${PARTNER}:user/bob`)) },
    'principal-not-trusted', 'it has another name', 'trust policy, statement 1', ALICE,
  ],
  [
    'the policy allows nothing', { trust: policy(deny('999999999999')) }, 'principal-not-trusted',
    'it does not allow any request', 'trust policy', ALICE,
  ],
  [
    'another service is trusted', { trust: policy(allow({ Service: 'ec2.amazonaws.com' })), caller: 'lambda.amazonaws.com' },
    'principal-not-trusted', 'it is another service', 'trust policy, statement 0', 'lambda.amazonaws.com',
  ],
  [
    'the statement of the user allows the wrong API', { trust: policy(allow(ALICE, undefined, 'sts:AssumeRoleWithSAML')) },
    'wrong-action', 'allows sts:AssumeRoleWithSAML', 'trust policy, statement 0', '["sts:AssumeRoleWithSAML","sts:AssumeRole"]',
  ],
  [
    'the statement of the provider allows AssumeRole',
    {
      trust: policy(allow({ Federated: GITHUB }, { StringEquals: { [SUBJECT]: 'repo:acme/app' } })),
      caller: GITHUB,
      args: ['--context', `${SUBJECT}=repo:acme/app`],
    },
    'wrong-action', 'a caller with an OIDC token calls sts:AssumeRoleWithWebIdentity', 'trust policy, statement 0',
    'sts:AssumeRoleWithWebIdentity',
  ],
  [
    'MFA is required and not used', { trust: policy(allow(PARTNER, MFA)) }, 'mfa-missing',
    'Bool aws:MultiFactorAuthPresent "true" (aws:MultiFactorAuthPresent is missing from the request)',
    'trust policy, statement 0', '--serial-number',
  ],
  [
    'MFA is required, and the session was issued without it',
    { trust: policy(allow(PARTNER, MFA)), args: ['--context', 'aws:MultiFactorAuthPresent=false'] }, 'mfa-missing',
    'the request has "false"', 'trust policy, statement 0', '--serial-number',
  ],
  [
    'a maximum age of MFA is required, and there is no MFA', { trust: policy(allow(ALICE, AGE(3600))) }, 'mfa-missing',
    'NumericLessThan aws:MultiFactorAuthAge "3600"', 'trust policy, statement 0', '--token-code',
  ],
  [
    'MFA is required from a role', { trust: policy(allow(PARTNER, MFA)), caller: DEPLOY }, 'mfa-impossible',
    'a role session never carries MFA', 'trust policy, statement 0',
    '"AWS":"arn:aws:iam::111122223333:role/Deploy"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"',
  ],
  [
    'MFA is required from a user of Identity Center', { trust: policy(allow(PARTNER, MFA)), caller: PORTAL }, 'mfa-impossible',
    'never carries MFA', 'trust policy, statement 0', 'AWSReservedSSO_Admin_*',
  ],
  [
    'MFA is required from a service',
    { trust: policy(allow({ Service: 'lambda.amazonaws.com' }, MFA)), caller: 'lambda.amazonaws.com' }, 'mfa-impossible',
    'an AWS service never carries MFA', 'trust policy, statement 0', 'lambda.amazonaws.com',
  ],
  [
    'a role sends an MFA code that is not required', { trust: policy(allow(PARTNER)), caller: DEPLOY, args: ['--mfa'] },
    'mfa-impossible', 'STS rejects the call', 'the call', 'aws sts assume-role',
  ],
  [
    'MFA is too old', { trust: policy(allow(ALICE, AGE(3600))), args: ['--mfa-age', '3600'] }, 'mfa-too-old',
    'the request has "3600"', 'trust policy, statement 0', '--token-code',
  ],
  [
    'no ExternalId was sent', { trust: policy(allow(ALICE, EXTERNAL_ID)) }, 'external-id-missing',
    'sts:ExternalId is missing from the request', 'trust policy, statement 0', `--external-id ${SECRET}`,
  ],
  [
    'another ExternalId was sent', { trust: policy(allow(ALICE, EXTERNAL_ID)), args: ['--external-id', 'other'] },
    'external-id-mismatch', 'the request has "other"', 'trust policy, statement 0', `--external-id ${SECRET}`,
  ],
  [
    'an ExternalId was sent that must be absent',
    { trust: policy(allow(ALICE, { Null: { 'sts:ExternalId': 'true' } })), args: ['--external-id', 'other'] },
    'external-id-mismatch', 'the request has "other"', 'trust policy, statement 0', `--role-arn ${ROLE} --role-session-name alice`,
  ],
  [
    'the ExternalId was sent in different case',
    { trust: policy(allow(ALICE, EXTERNAL_ID)), args: ['--external-id', SECRET.toUpperCase()] }, 'external-id-mismatch',
    'it differs only in case', 'trust policy, statement 0', `--external-id ${SECRET}`,
  ],
  [
    'the caller of another account has no permission',
    { trust: policy(allow(ALICE)), callerPolicies: [permits('s3:GetObject', '*')] }, 'caller-policy-missing',
    `no policy of the caller allows sts:AssumeRole on ${ROLE}`, "the caller's policies",
    'aws iam put-user-policy --user-name alice',
  ],
  [
    'the permission names another role',
    { trust: policy(allow(ALICE)), callerPolicies: [permits('sts:AssumeRole', `arn:aws:iam::${OWN}:role/audit`)] },
    'caller-policy-missing', `it names only arn:aws:iam::${OWN}:role/audit`, 'caller policy', ROLE,
  ],
  [
    'the role\'s own account is trusted, and the user has no permission',
    { trust: policy(allow(OWN)), caller: OWN_USER, callerPolicies: [permits('s3:*', '*')] }, 'caller-policy-missing',
    'sts:AssumeRole', "the caller's policies", '--user-name carol',
  ],
  [
    'a role of another account has no permission',
    { trust: policy(allow(DEPLOY_ROLE)), caller: DEPLOY, callerPolicies: [permits('s3:*', '*')] }, 'caller-policy-missing',
    'sts:AssumeRole', "the caller's policies", 'aws iam put-role-policy --role-name Deploy',
  ],
  [
    'no source identity was set',
    { trust: policy(allow(ALICE, { StringLike: { 'sts:SourceIdentity': '*' } }, ['sts:AssumeRole', 'sts:SetSourceIdentity'])) },
    'source-identity-missing', 'sts:SourceIdentity is missing from the request', 'trust policy, statement 0',
    '--source-identity alice',
  ],
  [
    'another source identity was set',
    {
      trust: policy(allow(ALICE, { StringEquals: { 'sts:SourceIdentity': 'alice' } }, ['sts:AssumeRole', 'sts:SetSourceIdentity'])),
      args: ['--source-identity', 'mallory'],
    },
    'source-identity-mismatch', 'the request has "mallory"', 'trust policy, statement 0', '--source-identity alice',
  ],
  [
    'no statement allows a source identity', { trust: policy(allow(ALICE)), args: ['--source-identity', 'alice'] },
    'source-identity-not-allowed', 'sts:SetSourceIdentity', 'trust policy, statement 0',
    '["sts:AssumeRole","sts:SetSourceIdentity"]',
  ],
  [
    'no statement allows session tags', { trust: policy(allow(ALICE)), args: TAGGED }, 'session-tags-not-allowed',
    'no statement of the trust policy allows sts:TagSession', 'trust policy, statement 0',
    '"ForAllValues:StringEquals":{"aws:TagKeys":["Project"]}',
  ],
  [
    'the tag is not on the list',
    { trust: policy(allow(ALICE, { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Team'] } }, BOTH)), args: TAGGED },
    'session-tags-not-allowed', 'the request has ["Project"]', 'trust policy, statement 0', 'aws sts assume-role',
  ],
  [
    'a tag has another value',
    { trust: policy(allow(ALICE, { StringEquals: { 'aws:RequestTag/Project': 'Beta' } }, BOTH)), args: TAGGED },
    'session-tag-mismatch', 'the request has "Alpha"', 'trust policy, statement 0', '"Value":"Beta"',
  ],
  [
    'a tag is missing', { trust: policy(allow(ALICE, { StringEquals: { 'aws:RequestTag/Project': 'Beta' } }, BOTH)) },
    'session-tag-mismatch', 'aws:RequestTag/Project is missing from the request', 'trust policy, statement 0', '"Key":"Project"',
  ],
  [
    'some tag of a list is missing',
    { trust: policy(allow(ALICE, { 'ForAnyValue:StringEquals': { 'aws:TagKeys': ['Project'] } }, BOTH)) }, 'session-tag-mismatch',
    'aws:TagKeys is missing from the request', 'trust policy, statement 0', '"Key":"Project"',
  ],
  [
    'the session name is a different one',
    {
      trust: policy(allow(ALICE, { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } })),
      args: ['--session-name', 'botocore-session-1'],
    },
    'session-name-mismatch', 'the request has "botocore-session-1"', 'trust policy, statement 0', '--role-session-name alice',
  ],
  [
    'the session is longer than the role allows',
    { trust: getRole(ROLE, policy(allow(ALICE)), 3600), args: ['--duration', '7200'] }, 'duration-too-long',
    'the role allows at most 3600 seconds', 'the call', '--duration-seconds 3600',
  ],
  [
    'a role requests more than an hour',
    { trust: getRole(ROLE, policy(allow(DEPLOY_ROLE)), 43200), caller: DEPLOY, args: ['--duration', '7200'] },
    'chaining-over-an-hour', 'role chaining', 'the call', '--duration-seconds 3600',
  ],
  [
    'more than STS allows for any session', { trust: policy(allow(ALICE)), args: ['--duration', '43201'] }, 'duration-too-long',
    'STS limits every session to 43200 seconds', 'the call', '--duration-seconds 43200',
  ],
  [
    'the account is trusted, with a condition on another role',
    { trust: policy(allow(PARTNER, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/Release` } })), caller: DEPLOY },
    'condition-not-met', 'the request has "arn:aws:iam::111122223333:role/Deploy"', 'trust policy, statement 0',
    `aws configure set role_arn arn:aws:iam::${PARTNER}:role/Release --profile Release-for-Audit`,
  ],
];

/** No command fixes these: a policy must be changed by its owner, or the call must come from another principal or place. */
const NOT_BY_COMMAND: readonly Row[] = [
  [
    'a Deny names the user', { trust: policy(allow(PARTNER), deny(ALICE)) }, 'explicit-deny',
    'it names this caller, without any condition', 'trust policy, statement 1', 'aws iam get-role --role-name Audit',
  ],
  [
    'the caller is in another partition', { trust: policy(allow(PARTNER)), caller: `arn:aws-us-gov:iam::${PARTNER}:user/alice` },
    'partition-mismatch', 'belongs to the partition aws-us-gov and the role to aws', 'the call', 'aws sts get-caller-identity',
  ],
  [
    'every principal is trusted, which does not include another partition',
    { trust: policy(allow('*')), caller: `arn:aws-cn:sts::${PARTNER}:assumed-role/Deploy/ci` }, 'partition-mismatch',
    'principals of one partition cannot assume roles of another', 'the call', 'aws sts get-caller-identity',
  ],
  [
    'the caller of another partition is named',
    { trust: policy(allow(`arn:aws-cn:iam::${PARTNER}:user/alice`)), caller: `arn:aws-cn:iam::${PARTNER}:user/alice` },
    'partition-mismatch', 'principals of one partition cannot assume roles of another', 'the call', 'aws sts get-caller-identity',
  ],
  [
    'no other cause is reported for a caller of another partition',
    {
      trust: policy(allow(ALICE, MFA)),
      caller: `arn:aws-us-gov:iam::${PARTNER}:user/alice`,
      callerPolicies: [permits('s3:GetObject', '*')],
    },
    'partition-mismatch', 'principals of one partition cannot assume roles of another', 'the call', 'aws sts get-caller-identity',
  ],
  [
    'a Deny by address',
    {
      trust: policy(allow(ALICE), deny('*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
      args: ['--context', 'aws:SourceIp=198.51.100.7'],
    },
    'explicit-deny', 'the request has "198.51.100.7"', 'trust policy, statement 1', 'aws iam get-role',
  ],
  [
    'a policy of the caller denies it',
    { trust: policy(allow(ALICE)), callerPolicies: [permits(), policy({ Effect: 'Deny', Action: 'sts:*', Resource: '*' })] },
    'caller-policy-denies', 'a policy of the caller explicitly denies the call', 'caller policy',
    'aws iam get-account-authorization-details',
  ],
  [
    'the address is a different one',
    { trust: policy(allow(ALICE, { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })), args: ['--context', 'aws:SourceIp=198.51.100.7'] },
    'condition-not-met', 'the request has "198.51.100.7"', 'trust policy, statement 0', 'aws sts assume-role',
  ],
  [
    'the subject of the token is a different one',
    {
      trust: policy(allow({ Federated: GITHUB }, { StringEquals: { [SUBJECT]: 'repo:acme/app' } }, 'sts:AssumeRoleWithWebIdentity')),
      caller: GITHUB,
      args: ['--context', `${SUBJECT}=repo:acme/other`],
    },
    'token-claim-mismatch', 'the request has "repo:acme/other"', 'trust policy, statement 0',
    '["repo:acme/app","repo:acme/other"]',
  ],
  [
    'MFA that must not be present',
    { trust: policy(allow(ALICE, { Bool: { 'aws:MultiFactorAuthPresent': 'false' } })), args: ['--mfa'] }, 'condition-not-met',
    'the request has "true"', 'trust policy, statement 0', 'aws sts assume-role',
  ],
  [
    'an ExternalId that is certainly wrong, whatever the value of a parameter',
    {
      trust: policy(allow(ALICE, { StringEquals: { 'sts:ExternalId': SECRET }, StringLike: { 'sts:ExternalId': { Ref: 'Id' } } })),
      args: ['--external-id', 'wrong'],
    },
    'external-id-mismatch', 'the ExternalId in the call is not the required one', 'trust policy, statement 0',
    'aws sts assume-role',
  ],
  [
    'the allowed time has passed',
    { trust: policy(allow(ALICE, { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } })) }, 'condition-not-met',
    'DateLessThan aws:CurrentTime', 'trust policy, statement 0', 'aws sts assume-role',
  ],
  [
    'a user name is required from a role',
    { trust: policy(allow(PARTNER, { StringEquals: { 'aws:username': 'alice' } })), caller: DEPLOY }, 'condition-not-met',
    'aws:username is missing from the request', 'trust policy, statement 0', 'aws sts assume-role',
  ],
  [
    'an ExternalId is required from a call with a token',
    {
      trust: policy(allow({ Federated: GITHUB }, { StringEquals: { 'sts:ExternalId': SECRET } }, 'sts:AssumeRoleWithWebIdentity')),
      caller: GITHUB,
    },
    'external-id-missing', 'sts:ExternalId is missing from the request', 'trust policy, statement 0',
    'aws sts assume-role-with-web-identity',
  ],
];

describe.each([...FIXABLE, ...NOT_BY_COMMAND])('%s', (_title, question, code, message, where, command) => {
  const explanation = ask(question);

  test('is the only cause, with its evidence', () => {
    expect(explanation.decision).toBe('denied');
    expect(explanation.causes.map((cause) => cause.code)).toEqual([code]);
    const [cause] = explanation.causes;
    expect(cause.message).toContain(message);
    expect(cause.message).not.toMatch(/^perhaps/);
    expect(cause.where.startsWith(where)).toBe(true);
    expect(cause.commands[0].run).toContain(command);
    expect(cause.fix).not.toBe('');
  });
});

test.each(FIXABLE.map(([title, question]) => [title, question] as const))('%s: the command fixes it', (_title, question) => {
  expect(decisionAfterAllFixes(question)).toBe('allowed');
});

test('a key that the caller can never send is reported once, however many conditions require it', () => {
  const users = { StringEquals: { 'aws:username': 'alice' }, StringLike: { 'aws:username': 'b*' } };
  const { causes: [cause, ...others] } = ask({ trust: policy(allow(PARTNER, users)), caller: DEPLOY });
  expect(others).toEqual([]);
  expect(cause.fix).toBe(
    'requests by a role session never contain aws:username: call as a principal whose requests do, or have the condition changed',
  );
});
