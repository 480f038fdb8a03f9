import { App, Aspects, CfnParameter, Duration, IAspect, Lazy, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { IConstruct } from 'constructs';
import { messageOf, MINIMIZE, PARTNER, roleIn, stackIn } from './roles-under-test';
import { MfaRequirement } from '../../../src/cdk/constructs/mfa-requirement';
import { SecureCrossAccountRole } from '../../../src/cdk/constructs/secure-cross-account-role';
import { SessionTagRequirement } from '../../../src/cdk/constructs/session-tag-requirement';
import { SourceIdentityRequirement } from '../../../src/cdk/constructs/source-identity-requirement';
import { TrustedPrincipal } from '../../../src/cdk/constructs/trusted-principal';

type Touch = (role: SecureCrossAccountRole, resource: iam.CfnRole) => unknown;

const CONDITION = 'AssumeRolePolicyDocument.Statement.0.Condition';

const allow = (principal: iam.IPrincipal, more: Partial<iam.PolicyStatementProps> = {}) => new iam.PolicyStatement(
  { actions: ['sts:AssumeRole'], principals: [principal], ...more },
);

const resourceOf = (role: SecureCrossAccountRole) => role.node.defaultChild as iam.CfnRole;

/** Calls one function for each construct that it visits. */
class Visiting implements IAspect {
  constructor(private readonly touch: (node: IConstruct) => void) {}
  public visit(node: IConstruct): void {
    this.touch(node);
  }
}

const LOOSENED: [string, Touch][] = [
  [
    'a second Allow without conditions',
    (role) => role.assumeRolePolicy!.addStatements(allow(new iam.ArnPrincipal('arn:aws:iam::111122223333:user/alice'))),
  ],
  ['an Allow for the whole account', (role) => role.assumeRolePolicy!.addStatements(allow(new iam.AccountPrincipal(PARTNER)))],
  ['an Allow for every principal', (role) => role.assumeRolePolicy!.addStatements(allow(new iam.AnyPrincipal()))],
  ['an Allow for a service', (role) => role.assumeRolePolicy!.addStatements(allow(new iam.ServicePrincipal('lambda.amazonaws.com')))],
  ['an Allow for another user, with MFA and ExternalId', (role) => role.assumeRolePolicy!.addStatements(allow(new iam.ArnPrincipal(
    'arn:aws:iam::111122223333:user/mallory',
  ), {
    conditions: {
      Bool: { 'aws:MultiFactorAuthPresent': 'true' }, StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' },
    },
  }))],
  [
    'a web identity',
    (role) => role.assumeRolePolicy!.addStatements(
      allow(new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com'), { actions: ['sts:AssumeRoleWithWebIdentity'] }),
    ),
  ],
  ['all conditions removed', (_role, resource) => resource.addPropertyDeletionOverride(CONDITION)],
  ['MFA removed', (_role, resource) => resource.addPropertyDeletionOverride(`${CONDITION}.Bool`)],
  ['MFA weakened to BoolIfExists', (_role, resource) => {
    resource.addPropertyDeletionOverride(`${CONDITION}.Bool`);
    resource.addPropertyOverride(`${CONDITION}.BoolIfExists`, { 'aws:MultiFactorAuthPresent': 'true' });
  }],
  ['MFA inverted', (_role, resource) => resource.addPropertyOverride(`${CONDITION}.Bool`, { 'aws:MultiFactorAuthPresent': 'false' })],
  ['the ExternalId removed', (_role, resource) => resource.addPropertyDeletionOverride(`${CONDITION}.StringEquals`)],
  [
    'the ExternalId changed',
    (_role, resource) => resource.addPropertyOverride(`${CONDITION}.StringEquals`, { 'sts:ExternalId': 'another-id' }),
  ],
  [
    'a second ExternalId',
    (_role, resource) => resource.addPropertyOverride(
      `${CONDITION}.StringEquals`, { 'sts:ExternalId': ['9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55', 'another-id'] },
    ),
  ],
  ['the principal widened', (_role, resource) => resource.addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal.AWS', '*')],
  [
    'a second principal',
    (_role, resource) => resource.addPropertyOverride(
      'AssumeRolePolicyDocument.Statement.0.Principal.AWS',
      ['arn:aws:iam::111122223333:user/alice', 'arn:aws:iam::111122223333:user/mallory'],
    ),
  ],
  ['the action widened', (_role, resource) => resource.addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Action', 'sts:*')],
  [
    'another document',
    (_role, resource) => resource.addPropertyOverride(
      'AssumeRolePolicyDocument',
      { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: PARTNER }, Action: 'sts:AssumeRole' }] },
    ),
  ],
  ['another document, assigned', (_role, resource) => {
    resource.assumeRolePolicyDocument = new iam.PolicyDocument({ statements: [allow(new iam.AccountPrincipal(PARTNER))] });
  }],
  [
    'another document, as text',
    (_role, resource) => resource.addPropertyOverride(
      'AssumeRolePolicyDocument',
      JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: PARTNER }, Action: 'sts:AssumeRole' }] }),
    ),
  ],
  [
    'a deploy-time ExternalId',
    (role, resource) => resource.addPropertyOverride(
      `${CONDITION}.StringEquals`, { 'sts:ExternalId': { Ref: new CfnParameter(Stack.of(role), 'Id').logicalId } },
    ),
  ],
  ['another resource in its place', (role) => {
    role.node.tryRemoveChild('Resource');
    new iam.CfnRole(
      role, 'Resource',
      {
        assumeRolePolicyDocument: {
          Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: PARTNER }, Action: 'sts:AssumeRole' }],
        },
      },
    );
  }],
];

describe('a loosened trust policy fails the build', () => {
  test.each(LOOSENED)('%s', (_what, touch) => {
    const stack = stackIn();
    const role = roleIn(stack);
    touch(role, resourceOf(role));
    const message = messageOf(() => Template.fromStack(stack));
    expect(message).toContain('[PartnerStack/Audit] the trust policy of this role was');
    expect(message).toContain('Undo the change');
  });

  test.each(LOOSENED.slice(0, 8))('%s, with the feature flag that merges statements', (_what, touch) => {
    const stack = stackIn(undefined, MINIMIZE);
    const role = roleIn(stack, { trustedPrincipals: [TrustedPrincipal.user(PARTNER, 'alice'), TrustedPrincipal.user(PARTNER, 'bob')] });
    touch(role, resourceOf(role));
    expect(messageOf(() => Template.fromStack(stack))).toContain('[PartnerStack/Audit] the trust policy of this role was loosened');
  });

  test('and the message names a request that is now allowed, and the statement that allows it', () => {
    const stack = stackIn();
    roleIn(stack).assumeRolePolicy!.addStatements(allow(new iam.AccountPrincipal(PARTNER)));
    const message = messageOf(() => Template.fromStack(stack));
    expect(message).toMatch(/sts:AssumeRole by arn:aws:iam::111122223333:user\/\S+, without MFA/);
    expect(message).toContain('statement 1 now allows sts:AssumeRole by');
  });

  test.each<[string, Parameters<typeof roleIn>[1], Touch]>([
    [
      'the age of the MFA session', { mfa: MfaRequirement.required({ maxAge: Duration.hours(1) }) },
      (_role, resource) => resource.addPropertyOverride(`${CONDITION}.NumericLessThan`, { 'aws:MultiFactorAuthAge': '36000' }),
    ],
    [
      'the source identity', { sourceIdentity: SourceIdentityRequirement.oneOf('alice') },
      (_role, resource) => resource.addPropertyOverride(`${CONDITION}.StringEquals`, { 'sts:SourceIdentity': ['alice', 'bob'] }),
    ],
    [
      'the bound on tag keys', { sessionTags: SessionTagRequirement.allowed('team') },
      (_role, resource) => resource.addPropertyDeletionOverride(`${CONDITION}.ForAllValues:StringEquals`),
    ],
    [
      'the organization', { organizationId: 'o-a1b2c3d4e5' },
      (_role, resource) => resource.addPropertyOverride(`${CONDITION}.StringEquals`, { 'aws:PrincipalOrgID': 'o-zzzzzzzzzz' }),
    ],
    [
      'the addresses', { sourceIps: ['203.0.113.0/24'] },
      (_role, resource) => resource.addPropertyOverride(`${CONDITION}.IpAddress`, { 'aws:SourceIp': '203.0.112.0/23' }),
    ],
  ])('%s, where the role requires it', (_what, props, touch) => {
    const stack = stackIn();
    const role = roleIn(stack, props);
    touch(role, resourceOf(role));
    expect(messageOf(() => Template.fromStack(stack))).toContain('was loosened after it was declared');
  });
});

describe('whatever changes it, and wherever the role is', () => {
  const open = (node: IConstruct) => {
    if (node instanceof iam.CfnRole) node.addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal.AWS', '*');
  };

  test('an aspect on the app', () => {
    const stack = stackIn();
    roleIn(stack);
    Aspects.of(stack.node.root).add(new Visiting(open));
    expect(messageOf(() => Template.fromStack(stack))).toContain('was loosened');
  });

  test('an aspect on a construct that is visited later than the role', () => {
    const stack = stackIn();
    const role = roleIn(stack);
    const later = new iam.User(stack, 'Later');
    Aspects.of(later).add(new Visiting(() => open(resourceOf(role))), { priority: 1000 });
    expect(messageOf(() => Template.fromStack(stack))).toContain('was loosened');
  });

  test('in a Stage, through the app', () => {
    const app = new App();
    const role = roleIn(new Stack(new Stage(app, 'Prod'), 'Inner'));
    role.assumeRolePolicy!.addStatements(allow(new iam.AccountPrincipal(PARTNER)));
    expect(messageOf(() => app.synth())).toContain('[Prod/Inner/Audit] the trust policy of this role was loosened');
  });

  test('in a nested stack', () => {
    const app = new App();
    const role = roleIn(new NestedStack(new Stack(app, 'Outer'), 'Inner'));
    role.assumeRolePolicy!.addStatements(allow(new iam.AccountPrincipal(PARTNER)));
    expect(messageOf(() => app.synth())).toContain('[Outer/Inner/Audit] the trust policy of this role was loosened');
  });

  test('a property injector that replaces the principals', () => {
    const app = new App({
      propertyInjectors: [{
        constructUniqueId: iam.Role.PROPERTY_INJECTION_ID,
        inject: (props) => ({ ...props, assumedBy: new iam.AccountPrincipal(PARTNER) }),
      }],
    });
    roleIn(new Stack(app, 'PartnerStack'));
    expect(messageOf(() => app.synth())).toContain('was loosened');
  });
});

describe('a change that allows no new request is accepted', () => {
  test.each<[string, Touch]>([
    ['nothing', () => undefined],
    ['another logical id', (_role, resource) => resource.overrideLogicalId('RenamedRole')],
    ['other properties', (_role, resource) => resource.addPropertyOverride('MaxSessionDuration', 7200)],
    ['other metadata', (_role, resource) => resource.addMetadata('owner', 'team-blue')],
    [
      'a Deny',
      (role) => role.assumeRolePolicy!.addStatements(
        new iam.PolicyStatement(
          {
            effect: iam.Effect.DENY,
            actions: ['sts:AssumeRole'],
            principals: [new iam.AnyPrincipal()],
            conditions: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ),
      ),
    ],
    [
      'one more condition',
      (_role, resource) => resource.addPropertyOverride(`${CONDITION}.IpAddress`, { 'aws:SourceIp': '203.0.113.0/24' }),
    ],
    [
      'a service in the same statement: it never carries MFA',
      (_role, resource) => resource.addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Principal', { Service: 'ec2.amazonaws.com' }),
    ],
    [
      'the same statement repeated',
      (role) => role.assumeRolePolicy!.addStatements(
        role.assumeRolePolicy!.toJSON().Statement.map((statement: unknown) => iam.PolicyStatement.fromJson(statement))[0],
      ),
    ],
    [
      'the same values as lists of one',
      (_role, resource) => resource.addPropertyOverride('AssumeRolePolicyDocument.Statement.0.Action', ['sts:AssumeRole']),
    ],
    [
      'the same MFA as a JSON boolean',
      (_role, resource) => resource.addPropertyOverride(`${CONDITION}.Bool`, { 'aws:MultiFactorAuthPresent': true }),
    ],
  ])('%s', (_what, touch) => {
    const stack = stackIn();
    const role = roleIn(stack);
    touch(role, resourceOf(role));
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('a trust policy that cannot be judged fails the build', () => {
  test.each<[string, Touch, string]>([
    [
      'a removed trust policy', (_role, resource) => resource.addPropertyDeletionOverride('AssumeRolePolicyDocument'),
      'the trust policy of this role was removed',
    ],
    ['a removed resource', (role) => role.node.tryRemoveChild('Resource'), 'the resource of this role was removed'],
    ['another type of resource', (_role, resource) => resource.addOverride('Type', 'Custom::Role'), 'was changed to "Custom::Role"'],
    [
      'a document that is known only at deployment',
      (role, resource) => resource.addPropertyOverride(
        'AssumeRolePolicyDocument', { Ref: new CfnParameter(Stack.of(role), 'Document').logicalId },
      ),
      'the trust policy of this role was',
    ],
    [
      'a principal that is known only at deployment',
      (role, resource) => resource.addPropertyOverride(
        'AssumeRolePolicyDocument.Statement.0.Principal', { AWS: { Ref: new CfnParameter(Stack.of(role), 'Caller').logicalId } },
      ),
      'the trust policy of this role was',
    ],
    [
      'text that is not a document', (_role, resource) => resource.addPropertyOverride('AssumeRolePolicyDocument', 'nothing'),
      'the trust policy of this role was changed',
    ],
  ])('%s', (_what, touch, fragment) => {
    const stack = stackIn();
    const role = roleIn(stack);
    touch(role, resourceOf(role));
    expect(messageOf(() => Template.fromStack(stack))).toContain(fragment);
  });

  test('a resource that cannot be rendered', () => {
    const stack = stackIn();
    const resource = resourceOf(roleIn(stack));
    // A failure on the first rendering would end synthesis anyway; here only the final check fails.
    let looks = 0;
    resource.description = Lazy.uncachedString({
      produce: () => {
        looks += 1;
        if (looks > 1) throw new Error('no description today');
        return 'the auditors';
      },
    });
    expect(messageOf(() => Template.fromStack(stack))).toContain('no description today');
  });
});

describe('waivers come only from the props of the role', () => {
  const waivers = (...list: { rule: string; reason: string }[]) => ({ waivers: list });

  test('a waiver that is added to the metadata fails the build', () => {
    const stack = stackIn();
    resourceOf(roleIn(stack)).addMetadata('cdk-secure-trust', waivers({ rule: 'mfa-required', reason: 'I say so' }));
    expect(messageOf(() => Template.fromStack(stack))).toContain('the Metadata of this role waives mfa-required, but its props do not');
  });

  test('so does a different reason for a declared waiver', () => {
    const stack = stackIn();
    const resource = resourceOf(roleIn(stack, { mfa: MfaRequirement.waived('a machine') }));
    resource.addOverride('Metadata.cdk-secure-trust', waivers({ rule: 'mfa-required', reason: 'I say so' }));
    expect(messageOf(() => Template.fromStack(stack))).toContain('waives mfa-required');
  });

  test('a removed waiver is accepted, because the guard then reports more, not less', () => {
    const stack = stackIn();
    const resource = resourceOf(roleIn(stack, { mfa: MfaRequirement.waived('a machine') }));
    resource.addDeletionOverride('Metadata');
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});
