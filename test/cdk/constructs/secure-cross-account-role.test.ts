import { App, CfnOutput, Duration, Errors, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  arnInOwnPartition, auditResource, EXTERNAL_ID, messageOf, MINIMIZE, OWN, PARTNER, roleIn, stackAnywhere, stackIn, statementsOf,
} from './roles-under-test';
import { ExternalId } from '../../../src/cdk/constructs/external-id';
import { MfaRequirement } from '../../../src/cdk/constructs/mfa-requirement';
import { SecureCrossAccountRole } from '../../../src/cdk/constructs/secure-cross-account-role';
import { SourceIdentityRequirement } from '../../../src/cdk/constructs/source-identity-requirement';
import { TrustedPrincipal } from '../../../src/cdk/constructs/trusted-principal';

const ALLOW_ALICE = {
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { AWS: arnInOwnPartition(':iam::111122223333:user/alice') },
  Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringEquals: { 'sts:ExternalId': EXTERNAL_ID } },
};

test('the defaults are a role with one Allow that requires MFA and the ExternalId, and nothing else', () => {
  const stack = stackIn();
  roleIn(stack);
  expect(auditResource(stack)).toEqual({
    Type: 'AWS::IAM::Role',
    Properties: { AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [ALLOW_ALICE] } },
  });
});

describe.each([['with', MINIMIZE], ['without', {}]])('%s the feature flag that merges statements', (_flag, context) => {
  test('there is exactly one Allow for each principal, each with every condition', () => {
    const stack = stackIn(undefined, context);
    roleIn(
      stack,
      {
        trustedPrincipals: ['alice', 'bob', 'carol'].map((name) => TrustedPrincipal.user(PARTNER, name)),
        sourceIdentity: SourceIdentityRequirement.required(),
      },
    );
    expect(statementsOf(stack)).toEqual(['alice', 'bob', 'carol'].map((name, index) => ({
      Sid: `TrustedPrincipal${index + 1}`,
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Principal: { AWS: arnInOwnPartition(`:iam::111122223333:user/${name}`) },
      Condition: { ...ALLOW_ALICE.Condition, StringLike: { 'sts:SourceIdentity': '*' } },
    })));
  });

  test("a principal's own ExternalId replaces that of the role", () => {
    const stack = stackIn(undefined, context);
    roleIn(stack, {
      trustedPrincipals: [
        TrustedPrincipal.user(PARTNER, 'alice'),
        TrustedPrincipal.user('444455556666', 'bob').withExternalId(ExternalId.of('bobs-own-id')),
        TrustedPrincipal.user('777788889999', 'carol').withExternalId(ExternalId.waived('our own account')),
      ],
    });
    const conditions = statementsOf(stack).map(({ Condition }) => Condition as Record<string, unknown>);
    expect(conditions.map(({ StringEquals }) => StringEquals)).toEqual(
      [{ 'sts:ExternalId': EXTERNAL_ID }, { 'sts:ExternalId': 'bobs-own-id' }, undefined],
    );
    expect(conditions.map(({ Bool }) => Bool)).toEqual(Array(3).fill(ALLOW_ALICE.Condition.Bool));
  });

  test('a role that was not changed passes its own check', () => {
    const stack = stackIn(undefined, context);
    roleIn(
      stack,
      {
        trustedPrincipals: [
          TrustedPrincipal.user(PARTNER, 'alice'), TrustedPrincipal.wholeAccount('444455556666', 'the vendor names no user'),
        ],
      },
    );
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('waivers', () => {
  test('each is in the metadata with its rule and its reason', () => {
    const stack = stackIn();
    roleIn(stack, {
      trustedPrincipals: [
        TrustedPrincipal.wholeAccount(PARTNER, ' the vendor names no role '),
        TrustedPrincipal.role('444455556666', 'Deploy').withExternalId(ExternalId.waived('our own account')),
      ],
      mfa: MfaRequirement.waived('the callers are machines'),
    });
    expect(auditResource(stack).Metadata).toEqual({
      'cdk-secure-trust': {
        waivers: [
          { rule: 'mfa-required', reason: 'the callers are machines' },
          { rule: 'specific-principal', reason: 'the vendor names no role' },
          { rule: 'external-id-required', reason: 'our own account' },
        ],
      },
    });
  });

  test('an ExternalId waived for all principals is recorded once', () => {
    const stack = stackIn();
    roleIn(
      stack,
      {
        trustedPrincipals: [TrustedPrincipal.user(PARTNER, 'alice'), TrustedPrincipal.user(PARTNER, 'bob')],
        externalId: ExternalId.waived('our own account'),
      },
    );
    expect(auditResource(stack).Metadata).toEqual(
      { 'cdk-secure-trust': { waivers: [{ rule: 'external-id-required', reason: 'our own account' }] } },
    );
  });

  test('a waiver that no principal uses is not recorded', () => {
    const stack = stackIn();
    roleIn(
      stack,
      {
        trustedPrincipals: [TrustedPrincipal.user(PARTNER, 'alice').withExternalId(ExternalId.of(EXTERNAL_ID))],
        externalId: ExternalId.waived('never used'),
      },
    );
    expect(auditResource(stack).Metadata).toBeUndefined();
  });
});

describe('it is an iam.Role', () => {
  test('for the CDK, and keeps the props of iam.Role', () => {
    const stack = stackIn();
    const role = roleIn(stack, {
      roleName: 'Audit',
      path: '/team/',
      description: 'for the auditors',
      maxSessionDuration: Duration.hours(2),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')],
      permissionsBoundary: iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Boundary', 'arn:aws:iam::222222222222:policy/Boundary'),
      inlinePolicies: {
        read: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })] }),
      },
    });
    expect(iam.Role.isRole(role)).toBe(true);
    role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', {
      RoleName: 'Audit',
      Path: '/team/',
      Description: 'for the auditors',
      MaxSessionDuration: 7200,
      ManagedPolicyArns: [arnInOwnPartition(':iam::aws:policy/SecurityAudit')],
      PermissionsBoundary: 'arn:aws:iam::222222222222:policy/Boundary',
      Policies: [{ PolicyName: 'read' }],
    });
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 1);
  });

  test('its errors are ValidationErrors for the CDK, too', () => {
    let thrown: unknown;
    try {
      roleIn(stackIn(), { trustedPrincipals: [] });
    } catch (error) {
      thrown = error;
    }
    expect(Errors.isValidationError(thrown)).toBe(true);
    expect((thrown as Error).name).toBe('ValidationError');
  });

  test.each<[string, Parameters<typeof roleIn>[1], string]>([
    ['a session of half an hour', { maxSessionDuration: Duration.minutes(30) }, '1800'],
    ['a path without slashes', { path: 'team' }, 'team'],
  ])('and rejects what iam.Role rejects: %s', (_what, props, fragment) => {
    expect(messageOf(() => roleIn(stackIn(), props))).toContain(fragment);
  });
});

describe('where it can be created', () => {
  test('in another account than the stack that refers to it: then it gets a name', () => {
    const app = new App();
    const producer = new Stack(app, 'PartnerStack', { env: { account: OWN, region: 'eu-west-1' } });
    const consumer = new Stack(app, 'Consumer', { env: { account: PARTNER, region: 'eu-west-1' } });
    const role = roleIn(producer);
    new CfnOutput(consumer, 'Arn', { value: role.roleArn });
    const roles = Template.fromStack(producer).findResources('AWS::IAM::Role') as Record<string, { Properties: { RoleName: string } }>;
    const [{ Properties: { RoleName } }] = Object.values(roles);
    expect(RoleName).toMatch(/^[a-z0-9]+$/);
    Template.fromStack(consumer).hasOutput('Arn', { Value: arnInOwnPartition(`:iam::222222222222:role/${RoleName}`) });
  });

  test('trusting a role of the app that lives in another account', () => {
    const app = new App();
    const callers = new Stack(app, 'Callers', { env: { account: PARTNER, region: 'eu-west-1' } });
    const stack = new Stack(app, 'PartnerStack', { env: { account: OWN, region: 'eu-west-1' } });
    const caller = new iam.Role(
      callers, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), roleName: 'Scanner', path: '/team/' },
    );
    roleIn(stack, { trustedPrincipals: [TrustedPrincipal.fromPrincipal(caller)], mfa: MfaRequirement.waived('a machine') });
    expect(statementsOf(stack)[0].Principal).toEqual({ AWS: arnInOwnPartition(':iam::111122223333:role/team/Scanner') });
  });

  test('trusting a role of another stack of the same account', () => {
    const app = new App();
    const callers = new Stack(app, 'Callers');
    const stack = new Stack(app, 'PartnerStack');
    const caller = new iam.Role(callers, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    roleIn(stack, { trustedPrincipals: [TrustedPrincipal.fromPrincipal(caller)], mfa: MfaRequirement.waived('a machine') });
    expect(statementsOf(stack)[0].Principal).toEqual({ AWS: { 'Fn::ImportValue': expect.stringMatching(/^Callers:/) } });
  });

  test('in an environment-agnostic stack', () => {
    const stack = stackAnywhere();
    roleIn(stack);
    expect(statementsOf(stack)).toEqual([ALLOW_ALICE]);
  });

  test.each([
    ['China', 'cn-north-1', 'arn:aws-cn:iam::111122223333:user/alice'],
    ['GovCloud', 'us-gov-west-1', 'arn:aws-us-gov:iam::111122223333:user/alice'],
  ])('in %s, with the partition of the ARN or of the stack', (_where, region, arn) => {
    const stack = stackIn({ account: OWN, region });
    roleIn(stack, { trustedPrincipals: [TrustedPrincipal.arn(arn), TrustedPrincipal.user(PARTNER, 'bob')] });
    expect(statementsOf(stack).map(({ Principal }) => Principal)).toEqual(
      [{ AWS: arn }, { AWS: arnInOwnPartition(':iam::111122223333:user/bob') }],
    );
  });

  test('in a nested stack and in a Stage', () => {
    const app = new App();
    const stage = new Stage(app, 'Prod', { env: { account: OWN, region: 'eu-west-1' } });
    const nested = new NestedStack(new Stack(stage, 'Outer'), 'Inner');
    roleIn(nested);
    app.synth();
    expect(statementsOf(nested)).toEqual([ALLOW_ALICE]);
  });

  test('where roles are not created (Role.customizeRoles), its trust policy goes into the report', () => {
    const app = new App();
    const stack = new Stack(app, 'PartnerStack', { env: { account: OWN, region: 'eu-west-1' } });
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'PartnerStack/Audit': 'made-by-hand' } });
    const role = new SecureCrossAccountRole(stack, 'Audit', {
      trustedPrincipals: [TrustedPrincipal.user(PARTNER, 'alice')],
      externalId: ExternalId.of(EXTERNAL_ID),
    });
    expect(() => app.synth()).not.toThrow();
    role.assumeRolePolicy!.addStatements(
      new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [new iam.AccountPrincipal(PARTNER)] }),
    );
    expect(() => app.synth({ force: true })).toThrow('was loosened after it was declared');
  });
});
