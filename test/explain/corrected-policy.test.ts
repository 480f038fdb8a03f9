/**
 * The corrected trust policy: it allows the call, lets in nobody else, and is no weaker than the guard's rules ask. Expected policies are
 * worked out by hand; and whatever random policies are corrected to is evaluated for many callers, without the engine that proved it.
 */
import fc from 'fast-check';
import {
  ALICE, allow, ask, DEPLOY, DEPLOY_ROLE, deny, EXTERNAL_ID, GITHUB, Json, MFA, OWN, PARTNER, policy, PORTAL, Question, SECRET,
} from './explaining';
import { correctedPolicyOf, decisionAfterAllFixes } from './one-round';
import { question } from './random-questions';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { EvaluatedRequest, Caller } from '../../src/evaluation/assume-role-request';
import { DescribedRequest, requestOf } from '../../src/evaluation/described-request';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { propertyRuns } from '../property-runs';

const BOB = `arn:aws:iam::${PARTNER}:user/bob`;
const CAROL = `arn:aws:iam::${OWN}:user/carol`;
const ISSUER = 'token.actions.githubusercontent.com';
const ON_MAIN = 'repo:acme/app:ref:refs/heads/main';
const TOKEN = { iss: `https://${ISSUER}`, sub: ON_MAIN, aud: 'sts.amazonaws.com', exp: 1_900_000_000 };
const WITH_TOKEN = 'sts:AssumeRoleWithWebIdentity';
const BY_PERMISSION_SET = {
  ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_Admin_*` },
};

/** A value that is random. */
const RANDOM: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/);

type Row = readonly [title: string, question: Question, statements: readonly unknown[]];

const ROWS: readonly Row[] = [
  ['a user is added beside the one that is trusted', { trust: policy(allow(BOB, { ...MFA, ...EXTERNAL_ID })) },
    [allow([BOB, ALICE], { ...MFA, ...EXTERNAL_ID })]],
  ['an action is added where the statement is for the caller alone',
    { trust: policy(allow(ALICE, { ...MFA, ...EXTERNAL_ID }, 'sts:AssumeRoleWithSAML')) },
    [allow(ALICE, { ...MFA, ...EXTERNAL_ID }, ['sts:AssumeRoleWithSAML', 'sts:AssumeRole'])]],
  ['a statement that nobody could use requires an ExternalId once a caller of another account can',
    { trust: policy(allow(ALICE, MFA, 'sts:AssumeRoleWithSAML')) },
    [allow(ALICE, { ...MFA, StringEquals: { 'sts:ExternalId': RANDOM } }, ['sts:AssumeRoleWithSAML', 'sts:AssumeRole'])]],
  ['an action that would let in others is allowed in a statement for the caller alone',
    { trust: policy(allow([ALICE, BOB], { ...MFA, ...EXTERNAL_ID }, 'sts:AssumeRoleWithSAML')) },
    [allow([ALICE, BOB], { ...MFA, ...EXTERNAL_ID }, 'sts:AssumeRoleWithSAML'), allow(ALICE, { ...MFA, ...EXTERNAL_ID })]],
  ['session tags are allowed to the caller, not to all that the statement names',
    { trust: policy(allow([ALICE, BOB], { ...MFA, ...EXTERNAL_ID })), args: ['--session-tag', 'Project=Alpha'] },
    [
      allow([ALICE, BOB], { ...MFA, ...EXTERNAL_ID }),
      allow(ALICE, { ...MFA, ...EXTERNAL_ID, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Project'] } }, 'sts:TagSession'),
    ]],
  ['the account of the caller is not added to a condition on accounts',
    { trust: policy(allow('*', { StringEquals: { 'aws:PrincipalAccount': OWN } })), caller: DEPLOY },
    [
      allow('*', { StringEquals: { 'aws:PrincipalAccount': OWN } }),
      allow(DEPLOY_ROLE, { StringEquals: { 'aws:PrincipalAccount': PARTNER, 'sts:ExternalId': RANDOM } }),
    ]],
  ['a role is added to a condition that lists roles',
    { trust: policy(allow(PARTNER, { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/Release` } })), caller: DEPLOY },
    [allow(PARTNER, { ArnEquals: { 'aws:PrincipalArn': [`arn:aws:iam::${PARTNER}:role/Release`, DEPLOY_ROLE] } })]],
  ['a user of another account gets in with MFA and an ExternalId only', { trust: policy(allow({ Service: 'ec2.amazonaws.com' })) },
    [allow({ Service: 'ec2.amazonaws.com' }), allow(ALICE, { StringEquals: { 'sts:ExternalId': RANDOM }, ...MFA })]],
  ['an ExternalId that is sent, and cannot be guessed, is required',
    { trust: policy(allow({ Service: 'ec2.amazonaws.com' })), caller: DEPLOY, args: ['--external-id', SECRET] },
    [allow({ Service: 'ec2.amazonaws.com' }), allow(DEPLOY_ROLE, EXTERNAL_ID)]],
  ['one that can be guessed is not',
    { trust: policy(allow({ Service: 'ec2.amazonaws.com' })), caller: DEPLOY, args: ['--external-id', 'acme'] },
    [allow({ Service: 'ec2.amazonaws.com' }), allow(DEPLOY_ROLE, { StringEquals: { 'sts:ExternalId': RANDOM } })]],
  ['a role of another account gets in with an ExternalId',
    { trust: policy(allow(ALICE, MFA)), caller: DEPLOY },
    [allow(ALICE, MFA), allow(DEPLOY_ROLE, { StringEquals: { 'sts:ExternalId': RANDOM } })]],
  ['a permission set of another account, too', { trust: policy(allow({ Service: 'ec2.amazonaws.com' })), caller: PORTAL },
    [
      allow({ Service: 'ec2.amazonaws.com' }),
      allow(`arn:aws:iam::${PARTNER}:root`, { ...BY_PERMISSION_SET, StringEquals: { 'sts:ExternalId': RANDOM } }),
    ]],
  ['a user of the own account gets in without either', { trust: policy(allow({ Service: 'ec2.amazonaws.com' })), caller: CAROL },
    [allow({ Service: 'ec2.amazonaws.com' }), allow(CAROL)]],
  ['a pattern of subjects is not brought to life: the token gets a statement with its own',
    {
      trust: policy(allow({ Federated: GITHUB }, {
        StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com' }, StringLike: { [`${ISSUER}:sub`]: 'repo:acme/app:*' },
      })),
      token: TOKEN,
    },
    [
      expect.anything(),
      allow({ Federated: GITHUB }, { StringEquals: { [`${ISSUER}:aud`]: 'sts.amazonaws.com', [`${ISSUER}:sub`]: ON_MAIN } }, WITH_TOKEN),
    ]],
  ['statements that nobody can use are taken out where the change would bring them to life',
    { trust: policy(allow(PARTNER, { StringLike: { 'sts:SourceIdentity': '*a*' } })) },
    [allow(ALICE, { StringLike: { 'sts:SourceIdentity': '*a*' }, StringEquals: { 'sts:ExternalId': RANDOM }, ...MFA },
      ['sts:AssumeRole', 'sts:SetSourceIdentity'])]],
];

describe.each(ROWS.map(([title, asked, statements]) => ({ title, asked, statements })))('$title', ({ asked, statements }) => {
  test('is the corrected policy', () => {
    expect(correctedPolicyOf(ask(asked))).toEqual({ Version: '2012-10-17', Statement: statements });
  });

  test('allows the call once all commands were run', () => {
    expect(decisionAfterAllFixes(asked)).toBe('allowed');
  });
});

test('a call that has to send more is printed with the policy that requires it', () => {
  const { causes, afterwards } = ask({ trust: policy(allow({ Service: 'ec2.amazonaws.com' })) });
  expect(afterwards).toBe('allowed');
  expect(causes.map(({ code }) => code)).toEqual(['principal-not-trusted']);
  expect(causes[0].commands.map(({ by }) => by)).toEqual(['role-owner', 'caller']);
  expect(causes[0].commands[1].run).toMatch(/ --external-id [0-9a-f-]{36} --serial-number /);
  expect(causes[0].fix).toContain('the statement then requires an ExternalId and MFA, because the caller is of another account');
});

/** No change is proved: there is no command, but the reason, and no promise. */
test.each<[title: string, question: Question, why: string]>([
  ['a Deny stays', { trust: policy(allow(BOB), deny(ALICE)) }, 'no change was found that is certain to make this call allowed'],
  ['a value is not known',
    { trust: policy(allow(BOB, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } })) },
    'no change was found that is certain to make this call allowed'],
  ['deployment decides a part', { trust: policy(allow({ 'Fn::Sub': 'arn:aws:iam::${Account}:root' }), allow(BOB)) },
    'deployment decides a part of the document, or IAM would not accept it'],
  ['IAM would not accept a NotPrincipal',
    { trust: policy({ ...allow('*', { ...MFA, ...EXTERNAL_ID }), Principal: undefined, NotPrincipal: { AWS: ALICE } }) },
    'deployment decides a part of the document, or IAM would not accept it'],
  ['IAM would not accept it', { trust: policy(allow([BOB, 'arn:aws:iam::111122223333:user/*'])) },
    'deployment decides a part of the document, or IAM would not accept it'],
])('%s: no command', (_title, asked, why) => {
  const { causes, afterwards } = ask(asked);
  expect(afterwards).toBe('not-known');
  expect(causes.flatMap(({ commands }) => commands.map(({ run }) => run)).join('\n')).not.toContain('update-assume-role-policy');
  expect(causes.map(({ fix }) => fix).join('\n')).toContain(`; no command is printed for that, because ${why}`);
});

test('session tags that are left out do not have to be allowed', () => {
  const trust = policy(allow(PARTNER, { ...EXTERNAL_ID, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Project'] } }));
  const asked = { trust, args: ['--session-tag', 'Colour=red'] };
  expect(correctedPolicyOf(ask(asked))).toBeUndefined();
  expect(decisionAfterAllFixes(asked)).toBe('allowed');
});

const USERS: readonly Caller[] = [['alice', PARTNER], ['Alice', PARTNER], ['bob', PARTNER], ['carol', OWN], ['dave', OWN]].map(
  ([name, account]) => ({ kind: 'iam-user', partition: 'aws', account, name }),
);
const SESSIONS: readonly Caller[] = [
  ['Deploy', PARTNER], ['Other', PARTNER], ['Deploy', OWN],
  ['aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef', PARTNER],
  ['aws-reserved/sso.amazonaws.com/AWSReservedSSO_Read_0123456789abcdef', PARTNER],
].map(([roleName, account]) => ({ kind: 'role-session', partition: 'aws', account, roleName, sessionName: 'ci' }));
const CALLERS: readonly Caller[] = [...USERS, ...SESSIONS, { kind: 'service', service: 'ec2.amazonaws.com' }];

/** Which of `CALLERS` each caller of the random questions is. */
const ASKING: Readonly<Record<string, Caller>> = {
  [ALICE]: USERS[0], [CAROL]: USERS[3], [DEPLOY]: SESSIONS[0], [PORTAL]: SESSIONS[3],
};

const sent = fc.record({
  mfa: fc.constantFrom(undefined, true),
  mfaAgeSeconds: fc.constantFrom(undefined, 10),
  externalId: fc.constantFrom(undefined, SECRET, 'wrong'),
  sessionName: fc.constantFrom('alice', 'work-x'),
  sourceIdentity: fc.constantFrom(undefined, 'alice', 'bob'),
  sessionTags: fc.constantFrom<[string, string][]>([], [['Project', 'Beta']], [['Project', 'Alpha']], [['Colour', 'red']]).map(
    (tags) => new Map(tags)),
  context: fc.constant(new Map<string, string>()),
});

/** Only users have MFA, and a service sends nothing of this. */
function requestBy(caller: Caller, call: Omit<DescribedRequest, 'caller'>): EvaluatedRequest {
  if (caller.kind === 'service') return requestOf({ caller });
  return requestOf({ ...call, caller, mfa: caller.kind === 'iam-user' ? call.mfa : undefined });
}

test('whatever is corrected, only the caller gets in that did not before, and no rule finds a new error', () => {
  let [asks, corrected] = [0, 0];
  fc.assert(fc.property(question, fc.array(sent, { minLength: 12, maxLength: 12 }), (asked, calls) => {
    const document = correctedPolicyOf(ask(asked));
    asks += 1;
    if (document === undefined) return;
    corrected += 1;
    const before = documentOf(asked.trust);
    const [old, changed] = [before, document].map((each) => readTrustPolicy(each, { account: OWN, partition: 'aws' }).variants[0]);
    for (const caller of CALLERS.filter((one) => one !== ASKING[asked.caller!])) {
      for (const call of calls) {
        const request = requestBy(caller, call);
        const isNew = evaluate(changed, request).outcome === 'allowed' && evaluate(old, request).outcome !== 'allowed';
        expect(isNew ? { caller, call } : undefined).toBeUndefined();
      }
    }
    const known = errorsOf(before);
    expect(errorsOf(document).filter((ruleId) => !known.includes(ruleId))).toEqual([]);
  }), propertyRuns(100));
  expect(corrected / asks).toBeGreaterThan(0.3);
});

function documentOf(trust: unknown): unknown {
  return (trust as { Role: { AssumeRolePolicyDocument: Json } }).Role.AssumeRolePolicyDocument;
}

function errorsOf(document: unknown): readonly string[] {
  const subject = { document, context: { account: OWN, partition: 'aws' } };
  const findings = auditTrustPolicy(subject, { accounts: new Map(), levels: {} });
  return findings.filter(({ level }) => level === 'error').map(({ ruleId }) => ruleId);
}
