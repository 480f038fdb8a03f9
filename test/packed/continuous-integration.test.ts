/** The GitHub Action, the pre-commit hook and the snippets of docs/continuous-integration.md, as far as they run without their hosts. */
import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parse } from 'yaml';
import { ACTION, ActionRun, Job, runAction } from './github-action';
import { CONSUMERS } from '../../tools/packed-package';
import { blocksOf, pageAt } from '../pages';

const binaries = path.join(CONSUMERS[0].folder, 'node_modules', '.bin');
const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-secure-trust-ci-')));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const roleFor = (principal: unknown) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' }] },
  },
});
const template = (...principals: unknown[]) => JSON.stringify({
  Resources: Object.fromEntries(principals.map((principal, index) => [`Role${index}`, roleFor(principal)])),
});
const UNSAFE = template({ AWS: 'arn:aws:iam::444455556666:root' });
const SAFE = template({ Service: 'ec2.amazonaws.com' });
const OWN_ACCOUNT = '{"accounts":[{"id":"444455556666","standing":"own"}]}';
const WARNING = template({ Service: 'personalize.amazonaws.com' });

/** Programs that a job finds first. `npx` notes its arguments; what it would install is already there. */
const programs = path.join(folder, 'programs');
const npxCalls = path.join(folder, 'npx-calls');
fs.mkdirSync(programs);
fs.writeFileSync(path.join(programs, 'npm'), '#!/bin/sh\n', { mode: 0o755 });
fs.writeFileSync(path.join(programs, 'npx'), `#!/bin/bash
printf '%s\\n' "$PWD: $*" >>'${npxCalls}'
export PATH='${binaries}':"$PATH"
case "$1" in
  --yes) exec sh -c "\${@: -1}" ;;
  --no) shift 2; exec "$@" ;;
  cdk) exit 0 ;;
esac
exit 1
`, { mode: 0o755 });

let count = 0;
function place(files: Readonly<Record<string, string>>): string {
  const workspace = path.join(folder, `workspace ${count += 1}`);
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
    fs.writeFileSync(path.join(workspace, file), content);
  }
  return workspace;
}

function run(workspace: string, inputs: Job['inputs'], more: Partial<Job> = {}): ActionRun {
  const temporary = path.join(folder, `temporary ${count += 1}`);
  fs.mkdirSync(temporary);
  fs.rmSync(npxCalls, { force: true });
  return runAction({ workspace, temporary, programs, inputs, actionRef: 'v0.0.0', ...more });
}

describe('action.yml', () => {
  const steps = ACTION.runs.steps;

  // https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
  test('has the documented keys, and no others', () => {
    expect(Object.keys(ACTION)).toEqual(['name', 'description', 'author', 'branding', 'inputs', 'outputs', 'runs']);
    for (const [id, input] of Object.entries(ACTION.inputs)) {
      expect(id).toMatch(/^[a-z_][a-z0-9_-]*$/);
      expect(Object.keys(input).filter((key) => !['description', 'required', 'default', 'deprecationMessage'].includes(key))).toEqual([]);
      expect(typeof (input.default ?? '')).toBe('string');
    }
    for (const output of Object.values(ACTION.outputs)) expect(Object.keys(output).sort()).toEqual(['description', 'value']);
    expect(ACTION.runs.using).toBe('composite');
    for (const step of steps) {
      const known = ['id', 'name', 'if', 'run', 'shell', 'working-directory', 'uses', 'with', 'env', 'continue-on-error'];
      expect(Object.keys(step).filter((key) => !known.includes(key))).toEqual([]);
      expect([step.run === undefined, step.shell === undefined]).toEqual([step.uses !== undefined, step.uses !== undefined]);
    }
  });

  test('no script contains an expression, and every input reaches the script by the environment', () => {
    for (const { run: script = '' } of steps) expect(script).not.toContain('${{');
    const passed = Object.values(steps[0].env!).join();
    const used = [...passed.matchAll(/inputs\.([\w-]+)/g)].map(([, id]) => id);
    expect([...used, 'upload-sarif'].sort()).toEqual(Object.keys(ACTION.inputs).sort());
  });

  test('each input is documented', () => {
    const page = pageAt('docs/continuous-integration.md');
    for (const id of [...Object.keys(ACTION.inputs), ...Object.keys(ACTION.outputs)]) expect(page).toContain(`\`${id}\``);
  });

  test('the upload needs the host: it is asked for, and there is something to upload', () => {
    const [, upload] = steps;
    expect(upload).toMatchObject({
      if: "inputs.upload-sarif == 'true' && steps.run.outputs.sarif != ''",
      uses: expect.stringMatching(/^github\/codeql-action\/upload-sarif@v\d+$/),
      with: { sarif_file: '${{ steps.run.outputs.sarif }}' },
    });
  });
});

describe('check', () => {
  test('fails the job on an error, after it has written the summary, the files and the log', () => {
    const { statuses, log, summary, outputs } = run(place({ 'app.json': UNSAFE }), { path: 'app.json' });
    expect(statuses).toEqual([0, 1]);
    expect(log).toContain('Role0\n  app.json\n  error specific-principal: any principal in account 444455556666');
    expect(summary).toContain('## Trust policies: 1 error, 0 warnings, 0 info in 1 role');
    expect(fs.readFileSync(outputs.markdown, 'utf8')).toBe(summary);
    const sarif = JSON.parse(fs.readFileSync(outputs.sarif, 'utf8')) as { runs: { results: unknown[] }[] };
    const location = { physicalLocation: { artifactLocation: { uri: 'app.json', uriBaseId: '%SRCROOT%' } } };
    expect(sarif.runs[0].results).toMatchObject([{ ruleId: 'specific-principal', locations: [location] }]);
    expect(outputs.status).toBe('1');
  });

  test('installs exactly the version of its tag, outside of the repository', () => {
    const workspace = place({ 'app.json': SAFE, '.npmrc': 'registry=https://evil.example' });
    expect(run(workspace, { path: 'app.json' }).statuses).toEqual([0, 0]);
    expect(fs.readFileSync(npxCalls, 'utf8')).toMatch(
      /^.*\/temporary \d+\/cdk-secure-trust\/empty: --yes --package cdk-secure-trust@0\.0\.0 -c command -v cdk-secure-trust\n$/,
    );
  });

  test.each<[string, Record<string, string>, Job['inputs'], (number | null)[]]>([
    ['no finding', { 'cdk.out': SAFE }, {}, [0, 0]],
    ['a warning', { 'cdk.out': WARNING }, {}, [0, 0]],
    ['a warning that should fail', { 'cdk.out': WARNING }, { level: 'warning' }, [0, 1]],
    ['another rule', { 'cdk.out': UNSAFE }, { rule: 'oidc-tenant\n self-trust \n' }, [0, 0]],
    ['this rule', { 'cdk.out': UNSAFE }, { rule: 'oidc-tenant\nmfa-required' }, [0, 1]],
    ['several paths', { 'a b.json': SAFE, "it's.json": UNSAFE }, { path: "a b.json\n\nit's.json\n" }, [0, 1]],
    ['an account', { 'cdk.out': UNSAFE }, { account: '444455556666' }, [0, 0]],
    ['a config file', { 'cdk.out': UNSAFE, 'c.json': OWN_ACCOUNT }, { config: 'c.json', rule: 'external-id-required' }, [0, 0]],
    ['another folder', { 'sub dir/cdk.out': UNSAFE }, { 'working-directory': 'sub dir' }, [0, 1]],
    ['a command that makes the input', { x: '' }, { prepare: `printf '%s' '${UNSAFE}' >app.json`, path: 'app.json' }, [0, 1]],
    ['an input that does not exist', { x: '' }, {}, [0, 2]],
    ['an unknown rule', { 'cdk.out': SAFE }, { rule: 'mfa' }, [0, 2]],
    ['no version', { 'cdk.out': SAFE }, { version: 'latest' }, [2]],
    ['a command that fails', { 'cdk.out': SAFE }, { prepare: 'false; true' }, [2]],
    ['no path', { 'cdk.out': SAFE }, { path: ' \n' }, [2]],
    ['another command', { 'cdk.out': SAFE }, { command: 'fix' }, [2]],
    ['a folder that does not exist', { 'cdk.out': SAFE }, { 'working-directory': 'gone' }, [2]],
  ])('with %s', (_, files, inputs, expected) => {
    const { statuses, log } = run(place(files), inputs);
    expect({ statuses, log }).toEqual({ statuses: expected, log: expect.any(String) });
    if (expected[0] === 2) expect(log).toMatch(/^::error title=cdk-secure-trust::.+$/m);
  });

  test('a commit as the name of the action needs the version', () => {
    const workspace = place({ 'cdk.out': SAFE });
    const actionRef = '0123456789abcdef0123456789abcdef01234567';
    expect(run(workspace, {}, { actionRef }).log).toContain('::error title=cdk-secure-trust::the version is not known');
    expect(run(workspace, { version: '0.0.0' }, { actionRef }).statuses).toEqual([0, 0]);
  });
});

describe('what comes from outside cannot run', () => {
  const HOSTILE = '--help $(touch pwned) `touch pwned` "; touch pwned; " \'; touch pwned; \' && touch pwned ${IFS}';

  // What `prepare` says is run: that is what it is for.
  test.each(Object.keys(ACTION.inputs).filter((id) => id !== 'prepare'))('%s', (id) => {
    const workspace = place({ 'cdk.out': UNSAFE });
    const { log } = run(workspace, { [id]: `${HOSTILE}\n::set-env name=x::y` });
    expect(fs.readdirSync(workspace)).toEqual(['cdk.out']);
    expect(log.replace(/^::stop-commands::(\S+)$[^]*?^::\1::$/m, '')).not.toContain('set-env');
  });

  test('a name of a role is not a command to the runner', () => {
    const name = '::add-mask::x';
    const { Resources: { Role0 } } = JSON.parse(UNSAFE) as { Resources: { Role0: object } };
    const { log } = run(place({ 'cdk.out': JSON.stringify({ Resources: { [name]: Role0 } }) }), {});
    const [, token] = /^::stop-commands::([0-9a-f-]{36})$/m.exec(log)!;
    const [before, after] = log.split(`::stop-commands::${token}\n`);
    const [stopped, rest] = after.split(`\n::${token}::\n`);
    expect(stopped.split('\n')).toContain(name);
    expect(before + rest).not.toContain('::');
  });
});

describe('diff', () => {
  const git = (workspace: string, ...args: string[]) => execFileSync('git', [
    '-C', workspace, '-c', 'user.name=a', '-c', 'user.email=a@b.example', '-c', 'commit.gpgsign=false', ...args,
  ], { encoding: 'utf8' }).trim();

  /** A repository with two commits, of which the second is checked out; the clone has only this one. */
  function pullRequest(before: string, after: string, isShallow = false): { readonly workspace: string; readonly base: string } {
    const origin = place({ 'infra/app.json': before });
    git(origin, 'init', '--quiet', '--initial-branch=main');
    git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
    git(origin, 'add', '.');
    git(origin, 'commit', '--quiet', '-m', 'before');
    const base = git(origin, 'rev-parse', 'HEAD');
    fs.writeFileSync(path.join(origin, 'infra', 'app.json'), after);
    git(origin, 'commit', '--quiet', '-am', 'after', '--allow-empty');
    if (!isShallow) return { workspace: origin, base };
    const workspace = path.join(folder, `clone ${count += 1}`);
    execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${origin}`, workspace]);
    return { workspace, base };
  }

  const two = template({ Service: 'ec2.amazonaws.com' }, { AWS: '*' });

  test.each([[false], [true]])('compares with the base of the pull request; the checkout has only the last commit: %s', (isShallow) => {
    const { workspace, base } = pullRequest(SAFE, two, isShallow);
    const inputs = { 'command': 'diff', 'path': 'app.json', 'working-directory': 'infra' };
    const { statuses, log, summary, outputs } = run(workspace, inputs, { base });
    expect(statuses).toEqual([0, 1]);
    expect(log).toContain('added Role1\n  newly allowed sts:AssumeRole by arn:aws:iam::999999999999:user/example');
    expect(summary).toContain('## Who can assume the roles after this change\n\n**A new request is allowed.** 2 roles: ');
    expect(Object.keys(outputs).sort()).toEqual(['markdown', 'status']);
    expect(git(workspace, 'status', '--short')).toBe('');
  });

  test('passes where nobody new can assume a role', () => {
    const { workspace, base } = pullRequest(two, SAFE);
    expect(run(workspace, { command: 'diff', path: 'infra/app.json' }, { base }).statuses).toEqual([0, 0]);
    expect(run(workspace, { 'command': 'diff', 'path': 'infra/app.json', 'base-ref': 'main' }).statuses).toEqual([0, 0]);
    expect(run(workspace, { 'command': 'diff', 'path': 'infra/app.json', 'base-path': 'infra/app.json' }).statuses).toEqual([0, 0]);
  });

  test('makes the input on both sides', () => {
    const { workspace, base } = pullRequest(SAFE, two);
    const { statuses } = run(workspace, { command: 'diff', path: 'out.json', prepare: 'cp infra/app.json out.json' }, { base });
    expect(statuses).toEqual([0, 1]);
  });

  test.each([
    ['no base', {}, undefined],
    ['an option as the base', { 'base-ref': '--upload-pack=touch pwned' }, undefined],
    ['a base that does not exist', { 'base-ref': 'gone' }, undefined],
    ['the first push', {}, '0000000000000000000000000000000000000000'],
    ['two paths', { path: 'a\nb' }, undefined],
  ])('with %s it says what to do', (_, inputs, base) => {
    const { workspace } = pullRequest(SAFE, SAFE);
    const { statuses, log } = run(workspace, { command: 'diff', path: 'infra/app.json', ...inputs }, { base });
    expect(statuses).toEqual([2]);
    expect(log).toMatch(/^::error title=cdk-secure-trust::.+$/m);
  });
});

describe('docs/continuous-integration.md', () => {
  const page = pageAt('docs/continuous-integration.md');
  const yaml = blocksOf(page, 'yaml');

  function runLines(workspace: string, lines: readonly string[]): (number | null)[] {
    const env = { ...process.env, PATH: `${programs}${path.delimiter}${process.env.PATH}`, NODE_OPTIONS: '' };
    const statuses: (number | null)[] = [];
    for (const line of lines) {
      statuses.push(spawnSync('sh', ['-ec', line], { cwd: workspace, env }).status);
      if (statuses[statuses.length - 1] !== 0) break;
    }
    return statuses;
  }

  test('the steps for GitHub use inputs that exist', () => {
    const used = yaml.flatMap((block) => [...block.matchAll(/- uses: cdk-secure-trust\/[^\n]+\n +with:\n((?: {10,}\S.*\n)+)/g)])
      .flatMap(([, inputs]) => Object.keys(parse(inputs) as object));
    expect(used).toEqual(expect.arrayContaining(['prepare', 'path', 'command', 'version', 'upload-sarif']));
    expect(used.filter((id) => !(id in ACTION.inputs))).toEqual([]);
  });

  const gitLab = parse(yaml.find((block) => block.startsWith('trust-policies:'))!) as { 'trust-policies': { script: string[] } };
  const jenkins = [...blocksOf(page, 'groovy')[0].matchAll(/sh '(.+)'/g)].map(([, line]) => line);

  test.each<[host: string, report: string, lines: readonly string[]]>([
    ['GitLab', 'trust-policies.csv', gitLab['trust-policies'].script],
    ['Jenkins', 'trust-policies.sarif', jenkins],
  ])('the lines for %s fail on a finding, with the report', (_, report, lines) => {
    const workspace = place({ 'cdk.out': UNSAFE });
    expect(runLines(workspace, lines)).toEqual([0, 0, 0, 1]);
    expect(fs.readFileSync(path.join(workspace, report), 'utf8')).toContain('specific-principal');
    expect(runLines(place({ 'cdk.out': SAFE }), lines)).toEqual([0, 0, 0, 0]);
    expect(runLines(place({ 'cdk.out': '{' }), lines)).toEqual([0, 0, 1]);
  });

  interface Hook { readonly id: string; readonly entry: string; readonly language: string; readonly files: string }
  const [hook] = parse(pageAt('.pre-commit-hooks.yaml')) as Hook[];

  test('the hook checks the files that pre-commit passes to it', () => {
    const workspace = place({ 'a b.template.json': UNSAFE, 'safe.template.json': SAFE });
    expect(runLines(workspace, [`${hook.entry} 'safe.template.json'`])).toEqual([0]);
    expect(runLines(workspace, [`${hook.entry} 'safe.template.json' 'a b.template.json'`])).toEqual([1]);
  });

  test.each([
    ['infra/app.template.json', true], ['app.template.yml', true], ['trust-policy.json', true], ['partner-trust-policy.yaml', true],
    ['package.json', false], ['template.json.md', false],
  ])('by default the hook is about %s: %s', (file, expected) => expect(new RegExp(hook.files).test(file)).toBe(expected));

  test('the page names the hook', () => {
    expect(page).toContain(`- id: ${hook.id}\n`);
    expect(hook.language).toBe('system');
  });
});
