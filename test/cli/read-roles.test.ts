/** Inputs are recognised by their content; every role in them is found, with everything that is known about its location. */
import { OWN, PARTNER, SAFE, ScratchFolder, template, trustPolicy, UNSAFE } from './run-command';
import { InputRole } from '../../src/input/input-role';
import { readRoles } from '../../src/input/read-roles';

const scratch = new ScratchFolder();
const iamRole = (name: string, document: unknown) => ({
  Path: '/',
  RoleName: name,
  RoleId: 'AROAEXAMPLE',
  Arn: `arn:aws-cn:iam::${OWN}:role/${name}`,
  AssumeRolePolicyDocument: document,
  MaxSessionDuration: 7200,
});

/** What the tests compare: the name, the account, the document. */
function shown({ source: { logicalId, inside, roleName, account }, document }: InputRole): unknown {
  return { ...(logicalId && { logicalId }), ...(inside && { inside }), ...(roleName && { roleName }), account, document };
}

describe('kinds of input', () => {
  const encoded = encodeURIComponent(JSON.stringify(UNSAFE));
  const ofAccount = { roleName: 'Audit', account: OWN };
  test.each<[string, unknown, unknown[]]>([
    ['a template in JSON', template({ Audit: UNSAFE, Worker: SAFE }), [
      { logicalId: 'Audit', account: undefined, document: UNSAFE }, { logicalId: 'Worker', account: undefined, document: SAFE },
    ]],
    ['a template in YAML', [
      'Resources:',
      '  Audit:',
      '    Type: AWS::IAM::Role',
      '    Properties:',
      '      RoleName: audit',
      '      AssumeRolePolicyDocument:',
      '        Version: 2012-10-17',
      '        Statement:',
      '          Effect: Allow',
      '          Principal: { AWS: !Sub "arn:${AWS::Partition}:iam::${Partner}:root" }',
      '          Action: sts:AssumeRole',
    ].join('\n'), [{
      logicalId: 'Audit',
      roleName: 'audit',
      account: undefined,
      document: {
        Version: '2012-10-17',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${Partner}:root' } },
          Action: 'sts:AssumeRole',
        },
      },
    }]],
    ['a template without roles', { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } }, []],
    ['a bare trust policy', UNSAFE, [{ account: undefined, document: UNSAFE }]],
    [
      'a trust policy with lower-case elements, which IAM rejects',
      { statement: [] },
      [{ account: undefined, document: { statement: [] } }],
    ],
    ['get-role', { Role: iamRole('Audit', UNSAFE) }, [{ ...ofAccount, document: UNSAFE }]],
    ['get-role with the document URL-encoded', { Role: iamRole('Audit', encoded) }, [{ ...ofAccount, document: UNSAFE }]],
    ['get-role --query Role', iamRole('Audit', UNSAFE), [{ ...ofAccount, document: UNSAFE }]],
    [
      'list-roles',
      { Roles: [iamRole('Audit', UNSAFE), iamRole('Worker', SAFE)] },
      [
        { ...ofAccount, document: UNSAFE },
        { ...ofAccount, roleName: 'Worker', document: SAFE },
      ],
    ],
    ['list-roles --query Roles', [iamRole('Audit', UNSAFE)], [{ ...ofAccount, document: UNSAFE }]],
    ['list-roles of an account without roles', { Roles: [] }, []],
    [
      'get-account-authorization-details',
      { UserDetailList: [], RoleDetailList: [iamRole('Audit', UNSAFE)], Policies: [], IsTruncated: false },
      [{ ...ofAccount, document: UNSAFE }],
    ],
    [
      'a role whose name and ARN are not text',
      { RoleName: {}, Arn: [{ toString: 0 }], AssumeRolePolicyDocument: UNSAFE },
      [{ account: undefined, document: UNSAFE }],
    ],
    [
      'a role without an ARN',
      { RoleName: 'Audit', AssumeRolePolicyDocument: UNSAFE },
      [{ roleName: 'Audit', account: undefined, document: UNSAFE }],
    ],
  ])('%s', (_, content, expected) => {
    const file = scratch.file('input', content);
    const { roles } = readRoles([file]);
    expect(roles.map(shown)).toEqual(expected);
    expect(roles.every(({ source }) => source.file === file)).toBe(true);
  });

  const IS_NONE = /: is not a supported input: expected a CloudFormation template, a trust policy, the output of aws iam or AWS Config, /;
  test.each<[string, unknown, RegExp]>([
    ['text', 'hello', IS_NONE],
    ['a number', '42', IS_NONE],
    ['an empty object', {}, IS_NONE],
    ['an empty list', [], IS_NONE],
    ['a list of statements', [UNSAFE], IS_NONE],
    ['a template whose resources are a list', { Resources: [] }, IS_NONE],
    ['a policy document inside something else', { Policy: UNSAFE }, IS_NONE],
    [
      'the manifest of a cloud assembly',
      { version: '1', artifacts: {} },
      /: is the manifest of a cloud assembly: specify the folder that contains it$/,
    ],
    [
      'a list with an element that is not a role',
      { Roles: [iamRole('Audit', UNSAFE), 'Worker'] },
      /: Roles\[1\] is not a role: expected an object with AssumeRolePolicyDocument$/,
    ],
    [
      'the first of several pages',
      { Roles: [iamRole('Audit', UNSAFE)], NextToken: 'x' },
      /: contains only the first roles of the account: run the AWS CLI without --max-items/,
    ],
    [
      'the first of several pages, with the other marker',
      { RoleDetailList: [], IsTruncated: true, Marker: 'x' },
      /: contains only the first roles of the account/,
    ],
  ])('%s is rejected', (_, content, expected) => {
    const file = scratch.file('input', typeof content === 'string' ? content : JSON.stringify(content));
    expect(() => readRoles([file])).toThrow(expected);
  });

  test('the same path twice is refused', () => {
    expect(() => readRoles(['-', '-'])).toThrow('standard input: is specified twice');
  });
});

describe('the owner of a role', () => {
  test('is the account of its ARN, whatever --account says, with the partition of the ARN', () => {
    const [role] = readRoles([scratch.file('input', { Role: iamRole('Audit', UNSAFE) })], { account: PARTNER }).roles;
    expect(role).toMatchObject({
      source: { account: OWN },
      context: { account: OWN, partition: 'aws-cn' },
      role: { name: 'Audit', maxSessionDuration: 7200 },
    });
  });

  test.each([
    ['a template', template({ Audit: UNSAFE })],
    ['a trust policy', UNSAFE],
    ['a role without an ARN', { RoleName: 'Audit', AssumeRolePolicyDocument: UNSAFE }],
  ])('is --account for %s', (_, content) => {
    const [role] = readRoles([scratch.file('input', content)], { account: OWN }).roles;
    expect(role).toMatchObject({ source: { account: OWN }, context: { account: OWN } });
  });
});

describe('references from one template to another', () => {
  const exporting = (name: string) => ({
    Resources: { Caller: { Type: 'AWS::IAM::Role', Properties: { RoleName: name, AssumeRolePolicyDocument: SAFE } } },
    Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Caller', 'Arn'] }, Export: { Name: 'CallerArn' } } },
  });
  const importing = template({ Audit: trustPolicy({ AWS: { 'Fn::ImportValue': 'CallerArn' } }) });
  const follow = (...templates: unknown[]) => {
    const files = templates.map((content, index) => scratch.file(`template-${index}.json`, content));
    const { roles } = readRoles(files);
    return roles[roles.length - 1].context.follow?.({ kind: 'import', name: 'CallerArn' })?.value;
  };

  test('lead from the import to the export, in whatever order the files are given', () => {
    expect(follow(exporting('caller'), importing)).toEqual({ 'Fn::GetAtt': ['Caller', 'Arn'] });
  });

  test('do not mix up parameters of the same name in different inputs', () => {
    const files = ['one.json', 'two.json'].map((name) => scratch.file(name, importing));
    expect(new Set(readRoles(files).roles.map(({ context }) => context.scope)).size).toBe(2);
  });

  test('lead nowhere when no template exports the name', () => {
    expect(follow(importing)).toBeUndefined();
  });

  test('lead nowhere when two templates export the name, because only deployment decides which is meant', () => {
    expect(follow(exporting('one'), exporting('two'), importing)).toBeUndefined();
  });
});

test('waivers in the metadata of a role are read', () => {
  const content = template({ Audit: UNSAFE }) as { Resources: { Audit: Record<string, unknown> } };
  content.Resources.Audit.Metadata = { 'cdk-secure-trust': { waivers: [{ rule: 'mfa-required', reason: 'machines' }] } };
  const [role] = readRoles([scratch.file('input', content)]).roles;
  expect(role.waivers).toEqual([{ rule: 'mfa-required', reason: 'machines' }]);
});

test('templates that cannot be read are reported', () => {
  const content = { Transform: 'MyMacro', ...template({ Audit: UNSAFE }) };
  const file = scratch.file('input', content);
  expect(readRoles([file]).unseen).toEqual([
    { source: { file }, what: 'what the macro MyMacro makes of the template', because: expect.stringContaining('deploys the template') },
  ]);
});
