/** `check --level` and `--rule`: what is shown in each format, and the exit status. */
import { OWN, PARTNER, runCommand, ScratchFolder, template, trustPolicy, UNSAFE } from './run-command';
import { TrustReport } from '../../src/findings/renderers/report';

const scratch = new ScratchFolder();

const EXTERNAL_ID = { StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' } };
/** An error of specific-principal, mfa-required and external-id-required; a warning of action-wide; an error of oidc-tenant. */
const ROLES = {
  Account: UNSAFE,
  Actions: trustPolicy({ AWS: `arn:aws:iam::${PARTNER}:role/ci` }, EXTERNAL_ID, 'sts:*'),
  Tokens: trustPolicy(
    { Federated: `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com` },
    {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' },
    },
    'sts:AssumeRoleWithWebIdentity',
  ),
};

function check(roles: Readonly<Record<string, unknown>>, ...more: string[]) {
  return runCommand(['check', scratch.file('template.json', template(roles)), '--account', OWN, ...more]);
}

function found(...more: string[]): { readonly status: number; readonly report: TrustReport; readonly findings: readonly string[] } {
  const { status, stdout } = check(ROLES, '--format', 'json', ...more);
  const report = JSON.parse(stdout) as TrustReport;
  const findings = report.roles.flatMap(({ source: { logicalId }, findings: all }) => (
    all.map(({ ruleId, level }) => `${logicalId} ${level} ${ruleId}`)
  ));
  return { status, report, findings };
}

const [ACCOUNT, ACTIONS, TOKENS] = [
  'Account error specific-principal', 'Actions warning action-wide', 'Tokens error oidc-tenant',
];

test.each<[string[], string[], number, object | undefined]>([
  [[], [ACCOUNT, ACTIONS, TOKENS], 1, undefined],
  [['--level', 'info'], [ACCOUNT, ACTIONS, TOKENS], 1, { level: 'info', notShown: { error: 0, warning: 0, info: 0 } }],
  [['--level', 'error'], [ACCOUNT, TOKENS], 1, { level: 'error', notShown: { error: 0, warning: 1, info: 0 } }],
  [['--rule', 'mfa-required'], [ACCOUNT], 1, { rules: ['mfa-required'], notShown: { error: 1, warning: 1, info: 0 } }],
  [['--rule', 'action-wide'], [ACTIONS], 0, { rules: ['action-wide'], notShown: { error: 2, warning: 0, info: 0 } }],
  [['--rule', 'session-tags-unbounded', '--level', 'warning'], [ACTIONS], 1, {
    rules: ['session-tags-unbounded'], level: 'warning', notShown: { error: 2, warning: 0, info: 0 },
  }],
  [['--rule', 'action-wide', '--level', 'error'], [], 0, {
    rules: ['action-wide'], level: 'error', notShown: { error: 2, warning: 1, info: 0 },
  }],
  [['--rule', 'oidc-tenant', '--rule', 'external-id-required', '--rule', 'oidc-tenant'], [ACCOUNT, TOKENS], 1, {
    rules: ['oidc-tenant', 'external-id-required'], notShown: { error: 0, warning: 1, info: 0 },
  }],
  [['--rule', 'long-session'], [], 0, { rules: ['long-session'], notShown: { error: 2, warning: 1, info: 0 } }],
])('check %j', (options, expected, status, selection) => {
  const { report, ...result } = found(...options);
  expect(result).toEqual({ status, findings: expected });
  expect(report.selection).toEqual(selection);
  expect(report.roles).toHaveLength(3);
  const numberOf = (level: string) => expected.filter((each) => each.split(' ')[1] === level).length;
  expect(report.counts).toEqual({ error: numberOf('error'), warning: numberOf('warning'), info: 0 });
});

test('a warning fails the check from that level on, and an info finding from level info on', () => {
  const warning = { Actions: ROLES.Actions };
  expect([[], ['--level', 'error'], ['--level', 'warning']].map((more) => check(warning, ...more).status)).toEqual([0, 0, 1]);
  const trustsItself = trustPolicy({ AWS: `arn:aws:iam::${OWN}:role/self` });
  const properties = { RoleName: 'self', AssumeRolePolicyDocument: trustsItself };
  const file = scratch.file('self.json', { Resources: { Self: { Type: 'AWS::IAM::Role', Properties: properties } } });
  const statusAt = (level: string) => runCommand(['check', file, '--account', OWN, '--level', level]).status;
  expect(['error', 'warning', 'info'].map(statusAt)).toEqual([0, 0, 1]);
});

test('a stale acceptance is a warning about its rule', () => {
  const config = scratch.file('config.json', { accept: [{ rule: 'oidc-tenant', role: 'Gone', reason: 'agreed' }] });
  const statusOf = (...more: string[]) => {
    const { status, stdout } = check({ Safe: trustPolicy({ AWS: `arn:aws:iam::${OWN}:root` }) }, '--config', config, ...more);
    return [status, stdout.includes('stale-acceptance')];
  };
  expect(statusOf()).toEqual([0, true]);
  expect(statusOf('--level', 'warning')).toEqual([1, true]);
  expect(statusOf('--level', 'error')).toEqual([0, false]);
  expect(statusOf('--rule', 'mfa-required', '--level', 'warning')).toEqual([0, false]);
  expect(statusOf('--rule', 'oidc-tenant', '--level', 'warning')).toEqual([1, true]);
});

test('an acceptance of a rule that is not chosen is not stale', () => {
  const config = scratch.file('config.json', { accept: [{ rule: 'oidc-tenant', role: 'Tokens', reason: 'agreed' }] });
  expect(check(ROLES, '--config', config, '--rule', 'mfa-required').stdout).not.toContain('stale-acceptance');
});

test('roles that share an ExternalId are shown for that rule', () => {
  const named = (account: string) => trustPolicy({ AWS: `arn:aws:iam::${account}:role/reader` }, EXTERNAL_ID);
  const sharing = { One: named(PARTNER), Two: named('777788889999') };
  expect(check(sharing, '--rule', 'external-id-shared').stdout).toContain('external-id-shared  2 in 2 roles');
  expect(check(sharing, '--rule', 'mfa-required').stdout).toBe(
    'Shown: findings of mfa-required. Not shown: 0 errors, 2 warnings, 0 info.\n2 roles: 0 errors, 0 warnings, 0 info\n',
  );
});

test('a role that could not be checked fails whatever is chosen', () => {
  const hidden = { Transform: 'MyMacro', Resources: {} };
  const { stdout } = runCommand(['check', scratch.file('macro.json', hidden), '--rule', 'mfa-required', '--level', 'error']);
  expect(stdout).toContain('not checked: ');
});

test('a rule that the config file turns off cannot be chosen', () => {
  const config = scratch.file('config.json', { levels: { 'mfa-required': 'off' } });
  expect(check(ROLES, '--config', config, '--rule', 'mfa-required')).toEqual({
    status: 2,
    stdout: '',
    stderr: 'cdk-secure-trust: --rule: mfa-required has level off in the config file, so it is not checked: omit one of the two\n',
  });
});

describe('every format shows the same findings, and says that there are others', () => {
  test.each<[string, string]>([
    ['text', 'Shown: findings of mfa-required. Not shown: 1 error, 1 warning, 0 info.'],
    ['summary', 'Shown: findings of mfa-required. Not shown: 1 error, 1 warning, 0 info.'],
    ['markdown', 'Shown: findings of mfa-required. Not shown: 1 error, 1 warning, 0 info.'],
    ['json', '"notShown": {\n      "error": 1,'],
    ['sarif', '"notShown": {\n            "error": 1,'],
  ])('%s', (format, said) => {
    const { status, stdout } = check(ROLES, '--format', format, '--rule', 'mfa-required');
    expect(status).toBe(1);
    expect(stdout).toContain('any principal in account 444455556666');
    expect(stdout).not.toContain('other tenants of GitHub');
    expect(stdout).toContain(said);
  });

  test('csv has no place to say it', () => {
    expect(check(ROLES, '--format', 'csv', '--rule', 'mfa-required').stdout.split('\r\n')).toHaveLength(3);
  });
});

describe('very many findings', () => {
  const many = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`Role${n}`, UNSAFE]));

  test.each(['text', 'summary'])('%s shows each worst finding once, and the totals', (format) => {
    const { stdout } = check({ ...ROLES, ...many }, '--format', format);
    const headings = stdout.split('\n').filter((line) => /^(\S|Findings)/.test(line));
    expect(headings).toEqual([
      'The 3 worst findings:',
      `Tokens in account ${OWN}`,
      `Account in account ${OWN}`,
      `Actions in account ${OWN}`,
      'Findings by rule:',
      'Findings by account:',
      'To see all findings: --format csv, json or sarif. To see fewer: --rule and --level.',
      '63 roles: 62 errors, 1 warning, 0 info',
    ]);
    expect(stdout).toContain('the same finding about 60 other roles: Role0');
  });

  test('csv has a line for each, Markdown says each once', () => {
    expect(check(many, '--format', 'csv').stdout.split('\r\n')).toHaveLength(62);
    expect(check(many, '--format', 'markdown').stdout.match(/\[specific-principal\]/g)).toHaveLength(1);
  });

  test('few of them are chosen: each is shown', () => {
    expect(check({ ...many, ...ROLES }, '--rule', 'oidc-tenant').stdout).toMatch(new RegExp(`^Tokens in account ${OWN}\n`));
  });
});

test('a summary of few findings, and of none', () => {
  expect(check({ Tokens: ROLES.Tokens }, '--format', 'summary').stdout).toMatch(/^The worst finding:\n\nTokens in account/);
  expect(check({ Tokens: ROLES.Tokens }, '--format', 'summary').stdout).not.toContain('To see all');
  expect(runCommand(['check', scratch.file('none.json', template({})), '--format', 'summary']).stdout).toBe(
    'no roles: 0 errors, 0 warnings, 0 info\n',
  );
});
