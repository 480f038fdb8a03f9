/** Acknowledgements apply by their exact id, at the role or above it; an id that acknowledges nothing is reported. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Aspects, CfnStack, NestedStack, Stack, Stage, Validations, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';

interface Violation { readonly violatingConstructs: readonly { readonly constructPath: string }[] }

interface ValidationReport {
  readonly pluginReports: readonly { readonly violations: readonly Violation[] }[];
}

interface Report {
  readonly warnings: readonly string[];
  readonly fatal: readonly string[];
}

/** What one guard reports, in one call for all stacks or in one for each. */
function reportOf(app: App, oneCallEach = false): Report {
  const files = app.synth({ force: true }).stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  const guard = new TrustPolicyGuard();
  const calls = oneCallEach ? files.map((file) => [file]) : [files];
  const context = { appConstruct: app, stackTemplates: [], accountId: undefined, region: undefined };
  const violations = calls.flatMap((templatePaths) => guard.validate({ ...context, templatePaths }).violations);
  const ofSeverity = (severity: string) => violations.filter((each) => each.severity === severity);
  return {
    warnings: ofSeverity('warning').flatMap(({ violatingResources, ruleName, description, fix }) =>
      violatingResources.map(({ constructPath }) => `${constructPath} ${ruleName}: ${description} | ${fix}`)),
    fatal: ofSeverity('fatal').map(({ description }) => description),
  };
}

function acknowledge(scope: Construct, id: string): void {
  Validations.of(scope).acknowledge({ id, reason: 'agreed' });
}

function unsafeApp() {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountPrincipal('444455556666') });
  return { app, stack, role };
}

describe('an id that no finding has', () => {
  test.each([
    [
      'SecureTrust::mfa-requierd', "'SecureTrust::mfa-requierd' is acknowledged here, but no finding has this ID",
      "use the ID that the report shows with the finding: did you mean 'SecureTrust::mfa-required'?",
    ],
    ['SecureTrust::unsafe-trust-policies', "'SecureTrust::unsafe-trust-policies' is acknowledged here", 'use the ID that the report shows'],
    ['mfa-required', "'mfa-required' is acknowledged here", "write 'SecureTrust::mfa-required'"],
    ['TrustPolicyGuard::mfa-required', "'TrustPolicyGuard::mfa-required' is acknowledged here", "write 'SecureTrust::mfa-required'"],
    ['cdk-secure-trust::mfa-required', "'cdk-secure-trust::mfa-required' is acknowledged here", "write 'SecureTrust::mfa-required'"],
  ])('%s has no effect, and is reported', (id, description, fix) => {
    const { app, role } = unsafeApp();
    acknowledge(role, id);
    const { warnings, fatal } = reportOf(app);
    expect(warnings).toEqual([expect.stringContaining(`Stack/Role unknown-acknowledgement: unknown-acknowledgement: ${description}`)]);
    expect(warnings[0]).toContain(`| ${fix}`);
    expect(fatal[0]).toContain('Stack/Role [specific-principal]');
  });

  test.each([
    'SecureTrust::mfa-required', 'SecureTrust::hidden-template', 'SecureTrust::undecided', 'AwsSolutions::mfa-required',
    'AwsSolutions-IAM4',
  ])('%s is not reported: a finding can have it, or it belongs to another plugin', (id) => {
    const { app, role } = unsafeApp();
    acknowledge(role, id);
    expect(reportOf(app).warnings.filter((warning) => warning.includes('unknown-acknowledgement'))).toEqual([]);
  });
});

describe('an acknowledgement that covers no finding', () => {
  const STALE = "stale-acceptance: stale-acceptance: 'SecureTrust::public-principal' is acknowledged here, but nothing at or below this "
    + 'construct has a finding of this rule | remove the acknowledgement';

  test.each([[false], [true]])('is reported at its construct, once (one call for each stack: %s)', (oneCallEach) => {
    const { app, stack, role } = unsafeApp();
    new iam.Role(new Stack(app, 'Other'), 'Role', { assumedBy: new iam.AccountPrincipal('444455556666') });
    acknowledge(role, 'SecureTrust::public-principal');
    acknowledge(stack, 'SecureTrust::public-principal');
    acknowledge(app, 'SecureTrust::public-principal');
    expect([...reportOf(app, oneCallEach).warnings].sort()).toEqual([` ${STALE}`, `Stack ${STALE}`, `Stack/Role ${STALE}`]);
  });

  test('is not reported where a role below it has the finding, in whichever stack', () => {
    const { app } = unsafeApp();
    const other = new Stack(app, 'Other');
    new iam.Role(other, 'Role', { assumedBy: new iam.AnyPrincipal() });
    acknowledge(app, 'SecureTrust::public-principal');
    expect(reportOf(app).warnings).toEqual([]);
    expect(reportOf(app, true).warnings).toEqual([]);
  });

  test('is reported above another acknowledgement that covers the finding', () => {
    const { app, stack } = unsafeApp();
    const role = new iam.Role(stack, 'Public', { assumedBy: new iam.AnyPrincipal() });
    acknowledge(role, 'SecureTrust::public-principal');
    acknowledge(stack, 'SecureTrust::public-principal');
    expect(reportOf(app).warnings).toEqual([`Stack ${STALE}`]);
  });

  test('is not judged before all stacks below it were checked', () => {
    const { app } = unsafeApp();
    new Stack(app, 'Other');
    acknowledge(app, 'SecureTrust::public-principal');
    const [file] = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
    const context = { appConstruct: app, stackTemplates: [], accountId: undefined, region: undefined };
    const { violations } = new TrustPolicyGuard().validate({ ...context, templatePaths: [file] });
    expect(violations.filter(({ ruleName }) => ruleName === 'stale-acceptance')).toEqual([]);
  });

  test('is reported again by the next synthesis of the same app', () => {
    const { app, role } = unsafeApp();
    acknowledge(role, 'SecureTrust::public-principal');
    const files = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
    const guard = new TrustPolicyGuard();
    const context = { appConstruct: app, stackTemplates: [], templatePaths: files, accountId: undefined, region: undefined };
    const stale = () => guard.validate(context).violations.filter(({ ruleName }) => ruleName === 'stale-acceptance');
    expect([stale().length, stale().length]).toEqual([1, 1]);
  });
});

test.each([false, true])('each mistake is reported once, wherever it is (one call for each stack: %s)', (oneCallEach) => {
  const { app, stack } = unsafeApp();
  const stage = new Stage(app, 'Prod');
  const inStage = new Stack(stage, 'Inner');
  const nested = new NestedStack(stack, 'Nested');
  new iam.User(nested, 'User');
  new Stack(app, 'Second');
  const scopes = { app, stack, stage, inStage, nested };
  Object.values(scopes).forEach((scope) => acknowledge(scope, 'SecureTrust::no-such-rule'));
  expect(
    reportOf(app, oneCallEach)
      .warnings.map((warning) => warning.split(' ')[0])
      .sort(),
  ).toEqual(['', 'Prod', 'Prod/Inner', 'Stack', 'Stack/Nested']);
});

test('a guard of a subtree reports the mistakes of its subtree', () => {
  const { app, stack } = unsafeApp();
  const second = new Stack(app, 'Second');
  [app, stack, second].forEach((scope) => acknowledge(scope, 'SecureTrust::no-such-rule'));
  const guard = new TrustPolicyGuard();
  Aspects.of(second).add(guard);
  const printed = jest.spyOn(console, 'error').mockImplementation();
  const { directory } = app.synth();
  printed.mockRestore();
  const { pluginReports } = JSON.parse(fs.readFileSync(path.join(directory, 'validation-report.json'), 'utf8')) as ValidationReport;
  const mistakes = pluginReports.flatMap(({ violations }) => violations).flatMap(({ violatingConstructs }) => violatingConstructs);
  expect(mistakes.map(({ constructPath }) => constructPath)).toEqual(['Second']);
});

test('a template that cannot be read can be acknowledged, and stays in the report', () => {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const [one] = ['One', 'Two'].map((id) => new CfnStack(stack, id, { templateUrl: `https://example.com/${id}.json` }));
  acknowledge(one, 'SecureTrust::hidden-template');
  const reportFile = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'acknowledgement-')), 'report.json');
  Validations.of(app).addPlugins(new TrustPolicyGuard({ reportFile }));
  const { directory } = app.synth();
  const [{ suppressedViolations }] = JSON.parse(fs.readFileSync(path.join(directory, 'validation-report.json'), 'utf8')).pluginReports;
  expect(suppressedViolations[0]).toMatchObject({ ruleName: 'hidden-template', reason: 'agreed' });
  const { unseen } = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as {
    unseen: { source: { constructPath: string }; because: string }[];
  };
  expect(unseen.map(({ source, because }) => [source.constructPath, because])).toEqual([
    ['Stack/One', 'it is at https://example.com/One.json, and the app does not hold it as JSON'],
    ['Stack/Two', 'it is at https://example.com/Two.json, and the app does not hold it as JSON'],
  ]);
  fs.rmSync(path.dirname(reportFile), { recursive: true });
});
