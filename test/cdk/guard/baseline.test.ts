/** The baseline of the guard: written by the command from the cloud assembly, it accepts the same findings in the app. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import * as cdk from 'aws-cdk-lib';
import { App, CfnElement, CfnParameter, CfnResource, NestedStack, Stack, Stage, Validations, aws_iam as iam } from 'aws-cdk-lib';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';
import { TrustPolicyGuardProps } from '../../../src/cdk/guard/trust-policy-guard-props';
import { TrustReport } from '../../../src/findings/renderers/report';
import { runCommand } from '../../cli/run-command';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'baseline-'));
const before = process.cwd();
beforeAll(() => {
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** It is exported, and not declared. */
const { CfnInclude: CoreInclude } = cdk as unknown as {
  readonly CfnInclude: new (scope: Stack, id: string, props: { readonly template: object }) => CfnElement;
};

const PARTNER = '444455556666';
const BASELINE = 'trust-baseline.json';

/** Roles in all the places where the guard and the command could name them in different ways. */
function app(more: (stack: Stack) => void = () => undefined, partners: readonly string[] = [PARTNER]): App {
  const made = new App({ outdir: 'cdk.out' });
  const principal = new iam.CompositePrincipal(...partners.map((account) => new iam.AccountPrincipal(account)));
  const stack = new Stack(made, 'Workload', { env: { account: '111122223333', region: 'eu-west-1' } });
  const role = new iam.Role(stack, 'Audit', { assumedBy: principal });
  new iam.Role(stack, 'Resource', { assumedBy: principal });
  new iam.Role(new NestedStack(stack, 'Nested'), 'Inner', { assumedBy: principal });
  new iam.Role(new Stack(new Stage(made, 'Prod'), 'Workload'), 'Audit', { assumedBy: principal });
  // Another stack's role, an import after synthesis.
  const other = new Stack(made, 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
  new iam.Role(other, 'Chained', { assumedBy: new iam.CompositePrincipal(principal, new iam.ArnPrincipal(role.roleArn)) });
  new iam.Role(other, 'ByParameter', { assumedBy: new iam.ArnPrincipal(new CfnParameter(other, 'Partner').valueAsString) });
  const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: partners } }] };
  const resource = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } };
  new CoreInclude(other, 'Included', { template: { Resources: { IncludedOne: resource, IncludedTwo: resource } } });
  new CfnResource(other, 'Raw', { type: 'AWS::IAM::Role', properties: { AssumeRolePolicyDocument: document } });
  new CfnResource(other, 'Set', {
    type: 'AWS::CloudFormation::StackSet',
    properties: {
      TemplateBody: other.toJsonString({
        Resources: {
          Inside: resource,
          Named: {
            ...resource,
            Properties: {
              AssumeRolePolicyDocument: { ...document, Statement: [{ ...document.Statement[0], Principal: { AWS: role.roleArn } }] },
            },
          },
        },
      }),
    },
  });
  more(stack);
  return made;
}

interface Guarded { readonly lines: readonly string[]; readonly report: TrustReport; readonly fixes: readonly (string | undefined)[] }

function guard(made: App, props: TrustPolicyGuardProps = { baselineFile: BASELINE }, oneCallEach = false): Guarded {
  const files = made.synth({ force: true }).stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  const added = new TrustPolicyGuard({ ...props, reportFile: 'report.json' });
  const context = { appConstruct: made, stackTemplates: [], accountId: undefined, region: undefined };
  const calls = oneCallEach ? files.map((file) => [file]) : [files];
  const violations = calls.flatMap((templatePaths) => added.validate({ ...context, templatePaths }).violations);
  return {
    lines: violations.map(({ severity, description }) => `${severity} ${description.split('\n')[0]}`),
    report: JSON.parse(fs.readFileSync('report.json', 'utf8')) as TrustReport,
    fixes: violations.map(({ fix }) => fix),
  };
}

function adopt(made: App): void {
  fs.rmSync(BASELINE, { force: true });
  made.synth({ force: true });
  expect(runCommand(['check', 'cdk.out', '--baseline', BASELINE, '--update-baseline'])).toMatchObject({ status: 0 });
}

test.each([['one call', false], ['a call for each stack', true]])('accepts what the command wrote, in %s', (_, oneCallEach) => {
  expect(guard(app(), {}).lines.filter((line) => line.startsWith('error')).length).toBeGreaterThan(9);
  adopt(app());
  const { lines, report } = guard(app(), { baselineFile: BASELINE }, oneCallEach);
  expect(lines).toEqual([]);
  expect(report.counts).toEqual({ error: 0, warning: 0, info: 0 });
  expect(report.baseline).toEqual({ file: BASELINE, stale: 0 });
  const audit = report.roles.find(({ source }) => source.constructPath === 'Workload/Audit/Resource');
  expect(audit?.findings).toMatchObject([{
    ruleId: 'specific-principal', status: 'baseline', acknowledged: { reason: 'in the baseline trust-baseline.json' },
  }]);
});

test('a second synthesis of the same app reports the same', () => {
  adopt(app());
  const made = app();
  expect(guard(made).lines).toEqual([]);
  expect(guard(made).lines).toEqual([]);
});

test('a new role fails, and so does a role that lets in somebody new', () => {
  adopt(app());
  const role = (stack: Stack) => new iam.Role(stack, 'New', { assumedBy: new iam.AccountPrincipal(PARTNER) });
  expect(guard(app(role)).lines).toEqual([
    'error specific-principal: any principal in account 444455556666 can assume this role, and neither MFA nor an ExternalId is required',
    'fatal unsafe-trust-policies: 1 role has an unsafe trust policy',
  ]);
  const { lines, report } = guard(app(undefined, [PARTNER, '777788889999']));
  // All but the one whose principal is a parameter, and the one inside the stack set that only trusts the role of the app.
  expect(lines[lines.length - 1]).toMatch(/^fatal unsafe-trust-policies: \d+ roles have unsafe trust policies$/);
  const inner = report.roles.find(({ source }) => source.constructPath === 'Workload/Nested/Inner/Resource');
  expect(inner?.findings[0]).toMatchObject({
    status: 'open',
    baseline: expect.stringMatching(/^no longer accepts the findings of this role, because it now allows sts:AssumeRole by .*777788889999/),
  });
});

test('what no longer exists is one warning, unless the guard covers only a part of the app', () => {
  adopt(app((stack) => new iam.Role(stack, 'Gone', { assumedBy: new iam.AccountPrincipal(PARTNER) })));
  expect(guard(app()).lines).toEqual([
    'warning stale-acceptance: trust-baseline.json accepts findings of 1 role, but they are no longer found: '
    + 'remove them with check PATH --baseline trust-baseline.json --update-baseline, and with the same --config',
  ]);
});

test('an acknowledgement comes first, and does not make the baseline stale: the command does not see one at the app', () => {
  adopt(app());
  const made = app();
  Validations.of(made).acknowledge({ id: 'SecureTrust::specific-principal', reason: 'agreed' });
  const { lines, report } = guard(made);
  expect(lines.filter((line) => !line.startsWith('error specific-principal'))).toEqual([]);
  expect(report.counts.error).toBe(0);
  expect(report.countsAccepted.accepted).toBeGreaterThan(0);
});

test.each<[what: string, content: string | undefined, message: string]>([
  ['does not exist', undefined, 'trust-baseline.json does not exist'],
  ['is damaged', '{', 'trust-baseline.json: is not valid JSON: '],
  ['is another file', '{}', 'trust-baseline.json: is not a baseline: '],
])('a baseline that %s fails the build, which still writes the assembly to write a baseline from', (_, content, message) => {
  if (content === undefined) fs.rmSync(BASELINE, { force: true });
  else fs.writeFileSync(BASELINE, content);
  const { lines, fixes } = guard(app());
  const at = lines.findIndex((line) => line.startsWith('fatal baseline-file: the baseline was not read, so it accepts nothing: '));
  expect(lines[at]).toContain(message);
  expect(fixes[at]).toBe('write the baseline: npx cdk-secure-trust check cdk.out --baseline trust-baseline.json --update-baseline');
  expect(lines.some((line) => line.startsWith('error specific-principal'))).toBe(true);
  fs.rmSync(BASELINE, { force: true });
});

test('an empty name is refused', () => {
  const message = "TrustPolicyGuard: 'baselineFile' is empty: specify a file name, or omit the property";
  expect(() => new TrustPolicyGuard({ baselineFile: ' ' })).toThrow(message);
});
