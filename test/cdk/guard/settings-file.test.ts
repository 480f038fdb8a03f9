/** The settings file of the guard: found or named, read, and where a property says otherwise the property wins. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Aspects, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { FindingLevel } from '../../../src/cdk/guard/finding-level';
import { KnownAccount } from '../../../src/cdk/guard/known-account';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';
import { TrustPolicyGuardProps } from '../../../src/cdk/guard/trust-policy-guard-props';
import { TrustReport } from '../../../src/findings/renderers/report';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'settings-file-'));
const before = process.cwd();
beforeAll(() => {
  process.chdir(folder);
});
afterEach(() => fs.rmSync('secure-trust.json', { force: true }));
afterAll(() => {
  process.chdir(before);
  fs.rmSync(folder, { recursive: true, force: true });
});

function write(settings: unknown, file = 'secure-trust.json'): string {
  fs.writeFileSync(file, typeof settings === 'string' ? settings : JSON.stringify(settings));
  return file;
}

const ACCEPTED = { rule: 'specific-principal', role: 'Stack/Role', reason: 'agreed with the vendor' };

function unsafeApp(): App {
  const app = new App();
  new iam.Role(new Stack(app, 'Stack'), 'Role', { assumedBy: new iam.AccountPrincipal('444455556666') });
  return app;
}

/** What the guard reports, a line for each violation. */
function reportedBy(props?: TrustPolicyGuardProps, app = unsafeApp()): string[] {
  const guard = new TrustPolicyGuard(props);
  const templatePaths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  const context = { appConstruct: app, stackTemplates: [], templatePaths, accountId: undefined, region: undefined };
  return guard.validate(context).violations.map(({ severity, description }) => `${severity} ${description.split('\n')[0]}`);
}

const rulesOf = (lines: readonly string[]) => lines.map((line) => line.split(':')[0]);

test('without a settings file nothing is accepted', () => {
  expect(rulesOf(reportedBy())).toEqual(['error specific-principal', 'fatal unsafe-trust-policies']);
});

test('an accepted finding is not reported and does not fail the build, but what remains does', () => {
  write({ accept: [ACCEPTED] });
  // Without the finding about principals, MFA and the external ID are each an error of their own.
  expect(rulesOf(reportedBy())).toEqual(['error mfa-required', 'fatal unsafe-trust-policies']);
  write({ accept: ['specific-principal', 'mfa-required', 'external-id-required'].map((rule) => ({ ...ACCEPTED, rule })) });
  expect(reportedBy()).toEqual([]);
});

test('it is in the report of the guard, with its reason', () => {
  write({ accept: [ACCEPTED, { ...ACCEPTED, rule: 'oidc-tenant' }] });
  reportedBy({ reportFile: 'report.json' });
  const { roles, staleAcceptances } = JSON.parse(fs.readFileSync('report.json', 'utf8')) as TrustReport;
  const accepted = roles.flatMap(({ findings }) => findings).filter(({ acknowledged }) => acknowledged);
  expect(accepted.map(({ ruleId, acknowledged }) => [ruleId, acknowledged])).toEqual([
    ['specific-principal', { reason: 'agreed with the vendor' }],
  ]);
  expect(staleAcceptances?.map(({ rule }) => rule)).toEqual(['oidc-tenant']);
});

test('an acceptance that matches nothing, or has ended, is a warning', () => {
  write({ accept: [{ ...ACCEPTED, role: 'Stack/Gone' }, { ...ACCEPTED, until: '2020-01-31' }] });
  expect(reportedBy().filter((line) => line.startsWith('warning'))).toEqual([
    'warning stale-acceptance: specific-principal is accepted for Stack/Gone, but no role that matches it has a finding of this rule: '
      + 'remove the acceptance from the settings file',
    'warning stale-acceptance: specific-principal is accepted for Stack/Role, but it ended on 2020-01-31: '
      + 'remove the acceptance from the settings file',
  ]);
});

test('a guard of a part of the app does not judge whether an acceptance matches nothing', () => {
  write({ accept: [{ ...ACCEPTED, role: 'Other/Role' }] });
  const app = unsafeApp();
  Aspects.of(app.node.findChild('Stack')).add(new TrustPolicyGuard({ levels: { 'specific-principal': FindingLevel.WARNING } }));
  new iam.Role(new Stack(app, 'Other'), 'Role', { assumedBy: new iam.AccountPrincipal('444455556666') });
  expect(() => app.synth()).toThrow(expect.objectContaining({ message: expect.not.stringContaining('stale-acceptance') }));
});

test('accounts, organizations and levels are those of the file', () => {
  write({ accounts: [{ id: '444455556666', standing: 'vendor', name: 'Monitoring' }] });
  expect(rulesOf(reportedBy())).toEqual(['error external-id-required', 'fatal unsafe-trust-policies']);
  write({ levels: { 'specific-principal': 'warning', 'mfa-required': 'off', 'external-id-required': 'off' } });
  expect(rulesOf(reportedBy())).toEqual(['warning specific-principal']);
});

test('where a property says otherwise, the property wins', () => {
  write({
    accounts: [{ id: '444455556666', standing: 'own' }],
    levels: { 'specific-principal': 'off', 'external-id-required': 'warning' },
  });
  expect(rulesOf(reportedBy({ accounts: [KnownAccount.vendor('444455556666')] }))).toEqual(['warning external-id-required']);
  expect(rulesOf(reportedBy({ levels: { 'specific-principal': FindingLevel.INFO, 'mfa-required': FindingLevel.OFF } }))).toEqual([
    'info specific-principal',
  ]);
});

test('the file that configFile names is read in place of secure-trust.json', () => {
  write({ levels: { 'specific-principal': 'off' } });
  write({ levels: { 'specific-principal': 'warning', 'mfa-required': 'off', 'external-id-required': 'off' } }, 'other.json');
  expect(rulesOf(reportedBy({ configFile: 'other.json' }))).toEqual(['warning specific-principal']);
});

test.each<[what: string, content: unknown, message: string]>([
  ['is not JSON', '{ "levels": }', 'secure-trust.json: is not valid JSON: '],
  ['has a key twice', '{ "levels": {}, "levels": {} }', 'secure-trust.json: '],
  ['has an unknown setting', { accept: [], acccounts: [] }, 'secure-trust.json: the file contains "acccounts", which is not a setting'],
  ['accepts without a reason', { accept: [{ ...ACCEPTED, reason: ' ' }] }, 'secure-trust.json: accept[0].reason is " ": say why'],
])('a file that %s fails the app', (_, content, message) => {
  write(content);
  expect(() => new TrustPolicyGuard()).toThrow(`TrustPolicyGuard: ${message}`);
});

test('a file that is named has to exist, and its name cannot be empty', () => {
  expect(() => new TrustPolicyGuard({ configFile: 'missing.json' })).toThrow(/^TrustPolicyGuard: missing\.json: cannot be read: /);
  expect(() => new TrustPolicyGuard({ configFile: ' ' })).toThrow("TrustPolicyGuard: 'configFile' is empty: specify a file name, or omit");
});
