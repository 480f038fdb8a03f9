/** The output of `diff`: text, JSON and exit statuses, and safe output whatever names and files contain. */
import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Differ } from './comparing';
import { OWN, PARTNER, runCommand, SAFE, template, trustPolicy, UNSAFE } from './run-command';
import { outsideOfCode } from '../findings/renderers/commonmark';

const differ = new Differ();

const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
const ROOT = { AWS: `arn:aws:iam::${PARTNER}:root` };
const iamRole = ([name, document]: readonly [string, unknown]) => ({
  RoleName: name,
  Arn: `arn:aws:iam::${OWN}:role/${name}`,
  AssumeRolePolicyDocument: document,
});
const dump = (documents: Readonly<Record<string, unknown>>) => ({ Roles: Object.entries(documents).map(iamRole) });

const BEFORE = dump({ Same: SAFE, Opened: trustPolicy(ROOT, MFA), Closed: UNSAFE, Swapped: SAFE, Gone: SAFE });
const AFTER = dump({ Same: SAFE, Opened: UNSAFE, Closed: trustPolicy(ROOT, MFA), Swapped: UNSAFE, New: SAFE });

test('text lists what changed, newly allowed requests first', () => {
  expect(differ.run(BEFORE, AFTER)).toEqual({
    status: 1,
    stderr: '',
    stdout: [
      `widened Opened in account ${OWN}`,
      `  newly allowed sts:AssumeRole by arn:aws:iam::${PARTNER}:user/example, without MFA (long-term access key), without ExternalId`,
      '',
      `changed Swapped in account ${OWN}`,
      `  newly allowed sts:AssumeRole by arn:aws:iam::${PARTNER}:user/example, without MFA (long-term access key), without ExternalId`,
      '  newly denied  sts:AssumeRole by ec2.amazonaws.com',
      '',
      `added New in account ${OWN}`,
      '  newly allowed sts:AssumeRole by ec2.amazonaws.com',
      '',
      `narrowed Closed in account ${OWN}`,
      `  newly denied  sts:AssumeRole by arn:aws:iam::${PARTNER}:user/example, without MFA (long-term access key), without ExternalId`,
      '',
      `removed Gone in account ${OWN}`,
      '  newly denied  sts:AssumeRole by ec2.amazonaws.com',
      '',
      '6 roles: 1 widened, 1 changed, 1 added, 1 narrowed, 1 removed, 1 equivalent. A new request is allowed.',
      '',
    ].join('\n'),
  });
});

test('Markdown lists the same', () => {
  const { status, stdout } = differ.run(BEFORE, AFTER, '--format', 'markdown');
  const plain = `\`sts:AssumeRole\` by \`arn:aws:iam::${PARTNER}:user/example\`, without MFA (long-term access key), without ExternalId`;
  expect([status, stdout]).toEqual([1, [
    '## Who can assume the roles after this change',
    '',
    '**A new request is allowed.** 6 roles: 1 widened, 1 changed, 1 added, 1 narrowed, 1 removed, 1 equivalent.',
    '',
    `- **widened** \`Opened\` in account \`${OWN}\``,
    `  - newly allowed: ${plain}`,
    `- **changed** \`Swapped\` in account \`${OWN}\``,
    `  - newly allowed: ${plain}`,
    '  - newly denied: `sts:AssumeRole` by `ec2.amazonaws.com`',
    `- **added** \`New\` in account \`${OWN}\``,
    '  - newly allowed: `sts:AssumeRole` by `ec2.amazonaws.com`',
    `- **narrowed** \`Closed\` in account \`${OWN}\``,
    `  - newly denied: ${plain}`,
    `- **removed** \`Gone\` in account \`${OWN}\``,
    '  - newly denied: `sts:AssumeRole` by `ec2.amazonaws.com`',
    '',
  ].join('\n')]);
  expect(differ.run(BEFORE, BEFORE, '--format', 'markdown').stdout).toBe(
    '## Who can assume the roles after this change\n\n**No new request is allowed.** 5 roles: 5 equivalent.\n',
  );
});

test('in Markdown, hostile names are text', () => {
  const hostile = '`<img src=x> @octocat | \n# x';
  const roles = (document: unknown) => template({ [hostile]: document });
  const macro = { Transform: hostile, Resources: {} };
  const pairs = [[roles(SAFE), roles(UNSAFE)], [macro, macro], [roles(SAFE), roles(trustPolicy({ AWS: { Ref: hostile } }))]];
  for (const [before, after] of pairs) {
    const outside = outsideOfCode(differ.run(before, after, '--format', 'markdown').stdout);
    expect(outside).toContain('<h2>Who can assume');
    expect(outside).not.toMatch(/img|octocat|`|\||<h1>/);
  }
});

test('Markdown of very many roles fits into a comment, and says what was cut', () => {
  const names = Array.from({ length: 400 }, (_, n) => `role-${n}-${'x'.repeat(40)}`);
  const many = (document: unknown) => dump(Object.fromEntries(names.map((name) => [name, document])));
  const { stdout } = differ.run(many(SAFE), many(UNSAFE), '--format', 'markdown');
  expect(stdout.length).toBeLessThan(65_000);
  expect(stdout).toMatch(/\*\*Cut:\*\* \d+ more roles are not shown, because a comment holds 65,536 characters/);
});

test.each<[string, unknown, unknown, string]>([
  ['no newly allowed request', BEFORE, BEFORE, '5 roles: 5 equivalent. No new request is allowed.\n'],
  ['no roles', dump({}), dump({}), 'no roles. No new request is allowed.\n'],
  ['one role', UNSAFE, UNSAFE, '1 role: 1 equivalent. No new request is allowed.\n'],
])('the summary in text: %s', (_, before, after, expected) => {
  expect(differ.run(before, after)).toEqual({ status: 0, stdout: expected, stderr: '' });
});

test('text gives the reasons for undecided', () => {
  const of = (name: string) => trustPolicy({ AWS: { Ref: name } });
  expect(differ.run(of('One'), of('Two')).stdout).toBe([
    'undecided trust policy',
    '  because       the principal <reference to "Two">',
    '  because       the principal <reference to "One">',
    '',
    '1 role: 1 undecided. Whether a new request is allowed is undecided.',
    '',
  ].join('\n'));
});

test('text says that a role had another name', () => {
  const named = (id: string) => ({
    Resources: {
      [id]: {
        Type: 'AWS::IAM::Role',
        Properties: { RoleName: 'audit', AssumeRolePolicyDocument: SAFE },
        Metadata: { 'aws:cdk:path': `Stack/${id}/Resource` },
      },
    },
  });
  expect(differ.run(named('Old'), named('New')).stdout).toBe(
    'equivalent Stack/New\n  note          was called Stack/Old\n\n1 role: 1 equivalent. No new request is allowed.\n',
  );
  expect(differ.run(named('Old'), dump({ audit: SAFE })).stdout).toContain(
    `note          is called Stack/Old in ${path.join(differ.place, 'before.json')}\n`,
  );
});

test('JSON contains the version and the roles, and nothing else', () => {
  const { stdout } = differ.run(dump({ Swapped: SAFE }), dump({ Swapped: trustPolicy(ROOT, MFA) }), '--format', 'json');
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: '2',
    roles: [{
      id: 'Swapped',
      change: 'changed',
      newlyAllowed: {
        action: 'sts:AssumeRole',
        caller: { kind: 'iam-user', arn: `arn:aws:iam::${PARTNER}:user/example`, account: PARTNER },
        context: { 'aws:MultiFactorAuthPresent': 'true' },
      },
      newlyDenied: { action: 'sts:AssumeRole', caller: { kind: 'service', arn: 'ec2.amazonaws.com' }, context: {} },
    }],
  });
  expect(JSON.parse(differ.run(dump({}), dump({}), '--format', 'json').stdout)).toEqual({ schemaVersion: '2', roles: [] });
});

test('colours are only for terminals', () => {
  const files = [differ.write('before.json', BEFORE), differ.write('after.json', AFTER)];
  expect(runCommand(['diff', ...files], { isTerminal: true }).stdout).toContain('\u001b[31mwidened\u001b[39m \u001b[1mOpened\u001b[22m');
  expect(runCommand(['diff', ...files]).stdout).not.toContain('\u001b');
  expect(runCommand(['diff', ...files], { isTerminal: true, environment: { NO_COLOR: '1' } }).stdout).not.toContain('\u001b');
  expect(runCommand(['diff', ...files, '--format', 'json'], { isTerminal: true }).stdout).not.toContain('\u001b');
});

describe('exit status 2, one line on standard error, nothing on standard output', () => {
  const file = () => path.join(differ.place, 'after.json');
  test.each<[string, () => string[], RegExp]>([
    ['no inputs', () => [], /missing required argument 'BEFORE'/],
    ['one input', () => [file()], /missing required argument 'AFTER'/],
    ['three inputs', () => [file(), file(), file()], /too many arguments/],
    ['standard input twice', () => ['-', '-'], /standard input: is specified twice: specify one of the two as a file/],
    ['a file that is not there', () => [file(), path.join(differ.place, 'nowhere.json')], /nowhere\.json: does not exist/],
    ['a file that is no JSON', () => [differ.write('broken.json', '{"Statement": ['), file()], /broken\.json: is not valid JSON/],
    ['a folder with a file that is no JSON', () => [file(), differ.place], /broken\.json: is not valid JSON/],
    ['an account that is none', () => [file(), file(), '--account', '12'], /Expected 12 digits/],
    ['a format that it does not have', () => [file(), file(), '--format', 'sarif'], /Allowed choices are text, json, markdown/],
  ])('%s', (_, args, message) => {
    differ.write('after.json', UNSAFE);
    const { status, stdout, stderr } = runCommand(['diff', ...args()]);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^cdk-secure-trust: [^\n]+\n$/);
  });
});

describe('names that contain terminal control sequences', () => {
  const ESCAPE = '\u001b]0;owned\u0007\u001b[31m\u202e\r\n';
  const named = (name: string, document: unknown) => ({ Roles: [{ RoleName: name, AssumeRolePolicyDocument: document }] });

  test.each<[string, unknown, unknown]>([
    ['of roles', named(ESCAPE, SAFE), named(ESCAPE, UNSAFE)],
    ['of principals', named('x', trustPolicy({ AWS: { Ref: ESCAPE } })), named('x', trustPolicy({ AWS: { Ref: `${ESCAPE}2` } }))],
    ['of values', named('x', SAFE), named('x', trustPolicy(ROOT, { StringEquals: { 'aws:PrincipalTag/x': ESCAPE } }))],
    ['of keys', named('x', SAFE), named('x', trustPolicy(ROOT, { StringEquals: { [`aws:PrincipalTag/${ESCAPE}`]: 'x' } }))],
    [
      'of resources with a template of their own',
      template({}),
      { Resources: { [ESCAPE]: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: ESCAPE } } } },
    ],
  ])('%s are escaped', (_, before, after) => {
    for (const format of ['text', 'json']) {
      const { stdout, stderr } = differ.run(before, after, '--format', format);
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
      expect(stdout).toMatch(/widened|changed|undecided/);
    }
  });
});

describe('objects whose names are those of Object.prototype', () => {
  test.each(['constructor', 'toString', 'hasOwnProperty'])('%s', (name) => {
    const attribute = { 'Fn::GetAtt': [name, 'Value'] };
    const audit = template({ [name]: trustPolicy({ AWS: { Ref: name } }), Audit: trustPolicy({ AWS: attribute }) });
    const withParameter = { ...audit, Parameters: { [name]: { Type: 'String' } } };
    expect(differ.diff(audit, audit).roles).toMatchObject([{ id: name, change: 'equivalent' }, { id: 'Audit', change: 'equivalent' }]);
    expect(differ.diff(audit, withParameter).roles).toMatchObject([
      { id: name, change: 'undecided' },
      { id: 'Audit', change: 'undecided' },
    ]);
  });
});

test('the example of --help works when it is pasted', () => {
  const [, first, second] = /Example:\n {2}(.+)\n {2}(.+)\n/.exec(runCommand(['diff', '--help']).stdout)!;
  const [changing, command] = second.split(' | ');
  expect(command).toBe('cdk-secure-trust diff before.json -');
  const folder = differ.folder('example', { 'empty.txt': 'x' });
  execFileSync('sh', ['-c', `${first}\n${changing} > after.json`], { cwd: folder });
  expect(differ.change(path.join(folder, 'before.json'), path.join(folder, 'after.json'))).toMatchObject({ change: 'widened', status: 1 });
  expect(fs.readFileSync(path.join(folder, 'after.json'), 'utf8')).toContain('"AWS":"*"');
});

test('thousands of roles are compared in seconds', () => {
  const role = (n: number, mfa: boolean) =>
    iamRole([`role-${n}`, trustPolicy({ AWS: `arn:aws:iam::${PARTNER}:role/caller-${n}` }, mfa ? MFA : undefined)]);
  const account = (changed: number) => ({ RoleDetailList: Array.from({ length: 5_000 }, (_, n) => role(n, n === changed)) });
  const start = Date.now();
  const { roles, status } = differ.diff(account(-1), account(2_500));
  expect(status).toBe(0);
  expect(roles.filter(({ change }) => change !== 'equivalent')).toEqual([expect.objectContaining({ id: 'role-2500', change: 'narrowed' })]);
  expect(Date.now() - start).toBeLessThan(20_000);
});
