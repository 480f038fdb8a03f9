/** Every format leads to the same answers about the same roles. `inputs/README.md` says where the files come from. */
import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';
import { OWN, runCommand, SAFE, ScratchFolder, UNSAFE } from './run-command';
import { TrustReport } from '../../src/findings/renderers/report';
import { readRoles } from '../../src/input/read-roles';

const scratch = new ScratchFolder();
const INPUTS = path.join(__dirname, 'inputs');
const input = (name: string) => path.join(INPUTS, name);

interface Answer {
  readonly name: string;
  readonly account: string | null;
  readonly rules: readonly string[];
  readonly message?: string;
}

function answers(...args: string[]): Answer[] {
  const { stdout, stderr } = runCommand(['check', ...args, '--format', 'json']);
  expect(stderr).toBe('');
  const { roles } = JSON.parse(stdout) as TrustReport;
  return roles
    .map(({ source, account, findings }) => ({
      name: source.roleName ?? '', account, rules: findings.map(({ ruleId }) => ruleId), message: findings[0]?.message,
    }))
    .sort((one, other) => one.name.localeCompare(other.name));
}

const ACCOUNT = '123456789012';
const expected = answers(input('account-details.json'));

test('the roles of the account are judged', () => {
  expect(expected.map(({ name, rules }) => [name, ...rules].join(' '))).toEqual([
    'audit specific-principal', 'blue-partner specific-principal', 'blue-worker-0', 'blue-worker-1',
    'green-partner specific-principal', 'green-worker-0', 'green-worker-1', 'unknown',
  ]);
  expect(expected.every(({ account }) => account === ACCOUNT)).toBe(true);
});

const FORMATS = [
  'terraform-show-state.json', 'terraform.tfstate', 'config-select-aggregate.json', 'config-batch.json', 'config-batch-aggregate.json',
  'config-snapshot.json', 'config-history.json',
];

describe('the same answers', () => {
  test.each(FORMATS)('of %s', (name) => expect(answers(input(name))).toEqual(expected));

  test.each([...FORMATS, 'account-details.json'])('of %s, compressed', (name) => {
    expect(answers(scratch.file(`${name}.gz`, zlib.gzipSync(fs.readFileSync(input(name)))))).toEqual(expected);
  });

  test('of compressed pieces, one after the other', () => {
    const lines = rolesOfAccount().map((role) => zlib.gzipSync(`${JSON.stringify(role)}\n`));
    expect(answers(scratch.file('pieces.gz', Buffer.concat(lines)))).toEqual(expected);
  });

  test('of one role on each line', () => {
    expect(answers(scratch.file('roles.ndjson', rolesOfAccount().map((role) => JSON.stringify(role)).join('\n')))).toEqual(expected);
  });

  test('of one item of AWS Config on each line', () => {
    const { configurationItems } = JSON.parse(fs.readFileSync(input('config-snapshot.json'), 'utf8')) as { configurationItems: object[] };
    const lines = configurationItems.map((item) => JSON.stringify(item)).join('\r\n');
    expect(answers(scratch.file('items.ndjson', lines))).toEqual(expected);
  });

  test('of pages, of which only the last one is complete', () => {
    const pages = rolesOfAccount().map((role, index, all) => ({ Roles: [role], ...index < all.length - 1 && { NextToken: 'x' } }));
    expect(answers(scratch.file('pages.json', pages.map((page) => JSON.stringify(page)).join('\n')))).toEqual(expected);
  });

  test('of UTF-16 and of YAML', () => {
    const text = fs.readFileSync(input('config-batch.json'), 'utf8');
    expect(answers(scratch.file('utf16.json', Buffer.from(`\ufeff${text}`, 'utf16le')))).toEqual(expected);
    // Text in YAML can be in double quotes, as in JSON.
    const yaml = `RoleDetailList:\n${rolesOfAccount().map((role) => `- ${JSON.stringify(role)}\n`).join('')}`;
    expect(answers(scratch.file('roles.yaml', yaml))).toEqual(expected);
  });

  test.each(['Results', 'the whole list'])('of what --query selects: %s', (what) => {
    const { Results } = JSON.parse(fs.readFileSync(input('config-select-aggregate.json'), 'utf8')) as { Results: string[] };
    const list = what === 'Results' ? Results : Results.map((each) => JSON.parse(each) as object);
    expect(answers(scratch.file('query.json', list))).toEqual(expected);
  });
});

function rolesOfAccount(): object[] {
  return (JSON.parse(fs.readFileSync(input('account-details.json'), 'utf8')) as { RoleDetailList: object[] }).RoleDetailList;
}

describe('a Terraform plan', () => {
  const sources = () => readRoles([input('terraform-plan.json')], { account: OWN }).roles;

  test('has the addresses of modules, count and for_each', () => {
    expect(sources().map(({ source }) => source.address)).toEqual([
      'aws_iam_role.audit', 'aws_iam_role.unknown',
      'module.team["blue"].aws_iam_role.partner["part\\"ner"]', 'module.team["blue"].aws_iam_role.worker[0]',
      'module.team["blue"].aws_iam_role.worker[1]', 'module.team["green"].aws_iam_role.partner["part\\"ner"]',
      'module.team["green"].aws_iam_role.worker[0]', 'module.team["green"].aws_iam_role.worker[1]',
    ]);
    expect(readRoles([input('terraform.tfstate')]).roles.map(({ source }) => source.address).sort()).toEqual(
      sources().map(({ source }) => source.address).sort(),
    );
  });

  test('leaves undecided what is known after apply only', () => {
    const { status, stdout } = runCommand(['check', input('terraform-plan.json')]);
    expect(status).toBe(1);
    expect(stdout).toMatch(/aws_iam_role\.unknown\n.*\n {2}error undecided: /);
    expect(stdout).toContain('attribute "assume_role_policy" of "aws_iam_role.unknown"');
  });

  const role = (change: object, more: object = {}) => (
    { address: 'aws_iam_role.a', mode: 'managed', type: 'aws_iam_role', name: 'a', change, ...more }
  );
  const policy = JSON.stringify(UNSAFE);
  const arn = `arn:aws:iam::${OWN}:role/a`;
  test.each<[string, object, string[]]>([
    [
      'a role that stays as it is',
      role({ actions: ['no-op'], before: { arn }, after: { assume_role_policy: policy, arn } }),
      [`${OWN} known`],
    ],
    [
      'a role that changes, whose ARN is known',
      role({ actions: ['update'], before: { arn }, after: { assume_role_policy: policy } }),
      [`${OWN} known`],
    ],
    [
      'a role that is replaced',
      role({ actions: ['delete', 'create'], before: {}, after: { assume_role_policy: policy } }),
      ['undefined known'],
    ],
    ['a role that is deleted', role({ actions: ['delete'], before: { arn, assume_role_policy: policy }, after: null }), []],
    [
      'a role that Terraform forgets',
      role({ actions: ['forget'], before: { arn, assume_role_policy: policy }, after: null }),
      [`${OWN} known`],
    ],
    ['a role that is read', role({ actions: ['read'], after: { assume_role_policy: policy } }, { mode: 'data' }), []],
    [
      'a policy that is known after apply',
      role({ actions: ['create'], after: {}, after_unknown: { assume_role_policy: true } }),
      ['undefined unknown'],
    ],
    [
      'a value and the mark that it is not known',
      role({ actions: ['create'], after: { assume_role_policy: policy }, after_unknown: { assume_role_policy: true } }),
      ['undefined unknown'],
    ],
    ['nothing known at all', role({ actions: ['create'], after: null, after_unknown: true }), ['undefined unknown']],
    ['a policy that is no text', role({ actions: ['create'], after: { assume_role_policy: 7 } }), ['undefined unknown']],
    ['another resource', role({ actions: ['create'], after: {} }, { type: 'aws_iam_user' }), []],
  ])('%s', (_, change, found) => {
    const planned = { root_module: { resources: [{ address: 'aws_iam_role.a', mode: 'managed', type: 'aws_iam_role', values: {} }] } };
    const plans = [{ resource_changes: [change] }, { planned_values: planned, resource_changes: [change] }];
    // What is planned for `aws_iam_role.a` is replaced by its change.
    for (const plan of found.length > 0 ? plans : [plans[0]]) {
      const { roles } = readRoles([scratch.file('plan.json', { format_version: '1.2', ...plan })]);
      const isKnown = (document: unknown) => JSON.stringify(document) === policy;
      expect(roles.map(({ source, document }) => `${source.account} ${isKnown(document) ? 'known' : 'unknown'}`)).toEqual(found);
    }
  });

  test('that another plan has to follow says so', () => {
    const file = scratch.file('plan.json', { format_version: '1.2', resource_changes: [], complete: false });
    expect(runCommand(['check', file]).stdout).toContain('not checked: the resources that this plan leaves out');
  });

  test('that ended with an error is refused, because it is not complete', () => {
    const change = role({ actions: ['create'], after: { assume_role_policy: policy } });
    const file = scratch.file('plan.json', { format_version: '1.2', resource_changes: [change], errored: true, complete: false });
    const { status, stdout, stderr } = runCommand(['check', file]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^[^\n]* is an incomplete plan, because terraform plan ended with an error: [^\n]*\n$/);
  });
});

describe('a Terraform state', () => {
  test('is read in any order of its members', () => {
    const instances = [{ attributes: { assume_role_policy: JSON.stringify(UNSAFE) }, index_key: 'a${b}' }];
    const resource = { instances, mode: 'managed', module: 'module.m', name: 'r', type: 'aws_iam_role' };
    const file = scratch.file('state.json', { resources: [resource], terraform_version: '1.11.4', version: 4 });
    expect(readRoles([file]).roles).toMatchObject([{ document: UNSAFE, source: { address: 'module.m.aws_iam_role.r["a$${b}"]' } }]);
  });

  test('without resources holds no roles', () => {
    expect(readRoles([scratch.file('empty.json', { format_version: '1.0' })]).roles).toEqual([]);
    expect(readRoles([scratch.file('empty.tfstate', { version: 4, terraform_version: '1.11.4', resources: [] })]).roles).toEqual([]);
  });
});

describe('items of AWS Config', () => {
  const item = (name: string, document: object, more: object = {}) => ({
    resourceType: 'AWS::IAM::Role', accountId: OWN, resourceName: name, configuration: { assumeRolePolicyDocument: document }, ...more,
  });
  const read = (items: unknown[]) => readRoles([scratch.file('items.json', { configurationItems: items })]).roles;

  test('name the role and its account, without an ARN too', () => {
    expect(read([item('Audit', UNSAFE)])).toMatchObject([{ source: { roleName: 'Audit', account: OWN }, document: UNSAFE }]);
    const configuration = JSON.stringify({ arn: `arn:aws-cn:iam::${OWN}:role/path/Audit`, assumeRolePolicyDocument: SAFE });
    const [role] = read([{ configuration, resourceType: 'AWS::IAM::Role' }]);
    expect(role).toMatchObject({ source: { roleName: 'Audit', account: OWN }, context: { partition: 'aws-cn' } });
  });

  test('of one role: the newest counts, in whatever order and form the times are, and in whichever file of a folder', () => {
    const at = (configurationItemCaptureTime: unknown, document: object, configurationItemStatus = 'OK') => (
      item('Audit', document, { resourceId: 'AROA1', configurationItemCaptureTime, configurationItemStatus })
    );
    const documents = (...items: object[]) => read(items).map(({ document }) => document);
    expect(documents(at('2026-01-02T00:00:00Z', SAFE), at('2026-01-01T00:00:00Z', UNSAFE))).toEqual([SAFE]);
    expect(documents(at(1_700_000_000.5, SAFE), at(1_700_000_001, UNSAFE))).toEqual([UNSAFE]);
    expect(documents(at('2026-01-01T00:00:00Z', UNSAFE), at('2026-01-02T00:00:00Z', SAFE, 'ResourceDeleted'))).toEqual([]);
    expect(documents(at('never', UNSAFE), at('never', SAFE))).toEqual([UNSAFE, SAFE]);
    const folder = scratch.folder('history', {
      'a.json': { configurationItems: [at('2026-01-02T00:00:00Z', SAFE)] },
      'b.json': { configurationItems: [at('2026-01-01T00:00:00Z', UNSAFE)] },
    });
    expect(readRoles([folder]).roles.map(({ document }) => document)).toEqual([SAFE]);
  });

  test('of other resources are left out', () => {
    expect(read([{ resourceType: 'AWS::S3::Bucket', configuration: '{}' }])).toEqual([]);
  });
});
