import { App, Aws, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ALICE, arnInOwnPartition, messageOf, OWN, PARTNER, roleIn, stackAnywhere, stackIn } from './roles-under-test';
import { AssumableRole } from '../../../src/cdk/constructs/assumable-role';
import { MfaRequirement } from '../../../src/cdk/constructs/mfa-requirement';
import { SecureCrossAccountRoleProps } from '../../../src/cdk/constructs/secure-cross-account-role';
import { SessionNameRequirement } from '../../../src/cdk/constructs/session-name-requirement';
import { SessionTagRequirement } from '../../../src/cdk/constructs/session-tag-requirement';
import { SourceIdentityRequirement } from '../../../src/cdk/constructs/source-identity-requirement';
import { TrustedPrincipal } from '../../../src/cdk/constructs/trusted-principal';

const LAMBDA = new iam.ServicePrincipal('lambda.amazonaws.com');
const NO_MFA = { mfa: MfaRequirement.waived('a machine') };

/** The partner's stack with the callers, and our stack with the role. */
function twoAccounts(): { callers: Stack; ours: Stack } {
  const app = new App();
  return {
    callers: new Stack(app, 'Callers', { env: { account: PARTNER, region: 'eu-west-1' } }),
    ours: new Stack(app, 'PartnerStack', { env: { account: OWN, region: 'eu-west-1' } }),
  };
}

function policiesOf(stack: Stack): unknown[] {
  return Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')).map(
    ({ Properties }) => Properties.PolicyDocument.Statement,
  );
}

describe('the caller gets exactly the permissions that the role requires', () => {
  test.each<[string, Partial<SecureCrossAccountRoleProps>, unknown]>([
    ['AssumeRole alone', {}, 'sts:AssumeRole'],
    ['plus the source identity', { sourceIdentity: SourceIdentityRequirement.required() }, ['sts:AssumeRole', 'sts:SetSourceIdentity']],
    ['plus the session tags', { sessionTags: SessionTagRequirement.allowed('team') }, ['sts:AssumeRole', 'sts:TagSession']],
    [
      'plus both',
      { sourceIdentity: SourceIdentityRequirement.oneOf('alice'), sessionTags: SessionTagRequirement.required({ team: '*' }) },
      ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
    ],
  ])('%s', (_what, props, action) => {
    const { callers, ours } = twoAccounts();
    const user = new iam.User(callers, 'Alice', { userName: 'alice' });
    const role = roleIn(ours, { ...props, trustedPrincipals: [TrustedPrincipal.fromPrincipal(user)], roleName: 'Audit', path: '/team/' });
    expect(role.grantAssumeRole(user).success).toBe(true);
    expect(policiesOf(callers)).toEqual(
      [[{ Effect: 'Allow', Action: action, Resource: arnInOwnPartition(':iam::222222222222:role/team/Audit') }]],
    );
  });

  test('and the trust policy does not change', () => {
    const { callers, ours } = twoAccounts();
    const user = new iam.User(callers, 'Alice', { userName: 'alice' });
    const role = roleIn(ours, { trustedPrincipals: [TrustedPrincipal.fromPrincipal(user)] });
    const before = JSON.stringify(ours.resolve(role.assumeRolePolicy));
    role.grantAssumeRole(user);
    expect(JSON.stringify(ours.resolve(role.assumeRolePolicy))).toBe(before);
  });
});

type Named = (stack: Stack) => { trusted: TrustedPrincipal; caller: iam.IPrincipal };

describe('a caller that the trust policy certainly allows gets the permission', () => {
  test.each<[string, Named]>([
    ['a role trusted as itself', (stack) => {
      const caller = new iam.Role(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner' });
      return { trusted: TrustedPrincipal.fromPrincipal(caller), caller };
    }],
    ['a role trusted as itself, through a lazy role', (stack) => {
      const caller = new iam.LazyRole(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner' });
      return { trusted: TrustedPrincipal.fromPrincipal(caller), caller };
    }],
    [
      'a role trusted by its name',
      (stack) => ({
        trusted: TrustedPrincipal.role(PARTNER, 'Scanner'),
        caller: new iam.Role(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner' }),
      }),
    ],
    [
      'a role trusted by its path and name',
      (stack) => ({
        trusted: TrustedPrincipal.role(PARTNER, 'team/Scanner'),
        caller: new iam.Role(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner', path: '/team/' }),
      }),
    ],
    [
      'a role trusted by its ARN',
      (stack) => ({
        trusted: TrustedPrincipal.arn('arn:aws:iam::111122223333:role/Scanner'),
        caller: new iam.Role(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner' }),
      }),
    ],
    [
      'a role that is trusted for one session name',
      (stack) => ({
        trusted: TrustedPrincipal.roleSession(PARTNER, 'Scanner', 'nightly'),
        caller: new iam.Role(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner', path: '/team/' }),
      }),
    ],
    ['a user trusted by its name', (stack) => ({ trusted: ALICE(), caller: new iam.User(stack, 'Caller', { userName: 'alice' }) })],
    [
      'a role of an account that is trusted as a whole',
      (stack) => ({
        trusted: TrustedPrincipal.wholeAccount(PARTNER, 'no names'), caller: new iam.Role(stack, 'Caller', { assumedBy: LAMBDA }),
      }),
    ],
    [
      'a role imported in its own account',
      (stack) => ({
        trusted: TrustedPrincipal.role(PARTNER, 'Scanner'),
        caller: iam.Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::111122223333:role/Scanner'),
      }),
    ],
    [
      'a role imported by name in its own account',
      (stack) => ({ trusted: TrustedPrincipal.role(PARTNER, 'Scanner'), caller: iam.Role.fromRoleName(stack, 'Caller', 'Scanner') }),
    ],
    [
      'a user imported in its own account',
      (stack) => ({ trusted: ALICE(), caller: iam.User.fromUserArn(stack, 'Caller', 'arn:aws:iam::111122223333:user/alice') }),
    ],
  ])('%s', (_what, named) => {
    const { callers, ours } = twoAccounts();
    const { trusted, caller } = named(callers);
    const role = roleIn(
      ours, { ...NO_MFA, trustedPrincipals: [ALICE(), trusted].slice(trusted._form.kind === 'user' ? 1 : 0), roleName: 'Audit' },
    );
    role.grantAssumeRole(caller);
    expect(policiesOf(callers)).toEqual(
      [[{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: arnInOwnPartition(':iam::222222222222:role/Audit') }]],
    );
  });

  test.each<[string, (stack: Stack) => iam.IPrincipal]>([
    ['created', (stack) => new iam.Role(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner' })],
    ['imported by name', (stack) => iam.Role.fromRoleName(stack, 'Caller', 'Scanner')],
  ])('a role of the same environment-agnostic stack, %s', (_how, callerIn) => {
    const stack = stackAnywhere();
    const caller = callerIn(stack);
    const role = roleIn(stack, { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.role(Aws.ACCOUNT_ID, 'Scanner')] });
    role.grantAssumeRole(caller);
    expect(policiesOf(stack)).toEqual(
      [[{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Audit/), 'Arn'] } }]],
    );
  });
});

describe('a caller that the trust policy does not allow does not get the permission', () => {
  test.each<[string, (stack: Stack) => iam.IPrincipal, Partial<SecureCrossAccountRoleProps>, string]>([
    [
      'another user', (stack) => new iam.User(stack, 'Caller', { userName: 'bob' }), {},
      'does not admit Callers/Caller, so the permission would have no effect. Trusted principals: user alice of account 111122223333.',
    ],
    [
      'a role of the same name as the user', (stack) => new iam.Role(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'alice' }),
      {}, 'does not admit',
    ],
    [
      'the user of that name with another path', (stack) => new iam.User(stack, 'Caller', { userName: 'alice', path: '/team/' }),
      {}, 'does not admit',
    ],
    ['a user whose name CloudFormation generates', (stack) => new iam.User(stack, 'Caller'), {}, 'cannot be determined before deployment'],
    [
      'a role where the account is trusted, but with MFA', (stack) => new iam.Role(stack, 'Caller', { assumedBy: LAMBDA }),
      { trustedPrincipals: [TrustedPrincipal.wholeAccount(PARTNER, 'no names')] }, 'whose sessions never carry MFA',
    ],
    ['a role where the account is trusted, but with its user name', (stack) => new iam.Role(stack, 'Caller', { assumedBy: LAMBDA }),
      {
        ...NO_MFA,
        trustedPrincipals: [TrustedPrincipal.wholeAccount(PARTNER, 'no names')],
        sessionName: SessionNameRequirement.callerUserName(),
      }, 'has no user name'],
    [
      'a role of another account than the one trusted', (stack) => new iam.Role(stack, 'Caller', { assumedBy: LAMBDA }),
      { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.wholeAccount('444455556666', 'no names')] }, 'does not admit',
    ],
    [
      'a role where a permission set is trusted',
      (stack) => new iam.Role(stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Admin' }),
      { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.identityCenterPermissionSet(PARTNER, 'Admin')] }, 'does not admit',
    ],
  ])('%s', (_what, caller, props, fragment) => {
    const { callers, ours } = twoAccounts();
    const role = roleIn(ours, props);
    const principal = caller(callers);
    const message = messageOf(() => role.grantAssumeRole(principal));
    expect(message).toContain(fragment);
    expect(message).toMatch(/^PartnerStack\/Audit, grantAssumeRole: /);
    expect(policiesOf(callers)).toEqual([]);
  });

  test('a role of an environment-agnostic stack, where a role of that name is trusted in some account', () => {
    const app = new App();
    const caller = new iam.Role(new Stack(app, 'Anywhere'), 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner' });
    const role = roleIn(
      new Stack(app, 'PartnerStack', { env: { account: OWN, region: 'eu-west-1' } }),
      { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.role(PARTNER, 'Scanner')] },
    );
    expect(messageOf(() => role.grantAssumeRole(caller))).toContain('cannot be determined before deployment');
  });

  test('a role of an explicit account, where a role of the unknown account of the role is trusted', () => {
    const app = new App();
    const caller = new iam.Role(
      new Stack(app, 'Callers', { env: { account: PARTNER, region: 'eu-west-1' } }), 'Caller',
      { assumedBy: LAMBDA, roleName: 'Scanner' },
    );
    const role = roleIn(
      new Stack(app, 'PartnerStack'), { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.role(Aws.ACCOUNT_ID, 'Scanner')] },
    );
    expect(messageOf(() => role.grantAssumeRole(caller))).toContain('cannot be determined before deployment');
  });

  test('a caller of an explicit account, where the account of the role is unknown: the CDK would render the wrong ARN', () => {
    const app = new App();
    const caller = new iam.Role(
      new Stack(app, 'Callers', { env: { account: PARTNER, region: 'eu-west-1' } }), 'Caller',
      { assumedBy: LAMBDA, roleName: 'Scanner' },
    );
    const role = roleIn(
      new Stack(app, 'PartnerStack'),
      { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.fromPrincipal(caller)], roleName: 'Audit' },
    );
    expect(messageOf(() => role.grantAssumeRole(caller))).toContain('Give the stack of the role an explicit env');
  });
});

const UNWRITABLE: [string, (stack: Stack) => iam.IPrincipal, string][] = [
  ['a plain ARN', () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Scanner'), 'has no policy of its own'],
  ['an account', () => new iam.AccountPrincipal(PARTNER), 'has no policy of its own'],
  ['a service', () => LAMBDA, 'has no policy of its own'],
  [
    'a role with conditions',
    (stack) => new iam.PrincipalWithConditions(new iam.Role(stack, 'Caller', { assumedBy: LAMBDA }), {}),
    'has no policy of its own',
  ],
  ['nothing', () => undefined as unknown as iam.IPrincipal, 'has no policy of its own'],
  [
    'an imported role of another account',
    (stack) => iam.Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::444455556666:role/Scanner'),
    'is imported into the stack Callers, and its account (444455556666) is not known to be the account of that stack',
  ],
  [
    'an imported user of another account',
    (stack) => iam.User.fromUserArn(stack, 'Caller', 'arn:aws:iam::444455556666:user/alice'),
    'is imported into the stack Callers, and its account (444455556666) is not known to be the account of that stack',
  ],
  [
    'an imported role that is not mutable',
    (stack) => iam.Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::111122223333:role/Scanner', { mutable: false }),
    'is read-only in this app',
  ],
  [
    'an imported role that adds grants to resources',
    (stack) => iam.Role.fromRoleArn(
      stack, 'Caller', 'arn:aws:iam::111122223333:role/Scanner', { mutable: false, addGrantsToResources: true },
    ),
    'is read-only in this app',
  ],
  [
    'a read-only view of a role',
    (stack) => new iam.Role(
      stack, 'Caller', { assumedBy: LAMBDA, roleName: 'Scanner' },
    ).withoutPolicyUpdates() as unknown as iam.IPrincipal,
    'is read-only in this app',
  ],
  [
    'a role whose ARN is an import', (stack) => iam.Role.fromRoleArn(stack, 'Caller', Fn.importValue('CallerArn')),
    'known only at deployment',
  ],
];

describe('a permission that cannot be written is an error', () => {
  test.each(UNWRITABLE)('for %s, on a role that is known only by its ARN', (_what, caller, fragment) => {
    const { callers } = twoAccounts();
    const audit = AssumableRole.fromAttributes(callers, 'Audit', { roleArn: 'arn:aws:iam::222222222222:role/Audit' });
    const principal = caller(callers);
    const message = messageOf(() => audit.grantAssumeRole(principal));
    expect(message).toContain(fragment);
    expect(message).toMatch(/^Callers\/Audit, grantAssumeRole: /);
  });

  test.each<[string, (stack: Stack) => iam.IPrincipal]>([
    ['an imported role of another account', (stack) => iam.Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::111122223333:role/Scanner')],
    ['a plain ARN', () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Scanner')],
  ])('for %s, although the trust policy would allow it', (_what, caller) => {
    const ours = stackIn();
    const role = roleIn(ours, { ...NO_MFA, trustedPrincipals: [TrustedPrincipal.role(PARTNER, 'Scanner')] });
    expect(messageOf(() => role.grantAssumeRole(caller(ours)))).toMatch(/cannot be written|no policy of its own/);
  });

  test.each([
    ['of a known account', 'arn:aws:iam::111122223333:role/Scanner'],
    ['of an account known only at deployment', Fn.importValue('CallerArn')],
  ])('for an imported role %s in a stack that names no account', (_what, arn) => {
    const stack = stackAnywhere();
    const audit = AssumableRole.fromAttributes(stack, 'Audit', { roleArn: 'arn:aws:iam::222222222222:role/Audit' });
    expect(messageOf(() => audit.grantAssumeRole(iam.Role.fromRoleArn(stack, 'Caller', arn)))).toContain(
      'is not known to be the account of that stack',
    );
  });
});

test('exactly the required actions on exactly the ARN, in an app that knows only the ARN', () => {
  const { callers } = twoAccounts();
  const caller = new iam.Role(callers, 'Caller', { assumedBy: LAMBDA });
  AssumableRole.fromAttributes(
    callers, 'Audit',
    { roleArn: 'arn:aws:iam::222222222222:role/team/Audit', sourceIdentityRequired: true, sessionTagKeys: ['team'] },
  ).grantAssumeRole(caller);
  expect(policiesOf(callers)).toEqual(
    [
      [
        {
          Effect: 'Allow',
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
          Resource: 'arn:aws:iam::222222222222:role/team/Audit',
        },
      ],
    ],
  );
});
