/** The policies of roles and users, as each kind of input has them: the same role has the same power whatever it is read from. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { PermissionsOfInputs } from '../../src/input/permissions-of-inputs';
import { readRoles } from '../../src/input/read-roles';
import { Power, powersOf } from '../../src/reach/power';

const ACCOUNT = '111122223333';
const TRUST = {
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } }],
};
const policy = (Action: string, Effect = 'Allow') => ({ Version: '2012-10-17', Statement: [{ Effect, Action, Resource: '*' }] });
const CUSTOMER = `arn:aws:iam::${ACCOUNT}:policy/team/Customer`;
const READ_ONLY = 'arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'permissions-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

/** The power of each role and user by name. */
function powersIn(...documents: readonly object[]): Readonly<Record<string, Power>> {
  const files = documents.map((document, index) => {
    const file = path.join(folder, `${index}.json`);
    fs.writeFileSync(file, JSON.stringify(document));
    return file;
  });
  const permissions = new PermissionsOfInputs();
  const { roles } = readRoles(files, { permissions, account: ACCOUNT });
  const ofRoles = roles.map((role) => ({
    id: role.source.roleName ?? role.source.logicalId!,
    kind: 'role' as const,
    partition: 'aws',
    account: role.source.account,
    name: role.nameWithPath,
    policies: permissions.book.policiesOf(role.permissions!),
  }));
  const ofUsers = permissions.users.map(({ name, account, partition, permissions: own }) => ({
    id: String(name), kind: 'user' as const, partition, account, name, policies: permissions.book.policiesOf(own),
  }));
  return Object.fromEntries(powersOf([...ofRoles, ...ofUsers]));
}

/** What a role is made of, in the words of `get-account-authorization-details`. */
interface Made {
  readonly inline?: object;
  readonly managed?: readonly string[];
  readonly boundary?: string;
  /** The documents of the customer's policies. */
  readonly policies?: Readonly<Record<string, object>>;
}

const encoded = (document: object) => encodeURIComponent(JSON.stringify(document));

const WRITTEN: Readonly<Record<string, (made: Made) => object>> = {
  'the details of an account': ({ inline, managed = [], boundary, policies = {} }) => ({
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [{
      RoleName: 'Subject',
      Arn: `arn:aws:iam::${ACCOUNT}:role/Subject`,
      AssumeRolePolicyDocument: TRUST,
      RolePolicyList: inline ? [{ PolicyName: 'inline', PolicyDocument: inline }] : [],
      AttachedManagedPolicies: managed.map((arn) => ({ PolicyName: arn.split('/').at(-1), PolicyArn: arn })),
      ...boundary && { PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: boundary } },
    }],
    Policies: Object.entries(policies).map(([Arn, Document]) => ({
      Arn,
      PolicyName: Arn.split('/').at(-1),
      DefaultVersionId: 'v2',
      PolicyVersionList: [
        { VersionId: 'v2', IsDefaultVersion: true, Document }, { VersionId: 'v1', IsDefaultVersion: false, Document: policy('*') },
      ],
    })),
  }),
  'AWS Config': ({ inline, managed = [], boundary, policies = {} }) => ({
    configurationItems: [
      {
        resourceType: 'AWS::IAM::Role',
        awsAccountId: ACCOUNT,
        ARN: `arn:aws:iam::${ACCOUNT}:role/Subject`,
        resourceName: 'Subject',
        configuration: {
          assumeRolePolicyDocument: encoded(TRUST),
          rolePolicyList: inline ? [{ policyName: 'inline', policyDocument: encoded(inline) }] : [],
          attachedManagedPolicies: managed.map((arn) => ({ policyName: 'x', policyArn: arn })),
          permissionsBoundary: boundary ? { permissionsBoundaryType: 'Policy', permissionsBoundaryArn: boundary } : null,
        },
      },
      ...Object.entries(policies).map(([arn, document]) => ({
        resourceType: 'AWS::IAM::Policy',
        awsAccountId: ACCOUNT,
        ARN: arn,
        configuration: {
          arn,
          policyName: 'x',
          defaultVersionId: 'v1',
          policyVersionList: [{ versionId: 'v1', isDefaultVersion: true, document: encoded(document) }],
        },
      })),
    ],
  }),
  'a template': ({ inline, managed = [], boundary, policies = {} }) => {
    const reference = (arn: string) => (arn in policies ? { Ref: `Policy${Object.keys(policies).indexOf(arn)}` } : withPartition(arn));
    return {
      Resources: {
        Subject: {
          Type: 'AWS::IAM::Role',
          Properties: {
            RoleName: 'Subject',
            AssumeRolePolicyDocument: TRUST,
            ManagedPolicyArns: managed.map(reference),
            ...boundary && { PermissionsBoundary: reference(boundary) },
          },
        },
        ...inline && {
          Inline: { Type: 'AWS::IAM::Policy', Properties: { PolicyName: 'inline', PolicyDocument: inline, Roles: [{ Ref: 'Subject' }] } },
        },
        ...Object.fromEntries(Object.entries(policies).map(([, PolicyDocument], index) => (
          [`Policy${index}`, { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } }]
        ))),
      },
    };
  },
  'a state of Terraform': ({ inline, managed = [], boundary, policies = {} }) => ({
    format_version: '1.0',
    terraform_version: '1.11.4',
    values: { root_module: { resources: terraformResources({ inline, managed, boundary, policies }) } },
  }),
  'a plan of Terraform': ({ inline, managed = [], boundary, policies = {} }) => {
    const resources = terraformResources({ inline, managed, boundary, policies });
    const indexOf = (arn: string) => Object.keys(policies).indexOf(arn);
    return {
      format_version: '1.2',
      terraform_version: '1.11.4',
      planned_values: { root_module: {} },
      // What is not known before apply is left out.
      resource_changes: resources.map(({ values, ...rest }) => ({
        ...rest,
        change: {
          actions: ['create'],
          before: null,
          after: Object.fromEntries(Object.entries(values).filter(([key, value]) => key !== 'arn' && !(String(value) in policies))),
          after_unknown: {
            arn: true,
            ...Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (String(value) in policies ? [[key, true]] : []))),
          },
        },
      })),
      configuration: {
        root_module: {
          resources: resources.map(({ address, values }) => {
            const referring = Object.entries(values).filter(([, value]) => String(value) in policies);
            const refers = referring.map(([key, value]) => {
              const name = `aws_iam_policy.p${indexOf(String(value))}`;
              return [key, { references: [`${name}.arn`, name] }];
            });
            return { address, expressions: Object.fromEntries(refers) };
          }),
        },
      },
    };
  },
};

/** As the CDK writes the ARN of an AWS managed policy. */
function withPartition(arn: string): object | string {
  const [, rest] = arn.split('arn:aws');
  return arn.startsWith('arn:aws:iam::aws:') ? { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, rest]] } : arn;
}

function terraformResources({ inline, managed = [], boundary, policies = {} }: Made) {
  const resource = (type: string, name: string, values: Readonly<Record<string, unknown>>) => (
    { address: `${type}.${name}`, mode: 'managed', type, name, values }
  );
  return [
    resource('aws_iam_role', 'subject', {
      name: 'Subject',
      arn: `arn:aws:iam::${ACCOUNT}:role/Subject`,
      assume_role_policy: JSON.stringify(TRUST),
      ...boundary && { permissions_boundary: boundary },
    }),
    ...inline ? [resource('aws_iam_role_policy', 'inline', { name: 'inline', role: 'Subject', policy: JSON.stringify(inline) })] : [],
    ...managed.map((policy_arn, index) => resource('aws_iam_role_policy_attachment', `a${index}`, { role: 'Subject', policy_arn })),
    ...Object.entries(policies).map(
      ([arn, document], index) => resource('aws_iam_policy', `p${index}`, { name: `p${index}`, arn, policy: JSON.stringify(document) }),
    ),
  ];
}

describe.each(Object.entries(WRITTEN))('%s', (_, written) => {
  test.each<[string, Made, string]>([
    ['no policy', {}, 'nothing'],
    ['an inline policy', { inline: policy('s3:GetObject') }, 'reads-secrets-or-data'],
    ['an AWS managed policy', { managed: [READ_ONLY] }, 'reads'],
    ['a customer managed policy', { managed: [CUSTOMER], policies: { [CUSTOMER]: policy('sqs:SendMessage') } }, 'writes'],
    ['a Deny in another policy', { inline: policy('*'), managed: [CUSTOMER], policies: { [CUSTOMER]: policy('*', 'Deny') } }, 'nothing'],
    ['a boundary', { inline: policy('*'), boundary: CUSTOMER, policies: { [CUSTOMER]: policy('sqs:*') } }, 'manages-permissions'],
    ['a policy that is not there', { managed: [`arn:aws:iam::${ACCOUNT}:policy/Other`] }, 'not-known'],
    ['a boundary that is not there', { inline: policy('*'), boundary: `arn:aws:iam::${ACCOUNT}:policy/Other` }, 'not-known'],
  ])('%s', (__, made, level) => {
    expect(powersIn(written(made)).Subject.level).toBe(level);
  });
});

test('what is not among the inputs is named', () => {
  const arn = `arn:aws:iam::${ACCOUNT}:policy/Other`;
  const { notKnown } = powersIn(WRITTEN['the details of an account']({ managed: [arn], boundary: arn })).Subject;
  expect(notKnown).toEqual([
    `policy ${arn} is not among the inputs`, `the permissions boundary policy ${arn} is not among the inputs`,
  ]);
});

test('the roles of list-roles have policies that it does not print', () => {
  const roles = { Roles: [{ RoleName: 'Subject', Arn: `arn:aws:iam::${ACCOUNT}:role/Subject`, AssumeRolePolicyDocument: TRUST }] };
  expect(powersIn(roles).Subject).toMatchObject({
    level: 'not-known', atMost: 'administrator', notKnown: ['the input does not contain the policies of role Subject'],
  });
});

test('users have the policies of their groups', () => {
  const details = {
    UserDetailList: [
      { UserName: 'alice', Arn: `arn:aws:iam::${ACCOUNT}:user/team/alice`, GroupList: ['admins'], AttachedManagedPolicies: [] },
    ],
    GroupDetailList: [{
      GroupName: 'admins',
      Arn: `arn:aws:iam::${ACCOUNT}:group/admins`,
      GroupPolicyList: [],
      AttachedManagedPolicies: [{ PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' }],
    }],
    RoleDetailList: [],
    Policies: [],
  };
  expect(powersIn(details)['team/alice'].level).toBe('administrator');
});

describe('in a template', () => {
  const role = (properties: object) => ({ Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: TRUST, ...properties } });
  const inline = (statement: object) => (
    { Policies: [{ PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] } }] }
  );
  const powerOf = (statement: object, more: object = {}) => powersIn({ Resources: { Subject: role(inline(statement)), ...more } }).Subject;

  test.each<[string, object, string]>([
    [
      'a bucket of the template',
      { Action: 's3:GetObject', Resource: { 'Fn::Join': ['', [{ 'Fn::GetAtt': ['Bucket', 'Arn'] }, '/*']] } },
      'reads-secrets-or-data',
    ],
    [
      'a function of the template, which is one function',
      { Action: 'lambda:UpdateFunctionCode', Resource: { 'Fn::GetAtt': ['Code', 'Arn'] } },
      'writes',
    ],
    ['a parameter that may be any resource', { Action: 'lambda:UpdateFunctionCode', Resource: { Ref: 'Target' } }, 'not-known'],
    ['everything on a parameter, which may be everything', { Action: '*', Resource: { Ref: 'Target' } }, 'not-known'],
    ['an action that only deployment decides', { Action: { Ref: 'Target' }, Resource: '*' }, 'not-known'],
  ])('%s', (_, statement, level) => {
    expect(powerOf(statement).level).toBe(level);
  });

  test('a role that passes another role of the template', () => {
    const passes = { Action: ['iam:PassRole', 'glue:CreateJob', 'glue:StartJobRun'], Resource: '*' };
    const target = { ...role({ ManagedPolicyArns: ['arn:aws:iam::aws:policy/AdministratorAccess'] }) };
    expect(
      powerOf({ ...passes, Resource: { 'Fn::GetAtt': ['Target', 'Arn'] } }, { Target: target }).level,
    ).not.toBe('can-become-administrator');
    expect(powerOf(passes, { Target: target }).path).toMatchObject({ id: 'glue-003' });
  });

  test('a policy that a condition decides about', () => {
    const conditional = {
      Type: 'AWS::IAM::Policy',
      Condition: 'IsProduction',
      Properties: { PolicyName: 'p', PolicyDocument: policy('*'), Roles: [{ Ref: 'Subject' }] },
    };
    expect(
      powersIn({ Resources: { Subject: role({}), More: conditional } }).Subject,
    ).toMatchObject({ level: 'not-known', atMost: 'administrator' });
  });

  test.each<[string, object, unknown, string]>([
    ['by its reference', {}, { Ref: 'Own' }, 'can-become-administrator'],
    ['by its name', { ManagedPolicyName: 'own', Path: '/team/' }, `arn:aws:iam::${ACCOUNT}:policy/team/own`, 'can-become-administrator'],
    ['by a pattern', {}, `arn:aws:iam::${ACCOUNT}:policy/*`, 'can-become-administrator'],
    ['another one', { ManagedPolicyName: 'own' }, `arn:aws:iam::${ACCOUNT}:policy/other`, 'manages-permissions'],
  ])('a role that may change a managed policy that it has: %s', (_, named, Resource, level) => {
    const changes = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:CreatePolicyVersion', Resource }] };
    const resources = {
      Own: { Type: 'AWS::IAM::ManagedPolicy', Properties: { ...named, PolicyDocument: policy('sqs:GetQueueAttributes') } },
      Subject: role({ ManagedPolicyArns: [{ Ref: 'Own' }], Policies: [{ PolicyName: 'changes', PolicyDocument: changes }] }),
    };
    expect(powersIn({ Resources: resources }).Subject.level).toBe(level);
  });
});
