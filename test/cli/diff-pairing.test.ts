/** Which role of one input is which role of the other, whatever kinds of input they are. */
import * as path from 'path';
import { App, CfnParameter, NestedStack, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Differ } from './comparing';
import { OWN, PARTNER, SAFE, template, trustPolicy, UNSAFE } from './run-command';

const differ = new Differ();

const OTHER = '777788889999';
const iamRole = (name: string, document: unknown, account: string = OWN) => ({
  RoleName: name,
  Arn: `arn:aws:iam::${account}:role/${name}`,
  AssumeRolePolicyDocument: document,
});
const role = (document: unknown, { name, path: constructPath }: { readonly name?: unknown; readonly path?: string } = {}) => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: document, ...(name === undefined ? {} : { RoleName: name }) },
  ...(constructPath === undefined ? {} : { Metadata: { 'aws:cdk:path': constructPath } }),
});
const roles = (resources: object) => ({ Resources: resources });
const assembly = (stacks: Readonly<Record<string, object>>) => differ.assembly(stacks);
let count = 0;

/** `id: change` of each role. */
function changes(before: unknown, after: unknown): string[] {
  const { roles: found, stderr } = differ.diff(before, after);
  expect(stderr).toBe('');
  return found.map(({ id, change }) => `${id}: ${change}`);
}

describe('a role is recognised', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'by its logical id',
      template({ Audit: UNSAFE, Worker: SAFE }),
      template({ Worker: SAFE, Audit: SAFE }),
      ['Worker: equivalent', 'Audit: changed'],
    ],
    [
      'by its construct path, under another logical id',
      roles({ Audit11111111: role(UNSAFE, { path: 'Stack/Audit/Resource' }) }),
      roles({ Audit22222222: role(UNSAFE, { path: 'Stack/Audit/Resource' }) }),
      ['Stack/Audit: equivalent'],
    ],
    [
      'by its construct path before its name',
      roles({ A: role(UNSAFE, { path: 'Stack/One/Resource', name: 'one' }), B: role(SAFE, { path: 'Stack/Two/Resource', name: 'two' }) }),
      roles({ A2: role(UNSAFE, { path: 'Stack/One/Resource', name: 'two' }), B2: role(SAFE, { path: 'Stack/Two/Resource', name: 'one' }) }),
      ['Stack/One: equivalent', 'Stack/Two: equivalent'],
    ],
    [
      'as an L1 of what was an L2',
      roles({ A: role(UNSAFE, { path: 'Stack/Audit/Resource' }) }),
      roles({ B: role(UNSAFE, { path: 'Stack/Audit' }) }),
      ['Stack/Audit: equivalent'],
    ],
    [
      'by its logical id, under another construct path',
      roles({ Audit: role(UNSAFE, { path: 'Stack/Audit/Resource' }) }),
      roles({ Audit: role(UNSAFE, { path: 'Stack/Roles/Audit/Resource' }) }),
      ['Stack/Roles/Audit: equivalent'],
    ],
    [
      'by its name, under another path and logical id',
      roles({ A: role(UNSAFE, { path: 'Stack/Audit/Resource', name: 'audit' }) }),
      roles({ B: role(UNSAFE, { path: 'Stack/Other/Resource', name: 'audit' }) }),
      ['Stack/Other: equivalent'],
    ],
    [
      'by a name that is put together from parts',
      roles({ A: role(UNSAFE, { name: { 'Fn::Join': ['-', ['au', 'dit']] } }) }),
      roles({ B: role(UNSAFE, { name: 'au-dit' }) }),
      ['au-dit: equivalent'],
    ],
    [
      'by its logical id without the hash',
      template({ Audit11111111: UNSAFE, Worker11111111: SAFE }),
      template({ Audit2222222A: UNSAFE, Worker2222222B: SAFE }),
      ['Audit2222222A: equivalent', 'Worker2222222B: equivalent'],
    ],
    [
      'in another stack',
      assembly({ One: template({ Audit: UNSAFE, Worker: SAFE }), Two: template({}) }),
      assembly({ One: template({ Worker: SAFE }), Two: template({ Audit: UNSAFE }) }),
      ['Worker: equivalent', 'Audit: equivalent'],
    ],
    [
      'in the list of the account',
      { Roles: [iamRole('audit', UNSAFE), iamRole('worker', SAFE)] },
      { RoleDetailList: [iamRole('worker', SAFE), iamRole('audit', UNSAFE)] },
      ['worker: equivalent', 'audit: equivalent'],
    ],
    [
      'in the account, by the name in its template',
      roles({ Audit: role(UNSAFE, { name: 'audit' }) }),
      { Roles: [iamRole('audit', UNSAFE), iamRole('aws-other', SAFE)] },
      ['audit: equivalent', 'aws-other: added'],
    ],
    [
      'in the account, by the name that CloudFormation made',
      assembly({ Workload: template({ Audit3D8ADE0A: UNSAFE, Worker: SAFE }) }),
      { Roles: [iamRole('Workload-Audit3D8ADE0A-1A2B3C4D5E6F', UNSAFE), iamRole('Workload-Worker-AbCd12EfGh34', SAFE)] },
      ['Workload-Audit3D8ADE0A-1A2B3C4D5E6F: equivalent', 'Workload-Worker-AbCd12EfGh34: equivalent'],
    ],
    [
      'in the account, by that name without the stack',
      template({ Audit3D8ADE0A: UNSAFE, Worker: SAFE }),
      { Roles: [iamRole('any-stack-Audit3D8ADE0A-1A2B3C4D5E6F', UNSAFE), iamRole('any-stack-Worker-AbCd12EfGh34', SAFE)] },
      ['any-stack-Audit3D8ADE0A-1A2B3C4D5E6F: equivalent', 'any-stack-Worker-AbCd12EfGh34: equivalent'],
    ],
    ['as a bare trust policy', UNSAFE, UNSAFE, ['trust policy: equivalent']],
    [
      'as the only one without a name',
      [iamRole('audit', UNSAFE), { AssumeRolePolicyDocument: SAFE }],
      [{ AssumeRolePolicyDocument: SAFE }, iamRole('audit', UNSAFE)],
      ['trust policy: equivalent', 'audit: equivalent'],
    ],
    ['as the only role', UNSAFE, { Role: iamRole('audit', UNSAFE) }, ['audit: equivalent']],
    ['as the only role of a template', template({ Audit: UNSAFE }), { Role: iamRole('audit', UNSAFE) }, ['audit: equivalent']],
    [
      'in a template compared with the assembly',
      template({ Audit: UNSAFE, Worker: SAFE }),
      assembly({ One: template({ Audit: UNSAFE }), Two: template({ Worker: SAFE }) }),
      ['Audit: equivalent', 'Worker: equivalent'],
    ],
  ])('%s', (_, before, after, expected) => {
    expect(changes(before, after)).toEqual(expected);
  });
});

describe('a role is not paired with another', () => {
  test.each<[string, unknown, unknown, string[]]>([
    [
      'when it has another name',
      { Role: iamRole('audit', UNSAFE) },
      { Role: iamRole('worker', UNSAFE) },
      ['worker: added', 'audit: removed'],
    ],
    ['when it has another logical id', template({ Audit: UNSAFE }), template({ Worker: UNSAFE }), ['Worker: added', 'Audit: removed']],
    [
      'when two roles of a template have the name',
      roles({ A: role(UNSAFE, { name: 'audit' }), B: role(SAFE, { name: 'audit' }) }),
      roles({ C: role(UNSAFE, { name: 'audit' }), X: role(SAFE) }),
      ['audit of {after}: added', 'X: added', 'audit of {before}: removed', 'audit of {before} #2: removed'],
    ],
    [
      'when two stacks have the logical id',
      assembly({ One: template({ Audit: UNSAFE }) }),
      assembly({ Two: template({ Audit: UNSAFE, Worker: SAFE }), Three: template({ Audit: SAFE }) }),
      [
        'Audit of {after}/Two.template.json: added',
        'Worker: added',
        'Audit of {after}/Three.template.json: added',
        'Audit of {before}/One.template.json: removed',
      ],
    ],
    [
      'by the end of a name that CloudFormation did not generate',
      { Roles: [iamRole('team-deploy-production', UNSAFE)] },
      { Roles: [iamRole('group-deploy-development', UNSAFE)] },
      ['group-deploy-development: added', 'team-deploy-production: removed'],
    ],
    [
      'by a name that CloudFormation may have generated twice',
      { Roles: [iamRole('app-role-1A2B3C4D5E6F', UNSAFE)] },
      { Roles: [iamRole('app-role-6F5E4D3C2B1A', UNSAFE)] },
      ['app-role-6F5E4D3C2B1A: added', 'app-role-1A2B3C4D5E6F: removed'],
    ],
    [
      'without a name, beside others',
      UNSAFE,
      { Roles: [iamRole('audit', UNSAFE), iamRole('worker', SAFE)] },
      ['audit: added', 'worker: added', 'trust policy: removed'],
    ],
  ])('%s', (_, before, after, expected) => {
    const shown = expected.map((line) =>
      line
        .replace('{before}', String(typeof before === 'string' ? before : path.join(differ.place, 'before.json')))
        .replace('{after}', String(typeof after === 'string' ? after : path.join(differ.place, 'after.json'))),
    );
    expect(changes(before, after)).toEqual(shown);
  });

  test('in another account, only because the logical id is the same', () => {
    const of = (account: string, id: string) =>
      differ.assembly({ [id]: template({ Audit: UNSAFE, Worker: SAFE }) }, { environment: `${account}/eu-west-1` });
    expect(differ.diff(of(OWN, 'One'), of(OTHER, 'Two')).roles.map(({ change }) => change)).toEqual([
      'added',
      'added',
      'removed',
      'removed',
    ]);
    expect(differ.diff(of(OWN, 'One'), of(OWN, 'Two')).roles.map(({ change }) => change)).toEqual(['equivalent', 'equivalent']);
  });
});

describe('an input that names a role twice', () => {
  const twice = { Roles: [iamRole('audit', UNSAFE), iamRole('audit', SAFE)] };
  test.each<[string, unknown, unknown, string[]]>([
    ['in the same order', twice, twice, ['audit in account 111122223333: equivalent', 'audit in account 111122223333 #2: equivalent']],
    [
      'in another order',
      twice,
      { Roles: [...twice.Roles].reverse() },
      ['audit in account 111122223333: equivalent', 'audit in account 111122223333 #2: equivalent'],
    ],
    [
      'only once more',
      { Roles: [iamRole('audit', SAFE)] },
      twice,
      ['audit in account 111122223333: added', 'audit in account 111122223333 #2: equivalent'],
    ],
  ])('%s', (_, before, after, expected) => {
    const file = path.join(differ.place, 'after.json');
    expect(changes(before, after)).toEqual(expected.map((line) => line.replace(OWN, `${OWN} of ${file}`)));
  });
});

test('the id names the construct, not the resource inside it, and includes the account where names are equal', () => {
  const of = (document: unknown) => ({ Roles: [iamRole('audit', document, OWN), iamRole('audit', document, OTHER)] });
  expect(changes(of(UNSAFE), of(SAFE))).toEqual([`audit in account ${OWN}: changed`, `audit in account ${OTHER}: changed`]);
});

describe('added and removed', () => {
  test.each<[string, unknown, unknown]>([
    ['a principal of another account', { AWS: PARTNER }, { caller: { account: PARTNER } }],
    [
      'a principal of another account before one of the role\'s own',
      { AWS: [OWN, PARTNER], Service: 'ec2.amazonaws.com' },
      { caller: { account: PARTNER } },
    ],
    ['a principal of the role\'s own account before a service', { AWS: OWN, Service: 'ec2.amazonaws.com' }, { caller: { account: OWN } }],
    ['a service', { Service: 'ec2.amazonaws.com' }, { caller: { kind: 'service', arn: 'ec2.amazonaws.com' } }],
    [
      'a principal known only at deployment',
      { AWS: { Ref: 'Partner' } },
      { caller: { kind: expect.stringMatching(/iam-user|role-session/) } },
    ],
  ])('are shown with %s', (_, principal, request) => {
    const [empty, full] = [{ Roles: [] }, { Roles: [iamRole('audit', trustPolicy(principal))] }];
    expect(differ.change(empty, full)).toMatchObject({ id: 'audit', change: 'added', newlyAllowed: request, newlyDenied: null, status: 1 });
    expect(differ.change(full, empty)).toMatchObject({
      id: 'audit',
      change: 'removed',
      newlyAllowed: null,
      newlyDenied: request,
      status: 0,
    });
  });

  test('an added role that no principal can assume allows no new request', () => {
    const nobody = { Roles: [iamRole('audit', { Statement: [{ Effect: 'Deny', Principal: '*', Action: '*' }] })] };
    expect(differ.change({ Roles: [] }, nobody)).toMatchObject({ change: 'added', newlyAllowed: null, newlyDenied: null, status: 0 });
  });

  test('an added role with an unknown policy is undecided', () => {
    const unread = { Roles: [iamRole('audit', { 'Fn::Transform': 'Macro' })] };
    expect(differ.change({ Roles: [] }, unread)).toMatchObject({
      change: 'undecided',
      newlyAllowed: null,
      reasons: expect.arrayContaining(['the role did not exist before']),
      status: 1,
    });
    expect(differ.change(unread, { Roles: [] })).toMatchObject({ change: 'removed', newlyDenied: null, status: 0 });
  });
});

describe('places that cannot be read', () => {
  const nested = (TemplateURL: string, Parameters?: object) =>
    roles({ Audit: role(SAFE), Child: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL, Parameters } } });

  test.each<[string, unknown, unknown]>([
    ['that are added', template({ Audit: SAFE }), nested('https://example.com/1')],
    ['that change', nested(`https://example.com/${'x'.repeat(200)}1`), nested(`https://example.com/${'x'.repeat(200)}2`)],
    [
      'that get another value',
      nested('https://example.com/1', { Partner: PARTNER }),
      nested('https://example.com/1', { Partner: OTHER }),
    ],
  ])('%s are undecided', (_, before, after) => {
    const { roles: [, child], status } = differ.diff(before, after);
    expect(child).toMatchObject({
      id: 'Child: the template of the nested stack "Child"',
      change: 'undecided',
      reasons: [expect.stringContaining('it cannot be seen who can assume its roles')],
    });
    expect(status).toBe(1);
  });

  test('that stay the same are reported, and do not fail', () => {
    expect(differ.diff(nested('https://example.com/1'), nested('https://example.com/1'))).toMatchObject({
      roles: [{ id: 'Audit' }],
      status: 0,
    });
    expect(differ.run(nested('https://example.com/1'), nested('https://example.com/1')).stdout).toContain(
      'not compared the template of the nested stack "Child", because',
    );
  });

  test('that are removed allow no new request', () => {
    expect(differ.diff(nested('https://example.com/1'), template({ Audit: SAFE }))).toMatchObject({ roles: [{ id: 'Audit' }], status: 0 });
  });
});

describe('what the CDK synthesizes', () => {
  interface Options { readonly prefix?: string; readonly mfa?: boolean; readonly parameterDefault?: string }

  function synthesize(name: string, { prefix = '', mfa = true, parameterDefault }: Options): string {
    const outdir = path.join(differ.place, name);
    const app = new App({ outdir, context: { 'aws:cdk:enable-path-metadata': true } }); // as in the output of `cdk synth`
    const shared = new Stack(app, 'Shared');
    const caller = new iam.Role(shared, 'Caller', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    const stack = new Stack(app, 'Workload');
    new iam.Role(stack, 'Imported', { assumedBy: caller });
    new iam.Role(stack, `${prefix}Own`, { assumedBy: new iam.AccountRootPrincipal() });
    const inner = new NestedStack(stack, 'Nested');
    const parameter = new CfnParameter(stack, 'Partner', { default: parameterDefault });
    new iam.Role(inner, 'Inner', {
      assumedBy: new iam.AccountPrincipal(parameter.valueAsString).withConditions(
        mfa ? { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } : {},
      ),
    });
    const local = new iam.Role(stack, 'Local', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    (local.node.defaultChild as iam.CfnRole).overrideLogicalId(`${prefix}Local`);
    new iam.Role(stack, 'TrustsLocal', { assumedBy: local });
    app.synth();
    return outdir;
  }

  let first: string;
  beforeAll(() => { first = synthesize('first', {}); });
  const changed = (options: Options) =>
    Object.fromEntries(differ.diff(first, synthesize(`changed-${(count += 1)}`, options)).roles.map(({ id, change }) => [id, change]));
  const SAME = {
    'Shared/Caller': 'equivalent',
    'Workload/Imported': 'equivalent',
    'Workload/Own': 'equivalent',
    'Workload/Nested/Inner': 'equivalent',
    'Workload/Local': 'equivalent',
    'Workload/TrustsLocal': 'equivalent',
  };

  test('twice in the same way is equivalent: cross-stack references, nested stacks, parameters', () => {
    expect(changed({})).toEqual(SAME);
  });

  test('with another default of the parameter, the principals of the nested role are undecided', () => {
    expect(changed({ parameterDefault: OTHER })).toEqual({ ...SAME, 'Workload/Nested/Inner': 'undecided' });
  });

  test('without MFA, the nested role is widened', () => {
    expect(changed({ mfa: false })).toEqual({ ...SAME, 'Workload/Nested/Inner': 'widened' });
  });

  test('a construct with another logical id is the same principal for roles that trust it; another construct is another principal', () => {
    const { 'Workload/Own': gone, ...rest } = SAME;
    expect(gone).toBe('equivalent');
    expect(changed({ prefix: 'X' })).toEqual({ ...rest, 'Workload/XOwn': 'added', 'Workload/Own': 'removed' });
  });

  test('a single template of it can be compared with the whole, as far as it does not refer to others', () => {
    const { roles: found } = differ.diff(path.join(first, 'Workload.template.json'), first);
    expect(Object.fromEntries(found.map(({ id, change }) => [id, change]))).toEqual({
      ...SAME,
      'Shared/Caller': 'added',
      'Workload/Imported': 'undecided',
      'Workload/Nested/Inner': 'added',
    });
  });
});

describe('trust policies by themselves have no name', () => {
  const WIDE = trustPolicy({ AWS: '*' });
  const lines = (...documents: readonly unknown[]) => documents.map((document) => JSON.stringify(document)).join('\n');
  const changesOf = (before: unknown, after: unknown) => differ.diff(before, after).roles.map(({ change }) => change);

  test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, string[]]>([
    ['the same', { 'a.json': SAFE, 'b/c.json': UNSAFE }, { 'a.json': SAFE, 'b/c.json': UNSAFE }, ['equivalent', 'equivalent']],
    // By their documents alone, nothing would have changed.
    ['exchanged', { 'a.json': SAFE, 'b/c.json': UNSAFE }, { 'a.json': UNSAFE, 'b/c.json': SAFE }, ['changed', 'changed']],
    ['one wider', { 'a.json': SAFE, 'c.json': UNSAFE }, { 'a.json': SAFE, 'c.json': WIDE }, ['equivalent', 'widened']],
    ['in another folder of the same name', { 'x/a.json': SAFE, 'y/a.json': UNSAFE }, { 'x/a.json': SAFE, 'y/a.json': UNSAFE },
      ['equivalent', 'equivalent']],
    ['several in each file', { 'a.json': lines(SAFE, UNSAFE), 'b.json': lines(SAFE, UNSAFE) },
      { 'a.json': lines(SAFE, UNSAFE), 'b.json': lines(SAFE, WIDE) }, ['equivalent', 'equivalent', 'equivalent', 'widened']],
    ['of other files', { 'a.json': lines(SAFE, UNSAFE) }, { 'b.json': lines(SAFE, UNSAFE) }, ['added', 'added', 'removed', 'removed']],
    ['in a new file', { 'a.json': SAFE }, { 'a.json': SAFE, 'b.json': SAFE }, ['equivalent', 'added']],
  ])('in folders they are paired by their files: %s', (_, before, after, expected) => {
    count += 1;
    expect(changesOf(differ.folder(`before-${count}`, before), differ.folder(`after-${count}`, after))).toEqual(expected);
  });

  test.each<[string, unknown[], unknown[], string[]]>([
    ['the same', [SAFE, UNSAFE], [SAFE, UNSAFE], ['equivalent', 'equivalent']],
    ['one wider', [SAFE, UNSAFE], [SAFE, WIDE], ['equivalent', 'widened']],
    ['one more', [SAFE, UNSAFE], [SAFE, UNSAFE, WIDE], ['equivalent', 'equivalent', 'added']],
    ['exchanged', [SAFE, UNSAFE], [UNSAFE, SAFE], ['changed', 'changed']],
  ])('in one file by their lines: %s', (_, before, after, expected) => {
    expect(changesOf(lines(...before), lines(...after))).toEqual(expected);
  });
});

test('a role of Terraform whose name is known after apply is recognised by its address', () => {
  const plan = (...documents: readonly [string, unknown][]) => ({
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: documents.map(([name, document]) => ({
      address: `aws_iam_role.${name}`,
      mode: 'managed',
      type: 'aws_iam_role',
      name,
      change: { actions: ['create'], after: { assume_role_policy: JSON.stringify(document) }, after_unknown: { name: true } },
    })),
  });
  expect(changes(plan(['a', SAFE], ['b', UNSAFE]), plan(['b', UNSAFE], ['a', SAFE]))).toEqual([
    'aws_iam_role.b: equivalent', 'aws_iam_role.a: equivalent',
  ]);
});
