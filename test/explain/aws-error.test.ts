/** AWS error messages in their documented wordings, and as users paste them on a command line, together with a trust policy. */
import { ALICE, allow, ask, DEPLOY, deny, GITHUB, MFA, OWN, PARTNER, permits, policy, ROLE, run } from './explaining';
import { AwsError, isAwsError, readAwsError } from '../../src/explain/aws-error/aws-error';

const PLAIN = `User: ${ALICE} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
const PREFIX = 'An error occurred (AccessDenied) when calling the AssumeRole operation: ';
const BOTH = { callerArn: ALICE, action: 'sts:AssumeRole', resourceArn: ROLE };

function read(text: string): AwsError {
  const error = readAwsError(text);
  if (!isAwsError(error)) throw new Error(`not read: ${text}`);
  return error;
}

test.each<[string, string, object]>([
  ['bare', PLAIN, BOTH],
  ['of the AWS CLI', `\n${PREFIX}${PLAIN}\n`, BOTH],
  ['of botocore', `botocore.exceptions.ClientError: ${PREFIX}${PLAIN}`, BOTH],
  ['of Go', `operation error STS: AssumeRole, https response error StatusCode: 403, RequestID: 1f, api error AccessDenied: ${PLAIN}`, BOTH],
  ['of JavaScript', `AccessDenied: ${PLAIN}\n    at Request.extractError (/var/task/node_modules/aws-sdk/lib/query.js:40:29)`, BOTH],
  ['of Terraform', `Error: assuming role: AccessDenied: ${PLAIN}\n\tstatus code: 403, request id: 5f`, BOTH],
  ['in quotes', `"${PLAIN}"`, BOTH],
  ['as JSON', `{"message":"${PLAIN}"}`, BOTH],
  ['with a full stop', `${PLAIN}.`, BOTH],
  ['with ARNs in quotes', `User: "${ALICE}" is not authorized to perform: "sts:AssumeRole" on resource: "${ROLE}"`, BOTH],
  ['wrapped between words', PLAIN.replace(/ /g, '\n  '), BOTH],
  ['wrapped with Windows line ends', PLAIN.replace('perform: ', 'perform:\r\n'), BOTH],
  ['with line breaks written as \\n', PLAIN.replace(' on resource', '\\non resource'), BOTH],
  ['broken inside an account', PLAIN.replace('4444555', '4444\n555'), BOTH],
  [
    'broken inside an account, with more behind it',
    `${PLAIN.replace('4444555', '4444\n555')} (Service: AWSSecurityTokenService; Status Code: 403)`, BOTH,
  ],
  ['broken inside the name at the end', PLAIN.replace('role/Audit', 'role/Au\ndit'), BOTH],
  ['broken before the name', PLAIN.replace('role/Audit', 'role/\nAudit'), BOTH],
  ['broken inside the name of the user', PLAIN.replace('user/alice', 'user/al\nice'), BOTH],
  ['in colour', `\u001b[31m${PLAIN}\u001b[0m`, BOTH],
  ['by a session', PLAIN.replace(ALICE, DEPLOY), { ...BOTH, callerArn: DEPLOY }],
  ['about session tags', PLAIN.replace('AssumeRole', 'TagSession'), { ...BOTH, action: 'sts:TagSession' }],
  [
    'without ARNs, as with a token',
    `${PREFIX.replace(' AssumeRole', ' AssumeRoleWithWebIdentity')}Not authorized to perform sts:AssumeRoleWithWebIdentity`,
    { action: 'sts:AssumeRoleWithWebIdentity' },
  ],
  ['without ARNs, older', 'Not authorized to perform sts:AssumeRole', { action: 'sts:AssumeRole' }],
  ['from the root user', `${PREFIX}Roles may not be assumed by root accounts.`, { kind: 'root-user' }],
])('a message %s', (_title, text, expected) => {
  const { callerArn, resourceArn, ...error } = read(text);
  expect({ callerArn, resourceArn, ...error }).toMatchObject({ callerArn: undefined, resourceArn: undefined, ...expected });
});

const BOUNDARY = 'permissions boundary';

test.each<[string, object]>([
  ['because no identity-based policy allows the sts:AssumeRole action', { policyType: 'identity-based policy', explicit: false }],
  ['because no resource-based policy allows the sts:AssumeRole action', { policyType: 'resource-based policy', explicit: false }],
  ['because no session policy allows the sts:AssumeRole action', { policyType: 'session policy', explicit: false }],
  ['because no permissions boundary allows the sts:AssumeRole action', { policyType: BOUNDARY, explicit: false }],
  ['because no service control policy allows the sts:AssumeRole action', { policyType: 'service control policy', explicit: false }],
  ['because no VPC endpoint policy allows the sts:AssumeRole action', { policyType: 'VPC endpoint policy', explicit: false }],
  ['because no role trust policy allows the sts:AssumeRole action', { policyType: 'role trust policy', explicit: false }],
  ['with an explicit deny in an identity-based policy', { policyType: 'identity-based policy', explicit: true }],
  ['with an explicit deny in a resource-based policy', { policyType: 'resource-based policy', explicit: true }],
  ['with an explicit deny in the role trust policy', { policyType: 'role trust policy', explicit: true }],
  ['with an explicit deny in a service control policy', { policyType: 'service control policy', explicit: true }],
  ['with an explicit deny in a resource control policy', { policyType: 'resource control policy', explicit: true }],
  ['with an explicit deny in a permissions boundary', { policyType: BOUNDARY, explicit: true }],
  [
    `with an explicit deny in an identity-based policy: arn:aws:iam::${PARTNER}:policy/NoRoles`,
    { policyType: 'identity-based policy', explicit: true, policyArn: `arn:aws:iam::${PARTNER}:policy/NoRoles` },
  ],
  ['with an explicit\n deny in a service\n control policy', { policyType: 'service control policy', explicit: true }],
])('%s', (ending, blame) => {
  expect(read(`${PREFIX}${PLAIN} ${ending}`)).toMatchObject({ ...BOTH, blame });
});

test.each(
  ['', 'AccessDenied', 'User: alice is not authorized to perform: s3:GetObject', `${PLAIN}${' '.repeat(20_000)}`],
)('%j is not recognised as such a message', (text) => {
  expect(isAwsError(readAwsError(text))).toBe(false);
});

describe('with the message alone', () => {
  const explain = (trust: unknown, message: string, ...more: readonly unknown[]) => ask(
    { trust, args: ['--error', message], callerPolicies: more },
  );
  const codes = (trust: unknown, message: string, ...more: readonly unknown[]) => (
    explain(trust, message, ...more).causes.map(({ code }) => code)
  );

  test('both ARNs are read from it', () => {
    expect(codes(policy(allow(ALICE, MFA)), PLAIN)).toEqual(['mfa-missing']);
  });

  test('the error text and the two policies are enough', () => {
    expect(codes(policy(allow(ALICE)), PLAIN, permits('s3:*', '*'))).toEqual(['caller-policy-missing']);
  });

  test.each<[string, string, string, decision: string, side: string]>([
    [
      'because no identity-based policy allows the sts:AssumeRole action', 'caller-policy-missing',
      'AWS says that no identity-based policy', 'denied', 'denies',
    ],
    [
      'with an explicit deny in an identity-based policy', 'caller-policy-denies', 'AWS says that an identity-based policy',
      'denied', 'denies',
    ],
    ['with an explicit deny in a service control policy', 'scp-denies', 'service control policy', 'denied', 'denies'],
    [
      'because no permissions boundary allows the sts:AssumeRole action', 'boundary-denies',
      'no permissions boundary allows', 'denied', 'denies',
    ],
    ['with an explicit deny in a resource control policy', 'rcp-denies', 'resource control policy', 'denied', 'not-checked'],
    [
      'because no role trust policy allows the sts:AssumeRole action', 'condition-not-met',
      'the actual call was different, or the policy has changed', 'not-known', 'not-checked',
    ],
  ])('the policy that it names counts: %s', (ending, code, words, decision, side) => {
    const explanation = explain(policy(allow(ALICE)), `${PLAIN} ${ending}`);
    expect(explanation).toMatchObject({ decision, callerSide: side, causes: [{ code }] });
    expect(explanation.causes[0].message).toContain(words);
  });

  test('its reason is reported only once', () => {
    expect(
      codes(policy(allow(ALICE)), `${PLAIN} because no identity-based policy allows the sts:AssumeRole action`, permits('s3:*', '*')),
    ).toEqual(['caller-policy-missing']);
    expect(codes(policy(allow(ALICE), deny(ALICE)), `${PLAIN} with an explicit deny in the role trust policy`)).toEqual(['explicit-deny']);
  });

  test('if the given policies contradict it, the decision is undecided', () => {
    expect(
      explain(policy(allow(ALICE)), `${PLAIN} because no identity-based policy allows the sts:AssumeRole action`, permits()),
    ).toMatchObject(
      { decision: 'undecided', callerSide: 'undecided' },
    );
  });

  test('a denied side action shows that tags, or a source identity, were sent', () => {
    expect(codes(policy(allow(ALICE)), PLAIN.replace('AssumeRole', 'TagSession'))).toEqual(['session-tags-not-allowed']);
    expect(codes(policy(allow(ALICE)), PLAIN.replace('AssumeRole', 'SetSourceIdentity'))).toEqual(['source-identity-not-allowed']);
    expect(explain(policy(allow(ALICE, undefined, 'sts:*')), PLAIN.replace('AssumeRole', 'TagSession')).decision).toBe('not-known');
  });

  test('if the message names no caller, the options are used', () => {
    const trust = policy(
      allow(
        { Federated: GITHUB }, { StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:acme/app' } },
        'sts:AssumeRoleWithWebIdentity',
      ),
    );
    const args = [
      '--error', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', '--role-arn', ROLE, '--caller-arn', GITHUB,
      '--context', 'token.actions.githubusercontent.com:sub=repo:acme/other',
    ];
    expect(ask({ trust, args }).causes.map(({ code }) => code)).toEqual(['token-claim-mismatch']);
  });

  test('a denial that the trust policy does not explain is never reported as allowed: the other policies are the remaining causes', () => {
    const said = run(['--trust-policy', 'file:t.json', '--error', PLAIN], { 't.json': policy(allow(ALICE)) });
    expect(said.status).toBe(1);
    expect(said.stdout).toMatch(/^not known: /);
    const { decision, causes } = explain(policy(allow(ALICE)), PLAIN);
    expect(decision).toBe('not-known');
    expect(causes.map(({ code }) => code)).toEqual(
      ['caller-policy-missing', 'boundary-denies', 'scp-denies', 'rcp-denies', 'vpc-endpoint-policy-denies', 'condition-not-met'],
    );
    expect(causes.every(({ certain }) => !certain)).toBe(true);
  });

  test.each<[string, string, string]>([
    ['is not about AssumeRole', 'Segmentation fault', 'is not a message about assuming a role'],
    ['is of another service', `User: ${ALICE} is not authorized to perform: s3:GetObject`, 'is about "s3:GetObject"'],
    ['names no caller', 'Not authorized to perform sts:AssumeRole', '--caller-arn: is missing, and the message does not name the caller'],
    ['names a user as the role', PLAIN.replace(ROLE, `arn:aws:iam::${OWN}:user/audit`), 'is not the ARN of a role'],
    ['names a truncated account id', PLAIN.replace(PARTNER, '1111'), 'is not the ARN of a user'],
  ])('a message that %s is bad input', (_title, message, problem) => {
    const said = run(['--trust-policy', 'file:t.json', '--error', message], { 't.json': policy(allow(ALICE)) });
    expect(said).toMatchObject({ status: 2, stdout: '' });
    expect(said.stderr).toContain(problem);
  });
});
