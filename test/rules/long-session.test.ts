/** Can callers of another account hold a session of this role for more than an hour? */
import {
  allow,
  allowFederated,
  allowService,
  Case,
  deny,
  EXTERNAL_ID,
  expectOpen,
  judge,
  MFA,
  OWN,
  PARTNER,
  policy,
  renderedRoot,
  role,
  root,
  SISTER,
  user,
  VENDOR,
} from './trust-policy-cases';

const RULE = 'long-session';
const HALF_A_DAY = 43200;
const alice = user(PARTNER, 'alice');
const lasting = (document: object, maxSessionDuration: unknown = HALF_A_DAY): Case => ({
  document,
  role: { logicalId: 'Role', maxSessionDuration },
});

describe('closed: one hour, or no callers of another account', () => {
  test.each<[string, object, unknown]>([
    ['one hour', policy(allow(alice)), 3600],
    ['one hour as text', policy(allow(alice)), '3600'],
    ['the role\'s own account', policy(allow(root(OWN))), HALF_A_DAY],
    ['the role\'s own account as AWS::AccountId', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }))), HALF_A_DAY],
    ['a service', policy(allowService('lambda.amazonaws.com')), HALF_A_DAY],
    [
      'a provider of the role\'s own account: a working day is usual for people who sign in',
      policy(allowFederated(`arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`)),
      HALF_A_DAY,
    ],
    ['a foreign caller that a Deny covers', policy(allow([root(OWN), alice]), deny(alice)), HALF_A_DAY],
    ['a foreign caller that cannot be allowed', policy(allow(role(PARTNER, 'ci'), MFA)), HALF_A_DAY],
  ])('%s', (_, document, duration) => expect(judge(RULE, lasting(document, duration))).toEqual({ findings: [], undecided: undefined }));

  test('nothing known of the role, or no duration in the template: one hour', () => {
    expect(judge(RULE, { document: policy(allow(alice)) }).findings).toEqual([]);
    expect(judge(RULE, { document: policy(allow(alice)), role: { logicalId: 'Role' } }).findings).toEqual([]);
  });
});

describe('open: callers of another account, for more than an hour', () => {
  test.each<[string, object, unknown, string]>([
    ['weakness 42: a user', policy(allow(alice, { ...MFA, ...EXTERNAL_ID })), HALF_A_DAY, '12 hours'],
    ['as text', policy(allow(alice)), '7200', '2 hours'],
    ['a little more than an hour', policy(allow(alice)), 5400, '1.5 hours'],
    ['one second more', policy(allow(alice)), 3601, '3601 seconds'],
    ['a whole account', policy(allow(root(PARTNER))), HALF_A_DAY, '12 hours'],
    ['an account declared as own', policy(allow(root(SISTER))), HALF_A_DAY, '12 hours'],
    ['a vendor', policy(allow(root(VENDOR), EXTERNAL_ID)), HALF_A_DAY, '12 hours'],
    ['in the second statement', policy(allow(root(OWN)), allow(alice)), HALF_A_DAY, '12 hours'],
    ['a user after a role', policy(allow(role(PARTNER, 'ci')), allow(alice)), HALF_A_DAY, '12 hours'],
    ['every principal', policy(allow('*')), HALF_A_DAY, '12 hours'],
  ])('%s', (_, document, duration, words) => {
    const { level, message, because, witness } = expectOpen(RULE, lasting(document, duration));
    expect(level).toBe('info');
    expect(message).toContain(`can last ${words}, and callers from `);
    expect(because).toBe(`MaxSessionDuration is ${duration}`);
    expect(witness.caller.kind).toBe('iam-user');
    expect(witness.caller.account).not.toBe(OWN);
  });

  test('role chaining is limited to one hour, and the finding says so', () => {
    const { because, witness } = expectOpen(RULE, lasting(policy(allow(role(PARTNER, 'ci')))));
    expect(because).toContain('role chaining limits sessions to one hour');
    expect(witness.caller.kind).toBe('role-session');
  });

  test('reported once, not for each statement', () => {
    expect(judge(RULE, lasting(policy(allow(alice), allow(user(PARTNER, 'bob'))))).findings).toHaveLength(1);
  });
});

describe('undecided: no finding, because the rule is informational', () => {
  const context = { parameters: { Who: { Type: 'String' }, Stage: { Type: 'String' } } };

  test.each<[string, object, unknown]>([
    ['the principal', policy(allow({ Ref: 'Who' })), HALF_A_DAY],
    ['the duration', policy(allow(alice)), { Ref: 'Stage' }],
    ['an invalid duration', policy(allow(alice)), 'long'],
  ])('%s', (_, document, duration) => expect(judge(RULE, { ...lasting(document, duration), context }).findings).toEqual([]));
});
