/** `check --baseline`: what it accepts, what fails again, how the file is written and updated, and which files it refuses. */
import * as fs from 'fs';
import { OWN, PARTNER, runCommand, SAFE, ScratchFolder, template, trustPolicy, UNSAFE } from './run-command';
import { TrustReport } from '../../src/findings/renderers/report';

const scratch = new ScratchFolder();
const OTHER = '777788889999';
const user = (name: string, account = PARTNER) => `arn:aws:iam::${account}:user/${name}`;

let files = 0;

/** The name of a baseline that does not exist yet. */
function newBaseline(): string {
  files += 1;
  return `${scratch.path}/baseline-${files}.json`;
}

function check(input: unknown, ...args: string[]) {
  const { status, stdout, stderr } = runCommand(['check', scratch.file('input.json', input), ...args, '--format', 'json']);
  const report = status === 2 ? undefined : JSON.parse(stdout) as TrustReport;
  const findings = report?.roles.flatMap((role) => role.findings.map(({ ruleId, also = [], status: state, level }) => (
    `${role.source.logicalId ?? role.source.roleName}: ${state} ${level} ${[ruleId, ...also].join(' + ')}`
  )));
  return { status, findings, stderr: stderr.replaceAll(`${scratch.path}/`, ''), report };
}

/** Writes a baseline of the input. */
function adopt(input: unknown, ...args: string[]): string {
  const file = newBaseline();
  expect(check(input, '--baseline', file, '--update-baseline', ...args).status).toBe(0);
  return file;
}

const rolesIn = (file: string) => (JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly roles: readonly unknown[] }).roles;

describe('adopting', () => {
  test('writes the findings of today: from then on they do not fail the check', () => {
    const file = newBaseline();
    const input = template({ Audit: UNSAFE, Safe: SAFE });
    expect(check(input).status).toBe(1);
    expect(check(input, '--baseline', file, '--update-baseline')).toMatchObject({
      status: 0, stderr: 'cdk-secure-trust: baseline-1.json: 1 role (written)\n',
    });
    const { status, findings, stderr, report } = check(input, '--baseline', file);
    expect([status, stderr]).toEqual([0, '']);
    expect(findings).toContain('Audit: baseline error specific-principal + mfa-required + external-id-required');
    expect(report).toMatchObject({
      counts: { error: 0, warning: 0, info: 0 },
      countsAccepted: { accepted: 0, baseline: 1 },
      baseline: { file, stale: 0 },
    });
  });

  test('each finding says whether it has fixes: those that are accepted say why not', () => {
    const input = template({ Audit: trustPolicy({ AWS: user('alice') }) });
    const file = adopt(input);
    const config = scratch.file('one.json', { accept: [{ rule: 'mfa-required', role: 'Audit', reason: 'The vendor has no MFA' }] });
    const { report } = check(input, '--baseline', file, '--config', config);
    expect(report?.roles[0].findings.map(({ status, fixes, noFix }) => ({ status, fixes, noFix }))).toEqual([
      { status: 'accepted', fixes: [], noFix: 'it is accepted, so nothing has to be changed' },
      {
        status: 'baseline',
        fixes: [],
        noFix: 'the baseline accepts it: cdk-secure-trust fix works out how to fix it',
      },
    ]);
    expect(check(input).report?.roles[0].findings[0].fixes).not.toEqual([]);
  });

  test('the file is sorted, has a line for each finding, and holds the trust policies', () => {
    const file = adopt(template({ Second: UNSAFE, First: trustPolicy({ AWS: `arn:aws:iam::${PARTNER}:role/ci` }) }));
    expect(fs.readFileSync(file, 'utf8')).toBe(`{
  "schemaVersion": "1",
  "roles": [
    {
      "role": { "file": "input.json", "logicalId": "First" },
      "findings": [
        { "rule": "external-id-required", "opening": "aws" }
      ],
      "trustPolicy": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": {
              "AWS": "arn:aws:iam::444455556666:role/ci"
            },
            "Action": "sts:AssumeRole"
          }
        ]
      }
    },
    {
      "role": { "file": "input.json", "logicalId": "Second" },
      "findings": [
        { "rule": "external-id-required", "opening": "aws" },
        { "rule": "mfa-required", "opening": "aws" },
        { "rule": "specific-principal", "opening": "aws" }
      ],
      "trustPolicy": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": {
              "AWS": "arn:aws:iam::444455556666:root"
            },
            "Action": "sts:AssumeRole"
          }
        ]
      }
    }
  ]
}
`);
  });

  test('an input without findings has an empty baseline', () => expect(rolesIn(adopt(template({ Safe: SAFE })))).toEqual([]));
});

describe('a role of the baseline', () => {
  const before = trustPolicy({ AWS: user('alice') });
  const acceptedAs = 'Audit: baseline error mfa-required + external-id-required';
  const open = 'Audit: open error mfa-required + external-id-required';
  const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const statement = (more: object) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', ...more }] });

  test.each<[string, object, number, string[]]>([
    ['is accepted unchanged', before, 0, [acceptedAs]],
    ['is accepted however it is written', statement({ Principal: { AWS: [user('alice')] }, Sid: 'Alice' }), 0, [acceptedAs]],
    ['is accepted with another statement before it, which allows nothing', {
      ...before,
      Statement: [
        { Effect: 'Deny', Principal: { AWS: user('bob') }, Action: 'sts:AssumeRole' }, ...(before as { Statement: object[] }).Statement,
      ],
    }, 0, [acceptedAs]],
    ['is accepted where less is allowed', trustPolicy({ AWS: user('alice') }, mfa), 0, ['Audit: baseline error external-id-required']],
    ['fails where a second user is allowed', trustPolicy({ AWS: [user('alice'), user('bob')] }), 1, [open]],
    ['fails where another user is allowed instead', trustPolicy({ AWS: user('bob') }), 1, [open]],
    ['fails where a principal of the own account is allowed too', trustPolicy({ AWS: [user('alice'), user('carol', OWN)] }), 1, [open]],
    ['fails with more that is wrong where the whole account is allowed', UNSAFE, 1, [
      'Audit: open error specific-principal + mfa-required + external-id-required',
    ]],
    ['passes where all is well', trustPolicy({ AWS: user('carol', OWN) }), 0, []],
  ])('%s', (_, after, status, findings) => {
    const file = adopt(template({ Audit: before }), '--account', OWN);
    expect(check(template({ Audit: after }), '--account', OWN, '--baseline', file)).toMatchObject({ status, findings });
  });

  test('says who can assume it now', () => {
    const file = adopt(template({ Audit: before }));
    const input = scratch.file('input.json', template({ Audit: trustPolicy({ AWS: [user('alice'), user('bob')] }) }));
    expect(runCommand(['check', input, '--baseline', file]).stdout).toContain(
      '\n    baseline no longer accepts the findings of this role, because it now allows sts:AssumeRole by '
      + `arn:aws:iam::${PARTNER}:user/bob, without MFA (long-term access key), without ExternalId\n`,
    );
  });

  test('is not accepted under another name', () => {
    const file = adopt(template({ Audit: before }));
    expect(check(template({ Audit: before, Copy: before }), '--baseline', file)).toMatchObject({
      status: 1,
      findings: [
        acceptedAs, open.replace('Audit', 'Copy'),
      ],
    });
  });

  test('is not accepted for a finding that it did not have: here, because the account is no longer known', () => {
    const config = scratch.file('known.json', { accounts: [{ id: PARTNER, standing: 'own' }] });
    const file = adopt(template({ Audit: before }), '--config', config);
    expect(check(template({ Audit: before }), '--baseline', file)).toMatchObject({
      status: 1,
      findings: [
        'Audit: baseline error mfa-required', 'Audit: open error external-id-required',
      ],
    });
  });

  test('fails for a second thing that is wrong with the policy, but allows nothing more', () => {
    const dead = (id: string) => ({
      Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${OWN}:role/${id}` }, Action: 'sts:AssumeRole', Condition: mfa,
    });
    const { Statement: [alive] } = SAFE as { Statement: object[] };
    const policyOf = (...ids: string[]) => ({ Version: '2012-10-17', Statement: [alive, ...ids.map(dead)] });
    const file = adopt(template({ Audit: policyOf('one') }), '--account', OWN);
    expect(rolesIn(file)).toMatchObject([{ findings: [{ rule: 'dead-statement', opening: 'policy' }] }]);
    const findingsOf = (...ids: string[]) => check(template({ Audit: policyOf(...ids) }), '--account', OWN, '--baseline', file).findings;
    expect(findingsOf('two')).toEqual(['Audit: baseline warning dead-statement']);
    expect(findingsOf('one', 'two')).toEqual(['Audit: open warning dead-statement', 'Audit: open warning dead-statement']);
  });
});

describe('values that are known only at deployment', () => {
  const policyOf = (principal: unknown) => trustPolicy({ AWS: principal });
  const withParameter = (parameter: object, principal: unknown = { Ref: 'Partner' }) => ({
    Parameters: { Partner: { Type: 'String', ...parameter } }, ...template({ Audit: policyOf(principal) }),
  });
  const roleBeside = (resources: object) => ({
    Resources: {
      ...resources, ...(template({ Audit: policyOf([user('alice'), { 'Fn::GetAtt': ['Ci', 'Arn'] }]) }) as { Resources: object }).Resources,
    },
  });
  const ci = (properties: object) => ({ Ci: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: SAFE, ...properties } } });

  test.each<[string, object, object, number]>([
    ['the same parameter is accepted', withParameter({}), withParameter({}), 0],
    ['a parameter with another default is not', withParameter({}), withParameter({ Default: user('bob') }), 1],
    [
      'nor one that allows more values',
      withParameter({ AllowedValues: [user('alice')] }), withParameter({ AllowedValues: [user('alice'), user('bob')] }), 1,
    ],
    [
      'nor one that allows fewer, because it is another parameter: diff says the same',
      withParameter({ AllowedValues: [user('alice'), user('bob')] }), withParameter({ AllowedValues: [user('alice')] }), 1,
    ],
    ['a literal beside the parameter is somebody new', withParameter({}), withParameter({}, [{ Ref: 'Partner' }, user('bob')]), 1],
    [
      'a role of the template, with other permissions, is accepted',
      roleBeside(ci({})), roleBeside(ci({ Policies: [{ PolicyName: 'New' }] })), 0,
    ],
    ['with another name, it is somebody new', roleBeside(ci({ RoleName: 'ci' })), roleBeside(ci({ RoleName: 'other' })), 1],
  ])('%s', (_, before, after, status) => {
    const file = adopt(before, '--account', OWN);
    expect(check(before, '--account', OWN, '--baseline', file).status).toBe(0);
    expect(check(after, '--account', OWN, '--baseline', file).status).toBe(status);
  });

  test('what stays undecided fails, and says so', () => {
    const file = adopt(withParameter({}));
    const { report } = check(withParameter({ Default: user('bob') }), '--baseline', file);
    expect(report?.roles[0].findings[0].baseline).toMatch(
      /^no longer accepts the findings of this role, because it is undecided who can assume it now: /,
    );
  });

  test('a new question about a role is not accepted', () => {
    const file = adopt(template({ Audit: policyOf(user('alice')) }));
    const input = template({ Audit: trustPolicy({ AWS: user('alice') }, { Bool: { 'aws:MultiFactorAuthPresent': { Ref: 'Mfa' } } }) });
    expect(check({ Parameters: { Mfa: { Type: 'String' } }, ...input }, '--baseline', file)).toMatchObject({
      status: 1, findings: ['Audit: open error undecided'],
    });
  });

  test('a question that a finding answered when it was adopted is accepted once the finding is gone', () => {
    const input = (principal: string) => ({
      Parameters: { Id: { Type: 'String' } },
      ...template({ Audit: trustPolicy({ AWS: principal }, { StringLike: { 'sts:ExternalId': { Ref: 'Id' } } }) }),
    });
    const file = adopt(input('*'));
    expect(check(input('*'), '--baseline', file).findings?.map((each) => each.replace(/ \+.*/, ''))).toEqual([
      'Audit: baseline error public-principal',
    ]);
    expect(check(input(`arn:aws:iam::${PARTNER}:role/ci`), '--baseline', file).findings).toEqual(['Audit: baseline warning undecided']);
  });
});

describe('acceptances and levels', () => {
  const accept = (rule: string, more: object = {}) => scratch.file('accept.json', {
    accept: [{ rule, role: 'Audit', reason: 'The vendor has no MFA', ...more }],
  });
  const input = template({ Audit: trustPolicy({ AWS: user('alice') }) });

  test('what is accepted is not in the baseline: it fails when the acceptance ends', () => {
    const file = adopt(input, '--config', accept('mfa-required'));
    expect(rolesIn(file)).toMatchObject([{ findings: [{ rule: 'external-id-required' }] }]);
    expect(check(input, '--baseline', file, '--config', accept('mfa-required', { until: '2026-01-31' }))).toMatchObject({
      status: 1, findings: ['Audit: open error mfa-required', 'Audit: baseline error external-id-required'],
    });
  });

  test('an acceptance comes before the baseline, so it is not stale; what it accepts can be removed from the baseline', () => {
    const file = adopt(input);
    const { status, report } = check(input, '--baseline', file, '--config', accept('mfa-required'));
    expect([status, report?.staleAcceptances, report?.countsAccepted, report?.baseline?.stale]).toEqual([
      0, undefined, { accepted: 1, baseline: 1 }, 1,
    ]);
    expect(check(input, '--baseline', file, '--update-baseline', '--config', accept('mfa-required')).stderr).toBe(
      `cdk-secure-trust: ${file.replace(`${scratch.path}/`, '')}: 1 role (1 changed)\n`,
    );
    expect(check(input, '--baseline', file).findings).toEqual([
      'Audit: open error mfa-required', 'Audit: baseline error external-id-required',
    ]);
  });

  test('a rule at another level is the same finding', () => {
    const levels = (level: string) => scratch.file('levels.json', { levels: { 'mfa-required': level, 'external-id-required': level } });
    const file = adopt(input, '--config', levels('warning'));
    expect(check(input, '--baseline', file, '--config', levels('error')).status).toBe(0);
  });

  test('a rule that was off when the baseline was written is new', () => {
    const file = adopt(input, '--config', scratch.file('levels.json', { levels: { 'mfa-required': 'off' } }));
    expect(check(input, '--baseline', file)).toMatchObject({
      status: 1, findings: ['Audit: open error mfa-required', 'Audit: baseline error external-id-required'],
    });
  });
});

describe('--update-baseline', () => {
  const alice = trustPolicy({ AWS: user('alice') });
  const bob = trustPolicy({ AWS: [user('alice'), user('bob')] });

  test.each<[what: string, roles: Record<string, unknown>, more: string[], said: string, status: number, left: number]>([
    ['removes what is no longer found', { One: alice, Two: SAFE }, [], '1 role (1 removed)', 0, 1],
    ['adds nothing', { One: alice, Two: alice, Three: alice }, [], '2 roles (unchanged)', 1, 2],
    ['does not accept who is new', { One: alice, Two: bob }, [], '2 roles (unchanged)', 1, 2],
    ['adds with --accept-new', { One: alice, Three: alice }, ['--accept-new'], '2 roles (1 added, 1 removed)', 0, 2],
    ['accepts who is new with --accept-new', { One: alice, Two: bob }, ['--accept-new'], '2 roles (1 changed)', 0, 2],
    ['keeps nothing of a clean app', { One: SAFE, Two: SAFE }, [], '0 roles (2 removed)', 0, 0],
  ])('%s', (_, roles, more, said, status, left) => {
    const file = adopt(template({ One: alice, Two: alice }));
    const run = check(template(roles), '--baseline', file, '--update-baseline', ...more);
    expect([run.status, run.stderr.replace(/^.*\.json: /, '')]).toEqual([status, `${said}\n`]);
    expect(rolesIn(file)).toHaveLength(left);
    expect(check(template(roles), '--baseline', file).status).toBe(status);
  });

  test('keeps the narrower trust policy: who was removed is somebody new afterwards', () => {
    const file = adopt(template({ One: bob }));
    expect(check(template({ One: alice }), '--baseline', file, '--update-baseline').stderr).toMatch(/1 role \(1 changed\)/);
    expect(check(template({ One: alice }), '--baseline', file).status).toBe(0);
    expect(check(template({ One: bob }), '--baseline', file).status).toBe(1);
  });

  test('writes the same file for the same findings', () => {
    const input = template({ One: alice, Two: bob });
    const file = adopt(input);
    const text = fs.readFileSync(file, 'utf8');
    check(input, '--baseline', file, '--update-baseline', '--accept-new');
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
  });

  test('does not write if an input is damaged: its roles would be removed', () => {
    const file = adopt(template({ One: alice, Two: alice }));
    const text = fs.readFileSync(file, 'utf8');
    const input = scratch.file('input.json', template({ One: alice }));
    const { status, stderr } = runCommand(['check', input, scratch.file('damaged.json', '{'), '--baseline', file, '--update-baseline']);
    expect([status, stderr.split('\n')[1]]).toEqual([
      2, `cdk-secure-trust: ${file}: is not written, because some of the roles could not be checked`,
    ]);
    expect(fs.readFileSync(file, 'utf8')).toBe(text);
  });
});

describe('roles are found again', () => {
  const printed = (account: string, name: string) => ({
    Role: { RoleName: name, Arn: `arn:aws:iam::${account}:role/${name}`, AssumeRolePolicyDocument: UNSAFE },
  });
  const plan = (values: object) => ({
    format_version: '1.2',
    terraform_version: '1.9.0',
    planned_values: {
      root_module: {
        resources: [{
          address: 'aws_iam_role.audit',
          mode: 'managed',
          type: 'aws_iam_role',
          name: 'audit',
          provider_name: 'registry.terraform.io/hashicorp/aws',
          values: { assume_role_policy: JSON.stringify(UNSAFE), ...values },
        }],
      },
    },
    resource_changes: [],
  });
  const path = (path_: string) => ({
    Resources: {
      AuditA1: {
        Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: UNSAFE }, Metadata: { 'aws:cdk:path': path_ },
      },
    },
  });

  test.each<[string, unknown, unknown, object, number]>([
    ['by account and name', printed(OWN, 'Audit'), printed(OWN, 'Audit'), { account: OWN, roleName: 'Audit' }, 0],
    ['not in another account', printed(OWN, 'Audit'), printed(OTHER, 'Audit'), { account: OWN, roleName: 'Audit' }, 1],
    ['by the construct path', path('A/Audit/Resource'), path('A/Audit/Resource'), { constructPath: 'A/Audit/Resource' }, 0],
    ['not at another path', path('A/Audit/Resource'), path('B/Audit/Resource'), { constructPath: 'A/Audit/Resource' }, 1],
    ['by the Terraform address, also once the role exists', plan({ name: 'audit' }), plan({
      name: 'audit', arn: `arn:aws:iam::${OWN}:role/audit`,
    }), { address: 'aws_iam_role.audit' }, 0],
    ['a trust policy by its file', UNSAFE, UNSAFE, { file: 'input.json' }, 0],
  ])('%s', (_, before, after, identity, status) => {
    const file = adopt(before);
    expect(rolesIn(file)).toMatchObject([{ role: identity }]);
    expect(check(after, '--baseline', file).status).toBe(status);
  });

  test('files are named relative to the baseline, from whatever folder the command runs', () => {
    const input = scratch.file('input.json', UNSAFE);
    const file = adopt(UNSAFE);
    const before = process.cwd();
    try {
      process.chdir(scratch.path);
      expect(runCommand(['check', 'input.json', '--baseline', file]).status).toBe(0);
    } finally {
      process.chdir(before);
    }
    expect(runCommand(['check', input, '--baseline', file]).status).toBe(0);
  });

  test('two roles that cannot be told apart are refused', () => {
    const file = newBaseline();
    const inputs = ['one', 'two'].map((name) => scratch.file(`${name}.json`, path('A/Audit/Resource')));
    const run = (...more: string[]) => runCommand(['check', ...inputs, '--baseline', file, ...more]);
    const refusal = `cdk-secure-trust: ${file}: cannot tell apart two roles that are both called A/Audit: `
      + 'check their inputs one after the other, each with its own baseline\n';
    expect(run('--update-baseline')).toEqual({ status: 2, stdout: '', stderr: refusal });
    runCommand(['check', inputs[0], '--baseline', file, '--update-baseline']);
    expect(run()).toEqual({ status: 2, stdout: '', stderr: refusal });
  });

  test('one role of an account in two inputs is one role', () => {
    const file = newBaseline();
    const inputs = ['one', 'two'].map((name) => scratch.file(`${name}.json`, printed(OWN, 'Audit')));
    expect(runCommand(['check', ...inputs, '--baseline', file, '--update-baseline']).status).toBe(0);
    expect(rolesIn(file)).toHaveLength(1);
    expect(runCommand(['check', ...inputs, '--baseline', file]).status).toBe(0);
  });
});

test('an ExternalId that several roles share is a finding of each of them', () => {
  const condition = { StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' } };
  const sharing = (account: string) => trustPolicy({ AWS: `arn:aws:iam::${account}:role/ci` }, condition);
  const two = template({ One: sharing(PARTNER), Two: sharing(OTHER) });
  const file = adopt(two);
  expect(check(two, '--baseline', file).findings).toEqual([
    'One: baseline warning external-id-shared', 'Two: baseline warning external-id-shared',
  ]);
  const three = template({ One: sharing(PARTNER), Two: sharing(OTHER), Three: sharing('123456789012') });
  expect(check(three, '--baseline', file).findings).toEqual([
    'One: baseline warning external-id-shared', 'Two: baseline warning external-id-shared', 'Three: open warning external-id-shared',
  ]);
  expect(check(template({ One: sharing(PARTNER) }), '--baseline', file)).toMatchObject({ status: 0, report: { baseline: { stale: 2 } } });
});

describe('a text', () => {
  const roles = (count: number) => template(Object.fromEntries(Array.from({ length: count }, (_, index) => [`Role${index}`, UNSAFE])));
  const textOf = (input: object, file: string) => runCommand(['check', scratch.file('input.json', input), '--baseline', file]).stdout;

  test('lists what is accepted, and counts it apart', () => {
    expect(textOf(roles(1), adopt(roles(1)))).toBe(`Role0
  ${scratch.path}/input.json
  baseline specific-principal: any principal in account ${PARTNER} can assume this role, and neither MFA nor an ExternalId is required

1 role: 0 errors, 0 warnings, 0 info, 1 in the baseline
`);
  });

  test('only counts more than fifty', () => {
    expect(textOf(roles(51), adopt(roles(51)))).toBe('51 roles: 0 errors, 0 warnings, 0 info, 51 in the baseline\n');
  });

  test('says what can be removed', () => {
    const file = adopt(roles(2));
    expect(textOf(roles(1), file)).toContain(
      `\nwarning stale-acceptance: ${file} accepts findings of 1 role, but they are no longer found: `
      + `remove them with check PATH --baseline ${file} --update-baseline, and with the same --config\n`,
    );
  });
});

test('in SARIF they are suppressed, and what fails again says why', () => {
  const file = adopt(template({ One: UNSAFE, Two: trustPolicy({ AWS: user('alice') }) }));
  const input = scratch.file('input.json', template({ One: UNSAFE, Two: trustPolicy({ AWS: [user('alice'), user('bob')] }) }));
  const { stdout } = runCommand(['check', input, '--baseline', file, '--format', 'sarif']);
  interface Result { readonly suppressions?: object[]; readonly properties: object; readonly message: { readonly text: string } }
  const [{ results }] = (JSON.parse(stdout) as { runs: { results: Result[] }[] }).runs;
  expect(results.map(({ suppressions, properties }) => [suppressions, properties])).toMatchObject([
    [[{ kind: 'external', justification: expect.stringMatching(/^in the baseline baseline-\d+\.json$/) }], { status: 'baseline' }],
    [undefined, { status: 'open' }],
  ]);
  expect(results[1].message.text).toContain('\nBaseline: no longer accepts the findings of this role, because it now allows');
});

describe('a mistake is one line and status 2', () => {
  const entry = { role: { file: 'a.json' }, findings: [], trustPolicy: {} };
  const written = (content: unknown) => () => scratch.file('broken.json', content);
  const withRoles = (...roles: unknown[]) => written({ schemaVersion: '1', roles });

  test.each<[string, () => string, string]>([
    ['no file', () => `${scratch.path}/missing.json`, 'missing.json: does not exist: write the baseline first, with --update-baseline'],
    ['an empty file', written(''), 'broken.json: is empty: expected JSON or YAML'],
    ['no JSON', written('{'), 'broken.json: is not valid JSON: '],
    ['a folder', () => scratch.folder('folder', { 'a.json': '{}' }), 'folder: '],
    ['another file', written({ accept: [] }), 'broken.json: is not a baseline: write one with check PATH --baseline FILE --update-'],
    [
      'a newer format', written({ schemaVersion: '2', roles: [] }),
      'broken.json: has the schemaVersion "2", and this version of cdk-secure-trust reads "1"',
    ],
    ['an unknown part', written({ schemaVersion: '1', roles: [], all: true }), 'broken.json: the file contains "all", which is not'],
    ['no role', withRoles('Audit'), 'broken.json: roles[0] is not a role'],
    ['no identity', withRoles({ ...entry, role: {} }), 'broken.json: roles[0].role is not the identity of a role'],
    ['an identity that is no text', withRoles({ ...entry, role: { file: 1 } }), 'broken.json: roles[0].role.file is 1: expected a string'],
    ['no trust policy', withRoles({ ...entry, trustPolicy: undefined }), 'broken.json: roles[0] has no trustPolicy'],
    ['no findings', withRoles({ ...entry, findings: 'all' }), 'broken.json: roles[0].findings is "all": expected a list'],
    ['a finding without a rule', withRoles({ ...entry, findings: [{}] }), 'broken.json: roles[0].findings[0] needs a rule and an opening'],
    [
      'a number that is none', withRoles({ ...entry, findings: [{ rule: 'a', opening: 'b', times: '2' }] }),
      'broken.json: roles[0].findings[0].times is "2"',
    ],
    ['a template that is none', withRoles({ ...entry, templates: [1] }), 'broken.json: roles[0].templates[0] is not a template'],
    [
      'a reference to nothing', withRoles({ ...entry, templates: [{ references: [{ reference: {}, value: 1, template: 1 }] }] }),
      'broken.json: roles[0].templates[0].references[0] is not a reference',
    ],
    ['a role twice', withRoles(entry, entry), 'broken.json: roles[1] is the same role as roles[0]: remove one of the two'],
  ])('%s', (_, file, message) => {
    for (const more of message.startsWith('missing') ? [[]] : [[], ['--update-baseline'], ['--update-baseline', '--accept-new']]) {
      const { status, stdout, stderr } = runCommand(['check', scratch.file('input.json', UNSAFE), '--baseline', file(), ...more]);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr.replaceAll(`${scratch.path}/`, '')).toContain(`cdk-secure-trust: ${message}`);
      expect(stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  test.each([
    [['--update-baseline'], '--update-baseline: needs the file: specify it with --baseline FILE'],
    [['--baseline', 'b.json', '--accept-new'], '--accept-new: has no effect without --update-baseline: specify both'],
    [['--baseline', '-'], '--baseline: is -: specify a file'],
    ...[['--level', 'error'], ['--rule', 'mfa-required']].map((selection): [string[], string] => [
      ['--baseline', 'b.json', '--update-baseline', ...selection],
      '--update-baseline: writes all findings, whatever their level and rule: omit --level and --rule',
    ]),
  ])('%j', (args, message) => {
    expect(runCommand(['check', scratch.file('input.json', UNSAFE), ...args])).toEqual({
      status: 2, stdout: '', stderr: `cdk-secure-trust: ${message}\n`,
    });
  });
});
