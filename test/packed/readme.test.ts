/** The README and docs/pull-requests.md are true: their code compiles, and what they show is what the CDK CLI and the command print. */
import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { parse } from 'yaml';
import { environmentWithoutAws, placeExample, runCdk } from '../../tools/cdk-cli';
import { CONSUMERS } from '../../tools/packed-package';

// Compilers and generators of a whole language, on a machine that may be busy.
jest.setTimeout(180_000);

const pageOf = (name: string) => fs.readFileSync(path.resolve(__dirname, '..', '..', name), 'utf8');
const readme = pageOf('README.md');
const pullRequests = pageOf('docs/pull-requests.md');
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\``, 'gm'))].map(([, block]) => block);

const code = blocks(readme, 'ts');
const [shownFailure] = blocks(readme, 'text');
/** The app that fails is directly above the output of the CLI. */
const failingApp = blocks(readme.slice(0, readme.indexOf(shownFailure)), 'ts').pop() ?? '';
const consumer = CONSUMERS[CONSUMERS.length - 1];
let folder: string;

beforeAll(() => {
  folder = placeExample(consumer, 'three-mistakes');
  code.forEach((text, index) => fs.writeFileSync(path.join(folder, 'lib', `readme-${index}.ts`), text));
  fs.writeFileSync(path.join(folder, 'bin', 'app.ts'), failingApp);
});
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('every block of code in it compiles on its own', () => {
  const tsc = path.join(consumer.folder, 'node_modules', 'typescript', 'bin', 'tsc');
  const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', '.'], { cwd: folder, encoding: 'utf8' });
  expect(code.length).toBeGreaterThan(2);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
});

test('the failure in it is what the CLI prints', () => {
  const { status, output } = runCdk(consumer, folder, ['synth', '--quiet'], { TS_NODE_TRANSPILE_ONLY: 'true' });
  expect(status).toBe(1);
  expect(output.split('\n').map((line) => line.trimEnd()).join('\n').trim()).toBe(shownFailure.trim());
});

describe('each command in it', () => {
  const commands = blocks(readme, 'sh').flatMap((block) => block.trim().split('\n'));
  const AUDIT = {
    RoleName: 'Audit',
    Arn: 'arn:aws:iam::444455556666:role/Audit',
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: '111122223333' },
          Action: 'sts:AssumeRole',
          Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
        },
      ],
    },
  };
  const ACCESS_DENIED =
    'An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::111122223333:user/alice ' +
    'is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444455556666:role/Audit';
  const said: Readonly<Record<string, RegExp>> = {
    'check cdk.out': /mfa-required/,
    'check --format sarif -': /"version": "2.1.0"[^]*external-id-required/,
    'explain --trust-policy role.json': /denied[^]*mfa/i,
  };

  test('is found', () => expect(commands).toHaveLength(Object.keys(said).length));

  test.each(commands)('%s', (command) => {
    const tools = path.join(folder, 'tools');
    fs.mkdirSync(tools, { recursive: true });
    fs.writeFileSync(path.join(folder, 'role.json'), JSON.stringify({ Role: AUDIT }));
    fs.writeFileSync(path.join(folder, 'access-denied.txt'), ACCESS_DENIED);
    fs.copyFileSync(path.resolve(__dirname, '..', 'cli', 'inputs', 'terraform-plan.json'), path.join(folder, 'plan.json'));
    fs.writeFileSync(path.join(tools, 'terraform'), '#!/bin/sh\ncat plan.json\n', { mode: 0o755 });
    const env = { ...environmentWithoutAws(), PATH: `${tools}${path.delimiter}${process.env.PATH}`, NO_COLOR: '1' };
    const { status, stdout, stderr } = spawnSync('sh', ['-c', command], { cwd: folder, encoding: 'utf8', env });
    const [, expected] = Object.entries(said).find(([words]) => command.includes(words))!;
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(expected);
  });
});

describe('the workflow of docs/pull-requests.md', () => {
  interface Step { readonly 'run'?: string; readonly 'working-directory'?: string; readonly 'with'?: { readonly path?: string } }
  const [workflow] = blocks(pullRequests, 'yaml');
  const [shownComparison] = blocks(pullRequests, 'console');
  const { jobs: { 'who-gets-in': { steps } } } = parse(workflow) as { jobs: { 'who-gets-in': { steps: Step[] } } };

  /** The secure role of the README, before and after bob is added, as the two checkouts of the workflow. */
  function checkOut(apps: Readonly<Record<string, string>>): string {
    const workspace = placeExample(consumer, 'two-accounts');
    for (const { with: { path: name } = {} } of steps) {
      if (name === undefined) continue;
      fs.cpSync(path.join(workspace, 'cdk.json'), path.join(workspace, name, 'cdk.json'));
      fs.cpSync(path.join(workspace, 'tsconfig.json'), path.join(workspace, name, 'tsconfig.json'));
      fs.mkdirSync(path.join(workspace, name, 'bin'));
      fs.writeFileSync(path.join(workspace, name, 'bin', 'app.ts'), apps[name]);
      fs.symlinkSync(path.join(consumer.folder, 'node_modules'), path.join(workspace, name, 'node_modules'));
    }
    // What `npm ci` would install is already there.
    fs.mkdirSync(path.join(workspace, 'tools'));
    fs.writeFileSync(path.join(workspace, 'tools', 'npm'), '#!/bin/sh\n', { mode: 0o755 });
    return workspace;
  }

  function runSteps(workspace: string) {
    const env = {
      ...environmentWithoutAws(),
      PATH: `${path.join(workspace, 'tools')}${path.delimiter}${process.env.PATH}`,
      TS_NODE_TRANSPILE_ONLY: 'true',
      CDK_VALIDATION: 'false',
    };
    return steps.filter(({ run }) => run !== undefined).map((step) => {
      const { status, stdout, stderr } = spawnSync('sh', ['-ec', step.run!], {
        cwd: path.join(workspace, step['working-directory'] ?? ''),
        encoding: 'utf8',
        env,
      });
      return { status, said: stdout + stderr };
    });
  }

  test('fails only if a request is newly allowed, and describes it', () => {
    const before = code.find((block) => block.includes('new SecureCrossAccountRole('))!;
    const after = before.replace(
      "[TrustedPrincipal.user('111122223333', 'alice')]",
      "['alice', 'bob'].map((name) => TrustedPrincipal.user('111122223333', name))",
    );
    const workspace = checkOut({ before, after });
    const runs = runSteps(workspace);
    expect(runs.map(({ status }) => status)).toEqual([0, 0, 1]);
    expect(runs[2].said).toBe(shownComparison);
    fs.writeFileSync(path.join(workspace, 'after', 'bin', 'app.ts'), before);
    expect(runSteps(workspace).map(({ status }) => status)).toEqual([0, 0, 0]);
    fs.rmSync(workspace, { recursive: true });
  });
});
