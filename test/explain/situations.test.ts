/**
 * Real situations from issue threads and support pages: the causes, and that all printed commands together lead to an allowed call, or that
 * the cause is reported as not known. The expected values are worked out by hand.
 */
import {
  ALICE, allow, ask, DEPLOY, DEPLOY_ROLE, deny, EXTERNAL_ID, getRole, GITHUB, Json, MFA, OWN, PARTNER, permits, policy, PORTAL, Question,
  ROLE, run, SECRET,
} from './explaining';
import { decisionAfterAllFixes } from './one-round';

const ISSUER = 'token.actions.githubusercontent.com';
const GITLAB = `arn:aws:iam::${OWN}:oidc-provider/gitlab.com`;
const cluster = (id: string) => `oidc.eks.eu-west-1.amazonaws.com/id/${id}`;
const [CLUSTER, OLD_CLUSTER] = [cluster('A1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4'), cluster('00001111222233334444555566667777')];
const WITH_TOKEN = 'sts:AssumeRoleWithWebIdentity';
const NOTHING = permits('s3:*', '*');
const ANYTHING = policy({ Effect: 'Allow', Action: '*', Resource: '*' });

/** As GitHub's documentation shows it. */
function github(subject: unknown, audience: unknown = 'sts.amazonaws.com', operator = 'StringEquals'): Json {
  const subjectCondition = { [`${ISSUER}:sub`]: subject };
  const condition = operator === 'StringEquals'
    ? { StringEquals: { [`${ISSUER}:aud`]: audience, ...subjectCondition } }
    : { StringEquals: { [`${ISSUER}:aud`]: audience }, [operator]: subjectCondition };
  return policy(allow({ Federated: GITHUB }, condition, WITH_TOKEN));
}

const jobToken = (sub: string, aud = 'sts.amazonaws.com', iss = `https://${ISSUER}`): Json => ({ iss, sub, aud, exp: 1_900_000_000 });
const onMain = 'repo:acme/app:ref:refs/heads/main';

function eks(issuer: string, subject: string): Json {
  const condition = { StringEquals: { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: 'sts.amazonaws.com' } };
  return policy(allow({ Federated: `arn:aws:iam::${OWN}:oidc-provider/${issuer}` }, condition, WITH_TOKEN));
}

const pod = (subject: string, aud = 'sts.amazonaws.com') => jobToken(subject, aud, `https://${CLUSTER}`);

type Situation = readonly [title: string, question: Question, codes: readonly string[], afterwards: 'allowed' | 'not-known',
  words?: string];

const SITUATIONS: readonly Situation[] = [
  // OIDC: github.com/aws-actions/configure-aws-credentials issues 271, 306, 318, 776, 961, 1446; semantics of immutable subjects.
  ['GitHub: another branch', { trust: github(onMain), token: jobToken('repo:acme/app:ref:refs/heads/dev') },
    ['token-claim-mismatch'], 'allowed'],
  ['GitHub: an environment replaces the branch', { trust: github(onMain), token: jobToken('repo:acme/app:environment:production') },
    ['token-claim-mismatch'], 'allowed', 'the subject contains it instead of the branch'],
  ['GitHub: a pull request', { trust: github(onMain), token: jobToken('repo:acme/app:pull_request') }, ['token-claim-mismatch'],
    'not-known',
    'for a pull request'],
  ['GitHub: the owner in different case', { trust: github('repo:ACME/app:ref:refs/heads/main'), token: jobToken(onMain) },
    ['token-claim-mismatch'],
    'allowed', 'differs only in case'],
  ['GitHub: a new repository with immutable subjects',
    { trust: github('repo:acme/app:*', undefined, 'StringLike'), token: jobToken('repo:acme@1234/app@5678:ref:refs/heads/main') },
    ['token-claim-mismatch'], 'allowed', 'since 15 July 2026'],
  ['GitHub: an old repository, and a condition with ids',
    { trust: github('repo:acme@1234/app@5678:ref:refs/heads/main'), token: jobToken(onMain) },
    ['token-claim-mismatch'], 'allowed', 'still has subjects without them'],
  ['GitHub: a repository with ids that was renamed',
    { trust: github('repo:acme@1234/old@5678:ref:refs/heads/main'), token: jobToken('repo:acme@1234/app@5678:ref:refs/heads/main') },
    ['token-claim-mismatch'], 'allowed', 'the owner or the repository was renamed'],
  ['GitHub: an environment replaces the branch in a new repository',
    { trust: github(onMain), token: jobToken('repo:acme@1234/app@5678:environment:production') },
    ['token-claim-mismatch'], 'allowed', 'instead of the branch; it also contains the ids'],
  ['GitHub: an environment replaces the branch, with ids',
    { trust: github('repo:acme@1234/app@5678:ref:refs/heads/main'), token: jobToken('repo:acme@1234/app@5678:environment:production') },
    ['token-claim-mismatch'], 'allowed', 'the subject contains it instead of the branch'],
  ['GitHub: a renamed repository', { trust: github('repo:acme/old:ref:refs/heads/main'), token: jobToken(onMain) },
    ['token-claim-mismatch'], 'allowed'],
  ['GitHub: StringEquals with a wildcard',
    { trust: github('repo:acme/app:*'), token: jobToken(onMain) }, ['token-claim-mismatch'], 'allowed',
    'compares * and ? literally'],
  ['GitHub: the audience of an older example', { trust: github(onMain, 'https://github.com/acme'), token: jobToken(onMain) },
    ['token-claim-mismatch'], 'not-known', 'the token was requested with the audience "sts.amazonaws.com"'],
  ['GitHub: the actor, which AWS does not pass on',
    {
      trust: policy(allow({ Federated: GITHUB }, { StringEquals: { [`${ISSUER}:sub`]: onMain, [`${ISSUER}:event`]: 'push' } }, WITH_TOKEN)),
      token: { ...jobToken(onMain), event: 'push' },
    },
    ['token-claim-mismatch'], 'not-known'],
  ['GitHub: sts:AssumeRole instead of AssumeRoleWithWebIdentity',
    { trust: policy({ ...allow({ Federated: GITHUB }, { StringEquals: { [`${ISSUER}:sub`]: onMain } }) }), token: jobToken(onMain) },
    ['wrong-action'], 'allowed'],
  ['GitHub: the provider of another account',
    {
      trust: policy(allow({ Federated: GITHUB.replace(OWN, PARTNER) }, { StringEquals: { [`${ISSUER}:sub`]: onMain } },
        WITH_TOKEN)),
      token: jobToken(onMain),
    },
    ['principal-not-trusted'], 'allowed', 'the provider of another account'],
  ['GitHub: everything right', { trust: github(onMain), token: jobToken(onMain) }, [], 'allowed'],
  ['GitLab: another branch',
    {
      trust: policy(allow({ Federated: GITLAB },
        { StringEquals: { 'gitlab.com:sub': 'project_path:acme/app:ref_type:branch:ref:main' } }, WITH_TOKEN)),
      token: jobToken('project_path:acme/app:ref_type:branch:ref:dev', 'https://gitlab.com', 'https://gitlab.com'),
    },
    ['token-claim-mismatch'], 'allowed'],
  ['EKS: another service account',
    { trust: eks(CLUSTER, 'system:serviceaccount:apps:web'), token: pod('system:serviceaccount:apps:default') },
    ['token-claim-mismatch'], 'allowed', 'service account default, not web'],
  ['EKS: another namespace', { trust: eks(CLUSTER, 'system:serviceaccount:apps:web'), token: pod('system:serviceaccount:dev:web') },
    ['token-claim-mismatch'], 'allowed', 'namespace dev, not apps'],
  [
    'EKS: the issuer of another cluster',
    { trust: eks(OLD_CLUSTER, 'system:serviceaccount:apps:web'), token: pod('system:serviceaccount:apps:web') },
    ['principal-not-trusted', 'condition-not-met', 'condition-not-met'], 'not-known', 'the identity provider of another EKS cluster',
  ],
  ['EKS: the audience of another service',
    { trust: eks(CLUSTER, 'system:serviceaccount:apps:web'), token: pod('system:serviceaccount:apps:web', 'vault') },
    ['token-claim-mismatch'], 'not-known', 'the audience "vault"'],
  ['EKS Pod Identity: the trust policy allows sts:AssumeRole only',
    {
      trust: policy(allow({ Service: 'pods.eks.amazonaws.com' })),
      caller: 'pods.eks.amazonaws.com',
      args: ['--session-tag', 'kubernetes-namespace=apps'],
    },
    ['session-tags-not-allowed'], 'allowed'],
  ['EKS Pod Identity: a role for service accounts (IRSA)',
    { trust: eks(CLUSTER, 'system:serviceaccount:apps:web'), caller: 'pods.eks.amazonaws.com' },
    ['principal-not-trusted', 'wrong-action', 'condition-not-met', 'condition-not-met'], 'allowed'],
  // Users, roles, sessions.
  ['MFA is required of a user', { trust: policy(allow(ALICE, MFA)) }, ['mfa-missing'], 'allowed'],
  ['the session of get-session-token is too old',
    { trust: policy(allow(ALICE, { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } })), args: ['--mfa-age', '7200'] },
    ['mfa-too-old'], 'allowed'],
  ['MFA is required of a role', { trust: policy(allow(DEPLOY_ROLE, MFA)), caller: DEPLOY }, ['mfa-impossible'], 'allowed'],
  ['MFA is required of a user of Identity Center', { trust: policy(allow(PARTNER, MFA)), caller: PORTAL }, ['mfa-impossible'], 'allowed'],
  ['an ExternalId in different case', { trust: policy(allow(ALICE, EXTERNAL_ID)), args: ['--external-id', SECRET.toUpperCase()] },
    ['external-id-mismatch'], 'allowed', 'differs only in case'],
  ['no ExternalId', { trust: policy(allow(PARTNER, EXTERNAL_ID)), caller: DEPLOY }, ['external-id-missing'], 'allowed'],
  ['the user is trusted, but a role calls', { trust: policy(allow(ALICE)), caller: DEPLOY }, ['principal-not-trusted'], 'allowed'],
  ['the role is trusted, but Identity Center calls',
    { trust: policy(allow(DEPLOY_ROLE)), caller: PORTAL }, ['principal-not-trusted'], 'allowed'],
  ['a principal that was deleted and created again',
    { trust: policy(allow('AROAABCDEFGHIJKLMNOPQ')), caller: DEPLOY }, ['principal-not-trusted'], 'allowed'],
  ['the name of the role in different case',
    { trust: getRole(ROLE, policy(allow(ALICE))), role: ROLE.replace('Audit', 'audit') }, ['role-arn-mismatch'], 'allowed'],
  ['two hours in role chaining',
    { trust: getRole(ROLE, policy(allow(DEPLOY_ROLE)), 43_200), caller: DEPLOY, args: ['--duration', '7200'] },
    ['chaining-over-an-hour'], 'allowed'],
  ['more than the maximum of the role',
    { trust: getRole(ROLE, policy(allow(ALICE))), args: ['--duration', '43200'] }, ['duration-too-long'], 'allowed'],
  ['another partition', { trust: policy(allow(ALICE)), caller: ALICE.replace('arn:aws:', 'arn:aws-us-gov:') },
    ['partition-mismatch'], 'not-known'],
  ['tags that no statement allows', { trust: policy(allow(ALICE)), callerPolicies: [permits()], args: ['--session-tag', 'Project=Alpha'] },
    ['caller-policy-missing', 'session-tags-not-allowed'], 'allowed'],
  ['a tag with another value',
    {
      trust: policy(allow(ALICE, { StringEquals: { 'aws:RequestTag/Project': 'Beta' } }, ['sts:AssumeRole', 'sts:TagSession'])),
      args: ['--session-tag', 'Project=Alpha'],
    },
    ['session-tag-mismatch'], 'allowed'],
  ['a source identity that is required',
    {
      trust: policy(allow(ALICE, { StringLike: { 'sts:SourceIdentity': 'a*' } },
        ['sts:AssumeRole', 'sts:SetSourceIdentity'])),
    },
    ['source-identity-missing'], 'allowed'],
  ['a source identity that is not allowed',
    { trust: policy(allow(ALICE)), args: ['--source-identity', 'alice'] }, ['source-identity-not-allowed'], 'allowed'],
  ['the session name has to be the name of the user',
    { trust: policy(allow(ALICE, { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } })), args: ['--session-name', 'boto'] },
    ['session-name-mismatch'], 'allowed'],
  ['the permission on the wrong role',
    { trust: policy(allow(ALICE)), callerPolicies: [permits('sts:AssumeRole', ROLE.replace('Audit', 'Other'))] },
    ['caller-policy-missing'], 'allowed'],
  ['a boundary', { trust: policy(allow(ALICE)), callerPolicies: [permits()], boundary: NOTHING }, ['boundary-denies'], 'allowed'],
  ['an SCP that lacks STS', { trust: policy(allow(ALICE)), callerPolicies: [permits()], scps: [NOTHING] }, ['scp-denies'], 'allowed'],
  ['an SCP that denies', {
    trust: policy(allow(ALICE)),
    scps: [ANYTHING, policy({
      Effect: 'Deny',
      Action: 'sts:*',
      Resource: '*',
    })],
  }, ['scp-denies'], 'not-known'],
  ['an RCP for members only',
    {
      trust: policy(allow(ALICE)),
      rcps: [policy({
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:*',
        Resource: '*',
        Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      })],
      args: ['--context', 'aws:PrincipalOrgID=o-z9y8x7w6v5'],
    },
    ['rcp-denies'], 'not-known'],
  ['a session policy', {
    trust: policy(allow(DEPLOY_ROLE)),
    caller: DEPLOY,
    callerPolicies: [permits()],
    sessionPolicies: [NOTHING],
  }, ['session-policy-denies'], 'allowed'],
  ['another organization',
    {
      trust: policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })),
      args: ['--context', 'aws:PrincipalOrgID=o-z9y8x7w6v5'],
    },
    ['condition-not-met'], 'not-known'],
  ['an organization that is not given',
    { trust: policy(allow('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })) }, ['condition-not-met'], 'not-known'],
  ['a Deny of the trust policy', { trust: policy(allow(ALICE), deny(ALICE)) }, ['explicit-deny'], 'not-known'],
];

test('there are at least forty situations', () => {
  expect(SITUATIONS.length).toBeGreaterThanOrEqual(40);
});

test.each(SITUATIONS.map((row) => ({ title: row[0], row })))('$title', ({ row: [, question, codes, afterwards, words] }) => {
  const explanation = ask(question);
  expect(explanation.causes.map(({ code }) => code)).toEqual(codes);
  expect(explanation.afterwards).toBe(afterwards);
  expect(explanation.decision === 'allowed').toBe(codes.length === 0);
  if (words !== undefined) expect(explanation.causes[0].message).toContain(words);
});

const LEADING_THERE = SITUATIONS.filter(([, , codes, afterwards]) => codes.length > 0 && afterwards === 'allowed')
  .map(([title, question]) => ({ title, question }));

test.each(LEADING_THERE)('$title: the printed commands lead to an allowed call', ({ question }) => {
  expect(decisionAfterAllFixes(question)).toBe('allowed');
});

/** Saving a trust policy fails, and the message says why. */
test.each<[text: string, code: string]>([
  [`Invalid principal in policy: "AWS":"arn:aws:iam::${PARTNER}:role/Gone"`, 'principal-does-not-exist'],
  ['An error occurred (MalformedPolicyDocument) when calling the CreateRole operation: Has prohibited field Resource', 'policy-malformed'],
  ['An error occurred (MalformedPolicyDocument) when calling the UpdateAssumeRolePolicy operation: ' +
    'AssumeRole policy may only specify STS AssumeRole actions.',
  'policy-malformed'],
  ['operation error IAM: CreateRole, https response error StatusCode: 400, MalformedPolicyDocument: Condition can contain only one colon.',
    'policy-malformed'],
  ['An error occurred (LimitExceeded) when calling the UpdateAssumeRolePolicy operation: Cannot exceed quota for ACLSizePerRole: 2048',
    'policy-malformed'],
  ['An error occurred (UnmodifiableEntity) when calling the UpdateAssumeRolePolicy operation: Cannot perform the operation on the ' +
    "protected role 'AWSReservedSSO_Admin_9a45132a4fc687f4' - this role is only modifiable by AWS", 'role-protected'],
])('saving: %s', (text, code) => {
  const json = JSON.parse(run(['--error', text, '--format',
    'json']).stdout) as { decision: string; causes: { code: string; certain: boolean }[] };
  expect(json).toMatchObject({ decision: 'not-known', afterwards: 'not-known', causes: [{ code, certain: true }] });
});

/** STS rejects a value of the call before it looks at a policy. With the trust policy, the call with a valid value is allowed. */
test.each<[what: string, text: string, code: string]>([
  ['a session name', "1 validation error detected: Value 'dependabot[bot]' at 'roleSessionName' failed to satisfy constraint: Member " +
    'must satisfy regular expression pattern: [\\w+=,.@-]*', 'session-name-mismatch'],
  ['an empty ExternalId', "1 validation error detected: Value '' at 'externalId' failed to satisfy constraint: Member must have length " +
    'greater than or equal to 2', 'external-id-mismatch'],
])('%s that STS does not accept', (_what, text, code) => {
  const trust = { 't.json': policy(allow(ALICE)) };
  const asked = ['--error', text, '--trust-policy', 'file:t.json', '--role-arn', ROLE, '--caller-arn', ALICE, '--format', 'json'];
  const answer = JSON.parse(run(asked, trust).stdout);
  expect(answer).toMatchObject({ decision: 'not-known', causes: [{ code, certain: true }], afterwards: 'allowed' });
});

test('that AWS cannot accept the call now is no matter of policies: what happens afterwards is not known', () => {
  const texts = ['Throttling: Rate exceeded', 'Signature expired: 20160609T184512Z is now earlier than 20160610T013008Z',
    'EKS does not have permissions to assume the associated role.'];
  const answers = texts.map((text) => JSON.parse(run(['--error', text, '--format', 'json']).stdout).afterwards);
  expect(answers).toEqual(['not-known', 'not-known', 'not-known']);
});

describe('a token', () => {
  const said = (token: string, ...args: readonly string[]) =>
    run(['--trust-policy', 'file:t.json', '--role-arn', ROLE, '--token', 'file:token', ...args], { 't.json': github(onMain), token });
  const encoded = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const JWT = `${encoded({ alg: 'RS256' })}.${encoded({ ...jobToken(onMain), jti: 'only-here' })}.c2lnbmF0dXJl`;

  test('is read as a JWT, and never printed', () => {
    for (const format of ['text', 'json']) {
      const { status, stdout } = said(JWT, '--format', format);
      expect(status).toBe(0);
      expect(stdout).not.toMatch(/only-here|c2lnbmF0dXJl|eyJ/);
    }
  });

  test.each<[string, string, string]>([
    ['text', 'not a token', 'is neither a token'],
    ['a JWT of something else', `${encoded({})}.${Buffer.from('x').toString('base64url')}.x`, 'is neither a token'],
    ['claims without an issuer', JSON.stringify({ sub: onMain }), 'has no issuer (iss)'],
    ['claims without a subject', JSON.stringify({ iss: `https://${ISSUER}` }), 'has no subject (sub)'],
    ['an issuer that is not a URL', JSON.stringify({ iss: 'a b', sub: 'x' }), 'that is not a URL'],
    ['very long text', 'x'.repeat(60_000), 'is too long'],
  ])('%s is rejected with a one-line error that does not repeat it', (_title, token, problem) => {
    const { status, stdout, stderr } = said(token);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain('\n');
  });

  const hours = (count: number) => Math.floor(Date.now() / 1000) + count * 3600;

  test.each<[string, Json, string]>([
    ['that has expired', { exp: hours(-1) }, 'STS rejects the token: it expired at 20'],
    ['that is not valid yet', { nbf: hours(1) }, 'STS rejects the token: it is not valid before 20'],
  ])('%s is a cause, and a new one is the remedy', (_title, times, words) => {
    const { decision, causes, afterwards } = ask({ trust: github(onMain), token: { ...jobToken(onMain), ...times } });
    expect(decision).toBe('denied');
    expect(causes).toMatchObject([{ code: 'token-rejected', certain: true, where: 'the call' }]);
    expect(causes[0].message).toContain(words);
    expect(causes[0].commands[0].run).toContain('aws sts assume-role-with-web-identity ');
    expect(afterwards).toBe('allowed');
  });

  test.each([{ exp: hours(1), nbf: hours(-1) }, { exp: 'soon' }, { exp: 1e300 }])('%j is no cause', (times) => {
    expect(ask({ trust: github(onMain), token: { ...jobToken(onMain), ...times } }).decision).toBe('allowed');
  });

  test('has to match --caller-arn', () => {
    expect(said(JSON.stringify(jobToken(onMain)), '--caller-arn', ALICE).stderr).toContain('but --caller-arn is another caller');
  });
});
