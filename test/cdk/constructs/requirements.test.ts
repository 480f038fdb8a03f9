import { CfnParameter, Duration, Lazy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ALICE, EXTERNAL_ID, messageOf, PARTNER, roleIn, stackIn, statementsOf } from './roles-under-test';
import { MfaRequirement } from '../../../src/cdk/constructs/mfa-requirement';
import { SecureCrossAccountRoleProps } from '../../../src/cdk/constructs/secure-cross-account-role';
import { SessionNameRequirement } from '../../../src/cdk/constructs/session-name-requirement';
import { SessionTagRequirement } from '../../../src/cdk/constructs/session-tag-requirement';
import { SourceIdentityRequirement } from '../../../src/cdk/constructs/source-identity-requirement';
import { TrustedPrincipal } from '../../../src/cdk/constructs/trusted-principal';

const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const ID = { 'sts:ExternalId': EXTERNAL_ID };

describe('each requirement adds its action and its condition to the statement', () => {
  test.each<[string, Partial<SecureCrossAccountRoleProps>, unknown, unknown]>([
    ['the defaults', {}, 'sts:AssumeRole', { ...MFA, StringEquals: ID }],
    ['MFA within the hour', { mfa: MfaRequirement.required({ maxAge: Duration.hours(1) }) }, 'sts:AssumeRole',
      { ...MFA, StringEquals: ID, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }],
    ['no MFA', { mfa: MfaRequirement.waived('a machine') }, 'sts:AssumeRole', { StringEquals: ID }],
    ['any source identity', { sourceIdentity: SourceIdentityRequirement.required() }, ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      { ...MFA, StringEquals: ID, StringLike: { 'sts:SourceIdentity': '*' } }],
    ['one source identity', { sourceIdentity: SourceIdentityRequirement.oneOf('alice') }, ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      { ...MFA, StringEquals: { ...ID, 'sts:SourceIdentity': 'alice' } }],
    ['one of two source identities', {
      sourceIdentity: SourceIdentityRequirement.oneOf('alice', 'bob'),
    }, ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    { ...MFA, StringEquals: { ...ID, 'sts:SourceIdentity': ['alice', 'bob'] } }],
    ['a source identity by pattern', {
      sourceIdentity: SourceIdentityRequirement.matching('ops-*'),
    }, ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    { ...MFA, StringEquals: ID, StringLike: { 'sts:SourceIdentity': 'ops-*' } }],
    ["the user's name for the session", { sessionName: SessionNameRequirement.callerUserName() }, 'sts:AssumeRole',
      { ...MFA, StringEquals: { ...ID, 'sts:RoleSessionName': '${aws:username}' } }],
    ['a session name by pattern', { sessionName: SessionNameRequirement.matching('deploy-????') }, 'sts:AssumeRole',
      { ...MFA, StringEquals: ID, StringLike: { 'sts:RoleSessionName': 'deploy-????' } }],
    ['session tags that may be passed', {
      sessionTags: SessionTagRequirement.allowed('team', 'ticket'),
    }, ['sts:AssumeRole', 'sts:TagSession'],
    { ...MFA, 'StringEquals': ID, 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'ticket'] } }],
    ['session tags that must be passed', {
      sessionTags: SessionTagRequirement.required({ team: 'blue', ticket: 'OPS-*' }),
    }, ['sts:AssumeRole', 'sts:TagSession'],
    {
      ...MFA,
      'StringEquals': ID,
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team', 'ticket'] },
      'StringLike': { 'aws:RequestTag/team': 'blue', 'aws:RequestTag/ticket': 'OPS-*' },
    }],
    [
      'an organization', { organizationId: 'o-a1b2c3d4e5' }, 'sts:AssumeRole',
      { ...MFA, StringEquals: { ...ID, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
    ],
    [
      'one address range', { sourceIps: ['203.0.113.0/24'] }, 'sts:AssumeRole',
      { ...MFA, StringEquals: ID, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
    ],
    ['addresses of both kinds', { sourceIps: ['198.51.100.7', '2001:db8::/32', '2001:db8::1'] }, 'sts:AssumeRole',
      { ...MFA, StringEquals: ID, IpAddress: { 'aws:SourceIp': ['198.51.100.7', '2001:db8::/32', '2001:db8::1/128'] } }],
    ['everything at once', {
      mfa: MfaRequirement.required({ maxAge: Duration.minutes(15) }),
      sourceIdentity: SourceIdentityRequirement.matching('ops-*'),
      sessionName: SessionNameRequirement.matching('deploy-*'),
      sessionTags: SessionTagRequirement.required({ team: '*' }),
      organizationId: 'o-a1b2c3d4e5',
      sourceIps: ['203.0.113.0/24'],
    }, ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], {
      'Bool': { 'aws:MultiFactorAuthPresent': 'true' },
      'NumericLessThan': { 'aws:MultiFactorAuthAge': '900' },
      'StringEquals': { ...ID, 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' },
      'StringLike': { 'sts:SourceIdentity': 'ops-*', 'sts:RoleSessionName': 'deploy-*', 'aws:RequestTag/team': '*' },
      'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
      'IpAddress': { 'aws:SourceIp': '203.0.113.0/24' },
    }],
  ])('%s', (_what, props, action, condition) => {
    const stack = stackIn();
    roleIn(stack, props);
    expect(statementsOf(stack)).toEqual([{ Effect: 'Allow', Principal: expect.anything(), Action: action, Condition: condition }]);
  });
});

describe('a message says what to write instead of', () => {
  const not = (value: unknown) => value as never;
  test.each<[string, () => unknown, string]>([
    ['an MFA age of zero', () => MfaRequirement.required({ maxAge: Duration.seconds(0) }), 'from 1 minute to 36 hours'],
    ['an MFA age below a minute', () => MfaRequirement.required({ maxAge: Duration.seconds(59) }), 'maxAge is 59 seconds'],
    ['an MFA age over 36 hours', () => MfaRequirement.required({ maxAge: Duration.hours(37) }), 'a longer age would restrict nothing'],
    [
      'an MFA age with a fraction of a second', () => MfaRequirement.required({ maxAge: Duration.millis(90_500) }),
      'whole number of seconds',
    ],
    [
      'an MFA age that is a token',
      () => MfaRequirement.required({ maxAge: Duration.seconds(Lazy.number({ produce: () => 60 })) }), 'maxAge is a token',
    ],
    ['MFA waived without a reason', () => MfaRequirement.waived(''), 'the reason is empty'],
    ['MFA waived with a blank reason', () => MfaRequirement.waived('\n'), 'the reason is blank'],
    ['no source identity at all', () => SourceIdentityRequirement.oneOf(), 'SourceIdentityRequirement.required()'],
    ['a source identity twice', () => SourceIdentityRequirement.oneOf('alice', 'alice'), '"alice" is given twice'],
    ['a source identity of one character', () => SourceIdentityRequirement.oneOf('a'), 'STS accepts 2 to 64'],
    [
      'a source identity with the prefix that is reserved for AWS', () => SourceIdentityRequirement.oneOf('aws:alice'),
      'is not a valid source identity',
    ],
    ['a source identity with a star', () => SourceIdentityRequirement.oneOf('ops-*'), 'SourceIdentityRequirement.matching(pattern)'],
    ['a source identity pattern of a star', () => SourceIdentityRequirement.matching('*'), 'Use SourceIdentityRequirement.required()'],
    ['a source identity pattern of question marks', () => SourceIdentityRequirement.matching('??*'), 'restricts nothing'],
    [
      'a source identity pattern with a variable', () => SourceIdentityRequirement.matching('${aws:username}'),
      'contains a policy variable, which is not supported here',
    ],
    ['a source identity pattern with a space', () => SourceIdentityRequirement.matching('ops *'), 'no source identity can match'],
    [
      'a source identity pattern of 65 characters', () => SourceIdentityRequirement.matching('x'.repeat(65)),
      'no source identity can match',
    ],
    ['a source identity pattern of one character', () => SourceIdentityRequirement.matching('x'), 'no source identity can match'],
    ['an empty source identity pattern', () => SourceIdentityRequirement.matching(''), 'is empty'],
    ['a session name pattern of a star', () => SessionNameRequirement.matching('*'), 'Leave sessionName out'],
    ['a session name pattern with a slash', () => SessionNameRequirement.matching('a/b*'), 'no session name can match'],
    ['a session name pattern that is a token', () => SessionNameRequirement.matching(Token.asString({ Ref: 'X' })), 'is a token'],
    ['no tag keys', () => SessionTagRequirement.allowed(), 'Leave the session tags out to pass none'],
    ['no required tags', () => SessionTagRequirement.required({}), 'no tag key is given'],
    ['a tag key that is a star', () => SessionTagRequirement.allowed('*'), 'Name each key'],
    ['a tag key with the prefix that is reserved for AWS', () => SessionTagRequirement.allowed('aws:team'), 'starts with aws:'],
    ['a tag key in two cases', () => SessionTagRequirement.allowed('team', 'Team'), 'given twice'],
    ['an empty tag key', () => SessionTagRequirement.allowed(''), 'the tag key is empty'],
    ['a tag key of 129 characters', () => SessionTagRequirement.allowed('k'.repeat(129)), 'is not a valid tag key'],
    ['51 tag keys', () => SessionTagRequirement.allowed(...Array.from({ length: 51 }, (_, i) => `k${i}`)), '50 tags at most'],
    [
      'a tag pattern with a variable', () => SessionTagRequirement.required({ team: '${aws:PrincipalTag/team}' }),
      'no value of the tag "team" can match',
    ],
    ['an empty tag pattern', () => SessionTagRequirement.required({ team: '' }), "'*' accepts every value"],
    ['a tag pattern of 257 characters', () => SessionTagRequirement.required({ team: 'x'.repeat(257) }), 'up to 256'],
  ])('%s', (_what, call, fragment) => {
    expect(messageOf(call)).toContain(fragment);
  });

  test.each<[string, Partial<SecureCrossAccountRoleProps>, string]>([
    ['an empty list of principals', { trustedPrincipals: [] }, 'trustedPrincipals is empty'],
    ['no list of principals', { trustedPrincipals: not(undefined) }, 'trustedPrincipals is empty'],
    ['a principal of the CDK', { trustedPrincipals: [not(new iam.AccountPrincipal(PARTNER))] }, 'TrustedPrincipal.fromPrincipal(role)'],
    [
      'a principal that is text', { trustedPrincipals: not(['arn:aws:iam::111122223333:root']) },
      'trustedPrincipals contains "arn:aws:iam::111122223333:root", which is not a TrustedPrincipal',
    ],
    ['no ExternalId', { externalId: undefined }, 'externalId is missing. Write ExternalId.of(value), or ExternalId.waived(reason)'],
    ['an ExternalId that is text', { externalId: not('e1') }, 'externalId is "e1", which is not an object of the class ExternalId'],
    ['MFA that is a boolean', { mfa: not(false) }, 'MfaRequirement.waived(reason)'],
    ['a source identity that is text', { sourceIdentity: not('alice') }, 'SourceIdentityRequirement.required()'],
    ['a session name that is text', { sessionName: not('alice') }, 'SessionNameRequirement.callerUserName()'],
    ['session tags that are a list', { sessionTags: not(['team']) }, 'SessionTagRequirement.allowed(key)'],
    ['a prop of iam.Role', not({ assumedBy: new iam.AccountPrincipal(PARTNER) }), 'there is no prop "assumedBy". Use trustedPrincipals.'],
    ['another prop of iam.Role', not({ externalIds: ['e1'] }), 'Use externalId: ExternalId.of(value).'],
    ['a misspelt prop', not({ sourceIp: ['203.0.113.0/24'] }), 'there is no prop "sourceIp"'],
    ['an organization id that is too short', { organizationId: 'o-short' }, "for example 'o-a1b2c3d4e5'"],
    ['an organization id with a star', { organizationId: 'o-*' }, 'is not the id of an organization'],
    ['an organizational unit', { organizationId: 'ou-ab12-11111111' }, 'is not the id of an organization'],
    ['an organization id that is a token', { organizationId: Token.asString({ Ref: 'Org' }) }, 'is a token'],
    ['no addresses', { sourceIps: [] }, 'leave sourceIps out'],
    ['every IPv4 address', { sourceIps: ['0.0.0.0/0'] }, 'restricts nothing'],
    ['every IPv6 address', { sourceIps: ['::/0'] }, 'restricts nothing'],
    ['private addresses', { sourceIps: ['10.1.0.0/16'] }, 'always the public address of the caller'],
    ['other private addresses', { sourceIps: ['172.31.255.1'] }, 'is not a public range'],
    ['local addresses', { sourceIps: ['fd00::/8'] }, 'is not a public range'],
    ['the loopback address', { sourceIps: ['127.0.0.1'] }, 'is not a public range'],
    ['a prefix over 32', { sourceIps: ['203.0.113.0/33'] }, 'is not an address or CIDR range'],
    ['a prefix over 128', { sourceIps: ['2001:db8::/129'] }, 'is not an address or CIDR range'],
    ['an address of five parts', { sourceIps: ['203.0.113.0.1'] }, 'is not an address or CIDR range'],
    ['two slashes', { sourceIps: ['203.0.113.0/24/24'] }, 'is not an address or CIDR range'],
    ['a name', { sourceIps: ['vpn.example.com'] }, 'is not an address or CIDR range'],
    ['a star', { sourceIps: ['203.0.113.*'] }, 'is not an address or CIDR range'],
    ['a range twice', { sourceIps: ['203.0.113.0/24', '203.0.113.0/24'] }, 'twice'],
    ['a role name with a path', { roleName: 'team/Audit' }, 'Pass the path as the prop path'],
    ['a role name of 65 characters', { roleName: 'r'.repeat(65) }, '1 to 64'],
    ['an empty role name', { roleName: '' }, 'roleName "" is not a role name'],
  ])('%s', (_what, props, fragment) => {
    const message = messageOf(() => roleIn(stackIn(), props));
    expect(message).toContain(fragment);
    expect(message).toMatch(/^PartnerStack\/Audit: /);
  });
});

describe('requirements that no caller could ever satisfy are rejected', () => {
  const roles: [string, TrustedPrincipal][] = [
    ['role Deploy of account 111122223333', TrustedPrincipal.role(PARTNER, 'Deploy')],
    ['session nightly of role Deploy of account 111122223333', TrustedPrincipal.roleSession(PARTNER, 'Deploy', 'nightly')],
    ['permission set Admin of account 111122223333', TrustedPrincipal.identityCenterPermissionSet(PARTNER, 'Admin')],
    ['role Deploy of account 111122223333', TrustedPrincipal.arn('arn:aws:iam::111122223333:role/Deploy')],
    [
      'role Deploy of account 111122223333',
      TrustedPrincipal.fromPrincipal(iam.Role.fromRoleArn(stackIn(), 'Imported', 'arn:aws:iam::111122223333:role/Deploy')),
    ],
  ];

  test.each(roles)('MFA with %s', (described, trusted) => {
    expect(messageOf(() => roleIn(stackIn(), { trustedPrincipals: [trusted] }))).toBe(
      'PartnerStack/Audit: MFA is required, but only IAM users can authenticate with MFA, ' +
        `so these callers could never assume the role: ${described}. Write mfa: MfaRequirement.waived('the reason').`,
    );
  });

  test.each(roles)('the user name with %s', (described, trusted) => {
    const props = {
      trustedPrincipals: [trusted], mfa: MfaRequirement.waived('a machine'), sessionName: SessionNameRequirement.callerUserName(),
    };
    expect(messageOf(() => roleIn(stackIn(), props))).toContain(
      `only IAM users have a user name, so these callers could never assume the role: ${described}.`,
    );
  });

  test('MFA with a role of the app', () => {
    const stack = stackIn();
    const caller = new iam.Role(stack, 'Caller', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(messageOf(() => roleIn(stack, { trustedPrincipals: [TrustedPrincipal.fromPrincipal(caller)] }))).toContain(
      'so these callers could never assume the role: role PartnerStack/Caller of this app',
    );
  });

  test('MFA with several principals names only the role among them, and suggests another role for it', () => {
    const message = messageOf(() => roleIn(stackIn(), { trustedPrincipals: [ALICE(), TrustedPrincipal.role(PARTNER, 'Deploy')] }));
    expect(message).toContain('so these callers could never assume the role: role Deploy of account 111122223333.');
    expect(message).toContain('Create another role for them');
  });

  test('a user whose name is too short for a session name', () => {
    const props = { trustedPrincipals: [TrustedPrincipal.user(PARTNER, 'team/a')], sessionName: SessionNameRequirement.callerUserName() };
    expect(messageOf(() => roleIn(stackIn(), props))).toContain('"a" is not a valid session name');
  });

  test.each<[string, TrustedPrincipal]>([
    ['a user', ALICE()],
    ['a whole account', TrustedPrincipal.wholeAccount(PARTNER, 'the vendor names no user')],
    [
      'an imported user',
      TrustedPrincipal.fromPrincipal(iam.User.fromUserArn(stackIn(), 'Imported', 'arn:aws:iam::111122223333:user/alice')),
    ],
  ])('but %s can authenticate with MFA and has a user name', (_who, trusted) => {
    expect(() => roleIn(stackIn(), { trustedPrincipals: [trusted], sessionName: SessionNameRequirement.callerUserName() })).not.toThrow();
  });

  test('a deploy-time list of addresses cannot be checked', () => {
    const stack = stackIn();
    const list = new CfnParameter(stack, 'Ranges', { type: 'CommaDelimitedList' }).valueAsList;
    expect(messageOf(() => roleIn(stack, { sourceIps: list }))).toContain('is a token');
  });
});
