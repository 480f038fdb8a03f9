/** What a template says about a role beside its trust policy, on its way to the rules that use it. */
import { App, Aspects, aws_iam as iam, Duration, Stack } from 'aws-cdk-lib';
import { TrustPolicy, TrustPolicyGuard } from '../../src';
import { roleAsWritten } from '../../src/cloudformation/role-as-written';

const OWN = '111122223333';
const PARTNER = '444455556666';

test.each<[string, unknown, unknown]>([
  [
    'name and duration, as they are written',
    { Type: 'AWS::IAM::Role', Properties: { RoleName: { Ref: 'Name' }, MaxSessionDuration: 7200 } },
    { name: { Ref: 'Name' }, maxSessionDuration: 7200 },
  ],
  ['neither', { Type: 'AWS::IAM::Role', Properties: {} }, {}],
  ['no properties', { Type: 'AWS::IAM::Role' }, {}],
  ['invalid properties', { Type: 'AWS::IAM::Role', Properties: 'x' }, {}],
])('a role: %s', (_, resource, expected) =>
  expect(roleAsWritten('Role', resource)).toEqual({ logicalId: 'Role', ...(expected as object) }),
);

test.each<[string, unknown]>([
  ['a function of SAM, whose role has another name', { Type: 'AWS::Serverless::Function', Properties: { RoleName: 'x' } }],
  ['nothing', undefined],
])('not a role: %s', (_, resource) => expect(roleAsWritten('Role', resource)).toBeUndefined());

describe('the rules receive it', () => {
  const roleIn = (stack: Stack) => new iam.Role(stack, 'Role', {
    roleName: 'deploy',
    maxSessionDuration: Duration.hours(12),
    assumedBy: new iam.CompositePrincipal(
      new iam.ArnPrincipal(`arn:aws:iam::${PARTNER}:user/alice`),
      new iam.ArnPrincipal(`arn:aws:iam::${OWN}:role/deploy`),
    ),
  });

  test('from the guard', () => {
    const app = new App();
    Aspects.of(app).add(new TrustPolicyGuard());
    roleIn(new Stack(app, 'Stack', { env: { account: OWN, region: 'eu-west-1' } }));
    const printed = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const failure = () => {
      try {
        app.synth();
        return '';
      } catch (error) {
        return (error as Error).message;
      } finally {
        printed.mockRestore();
      }
    };
    expect(failure()).toMatch(/self-trust[^]*long-session/);
  });

  test('from TrustPolicy.fromRole', () => {
    const role = roleIn(new Stack(new App(), 'Stack', { env: { account: OWN, region: 'eu-west-1' } }));
    const ids = TrustPolicy.fromRole(role).findings().map(({ ruleId }) => ruleId);
    expect(ids).toEqual(expect.arrayContaining(['self-trust', 'long-session']));
  });

  test('nothing for a bare document', () => {
    const role = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: `arn:aws:iam::${PARTNER}:user/alice` } },
    };
    expect(
      TrustPolicy.fromJson(role, { account: OWN })
        .findings()
        .map(({ ruleId, also }) => [ruleId, also]),
    ).toEqual([['mfa-required', ['external-id-required']]]);
  });
});
