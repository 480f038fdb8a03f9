/** Does an Allow grant every action to callers from outside the account? */
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

describe('closed: callers from outside have the actions they need, or none', () => {
  test.each<[string, object]>([
    ['one action', policy(allow(partner))],
    ['actions in a list', policy(allow(partner, undefined, ['sts:AssumeRole', 'sts:TagSession']))],
    ['weakness 13: ways to come in, and nothing else', policy(allow(partner, undefined, 'STS:Assume*'))],
    ['the same with a question mark', policy(allow(partner, undefined, 'sts:AssumeRol?'))],
    ['side actions by pattern', policy(allow(partner), allow(partner, undefined, 'sts:*Session'))],
    ['the own account', policy(allow(own, undefined, 'sts:*'))],
    ['the own account as AWS::AccountId', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' }), undefined, '*'))],
    ['a service', policy(allowService('lambda.amazonaws.com', undefined, 'sts:*'))],
    ['everything but a few, of the own account', policy({ Effect: 'Allow', NotAction: 'iam:*', Principal: { AWS: own } })],
    ['everything but STS', policy({ Effect: 'Allow', NotAction: 'sts:*', Principal: { AWS: partner } })],
    [
      'everything but what tags and names',
      policy({ Effect: 'Allow', NotAction: ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'], Principal: { AWS: partner } }),
    ],
    ['every action of another service', policy(allow(partner, undefined, 's3:*'))],
    ['a Deny of every action', policy(allow(own), deny(partner, undefined, 'sts:*'))],
    ['a foreign caller whom a Deny keeps out', policy(allow([own, partner], undefined, 'sts:*'), deny(partner))],
    ['a foreign caller who cannot meet the condition', policy(allow(partner, MFA, 'sts:*'))],
  ])('%s', (_, document) => expect(judge(RULE, { document })).toEqual({ findings: [], undecided: undefined }));
});

describe('open: callers from outside are allowed everything', () => {
  test.each<[string, object, string]>([
    ['weakness 12: every action of STS', policy(allow(partner, EXTERNAL_ID, 'sts:*')), '"sts:*"'],
    ['weakness 12: every action', policy(allow(partner, EXTERNAL_ID, '*')), '"*"'],
    ['among others', policy(allow(partner, EXTERNAL_ID, ['sts:AssumeRole', 'sts:*'])), '"sts:*"'],
    ['in another spelling', policy(allow(partner, EXTERNAL_ID, 'STS:?*')), '"STS:?*"'],
    [
      'weakness 14: everything but a few',
      policy({ Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Principal: { AWS: partner } }),
      'every action except "iam:*" and "s3:*"',
    ],
    ['a known own account: it is outside all the same', policy(allow(root(SISTER), undefined, 'sts:*')), '"sts:*"'],
    ['a vendor', policy(allow(root(VENDOR), EXTERNAL_ID, 'sts:*')), '"sts:*"'],
    ['everybody', policy(allow('*', undefined, 'sts:*')), '"sts:*"'],
    ['holders of tokens', policy({ ...allowFederated(PROVIDER), Action: 'sts:*' }), '"sts:*"'],
    ['a foreign caller beside the own account', policy(allow([own, partner], undefined, 'sts:*')), '"sts:*"'],
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

describe('undecided: silent, the rules that ask who comes have told it', () => {
  test.each<[string, object]>([
    ['a principal', policy(allow({ Ref: 'Who' }, undefined, 'sts:*'))],
    ['an action', policy(allow(partner, undefined, { Ref: 'Who' }))],
  ])('%s', (_, document) => expect(judge(RULE, { document, context: { parameters: { Who: { Type: 'String' } } } }).findings).toEqual([]));
});
