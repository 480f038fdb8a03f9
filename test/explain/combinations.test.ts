/** Several mistakes at once: all of them are reported, in order, and one round of fixes is enough. */
import {
  ALICE, allow, ask, codesOf, DEPLOY, DEPLOY_ROLE, deny, EXTERNAL_ID, getRole, GITHUB, MFA, OWN, PARTNER, permits, policy, PORTAL,
  Question, ROLE, SECRET,
} from './explaining';
import { decisionAfterAllFixes } from './one-round';

const BOB = `arn:aws:iam::${PARTNER}:user/bob`;
const PATHED = `arn:aws:iam::${OWN}:role/team/Audit`;
const SETS_IDENTITY = ['sts:AssumeRole', 'sts:SetSourceIdentity'];
const TAGS = ['sts:AssumeRole', 'sts:TagSession'];
const NO_PERMISSION = [permits('s3:*', '*')];
const EVERYTHING = {
  ...MFA,
  StringEquals: {
    'sts:ExternalId': SECRET,
    'sts:RoleSessionName': '${aws:username}',
    'sts:SourceIdentity': 'alice',
    'aws:RequestTag/Project': 'Beta',
  },
};
const LATE = { NumericLessThan: { 'aws:MultiFactorAuthAge': '900' } };

const COMBINATIONS: readonly (readonly [title: string, question: Question, codes: readonly string[]])[] = [
  ['MFA and ExternalId', { trust: policy(allow(ALICE, { ...MFA, ...EXTERNAL_ID })) }, ['mfa-missing', 'external-id-missing']],
  [
    'MFA and a wrong ExternalId', { trust: policy(allow(ALICE, { ...MFA, ...EXTERNAL_ID })), args: ['--external-id', 'wrong'] },
    ['mfa-missing', 'external-id-mismatch'],
  ],
  [
    'old MFA and no ExternalId', { trust: policy(allow(ALICE, { ...LATE, ...EXTERNAL_ID })), args: ['--mfa-age', '4000'] },
    ['mfa-too-old', 'external-id-missing'],
  ],
  ['both keys of MFA are one cause', { trust: policy(allow(ALICE, { ...MFA, ...LATE })) }, ['mfa-missing']],
  [
    'an untrusted user who sends nothing', { trust: policy(allow(BOB, { ...MFA, ...EXTERNAL_ID })) },
    ['principal-not-trusted', 'mfa-missing', 'external-id-missing'],
  ],
  [
    'an untrusted user who sets the source identity that the policy allows for others',
    { trust: policy(allow(BOB, { StringEquals: { 'sts:SourceIdentity': 'bob' } }, SETS_IDENTITY)), args: ['--source-identity', 'bob'] },
    ['principal-not-trusted'],
  ],
  [
    'an untrusted user who passes tags that the policy allows for others',
    { trust: policy(allow(BOB, undefined, TAGS)), args: ['--session-tag', 'Project=Alpha'] }, ['principal-not-trusted'],
  ],
  [
    'an untrusted user who passes tags that no statement allows',
    { trust: policy(allow(BOB)), args: ['--session-tag', 'Project=Alpha'] },
    ['principal-not-trusted', 'session-tags-not-allowed'],
  ],
  [
    'an untrusted role under MFA that sets a source identity that the policy allows for others',
    { trust: policy(allow(ALICE, MFA, SETS_IDENTITY)), caller: DEPLOY, args: ['--source-identity', 'ci'] },
    ['principal-not-trusted', 'mfa-impossible'],
  ],
  [
    'an untrusted user without permission', { trust: policy(allow(BOB)), callerPolicies: NO_PERMISSION },
    ['principal-not-trusted', 'caller-policy-missing'],
  ],
  [
    'all five classic mistakes',
    { trust: getRole(PATHED, policy(allow(BOB, { ...MFA, ...EXTERNAL_ID }))), callerPolicies: NO_PERMISSION },
    ['role-arn-mismatch', 'principal-not-trusted', 'mfa-missing', 'external-id-missing', 'caller-policy-missing'],
  ],
  ['a wrong role ARN and MFA', { trust: getRole(PATHED, policy(allow(ALICE, MFA))) }, ['role-arn-mismatch', 'mfa-missing']],
  [
    'a permission on the same wrong role ARN', { trust: getRole(PATHED, policy(allow(ALICE))), callerPolicies: [permits()] },
    ['role-arn-mismatch', 'caller-policy-missing'],
  ],
  [
    'a wrong role ARN and a long session', { trust: getRole(PATHED, policy(allow(ALICE))), args: ['--duration', '3601'] },
    ['role-arn-mismatch', 'duration-too-long'],
  ],
  [
    'a role with MFA required that sends no ExternalId', { trust: policy(allow(PARTNER, { ...MFA, ...EXTERNAL_ID })), caller: DEPLOY },
    ['mfa-impossible', 'external-id-missing'],
  ],
  ['an untrusted role under MFA', { trust: policy(allow(ALICE, MFA)), caller: DEPLOY }, ['principal-not-trusted', 'mfa-impossible']],
  [
    'an untrusted role under MFA that asks for two hours',
    { trust: policy(allow(ALICE, MFA)), caller: DEPLOY, args: ['--duration', '7200'] },
    ['principal-not-trusted', 'mfa-impossible', 'chaining-over-an-hour'],
  ],
  [
    'a user of Identity Center under MFA and ExternalId, without permission',
    { trust: policy(allow(ALICE, { ...MFA, ...EXTERNAL_ID })), caller: PORTAL, callerPolicies: NO_PERMISSION },
    ['principal-not-trusted', 'mfa-impossible', 'external-id-missing', 'caller-policy-missing'],
  ],
  [
    'a source identity that is required, not set and not allowed',
    { trust: policy(allow(ALICE, { StringLike: { 'sts:SourceIdentity': '*' } })) },
    ['source-identity-missing', 'source-identity-not-allowed'],
  ],
  [
    'the same with a permission for AssumeRole alone',
    { trust: policy(allow(ALICE, { StringLike: { 'sts:SourceIdentity': '*' } })), callerPolicies: [permits()] },
    ['caller-policy-missing', 'source-identity-missing', 'source-identity-not-allowed'],
  ],
  [
    'a wrong source identity and a wrong session name',
    {
      trust: policy(allow(ALICE, { StringEquals: { 'sts:SourceIdentity': 'alice', 'sts:RoleSessionName': 'alice' } }, SETS_IDENTITY)),
      args: ['--source-identity', 'bob', '--session-name', 'bob'],
    },
    ['source-identity-mismatch', 'session-name-mismatch'],
  ],
  [
    'tags and a source identity that no statement allows',
    { trust: policy(allow(ALICE)), args: ['--session-tag', 'Project=Alpha', '--source-identity', 'alice'] },
    ['source-identity-not-allowed', 'session-tags-not-allowed'],
  ],
  [
    'a tag that is required, missing and not allowed',
    { trust: policy(allow(ALICE, { StringEquals: { 'aws:RequestTag/Project': 'Beta' } })) },
    ['session-tags-not-allowed', 'session-tag-mismatch'],
  ],
  [
    'two tags with wrong values',
    {
      trust: policy(allow(ALICE, { StringEquals: { 'aws:RequestTag/Project': 'Beta', 'aws:RequestTag/Team': 'Blue' } }, TAGS)),
      args: ['--session-tag', 'Project=Alpha', '--session-tag', 'Team=Red'],
    },
    ['session-tag-mismatch', 'session-tag-mismatch'],
  ],
  [
    'one tag too many and a tag with another value',
    {
      trust: policy(
        allow(
          ALICE,
          { 'StringEquals': { 'aws:RequestTag/Project': 'Beta' }, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Project'] } },
          TAGS,
        ),
      ),
      args: ['--session-tag', 'Project=Alpha', '--session-tag', 'Team=Red'],
    },
    ['session-tags-not-allowed', 'session-tag-mismatch'],
  ],
  ['nearly everything at once', {
    trust: getRole(PATHED, policy(allow(BOB, EVERYTHING))),
    args: ['--session-name', 'x1', '--duration', '9000', '--session-tag', 'Project=Alpha', '--external-id', 'wrong'],
    callerPolicies: NO_PERMISSION,
  }, [
    'role-arn-mismatch', 'principal-not-trusted', 'mfa-missing', 'external-id-mismatch', 'caller-policy-missing', 'source-identity-missing',
    'source-identity-not-allowed', 'session-tags-not-allowed', 'session-tag-mismatch', 'session-name-mismatch', 'duration-too-long',
  ]],
  ['the wrong API and MFA', { trust: policy(allow(ALICE, MFA, 'sts:AssumeRoleWithSAML')) }, ['wrong-action', 'mfa-missing']],
  [
    'a Deny without MFA, which the Allow requires, too',
    { trust: policy(allow(ALICE, MFA), deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })) },
    ['explicit-deny', 'mfa-missing'],
  ],
  [
    'a Deny without MFA alone',
    { trust: policy(allow(ALICE), deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })) },
    ['explicit-deny', 'mfa-missing'],
  ],
  [
    'a Deny without the ExternalId',
    { trust: policy(allow(ALICE), deny('*', { StringNotEquals: { 'sts:ExternalId': SECRET } })) },
    ['explicit-deny', 'external-id-missing'],
  ],
  [
    'a permission under MFA', { trust: policy(allow(ALICE)), callerPolicies: [permits('sts:AssumeRole', ROLE, MFA)] },
    ['mfa-missing', 'caller-policy-missing'],
  ],
  [
    'the policy that denies all without MFA',
    {
      trust: policy(allow(ALICE)),
      callerPolicies: [
        permits(),
        policy(
          {
            Effect: 'Deny',
            NotAction: ['iam:*', 'sts:GetSessionToken'],
            Resource: '*',
            Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
          },
        ),
      ],
    },
    ['mfa-missing', 'caller-policy-denies'],
  ],
  [
    'the nearest of two statements is the one with less to change',
    { trust: policy(allow(PARTNER, { ...MFA, ...EXTERNAL_ID }), allow(PARTNER, MFA)) }, ['mfa-missing'],
  ],
  [
    'for a role, a statement that it can satisfy is nearer than one that requires MFA',
    { trust: policy(allow(PARTNER, MFA), allow(PARTNER, EXTERNAL_ID)), caller: DEPLOY }, ['external-id-missing'],
  ],
  [
    'a condition on another role and no ExternalId',
    {
      trust: policy(allow(PARTNER, { ...EXTERNAL_ID, ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/Release` } })),
      caller: DEPLOY,
    },
    ['external-id-missing', 'condition-not-met'],
  ],
];

test.each(COMBINATIONS)('%s: every cause is reported, in order', (_title, question, codes) => {
  expect(ask(question).decision).toBe('denied');
  expect(codesOf(question)).toEqual(codes);
});

test.each(COMBINATIONS)('%s: one round of fixes is enough', (_title, question) => {
  expect(decisionAfterAllFixes(question)).toBe('allowed');
});

test('what the nearest statement already allows is not added to it again', () => {
  const { causes } = ask({ trust: policy(allow(BOB, undefined, SETS_IDENTITY)), args: ['--source-identity', 'bob'] });
  expect(causes.map(({ commands }) => commands[0].run.match(/sts:SetSourceIdentity/g))).toEqual([['sts:SetSourceIdentity']]);
});

test('the caller chooses which condition of a Deny must not match', () => {
  const denyAbroad = deny('*', { StringNotEquals: { 'sts:ExternalId': SECRET }, NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } });
  const { causes } = ask({ trust: policy(allow(ALICE, MFA), denyAbroad), args: ['--context', 'aws:SourceIp=198.51.100.7'] });
  expect(causes.map(({ code }) => code)).toEqual(['explicit-deny', 'mfa-missing']);
  expect(causes[1].commands[0].run).not.toContain('--external-id');
});

test.each<[string, Question]>([
  ['a document that IAM would reject', { trust: policy({ ...allow(`arn:aws:iam::${PARTNER}:user/bob`), Resource: '*' }) }],
  [
    'a document that is partly known only at deployment',
    { trust: policy(allow([`arn:aws:iam::${PARTNER}:user/bob`, { 'Fn::Sub': 'arn:aws:iam::${Other}:root' }])) },
  ],
  ['a token without known claims: every token would be allowed', { trust: policy(allow(ALICE)), caller: GITHUB }],
])('no corrected policy is printed for %s', (_title, question) => {
  expect(ask(question).causes[0].commands[0].run).toBe('aws iam get-role --role-name Audit');
});

test('a token is trusted with the given claims', () => {
  const { causes } = ask(
    { trust: policy(allow(ALICE)), caller: GITHUB, args: ['--context', 'token.actions.githubusercontent.com:sub=repo:acme/app'] },
  );
  expect(causes[0].commands[0].run).toContain('"Condition":{"StringEquals":{"token.actions.githubusercontent.com:sub":"repo:acme/app"}}');
});

const NOT_BY_COMMAND: readonly (readonly [title: string, question: Question, codes: readonly string[]])[] = [
  [
    'a role that sends MFA, which is required and which it cannot have',
    { trust: policy(allow(PARTNER, MFA)), caller: DEPLOY, args: ['--mfa'] }, ['mfa-impossible'],
  ],
  ['a Deny and no ExternalId', { trust: policy(allow(ALICE, EXTERNAL_ID), deny(ALICE)) }, ['explicit-deny', 'external-id-missing']],
  [
    'a Deny of MFA for roles',
    { trust: policy(allow(DEPLOY_ROLE), deny('*', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } })), caller: DEPLOY },
    ['explicit-deny', 'mfa-impossible'],
  ],
  [
    'a Deny on either side',
    { trust: policy(allow(ALICE), deny(ALICE)), callerPolicies: [policy({ Effect: 'Deny', Action: '*', Resource: '*' })] },
    ['explicit-deny', 'caller-policy-missing', 'caller-policy-denies'],
  ],
  [
    'a wrong address and no MFA',
    {
      trust: policy(allow(ALICE, { ...MFA, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })),
      args: ['--context', 'aws:SourceIp=198.51.100.7'],
    },
    ['mfa-missing', 'condition-not-met'],
  ],
  [
    'a user calling a role for tokens',
    {
      trust: policy(
        allow(
          { Federated: GITHUB }, { StringEquals: { 'token.actions.githubusercontent.com:sub': 'repo:acme/app' } },
          'sts:AssumeRoleWithWebIdentity',
        ),
      ),
    },
    ['principal-not-trusted', 'wrong-action', 'condition-not-met'],
  ],
  [
    'a Deny with two conditions is reported as one cause',
    {
      trust: policy(
        allow(ALICE),
        deny('*', { StringNotEquals: { 'sts:ExternalId': SECRET }, BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }),
      ),
    },
    ['explicit-deny'],
  ],
];

test.each(NOT_BY_COMMAND)('%s: every cause is reported, in order', (_title, question, codes) => {
  expect(ask(question).decision).toBe('denied');
  expect(codesOf(question)).toEqual(codes);
});
