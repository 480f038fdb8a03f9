/** Can the role assume itself? */
import {
  allow,
  allowService,
  Case,
  deny,
  expectOpen,
  judge,
  MFA,
  OWN,
  PARTNER,
  policy,
  renderedRoot,
  role,
  root,
  session,
} from './trust-policy-cases';

const RULE = 'self-trust';
const own = root(OWN);
const self = role(OWN, 'deploy');
const arn = (operator: string, value: unknown) => ({ [operator]: { 'aws:PrincipalArn': value } });
const named = (document: object, name: unknown = 'deploy', more: Partial<Case> = {}): Case => ({
  document,
  role: { logicalId: 'Role', name },
  ...more,
});
const RESOURCES = { Role: { Type: 'AWS::IAM::Role' }, Other: { Type: 'AWS::IAM::Role' } };

describe('closed: the role does not name itself', () => {
  test.each<[string, object]>([
    ['the role\'s own account, which nearly every policy trusts', policy(allow(own))],
    ['the role\'s own account as AWS::AccountId', policy(allow(renderedRoot({ Ref: 'AWS::AccountId' })))],
    ['another role', policy(allow(role(OWN, 'ci')))],
    ['a role of the same name in another account', policy(allow(role(PARTNER, 'deploy')))],
    ['a user of the same name', policy(allow(`arn:aws:iam::${OWN}:user/deploy`))],
    ['an ARN condition on a user of the same name', policy(allow(own, arn('ArnEquals', `arn:aws:iam::${OWN}:user/deploy`)))],
    ['a role whose name differs in case', policy(allow(role(OWN, 'Deploy')))],
    ['a pattern that also covers other roles', policy(allow(own, arn('ArnLike', role(OWN, 'dep*'))))],
    ['every principal except the role itself', policy(allow(own, arn('ArnNotEquals', self)))],
    [
      'every principal except the role itself, by NotPrincipal',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRole', NotPrincipal: { AWS: self } }),
    ],
    ['MFA, which the role cannot have', policy(allow(self, MFA))],
    ['a Deny of the role itself', policy(allow([self, role(OWN, 'ci')]), deny(self))],
    ['a Deny of every principal except another role', policy(allow(self), deny('*', arn('ArnNotEquals', role(OWN, 'ci'))))],
    ['only to pass tags', policy(allow(role(OWN, 'ci')), allow(self, undefined, 'sts:TagSession'))],
    ['an ARN condition for a different principal', policy(allow(role(OWN, 'ci'), arn('ArnEquals', self)))],
    [
      'an ARN condition for a role of the same name in another account',
      policy(allow(root(PARTNER), arn('ArnEquals', role(PARTNER, 'deploy')))),
    ],
    ['a service', policy(allowService('lambda.amazonaws.com'))],
  ])('%s', (_, document) => expect(judge(RULE, named(document))).toEqual({ findings: [], undecided: undefined }));

  test('a name known only at deployment, and a role with a literal name', () => {
    expect(judge(
      RULE,
      { document: policy(allow(self)), role: { logicalId: 'Role' }, context: { resources: RESOURCES } },
    ).findings).toEqual([]);
  });

  test('nothing known of the role', () => expect(judge(RULE, { document: policy(allow(self)) }).findings).toEqual([]));

  test('another role of the template', () => {
    const document = policy(allow({ 'Fn::GetAtt': ['Other', 'Arn'] }));
    expect(judge(RULE, { document, role: { logicalId: 'Role' }, context: { resources: RESOURCES } }).findings).toEqual([]);
  });
});

describe('open: the role can assume itself', () => {
  test.each<[string, object]>([
    ['by its own ARN', policy(allow(self))],
    ['in a list', policy(allow([role(OWN, 'ci'), self]))],
    ['with a path, which does not distinguish two roles', policy(allow(role(OWN, 'team/deploy')))],
    ['by one of its sessions', policy(allow(session(OWN, 'deploy', 'x')))],
    [
      'by its own ARN as the CDK renders it',
      policy(allow({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/deploy']] })),
    ],
    ['by a condition on its own ARN', policy(allow(own, arn('ArnEquals', self)))],
    [
      'by such a condition beside another',
      policy(allow(own, { StringEquals: { 'sts:ExternalId': 'agreed-value' }, ...arn('ArnEquals', self) })),
    ],
    ['by one of the values of such a condition', policy(allow(own, arn('StringLike', [role(OWN, 'ci'), self])))],
    ['by such a condition for every principal', policy(allow('*', arn('ArnEquals', self)))],
    ['in the second statement', policy(allow(role(OWN, 'ci')), allow(self))],
  ])('%s', (_, document) => {
    const { level, message, witness } = expectOpen(RULE, named(document));
    expect([level, message]).toEqual(['info', 'this role can assume itself: sessions of deploy can be renewed forever']);
    expect(witness.caller.arn).toMatch(new RegExp(`^arn:aws:sts::${OWN}:assumed-role/deploy/`));
  });

  test('by a name that is put together at deployment', () => {
    const name = { 'Fn::Sub': '${AWS::StackName}-deploy' };
    const document = policy(allow({ 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/${AWS::StackName}-deploy' }));
    expect(judge(RULE, named(document, name)).findings).toHaveLength(1);
  });

  test('by Fn::GetAtt', () => {
    const document = policy(allow({ 'Fn::GetAtt': ['Role', 'Arn'] }));
    expect(judge(RULE, { document, role: { logicalId: 'Role' }, context: { resources: RESOURCES } }).findings).toHaveLength(1);
  });

  test('where the role\'s own account is not known', () => {
    const document = policy(allow({ 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:role/deploy' }));
    expect(judge(RULE, named(document, 'deploy', { account: null })).findings).toHaveLength(1);
  });
});

describe('undecided: no finding, because the rule is informational', () => {
  test.each<[string, object, unknown]>([
    ['the principal', policy(allow({ Ref: 'Who' })), 'deploy'],
    ['the name', policy(allow(self)), { Ref: 'Who' }],
    ['the account', policy(allow({ 'Fn::Sub': 'arn:aws:iam::${Who}:role/deploy' })), 'deploy'],
  ])('%s', (_, document, name) => {
    expect(judge(RULE, named(document, name, { context: { parameters: { Who: { Type: 'String' } } } })).findings).toEqual([]);
  });
});
