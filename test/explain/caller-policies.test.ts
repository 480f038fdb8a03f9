/**
 * The caller's own policies: when they are needed, and what they allow. The expected values are worked out by hand from the rules of policy
 * evaluation.
 */
import { ALICE, allow, ask, DEPLOY, DEPLOY_ROLE, deny, Json, OWN, PARTNER, permits, policy, Question, ROLE, run } from './explaining';

const CAROL = `arn:aws:iam::${OWN}:user/carol`;
const BUILD = `arn:aws:sts::${OWN}:assumed-role/Build/ci`;
const BUILD_ROLE = `arn:aws:iam::${OWN}:role/Build`;
const NOTHING = permits('s3:GetObject', '*');
const one = (statement: Json) => policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE, ...statement });

test.each<[string, Question, decision: string, side: string]>([
  ['another account: the permission is needed', { trust: policy(allow(ALICE)), callerPolicies: [NOTHING] }, 'denied', 'denies'],
  ['another account: the permission, which is enough', { trust: policy(allow(ALICE)), callerPolicies: [permits()] }, 'allowed', 'allows'],
  [
    'another account: needed, even where every principal is trusted',
    { trust: policy(allow('*')), callerPolicies: [NOTHING] },
    'denied',
    'denies',
  ],
  ['own account, trusted as a whole: needed', { trust: policy(allow(OWN)), caller: CAROL, callerPolicies: [NOTHING] }, 'denied', 'denies'],
  [
    'own account, user named: not needed', { trust: policy(allow(CAROL)), caller: CAROL, callerPolicies: [NOTHING] }, 'allowed',
    'not-needed',
  ],
  [
    'own account, role named: not needed', { trust: policy(allow(BUILD_ROLE)), caller: BUILD, callerPolicies: [NOTHING] },
    'allowed', 'not-needed',
  ],
  [
    'own account, session named: not needed', { trust: policy(allow(BUILD)), caller: BUILD, callerPolicies: [NOTHING] },
    'allowed', 'not-needed',
  ],
  [
    'own account, every principal trusted: not needed', { trust: policy(allow('*')), caller: CAROL, callerPolicies: [NOTHING] },
    'allowed', 'not-needed',
  ],
  [
    'own account, named beside the account: not needed',
    { trust: policy(allow(OWN), allow(CAROL)), caller: CAROL, callerPolicies: [NOTHING] }, 'allowed', 'not-needed',
  ],
  [
    'own account, named: a Deny still counts',
    { trust: policy(allow(CAROL)), caller: CAROL, callerPolicies: [policy({ Effect: 'Deny', Action: 'sts:*', Resource: '*' })] },
    'denied', 'denies',
  ],
  [
    'own account, named, and with a permission', { trust: policy(allow(CAROL)), caller: CAROL, callerPolicies: [permits()] },
    'allowed', 'not-needed',
  ],
  [
    'own account, another principal trusted: the missing permission is not the cause',
    { trust: policy(allow(BUILD_ROLE)), caller: CAROL, callerPolicies: [NOTHING] }, 'denied', 'not-needed',
  ],
  [
    'own account, no principal trusted: not needed once the caller is named',
    { trust: policy(deny('999999999999')), caller: CAROL, callerPolicies: [NOTHING] }, 'denied', 'not-needed',
  ],
  ['no policies given: not checked, and allowed', { trust: policy(allow(ALICE)) }, 'allowed', 'not-checked'],
  ['no policies given, and denied: not checked either', { trust: policy(allow(CAROL)) }, 'denied', 'not-checked'],
  [
    'a service has no policies of its own', { trust: policy(allow({ Service: 'lambda.amazonaws.com' })), caller: 'lambda.amazonaws.com' },
    'allowed', 'not-needed',
  ],
  [
    'a permission in the second of two policies', { trust: policy(allow(ALICE)), callerPolicies: [NOTHING, permits()] },
    'allowed', 'allows',
  ],
  [
    'a Deny in the second of two policies',
    { trust: policy(allow(ALICE)), callerPolicies: [permits(), policy({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: ROLE })] },
    'denied', 'denies',
  ],
  [
    'tags need their own permission',
    { trust: policy(allow(ALICE, undefined, 'sts:*')), args: ['--session-tag', 'Project=Alpha'], callerPolicies: [permits()] },
    'denied', 'denies',
  ],
  [
    'tags with their permission',
    {
      trust: policy(allow(ALICE, undefined, 'sts:*')),
      args: ['--session-tag', 'Project=Alpha'],
      callerPolicies: [permits(['sts:AssumeRole', 'sts:TagSession'])],
    },
    'allowed', 'allows',
  ],
  [
    'a source identity needs its own permission',
    { trust: policy(allow(ALICE, undefined, 'sts:*')), args: ['--source-identity', 'alice'], callerPolicies: [permits()] },
    'denied', 'denies',
  ],
])('%s', (_title, question, decision, side) => {
  expect(ask(question)).toMatchObject({ decision, callerSide: side });
});

const SIDES: Readonly<Record<string, string>> = { allowed: 'allows', denied: 'denies', undecided: 'undecided' };

test.each<[string, Json, decision: string]>([
  ['the ARN of the role', one({}), 'allowed'],
  ['every role of the account', one({ Resource: `arn:aws:iam::${OWN}:role/*` }), 'allowed'],
  ['every resource', one({ Resource: '*' }), 'allowed'],
  ['one of a list', one({ Resource: ['arn:aws:s3:::bucket', ROLE] }), 'allowed'],
  ['every account', one({ Resource: 'arn:aws:iam::*:role/Audit' }), 'allowed'],
  ['one character', one({ Resource: `arn:aws:iam::${OWN}:role/Audi?` }), 'allowed'],
  ['an ARN that ends early', one({ Resource: 'arn:aws:iam' }), 'allowed'],
  ['different case', one({ Resource: `arn:aws:iam::${OWN}:role/audit` }), 'denied'],
  ['another path', one({ Resource: `arn:aws:iam::${OWN}:role/team/Audit` }), 'denied'],
  ['another account', one({ Resource: `arn:aws:iam::${PARTNER}:role/*` }), 'denied'],
  ['every resource except this role', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', NotResource: ROLE }), 'denied'],
  [
    'every resource except another role',
    policy({ Effect: 'Allow', Action: 'sts:AssumeRole', NotResource: `arn:aws:iam::${OWN}:role/Admin` }), 'allowed',
  ],
  ['the actions of STS', one({ Action: 'sts:*' }), 'allowed'],
  ['a pattern of actions', one({ Action: 'sts:Assume*' }), 'allowed'],
  ['an action in different case', one({ Action: 'STS:assumerole' }), 'allowed'],
  ['every action', one({ Action: '*' }), 'allowed'],
  ['another API', one({ Action: 'sts:AssumeRoleWithSAML' }), 'denied'],
  ['every action except another', policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }), 'allowed'],
  ['every action except this one', policy({ Effect: 'Allow', NotAction: 'sts:*', Resource: '*' }), 'denied'],
  ['a condition that matches', one({ Condition: { StringEquals: { 'aws:PrincipalAccount': PARTNER } } }), 'allowed'],
  ['a condition that does not match', one({ Condition: { StringEquals: { 'aws:PrincipalAccount': OWN } } }), 'denied'],
  ['a condition on a key that is not given', one({ Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } } }), 'undecided'],
  ['a variable in the resource', one({ Resource: `arn:aws:iam::${OWN}:role/\${aws:username}` }), 'denied'],
  [
    'a Deny of another role',
    policy({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: '*', Resource: `arn:aws:iam::${OWN}:role/Admin` }),
    'allowed',
  ],
  [
    'a Deny of every resource except this role',
    policy({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: '*', NotResource: ROLE }), 'allowed',
  ],
  [
    'a Deny of every action except one',
    policy({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }), 'denied',
  ],
  [
    'a Deny whose condition does not match',
    policy(
      { Effect: 'Allow', Action: '*', Resource: '*' },
      { Effect: 'Deny', Action: '*', Resource: '*', Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'false' } } },
    ),
    'allowed',
  ],
  ['a statement without a resource', policy({ Effect: 'Allow', Action: 'sts:AssumeRole' }), 'undecided'],
  [
    'a single statement instead of a list',
    { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: ROLE } }, 'allowed',
  ],
])('a permission for %s', (_title, callerPolicy, decision) => {
  expect(ask({ trust: policy(allow(ALICE)), callerPolicies: [callerPolicy] })).toMatchObject({ decision, callerSide: SIDES[decision] });
});

test('the resource can contain the name of the caller', () => {
  const named = permits('sts:AssumeRole', `arn:aws:iam::${OWN}:role/\${aws:username}`);
  expect(ask({ trust: policy(allow(ALICE)), role: `arn:aws:iam::${OWN}:role/alice`, callerPolicies: [named] }).callerSide).toBe('allows');
});

test.each<[string, unknown]>([
  ['get-user-policy', { UserName: 'alice', PolicyName: 'assume', PolicyDocument: permits() }],
  [
    'get-role-policy, URL-encoded',
    { RoleName: 'Deploy', PolicyName: 'assume', PolicyDocument: encodeURIComponent(JSON.stringify(permits())) },
  ],
  ['get-policy-version', { PolicyVersion: { VersionId: 'v1', IsDefaultVersion: true, Document: permits() } }],
])('reads the output of %s', (_title, callerPolicy) => {
  expect(ask({ trust: policy(allow(DEPLOY_ROLE)), caller: DEPLOY, callerPolicies: [callerPolicy] }).callerSide).toBe('allows');
});

test.each<[string, unknown, string]>([
  ['a trust policy', policy(allow(ALICE)), 'has a Principal'],
  ['get-policy', { Policy: { Arn: 'arn:aws:iam::111122223333:policy/x' } }, 'get-policy-version'],
  ['a list of names', { PolicyNames: ['assume'] }, 'only lists the names'],
  ['a list', [permits()], 'does not contain a policy'],
  ['an object without statements', { Version: '2012-10-17' }, 'has no Statement'],
  ['a statement that is text', { Version: '2012-10-17', Statement: ['Allow'] }, 'is not a list of statements'],
])('rejects %s with a one-line error', (_title, callerPolicy, problem) => {
  const said = run(
    ['--trust-policy', 'file:t.json', '--role-arn', ROLE, '--caller-arn', ALICE, '--caller-policy', 'file:c.json'],
    { 't.json': policy(allow(ALICE)), 'c.json': callerPolicy },
  );
  expect(said).toMatchObject({ status: 2, stdout: '' });
  expect(said.stderr).toContain(problem);
  expect(said.stderr).not.toContain('\n');
});
