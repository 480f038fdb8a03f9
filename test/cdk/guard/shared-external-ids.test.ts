/** The guard compares the roles of an app: one ExternalId for two parties is reported at both roles, across stacks, accounts and Stages. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Aspects, NestedStack, Stack, Stage, Validations, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FindingLevel } from '../../../src/cdk/guard/finding-level';
import { KnownAccount } from '../../../src/cdk/guard/known-account';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';
import { TrustPolicyGuardProps } from '../../../src/cdk/guard/trust-policy-guard-props';

beforeAll(() => {
  process.env.NO_COLOR = '1';
  jest.spyOn(console, 'error').mockImplementation(); // where the CDK prints warnings
});
afterAll(() => jest.restoreAllMocks());

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shared-external-ids-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const SECRET = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';
const RULE = 'external-id-shared';
const OWN = { account: '111122223333', region: 'eu-west-1' };

function trustScanner(scope: Construct, id: string, account: string): iam.Role {
  return new iam.Role(scope, id, { assumedBy: new iam.ArnPrincipal(`arn:aws:iam::${account}:role/scanner`), externalIds: [SECRET] });
}

interface RoleInReport {
  readonly source: { readonly constructPath: string };
  readonly findings: readonly { readonly ruleId: string; readonly message: string; readonly acknowledged?: { readonly reason: string } }[];
}

interface Guarded {
  /** `<construct path>: <message>` of each finding of this rule. */
  readonly messages: string[];
  readonly roles: readonly RoleInReport[];
  /** The error that fails the build; empty when it passes. */
  readonly failure: string;
}

function guarded(build: (app: App) => void, props: TrustPolicyGuardProps = {}): Guarded {
  const app = new App({ outdir: fs.mkdtempSync(path.join(folder, 'cdk.out-')) });
  const reportFile = path.join(fs.mkdtempSync(path.join(folder, 'report-')), 'report.json');
  Aspects.of(app).add(new TrustPolicyGuard({ ...props, reportFile }));
  build(app);
  let failure = '';
  try {
    app.synth();
  } catch (error) {
    failure = (error as Error).message;
  }
  const { roles } = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as { readonly roles: readonly RoleInReport[] };
  const messages = roles.flatMap(({ source, findings }) =>
    findings.filter(({ ruleId }) => ruleId === RULE).map(({ message }) => `${source.constructPath}: ${message}`),
  );
  return { messages, roles, failure };
}

const words = (own: string, other: string, role: string) =>
  `the ExternalId "${SECRET}" is used for account ${own} here, and also for account ${other} in ${role}`;

test('two roles of one stack', () => {
  const { messages } = guarded((app) => {
    const stack = new Stack(app, 'Stack', { env: OWN });
    trustScanner(stack, 'One', '444455556666');
    trustScanner(stack, 'Two', '777788889999');
  });
  expect(messages).toEqual([
    `Stack/One/Resource: ${words('444455556666', '777788889999', 'Stack/Two')}`,
    `Stack/Two/Resource: ${words('777788889999', '444455556666', 'Stack/One')}`,
  ]);
});

test('across stacks, nested stacks and Stages of the same account', () => {
  const { messages } = guarded((app) => {
    trustScanner(new NestedStack(new Stack(app, 'Top', { env: OWN }), 'Nested'), 'One', '444455556666');
    trustScanner(new Stack(new Stage(app, 'Prod'), 'Inner', { env: OWN }), 'Two', '777788889999');
  });
  expect(messages).toEqual([
    `Top/Nested/One/Resource: ${words('444455556666', '777788889999', 'Prod/Inner/Two')}`,
    `Prod/Inner/Two/Resource: ${words('777788889999', '444455556666', 'Top/Nested/One')}`,
  ]);
});

// Version 2.262, which the sources are compiled against, asks for one account after the other; the first one gets no further report.
test('across accounts the later of the two roles is reported', () => {
  const { messages } = guarded((app) => {
    trustScanner(new Stack(app, 'First', { env: OWN }), 'One', '444455556666');
    trustScanner(new Stack(app, 'Second', { env: { ...OWN, account: '222233334444' } }), 'Two', '777788889999');
  });
  expect(messages).toEqual([`Second/Two/Resource: ${words('777788889999', '444455556666', 'First/One')}`]);
});

test('the same vendor in every Stage does not count as sharing, nor do two accounts with one name, nor own accounts', () => {
  const roles = (accounts: readonly string[]) => (app: App) =>
    accounts.forEach((account, index) => trustScanner(new Stack(new Stage(app, `Stage${index}`), 'Stack', { env: OWN }), 'Role', account));
  expect(guarded(roles(['444455556666', '444455556666'])).messages).toEqual([]);
  const accounts = [KnownAccount.vendor('444455556666', 'Monitoring Ltd'), KnownAccount.vendor('777788889999', 'Monitoring Ltd')];
  expect(guarded(roles(['444455556666', '777788889999']), { accounts }).messages).toEqual([]);
  expect(guarded(roles(['444455556666', '777788889999']), { accounts: [KnownAccount.own('777788889999')] }).messages).toEqual([]);
});

test('it is reported beside the role\'s other findings, and the roll-up counts each role once', () => {
  const { roles, failure } = guarded((app) => {
    const stack = new Stack(app, 'Stack', { env: OWN });
    new iam.Role(stack, 'One', { assumedBy: new iam.AccountPrincipal('444455556666'), externalIds: [SECRET] });
    trustScanner(stack, 'Two', '777788889999');
  }, { levels: { [RULE]: FindingLevel.ERROR } });
  expect(roles.map(({ findings }) => findings.map(({ ruleId }) => ruleId))).toEqual([['specific-principal', RULE], [RULE]]);
  expect(failure).toContain('unsafe-trust-policies: 2 roles have unsafe trust policies');
});

test('acknowledged at one role, it is still reported at the other', () => {
  const { roles, failure } = guarded((app) => {
    const stack = new Stack(app, 'Stack', { env: OWN });
    Validations.of(trustScanner(stack, 'One', '444455556666')).acknowledge({
      id: `SecureTrust::${RULE}`,
      reason: 'they are one company now',
    });
    trustScanner(stack, 'Two', '777788889999');
  }, { levels: { [RULE]: FindingLevel.ERROR } });
  expect(roles.map(({ findings }) => findings.map(({ acknowledged }) => acknowledged?.reason))).toEqual([
    ['they are one company now'],
    [undefined],
  ]);
  expect(failure).toContain('unsafe-trust-policies: 1 role has an unsafe trust policy');
});

test('a level of off reports nothing', () => {
  const { messages } = guarded((app) => {
    const stack = new Stack(app, 'Stack', { env: OWN });
    trustScanner(stack, 'One', '444455556666');
    trustScanner(stack, 'Two', '777788889999');
  }, { levels: { [RULE]: FindingLevel.OFF } });
  expect(messages).toEqual([]);
});
