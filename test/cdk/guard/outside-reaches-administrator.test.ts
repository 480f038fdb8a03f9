/** The guard follows a caller from outside, whom a finding names, through the roles of the app: to an administrator or one step from it. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Aspects, NestedStack, Stack, Validations, aws_iam as iam } from 'aws-cdk-lib';
import { FindingLevel } from '../../../src/cdk/guard/finding-level';
import { KnownAccount } from '../../../src/cdk/guard/known-account';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';
import { TrustPolicyGuardProps } from '../../../src/cdk/guard/trust-policy-guard-props';

beforeAll(() => {
  process.env.NO_COLOR = '1';
  jest.spyOn(console, 'error').mockImplementation(); // where the CDK prints warnings
});
afterAll(() => jest.restoreAllMocks());

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'outside-reaches-administrator-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const RULE = 'outside-reaches-administrator';
const OWN = { account: '111122223333', region: 'eu-west-1' };
const PARTNER = '444455556666';

interface FindingInReport {
  readonly ruleId: string;
  readonly level: string;
  readonly message: string;
  readonly because: string;
  readonly witness?: { readonly caller: { readonly account?: string } };
  readonly acknowledged?: { readonly reason: string };
}

interface Guarded {
  /** By the path of the role, its finding of this rule. */
  readonly found: Readonly<Record<string, FindingInReport>>;
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
  const { roles } = JSON.parse(fs.readFileSync(reportFile, 'utf8')) as {
    readonly roles: readonly { readonly source: { readonly constructPath: string }; readonly findings: readonly FindingInReport[] }[];
  };
  const found = roles.flatMap(({ source, findings }) => findings.filter(({ ruleId }) => ruleId === RULE)
    .map((each) => [source.constructPath.replace('/Resource', ''), each] as const));
  expect(new Set(found.map(([place]) => place)).size).toBe(found.length);
  return { found: Object.fromEntries(found), failure };
}

const messages = ({ found }: Guarded) => Object.fromEntries(Object.entries(found).map(([place, { message }]) => [place, message]));

const administrator = () => iam.ManagedPolicy.fromAwsManagedPolicyName('AdministratorAccess');

interface Chain {
  readonly entry: iam.Role;
  readonly release: iam.Role;
}

/** The whole account of the partner can assume Entry, and Entry may assume Release, an administrator. */
function chain(stack: Stack, entryTrusts: iam.IPrincipal = new iam.AccountPrincipal(PARTNER)): Chain {
  const entry = new iam.Role(stack, 'Entry', { assumedBy: entryTrusts });
  const release = new iam.Role(stack, 'Release', { assumedBy: new iam.ArnPrincipal(entry.roleArn), managedPolicies: [administrator()] });
  return { entry, release };
}

const ENDS_AT_RELEASE = 'a caller from outside who assumes this role ends up at Stack/Release, which is an administrator';

test('the whole path is shown, hop by hop, with the finding that names the caller', () => {
  const { found } = guarded((app) => chain(new Stack(app, 'Stack', { env: OWN })));
  expect(Object.keys(found)).toEqual(['Stack/Entry']);
  expect(found['Stack/Entry']).toMatchObject({ level: 'warning', message: ENDS_AT_RELEASE, witness: { caller: { account: PARTNER } } });
  const [one, two, why, power] = found['Stack/Entry'].because.split('\n');
  expect(one).toBe(
    `1  any principal in account ${PARTNER} can assume this role, and neither MFA nor an ExternalId is required (specific-principal)`,
  );
  expect(two).toBe('2  Stack/Entry may assume Stack/Release in account 111122223333, which names it');
  expect(why).toMatch(/^ {3}statement 0 of its trust policy allows sts:AssumeRole by arn:aws:sts::111122223333:assumed-role\/Entry/);
  expect(power).toBe('Stack/Release: its policies allow every action on every resource');
});

describe('found', () => {
  test.each<[string, (stack: Stack, app: App) => void, Readonly<Record<string, string>>]>([
    [
      'a role that is an administrator itself',
      (stack) => new iam.Role(stack, 'Admin', { assumedBy: new iam.AccountPrincipal(PARTNER), managedPolicies: [administrator()] }),
      { 'Stack/Admin': 'a caller from outside who assumes this role is an administrator' },
    ],
    [
      'a role that can become one by its own inline policy',
      (stack) => new iam.Role(stack, 'Admin', { assumedBy: new iam.AccountPrincipal(PARTNER) })
        .addToPolicy(new iam.PolicyStatement({ actions: ['iam:AttachRolePolicy'], resources: ['*'] })),
      { 'Stack/Admin': 'a caller from outside who assumes this role can become an administrator' },
    ],
    [
      'a managed policy of the app',
      (stack) => {
        const everything = new iam.PolicyStatement({ actions: ['*'], resources: ['*'] });
        const managed = new iam.ManagedPolicy(stack, 'Everything', { statements: [everything] });
        new iam.Role(stack, 'Admin', { assumedBy: new iam.AccountPrincipal(PARTNER), managedPolicies: [managed] });
      },
      { 'Stack/Admin': 'a caller from outside who assumes this role is an administrator' },
    ],
    [
      'over a role of a nested stack',
      (stack) => {
        const { release } = chain(new NestedStack(stack, 'Nested'));
        expect(release).toBeDefined();
      },
      {
        'Stack/Nested/Entry':
          'a caller from outside who assumes this role ends up at Stack/Nested/Release, which is an administrator',
      },
    ],
    [
      'in another account of the app, where the permission counts',
      (stack, app) => {
        const entry = new iam.Role(stack, 'Entry', { roleName: 'Entry', assumedBy: new iam.AccountPrincipal(PARTNER) });
        entry.addToPolicy(new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: ['arn:aws:iam::777788889999:role/Release'] }));
        new iam.Role(new Stack(app, 'Other', { env: { ...OWN, account: '777788889999' } }), 'Release', {
          roleName: 'Release',
          assumedBy: new iam.ArnPrincipal('arn:aws:iam::111122223333:role/Entry'),
          managedPolicies: [administrator()],
        });
      },
      { 'Stack/Entry': 'a caller from outside who assumes this role ends up at Other/Release, which is an administrator' },
    ],
    [
      'an administrator whom only what a policy of the app leaves open may exclude',
      (stack) => new iam.Role(stack, 'Admin', {
        assumedBy: new iam.AccountPrincipal(PARTNER),
        managedPolicies: [iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Else', 'arn:aws:iam::111122223333:policy/Else')],
      }),
      { 'Stack/Admin': 'whether a caller from outside who assumes this role ends up as an administrator is not known' },
    ],
  ])('%s', (_, build, expected) => {
    expect(messages(guarded((app) => build(new Stack(app, 'Stack', { env: OWN }), app)))).toEqual(expected);
  });

  test('and also where the account is not known', () => {
    expect(messages(guarded((app) => chain(new Stack(app, 'Stack'))))).toEqual({ 'Stack/Entry': ENDS_AT_RELEASE });
  });
});

test('what is missing is named', () => {
  const { found } = guarded((app) => {
    const stack = new Stack(app, 'Stack', { env: OWN });
    const managedPolicies = [iam.ManagedPolicy.fromManagedPolicyArn(stack, 'Else', 'arn:aws:iam::111122223333:policy/Else')];
    new iam.Role(stack, 'Entry', { assumedBy: new iam.AccountPrincipal(PARTNER), managedPolicies });
  });
  expect(found['Stack/Entry'].because).toContain('not known: arn:aws:iam::111122223333:policy/Else is not among the inputs');
});

describe('not found', () => {
  const vendor = { accounts: [KnownAccount.vendor(PARTNER)] };
  const withExternalId = new iam.AccountPrincipal(PARTNER)
    .withConditions({ StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' } });

  /** Rows of different lengths do not fit into a jest table as they are. */
  const table = (...rows: readonly [string, (stack: Stack) => void, TrustPolicyGuardProps?][]) =>
    rows.map(([what, build, props = {}]) => [what, build, props] as const);

  test.each(table(
    ['a declared vendor that nothing is reported about', (stack) => chain(stack, withExternalId), vendor],
    ['a service', (stack) => chain(stack, new iam.ServicePrincipal('lambda.amazonaws.com'))],
    ['the own account', (stack) => chain(stack, new iam.AccountRootPrincipal())],
    ['another own account, whose users can do without MFA', (stack) => chain(stack), { accounts: [KnownAccount.own(PARTNER)] }],
    [
      'an accepted opening',
      (stack) => Validations.of(chain(stack).entry).acknowledge(
        ...['specific-principal', 'mfa-required', 'external-id-required'].map((id) => ({ id: `SecureTrust::${id}`, reason: 'a test' })),
      ),
    ],
    [
      'a role that leads nowhere',
      (stack) => new iam.Role(stack, 'Entry', { assumedBy: new iam.AccountPrincipal(PARTNER) }),
    ],
    [
      'a Deny for what leads there',
      (stack) => chain(stack).entry.addToPolicy(
        new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['sts:AssumeRole'], resources: ['*'] }),
      ),
    ],
    [
      'a boundary without it',
      (stack) => {
        const reads = new iam.ManagedPolicy(stack, 'Boundary', {
          statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] })],
        });
        new iam.Role(stack, 'Entry', {
          assumedBy: new iam.AccountPrincipal(PARTNER), managedPolicies: [administrator()], permissionsBoundary: reads,
        });
      },
    ],
    ['the rule is off', (stack) => chain(stack), { levels: { [RULE]: FindingLevel.OFF } }],
    [
      'the others are for information only',
      (stack) => chain(stack),
      {
        levels: {
          'specific-principal': FindingLevel.INFO, 'mfa-required': FindingLevel.INFO, 'external-id-required': FindingLevel.INFO,
        },
      },
    ],
  ))('%s', (_, build, props) => {
    expect(messages(guarded((app) => build(new Stack(app, 'Stack', { env: OWN })), props))).toEqual({});
  });
});

describe('accepting it', () => {
  test('with an acknowledgement at the role that the caller assumes', () => {
    const { found } = guarded((app) => {
      const { entry } = chain(new Stack(app, 'Stack', { env: OWN }));
      Validations.of(entry).acknowledge({ id: `SecureTrust::${RULE}`, reason: 'only for a week' });
    }, { levels: { [RULE]: FindingLevel.ERROR } });
    expect(found['Stack/Entry'].acknowledged).toEqual({ reason: 'only for a week' });
  });

  test.each([['the first role', 'Stack/Entry'], ['the last role', 'Stack/Release']])('in the settings file, by %s', (_, role) => {
    const configFile = path.join(fs.mkdtempSync(path.join(folder, 'config-')), 'secure-trust.json');
    fs.writeFileSync(configFile, JSON.stringify({ accept: [{ rule: RULE, role, reason: 'a test' }] }));
    const { found } = guarded((app) => chain(new Stack(app, 'Stack', { env: OWN })), { configFile });
    expect(found['Stack/Entry'].acknowledged).toEqual({ reason: 'a test' });
  });

  test('one administrator that is accepted does not hide another one', () => {
    const configFile = path.join(fs.mkdtempSync(path.join(folder, 'config-')), 'secure-trust.json');
    fs.writeFileSync(configFile, JSON.stringify({ accept: [{ rule: RULE, role: 'Stack/Release', reason: 'a test' }] }));
    const { found } = guarded((app) => {
      const stack = new Stack(app, 'Stack', { env: OWN });
      const { entry } = chain(stack);
      new iam.Role(stack, 'Second', { assumedBy: new iam.ArnPrincipal(entry.roleArn), managedPolicies: [administrator()] });
    }, { configFile });
    expect(found['Stack/Entry'].acknowledged).toBeUndefined();
    expect(found['Stack/Entry'].message).toContain('ends up at Stack/Second');
  });
});

test('several administrators are one finding, which names the others', () => {
  const { found } = guarded((app) => {
    const stack = new Stack(app, 'Stack', { env: OWN });
    const { entry } = chain(stack);
    new iam.Role(stack, 'Second', { assumedBy: new iam.ArnPrincipal(entry.roleArn), managedPolicies: [administrator()] });
  });
  expect(Object.keys(found)).toEqual(['Stack/Entry']);
  expect(found['Stack/Entry'].because).toContain('it also leads to Stack/Second');
});

test('at level error it fails the build', () => {
  const { failure } = guarded((app) => chain(new Stack(app, 'Stack', { env: OWN })), {
    levels: {
      'specific-principal': FindingLevel.WARNING,
      'mfa-required': FindingLevel.WARNING,
      'external-id-required': FindingLevel.WARNING,
      [RULE]: FindingLevel.ERROR,
    },
  });
  expect(failure).toContain(`Stack/Entry [${RULE}] ${ENDS_AT_RELEASE}`);
});
