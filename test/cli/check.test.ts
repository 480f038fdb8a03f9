/** `check`: its output and its exit status. */
import * as fs from 'fs';
import * as path from 'path';
import { OWN, PARTNER, runCommand, SAFE, ScratchFolder, template, trustPolicy, UNSAFE } from './run-command';
import { packageVersion } from '../../src/cdk/guard/package-version';
import { TrustReport } from '../../src/findings/renderers/report';

const scratch = new ScratchFolder();

/** The report that the command prints as JSON; the command prints nothing else. */
function report(...args: string[]): TrustReport {
  const { stdout, stderr } = runCommand(['check', ...args, '--format', 'json']);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as TrustReport;
}

function rulesOf({ roles }: TrustReport): string[] {
  return roles.flatMap(({ findings }) =>
    findings.filter(({ level, acknowledged }) => level === 'error' && !acknowledged).flatMap(({ ruleId, also = [] }) => [ruleId, ...also]),
  );
}

const UNSAFE_RULES = ['specific-principal', 'mfa-required', 'external-id-required'];

describe('the JSON report', () => {
  test('has the shape that other programs rely on', () => {
    const content = template({
      Audit: { ...UNSAFE, Statement: [{ ...(UNSAFE as { Statement: object[] }).Statement[0], Sid: 'Partner' }] },
    });
    const file = scratch.file('template.json', content);
    const printed = report(file, '--account', OWN);
    expect(Object.keys(printed)).toEqual(['schemaVersion', 'tool', 'roles', 'counts', 'countsAccepted']);
    expect(printed).toMatchObject({
      schemaVersion: '2',
      tool: { name: 'cdk-secure-trust', version: packageVersion() },
      counts: { error: 1 },
    });
    const [role, ...others] = printed.roles;
    expect(others).toEqual([]);
    expect(role).toMatchObject({
      source: { file, logicalId: 'Audit' },
      account: OWN,
      summary: {
        public: false,
        accountWide: true,
        mfaEnforced: false,
        externalIdEnforced: false,
        oidcSubjectEnforced: null,
        serviceSourceEnforced: null,
        satisfiable: true,
      },
    });
    expect(role.findings).toContainEqual({
      ruleId: 'specific-principal',
      also: ['mfa-required', 'external-id-required'],
      level: 'error',
      // Of a named party, for a role without policies: 7.8 less 1.6.
      severity: 6.2,
      status: 'open',
      message: `any principal in account ${PARTNER} can assume this role, and neither MFA nor an ExternalId is required`,
      because: expect.stringContaining(`trusts the whole account ${PARTNER}`),
      statement: { index: 0, sid: 'Partner' },
      witness: {
        action: 'sts:AssumeRole',
        caller: { kind: 'iam-user', arn: expect.stringMatching(`^arn:aws:iam::${PARTNER}:user/`), account: PARTNER },
        context: {},
      },
      fix: expect.stringContaining('name the role that needs access and require an ExternalId (proved: nobody new can assume the role)'),
      fixes: expect.arrayContaining([expect.objectContaining({
        id: 'name-the-role',
        edits: [
          { op: 'replace', path: '/Statement/0/Principal/AWS', value: `arn:aws:iam::${PARTNER}:role/<role>` },
          { op: 'add', path: '/Statement/0/Condition', value: { StringEquals: { 'sts:ExternalId': '<external-id>' } } },
        ],
        proof: expect.objectContaining({ admitsNobodyNew: true, remaining: [] }),
      })]),
      docs: expect.stringMatching(/docs\/rules\/specific-principal\.md$/),
    });
  });

  test.each([
    ['a role of unknown ownership', UNSAFE, { account: null }],
    [
      'a role whose principal is known only at deployment',
      template({ Audit: trustPolicy({ AWS: { Ref: 'Partner' } }) }),
      { account: null, summary: { public: 'undecided', satisfiable: true } },
    ],
    [
      'a role that nobody can assume',
      trustPolicy({ AWS: `arn:aws:iam::${PARTNER}:role/machine` }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      { summary: { satisfiable: false } },
    ],
    [
      'a role of a service',
      SAFE,
      { summary: { public: false, mfaEnforced: null, externalIdEnforced: null, serviceSourceEnforced: false } },
    ],
  ])('%s', (_, content, expected) => {
    expect(report(scratch.file('input.json', content)).roles).toMatchObject([expected]);
  });

  test('of templates without roles is empty', () => {
    expect(report(scratch.file('empty.json', { Resources: {} }))).toMatchObject({ roles: [], counts: { error: 0, warning: 0, info: 0 } });
  });

  test('names what could not be read', () => {
    const file = scratch.file('macro.json', { Transform: 'MyMacro', Resources: {} });
    expect(report(file).unseen).toMatchObject([
      { source: { file }, what: expect.stringContaining('MyMacro'), because: expect.any(String) },
    ]);
  });

  test('contains the roles of all paths, in their order', () => {
    const files = [
      scratch.file('one.json', template({ One: SAFE })),
      scratch.file('two.json', { Role: { RoleName: 'Two', Arn: `arn:aws:iam::${OWN}:role/Two`, AssumeRolePolicyDocument: SAFE } }),
    ];
    expect(report(...files).roles.map(({ source, account }) => [source.logicalId ?? source.roleName, account])).toEqual([
      ['One', null],
      ['Two', OWN],
    ]);
  });
});

describe('the exit status', () => {
  test.each([
    ['0 when nothing is wrong', SAFE, [], 0],
    ['1 when there is an error', UNSAFE, [], 1],
    ['1 when a deploy-time value decides', template({ Audit: trustPolicy({ AWS: { Ref: 'Partner' } }) }), [], 1],
    ['1 when IAM would reject the document', { Statement: [] }, [], 1],
    ['the same in JSON', UNSAFE, ['--format', 'json'], 1],
    ['the same in SARIF', UNSAFE, ['--format', 'sarif'], 1],
    ['the same in Markdown', UNSAFE, ['--format', 'markdown'], 1],
    ['the same as a summary', UNSAFE, ['--format', 'summary'], 1],
    ['the same as CSV', UNSAFE, ['--format', 'csv'], 1],
  ])('is %s', (_, content, more, expected) => {
    const { status, stderr } = runCommand(['check', scratch.file('input.json', content), ...more]);
    expect([status, stderr]).toEqual([expected, '']);
  });

  test('is 0 when the levels leave warnings only', () => {
    const levels = Object.fromEntries(UNSAFE_RULES.map((rule) => [rule, 'warning']));
    expect(runCommand(['check', scratch.file('input.json', UNSAFE), '--config', scratch.file('config.json', { levels })]).status).toBe(0);
  });
});

describe('accounts', () => {
  const config = (accounts: unknown) => ['--config', scratch.file('config.json', { accounts })];
  const file = () => scratch.file('input.json', UNSAFE);

  test('a literal account is foreign when the owner of the role is unknown', () => {
    expect(rulesOf(report(file()))).toEqual(UNSAFE_RULES);
  });

  test('the account that owns the role may be trusted', () => {
    expect(rulesOf(report(file(), '--account', PARTNER))).toEqual([]);
  });

  test('an own account needs no ExternalId', () => {
    expect(rulesOf(report(file(), ...config([{ id: PARTNER, standing: 'own', name: 'tooling' }])))).toEqual([
      'specific-principal',
      'mfa-required',
    ]);
  });

  test('a vendor needs only an ExternalId', () => {
    expect(rulesOf(report(file(), ...config([{ id: PARTNER, standing: 'vendor' }])))).toEqual(['external-id-required']);
  });

  test('an account to which another stack of the assembly deploys is an own account', () => {
    const stack = (account: string, templateFile: string) => ({
      type: 'aws:cloudformation:stack',
      environment: `aws://${account}/eu-west-1`,
      properties: { templateFile },
    });
    const folder = scratch.folder('cdk.out', {
      'manifest.json': { version: '36.0.0', artifacts: { One: stack(OWN, 'one.json'), Two: stack(PARTNER, 'two.json') } },
      'one.json': template({ Audit: UNSAFE }),
      'two.json': template({}),
    });
    expect(rulesOf(report(folder))).toEqual(['specific-principal', 'mfa-required']);
  });
});

test('what the role itself waives is accepted, with the reason', () => {
  const waivers = UNSAFE_RULES.map((rule) => ({ rule, reason: `no need of ${rule}` }));
  const role = { Type: 'AWS::IAM::Role', Metadata: { 'cdk-secure-trust': { waivers } }, Properties: { AssumeRolePolicyDocument: UNSAFE } };
  const file = scratch.file('waived.json', { Resources: { Audit: role } });
  const { roles, counts } = report(file);
  expect(
    roles[0].findings.filter(({ level }) => level === 'error').map(({ ruleId, acknowledged }) => [ruleId, acknowledged?.reason]),
  ).toEqual(UNSAFE_RULES.map((rule) => [rule, `no need of ${rule}`]));
  expect(counts.error).toBe(0);
  expect(runCommand(['check', file]).status).toBe(0);
});

test('roles that share an ExternalId for different accounts are reported with each other\'s names', () => {
  const named = (account: string) =>
    trustPolicy(
      { AWS: `arn:aws:iam::${account}:role/reader` },
      { StringEquals: { 'sts:ExternalId': 'b6c1f0a4-7d52-4a0e-9f43-5d8f2f1e7a90' } },
    );
  const file = scratch.file('shared.json', template({ One: named(PARTNER), Two: named('777788889999') }));
  const { roles } = report(file, '--account', OWN);
  expect(roles.map(({ findings }) => findings.map(({ ruleId, message }) => [ruleId, message]))).toEqual([
    [['external-id-shared', expect.stringContaining('777788889999 in Two')]],
    [['external-id-shared', expect.stringContaining(`${PARTNER} in One`)]],
  ]);
});

test('equal documents of different owners are checked separately', () => {
  const role = (account: string) => ({ RoleName: 'Audit', Arn: `arn:aws:iam::${account}:role/Audit`, AssumeRolePolicyDocument: UNSAFE });
  const { roles } = report(scratch.file('roles.json', { Roles: [role(OWN), role(PARTNER), role(OWN)] }));
  expect(roles.map(({ findings }) => findings.filter(({ level }) => level === 'error').length)).toEqual([1, 0, 1]);
});

test('equal documents with different meanings in different templates are checked separately', () => {
  const trusting = (value: string) => ({
    Parameters: { Partner: { Type: 'String', AllowedValues: [value] } },
    ...template({ Audit: trustPolicy({ AWS: { 'Fn::Sub': 'arn:aws:iam::${Partner}:root' } }) }),
  });
  const files = [OWN, PARTNER].map((account) => scratch.file(`${account}.json`, trusting(account)));
  const { roles } = report(...files, '--account', OWN);
  expect(roles.map(({ findings }) => findings.filter(({ level }) => level === 'error').length)).toEqual([0, 1]);
});

describe('invalid arguments', () => {
  test.each([
    ['no path', ['check'], "missing required argument 'PATH'; see --help"],
    ['an unknown option', ['check', 'x', '--nonsense'], "unknown option '--nonsense'; see --help"],
    [
      'an unknown format',
      ['check', 'x', '--format', 'xml'],
      "option '--format <FORMAT>' argument 'xml' is invalid. "
      + 'Allowed choices are text, summary, json, sarif, markdown, csv, html; see --help',
    ],
    [
      'an invalid account',
      ['check', 'x', '--account', '1234'],
      "option '--account <ID>' argument '1234' is invalid. Expected 12 digits, such as 111122223333; see --help",
    ],
    [
      'an unknown level',
      ['check', 'x', '--level', 'off'],
      "option '--level <LEVEL>' argument 'off' is invalid. Allowed choices are error, warning, info; see --help",
    ],
    [
      'an unknown rule',
      ['check', 'x', '--rule', 'mfa-required', '--rule', 'externalid'],
      '--rule: "externalid" is not a rule: did you mean external-id-shared? "cdk-secure-trust rules" lists all rules',
    ],
    ['an option without its value', ['check', 'x', '--config'], "option '--config <FILE>' argument missing; see --help"],
    ['a path that does not exist', ['check', '/nowhere/at-all'], '/nowhere/at-all: does not exist: check the path'],
    ['a path with an escape sequence', ['check', '/nowhere/\u001b[31mred'], '/nowhere/\\u001b[31mred: does not exist: check the path'],
    ['a path with a line break', ['check', '/nowhere/a\nb'], '/nowhere/a\\u000ab: does not exist: check the path'],
    ['no command', [], /^no command specified: expected one of check, .*external-id; see --help$/],
    ['an unknown command', ['chekc', 'x'], /^unknown command 'chekc': expected one of check, .*; see --help$/],
  ])('%s', (_, args, expected) => {
    const { status, stdout, stderr } = runCommand(args);
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^cdk-secure-trust: [^\n]+\n$/);
    const problem = stderr.slice('cdk-secure-trust: '.length, -1);
    if (typeof expected === 'string') expect(problem).toBe(expected);
    else expect(problem).toMatch(expected);
  });
});

describe('one invalid input among several', () => {
  const good = () =>
    [scratch.file('good.json', template({ Audit: UNSAFE })), scratch.file('better.json', template({ Safe: SAFE }))] as const;
  const broken = () => scratch.file('broken.json', '{"a":');
  const gone = () => `${scratch.path}/gone.json`;

  test('is listed on standard error, one line each, and the others are checked', () => {
    const [first, last] = good();
    const { status, stdout, stderr } = runCommand(['check', first, broken(), gone(), last, '--format', 'json']);
    expect(status).toBe(2);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^cdk-secure-trust: \S+broken\.json: is not valid JSON: /) as string,
      `cdk-secure-trust: ${gone()}: does not exist: check the path`,
      '',
    ]);
    const { roles } = JSON.parse(stdout) as { roles: { source: { logicalId: string } }[] };
    expect(roles.map(({ source }) => source.logicalId)).toEqual(['Audit', 'Safe']);
  });

  test.each(['text', 'sarif'])('leaves the report as %s alone on standard output', (format) => {
    const { status, stdout, stderr } = runCommand(['check', good()[0], gone(), '--format', format]);
    expect(status).toBe(2);
    expect(stdout).toContain('specific-principal');
    expect(stderr).toMatch(/^[^\n]+\n$/);
  });

  test('where no input is left, there is no report', () => {
    expect(runCommand(['check', broken(), gone()])).toMatchObject({ status: 2, stdout: '' });
  });

  test('a single invalid input is one line', () => {
    const { status, stdout, stderr } = runCommand(['check', gone()]);
    expect({ status, stdout, stderr }).toEqual({
      status: 2,
      stdout: '',
      stderr: `cdk-secure-trust: ${gone()}: does not exist: check the path\n`,
    });
  });

  test('diff compares exactly the given inputs', () => {
    expect(runCommand(['diff', good()[0], gone()])).toMatchObject({ status: 2, stdout: '' });
  });
});

test('files are named as they were given', () => {
  const file = path.relative(process.cwd(), scratch.file('input.json', UNSAFE));
  expect(report(file).roles[0].source).toEqual({ file });
});

test('SARIF contains each fix as the lines that it changes', () => {
  const file = scratch.file('policy.json', `${JSON.stringify(trustPolicy({ AWS: `arn:aws:iam::${PARTNER}:role/app` }), undefined, 2)}\n`);
  const { stdout } = runCommand(['check', file, '--format', 'sarif']);
  const [result] = (JSON.parse(stdout) as { runs: { results: SarifResult[] }[] }).runs[0].results;
  expect(result.fixes.length).toBeGreaterThan(0);
  for (const { artifactChanges: [{ replacements: [{ deletedRegion, insertedContent }] }] } of result.fixes) {
    const lines = fs.readFileSync(file, 'utf8').split('\n');
    const { startLine, endLine } = deletedRegion;
    lines.splice(startLine - 1, endLine - startLine, ...insertedContent.text.split('\n').slice(0, -1));
    expect(() => JSON.parse(lines.join('\n')) as unknown).not.toThrow();
  }
  expect(result.fixes[0].artifactChanges[0].replacements[0].insertedContent.text).toContain('"sts:ExternalId": "<external-id>"');
  expect(result.properties.fixes[0].proof.admitsNobodyNew).toBe(true);
});

interface SarifResult {
  readonly properties: { readonly fixes: readonly { readonly proof: { readonly admitsNobodyNew: boolean } }[] };
  readonly fixes: readonly {
    readonly artifactChanges: readonly {
      readonly replacements: readonly {
        readonly deletedRegion: { readonly startLine: number; readonly endLine: number };
        readonly insertedContent: { readonly text: string };
      }[];
    }[];
  }[];
}

describe('findings that the settings file accepts', () => {
  const roles = template({ Audit: UNSAFE, Other: UNSAFE });
  const accept = UNSAFE_RULES.map((rule) => ({ rule, role: 'Audit', reason: 'agreed' }));
  const config = (...more: object[]) => scratch.file('config.json', { accept: [...accept, ...more] });

  test('do not count, and are reported with their reason', () => {
    const printed = report(scratch.file('template.json', roles), '--account', OWN, '--config', config());
    const [audit, other] = printed.roles;
    expect(audit.findings.map(({ ruleId, acknowledged }) => [ruleId, acknowledged])).toEqual(
      UNSAFE_RULES.map((rule) => [rule, { reason: 'agreed' }]),
    );
    expect(other.findings.filter(({ acknowledged }) => acknowledged)).toEqual([]);
    expect(printed.counts.error).toBe(1);
    expect(printed).not.toHaveProperty('staleAcceptances');
  });

  test('need no fix', () => {
    const { stdout } = runCommand(['fix', scratch.file('template.json', roles), '--account', OWN, '--config', config(), '--role', 'Audit']);
    expect(stdout).not.toContain('ERROR');
    const alone = scratch.file('template.json', template({ Audit: UNSAFE }));
    expect(runCommand(['fix', alone, '--account', OWN, '--config', config()]).status).toBe(0);
  });

  test('are warned of when there is none, in every format', () => {
    const stale = config({ rule: 'oidc-tenant', role: 'Gone', reason: 'agreed' });
    const file = scratch.file('template.json', template({ Audit: UNSAFE }));
    const because = 'no role that matches it has a finding of this rule';
    expect(report(file, '--account', OWN, '--config', stale).staleAcceptances).toEqual([
      { rule: 'oidc-tenant', role: 'Gone', reason: 'agreed', because },
    ]);
    const { status, stdout } = runCommand(['check', file, '--account', OWN, '--config', stale]);
    const words = `stale-acceptance: oidc-tenant is accepted for Gone, but ${because}: remove the acceptance from the settings file`;
    expect([status, stdout]).toEqual([0, expect.stringContaining(`\nwarning ${words}\n`)]);
    const sarif = runCommand(['check', file, '--account', OWN, '--config', stale, '--format', 'sarif']).stdout;
    const { runs: [{ invocations: [{ toolExecutionNotifications: notifications }] }] } = JSON.parse(sarif) as {
      readonly runs: readonly [{ readonly invocations: readonly [{ readonly toolExecutionNotifications: readonly unknown[] }] }];
    };
    expect(notifications).toEqual([{ level: 'warning', message: { text: words } }]);
  });
});
