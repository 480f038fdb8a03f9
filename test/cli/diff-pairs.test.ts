/** What `diff` reports for a changed trust policy: pairs worked out by hand, each tested in both directions. */
import { Differ, MIRRORED } from './comparing';
import { OWN, PARTNER } from './run-command';

const differ = new Differ();

type Json = Readonly<Record<string, unknown>>;

const OTHER = '777788889999';
const ROOT = `arn:aws:iam::${PARTNER}:root`;
const DEPLOY = `arn:aws:iam::${PARTNER}:role/Deploy`;
const TEAM_DEPLOY = `arn:aws:iam::${PARTNER}:role/team/Deploy`;
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const secret = (value: unknown) => ({ StringEquals: { 'sts:ExternalId': value } });
const SIDE_ACTIONS = ['sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext'];

const policy = (...statements: readonly Json[]): Json => ({ Version: '2012-10-17', Statement: statements });
const allow = (more: Json = {}): Json => ({ Effect: 'Allow', Principal: { AWS: ROOT }, Action: 'sts:AssumeRole', ...more });
const deny = (more: Json = {}): Json => ({ ...allow({ Principal: '*' }), Effect: 'Deny', ...more });
const when = (condition: Json, more: Json = {}): Json => policy(allow({ Condition: condition, ...more }));
const trusting = (principal: unknown): Json => policy(allow({ Principal: principal }));
const getRole = (document: unknown): Json => ({
  Role: { RoleName: 'Audit', Arn: `arn:aws:iam::${OWN}:role/Audit`, AssumeRolePolicyDocument: document },
});
const fromIp = (...blocks: readonly string[]): Json => when({ IpAddress: { 'aws:SourceIp': blocks } });

describe('equivalent, written differently', () => {
  test.each<[string, unknown, unknown]>([
    ['word for word', when(MFA), when(MFA)],
    [
      'a role, and a session of it, which the role includes',
      trusting({ AWS: TEAM_DEPLOY }),
      trusting({ AWS: [TEAM_DEPLOY, `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ci`] }),
    ],
    [
      'statements in another order',
      policy(allow({ Condition: MFA }), deny({ Condition: { Null: { 'sts:ExternalId': 'true' } } })),
      policy(deny({ Condition: { Null: { 'sts:ExternalId': 'true' } } }), allow({ Condition: MFA })),
    ],
    ['a list of one statement', { Version: '2012-10-17', Statement: allow() }, policy(allow())],
    ['lists of one value', when(secret('abc')), when(secret(['abc']), { Principal: { AWS: [ROOT] }, Action: ['sts:AssumeRole'] })],
    ['values in another order, and twice', when(secret(['abc', 'def'])), when(secret(['def', 'abc', 'def']))],
    ['a repeated statement', when(MFA), policy(allow({ Condition: MFA }), allow({ Condition: MFA }))],
    ['the id of the account for its root', trusting({ AWS: PARTNER }), trusting({ AWS: ROOT })],
    [
      'Fn::Join for a literal partition',
      trusting({ AWS: ROOT }),
      trusting({ AWS: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${PARTNER}:root`]] } }),
    ],
    [
      'Fn::Sub for Fn::Join',
      trusting({ AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::${PARTNER}:root` } }),
      trusting({ AWS: { 'Fn::Join': [':', ['arn', { Ref: 'AWS::Partition' }, 'iam:', PARTNER, 'root']] } }),
    ],
    ['a network split into halves', fromIp('203.0.113.0/24'), fromIp('203.0.113.0/25', '203.0.113.128/25')],
    ['an IPv6 network, written out', fromIp('2001:db8::/32'), fromIp('2001:0db8:0:0:0:0:0:0/32')],
    [
      'a pattern split into halves',
      when({ StringLike: { 'sts:ExternalId': 'ab*' } }),
      when({ StringLike: { 'sts:ExternalId': ['ab', 'ab?*'] } }),
    ],
    ['StringLike without a wildcard', when(secret('abc')), when({ StringLike: { 'sts:ExternalId': 'abc' } })],
    [
      'ArnEquals for ArnLike',
      when({ ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/a*` } }),
      when({ ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/a*` } }),
    ],
    [
      'BoolIfExists and Null for Bool',
      when(MFA),
      when({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' }, Null: { 'aws:MultiFactorAuthPresent': 'false' } }),
    ],
    ['a Boolean for its text', when(MFA), when({ Bool: { 'aws:MultiFactorAuthPresent': true } })],
    [
      'a number for its text',
      when({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
      when({ NumericLessThan: { 'aws:MultiFactorAuthAge': 3600 } }),
    ],
    [
      'a date in seconds',
      when({ DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' } }),
      when({ DateLessThan: { 'aws:CurrentTime': '1893456000' } }),
    ],
    [
      'IfExists on a key that is always present',
      when({ StringEquals: { 'sts:RoleSessionName': 'ab' } }),
      when({ StringEqualsIfExists: { 'sts:RoleSessionName': 'ab' } }),
    ],
    ['a statement for each principal', trusting({ AWS: [PARTNER, OTHER] }), policy(allow(), allow({ Principal: { AWS: OTHER } }))],
    [
      'a statement for each value',
      when(secret(['abc', 'def'])),
      policy(allow({ Condition: secret('abc') }), allow({ Condition: secret('def') })),
    ],
    [
      'NotAction of all other actions that an AWS caller could use',
      policy(allow()),
      policy(allow({ Action: undefined, NotAction: SIDE_ACTIONS })),
    ],
    ['an action with a wildcard that covers nothing more for these callers', policy(allow()), policy(allow({ Action: 'sts:Assume*' }))],
    ['an action in different case', policy(allow()), policy(allow({ Action: 'STS:assumerole' }))],
    ['a key in different case', when(secret('abc')), when({ StringEquals: { 'STS:EXTERNALID': 'abc' } })],
    ['an action that does not assume a role', policy(allow()), policy(allow({ Action: ['sts:AssumeRole', 'sts:GetCallerIdentity'] }))],
    [
      'a Deny of the opposite',
      when({ Bool: { 'aws:SecureTransport': 'true' } }),
      policy(allow(), deny({ Condition: { Bool: { 'aws:SecureTransport': 'false' } } })),
    ],
    ['a Deny for callers that nothing allows', policy(allow()), policy(allow(), deny({ Principal: { AWS: OTHER } }))],
    ['a statement that another one covers', policy(allow()), policy(allow(), allow({ Condition: MFA }))],
    ['another Sid and Id', policy(allow({ Sid: 'One' })), { ...policy(allow({ Sid: 'Two' })), Id: 'Trust' }],
    ['the older version, without variables', policy(allow()), { ...policy(allow()), Version: '2008-10-17' }],
    ['JSON text', policy(allow()), getRole(JSON.stringify(policy(allow())))],
    ['URL-encoded text', getRole(policy(allow())), getRole(encodeURIComponent(JSON.stringify(policy(allow()))))],
  ])('%s', (_, before, after) => {
    for (const [one, other] of [[before, after], [after, before]]) {
      expect(differ.change(one, other)).toMatchObject({ change: 'equivalent', newlyAllowed: null, newlyDenied: null, status: 0 });
    }
  });
});

describe('narrowed one way, widened the other', () => {
  test.each<[string, unknown, unknown, unknown]>([
    ['an additional condition', policy(allow()), when(MFA), { caller: { kind: 'iam-user', account: PARTNER }, context: {} }],
    ['Bool for BoolIfExists', when({ BoolIfExists: MFA.Bool }), when(MFA), { caller: { kind: 'iam-user' }, context: {} }],
    ['one value fewer', when(secret(['abc', 'def'])), when(secret('abc')), { context: { 'sts:ExternalId': 'def' } }],
    [
      'a longer pattern',
      when({ StringLike: { 'sts:ExternalId': 'ab*' } }),
      when({ StringLike: { 'sts:ExternalId': 'ab?*' } }),
      { context: { 'sts:ExternalId': 'ab' } },
    ],
    [
      'a value for a pattern',
      when({ StringLike: { 'sts:ExternalId': 'ab*' } }),
      when(secret('abc')),
      { context: { 'sts:ExternalId': expect.stringMatching(/^ab(?!c$)/) } },
    ],
    [
      'case that is no longer ignored',
      when({ StringEqualsIgnoreCase: { 'sts:ExternalId': 'abc' } }),
      when(secret('abc')),
      { context: { 'sts:ExternalId': expect.stringMatching(/^(?!abc)[aA][bB][cC]$/) } },
    ],
    [
      'one half of a network',
      fromIp('203.0.113.0/24'),
      fromIp('203.0.113.0/25'),
      { context: { 'aws:SourceIp': expect.stringMatching(/^203\.0\.113\.(12[89]|1[3-9]\d|2\d\d)$/) } },
    ],
    [
      'less time since MFA',
      when({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
      when({ NumericLessThan: { 'aws:MultiFactorAuthAge': '900' } }),
      { context: { 'aws:MultiFactorAuthAge': expect.stringMatching(/^(9\d\d|[1-3]\d{3})$/) } },
    ],
    [
      'a role for its account',
      trusting({ AWS: ROOT }),
      trusting({ AWS: `arn:aws:iam::${PARTNER}:role/team/Deploy` }),
      { caller: { account: PARTNER } },
    ],
    [
      'a session for its role',
      trusting({ AWS: `arn:aws:iam::${PARTNER}:role/Deploy` }),
      trusting({ AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/ci` }),
      { caller: { kind: 'role-session', arn: expect.stringContaining(':assumed-role/Deploy/') } },
    ],
    [
      'ArnLike for StringLike, whose wildcards match colons',
      when({ StringLike: { 'aws:PrincipalArn': `arn:*:iam::${OTHER}:role/Deploy` } }, { Principal: '*' }),
      when({ ArnLike: { 'aws:PrincipalArn': `arn:*:iam::${OTHER}:role/Deploy` } }, { Principal: '*' }),
      { caller: { account: expect.not.stringMatching(OTHER), arn: expect.stringContaining(`:user/:iam::${OTHER}:role/Deploy`) } },
    ],
    [
      'the partition for a wildcard',
      when({ StringLike: { 'aws:PrincipalArn': `*:iam::${OTHER}:user/alice` } }, { Principal: '*' }),
      when({ StringLike: { 'aws:PrincipalArn': `arn:aws:iam::${OTHER}:user/alice` } }, { Principal: '*' }),
      { caller: { account: expect.not.stringMatching(OTHER) } },
    ],
    [
      'one of two roles, which differ in their paths',
      trusting({ AWS: [DEPLOY, TEAM_DEPLOY] }),
      trusting({ AWS: DEPLOY }),
      { context: { 'aws:PrincipalArn': TEAM_DEPLOY } },
    ],
    [
      'an account for every principal',
      trusting({ AWS: '*' }),
      trusting({ AWS: ROOT }),
      { caller: { account: expect.not.stringMatching(PARTNER) } },
    ],
    [
      'one service fewer',
      trusting({ Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] }),
      trusting({ Service: 'ec2.amazonaws.com' }),
      { caller: { kind: 'service', arn: 'lambda.amazonaws.com' } },
    ],
    [
      'a source condition for a service',
      trusting({ Service: 'sns.amazonaws.com' }),
      when({ StringEquals: { 'aws:SourceAccount': OWN } }, { Principal: { Service: 'sns.amazonaws.com' } }),
      { caller: { arn: 'sns.amazonaws.com' } },
    ],
    [
      'tags no longer allowed',
      policy(allow({ Action: ['sts:AssumeRole', 'sts:TagSession'] })),
      policy(allow()),
      { action: 'sts:AssumeRole', context: { 'aws:TagKeys': [expect.any(String)] } },
    ],
    [
      'a source identity no longer allowed',
      policy(allow({ Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] })),
      policy(allow()),
      { context: { 'sts:SourceIdentity': expect.any(String) } },
    ],
    [
      'an additional Deny',
      policy(allow()),
      policy(allow(), deny({ Condition: { StringNotEquals: { 'sts:RoleSessionName': 'ci' } } })),
      { context: { 'sts:RoleSessionName': expect.not.stringMatching(/^ci$/) } },
    ],
    [
      'a Deny without its conditions',
      policy(allow(), deny({ Condition: { Null: { 'sts:ExternalId': 'true' } } })),
      policy(allow(), deny()),
      { context: { 'sts:ExternalId': expect.any(String) } },
    ],
    ['nothing for a principal', policy(allow()), policy(deny()), { caller: { account: PARTNER } }],
    [
      'one statement fewer',
      policy(allow(), allow({ Principal: { AWS: OTHER }, Condition: MFA })),
      policy(allow()),
      { caller: { account: OTHER }, context: { 'aws:MultiFactorAuthPresent': 'true' } },
    ],
    [
      'one repository of many',
      webIdentity('repo:example/*'),
      webIdentity('repo:example/app:*'),
      {
        action: 'sts:AssumeRoleWithWebIdentity',
        caller: { kind: 'oidc' },
        context: { 'token.actions.githubusercontent.com:sub': expect.stringMatching(/^repo:example\/(?!app:)/) },
      },
    ],
  ])('%s', (_, before, after, request) => {
    expect(differ.change(before, after)).toMatchObject({ change: 'narrowed', newlyAllowed: null, newlyDenied: request, status: 0 });
    expect(differ.change(after, before)).toMatchObject({ change: 'widened', newlyAllowed: request, newlyDenied: null, status: 1 });
  });
});

describe('changed: some requests are newly allowed, others newly denied', () => {
  test.each<[string, unknown, unknown, unknown, unknown]>([
    [
      'another account',
      trusting({ AWS: PARTNER }),
      trusting({ AWS: OTHER }),
      { caller: { account: OTHER } },
      { caller: { account: PARTNER } },
    ],
    [
      'another user',
      trusting({ AWS: `arn:aws:iam::${PARTNER}:user/alice` }),
      trusting({ AWS: `arn:aws:iam::${PARTNER}:user/bob` }),
      { caller: { arn: `arn:aws:iam::${PARTNER}:user/bob` } },
      { caller: { arn: `arn:aws:iam::${PARTNER}:user/alice` } },
    ],
    [
      'a role of the same name with another path',
      trusting({ AWS: DEPLOY }),
      trusting({ AWS: TEAM_DEPLOY }),
      { context: { 'aws:PrincipalArn': TEAM_DEPLOY } },
      { context: { 'aws:PrincipalArn': DEPLOY } },
    ],
    [
      'a Deny of a role of the same name with another path',
      policy(allow(), deny({ Principal: { AWS: DEPLOY } })),
      policy(allow(), deny({ Principal: { AWS: TEAM_DEPLOY } })),
      { context: { 'aws:PrincipalArn': DEPLOY } },
      { context: { 'aws:PrincipalArn': TEAM_DEPLOY } },
    ],
    [
      'a role, then one of the same name by a condition',
      trusting({ AWS: DEPLOY }),
      when({ ArnEquals: { 'aws:PrincipalArn': TEAM_DEPLOY } }),
      { context: { 'aws:PrincipalArn': TEAM_DEPLOY } },
      { caller: { kind: 'role-session' } },
    ],
    [
      'another ExternalId',
      when(secret('abc')),
      when(secret('def')),
      { context: { 'sts:ExternalId': 'def' } },
      { context: { 'sts:ExternalId': 'abc' } },
    ],
    [
      'an ExternalId for MFA',
      when(MFA),
      when(secret('abc')),
      { context: { 'sts:ExternalId': 'abc' } },
      { context: { 'aws:MultiFactorAuthPresent': 'true' } },
    ],
    [
      'another service',
      trusting({ Service: 'ec2.amazonaws.com' }),
      trusting({ Service: 'lambda.amazonaws.com' }),
      { caller: { arn: 'lambda.amazonaws.com' } },
      { caller: { arn: 'ec2.amazonaws.com' } },
    ],
    [
      'networks that overlap',
      fromIp('203.0.113.0/24'),
      fromIp('203.0.113.128/25', '198.51.100.0/24'),
      { context: { 'aws:SourceIp': expect.stringMatching(/^198\.51\.100\./) } },
      { context: { 'aws:SourceIp': expect.stringMatching(/^203\.0\.113\.\d\d?$|^203\.0\.113\.1[01]\d$|^203\.0\.113\.12[0-7]$/) } },
    ],
    [
      'another branch',
      webIdentity('repo:example/app:ref:refs/heads/main'),
      webIdentity('repo:example/app:ref:refs/heads/dev'),
      { context: { 'token.actions.githubusercontent.com:sub': 'repo:example/app:ref:refs/heads/dev' } },
      { context: { 'token.actions.githubusercontent.com:sub': 'repo:example/app:ref:refs/heads/main' } },
    ],
  ])('%s', (_, before, after, gained, lost) => {
    expect(differ.change(before, after)).toMatchObject({ change: 'changed', newlyAllowed: gained, newlyDenied: lost, status: 1 });
    expect(differ.change(after, before)).toMatchObject({ change: 'changed', newlyAllowed: lost, newlyDenied: gained, status: 1 });
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, unknown, unknown, RegExp]>([
    [
      'one principal for another, which may be the same',
      trusting({ AWS: { Ref: 'One' } }),
      trusting({ AWS: { Ref: 'Other' } }),
      /One|Other/,
    ],
    ['an effect', policy(allow()), policy(allow(), { ...allow({ Principal: '*' }), Effect: { Ref: 'Effect' } }), /effect of statement 1/],
    [
      'the whole document',
      { Role: { RoleName: 'Audit', AssumeRolePolicyDocument: policy(allow()) } },
      { Role: { RoleName: 'Audit', AssumeRolePolicyDocument: { Ref: 'Document' } } },
      /Document/,
    ],
  ])('%s', (_, before, after, reason) => {
    for (const [one, other] of [[before, after], [after, before]]) {
      const { change, reasons, status } = differ.change(one, other);
      expect([change, status]).toEqual(['undecided', 1]);
      expect(reasons!.join('\n')).toMatch(reason);
    }
  });
});

test('the reverse of each kind is tested', () => {
  expect(Object.values(MIRRORED).sort()).toEqual(Object.keys(MIRRORED).sort());
});

function webIdentity(subject: string): Json {
  const claims = 'token.actions.githubusercontent.com';
  return policy(allow({
    Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/${claims}` },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { StringEquals: { [`${claims}:aud`]: 'sts.amazonaws.com' }, StringLike: { [`${claims}:sub`]: subject } },
  }));
}
