/**
 * A policy that a template attaches to a role, user or group of another template: it is followed as far as the inputs show, and where only
 * the deployment decides what it is attached to, it counts for whatever it may be attached to.
 */
import { PrincipalCollector } from '../../src/input/collect-principals';
import { readRoles } from '../../src/input/read-roles';
import { Power, powersOf } from '../../src/reach/power';
import { OWN, PARTNER, SAFE, ScratchFolder } from '../cli/run-command';

const scratch = new ScratchFolder();

const role = (properties: object = {}) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: SAFE, ...properties } });
const user = (properties: object = {}) => ({ Type: 'AWS::IAM::User', Properties: properties });
const allows = (Action: string, Effect = 'Allow') => ({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] });
const inline = (to: object, document = allows('*')) => (
  { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'P', PolicyDocument: document, ...to } }
);
const managed = (to: object = {}) => ({ Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument: allows('*'), ...to } });
const ref = (name: string) => ({ Ref: name });
const imported = (name: string) => ({ 'Fn::ImportValue': name });
const exported = (name: string, Value: unknown) => ({ Outputs: { Out: { Value, Export: { Name: name } } } });
const nested = (index: number, Parameters: object = {}) => (
  { Type: 'AWS::CloudFormation::Stack', Properties: { Parameters }, Metadata: { 'aws:asset:path': `${index}.json` } }
);
const PARAMETERS = {
  Name: { Type: 'String' },
  Names: { Type: 'CommaDelimitedList' },
  Known: { Type: 'String', AllowedValues: ['alpha', 'beta'] },
  Digits: { Type: 'String', AllowedPattern: '[0-9]+' },
  Stored: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/role/name' },
};

interface Stack {
  /** Its template is that of a nested stack of the one before. */
  readonly isNested?: true;
  readonly Resources: Readonly<Record<string, object>>;
  readonly Outputs?: object;
  /** Default: that of the inputs. */
  readonly account?: string;
}

/** The power of each role and user: `level`, or `atLeast..atMost` where it is not known. */
function powersIn(stacks: readonly Stack[], account?: string) {
  const artifacts = stacks.flatMap(({ account: own, isNested }, index) => (isNested ? [] : [[`S${index}`, {
    type: 'aws:cloudformation:stack',
    environment: `aws://${own ?? 'unknown-account'}/unknown-region`,
    properties: { templateFile: `${index}.json` },
  }]]));
  const folder = scratch.folder(`app-${count += 1}`, {
    'manifest.json': { version: '36.0.0', artifacts: Object.fromEntries(artifacts) },
    ...Object.fromEntries(stacks.map(({ account: _, isNested: __, ...template }, index) => (
      [`${index}.json`, { Parameters: PARAMETERS, ...template }]
    ))),
  });
  const collector = new PrincipalCollector();
  readRoles([folder], { permissions: collector.permissions, account }).roles.forEach((each) => collector.add(each));
  const principals = collector.principals();
  const powers = powersOf(principals);
  return Object.fromEntries(principals.map(({ id, source }) => [source.logicalId!, powers.get(id)!]));
}

let count = 0;

function levelsIn(stacks: readonly Stack[], account?: string) {
  const powers = Object.entries(powersIn(stacks, account));
  const levelOf = ({ level, atLeast, atMost }: Power) => (level === 'not-known' ? `${atLeast}..${atMost}` : level);
  return Object.fromEntries(powers.map(([name, power]) => [name, levelOf(power)]));
}

const TWO_ROLES = { A: role({ RoleName: 'alpha' }), B: role() };
const attach = (properties: object): Stack => ({ Resources: { Policy: inline(properties) } });
const MAY_BE_BOTH = { A: 'nothing..administrator', B: 'nothing..administrator' };
const IS_B = { A: 'nothing', B: 'administrator' };

describe.each<[string, string | undefined]>([
  ['an account that is known', OWN], ['an account that is not known', undefined],
])('%s', (_, own) => {
  test.each<[string, readonly Stack[], object]>([
    ['an import', [{ Resources: TWO_ROLES, ...exported('b', ref('B')) }, attach({ Roles: [imported('b')] })], IS_B],
    [
      'an import of the name of the role, which is known',
      [{ Resources: TWO_ROLES, ...exported('a', ref('A')) }, attach({ Roles: [imported('a')] })],
      { A: 'administrator', B: 'nothing' },
    ],
    ['a policy of a resource of its own', [
      { Resources: TWO_ROLES, ...exported('b', ref('B')) },
      { Resources: { Policy: { Type: 'AWS::IAM::RolePolicy', Properties: { RoleName: imported('b'), PolicyDocument: allows('*') } } } },
    ], IS_B],
    ['a managed policy of another stack', [
      { Resources: { Policy: managed() }, ...exported('policy', ref('Policy')) },
      { Resources: { A: role(), B: role({ ManagedPolicyArns: [imported('policy')] }) } },
    ], IS_B],
    ['the ARN of a managed policy of another stack', [
      { Resources: { Policy: managed() }, ...exported('policy', { 'Fn::GetAtt': ['Policy', 'PolicyArn'] }) },
      { Resources: { A: role(), B: role({ ManagedPolicyArns: [imported('policy')] }) } },
    ], IS_B],
    ['a user', [
      { Resources: { A: user(), B: user() }, ...exported('b', ref('B')) }, attach({ Users: [imported('b')] }),
    ], IS_B],
    ['a group', [
      { Resources: { G: { Type: 'AWS::IAM::Group' }, A: user(), B: user({ Groups: [ref('G')] }) }, ...exported('g', ref('G')) },
      attach({ Groups: [imported('g')] }),
    ], IS_B],
    ['the group of a user', [
      { Resources: { G: { Type: 'AWS::IAM::Group' }, Policy: inline({ Groups: [ref('G')] }) }, ...exported('g', ref('G')) },
      { Resources: { A: user(), B: user({ Groups: [imported('g')] }) } },
    ], IS_B],
    ['a member of a group', [
      { Resources: { A: user(), B: user() }, ...exported('b', ref('B')) },
      {
        Resources: {
          G: { Type: 'AWS::IAM::Group' },
          Policy: inline({ Groups: [ref('G')] }),
          Members: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: ref('G'), Users: [imported('b')] } },
        },
      },
    ], IS_B],
    ['a parameter of a nested stack', [
      { Resources: { ...TWO_ROLES, Nested: nested(1, { Name: ref('B') }) } }, { ...attach({ Roles: [ref('Name')] }), isNested: true },
    ], IS_B],
    ['a list that is a parameter of a nested stack', [
      { Resources: { ...TWO_ROLES, Nested: nested(1, { Names: 'alpha' }) } }, { ...attach({ Roles: ref('Names') }), isNested: true },
    ], { A: 'administrator', B: 'nothing' }],
    ['an output of a nested stack', [
      { Resources: { Policy: inline({ Roles: [{ 'Fn::GetAtt': ['Nested', 'Outputs.Out'] }] }), Nested: nested(1) } },
      { Resources: TWO_ROLES, Outputs: { Out: { Value: ref('B') } }, isNested: true },
    ], IS_B],
    ['a managed policy of a nested stack', [
      { Resources: { A: role(), B: role({ ManagedPolicyArns: [{ 'Fn::GetAtt': ['Nested', 'Outputs.Out'] }] }), Nested: nested(1) } },
      { Resources: { Policy: managed() }, Outputs: { Out: { Value: ref('Policy') } }, isNested: true },
    ], IS_B],
    ['a parameter that names a role of the same template', [
      { Resources: { A: role({ RoleName: 'alpha' }), B: role({ RoleName: ref('Name') }), Policy: inline({ Roles: [ref('Name')] }) } },
    ], IS_B],
  ])('is followed: %s', (__, stacks, expected) => {
    expect(levelsIn(stacks, own)).toEqual(expected);
  });

  test.each<[string, readonly Stack[], object]>([
    ['an import that no template exports', [{ Resources: TWO_ROLES }, attach({ Roles: [imported('b')] })], MAY_BE_BOTH],
    ['a parameter', [{ Resources: TWO_ROLES }, attach({ Roles: [ref('Name')] })], MAY_BE_BOTH],
    ['a parameter that is a list', [{ Resources: TWO_ROLES }, attach({ Roles: ref('Names') })], MAY_BE_BOTH],
    ['a text with commas, which the name of a role can contain, too', [
      { Resources: TWO_ROLES, ...exported('both', { 'Fn::Join': [',', [ref('A'), ref('B')]] }) },
      attach({ Roles: { 'Fn::Split': [',', imported('both')] } }),
    ], MAY_BE_BOTH],
    ['a parameter of SSM', [{ Resources: TWO_ROLES }, attach({ Roles: [ref('Stored')] })], MAY_BE_BOTH],
    ['an attribute of another resource', [{ Resources: TWO_ROLES }, {
      Resources: { Other: { Type: 'Custom::Other' }, Policy: inline({ Roles: [{ 'Fn::GetAtt': ['Other', 'Name'] }] }) },
    }], MAY_BE_BOTH],
    ['in one branch of a condition', [
      { Resources: TWO_ROLES }, attach({ Roles: [{ 'Fn::If': ['Production', ref('Name'), ref('AWS::NoValue')] }] }),
    ], MAY_BE_BOTH],
    ['a managed policy', [{ Resources: TWO_ROLES }, { Resources: { Policy: managed({ Roles: [ref('Name')] }) } }], MAY_BE_BOTH],
    ['in the same template', [{ Resources: { ...TWO_ROLES, Policy: inline({ Roles: [ref('Name')] }) } }], MAY_BE_BOTH],
    ['one of the allowed values', [
      { Resources: { A: role({ RoleName: 'alpha' }), B: role({ RoleName: 'gamma' }) } }, attach({ Roles: [ref('Known')] }),
    ], { A: 'nothing..administrator', B: 'nothing' }],
    ['a member of a group', [{ Resources: { A: user(), B: user() } }, {
      Resources: {
        G: { Type: 'AWS::IAM::Group' },
        Policy: inline({ Groups: [ref('G')] }),
        Members: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: ref('G'), Users: [ref('Name')] } },
      },
    }], MAY_BE_BOTH],
    ['the group of a member', [{ Resources: { A: user(), B: user() } }, {
      Resources: {
        Members: { Type: 'AWS::IAM::UserToGroupAddition', Properties: { GroupName: ref('Name'), Users: ['beta'] } },
      },
    }, { Resources: { C: user({ UserName: 'beta' }) } }], { A: 'nothing', B: 'nothing', C: 'nothing..administrator' }],
    ['the group of a policy', [
      { Resources: { G: { Type: 'AWS::IAM::Group' }, A: user(), B: user({ Groups: [ref('G')] }) } }, attach({ Groups: [ref('Name')] }),
    ], { A: 'nothing', B: 'nothing..administrator' }],
    ['a Deny', [
      { Resources: { A: role({ Policies: [{ PolicyName: 'A', PolicyDocument: allows('*') }] }), B: role() } },
      { Resources: { Policy: inline({ Roles: [ref('Name')] }, allows('*', 'Deny')) } },
    ], { A: 'nothing..administrator', B: 'nothing' }],
    ['a document that is not known', [
      { Resources: TWO_ROLES }, { Resources: { Policy: inline({ Roles: [ref('Name')] }, imported('document') as never) } },
    ], MAY_BE_BOTH],
  ])('may be attached: %s', (__, stacks, expected) => {
    expect(levelsIn(stacks, own)).toEqual(expected);
  });

  test.each<[string, readonly Stack[], object]>([
    ['a user is no role', [{ Resources: { A: user(), B: role() } }, attach({ Users: [ref('Name')] })],
      { A: 'nothing..administrator', B: 'nothing' }],
    ['the name begins with something else', [
      { Resources: { A: role({ RoleName: 'team-a' }), B: role({ RoleName: 'b' }) } },
      attach({ Roles: [{ 'Fn::Sub': 'team-${Name}' }] }),
    ], { A: 'nothing..administrator', B: 'nothing' }],
    ['the name ends in something else', [
      { Resources: { A: role({ RoleName: 'team-a' }), B: role({ RoleName: 'team-b' }) } },
      attach({ Roles: [{ 'Fn::Sub': '${Name}-a' }] }),
    ], { A: 'nothing..administrator', B: 'nothing' }],
    ['the name begins with something else, and the rest is not known', [
      { Resources: { A: role({ RoleName: { 'Fn::Sub': 'team-${Digits}' } }), B: role({ RoleName: { 'Fn::Sub': 'lab-${Digits}' } }) } },
      attach({ Roles: [{ 'Fn::Sub': 'team-${Name}' }] }),
    ], { A: 'nothing..administrator', B: 'nothing' }],
    ['the pattern of the parameter allows no letters', [
      { Resources: { A: role({ RoleName: 'team-1' }), B: role({ RoleName: 'team-b' }) } },
      attach({ Roles: [{ 'Fn::Sub': 'team-${Digits}' }] }),
    ], { A: 'nothing..administrator', B: 'nothing' }],
    ['the policy allows no more than the role has', [
      { Resources: { A: role({ Policies: [{ PolicyName: 'A', PolicyDocument: allows('sqs:*') }] }) } },
      { Resources: { Policy: inline({ Roles: [ref('Name')] }, allows('sqs:SendMessage')) } },
    ], { A: 'manages-permissions' }],
  ])('cannot be meant: %s', (__, stacks, expected) => {
    expect(levelsIn(stacks, own)).toEqual(expected);
  });
});

test('a role of another account cannot be meant', () => {
  expect(levelsIn([
    { Resources: { A: role({ RoleName: 'alpha' }) }, account: OWN },
    { Resources: { B: role({ RoleName: 'alpha' }) }, account: PARTNER },
    { ...attach({ Roles: [ref('Name')] }), account: OWN },
  ])).toEqual({ A: 'nothing..administrator', B: 'nothing' });
});

test('an export of another account is not followed', () => {
  expect(levelsIn([
    { Resources: { A: role() }, ...exported('role', ref('A')), account: PARTNER },
    { ...attach({ Roles: [imported('role')] }), account: OWN },
  ])).toEqual({ A: 'nothing' });
});

test('a template that may be deployed to the account of a role that it names', () => {
  expect(levelsIn([
    { Resources: { A: role({ RoleName: 'alpha' }), B: role({ RoleName: 'beta' }) }, account: OWN }, attach({ Roles: ['alpha'] }),
  ])).toEqual({ A: 'nothing..administrator', B: 'nothing' });
});

test('the report says why', () => {
  const { A } = powersIn([{ Resources: { A: role() } }, attach({ Roles: [ref('Name')] })]);
  expect(A.notKnown).toEqual(['statement 0 of policy "P": only the deployment decides which roles it is attached to']);
});
