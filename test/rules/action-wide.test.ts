/** Does an Allow grant every action to callers of another account? */
import {
  allow,
  allowFederated,
  allowService,
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
  VENDOR,
} from './trust-policy-cases';

const RULE = 'action-wide';
const own = root(OWN);
const partner = role(PARTNER, 'deploy');
const PROVIDER = `arn:aws:iam::${OWN}:oidc-provider/issuer.example.org`;

describe('closed: callers of other accounts have only the actions they need, or none', () => {
  test.each<[string, object]>([
    ['one action', policy(allow(partner))],
    ['actions in a list', policy(allow(partner, undefined, ['sts:AssumeRole', 'sts:TagSession']))],
    ['weakness 13: patterns of assume actions only', policy(allow(partner, undefined, 'STS:Assume*'))],
    ['the same with a question mark', policy(allow(partner, undefined, 'sts:AssumeRol?'))],
    ['side actions by pattern', policy(allow(partner), allow(partner, undefined, 'sts:*Session'))],
    ['the role\'s own account', policy(allow(own, undefined, 'sts:*'))],
    ['the role\'s own account as AWS::AccountId', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }), undefined, '*'))],
    ['a service', policy(allowService('lambda.amazonaws.com', undefined, 'sts:*'))],
    ['everything except a few, of the role\'s own account', policy({ Effect: 'Allow', NotAction: 'iam:*', Principal: { AWS: own } })],
    ['everything except STS', policy({ Effect: 'Allow', NotAction: 'sts:*', Principal: { AWS: partner } })],
    [
      'every action except tagging and naming a session',
      policy({ Effect: 'Allow', NotAction: ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'], Principal: { AWS: partner } }),
    ],
    ['every action of another service', policy(allow(partner, undefined, 's3:*'))],
    ['a Deny of every action', policy(allow(own), deny(partner, undefined, 'sts:*'))],
    ['a foreign caller covered by a Deny', policy(allow([own, partner], undefined, 'sts:*'), deny(partner))],
    ['a foreign caller that cannot satisfy the condition', policy(allow(partner, MFA, 'sts:*'))],
  ])('%s', (_, document) => expect(judge(RULE, { document })).toEqual({ findings: [], undecided: undefined }));
});

describe('open: callers of other accounts are allowed every action', () => {
  test.each<[string, object, string]>([
    ['weakness 12: every action of STS', policy(allow(partner, EXTERNAL_ID, 'sts:*')), '"sts:*"'],
    ['weakness 12: every action', policy(allow(partner, EXTERNAL_ID, '*')), '"*"'],
    ['among others', policy(allow(partner, EXTERNAL_ID, ['sts:AssumeRole', 'sts:*'])), '"sts:*"'],
    ['in another spelling', policy(allow(partner, EXTERNAL_ID, 'STS:?*')), '"STS:?*"'],
    [
      'weakness 14: everything except a few',
      policy({ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Principal: { AWS: partner } }),
      'every action except "iam:*" and "s3:*"',
    ],
    ['an account declared as own: it is still another account', policy(allow(root(SISTER), undefined, 'sts:*')), '"sts:*"'],
    ['a vendor', policy(allow(root(VENDOR), EXTERNAL_ID, 'sts:*')), '"sts:*"'],
    ['every principal', policy(allow('*', undefined, 'sts:*')), '"sts:*"'],
    ['web identities', policy({ ...allowFederated(PROVIDER), Action: 'sts:*' }), '"sts:*"'],
    ['a foreign caller beside the role\'s own account', policy(allow([own, partner], undefined, 'sts:*')), '"sts:*"'],
    ['in the second statement', policy(allow(own, undefined, 'sts:*'), allow(partner, undefined, '*')), '"*"'],
  ])('%s', (_, document, words) => {
    const { level, message, because, witness } = expectOpen(RULE, { document });
    expect([level, message]).toEqual(['warning', `callers from outside the account are allowed ${words} on this role`]);
    expect(because).toContain('sts:TagSession');
    expect(witness.caller.account).not.toBe(OWN);
  });

  test('the fix names the one action that the caller needs', () => {
    expect(expectOpen(
      RULE,
      { document: policy({ ...allowFederated(PROVIDER), Action: 'sts:*' }) },
    ).fix).toContain('"Action": "sts:AssumeRoleWithWebIdentity"');
    expect(expectOpen(RULE, { document: policy(allow(partner, undefined, '*')) }).fix).toContain('"Action": "sts:AssumeRole"');
  });

  test('weakness 37: in one branch of Fn::If', () => {
    const context = { conditions: { Prod: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } };
    for (const branches of [['sts:*', 'sts:AssumeRole'], ['sts:AssumeRole', 'sts:*']]) {
      const { message } = expectOpen(RULE, { document: policy(allow(partner, undefined, { 'Fn::If': ['Prod', ...branches] })), context });
      expect(message).toContain('"sts:*"');
    }
  });
});

describe('undecided: no finding, because the rules about principals already report it', () => {
  test.each<[string, object]>([
    ['a principal', policy(allow({ Ref: 'Who' }, undefined, 'sts:*'))],
    ['an action', policy(allow(partner, undefined, { Ref: 'Who' }))],
  ])('%s', (_, document) => expect(judge(RULE, { document, context: { parameters: { Who: { Type: 'String' } } } }).findings).toEqual([]));
});
