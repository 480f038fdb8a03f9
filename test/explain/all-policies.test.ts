/**
 * Boundaries, session policies, SCPs and RCPs take part in the decision as AWS combines them. The expected values are worked out by hand
 * from its documentation.
 */
import {
  ALICE, allow, ask, DEPLOY, DEPLOY_ROLE, EXTERNAL_ID, GITHUB, Json, OWN, PARTNER, permits, policy, Question, ROLE, run, SECRET,
} from './explaining';
import { decisionAfterAllFixes } from './one-round';

const CAROL = `arn:aws:iam::${OWN}:user/carol`;
const BUILD = `arn:aws:sts::${OWN}:assumed-role/Build/ci`;
const BUILD_ROLE = `arn:aws:iam::${OWN}:role/Build`;
const EVERYTHING = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
const NOTHING = permits('s3:*', '*');
const DENY_ALL = policy({ Effect: 'Allow', Action: '*', Resource: '*' }, { Effect: 'Deny', Action: 'sts:*', Resource: '*' });
const SUBJECT = 'token.actions.githubusercontent.com:sub';
const BY_TOKEN: Question = {
  trust: policy(allow({ Federated: GITHUB }, { StringEquals: { [SUBJECT]: 'repo:acme/app' } }, 'sts:AssumeRoleWithWebIdentity')),
  caller: GITHUB,
  args: ['--context', `${SUBJECT}=repo:acme/app`],
};
const rcp = (condition?: Json, action: unknown = 'sts:*'): Json =>
  policy({ Effect: 'Deny', Principal: '*', Action: action, Resource: '*', ...condition && { Condition: condition } });
const OUTSIDERS = {
  StringNotEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
  BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
};

/** The callers of the table: alice of another account, carol and the role Build of the role's own. */
const ABROAD: Question = { trust: policy(allow(ALICE)), callerPolicies: [permits()] };
const SESSION_ABROAD: Question = { trust: policy(allow(DEPLOY_ROLE)), caller: DEPLOY, callerPolicies: [permits()] };

type Row = readonly [title: string, question: Question, decision: string, codes: readonly string[], afterwards?: string];

const ROWS: readonly Row[] = [
  ['a boundary that allows', { ...ABROAD, boundary: EVERYTHING }, 'allowed', []],
  ['a boundary that does not allow', { ...ABROAD, boundary: NOTHING }, 'denied', ['boundary-denies'], 'allowed'],
  ['a boundary that denies', { ...ABROAD, boundary: DENY_ALL }, 'denied', ['boundary-denies'], 'not-known'],
  ['a boundary without the side action',
    {
      ...ABROAD,
      trust: policy(allow(ALICE, undefined, 'sts:*')),
      callerPolicies: [permits('sts:*')],
      boundary: permits(),
      args: ['--source-identity', 'al'],
    },
    'denied', ['boundary-denies'], 'allowed'],
  ['own account, user named, with a boundary that does not allow: the pages of AWS disagree',
    { trust: policy(allow(CAROL)), caller: CAROL, boundary: NOTHING }, 'undecided', ['boundary-denies']],
  ['own account, user named, with a boundary that denies', { trust: policy(allow(CAROL)), caller: CAROL, boundary: DENY_ALL },
    'denied', ['boundary-denies'], 'not-known'],
  ['own account, role named: its boundary still limits', { trust: policy(allow(BUILD_ROLE)), caller: BUILD, boundary: NOTHING },
    'denied', ['boundary-denies'], 'allowed'],
  ['own account, session named: nothing limits',
    { trust: policy(allow(BUILD)), caller: BUILD, boundary: NOTHING, sessionPolicies: [NOTHING] },
    'allowed', []],
  ['own account, session named: a Deny counts', { trust: policy(allow(BUILD)), caller: BUILD, sessionPolicies: [DENY_ALL] },
    'denied', ['session-policy-denies'], 'not-known'],
  ['own account, trusted as a whole: all of them limit',
    { trust: policy(allow(OWN)), caller: BUILD, callerPolicies: [NOTHING], boundary: NOTHING, sessionPolicies: [NOTHING] }, 'denied',
    ['caller-policy-missing', 'boundary-denies', 'session-policy-denies'], 'allowed'],
  ['a session policy that does not allow',
    { ...SESSION_ABROAD, sessionPolicies: [NOTHING] }, 'denied', ['session-policy-denies'], 'allowed'],
  ['one of two session policies allows', { ...SESSION_ABROAD, sessionPolicies: [NOTHING, EVERYTHING] }, 'allowed', []],
  ['an SCP that allows', { ...ABROAD, scps: [EVERYTHING] }, 'allowed', []],
  ['an SCP that does not allow', { ...ABROAD, scps: [NOTHING] }, 'denied', ['scp-denies'], 'allowed'],
  ['an SCP that denies', { ...ABROAD, scps: [EVERYTHING, policy({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' })] },
    'denied', ['scp-denies'], 'not-known'],
  ['two SCPs of one level: one of them has to allow', { ...ABROAD, scps: [NOTHING, EVERYTHING] }, 'allowed', []],
  ['two levels: each has to allow', { ...ABROAD, scps: [{ levels: [[EVERYTHING], [NOTHING]] }] }, 'denied', ['scp-denies']],
  ['two levels that allow', { ...ABROAD, scps: [{ levels: [[EVERYTHING, NOTHING], [NOTHING, EVERYTHING]] }] }, 'allowed', []],
  ['an SCP also applies in the same account, whichever principal is named', { trust: policy(allow(CAROL)), caller: CAROL, scps: [NOTHING] },
    'denied', ['scp-denies'], 'allowed'],
  ['an SCP with a condition on MFA',
    {
      ...ABROAD,
      scps: [EVERYTHING, policy({
        Effect: 'Deny',
        Action: 'sts:*',
        Resource: '*',
        Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
      })],
    },
    'denied', ['mfa-missing', 'scp-denies'], 'allowed'],
  ['an SCP whose condition depends on an address that is not given',
    {
      ...ABROAD,
      scps: [EVERYTHING, policy({
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
        Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      })],
    },
    'undecided', ['scp-denies']],
  ['an SCP does not bind a service-linked role',
    {
      trust: policy(allow(`arn:aws:iam::${PARTNER}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`)),
      caller: `arn:aws:iam::${PARTNER}:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX`,
      scps: [NOTHING],
    },
    'allowed', []],
  ['an RCP that denies every principal', { ...ABROAD, rcps: [rcp()] }, 'denied', ['rcp-denies'], 'not-known'],
  ['an RCP that denies other organizations', { ...ABROAD, rcps: [rcp(OUTSIDERS)], args: ['--context', 'aws:PrincipalOrgID=o-z9y8x7w6v5'] },
    'denied', ['rcp-denies'], 'not-known'],
  ['the same RCP for a member of the organization',
    { ...ABROAD, rcps: [rcp(OUTSIDERS)], args: ['--context', 'aws:PrincipalOrgID=o-a1b2c3d4e5'] }, 'allowed', []],
  ['the same RCP where the organization of the caller is not given', { ...ABROAD, rcps: [rcp(OUTSIDERS)] }, 'undecided', ['rcp-denies']],
  ['an RCP without a Deny: AWS attaches one that allows everything',
    { ...ABROAD, rcps: [policy({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' })] },
    'allowed', []],
  ['an RCP that requires an ExternalId',
    { ...ABROAD, trust: policy(allow(ALICE, EXTERNAL_ID)), rcps: [rcp({ StringNotEquals: { 'sts:ExternalId': SECRET } })] },
    'denied', ['external-id-missing', 'external-id-missing', 'rcp-denies'], 'allowed'],
  ['an RCP applies to callers with a token',
    { ...BY_TOKEN, rcps: [rcp(undefined, 'sts:AssumeRoleWithWebIdentity')] }, 'denied', ['rcp-denies'], 'not-known'],
  ['an RCP about AssumeRole does not apply to a token', { ...BY_TOKEN, rcps: [rcp(undefined, 'sts:AssumeRole')] }, 'allowed', []],
  ['an RCP that exempts services',
    { trust: policy(allow({ Service: 'lambda.amazonaws.com' })), caller: 'lambda.amazonaws.com', rcps: [rcp(OUTSIDERS)] }, 'allowed', []],
  ['an RCP that does not exempt services',
    { trust: policy(allow({ Service: 'lambda.amazonaws.com' })), caller: 'lambda.amazonaws.com', rcps: [rcp()] }, 'denied',
    ['rcp-denies'], 'not-known'],
];

test.each(ROWS.map((row) => ({ title: row[0], row })))('$title', ({ row: [, question, decision, codes, afterwards] }) => {
  const explanation = ask(question);
  expect(explanation.decision).toBe(decision);
  expect(explanation.causes.map(({ code }) => code)).toEqual(codes);
  if (afterwards !== undefined) expect(explanation.afterwards).toBe(afterwards);
});

const LEADING_THERE = ROWS.filter(([, , , , afterwards]) => afterwards === 'allowed').map(([title, question]) => [title,
  question] as const);

test.each(LEADING_THERE)('%s: the printed commands lead to an allowed call', (_title, question) => {
  expect(decisionAfterAllFixes(question)).toBe('allowed');
});

test('the command for each policy says who has to run it', () => {
  const { causes } = ask({
    trust: policy(allow(OWN)), caller: BUILD, callerPolicies: [NOTHING], boundary: NOTHING, sessionPolicies: [NOTHING], scps: [NOTHING],
  });
  expect(causes.map(({ code, commands: [{ by, run: line }] }) => [code, by, line.split(' --')[0]])).toEqual([
    ['caller-policy-missing', 'caller-account', 'aws iam put-role-policy'],
    ['boundary-denies', 'caller-account', 'aws iam create-policy-version'],
    ['scp-denies', 'organization', 'aws organizations update-policy'],
    ['session-policy-denies', 'caller', 'aws sts assume-role'],
  ]);
});

test.each<[string, readonly string[], unknown, problem: string]>([
  ['an SCP with a principal', ['--scp', 'file:p.json'], rcp(), 'has a Principal'],
  ['an RCP without a principal', ['--rcp', 'file:p.json'], EVERYTHING, 'each of its statements has to have "Principal": "*"'],
  ['levels that are not lists', ['--scp', 'file:p.json'], { levels: [EVERYTHING] }, 'its levels are not lists of policies'],
  ['a session policy of a user', ['--session-policy', 'file:p.json'], EVERYTHING, 'the caller is not a role session'],
  ['an SCP for a token', ['--scp', 'file:p.json', '--caller-arn', GITHUB], EVERYTHING, 'no SCP binds this kind of caller'],
  ['a boundary of a service', ['--boundary', 'file:p.json', '--caller-arn', 'ec2.amazonaws.com'], EVERYTHING, 'has no policies'],
])('%s is rejected with a one-line error', (_title, args, content, problem) => {
  const caller = args.includes('--caller-arn') ? [] : ['--caller-arn', ALICE];
  const said = run(['--trust-policy', 'file:t.json', '--role-arn', ROLE, ...caller, ...args],
    { 't.json': policy(allow(ALICE)), 'p.json': content });
  expect(said).toMatchObject({ status: 2, stdout: '' });
  expect(said.stderr).toContain(problem);
});

test('the output of organizations describe-policy is read without changes', () => {
  const described = { Policy: { PolicySummary: { Type: 'SERVICE_CONTROL_POLICY' }, Content: JSON.stringify(NOTHING) } };
  expect(ask({ ...ABROAD, scps: [described] }).causes.map(({ code }) => code)).toEqual(['scp-denies']);
});
