import { documentOf, LATER, PARAMETERS, PARTNER } from './asking';
import { fillForTrial, fillSecrets, ground, groundingOf, hasUnknowns, Owner } from '../../src/analysis/ground';
import { showText } from '../../src/policy/partly-known-text';
import { readTrustPolicy } from '../../src/policy/read-trust-policy';
import { TrustPolicy } from '../../src/policy/trust-policy';
import { allow, StatementJson } from '../evaluation/policies';

const OWN_ROOT = { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' };

function read(...statements: readonly StatementJson[]): TrustPolicy {
  return readTrustPolicy(documentOf(...statements), PARAMETERS).variants[0];
}

/** Every value of every condition, with what is open in `<>`. */
function values(policy: TrustPolicy): string[] {
  return policy.statements.flatMap(({ conditions }) => conditions.flatMap((clause) => clause.values.map(showText)));
}

const when = (operator: string, key: string, value: unknown) => allow({ Condition: { [operator]: { [key]: value } } });

describe('the surroundings of the role', () => {
  test.each<[string, Owner, StatementJson, object]>([
    ['are those given', { account: PARTNER, partition: 'aws-cn', region: 'cn-north-1' }, allow(), { ownAccount: PARTNER, ownAccountIsKnown: true, partition: 'aws-cn', region: 'cn-north-1' }],
    ['else an account that the document does not name', {}, when('StringEquals', 'aws:SourceAccount', '777777777777'), { ownAccount: expect.not.stringMatching('777777777777'), ownAccountIsKnown: false }],
    ['else the usual partition', {}, allow(), { partition: 'aws' }],
    ['else the partition of a principal', {}, allow({ Principal: { AWS: `arn:aws-us-gov:iam::${PARTNER}:root` } }), { partition: 'aws-us-gov' }],
    ['else that of an ARN in a condition', {}, when('ArnLike', 'aws:PrincipalArn', 'arn:aws-cn:iam::*:role/x'), { partition: 'aws-cn' }],
    ['a pattern of partitions names none', {}, when('ArnLike', 'aws:PrincipalArn', 'arn:aws*:iam::*:role/x'), { partition: 'aws' }],
  ])('%s', (_, owner, statement, expected) => {
    expect(groundingOf(owner, [read(statement)])).toMatchObject(expected);
  });

  test('fill their own holes and no others', () => {
    const policy = read(allow({ Principal: { AWS: OWN_ROOT }, Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' }, 'sts:ExternalId': LATER } } }));
    const grounded = ground(policy, groundingOf({ account: PARTNER, partition: 'aws-cn' }, [policy]));
    expect(grounded.statements[0].principals).toMatchObject([{ kind: 'account', account: PARTNER, partition: 'aws-cn' }]);
    expect(values(grounded)).toEqual([PARTNER, expect.stringMatching(/^<.*Parameter.*>$/)]);
    expect(hasUnknowns(grounded)).toBe(true);
  });

  test('an issuer of a cluster gets a name of its own, the same in principals and in keys', () => {
    const provider = (cluster: string) => ({ Type: 'AWS::IAM::OIDCProvider', Properties: { Url: { 'Fn::GetAtt': [cluster, 'OpenIdConnectIssuerUrl'] } } });
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
    const { statements: [{ principals, conditions }] } = ground(policy, groundingOf({ region: 'eu-west-1' }, [policy]));
    expect(principals).toMatchObject([{ issuer: 'oidc.eks.eu-west-1.amazonaws.com/id/A' }, { issuer: 'oidc.eks.eu-west-1.amazonaws.com/id/B' }]);
    expect(conditions).toMatchObject([{ key: 'oidc.eks.eu-west-1.amazonaws.com/id/a:sub' }]);
    expect(hasUnknowns(ground(policy, groundingOf({}, [policy])))).toBe(false);
  });

  test('a policy without holes stays the very same', () => {
    const policy = read(allow(), when('StringEquals', 'sts:ExternalId', 'secret'));
    expect(ground(policy, groundingOf({}, [policy]))).toBe(policy);
    expect(fillForTrial(policy)).toBe(policy);
    expect(hasUnknowns(policy)).toBe(false);
  });
});

describe('for trying requests out', () => {
  test.each<[string, StatementJson, string]>([
    ['an exact value is invented', when('StringEquals', 'sts:ExternalId', LATER), 'known-at-deploy-time-1'],
    ['and the hole of a pattern', when('StringLike', 'sts:ExternalId', { 'Fn::Sub': 'a-${Parameter}-*' }), 'a-known-at-deploy-time-1-*'],
    ['an identity is not', when('StringEquals', 'aws:PrincipalAccount', LATER), '<reference to "Parameter">'],
    ['nor an organization', when('StringEquals', 'aws:PrincipalOrgID', LATER), '<reference to "Parameter">'],
    ['nor a number', when('NumericLessThan', 'aws:MultiFactorAuthAge', LATER), '<reference to "Parameter">'],
  ])('%s', (_, statement, expected) => {
    expect(values(fillForTrial(read(statement)))[0].replace('parameter', 'reference to')).toBe(expected);
  });

  test('the same hole takes the same value, in another policy too', () => {
    const numbers = new Map<string, number>();
    const [one, other] = [['Parameter', 'Other'], ['Other', 'Parameter']].map((names) =>
      values(fillForTrial(read(...names.map((name) => when('StringEquals', 'sts:ExternalId', { Ref: name }))), numbers)),
    );
    expect(one).toEqual(['known-at-deploy-time-1', 'known-at-deploy-time-2']);
    expect(other).toEqual(['known-at-deploy-time-2', 'known-at-deploy-time-1']);
  });
});

test('for proofs about a secret, only what is compared exactly under its key is something to know', () => {
  const policy = read(when('StringEquals', 'sts:ExternalId', LATER), when('StringLike', 'sts:ExternalId', LATER), when('StringNotEquals', 'sts:ExternalId', LATER), when('StringEquals', 'sts:SourceIdentity', LATER));
  expect(values(fillSecrets(policy, 'sts:externalid')).map((text) => text.startsWith('known'))).toEqual([true, false, false, false]);
});
