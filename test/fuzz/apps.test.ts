/**
 * In random apps the guard reports every unsafe role, wherever it is and however it is written, and no other role.
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Aspects, Validations } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { AppPlan, arbitraryApp, buildApp, ExpectedRole, INCLUDED, OWN, WRITINGS } from './arbitrary-apps';
import { withoutHanging } from './without-hanging';
import { KnownAccount } from '../../src/cdk/guard/known-account';
import { TrustPolicyGuard } from '../../src/cdk/guard/trust-policy-guard';
import { RoleReport, TrustReport } from '../../src/findings/renderers/report';
import { propertyRuns } from '../property-runs';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fuzzed-apps-'));
afterAll(() => [folder, INCLUDED].forEach((each) => fs.rmSync(each, { recursive: true, force: true })));

interface Outcome {
  readonly expected: readonly ExpectedRole[];
  readonly report: TrustReport;
  /** The error that fails the build; empty when it passes. */
  readonly failure: string;
}

function synthesize(plan: AppPlan): Outcome {
  const place = fs.mkdtempSync(path.join(folder, 'app-'));
  const reportFile = path.join(place, 'trust.json');
  const app = new App({ outdir: path.join(place, 'cdk.out') });
  const guard = new TrustPolicyGuard({ reportFile, accounts: [KnownAccount.own(OWN)] });
  if (plan.door === 'aspect' || plan.door === 'both') Aspects.of(app).add(guard);
  if (plan.door === 'plugin' || plan.door === 'both') Validations.of(app).addPlugins(guard);
  const expected = buildApp(app, plan);
  if (plan.door === 'aspect after everything') Aspects.of(app).add(guard);
  let failure = '';
  try {
    app.synth();
  } catch (error) {
    failure = (error as Error).message;
  }
  const report = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as TrustReport;
  fs.rmSync(place, { recursive: true, force: true });
  return { expected, report, failure };
}

const isPathOf = ({ source: { constructPath = '' } }: RoleReport, { path: expected }: ExpectedRole) =>
  constructPath === expected || constructPath.startsWith(`${expected}/`);
const serious = ({ findings }: RoleReport) =>
  findings
    .filter(({ level }) => level !== 'info')
    .map(({ ruleId, acknowledged }) => (acknowledged === undefined ? ruleId : `${ruleId}, waived`));

/** One line for each role that is not judged as expected, or not exactly once. */
function mistakes({ expected, report, failure }: Outcome): string[] {
  const ofRoles = expected.flatMap((role) => {
    const reported = report.roles.filter((each) => isPathOf(each, role));
    if (reported.length !== 1) return [`${role.path} is reported ${reported.length} times`];
    const [{ internalError }] = reported;
    if (internalError !== undefined) return [`${role.path}: ${internalError}`];
    const found = serious(reported[0]);
    if (role.unsafe === undefined) {
      return found.filter((rule) => !rule.endsWith(', waived')).map((rule) => `${role.path} is safe, but ${rule} reports it`);
    }
    return [
      ...(found.includes(role.unsafe) ? [] : [`${role.path} is unsafe, but ${role.unsafe} does not report it`]),
      ...(failure.includes(role.path) ? [] : [`${role.path} is unsafe, and the build does not name it`]),
    ];
  });
  const strangers = report.roles
    .filter((each) => !expected.some((role) => isPathOf(each, role)))
    .map(({ source }) => `${source.constructPath} was not put there`);
  const isUnsafe = expected.some(({ unsafe }) => unsafe !== undefined);
  return [...ofRoles, ...strangers, ...(isUnsafe === (failure !== '') ? [] : [`the build ${isUnsafe ? 'passes' : `fails: ${failure}`}`])];
}

test('every unsafe role is reported, and no other', () => {
  fc.assert(fc.property(arbitraryApp, (plan) => {
    expect(withoutHanging(() => mistakes(synthesize(plan)))).toEqual([]);
  }), propertyRuns(60, 1));
});

test.each(Object.keys(WRITINGS))('the simplest app, with %s', (writing) => {
  const plan = (unsafe: number | undefined): AppPlan => ({
    stacks: [{ below: 0, kind: 'stack' }],
    roles: [{ stack: 0, writing, unsafe, safe: 0, depth: 0 }],
    door: 'aspect',
    secure: [],
  });
  expect([...mistakes(synthesize(plan(undefined))), ...mistakes(synthesize(plan(0)))]).toEqual([]);
});
