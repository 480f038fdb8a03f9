/** The command as users get it: installed from the packed package, run by a shell. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { CONSUMERS } from '../../tools/packed-package';

const binaries = path.join(CONSUMERS[0].folder, 'node_modules', '.bin');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-secure-trust-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function shell(
  line: string,
  input: string | Buffer = '',
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { NODE_OPTIONS, ...environment } = process.env;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', line], {
    cwd: folder,
    input,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
    env: { ...environment, PATH: `${binaries}${path.delimiter}${process.env.PATH}`, NO_COLOR: '1' },
  });
  return { status, stdout, stderr };
}

const UNSAFE = JSON.stringify({
  Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::444455556666:root' }, Action: 'sts:AssumeRole' }],
});

test('it reads standard input, and its exit status is that of the verdict', () => {
  const { status, stdout, stderr } = shell('cdk-secure-trust check - --format json', UNSAFE);
  expect([status, stderr]).toEqual([1, '']);
  expect(JSON.parse(stdout)).toMatchObject({ roles: [{ source: { file: '-' }, account: null }], counts: { error: 1 } });
});

test('standard input may be large, or empty', () => {
  const roles = Array.from({ length: 2_000 }, (_, n) => ({
    RoleName: `role-${n}`,
    Arn: `arn:aws:iam::111122223333:role/role-${n}`,
    AssumeRolePolicyDocument: UNSAFE,
    Path: '/'.padEnd(300, 'x'),
  }));
  const { status, stdout } = shell('cdk-secure-trust check - --format json', JSON.stringify({ Roles: roles }));
  expect(status).toBe(1);
  expect((JSON.parse(stdout) as { roles: unknown[] }).roles).toHaveLength(2_000);
  expect(shell('cdk-secure-trust check -')).toEqual({
    status: 2,
    stdout: '',
    stderr: 'cdk-secure-trust: standard input: is empty: expected JSON or YAML\n',
  });
  expect(shell('cdk-secure-trust check - <&-')).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringMatching(/^cdk-secure-trust: standard input: [^\n]+\n$/),
  });
});

test('a reader can stop reading the output early', () => {
  const roles = Array.from({ length: 2_000 }, (_, n) => ({ RoleName: `role-${n}`, AssumeRolePolicyDocument: UNSAFE }));
  const { stdout, stderr } = shell('cdk-secure-trust check - | head -n 1', JSON.stringify({ Roles: roles }));
  expect([stdout, stderr]).toEqual(['The worst finding:\n', '']);
});

test('what was piped into organization-policy has to be piped into the command that it prints', () => {
  const { stdout } = shell('cdk-secure-trust organization-policy - --organization o-a1b2c3d4e5', UNSAFE);
  expect(stdout).toContain('\n  <the same input> | cdk-secure-trust organization-policy - --organization o-a1b2c3d4e5 --format json | jq ');
});

test('invalid input is one line on standard error', () => {
  fs.writeFileSync(path.join(folder, 'broken.json'), '{"Version": ');
  expect(shell('cdk-secure-trust check broken.json')).toEqual({
    status: 2, stdout: '', stderr: 'cdk-secure-trust: broken.json: is not valid JSON: Unexpected end of JSON input (line 1, column 13)\n',
  });
});

test('external-id prints a value, and --version the version of the package', () => {
  expect(shell('cdk-secure-trust external-id')).toEqual({ status: 0, stdout: expect.stringMatching(/^[0-9a-f-]{36}\n$/), stderr: '' });
  const { version } = JSON.parse(
    fs.readFileSync(path.join(CONSUMERS[0].folder, 'node_modules', 'cdk-secure-trust', 'package.json'), 'utf8'),
  ) as { version: string };
  expect(shell('cdk-secure-trust --version')).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

/** The lines of the help after `Example:`, one command each; a line that ends in `|` continues on the next. */
function examplesIn(help: string): string[] {
  const [, examples = ''] = /\nExamples?:\n((?: {2}.+\n)+)/.exec(help) ?? [];
  return examples.replace(/\|\n/g, '| ').split('\n').map((line) => line.trim()).filter((line) => line !== '');
}

const commands = [...shell('cdk-secure-trust --help').stdout.matchAll(/^ {2}([a-z][a-z-]*)(?= \[| {2,}\S)/gm)].map(
  ([, name]) => name,
);

test('the help names the commands', () => {
  expect(commands).toEqual(expect.arrayContaining(['check', 'external-id']));
});

describe.each([[''], ...commands.map((command) => [command])])('the help of cdk-secure-trust %s', (command) => {
  const examples = examplesIn(shell(`cdk-secure-trust ${command} --help`).stdout);
  // An example that calls AWS or Terraform, or needs an app, cannot run here.
  const pasteable = examples.filter((example) => !/^(aws|terraform) |cdk\.out/.test(example));

  test('has an example that works when pasted', () => {
    const runs = pasteable.map((example) => shell(example));
    expect(runs.filter(({ status, stderr }) => ![0, 1].includes(status!) || stderr !== '')).toEqual([]);
    expect(runs.map(({ stdout }) => stdout).join('')).not.toBe('');
  });
});

test('the command loads neither the CDK nor, for JSON, the parser of YAML', () => {
  const list = path.join(folder, 'list.js');
  fs.writeFileSync(list, "process.on('exit', () => console.error(Object.keys(require.cache).join('\\n')));");
  const { stderr } = shell(`NODE_OPTIONS='--require ${list}' cdk-secure-trust check -`, UNSAFE);
  const loaded = stderr.trim().split('\n').map((file) => file.split('/node_modules/').pop()!);
  expect(loaded.filter((file) => /^cdk-secure-trust\/lib\/cli\/main\.js$/.test(file))).toHaveLength(1);
  expect(loaded.filter((file) => /^(aws-cdk-lib|constructs|yaml)\/|lib\/cdk\/construct|read-yaml\.js$/.test(file))).toEqual([]);
});

const FULL = '/dev/full';

(fs.existsSync(FULL) ? test : test.skip)('a report that cannot be written is one line, and exit status 2', () => {
  expect(shell(`cdk-secure-trust check - > ${FULL}`, UNSAFE)).toEqual({
    status: 2, stdout: '', stderr: 'cdk-secure-trust: standard output: cannot be written: the disk is full\n',
  });
});
