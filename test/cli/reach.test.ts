/** `cdk-secure-trust reach`, as a user runs it. */
import { readFileSync } from 'fs';
import { join } from 'path';
import { OWN, PARTNER, runCommand, ScratchFolder, trustPolicy } from './run-command';
import { accountDump, account, role, trusts } from '../reach/account-dumps';
import { twoAccounts } from '../reach/two-accounts';

const scratch = new ScratchFolder();
const TWO = scratch.folder('two', twoAccounts());
const HARMLESS = scratch.file('harmless.json', accountDump(OWN, [
  { name: 'Job', trust: [trusts({ Service: 'lambda.amazonaws.com' })], managed: ['AdministratorAccess'] },
]));

const json = (args: readonly string[]) => JSON.parse(runCommand(['reach', ...args, '--format', 'json']).stdout);

test('the JSON has nodes, edges and paths, with node ids in the edges and paths', () => {
  const { schemaVersion, nodes, edges, paths } = json([TWO]);
  const deploy = `arn:aws:iam::${OWN}:role/Deploy`;
  const release = `arn:aws:iam::${PARTNER}:role/Release`;
  const github = 'oidc:token.actions.githubusercontent.com:repo:acme/*';
  expect(schemaVersion).toBe('2');
  expect(nodes).toContainEqual({ id: github, kind: 'identity-provider', account: null, name: 'GitHub Actions repo:acme/*', power: null });
  expect(nodes).toContainEqual({
    id: release,
    kind: 'role',
    account: PARTNER,
    name: 'Release',
    power: { level: 'administrator', because: expect.stringContaining('its policies allow') },
  });
  expect(edges).toContainEqual({
    from: deploy,
    to: release,
    trust: 'open',
    callerSide: 'allows',
    statements: [{ index: 0 }],
    request: {
      action: 'sts:AssumeRole',
      context: {},
      caller: { kind: 'role-session', arn: `arn:aws:sts::${OWN}:assumed-role/Deploy/example-session`, account: OWN },
    },
  });
  expect(edges).toContainEqual(expect.objectContaining({ from: deploy, to: `arn:aws:iam::${PARTNER}:role/Report`, callerSide: 'denies' }));
  expect(paths).toEqual([{
    from: github,
    to: release,
    hops: [{ from: github, to: deploy }, { from: deploy, to: release }],
    power: expect.objectContaining({ level: 'administrator' }),
  }]);
});

describe('what the inputs do not show', () => {
  const nested = scratch.file('nested.json', {
    Resources: { Inner: { Type: 'AWS::CloudFormation::Stack', Properties: { TemplateURL: 'https://example.com/inner.json' } } },
  });
  const plan = scratch.file('deferred.json', { format_version: '1.2', terraform_version: '1.11.4', complete: false, planned_values: {} });

  test.each([
    ['a nested template', nested, 'the template of the nested stack "Inner"'],
    ['a plan that another one has to follow', plan, 'the resources that this plan leaves out'],
  ])('is said: %s', (_, file, words) => {
    expect(runCommand(['reach', file]).stdout).toMatch(new RegExp(`^not checked: .*${words}`, 'm'));
    expect(JSON.stringify(json([file]).unseen)).toContain(words.replace(/"/g, '\\"'));
    expect(runCommand(['reach', file, '--format', 'html']).stdout).toContain(words.replace(/"/g, '\\"'));
    expect(runCommand(['check', file, '--format', 'html']).stdout).toContain(words.replace(/"/g, '\\"'));
  });
});

describe('the last words', () => {
  const accepted = scratch.file('accepted.json', {
    accept: [{ rule: 'outside-reaches-administrator', role: 'Deploy', reason: 'Only reviewed code is merged' }],
  });

  test.each<[string, string[], string]>([
    ['a path', [TWO], 'A caller from outside reaches an administrator.'],
    ['none', [HARMLESS], 'No caller from outside is known to reach an administrator.'],
    ['an accepted one', [TWO, '--config', accepted], 'Every known path of a caller from outside to an administrator was accepted.'],
    ['some paths, without one', [TWO, '--to', 'Report'], 'Other paths are not shown: without --from and --to, reach says whether'],
    ['some paths, with one', [TWO, '--to', 'Release'], 'A caller from outside reaches an administrator.'],
    ['the paths from a role', [TWO, '--from', 'Deploy'], 'Other paths are not shown'],
    ['the paths from outside', [HARMLESS, '--from', 'outside'], 'No caller from outside is known'],
  ])('%s', (_, args, words) => expect(runCommand(['reach', ...args]).stdout).toContain(words));
});

test('an acceptance that covers no path is a warning, unless only some of the paths were asked for', () => {
  const config = scratch.file('stale.json', {
    accept: [
      { rule: 'outside-reaches-administrator', role: 'Nope*', reason: 'It was renamed' },
      { rule: 'outside-reaches-administrator', role: 'Deploy', reason: 'Only reviewed code is merged' },
    ],
  });
  const args = [TWO, '--config', config];
  expect(runCommand(['reach', ...args]).stdout).toContain(
    'warning stale-acceptance: outside-reaches-administrator is accepted for Nope*, but no path from outside to an administrator begins',
  );
  expect(json(args).staleAcceptances).toEqual([expect.objectContaining({ role: 'Nope*' })]);
  expect(runCommand(['reach', ...args, '--to', 'Report']).stdout).not.toContain('stale-acceptance');
});

test('a role of the CDK is called by its construct path, as check calls it', () => {
  const template = scratch.file('app.json', {
    Resources: {
      DeployRole1A2B: {
        Type: 'AWS::IAM::Role',
        Properties: { AssumeRolePolicyDocument: trustPolicy('*') },
        Metadata: { 'aws:cdk:path': 'Workload/Deploy/Resource' },
      },
    },
  });
  expect(json([template]).nodes).toContainEqual(expect.objectContaining({ kind: 'role', name: 'Workload/Deploy' }));
});

describe('exit status', () => {
  const accepting = (entry: object) => scratch.file('config.json', {
    accept: [{ rule: 'outside-reaches-administrator', role: 'Deploy', reason: 'Only reviewed code is merged', ...entry }],
  });

  test.each<[string, () => string[], number]>([
    ['0 if nobody from outside reaches an administrator', () => [HARMLESS], 0],
    ['1 if somebody does', () => [TWO], 1],
    ['0 if that was accepted', () => [TWO, '--config', accepting({})], 0],
    ['1 if the acceptance has ended', () => [TWO, '--config', accepting({ until: '2020-01-31' })], 1],
    ['1 if the acceptance is about another role', () => [TWO, '--config', accepting({ role: 'Report' })], 1],
    ['2 if an input is missing', () => [join(scratch.path, 'nowhere.json')], 2],
    ['2 if one of several inputs is invalid, and the others are shown', () => [TWO, scratch.file('bad.json', '{')], 2],
    ['2 if there is no such role', () => [TWO, '--to', 'Nobody'], 2],
    ['2 if there is no such caller', () => [TWO, '--from', 'Nobody'], 2],
    ['2 if the output cannot be written', () => [TWO, '--output', join(scratch.path, 'nowhere', 'paths.txt')], 2],
  ])('%s', (_, args, status) => {
    const result = runCommand(['reach', ...args()]);
    expect(result.status).toBe(status);
    expect(result.stderr.split('\n').filter((line) => line !== '')).toHaveLength(status === 2 ? 1 : 0);
  });

  test('an unknown role is named, with what to specify', () => {
    expect(runCommand(['reach', TWO, '--to', 'Nobody']).stderr).toBe(
      'cdk-secure-trust: --to: no role is called "Nobody": specify the name or ARN of a role, as the report prints it\n',
    );
  });
});

test('roles of a list have no policies, and the report says so', () => {
  const audit = { RoleName: 'Audit', Arn: `arn:aws:iam::${OWN}:role/Audit`, AssumeRolePolicyDocument: trustPolicy(account(PARTNER)) };
  const list = scratch.file('list.json', { Roles: [audit] });
  const { status, stdout } = runCommand(['reach', list]);
  expect(status).toBe(0);
  expect(stdout).toMatch(/^not known {2}account 444455556666 -> Audit in account 111122223333\n/);
});

test('names that a template generates lead from one role to another', () => {
  const { paths } = json([scratch.file('template.json', {
    Resources: {
      Gate: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: trustPolicy(account(PARTNER)) } },
      Admin: {
        Type: 'AWS::IAM::Role',
        Properties: {
          AssumeRolePolicyDocument: trustPolicy({ AWS: { 'Fn::GetAtt': ['Gate', 'Arn'] } }),
          ManagedPolicyArns: [{ 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess' }],
        },
      },
    },
  })]);
  expect(paths.map(({ hops }: { hops: readonly { to: string }[] }) => hops.map(({ to }) => to))).toEqual([['Gate', 'Admin']]);
});

const MAY_ASSUME = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] };

test('several files are one graph, whatever their kind', () => {
  const admin = scratch.file('admin.json', accountDump(PARTNER, [
    { name: 'Admin', trust: [trusts(role(OWN, 'Gate'))], managed: ['AdministratorAccess'] },
  ]));
  const gate = scratch.file('gate.json', {
    format_version: '1.2',
    terraform_version: '1.9.0',
    values: {
      root_module: {
        resources: [
          {
            address: 'aws_iam_role.gate',
            mode: 'managed',
            type: 'aws_iam_role',
            name: 'gate',
            values: {
              name: 'Gate',
              path: '/',
              arn: `arn:aws:iam::${OWN}:role/Gate`,
              assume_role_policy: JSON.stringify(trustPolicy({ AWS: '*' })),
              inline_policy: [{ name: 'assume', policy: JSON.stringify(MAY_ASSUME) }],
            },
          },
        ],
      },
    },
  });
  expect(json([admin, gate]).paths[0].hops.map(({ to }: { to: string }) => to)).toEqual([
    `arn:aws:iam::${OWN}:role/Gate`, `arn:aws:iam::${PARTNER}:role/Admin`,
  ]);
});

test.each(['check', 'reach'])('%s writes a page to a file, and nothing to standard output', (command) => {
  const file = join(scratch.path, `${command}.html`);
  expect(runCommand([command, TWO, '--format', 'html', '--output', file])).toMatchObject({ stdout: '', stderr: '' });
  const page = readFileSync(file, 'utf8');
  expect(page).toMatch(/^<!DOCTYPE html>/);
  expect(page).not.toContain('{{');
  const [, data] = /<script type="application\/json" id="data">(.*)<\/script>/.exec(page)!;
  expect(JSON.parse(data)).toMatchObject({ view: command === 'check' ? 'roles' : 'paths', summary: expect.stringContaining('3 roles') });
});

test('what is not known is counted, and does not change the exit status', () => {
  const [gate] = (accountDump(OWN, [{ name: 'Gate', trust: [trusts(account(PARTNER))] }]) as { RoleDetailList: object[] }).RoleDetailList;
  const attached = [{ PolicyName: 'Else', PolicyArn: `arn:aws:iam::${OWN}:policy/Else` }];
  const file = scratch.file('not-known.json', { RoleDetailList: [{ ...gate, AttachedManagedPolicies: attached }], Policies: [] });
  const { status, stdout } = runCommand(['reach', file]);
  expect(status).toBe(0);
  expect(stdout).toContain('1 path from outside ends at a role whose power is not known: it may be an administrator.');
});
