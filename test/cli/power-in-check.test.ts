/** What the roles can do counts in `check`: for the severity of findings, and for callers from outside who end up at an administrator. */
import { OWN, PARTNER, runCommand, ScratchFolder, trustPolicy } from './run-command';
import { MOST_TOGETHER } from '../../src/cli/power-of-roles';
import { TrustReport } from '../../src/findings/renderers/report';

const scratch = new ScratchFolder();
const RULE = 'outside-reaches-administrator';

const WHOLE_ACCOUNT = trustPolicy({ AWS: `arn:aws:iam::${PARTNER}:root` });
const trustsRole = (name: string) => trustPolicy({ AWS: `arn:aws:iam::${OWN}:role/${name}` });

interface Written {
  readonly trust?: object;
  /** Names of managed policies of AWS; others are of the account. */
  readonly managed?: readonly string[];
}

const arnOfPolicy = (name: string) => (
  name.startsWith('own/') ? `arn:aws:iam::${OWN}:policy/${name.slice(4)}` : `arn:aws:iam::aws:policy/${name}`
);

function dump(roles: Readonly<Record<string, Written>>, policies: Readonly<Record<string, object>> = {}): object {
  return {
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: Object.entries(roles).map(([RoleName, { trust = WHOLE_ACCOUNT, managed = [] }]) => ({
      RoleName,
      Arn: `arn:aws:iam::${OWN}:role/${RoleName}`,
      AssumeRolePolicyDocument: trust,
      RolePolicyList: [],
      AttachedManagedPolicies: managed.map((name) => ({ PolicyName: name, PolicyArn: arnOfPolicy(name) })),
    })),
    Policies: Object.entries(policies).map(([PolicyName, Document]) => ({
      PolicyName, Arn: arnOfPolicy(`own/${PolicyName}`), PolicyVersionList: [{ VersionId: 'v1', IsDefaultVersion: true, Document }],
    })),
  };
}

function check(content: object, ...args: readonly string[]) {
  const file = scratch.file('dump.json', content);
  const { stdout, stderr, status } = runCommand(['check', file, '--format', 'json', ...args]);
  return { report: JSON.parse(stdout) as TrustReport, stderr, status, file };
}

/** By role and rule: `Admin specific-principal`. */
function severities({ roles }: TrustReport): Readonly<Record<string, number>> {
  return Object.fromEntries(roles.flatMap(({ source, findings }) => (
    findings.map(({ ruleId, severity }) => [`${source.roleName} ${ruleId}`, severity])
  )));
}

const EVERYTHING = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

const POWERS = dump({
  Admin: { managed: ['AdministratorAccess'] },
  ByOwnPolicy: { managed: ['own/Everything'] },
  Data: { managed: ['ReadOnlyAccess'] },
  Reader: { managed: ['SecurityAudit'] },
  Idle: {},
  Missing: { managed: ['own/Elsewhere'] },
}, { Everything: EVERYTHING });

/** The severity of an error about a named party is 7.8, that of a warning 5.2. */
test('the power of a role is added to the severity of its findings', () => {
  expect(severities(check(POWERS).report)).toEqual({
    'Admin specific-principal': 8.8,
    [`Admin ${RULE}`]: 6.2,
    'ByOwnPolicy specific-principal': 8.8,
    [`ByOwnPolicy ${RULE}`]: 6.2,
    'Data specific-principal': 8.1,
    'Reader specific-principal': 7,
    'Idle specific-principal': 6.2,
    'Missing specific-principal': 7.8,
    [`Missing ${RULE}`]: 5.2,
  });
});

test('in every format', () => {
  const file = scratch.file('powers.json', POWERS);
  const print = (format: string) => runCommand(['check', file, '--format', format]).stdout;
  expect(print('csv')).toMatch(/^open,error,8\.8,specific-principal,.*Admin/m);
  expect(print('csv')).toMatch(/^open,error,6\.2,specific-principal,.*Idle/m);
  const sarif = JSON.parse(print('sarif')) as { runs: { results: { properties: Record<string, unknown> }[] }[] };
  expect(sarif.runs[0].results.map(({ properties }) => properties['security-severity'])).toEqual(
    ['8.8', '6.2', '8.8', '6.2', '8.1', '7.0', '6.2', '7.8', '5.2'],
  );
  // The worst first.
  const order = [...print('text').matchAll(/^(\w+) in account/gm)].map(([, name]) => name);
  expect(order.indexOf('Admin')).toBeLessThan(order.indexOf('Idle'));
});

test('an input without policies is graded as before, and its roles are not followed', () => {
  const { report } = check({
    Roles: [
      { RoleName: 'Gate', Arn: `arn:aws:iam::${OWN}:role/Gate`, AssumeRolePolicyDocument: WHOLE_ACCOUNT },
    ],
  });
  expect(severities(report)).toEqual({ 'Gate specific-principal': 7.8 });
});

describe('a caller from outside', () => {
  const CHAIN = dump({ Gate: {}, Admin: { trust: trustsRole('Gate'), managed: ['AdministratorAccess'] } });
  const found = ({ roles }: TrustReport) => roles.flatMap(({ source, findings }) => (
    findings.filter(({ ruleId }) => ruleId === RULE).map(({ status }) => `${source.roleName} ${status}`)
  ));

  test('who ends up at an administrator is a warning', () => {
    const { report, status } = check(CHAIN);
    expect(found(report)).toEqual(['Gate open']);
    expect(report.counts).toEqual({ error: 1, warning: 1, info: 0 });
    expect(status).toBe(1);
  });

  test('is found although the other finding is not shown', () => {
    const { report } = check(CHAIN, '--rule', RULE);
    expect(found(report)).toEqual(['Gate open']);
    expect(report.selection?.notShown).toEqual({ error: 1, warning: 0, info: 0 });
  });

  test.each([['first', 'Gate'], ['last', 'Admin']])('is accepted by the %s role of the path', (_, role) => {
    const config = scratch.file('config.json', { accept: [{ rule: RULE, role, reason: 'a test' }] });
    expect(found(check(CHAIN, '--config', config).report)).toEqual(['Gate accepted']);
  });

  test.each([
    ['by the settings file', { accept: [{ rule: 'specific-principal', role: 'Gate', reason: 'a test' }] }],
    ['as an account of the owner', { accounts: [{ id: PARTNER, standing: 'own' }] }],
  ])('who is accepted %s is not followed', (_, content) => {
    const config = scratch.file('config.json', { ...content, levels: { 'mfa-required': 'off', 'external-id-required': 'off' } });
    expect(found(check(CHAIN, '--config', config).report)).toEqual([]);
  });

  test('whom the baseline accepts is not followed', () => {
    const baseline = `${scratch.path}/baseline.json`;
    check(CHAIN, '--baseline', baseline, '--update-baseline');
    const { report, status } = check(CHAIN, '--baseline', baseline);
    expect(found(report)).toEqual([]);
    expect(status).toBe(0);
  });
});

test('more roles than are looked at together: each counts for its own policies, and that is said', () => {
  const service = trustPolicy({ Service: 'lambda.amazonaws.com' });
  const many = Object.fromEntries(Array.from({ length: MOST_TOGETHER }, (_, number) => [`Many${number}`, { trust: service }]));
  const gates = { First: { managed: ['AdministratorAccess'] }, Later: { managed: ['own/Everything'] }, Idle: {} };
  const { report, stderr } = check(dump({ ...gates, ...many }, { Everything: EVERYTHING }));
  expect(severities(report)).toEqual({
    'First specific-principal': 8.8, 'Later specific-principal': 8.8, 'Idle specific-principal': 6.2,
  });
  expect(stderr).toContain(`more than ${MOST_TOGETHER} roles`);
  expect(stderr).toContain(`${RULE} is not checked`);
});
