import { documentOf, LATER, PARAMETERS, PARTNER } from './ask-policy';
import {
  fillWithPlaceholders,
  fillSecrets,
  fillRoleEnvironment,
  roleEnvironmentOf,
  hasUnknowns,
  Owner,
} from '../../src/analysis/fill-deploy-time-values';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { ConditionClause } from '../../src/policy/condition';
import { holeFrom } from '../../src/policy/holes';
import { Origin } from '../../src/policy/origin';
import { showText } from '../../src/policy/partly-known-text';
import { Statement, PolicyVariant } from '../../src/policy/trust-policy';
import { allow, holeOf, StatementJson } from '../evaluation/policies';

const OWN_ROOT = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };

const CLUSTER = { kind: 'cluster', name: 'Cluster', scope: undefined } as const;

function read(...statements: readonly StatementJson[]): PolicyVariant {
  return readTrustPolicy(documentOf(...statements), PARAMETERS).variants[0];
}

/** Every value of every condition, with unknown parts in `<>`. */
function values(policy: PolicyVariant): string[] {
  return policy.statements.flatMap(({ conditions }) => conditions.flatMap((clause) => clause.values.map(showText)));
}

const when = (operator: string, key: string, value: unknown) => allow({ Condition: { [operator]: { [key]: value } } });

describe('the account, partition and region of the role', () => {
  test.each<[string, Owner, StatementJson, object]>([
    [
      'are the given ones',
      { account: PARTNER, partition: 'aws-cn', region: 'cn-north-1' },
      allow(),
      { ownAccount: PARTNER, ownAccountIsKnown: true, partition: 'aws-cn', region: 'cn-north-1' },
    ],
    ['or else an account that is none of the known foreign ones', {}, allow(), { ownAccount: expect.not.stringMatching(/^(9+|8+)$/) }],
    [
      'or else an account that the document does not name',
      {},
      when('StringEquals', 'aws:SourceAccount', '777777777777'),
      { ownAccount: expect.not.stringMatching('777777777777'), ownAccountIsKnown: false },
    ],
    ['or else the standard partition', {}, allow(), { partition: 'aws' }],
    [
      'or else the partition of a principal',
      {},
      allow({ Principal: { AWS: `arn:aws-us-gov:iam::${PARTNER}:root` } }),
      { partition: 'aws-us-gov' },
    ],
    ['or else that of an ARN in a condition', {}, when('ArnLike', 'aws:PrincipalArn', 'arn:aws-cn:iam::*:role/x'), { partition: 'aws-cn' }],
    [
      'or else the partition of the first ARN that has one',
      {},
      when('StringEquals', 'sts:ExternalId', ['x', 'a:arn:aws-cn:', 'arn:aws-us-gov:sns', 'arn:aws-cn:sns']),
      { partition: 'aws-us-gov' },
    ],
    [
      'also after conditions without an ARN',
      {},
      allow({ Condition: { StringEquals: { 'sts:ExternalId': 'x', 'aws:SourceArn': 'arn:aws-cn:sns:x:1:x' } } }),
      { partition: 'aws-cn' },
    ],
    [
      'text with holes names no partition',
      {},
      when('ArnLike', 'aws:SourceArn', [{ 'Fn::Sub': 'arn:aws-cn:sns:${Parameter}:1:x' }, 'arn:aws-us-gov:sns:x:1:x']),
      { partition: 'aws-us-gov' },
    ],
    [
      'a partition known only at deployment does not count',
      {},
      allow({ Principal: { AWS: OWN_ROOT } }),
      { partition: 'aws', region: 'us-east-1' },
    ],
    ['an account without a partition does not count', {}, allow({ Principal: { AWS: PARTNER } }), { partition: 'aws' }],
    [
      'that of a principal comes before that of a condition',
      {},
      allow({
        Principal: { AWS: `arn:aws:iam::${PARTNER}:root` },
        Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws-cn:iam::*:role/x' } },
      }),
      { partition: 'aws' },
    ],
    [
      'or else a partition that matches the known part of one in a principal',
      {},
      allow({ Principal: { AWS: { 'Fn::Sub': `arn:aws-\${P}:iam::${PARTNER}:root` } } }),
      { partition: 'aws-cn' },
    ],
    [
      'also before that of a condition, which may name any partition',
      {},
      allow({
        Principal: { AWS: { 'Fn::Sub': `arn:aws-\${P}:iam::${PARTNER}:root` } },
        Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sns:x:1:x' } },
      }),
      { partition: 'aws-cn' },
    ],
    [
      'or in a principal with a wildcard, which IAM rejects',
      {},
      allow({ Principal: { AWS: 'arn:aws-us-*:iam::*:root' } }),
      { partition: 'aws-us-gov' },
    ],
    ['or in a condition', {}, when('ArnLike', 'aws:PrincipalArn', 'arn:aws-is?-b:iam::*:role/x'), { partition: 'aws-iso-b' }],
    [
      'text that is not an ARN does not count',
      {},
      when('StringLike', 'sts:ExternalId', ['urn:aws-*:x', 'arn:aws-*']),
      { partition: 'aws' },
    ],
    [
      'text that matches no partition does not count',
      {},
      when('ArnLike', 'aws:PrincipalArn', 'arn:aws-x*:iam::*:role/x'),
      { partition: 'aws' },
    ],
    ['a pattern of partitions does not count', {}, when('ArnLike', 'aws:PrincipalArn', 'arn:aws*:iam::*:role/x'), { partition: 'aws' }],
  ])('%s', (_, owner, statement, expected) => {
    expect(roleEnvironmentOf(owner, [read(statement)])).toMatchObject(expected);
  });

  test('fill their own unknown parts and no others', () => {
    const policy = read(
      allow({
        Principal: { AWS: OWN_ROOT },
        Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' }, 'sts:ExternalId': LATER } },
      }),
    );
    const grounded = fillRoleEnvironment(policy, roleEnvironmentOf({ account: PARTNER, partition: 'aws-cn' }, [policy]));
    expect(grounded.statements[0].principals).toMatchObject([{ kind: 'account', account: PARTNER, partition: 'aws-cn' }]);
    expect(values(grounded)).toEqual([PARTNER, expect.stringMatching(/^<.*Parameter.*>$/)]);
    expect(hasUnknowns(grounded)).toBe(true);
  });

  test('an unknown principal stays unknown when its unknown parts are filled, whatever the other principals are', () => {
    const policy = read(allow({ Principal: { AWS: [PARTNER, { 'Fn::Sub': 'arn:aws:${AWS::Region}:x' }] } }));
    const grounded = fillRoleEnvironment(policy, roleEnvironmentOf({ account: PARTNER, partition: 'aws', region: 'eu-west-1' }, [policy]));
    expect(grounded.statements[0].principals).toMatchObject([{ kind: 'account' }, { kind: 'unknown', written: 'arn:aws:eu-west-1:x' }]);
    expect(hasUnknowns(grounded)).toBe(true);
  });

  test('the issuer of a cluster gets its own placeholder, the same in principals and in keys', () => {
    const provider = (cluster: string) => ({
      Type: 'AWS::IAM::OIDCProvider',
      Properties: { Url: { 'Fn::GetAtt': [cluster, 'OpenIdConnectIssuerUrl'] } },
    });
    const issuer = { 'Fn::Select': [1, { 'Fn::Split': [':oidc-provider/', { Ref: 'One' }] }] };
    const resources = {
      A: { Type: 'AWS::EKS::Cluster' },
      B: { Type: 'AWS::EKS::Cluster' },
      One: provider('A'),
      Two: provider('B'),
      Json: { Type: 'Custom::AWSCDKCfnJson', Properties: { Value: { 'Fn::Join': ['', ['{"', issuer, ':sub":"x"}']] } } },
    };
    const document = documentOf(allow({
      Principal: { Federated: [{ Ref: 'One' }, { Ref: 'Two' }] },
      Condition: { StringEquals: { 'Fn::GetAtt': ['Json', 'Value'] } },
    }));
    const [policy] = readTrustPolicy(document, { resources }).variants;
    const { statements: [{ principals, conditions }] } = fillRoleEnvironment(policy, roleEnvironmentOf({ region: 'eu-west-1' }, [policy]));
    expect(principals).toMatchObject([
      { issuer: 'oidc.eks.eu-west-1.amazonaws.com/id/A' },
      { issuer: 'oidc.eks.eu-west-1.amazonaws.com/id/B' },
    ]);
    expect(conditions).toMatchObject([{ key: 'oidc.eks.eu-west-1.amazonaws.com/id/a:sub' }]);
    expect(hasUnknowns(fillRoleEnvironment(policy, roleEnvironmentOf({}, [policy])))).toBe(false);
  });

  test.each<[string, StatementJson, object]>([
    [
      'the domain of the services in China',
      allow({ Principal: { Service: { 'Fn::Sub': 'ec2.${AWS::URLSuffix}' } } }),
      { principals: [{ service: 'ec2.amazonaws.com.cn' }] },
    ],
    [
      'the region, in a value',
      when('StringEquals', 'aws:RequestedRegion', { Ref: 'AWS::Region' }),
      { conditions: [{ values: ['cn-north-1'] }] },
    ],
    [
      'the partition and the account, in one of two principals',
      allow({ Principal: { AWS: ['*', OWN_ROOT] } }),
      { principals: [{ kind: 'anyone' }, { kind: 'account', account: PARTNER, partition: 'aws-cn' }] },
    ],
    [
      'one of two actions',
      allow({ Action: ['sts:AssumeRole', { 'Fn::Sub': 'sts:${AWS::Region}' }] }),
      { actions: ['sts:AssumeRole', 'sts:cn-north-1'] },
    ],
  ])('fill their unknown parts everywhere: %s', (_, statement, expected) => {
    const policy = read(statement);
    const grounded = fillRoleEnvironment(
      policy,
      roleEnvironmentOf({ account: PARTNER, partition: 'aws-cn', region: 'cn-north-1' }, [policy]),
    );
    expect(grounded.statements).toMatchObject([expected]);
    expect(hasUnknowns(policy)).toBe(true);
    expect(hasUnknowns(grounded)).toBe(false);
  });

  test('outside China, services are under amazonaws.com', () => {
    const policy = read(allow({ Principal: { Service: { 'Fn::Sub': 'ec2.${AWS::URLSuffix}' } } }));
    expect(fillRoleEnvironment(policy, roleEnvironmentOf({}, [policy])).statements).toMatchObject([
      { principals: [{ service: 'ec2.amazonaws.com' }] },
    ]);
  });

  test('an account that is not known stays unknown', () => {
    const policy = read(allow({ Principal: { AWS: OWN_ROOT } }));
    const { statements: [{ principals }] } = fillRoleEnvironment(policy, { partition: 'aws', region: 'us-east-1' });
    expect(principals).toMatchObject([{ kind: 'account', account: [{ kind: 'own-account' }], partition: 'aws' }]);
  });

  test.each<[string, Origin, string]>([
    ['of a nested stack', { ...CLUSTER, scope: 'Parent/Nested' }, 'Parent-2f-Nested-20-Cluster'],
    ['before a change', { kind: 'compared', of: CLUSTER, id: 'before:  Cluster' }, 'before-3a--20--20-Cluster'],
    ['after a change', { kind: 'compared', of: CLUSTER, id: 'after:  Cluster' }, 'after-3a--20--20-Cluster'],
  ])('each cluster has its own issuer: %s', (_, of, name) => {
    const policy = read(when('StringEquals', 'sts:ExternalId', LATER));
    const [statement] = policy.statements;
    const issuer = holeFrom({ kind: 'issuer', of }, 'own-name');
    const conditions = statement.conditions.map((clause) => ({ ...clause, values: [[issuer]] }));
    const asked = { ...policy, statements: [{ ...statement, conditions }] };
    expect(values(fillRoleEnvironment(asked, roleEnvironmentOf({}, [policy])))).toEqual([`oidc.eks.us-east-1.amazonaws.com/id/${name}`]);
  });

  test('a policy without unknown parts is returned unchanged', () => {
    const policy = read(allow(), when('StringEquals', 'sts:ExternalId', 'secret'));
    expect(fillRoleEnvironment(policy, roleEnvironmentOf({}, [policy]))).toBe(policy);
    expect(fillWithPlaceholders(policy)).toBe(policy);
    expect(hasUnknowns(policy)).toBe(false);
  });
});

describe('a proof needs more than the exact search where anything is unknown:', () => {
  const KNOWN = read(when('StringEquals', 'sts:ExternalId', 'secret'));
  const [STATEMENT] = KNOWN.statements;
  const [CLAUSE] = STATEMENT.conditions;
  const hole = holeOf();
  const withStatement = (rest: Partial<Statement>): PolicyVariant => ({ ...KNOWN, statements: [STATEMENT, { ...STATEMENT, ...rest }] });
  const withClause = (rest: Partial<ConditionClause>) => withStatement({ conditions: [CLAUSE, { ...CLAUSE, ...rest }] });

  test.each<[string, PolicyVariant, boolean]>([
    ['everything is known', KNOWN, false],
    ['a part of the document cannot be read', { ...KNOWN, problems: [{ kind: 'unreadable', message: '', fix: '' }] }, true],
    ['a part of the document is rejected', { ...KNOWN, problems: [{ kind: 'rejected', message: '', fix: '' }] }, false],
    ['an effect', withStatement({ effect: 'unknown' }), true],
    ['a part of a statement cannot be read', withStatement({ unreadable: ['Action'] }), true],
    ['an action', withStatement({ actions: ['sts:AssumeRole', [hole]] }), true],
    ['a whole principal', withStatement({ principals: [{ kind: 'unknown', written: 'x', what: 'x' }] }), true],
    ['a part of a principal', withStatement({ principals: [{ kind: 'service', service: [hole], written: 'x' }] }), true],
    ['no part of a principal', withStatement({ principals: [{ kind: 'service', service: 'x', written: 'x' }] }), false],
    ['an operator', withClause({ operator: undefined }), true],
    ['a clause cannot be read', withClause({ unreadable: 'x' }), true],
    ['a key', withClause({ key: [hole] }), true],
    ['a value', withClause({ values: ['secret', [hole]] }), true],
  ])('%s', (_, policy, expected) => {
    expect(hasUnknowns(policy)).toBe(expected);
  });
});

describe('for the exact search', () => {
  test.each<[string, StatementJson, string]>([
    ['an exact value gets a placeholder', when('StringEquals', 'sts:ExternalId', LATER), 'known-at-deploy-time-1'],
    [
      'so does the unknown part of a pattern',
      when('StringLike', 'sts:ExternalId', { 'Fn::Sub': 'a-${Parameter}-*' }),
      'a-known-at-deploy-time-1-*',
    ],
    ['an identity does not', when('StringEquals', 'aws:PrincipalAccount', LATER), '<reference to "Parameter">'],
    ['an organization does not', when('StringEquals', 'aws:PrincipalOrgID', LATER), '<reference to "Parameter">'],
    ['the ARN of a caller does not', when('ArnLike', 'aws:PrincipalArn', LATER), '<reference to "Parameter">'],
    ['the name of a user does not', when('StringEquals', 'aws:username', LATER), '<reference to "Parameter">'],
    ['an id does not', when('StringEquals', 'aws:userid', LATER), '<reference to "Parameter">'],
    ['a tag of a caller does', when('StringEquals', 'aws:PrincipalTag/team', LATER), 'known-at-deploy-time-1'],
    ['so does a key that ends like an identity key', when('StringEquals', 'aws:RequestTag/aws:userid', LATER), 'known-at-deploy-time-1'],
    [
      'a value compared as an ARN becomes an ARN',
      when('ArnLike', 'aws:SourceArn', LATER),
      'arn:aws:example:us-east-1:000000000000:known-at-deploy-time-1',
    ],
    [
      'an unknown part of an ARN is filled',
      when('ArnLike', 'aws:SourceArn', { 'Fn::Sub': 'arn:aws:sns:*:1:${Parameter}' }),
      'arn:aws:sns:*:1:known-at-deploy-time-1',
    ],
    ['a value without unknown parts does not become an ARN', allow({ Condition: { ArnLike: { 'aws:SourceArn': ['x', LATER] } } }), 'x'],
    ['a number does not become an ARN', when('NumericLessThan', 'aws:MultiFactorAuthAge', LATER), '<reference to "Parameter">'],
  ])('%s', (_, statement, expected) => {
    expect(values(fillWithPlaceholders(read(statement)))[0].replace('parameter', 'reference to')).toBe(expected);
  });

  test('a statement is filled regardless of the others, and an unknown operator leaves its values unknown', () => {
    const policy = read(allow(), when('StringEquals', 'sts:ExternalId', LATER), when('StringMatches', 'sts:ExternalId', LATER));
    expect(values(fillWithPlaceholders(policy))).toEqual(['known-at-deploy-time-1', expect.stringMatching(/^<.*Parameter.*>$/)]);
  });

  test.each<[string, unknown, object]>([
    ['of a user', 'arn:aws:iam::111122223333:user/${Parameter}', { kind: 'user', name: 'known-at-deploy-time-1' }],
    ['of a role', 'arn:aws:iam::111122223333:role/${Parameter}', { kind: 'role', name: 'known-at-deploy-time-1' }],
    [
      'of a session',
      'arn:aws:sts::111122223333:assumed-role/${Parameter}/${Other}',
      { kind: 'session', roleName: 'known-at-deploy-time-1', sessionName: 'known-at-deploy-time-2' },
    ],
    ['but not an account', 'arn:aws:iam::${Parameter}:role/x', { kind: 'role', account: [{ kind: 'unknown' }], name: 'x' }],
  ])('a name gets a placeholder: %s', (_, arn, expected) => {
    expect(fillWithPlaceholders(read(allow({ Principal: { AWS: { 'Fn::Sub': arn } } }))).statements[0].principals).toMatchObject([
      expected,
    ]);
  });

  test('a name in the role\'s own account gets a placeholder everywhere', () => {
    const own = { Ref: 'AWS::StackName' };
    const policy = read(
      allow({
        Action: { 'Fn::Sub': 'sts:${AWS::StackName}' },
        Principal: { Service: { 'Fn::Sub': '${AWS::StackName}.amazonaws.com' } },
        Condition: { NumericEquals: { 'aws:MultiFactorAuthAge': own }, StringEquals: { 'aws:userid': own } },
      }),
    );
    const { statements: [{ actions, principals, conditions }] } = fillWithPlaceholders(policy);
    expect(actions).toEqual(['sts:known-at-deploy-time-1']);
    expect(principals).toMatchObject([{ service: 'known-at-deploy-time-1.amazonaws.com' }]);
    expect(conditions.flatMap((clause) => clause.values)).toEqual(['known-at-deploy-time-1', 'known-at-deploy-time-1']);
  });

  test('the same unknown part gets the same value in another policy', () => {
    const numbers = new Map<string, number>();
    const [one, other] = [['Parameter', 'Other'], ['Other', 'Parameter']].map((names) =>
      values(fillWithPlaceholders(read(...names.map((name) => when('StringEquals', 'sts:ExternalId', { Ref: name }))), numbers)),
    );
    expect(one).toEqual(['known-at-deploy-time-1', 'known-at-deploy-time-2']);
    expect(other).toEqual(['known-at-deploy-time-2', 'known-at-deploy-time-1']);
  });
});

test('for proofs about a secret, only an exactly compared value of its key counts as a secret', () => {
  const policy = read(
    when('StringEquals', 'sts:ExternalId', LATER),
    when('StringLike', 'sts:ExternalId', LATER),
    when('StringNotEquals', 'sts:ExternalId', LATER),
    when('StringEquals', 'sts:SourceIdentity', LATER),
  );
  expect(values(fillSecrets(policy, 'sts:externalid')).map((text) => text.startsWith('known'))).toEqual([true, false, false, false]);
});
