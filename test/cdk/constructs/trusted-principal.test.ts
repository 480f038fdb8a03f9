import { Aws, CfnParameter, Fn, Lazy, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { arnInOwnPartition, messageOf, OWN, PARTNER, roleIn, stackAnywhere, stackIn, statementsOf } from './roles-under-test';
import { ExternalId } from '../../../src/cdk/constructs/external-id';
import { MfaRequirement } from '../../../src/cdk/constructs/mfa-requirement';
import { TrustedPrincipal } from '../../../src/cdk/constructs/trusted-principal';

const NO_MFA = MfaRequirement.waived('roles cannot show MFA');

function principalOf(trusted: TrustedPrincipal, stack: Stack = stackIn()): unknown {
  roleIn(stack, { trustedPrincipals: [trusted], mfa: NO_MFA });
  return statementsOf(stack)[0].Principal;
}

describe('each form names exactly one principal', () => {
  test.each<[string, () => TrustedPrincipal, unknown]>([
    ['a user', () => TrustedPrincipal.user(PARTNER, 'alice'), arnInOwnPartition(':iam::111122223333:user/alice')],
    [
      'a user with a path', () => TrustedPrincipal.user(PARTNER, 'team/blue/alice'),
      arnInOwnPartition(':iam::111122223333:user/team/blue/alice'),
    ],
    [
      'a user with every character that a name can have', () => TrustedPrincipal.user(PARTNER, 'a_b+c=d,e.f@g-h'),
      arnInOwnPartition(':iam::111122223333:user/a_b+c=d,e.f@g-h'),
    ],
    [
      'a user of an account with leading zeros', () => TrustedPrincipal.user('000000000012', 'alice'),
      arnInOwnPartition(':iam::000000000012:user/alice'),
    ],
    ['a role', () => TrustedPrincipal.role(PARTNER, 'Deploy'), arnInOwnPartition(':iam::111122223333:role/Deploy')],
    ['a role with a path', () => TrustedPrincipal.role(PARTNER, 'team/Deploy'), arnInOwnPartition(':iam::111122223333:role/team/Deploy')],
    [
      'a role session', () => TrustedPrincipal.roleSession(PARTNER, 'Deploy', 'nightly'),
      arnInOwnPartition(':sts::111122223333:assumed-role/Deploy/nightly'),
    ],
    ['the ARN of a user', () => TrustedPrincipal.arn('arn:aws:iam::111122223333:user/alice'), 'arn:aws:iam::111122223333:user/alice'],
    [
      'the ARN of a role', () => TrustedPrincipal.arn('arn:aws:iam::111122223333:role/team/Deploy'),
      'arn:aws:iam::111122223333:role/team/Deploy',
    ],
    [
      'the ARN of a session', () => TrustedPrincipal.arn('arn:aws:sts::111122223333:assumed-role/Deploy/nightly'),
      'arn:aws:sts::111122223333:assumed-role/Deploy/nightly',
    ],
    [
      'an ARN in the partition of the stack', () => TrustedPrincipal.arn(`arn:${Aws.PARTITION}:iam::111122223333:role/Deploy`),
      arnInOwnPartition(':iam::111122223333:role/Deploy'),
    ],
    [
      'a whole account', () => TrustedPrincipal.wholeAccount(PARTNER, 'the vendor names no role'),
      arnInOwnPartition(':iam::111122223333:root'),
    ],
    [
      'a user of the role\'s own account',
      () => TrustedPrincipal.user(Aws.ACCOUNT_ID, 'alice'),
      arnInOwnPartition(`:iam::${OWN}:user/alice`),
    ],
  ])('%s', (_what, trusted, expected) => {
    expect(principalOf(trusted())).toEqual({ AWS: expected });
  });

  test('a permission set is the account and the ARN of its role, with and without the region, and no other permission set', () => {
    const stack = stackIn();
    roleIn(stack, { trustedPrincipals: [TrustedPrincipal.identityCenterPermissionSet(PARTNER, 'Admin')], mfa: NO_MFA });
    expect(statementsOf(stack)).toEqual([expect.objectContaining({
      Principal: { AWS: arnInOwnPartition(':iam::111122223333:root') },
      Condition: expect.objectContaining({
        ArnLike: {
          'aws:PrincipalArn': [
            arnInOwnPartition(':iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_????????????????'),
            arnInOwnPartition(':iam::111122223333:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_Admin_????????????????'),
          ],
        },
      }),
    })]);
  });

  test('the role\'s own account of an environment-agnostic stack is AWS::AccountId', () => {
    const stack = stackAnywhere();
    expect(principalOf(TrustedPrincipal.role(stack.account, 'Deploy'), stack)).toEqual({
      AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':role/Deploy']] },
    });
  });
});

describe('fromPrincipal accepts roles and users', () => {
  test.each<[string, (stack: Stack) => iam.IPrincipal, unknown]>([
    [
      'a role of the stack',
      (stack) => new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
      { 'Fn::GetAtt': [expect.stringMatching(/^Caller/), 'Arn'] },
    ],
    ['a user of the stack', (stack) => new iam.User(stack, 'Caller'), { 'Fn::GetAtt': [expect.stringMatching(/^Caller/), 'Arn'] }],
    [
      'a lazy role',
      (stack) => new iam.LazyRole(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }),
      { 'Fn::GetAtt': [expect.stringMatching(/^Caller/), 'Arn'] },
    ],
    [
      'a read-only view of a role',
      (stack) => new iam.Role(
        stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') },
      ).withoutPolicyUpdates() as iam.IPrincipal,
      { 'Fn::GetAtt': [expect.stringMatching(/^Caller/), 'Arn'] },
    ],
    [
      'an imported role', (stack) => iam.Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::111122223333:role/team/Deploy'),
      'arn:aws:iam::111122223333:role/team/Deploy',
    ],
    [
      'an imported user', (stack) => iam.User.fromUserArn(stack, 'Caller', 'arn:aws:iam::111122223333:user/alice'),
      'arn:aws:iam::111122223333:user/alice',
    ],
    [
      'a role of the role\'s own account, imported by name', (stack) => iam.Role.fromRoleName(stack, 'Caller', 'Deploy'),
      arnInOwnPartition(`:iam::${OWN}:role/Deploy`),
    ],
  ])('%s', (_what, principal, expected) => {
    const stack = stackIn();
    expect(principalOf(TrustedPrincipal.fromPrincipal(principal(stack)), stack)).toEqual({ AWS: expected });
  });

  test.each<[string, (stack: Stack) => iam.IPrincipal, string]>([
    ['every principal', () => new iam.AnyPrincipal(), 'name each principal'],
    ['an account', () => new iam.AccountPrincipal(PARTNER), 'TrustedPrincipal.wholeAccount('],
    ['the role\'s own account', () => new iam.AccountRootPrincipal(), 'TrustedPrincipal.wholeAccount('],
    ['a plain ARN', () => new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Deploy'), 'Use TrustedPrincipal.arn()'],
    ['an organization', () => new iam.OrganizationPrincipal('o-a1b2c3d4e5'), 'prop organizationId'],
    ['a service', () => new iam.ServicePrincipal('lambda.amazonaws.com'), 'use iam.Role'],
    ['a web identity', () => new iam.WebIdentityPrincipal('cognito-identity.amazonaws.com'), 'use iam.Role'],
    ['several principals in one', () => new iam.CompositePrincipal(new iam.AccountPrincipal(PARTNER)), 'each of its principals'],
    [
      'a role with conditions',
      (stack) => new iam.PrincipalWithConditions(
        iam.Role.fromRoleName(stack, 'Caller', 'Deploy'), { Bool: { 'aws:SecureTransport': 'true' } },
      ),
      'conditions would be lost',
    ],
    [
      'a role with session tags', (stack) => new iam.SessionTagsPrincipal(iam.Role.fromRoleName(stack, 'Caller', 'Deploy')),
      'prop sessionTags',
    ],
    ['a group', (stack) => new iam.Group(stack, 'Group') as unknown as iam.IPrincipal, 'pass its users'],
    ['nothing', () => undefined as unknown as iam.IPrincipal, 'Pass an iam.Role or an iam.User'],
    [
      'an imported role whose ARN is an import', (stack) => iam.Role.fromRoleArn(stack, 'Caller', Fn.importValue('CallerArn')),
      'known only at deployment',
    ],
    [
      'an imported role whose name is a pattern',
      (stack) => iam.Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::111122223333:role/dev-*'), 'contains a wildcard',
    ],
    [
      'an imported "role" whose ARN is that of a user',
      (stack) => iam.Role.fromRoleArn(stack, 'Caller', 'arn:aws:iam::111122223333:user/alice'), 'not the ARN of a role',
    ],
  ])('and rejects %s', (_what, principal, fragment) => {
    expect(messageOf(() => TrustedPrincipal.fromPrincipal(principal(stackIn())))).toContain(fragment);
  });
});

describe('a message says what to write instead of', () => {
  const id = PARTNER;
  const not = (value: unknown) => value as string;
  test.each<[string, () => unknown, string]>([
    [
      'an account id of 11 digits', () => TrustedPrincipal.user('11112222333', 'alice'),
      '"11112222333" is not an account id. Write its 12 digits as text',
    ],
    ['an account id of 13 digits', () => TrustedPrincipal.role('1111222233334', 'Deploy'), 'is not an account id'],
    ['an account id with hyphens', () => TrustedPrincipal.user('1111-2222-3333', 'alice'), "Write '111122223333'"],
    ['an account id that is a number', () => TrustedPrincipal.user(not(12), 'alice'), "Write its 12 digits as text: '000000000012'"],
    [
      'an account id that is a wildcard', () => TrustedPrincipal.wholeAccount('*', 'all'),
      'contains a wildcard, which could match every account',
    ],
    ['no account id', () => TrustedPrincipal.user(not(undefined), 'alice'), 'undefined is not an account id'],
    ['digits of another script', () => TrustedPrincipal.user('１１１１２２２２３３３３', 'alice'), 'is not an account id'],
    ['a trailing line break', () => TrustedPrincipal.user('111122223333\n', 'alice'), 'is not an account id'],
    ['an empty name', () => TrustedPrincipal.user(id, ''), 'the user name is empty'],
    ['a name that is a wildcard', () => TrustedPrincipal.role(id, '*'), 'which IAM does not accept in a principal'],
    ['a name with a question mark', () => TrustedPrincipal.user(id, 'alic?'), 'contains a wildcard'],
    ['a name with a space', () => TrustedPrincipal.user(id, 'alice b'), 'is not a user name. Write 1 to 64'],
    ['a name with a trailing line break', () => TrustedPrincipal.user(id, 'alice\n'), 'is not a user name'],
    ['a name of 65 characters', () => TrustedPrincipal.role(id, 'r'.repeat(65)), 'is not a role name. Write 1 to 64'],
    ['a name that is an ARN', () => TrustedPrincipal.role(id, 'arn:aws:iam::111122223333:role/x'), 'Use TrustedPrincipal.arn()'],
    ['a name with a leading slash', () => TrustedPrincipal.user(id, '/team/alice'), "Write it without the slash: 'team/alice'"],
    ['a path with an empty segment', () => TrustedPrincipal.user(id, 'team//alice'), 'the path of "team//alice"'],
    ['a path with a policy variable', () => TrustedPrincipal.user(id, '${aws:username}/alice'), 'the path of'],
    ['a path and no name', () => TrustedPrincipal.user(id, 'team/'), 'is not a user name'],
    [
      'a name that is a token', () => TrustedPrincipal.role(id, Lazy.string({ produce: () => 'x' })),
      'or use TrustedPrincipal.fromPrincipal()',
    ],
    [
      'the name of a role of Identity Center', () => TrustedPrincipal.role(id, 'AWSReservedSSO_Admin_0123456789abcdef'),
      'identityCenterPermissionSet(account, name)',
    ],
    ['a session of a role with a path', () => TrustedPrincipal.roleSession(id, 'team/Deploy', 'nightly'), "Write 'Deploy'"],
    ['a session name of one character', () => TrustedPrincipal.roleSession(id, 'Deploy', 'n'), 'STS accepts 2 to 64'],
    ['a session name that is a wildcard', () => TrustedPrincipal.roleSession(id, 'Deploy', '*'), 'contains a wildcard'],
    ['a permission set with a wildcard', () => TrustedPrincipal.identityCenterPermissionSet(id, 'Admin*'), 'contains a wildcard'],
    [
      'a permission set by the name of its role',
      () => TrustedPrincipal.identityCenterPermissionSet(id, 'AWSReservedSSO_Admin_ab'), 'name of the permission set',
    ],
    [
      'a permission set by its ARN', () => TrustedPrincipal.identityCenterPermissionSet(id, 'arn:aws:sso:::permissionSet/x/y'),
      'not an ARN',
    ],
    ['a permission set of 33 characters', () => TrustedPrincipal.identityCenterPermissionSet(id, 'p'.repeat(33)), '1 to 32'],
    ['a whole account without a reason', () => TrustedPrincipal.wholeAccount(id, ''), 'the reason is empty'],
    ['a whole account with a blank reason', () => TrustedPrincipal.wholeAccount(id, ' \t'), 'the reason is blank'],
    ['a whole account with a token for a reason', () => TrustedPrincipal.wholeAccount(id, Aws.STACK_NAME), 'the reason is a token'],
    [
      'something else than an ExternalId',
      () => TrustedPrincipal.user(id, 'alice').withExternalId(not('e1') as unknown as ExternalId), 'Write ExternalId.of(value)',
    ],
    [
      'a second ExternalId',
      () => TrustedPrincipal.user(id, 'alice').withExternalId(ExternalId.of('e1')).withExternalId(ExternalId.of('e2')),
      'already has an ExternalId',
    ],
  ])('%s', (_what, call, fragment) => {
    expect(messageOf(call)).toContain(fragment);
  });

  test.each<[string, string, string]>([
    ['the root of an account', 'arn:aws:iam::111122223333:root', 'TrustedPrincipal.wholeAccount("111122223333", reason)'],
    ['an account id', '111122223333', 'TrustedPrincipal.wholeAccount("111122223333", reason)'],
    ['a star', '*', 'contains a wildcard'],
    ['a pattern', 'arn:aws:iam::111122223333:role/dev-*', 'contains a wildcard'],
    ['every account', 'arn:aws:iam::*:role/Deploy', 'contains a wildcard'],
    ['a question mark', 'arn:aws:iam::111122223333:user/alic?', 'contains a wildcard'],
    ['a group', 'arn:aws:iam::111122223333:group/Admins', 'groups cannot be principals'],
    ['a federated user', 'arn:aws:sts::111122223333:federated-user/bob', 'cannot call AssumeRole'],
    ['a SAML provider', 'arn:aws:iam::111122223333:saml-provider/Okta', 'iam.SamlPrincipal'],
    ['an OIDC provider', 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com', 'iam.WebIdentityPrincipal'],
    ['an MFA device', 'arn:aws:iam::111122223333:mfa/alice', 'is not the ARN of a user, a role or a role session'],
    ['another service', 'arn:aws:s3:::bucket', 'not an account id'],
    ['a region', 'arn:aws:iam:eu-west-1:111122223333:role/Deploy', 'names a region'],
    ['an unknown partition', 'arn:amazon:iam::111122223333:role/Deploy', 'which does not exist'],
    ['a session with a path', 'arn:aws:sts::111122223333:assumed-role/team/Deploy/nightly', 'without the path of the role'],
    [
      'a role session under iam', 'arn:aws:iam::111122223333:assumed-role/Deploy/nightly',
      'is not the ARN of a user, a role or a role session',
    ],
    ['a role without a name', 'arn:aws:iam::111122223333:role/', 'the role name is empty'],
    ['too few parts', 'arn:aws:iam::111122223333', 'is not an ARN'],
    ['the id of a deleted role', 'AROAEXAMPLEID123', 'remains in a policy when the user or role is deleted'],
    ['a service', 'lambda.amazonaws.com', 'iam.ServicePrincipal'],
    ['a name', 'Deploy', 'is not an ARN'],
    ['nothing', '', 'the ARN is empty'],
    ['a trailing line break', 'arn:aws:iam::111122223333:role/Deploy\n', 'is not a role name'],
    ['a token', Token.asString({ Ref: 'Caller' }), 'TrustedPrincipal.fromPrincipal()'],
    [
      'a role of Identity Center without its path', 'arn:aws:iam::111122223333:role/AWSReservedSSO_Admin_0123456789abcdef',
      'identityCenterPermissionSet',
    ],
  ])('the ARN: %s', (_what, arn, fragment) => {
    expect(messageOf(() => TrustedPrincipal.arn(arn))).toContain(fragment);
  });
});

describe('what can be checked only in the stack of the role', () => {
  test.each<[string, (stack: Stack) => TrustedPrincipal, string]>([
    [
      'an account that is a parameter',
      (stack) => TrustedPrincipal.role(new CfnParameter(stack, 'Account').valueAsString, 'Deploy'), 'Aws.ACCOUNT_ID for the role',
    ],
    [
      'a partition that is a parameter',
      (stack) => TrustedPrincipal.arn(`arn:${new CfnParameter(stack, 'Partition').valueAsString}:iam::111122223333:role/Deploy`),
      'use Aws.PARTITION',
    ],
    [
      'a principal of China in a stack of Ireland', () => TrustedPrincipal.arn('arn:aws-cn:iam::111122223333:role/Deploy'),
      'Principals of one partition cannot assume roles of another',
    ],
  ])('%s is rejected', (_what, trusted, fragment) => {
    const stack = stackIn();
    const message = messageOf(() => roleIn(stack, { trustedPrincipals: [trusted(stack)], mfa: NO_MFA }));
    expect(message).toContain(fragment);
    expect(message).toMatch(/^PartnerStack\/Audit: /);
  });

  test('principals of two partitions are rejected in every stack', () => {
    const both = [
      TrustedPrincipal.arn('arn:aws:iam::111122223333:user/alice'), TrustedPrincipal.arn('arn:aws-cn:iam::111122223333:user/bob'),
    ];
    expect(messageOf(() => roleIn(stackAnywhere(), { trustedPrincipals: both }))).toContain('aws and aws-cn');
  });

  test('a named role of a stack without an account is rejected in a stack with one: the CDK would render the wrong account', () => {
    const stack = stackIn();
    const caller = new iam.Role(
      new Stack(stack.node.root as never, 'Anywhere'), 'Caller',
      { assumedBy: new iam.AccountRootPrincipal(), roleName: 'Caller' },
    );
    expect(messageOf(() => roleIn(stack, { trustedPrincipals: [TrustedPrincipal.fromPrincipal(caller)], mfa: NO_MFA }))).toContain(
      'Give that stack an explicit env',
    );
  });

  test.each<[string, (stack: Stack) => [TrustedPrincipal, TrustedPrincipal]]>([
    ['by name', () => [TrustedPrincipal.user(PARTNER, 'alice'), TrustedPrincipal.user(PARTNER, 'alice')]],
    ['by name and by ARN', () => [TrustedPrincipal.user(PARTNER, 'alice'), TrustedPrincipal.arn('arn:aws:iam::111122223333:user/alice')]],
    [
      'with two ExternalIds',
      () => [TrustedPrincipal.user(PARTNER, 'alice').withExternalId(ExternalId.of('e1')), TrustedPrincipal.user(PARTNER, 'alice')],
    ],
    ['by account token and account id', () => [TrustedPrincipal.user(Aws.ACCOUNT_ID, 'alice'), TrustedPrincipal.user(OWN, 'alice')]],
    ['as the same user of the app', (stack) => {
      const user = new iam.User(stack, 'User');
      return [TrustedPrincipal.fromPrincipal(user), TrustedPrincipal.fromPrincipal(user)];
    }],
  ])('a principal named twice is rejected: %s', (_how, both) => {
    const stack = stackIn();
    expect(messageOf(() => roleIn(stack, { trustedPrincipals: both(stack) }))).toContain('twice');
  });
});
