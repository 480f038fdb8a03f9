/** `fix` on inputs of several files, documents or accounts: what is changed, what is printed instead, and what is refused. */
import * as fs from 'fs';
import * as path from 'path';
import * as zlib from 'zlib';
import { OWN, PARTNER, runCommand, ScratchFolder, template, trustPolicy } from './run-command';

const scratch = new ScratchFolder();

const OTHER = '777788889999';
const APP = { AWS: `arn:aws:iam::${PARTNER}:role/app` };
/** Its only finding is that no ExternalId is required. */
const WITHOUT_ID = trustPolicy(APP);
const ID = 'b3c1f7a2-5d8e-4f0a-9c6b-1e2d3f4a5b6c';
const OTHER_ID = 'c4d2a8b3-6e9f-4a1b-8d7c-2f3e4a5b6c7d';
const withId = (id: string) => trustPolicy(APP, { StringEquals: { 'sts:ExternalId': id } });
const SET = ['--set', `external-id=${ID}`];
const SET_BOTH = [...SET, '--set', `external-id-2=${OTHER_ID}`];

function fix(...args: string[]) {
  return runCommand(['fix', ...args]);
}

const role = (account: string, document: unknown) => (
  { RoleName: 'Audit', Arn: `arn:aws:iam::${account}:role/Audit`, AssumeRolePolicyDocument: document }
);
const update = (account: string, document: unknown) => [
  `# Audit in account ${account}`,
  `aws iam update-assume-role-policy --role-name Audit --policy-document '${JSON.stringify(document)}'`,
].join('\n');
const jsonLines = (...documents: unknown[]) => documents.map((document) => `${JSON.stringify(document)}\n`).join('');

describe('roles of several accounts with one name', () => {
  const item = (account: string) => ({
    resourceType: 'AWS::IAM::Role',
    accountId: account,
    arn: `arn:aws:iam::${account}:role/Audit`,
    configuration: { roleName: 'Audit', assumeRolePolicyDocument: encodeURIComponent(JSON.stringify(WITHOUT_ID)) },
  });

  test.each<[string, () => string]>([
    ['aws iam get-role, one output on each line', () => (
      scratch.file('roles.ndjson', jsonLines({ Role: role(OWN, WITHOUT_ID) }, { Role: role(OTHER, WITHOUT_ID) }))
    )],
    ['the items of AWS Config', () => (
      scratch.file('config.json', { Results: [item(OWN), item(OTHER)].map((each) => JSON.stringify(each)) })
    )],
  ])('%s: each command says which account it belongs to', (_, file) => {
    const { status, stdout, stderr } = fix(file(), ...SET_BOTH);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`\n\n${update(OWN, withId(ID))}\n\n${update(OTHER, withId(OTHER_ID))}\n`);
  });
});

test('trust policies one after the other are printed whole, and no line of their file is changed', () => {
  const file = scratch.file('policies.ndjson', jsonLines(WITHOUT_ID, withId(OTHER_ID)));
  const before = fs.readFileSync(file, 'utf8');
  for (const args of [[], ['--write']]) {
    const { status, stdout, stderr } = fix(file, ...SET, ...args);
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain([
      'The trust policy of document 1 is in a file of several JSON documents, none of which is changed in place.',
      'Change it by hand where it is made, so that it becomes:',
      JSON.stringify(withId(ID), undefined, 2),
    ].join('\n'));
    expect(stdout).not.toContain('document 2');
    expect(fs.readFileSync(file, 'utf8')).toBe(before);
  }
});

describe('a compressed file', () => {
  const file = () => scratch.file('policy.json.gz', zlib.gzipSync(JSON.stringify(WITHOUT_ID)));

  test('is not written, because its text would no longer be compressed', () => {
    const compressed = file();
    const before = fs.readFileSync(compressed);
    expect(fix(compressed, ...SET, '--write')).toEqual({
      status: 2,
      stdout: '',
      stderr: `cdk-secure-trust: ${compressed}: is compressed, and only text is changed: `
        + 'decompress it first (gunzip), then run fix on the result\n',
    });
    expect(fs.readFileSync(compressed)).toEqual(before);
  });

  test('is shown as a diff without --write', () => {
    const { status, stdout } = fix(file(), ...SET);
    expect(status).toBe(0);
    expect(stdout).toContain(`+${JSON.stringify(withId(ID))}`);
  });
});

describe('a folder', () => {
  const assembly = {
    'out/manifest.json': {
      version: '36.0.0',
      artifacts: { Stack: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Stack.template.json' } } },
    },
    'out/Stack.template.json': template({ Audit: WITHOUT_ID }),
  };
  const written = { 'a.json': WITHOUT_ID, 'more/b.json': template({ Audit: WITHOUT_ID }) };

  test('of files that people write: --write changes each of them', () => {
    const folder = scratch.folder('by-hand', written);
    const files = ['a.json', path.join('more', 'b.json')].map((each) => path.join(folder, each));
    const { status, stdout, stderr } = fix(folder, ...SET_BOTH, '--write');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(`\n\nWritten: ${files.sort().join(', ')}\n`);
    const ids = files.map((file) => /"sts:ExternalId":"([^"]+)"/.exec(fs.readFileSync(file, 'utf8'))?.[1]);
    expect(ids.sort()).toEqual([ID, OTHER_ID]);
    expect(runCommand(['check', folder]).status).toBe(0);
  });

  test('of files that people write: nobody claims that cdk synth writes them', () => {
    const { stdout } = fix(scratch.folder('shown', written));
    expect(stdout).toContain(`+++ ${path.join(scratch.path, 'shown', 'a.json')}`);
    expect(stdout).not.toContain('cdk synth');
  });

  test('with a cloud assembly in it is refused with --write, and nothing is written', () => {
    const folder = scratch.folder('mixed', { ...written, ...assembly });
    const { status, stderr } = fix(folder, ...SET, '--write');
    expect(status).toBe(2);
    expect(stderr).toBe(
      `cdk-secure-trust: ${path.join(folder, 'out', 'Stack.template.json')}: `
      + 'is written by cdk synth, which would undo the change: omit --write, and change the app\n',
    );
    expect(fs.readFileSync(path.join(folder, 'a.json'), 'utf8')).toBe(JSON.stringify(WITHOUT_ID));
    expect(fix(folder).stdout).toContain('\n\ncdk synth writes this template again. Make the change in the app.\n');
  });

  test('with the output of aws iam beside a trust policy: a command for the one, a diff for the other', () => {
    const folder = scratch.folder('dump-and-policy', { 'a.json': WITHOUT_ID, 'b.json': { Role: role(OWN, WITHOUT_ID) } });
    const { stdout } = fix(folder, ...SET_BOTH);
    expect(stdout).toContain(`+${JSON.stringify(withId(ID))}`);
    expect(stdout).toContain(update(OWN, withId(OTHER_ID)));
    expect(fix(folder, '--write').stderr).toMatch(/b\.json: is the output of AWS or Terraform: omit --write, and use what is printed\n$/);
  });
});

describe('a trust policy that another role repeats by an alias', () => {
  const shared = (second: string) => [
    'Resources:', '  One:', '    Type: AWS::IAM::Role', '    Properties:', '      AssumeRolePolicyDocument: &partner', '        Statement:',
    `          - { Effect: Allow, Principal: { AWS: "${APP.AWS}" }, Action: sts:AssumeRole } # the partner`,
    '  Two:', '    Type: AWS::IAM::Role', '    Properties:', `      AssumeRolePolicyDocument:${second}`, '',
  ].join('\n');
  const COPY = [
    '', '        Statement:', '          - Effect: Allow', '            Principal:', `              AWS: ${APP.AWS}`,
    '            Action: sts:AssumeRole',
  ].join('\n');

  test.each([
    ' *partner',
    '\n        <<: *partner',
  ])('with%s: it is changed alone, and the other role gets a copy of what it was', (second) => {
    const file = scratch.file('shared.yaml', shared(second));
    const { status, stdout, stderr } = fix(file, '--role', 'One', ...SET, '--write');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Written: ${file}`);
    const after = `sts:AssumeRole, "Condition": { "StringEquals": { "sts:ExternalId": "${ID}" } } }`;
    expect(fs.readFileSync(file, 'utf8')).toBe(shared(COPY).replace('sts:AssumeRole }', after));
  });

  test('the role that repeats it is changed alone: the text of the other stays', () => {
    const file = scratch.file('second.yaml', shared(' *partner'));
    expect(fix(file, '--role', 'Two', ...SET, '--write').status).toBe(0);
    const written = shared(`${COPY}\n            Condition:\n              StringEquals:\n                sts:ExternalId: ${ID}`);
    expect(fs.readFileSync(file, 'utf8')).toBe(written);
  });

  test('a part that another role repeats is still changed by hand, and nothing is written', () => {
    const text = shared([
      '', '        Statement:', '          - *statement',
    ].join('\n')).replace('- {', '- &statement {').replace(' &partner', '');
    const file = scratch.file('part.yaml', text);
    const { status, stdout } = fix(file, '--role', 'One', ...SET, '--write');
    expect(status).toBe(1);
    expect(stdout).toContain('The trust policy of One cannot be changed at its place: ');
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
  });
});
