/** Is an Allow, or a part of it, one that no request can ever satisfy? */
import {
  allow,
  allowFederated,
  allowService,
  deny,
  EXTERNAL_ID,
  expectClosed,
  judge,
  MFA,
  ORGANIZATION,
  OWN,
  PARTNER,
  policy,
  role,
  root,
  session,
  user,
} from './trust-policy-cases';

const RULE = 'dead-statement';
const ISSUER = 'issuer.example.org';
const PROVIDER = `arn:aws:iam::${OWN}:oidc-provider/${ISSUER}`;
const OTHER = 'other.example.org';
const own = root(OWN);
const ci = role(OWN, 'ci');
const alive = allow(ci);
const on = (operator: string, key: string, value: unknown) => ({ [operator]: { [key]: value } });

describe('closed: every statement can be satisfied', () => {
  test.each<[string, object]>([
    ['a service', policy(allowService('lambda.amazonaws.com'))],
    ['two services', policy(allowService(['ec2.amazonaws.com', 'ssm.amazonaws.com']))],
    [
      'two services that have to send their source account',
      policy(allowService(['ec2.amazonaws.com', 'iot.amazonaws.com'], on('StringEquals', 'aws:SourceAccount', OWN))),
    ],
    ['users with MFA and workloads without', policy(allow(user(OWN, 'alice'), MFA), allow(ci))],
    ['side actions for callers that another statement allows', policy(alive, allow(ci, undefined, 'sts:TagSession'))],
    ['a source identity for them', policy(alive, allow(own, on('StringLike', 'sts:SourceIdentity', 'ci-*'), 'sts:SetSourceIdentity'))],
    [
      'a statement that only allows tagging',
      policy(allowFederated(PROVIDER), { ...allowFederated(PROVIDER), Action: ['sts:AssumeRole', 'sts:TagSession'] }),
    ],
    [
      'an account and a service that share an ExternalId',
      policy({ ...allow(own, EXTERNAL_ID), Principal: { AWS: own, Service: 'firehose.amazonaws.com' } }),
    ],
    ['a list in which each matches', policy(allow([own, user(PARTNER, 'alice')], MFA))],
    ['two statements for the same callers', policy(alive, alive)],
    ['a wider statement that makes another one redundant', policy(alive, allow(own))],
    ['a Deny that never matches, which is harmless', policy(alive, deny(ci, MFA))],
    ['a Deny for some of them', policy(allow(own), deny(user(OWN, 'alice')))],
  ])('%s', (_, document) => expectClosed(RULE, { document }));

  test('a statement that applies in one branch of Fn::If', () => {
    const document = policy(alive, allow(ci, { 'Fn::If': ['Strict', MFA, { Ref: 'AWS::NoValue' }] }));
    expectClosed(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });
});

test('closed: a principal in a list, where the document has several variants; only whole statements are reported then', () => {
  const document = policy(allow([user(OWN, 'alice'), ci], MFA), { ...alive, Sid: { 'Fn::If': ['Strict', 'One', 'Two'] } });
  expectClosed(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
});

describe('closed here, because another rule reports it', () => {
  test.each<[string, object]>([
    ['nobody can assume the role at all', policy(allow(ci, MFA), allow(own, undefined, 'sts:AssumeRoleWithSAML'))],
    ['an action that IAM rejects', policy(alive, allow(own, undefined, 's3:GetObject'))],
    ['a deleted role', policy(alive, allow('AROAABCDEFGHIJKLMNOPQ'))],
    ['a deleted role in a list', policy(allow([ci, 'AROAABCDEFGHIJKLMNOPQ'], EXTERNAL_ID))],
    ['a principal that IAM rejects', policy(alive, allow('11111111111'))],
    ['a principal that IAM rejects, in a list', policy(allow([ci, `arn:aws:iam::${OWN}:group/admins`], EXTERNAL_ID))],
  ])('%s', (_, document) => expect(judge(RULE, { document }).findings).toEqual([]));
});

describe('open: no request can satisfy the whole statement', () => {
  test.each<[string, object, string]>([
    ['weakness 35: MFA required of a role', allow(ci, MFA), 'roles cannot authenticate with MFA'],
    ['weakness 15: the wrong action', allow(own, undefined, 'sts:AssumeRoleWithSAML'), 'needs sts:AssumeRole'],
    ['a contradiction', allow(own, { ...EXTERNAL_ID, ...on('Null', 'sts:ExternalId', 'true') }), 'no request meets'],
    ['a federation-token session', allow(`arn:aws:sts::${OWN}:federated-user/alice`), 'cannot call AssumeRole'],
    [
      'tags for a principal that no statement allows',
      allow(user(PARTNER, 'alice'), undefined, 'sts:TagSession'),
      'no caller can assume a role with sts:TagSession alone',
    ],
    [
      'tags under a condition that no request satisfies',
      allow(ci, MFA, 'sts:TagSession'),
      'no caller can assume a role with sts:TagSession alone',
    ],
    [
      'a time window that has ended',
      allow(own, on('DateLessThan', 'aws:CurrentTime', '2020-01-01T00:00:00Z')),
      'that time passed on 2020-01-01',
    ],
    ['a key that AWS does not have', allow(own, on('StringEquals', 'sts:External-Id', 'x')), 'AWS has no condition key'],
    [
      'an account key required of a web identity',
      allowFederated(PROVIDER, on('StringEquals', 'aws:PrincipalAccount', OWN)),
      'is not an AWS principal yet',
    ],
    [
      'an action that does not assume a role',
      allow(own, undefined, 'sts:AssumeRoot'),
      'no caller can assume a role with sts:AssumeRoot',
    ],
    [
      'an ExternalId required of a service that sends none',
      allowService('ec2.amazonaws.com', EXTERNAL_ID),
      'these services have no setting for an ExternalId',
    ],
    [
      'Roles Anywhere without its other actions',
      allowService('rolesanywhere.amazonaws.com'),
      'also needs sts:TagSession and sts:SetSourceIdentity',
    ],
  ])('%s', (_, statement, why) => {
    const { findings, undecided } = judge(RULE, { document: policy(alive, { ...statement, Sid: 'Dead' }) });
    expect(findings).toEqual([expect.objectContaining({
      level: 'warning',
      message: 'nobody can assume this role through statement 1 "Dead"',
      statement: { index: 1, sid: 'Dead' },
    })]);
    expect(findings[0].because).toContain(why);
    expect(undecided).toBeUndefined();
  });

  test('a Deny that covers it', () => {
    const document = policy(alive, allow(user(OWN, 'alice')), deny(user(OWN, 'alice')));
    expect(judge(RULE, { document }).findings).toEqual([expect.objectContaining({
      because: 'statement 2 (Deny) denies every caller that it allows',
      statement: { index: 1 },
    })]);
  });

  test('each of several dead statements', () => {
    const document = policy(allow(ci, MFA), alive, allow(own, undefined, 'sts:AssumeRoot'));
    expect(judge(RULE, { document }).findings.map(({ statement }) => statement?.index)).toEqual([0, 2]);
  });

  test('beside a statement for a deleted role, of which nothing is certain', () => {
    const document = policy(allow(ci, MFA), allow('AROAABCDEFGHIJKLMNOPQ'));
    expect(judge(RULE, { document }).findings.map(({ statement }) => statement?.index)).toEqual([0]);
  });
});

describe('open: no request can satisfy a part of the statement', () => {
  test.each<[string, object, string, string]>([
    ['MFA required of a role beside a user', allow([user(OWN, 'alice'), ci], MFA), ci, 'roles cannot authenticate with MFA'],
    [
      'MFA required of a service beside an account',
      { ...allow(own, MFA), Principal: { AWS: own, Service: 'ec2.amazonaws.com' } },
      'ec2.amazonaws.com',
      'services cannot authenticate with MFA',
    ],
    [
      'an organization required of a service',
      { ...allow(own, on('StringEquals', 'aws:PrincipalOrgID', ORGANIZATION)), Principal: { AWS: own, Service: 'ec2.amazonaws.com' } },
      'ec2.amazonaws.com',
      'only users and roles',
    ],
    [
      'an ExternalId required of a service beside an account, as the CDK renders externalIds',
      { ...allow(own, EXTERNAL_ID), Principal: { AWS: own, Service: 'lambda.amazonaws.com' } },
      'lambda.amazonaws.com',
      'no setting for an ExternalId',
    ],
    [
      'an ExternalId required of one of two services',
      allowService(['firehose.amazonaws.com', 'ecs-tasks.amazonaws.com'], EXTERNAL_ID),
      'ecs-tasks.amazonaws.com',
      'no setting for an ExternalId',
    ],
    [
      'a provider without its action',
      { ...allow(own), Principal: { AWS: own, Federated: PROVIDER } },
      PROVIDER,
      'needs sts:AssumeRoleWithWebIdentity',
    ],
    ['a principal that a Deny covers', allow([ci, session(OWN, 'old', 'x')]), session(OWN, 'old', 'x'), 'statement 1 (Deny)'],
    [
      'a role that another condition excludes',
      allow([ci, role(OWN, 'old')], on('StringEquals', 'aws:PrincipalArn', ci)),
      role(OWN, 'old'),
      'no principal of the statement matches',
    ],
    [
      'a provider of another account',
      allowFederated([PROVIDER, PROVIDER.replace(OWN, PARTNER)]),
      PROVIDER.replace(OWN, PARTNER),
      'is not in the account of the role',
    ],
    [
      'an ARN required of a web identity beside an account',
      { ...allow(own, on('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${OWN}:*`), 'sts:*'), Principal: { AWS: own, Federated: PROVIDER } },
      PROVIDER,
      'is not an AWS principal yet',
    ],
    [
      'a second provider, with a condition on the claims of the first',
      allowFederated([PROVIDER, PROVIDER.replace(ISSUER, OTHER)], on('StringEquals', `${ISSUER}:sub`, 'app')),
      PROVIDER.replace(ISSUER, OTHER),
      `begin with "${OTHER}:"`,
    ],
  ])('%s', (_, statement, who, why) => {
    const { findings } = judge(RULE, { document: policy(statement, deny(role(OWN, 'old'))) });
    expect(findings).toEqual([expect.objectContaining({
      message: `${who} cannot assume this role through statement 0`,
      statement: { index: 0 },
    })]);
    expect(findings[0].because).toContain(why);
  });

  test.each<[string, object, string]>([
    ['a provider without its action', { ...allow(own), Principal: { AWS: own, Federated: PROVIDER } }, PROVIDER],
    [
      'a session of GetFederationToken, which cannot assume roles',
      allow([ci, `arn:aws:sts::${OWN}:federated-user/bob`]),
      `arn:aws:sts::${OWN}:federated-user/bob`,
    ],
    [
      'Roles Anywhere beside a service that needs no other action',
      allowService(['ec2.amazonaws.com', 'rolesanywhere.amazonaws.com']),
      'rolesanywhere.amazonaws.com',
    ],
  ])('without the condition or the Deny: %s', (_, statement, who) => {
    expect(judge(RULE, { document: policy(statement) }).findings).toEqual(
      [expect.objectContaining({ message: `${who} cannot assume this role through statement 0` })],
    );
  });

  test('several principals of a list, in one finding', () => {
    const { findings } = judge(RULE, { document: policy(allow([ci, user(OWN, 'alice'), role(OWN, 'deploy')], MFA)) });
    expect(findings.map(({ message }) => message)).toEqual(
      [`${ci} and ${role(OWN, 'deploy')} cannot assume this role through statement 0`],
    );
  });
});

describe('EKS Pod Identity, which tags its sessions unless the association turns that off', () => {
  const PODS = 'pods.eks.amazonaws.com';
  const tags = (...principals: string[]) => allowService(principals, undefined, 'sts:TagSession');

  test.each<[string, object]>([
    ['with sts:TagSession', policy(allowService(PODS, undefined, ['sts:AssumeRole', 'sts:TagSession']))],
    ['with sts:TagSession in another statement', policy(allowService(PODS), tags(PODS))],
    ['with a pattern of actions', policy(allowService(PODS, undefined, 'sts:*'))],
    ['where no request satisfies the statement anyway, reported by never-assumable', policy(allowService(PODS, MFA))],
  ])('closed: %s', (_, document) => expectClosed(RULE, { document }));

  test.each<[string, object]>([
    ['alone', policy(allowService(PODS))],
    ['beside another service', policy(allowService(['ec2.amazonaws.com', PODS]))],
    ['with sts:TagSession for another service', policy(allowService(PODS), allowService('ec2.amazonaws.com'), tags('ec2.amazonaws.com'))],
    [
      'with a Deny of sts:TagSession',
      policy(allowService(PODS, undefined, 'sts:*'), { ...deny('*', undefined, 'sts:TagSession'), Principal: { Service: PODS } }),
    ],
  ])('open, and no more than a warning: %s', (_, document) => {
    const { findings } = judge(RULE, { document });
    expect(findings).toEqual([expect.objectContaining({
      level: 'warning',
      message: 'statement 0 allows pods to assume this role only if their Pod Identity association disables session tags',
      fix: 'add "sts:TagSession" to the actions of statement 0',
    })]);
    expect(judge('never-assumable', { document }).findings).toEqual([]);
  });
});

describe('undecided: a deploy-time value decides whether the statement can be satisfied', () => {
  test.each<[string, object]>([
    ['a principal', allow({ Ref: 'Who' })],
    ['a principal in a list', allow([ci, { Ref: 'Who' }], EXTERNAL_ID)],
    ['MFA required of a role, or not', allow(ci, on('Bool', 'aws:MultiFactorAuthPresent', { Ref: 'Who' }))],
    ['a condition block', allow(ci, { 'Fn::FindInMap': ['Blocks', { Ref: 'Who' }, 'Block'] })],
    ['an action', allow(ci, undefined, { Ref: 'Who' })],
  ])('%s', (_, statement) => {
    const context = { parameters: { Who: { Type: 'String' } } };
    expect(judge(RULE, { document: policy(alive, statement), context }).findings).toEqual([]);
  });
});
