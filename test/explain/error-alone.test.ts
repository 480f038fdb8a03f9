/** The message of AWS is enough: each text of the table, as shells and programs print it, leads to its causes without any other option. */
import { ALICE, allow, CauseJson, DEPLOY, ExplanationJson, GITHUB, OWN, PARTNER, policy, ROLE, run } from './explaining';
import { isAwsError, readAwsError } from '../../src/explain/aws-error/aws-error';
import { AwsText, ERROR_KINDS, ErrorKind } from '../../src/explain/aws-error/aws-text';
import { AWS_TEXTS } from '../../src/explain/aws-error/aws-texts';

function explainError(text: string, ...args: readonly string[]): ExplanationJson {
  const said = run(['--error', text, '--format', 'json', ...args]);
  if (said.status !== 1) throw new Error(`status ${said.status}: ${said.stderr}`);
  return JSON.parse(said.stdout) as ExplanationJson;
}

const codes = ({ causes }: ExplanationJson): readonly string[] => causes.map(({ code }) => code);

/** How programs wrap the message of AWS. */
const SHELLS: Readonly<Record<string, (text: string) => string>> = {
  'nothing': (text) => text,
  'the AWS CLI': (text) => `\nAn error occurred (AccessDenied) when calling the AssumeRole operation: ${text}\n`,
  'boto3': (text) => `botocore.exceptions.ClientError: An error occurred (AccessDenied) when calling the AssumeRole operation: ${text}`,
  'the SDK for JavaScript': (text) => `AccessDenied: ${text}\n` +
    '    at throwDefaultError (/app/node_modules/@smithy/smithy-client/index.js:388:20) {\n' +
    "  '$fault': 'client',\n  '$metadata': { httpStatusCode: 403, requestId: '7fc04918-fe93-4633-89d1-e1a4f2fe6e1a', attempts: 1 }\n}",
  'the SDK for Java': (text) => `software.amazon.awssdk.services.sts.model.StsException: ${text} (Service: Sts, Status Code: 403, ` +
    'Request ID: 7fc04918-fe93-4633-89d1-e1a4f2fe6e1a) (SDK Attempt Count: 1)',
  'the SDK for Go': (text) => 'operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: 7fc04918, api error ' +
    'AccessDenied: ' +
    text,
  'Terraform': (text) => '╷\n│ Error: Cannot assume IAM Role\n│ \n' +
    '│   with provider["registry.terraform.io/hashicorp/aws"],\n│ \n' +
    '│ Error: operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: 7fc04918, ' +
    `api error AccessDenied: ${text}\n╵`,
  'a CloudFormation event': (text) => `Resource handler returned message: "${text} ` +
    '(Service: Sts, Status Code: 403, Request ID: 7fc04918)" ' +
    '(RequestToken: 5a36253e, HandlerErrorCode: AccessDenied)',
  'colours': (text) => `\u001b[1;31mError\u001b[0m: \u001b[31m${text}\u001b[39m`,
  'quotes': (text) => `"${text.replaceAll('"', '\\"')}"`,
  'wrapped lines': (text) => text.replace(/(.{1,60})(\s|$)/g, '$1\n'),
  'a log of GitHub': (text) => `2026-05-04T10:11:12.1234567Z ##[error]Could not assume role with OIDC: ${text}`,
  'JSON text': (text) => JSON.stringify({ level: 'error', message: text }),
};

/** These tools print the message themselves, not through a shell. */
const OWN_SHELL: readonly ErrorKind[] = [
  'console-cannot-switch', 'cdk-bootstrap-role', 'terraform-cannot-assume', 'profile-not-found', 'sso-login-expired',
];

const CASES = AWS_TEXTS.flatMap((row) => Object.entries(SHELLS).map(([shell, wrap]): [string, string, string, AwsText] => (
  [row.sample, shell, wrap(row.sample), row]
))).filter(([, shell, , { kind }]) => !OWN_SHELL.includes(kind) || !/SDK|Terraform|CloudFormation|boto3|CLI/.test(shell));

test.each(CASES)('%s, in %s', (_sample, _shell, text, { kind }) => {
  expect(readAwsError(text)).toMatchObject({ kind });
});

/**
 * The codes of the causes, in order, and whether the first is certain. The expected values are worked out by hand from AWS documentation.
 */
const MEANINGS: Readonly<Record<ErrorKind, readonly [certain: boolean, ...codes: string[]]>> = {
  'root-user': [true, 'principal-not-trusted'],
  'mfa-code-rejected': [true, 'mfa-code-rejected'],
  'mfa-code-malformed': [true, 'mfa-code-rejected'],
  'mfa-incomplete': [true, 'mfa-code-rejected'],
  'duration-over-maximum': [true, 'duration-too-long'],
  'duration-of-chain': [true, 'chaining-over-an-hour'],
  'duration-invalid': [true, 'duration-too-long'],
  'session-name-invalid': [true, 'session-name-mismatch'],
  'external-id-invalid': [true, 'external-id-mismatch'],
  'session-tags-invalid': [true, 'session-tag-mismatch'],
  'session-credentials': [true, 'wrong-action'],
  'token-expired': [true, 'token-rejected'],
  'no-oidc-provider': [true, 'token-rejected'],
  'wrong-audience': [true, 'token-rejected'],
  'no-verification-key': [true, 'token-rejected'],
  'provider-unreachable': [true, 'token-rejected'],
  'provider-rejected-token': [true, 'token-rejected'],
  'thumbprint': [true, 'token-rejected'],
  'token-invalid': [true, 'token-rejected'],
  'saml-provider-missing': [true, 'token-rejected'],
  'saml-issuer': [true, 'token-rejected'],
  'saml-response': [true, 'token-rejected'],
  'saml-late': [true, 'token-rejected'],
  'sso-login-expired': [true, 'credentials-expired'],
  'no-token-for-action': [true, 'token-rejected'],
  'no-credentials': [true, 'credentials-expired'],
  'credentials-expired': [true, 'credentials-expired'],
  'clock-wrong': [true, 'credentials-expired'],
  'request-expired': [true, 'credentials-expired'],
  'signature-wrong': [true, 'credentials-expired'],
  'credentials-invalid': [true, 'credentials-expired'],
  'throttled': [true, 'throttled'],
  'region-disabled': [true, 'region-disabled'],
  'packed-policy': [true, 'packed-policy-too-large'],
  'principal-not-found': [true, 'principal-does-not-exist'],
  'prohibited-field': [true, 'policy-malformed'],
  'other-actions-than-sts': [true, 'policy-malformed'],
  'claim-demanded': [true, 'policy-malformed'],
  'issuer-with-scheme': [true, 'policy-malformed'],
  'policy-too-long': [true, 'policy-malformed'],
  'malformed-policy': [true, 'policy-malformed'],
  'role-of-aws': [true, 'role-protected'],
  'role-not-found': [true, 'role-arn-mismatch'],
  'invalid-arn': [true, 'role-arn-mismatch'],
  'profile-not-found': [true, 'credentials-expired'],
  'service-cannot-assume': [true, 'principal-not-trusted', 'role-arn-mismatch', 'rcp-denies'],
  'pod-identity-cannot-assume': [false, 'principal-not-trusted', 'session-tags-not-allowed', 'condition-not-met', 'rcp-denies'],
  'cdk-bootstrap-role': [false, 'principal-not-trusted', 'caller-policy-missing', 'role-arn-mismatch', 'scp-denies'],
  'terraform-cannot-assume': [
    false, 'principal-not-trusted', 'caller-policy-missing', 'mfa-missing', 'external-id-missing', 'role-arn-mismatch', 'boundary-denies',
    'scp-denies', 'rcp-denies', 'explicit-deny', 'condition-not-met',
  ],
  'console-cannot-switch': [
    false, 'principal-not-trusted', 'caller-policy-missing', 'mfa-missing', 'external-id-missing', 'role-arn-mismatch', 'boundary-denies',
    'scp-denies', 'rcp-denies', 'explicit-deny', 'condition-not-met',
  ],
  'saving-denied': [false, 'caller-policy-missing', 'boundary-denies', 'scp-denies'],
  'denied-without-reason': [
    false, 'token-claim-mismatch', 'principal-not-trusted', 'wrong-action', 'role-arn-mismatch', 'rcp-denies', 'explicit-deny',
  ],
  'not-authorized': [
    false, 'principal-not-trusted', 'caller-policy-missing', 'mfa-missing', 'external-id-missing', 'role-arn-mismatch', 'boundary-denies',
    'scp-denies', 'rcp-denies', 'explicit-deny', 'condition-not-met',
  ],
  'not-authorized-without-names': [
    false, 'token-claim-mismatch', 'principal-not-trusted', 'wrong-action', 'role-arn-mismatch', 'rcp-denies', 'explicit-deny',
  ],
};

test('every kind of text has a row', () => {
  expect([...new Set(AWS_TEXTS.map(({ kind }) => kind))].sort()).toEqual([...ERROR_KINDS].sort());
});

test.each(AWS_TEXTS.map(({ sample, kind }) => [sample, kind] as const))('%s: its causes', (sample, kind) => {
  const explanation = explainError(sample);
  const [certain, ...expected] = MEANINGS[kind];
  expect(explanation).toMatchObject({ schemaVersion: '2', decision: 'not-known', afterwards: 'not-known' });
  expect(codes(explanation)).toEqual(expected);
  expect(explanation.causes[0].certain).toBe(certain);
  for (const { commands, fix, message } of explanation.causes) {
    expect(commands.length).toBeGreaterThan(0);
    expect(fix.length * message.length).toBeGreaterThan(0);
    for (const { by, run: line } of commands) {
      expect(['caller', 'caller-account', 'role-owner', 'organization']).toContain(by);
      expect(line).toMatch(/^(aws|curl|npx cdk|grep) [\x20-\x7e]+$/);
    }
  }
});

const DENIED = `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;

/** The policy that the text names is certain, whichever other policies may deny. */
test.each<[ending: string, code: string, by: string, command: string]>([
  ['because no identity-based policy allows the sts:AssumeRole action', 'caller-policy-missing', 'caller-account',
    `aws iam simulate-principal-policy --policy-source-arn ${ALICE} --action-names sts:AssumeRole --resource-arns ${ROLE}`],
  ['with an explicit deny in an identity-based policy', 'caller-policy-denies', 'caller-account', 'aws iam simulate-principal-policy'],
  ['with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/NoRoles', 'caller-policy-denies',
    'caller-account', 'aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/NoRoles'],
  ['because no permissions boundary allows the sts:AssumeRole action', 'boundary-denies', 'caller-account',
    'aws iam get-user --user-name alice --query User.PermissionsBoundary'],
  ['with an explicit deny in a permissions boundary', 'boundary-denies', 'caller-account', 'aws iam get-user'],
  ['with an explicit deny in a permissions boundary: arn:aws:iam::111122223333:policy/Boundary', 'boundary-denies', 'caller-account',
    'aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/Boundary'],
  ['because no session policy allows the sts:AssumeRole action', 'session-policy-denies', 'caller', 'aws sts get-caller-identity'],
  ['with an explicit deny in a session policy', 'session-policy-denies', 'caller', 'aws sts get-caller-identity'],
  ['with an explicit deny in a session policy: arn:aws:iam::111122223333:policy/Session', 'session-policy-denies', 'caller-account',
    'aws iam get-policy --policy-arn arn:aws:iam::111122223333:policy/Session'],
  ['because no service control policy allows the sts:AssumeRole action', 'scp-denies', 'organization',
    `aws organizations list-policies-for-target --target-id ${PARTNER} --filter SERVICE_CONTROL_POLICY`],
  ['with an explicit deny in a service control policy', 'scp-denies', 'organization', 'aws organizations list-policies-for-target'],
  ['with an explicit deny in a service control policy: ' +
    'arn:aws:organizations::987654321098:policy/o-qv5af4abcd/service_control_policy/p-2kgnabcd',
  'scp-denies', 'organization', 'aws organizations describe-policy --policy-id p-2kgnabcd'],
  ['with an explicit deny in a resource control policy: ' +
    'arn:aws:organizations::987654321098:policy/o-qv5af4abcd/resource_control_policy/p-9xyzabcd',
  'rcp-denies', 'organization', 'aws organizations describe-policy --policy-id p-9xyzabcd'],
  ['because no resource control policy allows the sts:AssumeRole action', 'rcp-denies', 'organization',
    `aws organizations list-policies-for-target --target-id ${OWN} --filter RESOURCE_CONTROL_POLICY`],
  ['with an explicit deny in a resource control policy', 'rcp-denies', 'organization',
    `aws organizations list-policies-for-target --target-id ${OWN} --filter RESOURCE_CONTROL_POLICY`],
  ['because no VPC endpoint policy allows the sts:AssumeRole ' +
    'action', 'vpc-endpoint-policy-denies', 'caller-account', 'aws ec2 describe-vpc-endpoints'],
  ['with an explicit deny in a VPC endpoint policy', 'vpc-endpoint-policy-denies', 'caller-account', 'aws ec2 describe-vpc-endpoints'],
  ['with an explicit deny in a role trust policy', 'explicit-deny', 'role-owner', 'aws iam get-role --role-name Audit'],
  ['with an explicit deny in the role trust policy', 'explicit-deny', 'role-owner', 'aws iam get-role --role-name Audit'],
  ['with an explicit deny in a resource-based policy', 'explicit-deny', 'role-owner', 'aws iam get-role --role-name Audit'],
])('%s', (ending, code, by, command) => {
  const { causes } = explainError(`${DENIED} ${ending}`);
  expect(causes.map((cause) => [cause.code, cause.certain])).toEqual([[code, true]]);
  expect(causes[0].commands[0]).toMatchObject({ by });
  expect(causes[0].commands[0].run).toContain(command);
});

test.each(['role trust policy', 'resource-based policy'])('a %s without a Deny leaves the cause within it open', (type) => {
  const explanation = explainError(`${DENIED} because no ${type} allows the sts:AssumeRole action`);
  expect(codes(explanation)).toEqual(['principal-not-trusted', 'mfa-missing', 'external-id-missing', 'condition-not-met']);
  expect(explanation.causes.every(({ certain }) => !certain)).toBe(true);
});

test.each<[title: string, text: string, expected: readonly string[]]>([
  ['a session never has MFA', DENIED.replace(ALICE, DEPLOY), [
    'principal-not-trusted', 'caller-policy-missing', 'mfa-impossible', 'external-id-missing', 'role-arn-mismatch', 'boundary-denies',
    'session-policy-denies', 'scp-denies', 'rcp-denies', 'explicit-deny', 'condition-not-met',
  ]],
  ["in the role's own account the trust policy is checked before the permission", DENIED.replace(PARTNER, OWN), [
    'principal-not-trusted', 'mfa-missing', 'external-id-missing', 'role-arn-mismatch', 'caller-policy-missing', 'boundary-denies',
    'scp-denies', 'rcp-denies', 'explicit-deny', 'condition-not-met',
  ]],
  ['session tags of configure-aws-credentials, with a masked account',
    'Error: User: arn:aws:iam::***:user/deployer is not authorized to perform: sts:TagSession on resource: ***',
    ['session-tags-not-allowed', 'scp-denies', 'rcp-denies']],
  ['a role of the CDK bootstrap stack',
    `Could not assume role in target account using current credentials (which are for account ${PARTNER}) ` +
      `${DENIED.replace(ROLE, `arn:aws:iam::${OWN}:role/cdk-hnb659fds-deploy-role-${OWN}-eu-west-1`)} . ` +
      "Please make sure that this role exists in the account. If it doesn't exist, (re)-bootstrap the environment with the right '--trust'",
    ['principal-not-trusted', 'caller-policy-missing', 'role-arn-mismatch', 'scp-denies']],
  ['another partition', DENIED.replace('arn:aws:iam', 'arn:aws-cn:iam'), [
    'partition-mismatch', 'principal-not-trusted', 'caller-policy-missing', 'mfa-missing', 'external-id-missing', 'role-arn-mismatch',
    'boundary-denies', 'scp-denies', 'rcp-denies', 'explicit-deny', 'condition-not-met',
  ]],
  ['a Deny by a policy type that the text does not name', `${DENIED} with an explicit deny`,
    ['scp-denies', 'caller-policy-denies', 'explicit-deny', 'rcp-denies', 'boundary-denies']],
  ['SAML', 'Not authorized to perform sts:AssumeRoleWithSAML (Service: AWSSecurityTokenService; Status Code: 403; Error Code: ' +
    'AccessDenied)',
  ['principal-not-trusted', 'wrong-action', 'token-claim-mismatch', 'role-arn-mismatch', 'rcp-denies']],
  ['a user that was deleted', 'Invalid principal in policy: "AWS":"AIDAABCDEFGHIJKLMNOP"', ['principal-does-not-exist']],
  ['ECS', `ECS was unable to assume the role '${ROLE}' that was provided for this task.`,
    ['principal-not-trusted', 'role-arn-mismatch', 'rcp-denies']],
])('%s', (_title, text, expected) => {
  expect(codes(explainError(text))).toEqual(expected);
});

/** Other words for rows of the table, and the same words in places where they are found. */
test.each<[title: string, kind: ErrorKind, text: string]>([
  ['the SDK for Go, which fails to get credentials for another call', 'not-authorized-without-names',
    'operation error S3: ListBuckets, get identity: get credentials: failed to refresh cached credentials, operation error STS: ' +
    'AssumeRoleWithWebIdentity, https response error StatusCode: 403, RequestID: 7f, api error AccessDenied: ' +
    'Not authorized to perform sts:AssumeRoleWithWebIdentity'],
  ['the SDK for Java 2', 'no-credentials', 'software.amazon.awssdk.core.exception.SdkClientException: Unable to load ' +
    'credentials from any of the providers in the chain AwsCredentialsProviderChain()'],
  ['Terraform', 'no-credentials', '╷\n│ Error: No valid credential sources found\n│ \n' +
    '│ Error: failed to refresh cached credentials, no EC2 IMDS role found, operation error ec2imds: GetMetadata'],
  ['the CDK', 'no-credentials', 'Need to perform AWS calls for account 444455556666, but no credentials have been configured'],
  ['the CDK', 'cdk-bootstrap-role', 'Need to perform AWS calls for account 444455556666, but the current credentials are for 111122223333'],
  ['configure-aws-credentials', 'no-token-for-action',
    'It looks like you might be trying to authenticate with OIDC. Did you mean to set the `id-token` permission?'],
  ['the AWS CLI', 'profile-not-found', 'Partial credentials found in assume-role, missing: source_profile or credential_source'],
  ['botocore', 'invalid-arn', 'Parameter validation failed:\nInvalid length for parameter RoleArn, value: 4, valid range: 20-inf'],
  ['the sign-in page', 'duration-over-maximum', 'Requested DurationSeconds exceeds MaxSessionDuration set for this role.'],
  ['the sign-in page', 'saml-response', 'Response does not contain the required audience.'],
  ['the sign-in page', 'saml-response', 'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:" ' +
    '(service: AWSSecurityTokenService; status code: 400; error code: InvalidIdentityToken)'],
  ['the SDK for Go, which retried', 'throttled', 'operation error STS: AssumeRole, exceeded maximum number of attempts, 3, https ' +
    'response error StatusCode: 400, RequestID: 960b746e, api error Throttling: Rate exceeded'],
  ['STS, as XML', 'throttled', '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error>' +
    '</ErrorResponse>'],
  ['STS', 'clock-wrong', 'An error occurred (SignatureDoesNotMatch) when calling the AssumeRole operation: Signature expired: ' +
    '20220127T001427Z is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)'],
  ['EC2, because of the credentials', 'request-expired', 'operation error EC2: DescribeRegions, https response error StatusCode: 400, ' +
    'RequestID: a43d7953, api error RequestExpired: Request has expired.'],
  ['botocore', 'external-id-invalid',
    'Parameter validation failed:\nInvalid length for parameter ExternalId, value: 1, valid range: 2-inf'],
  ['STS', 'session-name-invalid', "1 validation error detected: Value 'x' at 'roleSessionName' failed to satisfy constraint: Member must " +
    'have length less than or equal to 64'],
  ['the EKS Pod Identity agent', 'pod-identity-cannot-assume', 'unable to fetch credentials from EKS Auth: operation error EKS Auth: ' +
    'AssumeRoleForPodIdentity, https response error StatusCode: 401, api error AccessDeniedException: Unauthorized Exception! EKS does ' +
    'not have permissions to assume the associated role.'],
  ['IAM', 'role-of-aws', 'operation error IAM: UpdateAssumeRolePolicy, https response error StatusCode: 400, UnmodifiableEntity: Cannot ' +
    "perform the operation on the protected role 'AWSServiceRoleForSupport' - this role is only modifiable by AWS"],
  ['STS', 'token-invalid', 'The web identity token that was passed could not be validated by AWS. Get a new identity token.'],
  ['STS', 'token-expired', 'An error occurred (ExpiredTokenException) when calling the AssumeRoleWithWebIdentity operation: expired'],
  ['IAM', 'saving-denied', `An error occurred (AccessDenied) when calling the UpdateAssumeRolePolicy operation: User: ${ALICE} is not ` +
    'authorized to perform: iam:UpdateAssumeRolePolicy on resource: role Audit'],
])('of %s: %s', (_title, kind, text) => {
  expect(readAwsError(text)).toMatchObject({ kind });
});

test('an answer in XML', () => {
  const text = '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    <Type>Sender</Type>\n    ' +
    `<Code>AccessDenied</Code>\n    <Message>${DENIED}</Message>\n  </Error>\n  <RequestId>7f</RequestId>\n</ErrorResponse>`;
  expect(readAwsError(text)).toMatchObject({ kind: 'not-authorized', callerArn: ALICE, resourceArn: ROLE });
});

test.each([
  ['Provided role \'x\' cannot be assumed by principal \'events.amazonaws.com\'.', 'events.amazonaws.com'],
  ['API Gateway doesn\u2019t have permissions to assume the IAM role configured on the integration.', 'apigateway.amazonaws.com'],
])('%s', (text, service) => {
  expect(readAwsError(text)).toMatchObject({ kind: 'service-cannot-assume', service });
});

test('half of an MFA device: a role session sends none', () => {
  const text = 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.';
  expect(explainError(text).causes[0].commands[0].run).toContain('--serial-number');
  expect(explainError(text, '--caller-arn', DEPLOY).causes[0].commands[0].run).not.toContain('--serial-number');
});

describe('a trust policy that was not saved', () => {
  const saving = `User: ${ALICE} is not authorized to perform: iam:UpdateAssumeRolePolicy on resource: role Audit`;

  test.each([
    ['because no identity-based policy allows the iam:UpdateAssumeRolePolicy action', 'caller-policy-missing'],
    ['with an explicit deny in an identity-based policy', 'caller-policy-denies'],
    ['with an explicit deny in a service control policy', 'scp-denies'],
    ['because no permissions boundary allows the iam:UpdateAssumeRolePolicy action', 'boundary-denies'],
  ])('%s', (ending, code) => {
    const { causes } = explainError(`${saving} ${ending}`);
    expect(causes).toMatchObject([{ code, certain: true }]);
    expect(causes[0].fix).not.toContain('sts:');
  });

  test('has nothing to do with what the policy allows', () => {
    const trust = policy(allow(ALICE));
    const said = run(['--error', saving, '--trust-policy', 'file:t.json', '--role-arn', ROLE, '--format', 'json'], { 't.json': trust });
    expect(JSON.parse(said.stdout)).toMatchObject({ decision: 'not-known', causes: [{ code: 'caller-policy-missing' }, {}, {}] });
  });
});

test('of a token, the claims are asked for', () => {
  const said = run(['--error', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', '--trust-policy', 'file:t.json'],
    { 't.json': policy(allow(ALICE)) });
  expect(said).toMatchObject({ status: 2, stdout: '' });
  expect(said.stderr).toContain('specify the claims of the token with --token, or the ARN of the identity provider');
});

test('a row with words from memory says so', () => {
  expect(AWS_TEXTS.filter(({ isFromMemory }) => isFromMemory).map(({ kind }) => kind)).toEqual(['claim-demanded']);
});

test.each<[text: string, message: string]>([
  ["An error occurred (ValidationError) when calling the AssumeRole operation: 1 validation error detected: Value 'PowerUser/hjacobs' at " +
    "'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
  'STS does not accept the session name "PowerUser/hjacobs":'],
  ["1 validation error detected: Value '' at 'externalId' failed to satisfy constraint: Member must have length greater than or equal to 2",
    'STS does not accept the ExternalId:'],
  ["Value 'a b#c' at 'tags.2.member.value' failed to satisfy constraint: Member must satisfy regular expression pattern",
    'STS does not accept a session tag "a b#c":'],
])('the rejected value is named: %s', (text, message) => {
  expect(explainError(text).causes[0].message).toContain(message);
});

test('an MFA code is never repeated', () => {
  const said = run(['--error', "2 validation errors detected: Value '1385021' at 'tokenCode' failed to satisfy constraint: Member must " +
    "have length less than or equal to 6; Value '1385021' at 'tokenCode' failed to satisfy constraint"]);
  expect(said.status).toBe(1);
  expect(said.stdout).not.toContain('1385021');
});

describe('a value that STS rejected, with a trust policy that allows the call', () => {
  const trust = { 't.json': policy(allow(ALICE)) };
  const asked = ['--trust-policy', 'file:t.json', '--role-arn', ROLE, '--caller-arn', ALICE, '--format', 'json'];

  test.each<[kind: ErrorKind, code: string]>([
    ['session-name-invalid', 'session-name-mismatch'],
    ['external-id-invalid', 'external-id-mismatch'],
    ['session-tags-invalid', 'session-tag-mismatch'],
    ['mfa-code-malformed', 'mfa-code-rejected'],
    ['clock-wrong', 'credentials-expired'],
    ['throttled', 'throttled'],
  ])('%s is the only cause', (kind, code) => {
    const { sample } = AWS_TEXTS.find((row) => row.kind === kind)!;
    const said = JSON.parse(run(['--error', sample, ...asked], trust).stdout);
    expect(said).toMatchObject({ decision: 'not-known', causes: [{ code, certain: true }] });
    expect(said.causes).toHaveLength(1);
  });

  test('of a wrong clock and of too many calls, it is not known what happens afterwards', () => {
    for (const text of ['RequestExpired: Request has expired.', 'Throttling: Rate exceeded']) {
      expect(JSON.parse(run(['--error', text, ...asked], trust).stdout)).toMatchObject({ afterwards: 'not-known' });
    }
  });
});

test('a CloudTrail record says who called, which role, and what was sent', () => {
  const record = {
    eventSource: 'sts.amazonaws.com',
    eventName: 'AssumeRoleWithWebIdentity',
    errorCode: 'AccessDenied',
    errorMessage: 'An unknown error occurred',
    userIdentity: { type: 'WebIdentityUser', userName: 'repo:acme/app:ref:refs/heads/main', identityProvider: GITHUB },
    requestParameters: { roleArn: ROLE, roleSessionName: 'GitHubActions', durationSeconds: 3600 },
  };
  const denied = { ...record, errorMessage: 'Not authorized to perform sts:AssumeRoleWithWebIdentity' };
  for (const text of [record, denied, { Records: [denied] },
    { Events: [{ CloudTrailEvent: JSON.stringify(denied) }] }].map((one) => JSON.stringify(one))) {
    const error = readAwsError(text);
    expect(isAwsError(error) && error).toMatchObject({
      operation: 'AssumeRoleWithWebIdentity',
      callerArn: GITHUB,
      resourceArn: ROLE,
      calledWith: { sessionName: 'GitHubActions', durationSeconds: 3600 },
    });
    expect(explainError(text).causes[0].code).toBe('token-claim-mismatch');
  }
});

test('a command decodes an encoded message', () => {
  const { causes } = explainError(`${DENIED}. Encoded authorization failure message: oPGKp-Xz0123456789abcdefABCDEF_more`);
  expect(causes[0].commands[0]).toEqual({
    by: 'caller-account',
    run: 'aws sts decode-authorization-message --encoded-message oPGKp-Xz0123456789abcdefABCDEF_more --query DecodedMessage --output text',
  });
});

test('the owner of the role gets a message ready to send', () => {
  const { messageToOwner } = explainError(DENIED);
  expect(messageToOwner).toContain(`${ALICE} cannot assume ${ROLE} (sts:AssumeRole).`);
  expect(messageToOwner).toContain(`AWS answered: "User: ${ALICE} is not authorized to perform: sts:AssumeRole`);
  expect(messageToOwner).toContain('  aws iam get-role --role-name Audit');
  expect(explainError('Unable to locate credentials').messageToOwner).toBeUndefined();
});

test.each<[string, string, about: string]>([
  ['another service', `User: ${ALICE} is not authorized to perform: s3:GetObject on resource: arn:aws:s3:::b/k`, '"s3:GetObject"'],
  ['another API of IAM', `User: ${ALICE} is not authorized to perform: iam:PassRole on resource: ${ROLE}`, '"iam:PassRole"'],
  ['another service, in the SDK for Java', 'Access Denied (Service: Amazon S3; Status Code: 403; Error Code: AccessDenied)', '"Amazon S3"'],
  ['a record of another service',
    '{ "eventName": "GetObject", "errorCode": "AccessDenied", "errorMessage": "An unknown error occurred" }', '"GetObject"'],
  ['too many calls of another service', 'An error occurred (Throttling) when calling the DescribeStacks operation: Rate exceeded',
    '"DescribeStacks"'],
  ['a protected role, but not its trust policy', 'operation error IAM: DetachRolePolicy, https response error StatusCode: 400, ' +
    "UnmodifiableEntity: Cannot perform the operation on the protected role 'AWSServiceRoleForSupport'", '"DetachRolePolicy"'],
  ['another operation', 'An error occurred (AccessDenied) when calling the ListBuckets operation: Access Denied', '"ListBuckets"'],
  ['something else', 'Segmentation fault (core dumped)', 'is not a message about assuming a role'],
])('a text about %s is rejected with a one-line error', (_title, text, about) => {
  const said = run(['--error', text]);
  expect(said).toMatchObject({ status: 2, stdout: '' });
  expect(said.stderr).toContain(about);
  expect(said.stderr).not.toContain('\n');
});

test('as text, it says first that the cause is not known, and who runs which command', () => {
  const { stdout } = run(['--error', DENIED]);
  const headline = `not known: AWS does not say why ${ALICE} cannot assume ${ROLE}; the possible causes, the likeliest first\n`;
  expect(stdout.startsWith(headline)).toBe(true);
  expect(stdout).toContain('\n1. principal-not-trusted (possible): ');
  expect(stdout).toContain('\n   run by   the owner of the role\n   command  aws iam get-role --role-name Audit\n');
  expect(stdout).toContain('\nMessage to the owner of the role\n\n');
  const certain: CauseJson = explainError(`${DENIED} with an explicit deny in a service control policy`).causes[0];
  expect(run(['--error',
    `${DENIED} with an explicit deny in a service control policy`]).stdout).toContain(`1. scp-denies: ${certain.message}`);
});
