/** A folder can hold anything: what is an input is read, in the order of the names, and what looks like one and is none is listed. */
import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';
import { OWN, runCommand, SAFE, ScratchFolder, template, trustPolicy, UNSAFE } from './run-command';
import { TrustReport } from '../../src/findings/renderers/report';

const scratch = new ScratchFolder();
const role = (name: string, document: object = SAFE) => (
  { RoleName: name, Arn: `arn:aws:iam::${OWN}:role/${name}`, AssumeRolePolicyDocument: document }
);

interface Checked {
  readonly status: number;
  /** Without the path of the scratch folder. */
  readonly lines: readonly string[];
  readonly names: readonly (string | undefined)[];
}

function check(...paths: string[]): Checked {
  const { status, stdout, stderr } = runCommand(['check', ...paths, '--format', 'json']);
  const lines = stderr.split('\n').slice(0, -1).map((line) => line.replace('cdk-secure-trust: ', '').replaceAll(`${scratch.path}/`, ''));
  const { roles } = (stdout === '' ? { roles: [] } : JSON.parse(stdout)) as TrustReport;
  return { status, lines, names: roles.map(({ source }) => source.roleName ?? source.logicalId) };
}

test('files of all kinds are found in folders of folders, in the order of their names', () => {
  const folder = scratch.folder('kinds', {
    'b/accounts.json': { RoleDetailList: [role('B')] },
    'a.json.gz': zlib.gzipSync(JSON.stringify({ Roles: [role('A')] })),
    'c.ndjson': `${JSON.stringify(role('C1'))}\n${JSON.stringify(role('C2'))}\n`,
    'd.template': template({ D: SAFE }),
    'e.yaml': 'Resources:\n  E:\n    Type: AWS::IAM::Role\n    Properties: { AssumeRolePolicyDocument: { Statement: [] } }\n',
    'cdk.out/manifest.json': {
      version: '36.0.0', artifacts: { S: { type: 'aws:cloudformation:stack', properties: { templateFile: 's.json' } } },
    },
    'cdk.out/s.json': template({ F: SAFE }),
    'cdk.out/not-of-the-assembly.json': template({ Lost: SAFE }),
  });
  expect(check(folder)).toEqual({ status: 1, lines: [], names: ['A', 'B', 'C1', 'C2', 'F', 'D', 'E'] });
});

test('links, hidden folders and node_modules are left out, and so is what is no data', () => {
  const folder = scratch.folder('rest', {
    'roles.json': { Roles: [role('A')] },
    '.terraform/roles.json': { Roles: [role('Hidden')] },
    'node_modules/x/roles.json': { Roles: [role('Installed')] },
    'README.md': '# Title\n\nStatement: this is a text about { "Roles": [] }\n',
    'main.tf': 'resource "aws_iam_role" "a" {\n}\n',
    'setup.cfg': '[section]\nkey = 1\n',
    'page.jinja': '{% if x %}{{ y }}{% endif %}',
    'code.ts': 'const x = {\n  Statement: [],\n};\n',
    'picture.png': Buffer.from([0x89, 0x50, 0, 0xff, 0xfe, 0xfd]),
    'empty.txt': '',
  });
  fs.symlinkSync('..', path.join(folder, 'circle'));
  fs.symlinkSync('roles.json', path.join(folder, 'link.json'));
  expect(check(folder)).toEqual({ status: 0, lines: [], names: ['A'] });
});

test('data of another kind is listed', () => {
  const folder = scratch.folder('others', {
    'roles.json': { Roles: [role('A')] },
    'package.json': { name: 'x' },
    'list.json': [1, 2],
    'compose.yaml': 'services:\n  a: 1\n',
    'terraform.tfstate.backup': { version: 4, terraform_version: '1.11.4', resources: [] },
  });
  expect(check(folder)).toEqual({
    status: 0,
    names: ['A'],
    lines: [
      'skipped others/compose.yaml: is YAML of another kind',
      expect.stringMatching(/^skipped others\/list\.json: is not a supported input: expected /),
      expect.stringMatching(/^skipped others\/package\.json: is not a supported input: expected /),
      'skipped others/terraform.tfstate.backup: is a backup of a Terraform state',
    ],
  });
});

test('many of them are counted', () => {
  const others = Object.fromEntries(Array.from({ length: 25 }, (_, n) => [`other-${n}.json`, { n }]));
  const { status, lines } = check(scratch.folder('many', { ...others, 'roles.json': { Roles: [] } }));
  expect([status, lines.length, lines[10]]).toEqual([0, 11, 'skipped 15 more files of other kinds, 25 in all']);
});

test('what looks like an input and cannot be read is an error, and the others are judged', () => {
  const folder = scratch.folder('broken', {
    'a.json': { Roles: [role('A')] },
    'b.json': '{"RoleDetailList": [',
    'c.json': '',
    'd.json.gz': zlib.gzipSync('{"Roles": []}').subarray(0, 20),
    'e.json': { Roles: [role('E1'), 'E2'] },
    'f.json': Buffer.from('{"Roles": ["\xff"]}', 'latin1'),
    'g.json': { Roles: [role('G')] },
  });
  expect(check(folder, `${scratch.path}/nowhere.json`)).toEqual({
    status: 2,
    names: ['A', 'G'],
    lines: [
      expect.stringMatching(/^broken\/b\.json: is not valid JSON: /),
      'broken/c.json: is empty: expected JSON or YAML',
      expect.stringMatching(/^broken\/d\.json\.gz: is not a complete gzip file: /),
      expect.stringMatching(/^broken\/e\.json: Roles\[1\] is not a role: /),
      expect.stringMatching(/^broken\/f\.json: is not text in UTF-8/),
      'nowhere.json: does not exist: check the path',
    ],
  });
});

test.each<[string, Record<string, unknown>]>([
  ['an empty folder', { 'x/y.txt': 'z' }],
  ['a folder of other things', { 'package.json': { name: 'x' } }],
])('%s is an error', (name, files) => {
  const { status, stdout, stderr } = runCommand(['check', scratch.folder(name, files)]);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/: is a folder without a supported input: see check --help\n$/m);
});

test('a file that is in a folder, too, is read once', () => {
  const folder = scratch.folder('twice', { 'roles.json': { Roles: [role('A')] } });
  expect(check(folder, path.join(folder, 'roles.json')).names).toEqual(['A']);
});

test('templates of a folder know each other', () => {
  const exporting = { Resources: {}, Outputs: { Arn: { Value: `arn:aws:iam::${OWN}:role/caller`, Export: { Name: 'CallerArn' } } } };
  const importing = template({ Audit: trustPolicy({ AWS: { 'Fn::ImportValue': 'CallerArn' } }) });
  const folder = scratch.folder('linked', { 'a.json': importing, 'b.json': exporting });
  expect(runCommand(['check', folder, '--account', OWN])).toMatchObject({ status: 0, stderr: '' });
});

describe('very many findings', () => {
  const careless = (n: number) => (
    { ...role(`careless-${n}`, UNSAFE), Arn: `arn:aws:iam::${100_000_000_000 + n % 12}:role/careless-${n}` }
  );
  const file = () => scratch.file('many.json', { Roles: Array.from({ length: 60 }, (_, n) => careless(n)) });

  test('are summed up: the same one is said once, with its fix', () => {
    const { status, stdout } = runCommand(['check', file()]);
    expect(status).toBe(1);
    expect(stdout.match(/error specific-principal: /g)).toHaveLength(1);
    const places = [1, 2, 3].map((n) => `careless-${n} in account 10000000000${n}`).join(', ');
    expect(stdout).toContain(`  the same finding about 59 other roles: ${places}, and 56 more\n`);
    expect(stdout).toContain('(proved: nobody new can assume the role)');
    expect(stdout).toContain('Findings by rule:\n  error   specific-principal  60 in 60 roles\n');
    expect(stdout).toMatch(/Findings by account:\n {2}100000000000 {2}5 errors, 0 warnings, 0 info\n(.*\n){9} {2}and 2 more\n/);
    expect(stdout).toContain('\n\nTo see all findings: --format csv, json or sarif. To see fewer: --rule and --level.\n\n');
    expect(stdout).toMatch(/\n60 roles: 60 errors, 0 warnings, 0 info\n$/);
  });

  test('are all in the JSON', () => {
    const { roles } = JSON.parse(runCommand(['check', file(), '--format', 'json']).stdout) as TrustReport;
    expect(roles.map(({ findings }) => findings.length)).toEqual(Array(60).fill(1));
    expect(roles.every(({ findings: [{ fixes }] }) => fixes!.length > 0)).toBe(true);
  });
});
