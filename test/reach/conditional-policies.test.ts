/**
 * A condition of a template that decides which policies a role has: what only one branch attaches is neither counted as there nor ignored,
 * and what both branches attach is there.
 */
import { PrincipalCollector } from '../../src/input/collect-principals';
import { readRoles } from '../../src/input/read-roles';
import { powersOf } from '../../src/reach/power';
import { OWN, ScratchFolder } from '../cli/run-command';

const scratch = new ScratchFolder();

const trusts = (service: string) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: `${service}.amazonaws.com` } }],
});
const inline = (Action: string, { Effect = 'Allow', Resource = '*' }: { readonly Effect?: string; readonly Resource?: unknown } = {}) => ({
  PolicyName: Action, PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect, Action, Resource }] },
});
const when = (condition: string, then: unknown, otherwise: unknown) => ({ 'Fn::If': [condition, then, otherwise] });

const NOTHING = { Ref: 'AWS::NoValue' };
const READS = inline('sqs:GetQueueAttributes');
const WRITES = inline('sqs:SendMessage');
const SECRETS = inline('secretsmanager:GetSecretValue');
const EVERYTHING = inline('*');
const DENIES = inline('*', { Effect: 'Deny' });
const SQS_READ_ONLY = 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess';
const ADMINISTRATOR = 'arn:aws:iam::aws:policy/AdministratorAccess';

const roleWith = (properties: object, service = 'states') => (
  { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trusts(service), ...properties } }
);
const managed = (name: string, { PolicyDocument }: { readonly PolicyDocument: object }, more: object = {}) => (
  { Type: 'AWS::IAM::ManagedPolicy', Properties: { ManagedPolicyName: name, PolicyDocument, ...more } }
);

/** The power of `Subject`, in a template whose conditions depend on a parameter: `level`, or `atLeast..atMost` where it is not known. */
function powerIn(resources: Readonly<Record<string, object>>): string {
  const file = scratch.file('template.json', {
    Parameters: { Stage: { Type: 'String' }, Place: { Type: 'String' }, Arns: { Type: 'CommaDelimitedList' } },
    Conditions: {
      Production: { 'Fn::Equals': [{ Ref: 'Stage' }, 'production'] }, Europe: { 'Fn::Equals': [{ Ref: 'Place' }, 'europe'] },
    },
    Resources: resources,
  });
  const collector = new PrincipalCollector();
  readRoles([file], { permissions: collector.permissions, account: OWN }).roles.forEach((role) => collector.add(role));
  const principals = collector.principals();
  const { level, atLeast, atMost } = powersOf(principals).get(principals.find(({ source }) => source.logicalId === 'Subject')!.id)!;
  return level === 'not-known' ? `${atLeast}..${atMost}` : level;
}

test.each<[string, object, string]>([
  ['an Allow', { Policies: [READS, when('Production', WRITES, NOTHING)] }, 'reads..writes'],
  ['an Allow, in the other branch', { Policies: [READS, when('Production', NOTHING, WRITES)] }, 'reads..writes'],
  ['an Allow for everything', { Policies: [when('Production', EVERYTHING, NOTHING)] }, 'nothing..administrator'],
  ['an Allow for less than is allowed anyway', { Policies: [WRITES, when('Production', READS, NOTHING)] }, 'writes'],
  ['a Deny', { Policies: [WRITES, when('Production', DENIES, NOTHING)] }, 'nothing..writes'],
  ['a Deny, and an Allow of everything', { Policies: [EVERYTHING, when('Production', DENIES, NOTHING)] }, 'nothing..administrator'],
  ['a Deny in one branch, an Allow in the other', { Policies: [READS, when('Production', DENIES, WRITES)] }, 'nothing..writes'],
  ['the same in both', { Policies: [when('Production', WRITES, WRITES)] }, 'writes'],
  ['the same Deny in both', { Policies: [WRITES, when('Production', DENIES, DENIES)] }, 'nothing'],
  ['different policies', { Policies: [when('Production', WRITES, READS)] }, 'nothing..writes'],
  ['nothing in both', { Policies: [when('Production', NOTHING, NOTHING)] }, 'nothing'],
  ['a condition in a condition', { Policies: [when('Production', when('Europe', WRITES, NOTHING), NOTHING)] }, 'nothing..writes'],
  [
    'different policies in a condition in a condition',
    { Policies: [READS, when('Production', when('Europe', WRITES, SECRETS), NOTHING)] },
    'reads..reads-secrets-or-data',
  ],
  ['the same in all branches', { Policies: [when('Production', when('Europe', WRITES, WRITES), WRITES)] }, 'writes'],
  ['the same in two of three branches', { Policies: [when('Production', when('Europe', WRITES, NOTHING), WRITES)] }, 'nothing..writes'],
  ['an AWS managed policy', { ManagedPolicyArns: [when('Production', ADMINISTRATOR, NOTHING)] }, 'nothing..administrator'],
  ['the same AWS managed policy in both', { ManagedPolicyArns: [when('Production', ADMINISTRATOR, ADMINISTRATOR)] }, 'administrator'],
  ['one of two AWS managed policies', { ManagedPolicyArns: [when('Production', ADMINISTRATOR, SQS_READ_ONLY)] }, 'nothing..administrator'],
  [
    'the whole list',
    { ManagedPolicyArns: when('Production', [SQS_READ_ONLY, ADMINISTRATOR], [SQS_READ_ONLY]) },
    'reads..administrator',
  ],
  ['the whole list, or none', { Policies: when('Production', [WRITES], NOTHING) }, 'nothing..writes'],
  ['the same list in both', { Policies: when('Production', [WRITES, READS], [READS, WRITES]) }, 'writes'],
  ['a list of a parameter', { ManagedPolicyArns: when('Production', { Ref: 'Arns' }, [SQS_READ_ONLY]) }, 'nothing..administrator'],
  ['no list', { Policies: NOTHING, ManagedPolicyArns: NOTHING }, 'nothing'],
  [
    'a permissions boundary',
    { Policies: [WRITES], PermissionsBoundary: when('Production', SQS_READ_ONLY, NOTHING) },
    'nothing..writes',
  ],
  [
    'a permissions boundary that allows it anyway',
    { Policies: [WRITES], PermissionsBoundary: when('Production', ADMINISTRATOR, NOTHING) },
    'writes',
  ],
  [
    'the same permissions boundary in both',
    { Policies: [READS, WRITES], PermissionsBoundary: when('Production', SQS_READ_ONLY, SQS_READ_ONLY) },
    'reads',
  ],
  [
    'one of two permissions boundaries',
    { Policies: [WRITES], PermissionsBoundary: when('Production', SQS_READ_ONLY, ADMINISTRATOR) },
    'nothing..writes',
  ],
  ['no permissions boundary', { Policies: [WRITES], PermissionsBoundary: NOTHING }, 'writes'],
])('of a role: %s', (_, properties, expected) => {
  expect(powerIn({ Subject: roleWith(properties) })).toBe(expected);
});

test.each<[string, object, string]>([
  ['the role, or another', { Roles: [when('Production', { Ref: 'Subject' }, { Ref: 'Other' })] }, 'nothing..writes'],
  ['the role, or none', { Roles: when('Production', [{ Ref: 'Subject' }], NOTHING) }, 'nothing..writes'],
  ['the role in both branches', { Roles: when('Production', [{ Ref: 'Subject' }, { Ref: 'Other' }], [{ Ref: 'Subject' }]) }, 'writes'],
  ['another role in both branches', { Roles: [when('Production', { Ref: 'Other' }, { Ref: 'Other' })] }, 'nothing'],
])('a policy that is attached to %s', (_, properties, expected) => {
  const policy = { Type: 'AWS::IAM::Policy', Properties: { ...WRITES, ...properties } };
  expect(powerIn({ Subject: roleWith({}), Other: roleWith({}), Policy: policy })).toBe(expected);
});

test('a managed policy of the template in one branch', () => {
  const resources = {
    Policy: managed('Writes', WRITES), Subject: roleWith({ ManagedPolicyArns: [when('Production', { Ref: 'Policy' }, NOTHING)] }),
  };
  expect(powerIn(resources)).toBe('nothing..writes');
});

test.each<[string, unknown, string]>([
  ['in one branch', when('Production', { Ref: 'Policy' }, NOTHING), 'manages-permissions..can-become-administrator'],
  ['in both', when('Production', { Ref: 'Policy' }, { Ref: 'Policy' }), 'can-become-administrator'],
])('a role that may change a managed policy that it has %s', (_, item, expected) => {
  const changes = inline('iam:CreatePolicyVersion', { Resource: { Ref: 'Policy' } });
  const resources = { Policy: managed('Changed', READS), Subject: roleWith({ Policies: [changes], ManagedPolicyArns: [item] }) };
  expect(powerIn(resources)).toBe(expected);
});

describe('a user', () => {
  const GROUP = { Type: 'AWS::IAM::Group', Properties: { GroupName: 'team', Policies: [WRITES] } };
  const REF = { Ref: 'Group' };
  const user = (properties: object) => ({ Type: 'AWS::IAM::User', Properties: properties });
  const attaches = inline('iam:AttachGroupPolicy', { Resource: `arn:aws:iam::${OWN}:group/team` });

  test.each<[string, object, string]>([
    ['in one branch', { Groups: [when('Production', { Ref: 'Group' }, NOTHING)] }, 'nothing..writes'],
    ['in both', { Groups: [when('Production', { Ref: 'Group' }, { Ref: 'Group' })] }, 'writes'],
    [
      'that it may change, in one branch',
      { Groups: [when('Production', { Ref: 'Group' }, NOTHING)], Policies: [attaches] },
      'manages-permissions..can-become-administrator',
    ],
    ['that it may change', { Groups: [{ Ref: 'Group' }], Policies: [attaches] }, 'can-become-administrator'],
  ])('in a group %s', (_, properties, expected) => {
    expect(powerIn({ Group: GROUP, Subject: user(properties) })).toBe(expected);
  });

  test.each<[string, object, string]>([
    ['one of two users', { GroupName: REF, Users: [when('Production', { Ref: 'Subject' }, { Ref: 'Other' })] }, 'nothing..writes'],
    ['one of two groups', { GroupName: when('Production', REF, 'none'), Users: [{ Ref: 'Subject' }] }, 'nothing..administrator'],
    ['in both branches', { GroupName: REF, Users: when('Production', [{ Ref: 'Subject' }], [{ Ref: 'Subject' }]) }, 'writes'],
  ])('added to a group: %s', (_, properties, expected) => {
    const addition = { Type: 'AWS::IAM::UserToGroupAddition', Properties: properties };
    expect(powerIn({ Group: GROUP, Subject: user({}), Other: user({}), Addition: addition })).toBe(expected);
  });
});

describe('what runs with a role', () => {
  const RUNNER = roleWith({ ManagedPolicyArns: [ADMINISTRATOR] }, 'lambda');
  const OTHER = roleWith({}, 'lambda');
  const arn = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

  test.each<[string, unknown, string]>([
    ['one of two', when('Production', arn('Runner'), arn('Other')), 'writes..can-become-administrator'],
    ['the same in both branches', when('Production', arn('Runner'), arn('Runner')), 'can-become-administrator'],
    ['another one in both branches', when('Production', arn('Other'), arn('Other')), 'writes'],
  ])('a function: %s', (_, role, expected) => {
    const resources = {
      Runner: RUNNER,
      Other: OTHER,
      Function: { Type: 'AWS::Lambda::Function', Properties: { FunctionName: 'deploy', Role: role } },
      Subject: roleWith({ Policies: [inline('lambda:UpdateFunctionCode', { Resource: `arn:aws:lambda:*:${OWN}:function:deploy` })] }),
    };
    expect(powerIn(resources)).toBe(expected);
  });

  test('an instance whose profile has one of two roles', () => {
    const roles = [when('Production', { Ref: 'Runner' }, { Ref: 'Other' })];
    const instance = { 'Fn::Sub': 'arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:instance/${Instance}' };
    const resources = {
      Runner: RUNNER,
      Other: OTHER,
      Profile: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: roles } },
      Instance: { Type: 'AWS::EC2::Instance', Properties: { IamInstanceProfile: { Ref: 'Profile' } } },
      Subject: roleWith({ Policies: [inline('ssm:StartSession', { Resource: instance })] }),
    };
    expect(powerIn(resources)).toBe('writes..can-become-administrator');
  });
});

test.each<[string, unknown, readonly string[]]>([
  ['one in the other', when('Production', when('Europe', WRITES, NOTHING), NOTHING), ['conditions Production and Europe decide']],
  [
    'the same policy under two conditions',
    when('Production', when('Europe', WRITES, NOTHING), WRITES),
    ['conditions Production and Europe decide', 'condition Production decides'],
  ],
])('the report names the conditions: %s', (_, item, expected) => {
  const file = scratch.file('named.json', {
    Conditions: { Production: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] } },
    Resources: { Subject: roleWith({ Policies: [item] }) },
  });
  const collector = new PrincipalCollector();
  readRoles([file], { permissions: collector.permissions, account: OWN }).roles.forEach((role) => collector.add(role));
  const principals = collector.principals();
  expect(powersOf(principals).get(principals[0].id)!.notKnown).toEqual(expected.map((conditions) => (
    `statement 0 of policy "sqs:SendMessage": the ${conditions} whether it is attached`
  )));
});
