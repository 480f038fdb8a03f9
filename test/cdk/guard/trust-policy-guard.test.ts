/** The guard inside one process. That no finding is lost on its way to the user is tested with the real CDK CLI, in `test/synth`. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { App, Aspects, CfnParameter, CfnResource, NestedStack, Stack, Stage, Validations, assertions, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { FindingLevel } from '../../../src/cdk/guard/finding-level';
import { KnownAccount } from '../../../src/cdk/guard/known-account';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';
import { TrustPolicyGuardProps } from '../../../src/cdk/guard/trust-policy-guard-props';
import { WAIVERS_METADATA_KEY, waiversMetadata } from '../../../src/cloudformation/waivers';
import { TemplateFragment } from '../../cloudformation/template-fragment';

beforeAll(() => {
  process.env.NO_COLOR = '1';
});

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trust-policy-guard-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

const partner = () => new iam.AccountPrincipal('444455556666');

/** An app with one guarded stack in an account of its own. */
function guardedStack(props?: TrustPolicyGuardProps): Stack {
  const app = new App({ outdir: fs.mkdtempSync(path.join(folder, 'cdk.out-')) });
  Aspects.of(app).add(new TrustPolicyGuard(props));
  return new Stack(app, 'Stack', { env: { account: '111122223333', region: 'eu-west-1' } });
}

/** The error that fails the build; empty when it passes. */
function failureOf(scope: Construct): string {
  try {
    (scope.node.root as App).synth({ force: true });
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

/** The ids of the rules in the printed report, in its order. */
function rulesIn(failure: string): string[] {
  return [...failure.matchAll(/^(?:ERROR|WARNING|INFO|FATAL) ([\w-]+):/gm)].map(([, rule]) => rule);
}

describe('a role that trusts a whole foreign account', () => {
  const rulesFor = (props?: TrustPolicyGuardProps) => {
    const stack = guardedStack(props);
    new iam.Role(stack, 'Role', { assumedBy: partner() });
    return rulesIn(failureOf(stack));
  };
  const failureWith = () => {
    const stack = guardedStack();
    new iam.Role(stack, 'Role', { assumedBy: partner() });
    return failureOf(stack);
  };

  test('is one finding for an unknown account, and the finding lists everything that is missing', () => {
    expect(rulesFor()).toEqual(['unsafe-trust-policies', 'specific-principal']);
    expect(failureWith()).toContain('also     mfa-required, external-id-required');
  });

  test('needs no ExternalId for an own account', () => {
    expect(rulesFor({ accounts: [KnownAccount.own('444455556666')] })).toEqual(['unsafe-trust-policies', 'specific-principal']);
  });

  test('needs only an ExternalId for a vendor', () => {
    expect(rulesFor({ accounts: [KnownAccount.vendor('444455556666')] })).toEqual(['unsafe-trust-policies', 'external-id-required']);
  });

  test('needs no ExternalId for an account that another stack of the app deploys to', () => {
    const stack = guardedStack();
    new iam.Role(stack, 'Role', { assumedBy: partner() });
    new Stack(new Stage(stack.node.root, 'Prod'), 'Other', { env: { account: '444455556666', region: 'eu-west-1' } });
    const failure = failureOf(stack);
    expect(rulesIn(failure)).toEqual(['unsafe-trust-policies', 'specific-principal']);
    expect(failure).toMatch(/also     mfa-required[^,]*$/m);
  });

  test('passes with warnings where the levels say so', () => {
    const levels = {
      'specific-principal': FindingLevel.OFF,
      'mfa-required': FindingLevel.WARNING,
      'external-id-required': FindingLevel.INFO,
    };
    const error = jest.spyOn(console, 'error').mockImplementation();
    expect(rulesFor({ levels })).toEqual([]);
    expect(rulesIn(error.mock.calls.join('\n'))).toEqual(['mfa-required']);
    error.mockRestore();
  });
});

describe('a principal that deploy-time values keep open', () => {
  const rulesFor = (props?: TrustPolicyGuardProps) => {
    const stack = guardedStack(props);
    new iam.Role(stack, 'Role', { assumedBy: new iam.ArnPrincipal(new CfnParameter(stack, 'Partner').valueAsString) });
    return rulesIn(failureOf(stack));
  };

  test('fails the build', () => {
    expect(rulesFor()).toEqual(['unsafe-trust-policies', 'undecided']);
  });

  test('passes if the user turns the rule off', () => {
    expect(rulesFor({ undecided: FindingLevel.OFF })).toEqual([]);
  });
});

test('a second synthesis finds the same', () => {
  const stack = guardedStack();
  new iam.Role(stack, 'Role', { assumedBy: partner() });
  const first = failureOf(stack);
  expect(first).toContain('ERROR specific-principal');
  expect(failureOf(stack)).toBe(first);
});

test('a Stage that was synthesized separately before is still checked with the app', () => {
  const app = guardedStack().node.root;
  const stage = new Stage(app, 'Prod');
  const stack = new Stack(stage, 'Stack');
  new iam.Role(stack, 'Role', { assumedBy: partner() });
  assertions.Template.fromStack(stack);
  expect(rulesIn(failureOf(app))).toContain('specific-principal');
});

test('one guard serves several apps', () => {
  const guard = new TrustPolicyGuard();
  const failures = [1, 2].map(() => {
    const app = new App();
    Aspects.of(app).add(guard);
    new iam.Role(new Stack(app, 'Stack'), 'Role', { assumedBy: partner() });
    return rulesIn(failureOf(app));
  });
  expect(failures[0]).toContain('specific-principal');
  expect(failures[1]).toEqual(failures[0]);
});

test('an aspect that forwards its visits to a guard covers the same subtree', () => {
  const app = new App();
  const [one] = ['One', 'Two'].map((id) => {
    const stack = new Stack(app, id);
    new iam.Role(stack, 'Role', { assumedBy: partner() });
    return stack;
  });
  const guard = new TrustPolicyGuard();
  Aspects.of(one).add({ visit: (construct) => guard.visit(construct) });
  const failure = failureOf(app);
  expect(failure).toContain('One/Role [specific-principal]');
  expect(failure).not.toContain('Two/Role');
});

test('two guards with different settings each judge their own subtree', () => {
  const app = new App();
  const roles = ['One', 'Two'].map((id) => new iam.Role(new Stack(app, id), 'Role', { assumedBy: partner() }));
  Aspects.of(roles[0]).add(new TrustPolicyGuard({ accounts: [KnownAccount.vendor('444455556666')] }));
  Aspects.of(roles[1]).add(new TrustPolicyGuard({ accounts: [KnownAccount.own('444455556666')] }));
  const failure = failureOf(app);
  expect([...failure.matchAll(/^ {3}(\S+) \[([\w-]+)\]/gm)].map(([, role, rule]) => `${role} ${rule}`)).toEqual([
    'One/Role external-id-required', 'Two/Role specific-principal',
  ]);
  for (const id of ['external-id-required', 'specific-principal', 'mfa-required']) {
    Validations.of(app).acknowledge({ id: `SecureTrust::${id}`, reason: 'agreed' });
  }
  expect(failureOf(app)).toBe('');
});

describe('a waiver in the metadata of the resource', () => {
  const waived = (metadata: unknown, reportFile?: string) => {
    const stack = guardedStack({
      reportFile,
      levels: { 'specific-principal': FindingLevel.OFF, 'external-id-required': FindingLevel.OFF },
    });
    const role = new iam.Role(stack, 'Role', { assumedBy: partner() });
    (role.node.defaultChild as CfnResource).addMetadata(WAIVERS_METADATA_KEY, metadata);
    return rulesIn(failureOf(stack));
  };

  test('accepts the finding of its rule, and its reason is in the report', () => {
    const reportFile = path.join(folder, 'waived.json');
    expect(waived(waiversMetadata([{ rule: 'mfa-required', reason: 'a build server' }]), reportFile)).toEqual([]);
    expect(JSON.parse(fs.readFileSync(reportFile, 'utf8'))).toMatchObject({
      roles: [{ findings: [{ ruleId: 'mfa-required', acknowledged: { reason: 'a build server' } }] }],
      counts: { error: 0 },
    });
  });

  test.each([
    ['for another rule', waiversMetadata([{ rule: 'external-id-required', reason: 'agreed' }])],
    ['without a reason', { waivers: [{ rule: 'mfa-required', reason: ' ' }] }],
  ])('%s accepts nothing', (_what, metadata) => {
    expect(waived(metadata)).toEqual(['unsafe-trust-policies', 'mfa-required']);
  });
});

describe('the report file', () => {
  test('contains every role, with location, account and findings', () => {
    const reportFile = path.join(folder, 'new', 'report.json');
    const stack = guardedStack({
      reportFile,
      levels: { 'specific-principal': FindingLevel.WARNING, 'external-id-required': FindingLevel.OFF },
    });
    new iam.Role(stack, 'Role', { assumedBy: partner(), roleName: 'audit' });
    new iam.Role(new NestedStack(stack, 'Nested'), 'Worker', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    expect(failureOf(stack)).not.toBe('');
    const report = JSON.parse(fs.readFileSync(reportFile, 'utf8'));
    expect(report).toEqual({
      schemaVersion: '2',
      tool: { name: 'cdk-secure-trust', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
      roles: [
        {
          source: {
            file: expect.stringMatching(/Stack\.template\.json$/),
            logicalId: expect.stringMatching(/^Role/),
            constructPath: 'Stack/Role/Resource',
            roleName: 'audit',
          },
          account: '111122223333',
          summary: {
            public: false,
            accountWide: true,
            mfaEnforced: false,
            externalIdEnforced: false,
            oidcSubjectEnforced: null,
            serviceSourceEnforced: null,
            satisfiable: true,
          },
          findings: [expect.objectContaining({ ruleId: 'mfa-required', also: ['specific-principal'], level: 'error' })],
        },
        {
          source: {
            file: expect.stringMatching(/\.nested\.template\.json$/),
            logicalId: expect.stringMatching(/^Worker/),
            constructPath: 'Stack/Nested/Worker/Resource',
          },
          account: '111122223333',
          summary: {
            public: false,
            accountWide: false,
            mfaEnforced: null,
            externalIdEnforced: null,
            oidcSubjectEnforced: null,
            serviceSourceEnforced: false,
            satisfiable: true,
          },
          findings: [],
        },
      ],
      counts: { error: 1, warning: 0, info: 0 },
      countsAccepted: { accepted: 0, baseline: 0 },
    });
    expect(Object.keys(report.roles[0].findings[0])).toEqual([
      'ruleId',
      'also',
      'level',
      'severity',
      'status',
      'message',
      'because',
      'statement',
      'witness',
      'fix',
      'fixes',
      'docs',
    ]);
  });

  test('cannot be in the cloud assembly', () => {
    const app = new App({ outdir: path.join(folder, 'assembly') });
    Aspects.of(app).add(new TrustPolicyGuard({ reportFile: path.join(folder, 'assembly', 'report.json') }));
    new Stack(app, 'Stack');
    expect(failureOf(app)).toMatch(
      /report-file: the report was not written: reportFile ".*" is inside the cloud assembly .*: specify a file outside the cloud assembly/,
    );
  });

  test('that cannot be written fails the build', () => {
    const stack = guardedStack({ reportFile: folder });
    expect(failureOf(stack)).toMatch(/report-file: the report was not written: reportFile ".*" cannot be written: .*EISDIR/);
  });

  test('accumulates the stacks of all accounts', () => {
    const reportFile = path.join(folder, 'accounts.json');
    const stack = guardedStack({ reportFile });
    const worker = new iam.ServicePrincipal('lambda.amazonaws.com');
    new iam.Role(stack, 'Role', { assumedBy: worker });
    new iam.Role(new Stack(stack.node.root, 'Second', { env: { account: '222233334444', region: 'eu-west-1' } }), 'Role', {
      assumedBy: worker,
    });
    expect(failureOf(stack)).toBe('');
    expect(failureOf(stack)).toBe('');
    const { roles } = JSON.parse(fs.readFileSync(reportFile, 'utf8'));
    expect(roles.map(({ account }: { account: string }) => account)).toEqual(['111122223333', '222233334444']);
  });
});

test('a deploy-time value is not mistaken for an object that looks like one', () => {
  const stack = guardedStack();
  const hole = { pieces: [{ kind: 'unknown', id: 'Stack Fn::ForEach::Loop', what: 'the values of Fn::ForEach::Loop' }] };
  const roleFor = (principal: unknown) => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: principal } }] };
    return { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document } };
  };
  const loop = ['Arn', { Ref: 'Arns' }, { 'Role${Arn}': roleFor({ Ref: 'Arn' }) }];
  new TemplateFragment(stack, 'Fragment', {
    Parameters: { Arns: { Type: 'CommaDelimitedList' } },
    Resources: { 'Plain': roleFor(hole), 'Fn::ForEach::Loop': loop },
  });
  expect([...failureOf(stack).matchAll(/^ {3}(.*?) \[([\w-]+)\]/gm)].map(([, role, rule]) => `${role} ${rule}`)).toEqual([
    'Stack/Fragment rejected-by-iam', 'Stack/Fragment (Role${Arn}) undecided',
  ]);
});

describe('errors of the guard', () => {
  test('a construct tree without an App is rejected, because the CDK would not validate it', () => {
    const stage = new Stage(undefined as unknown as Construct, 'Lonely');
    Aspects.of(stage).add(new TrustPolicyGuard());
    expect(() => stage.synth()).toThrow("the construct tree of 'Lonely' has no App at its root");
  });

  test('a missing or damaged template is reported, and the other stacks are still checked', () => {
    const app = new App({ outdir: path.join(folder, 'damaged') });
    const guard = new TrustPolicyGuard();
    const stacks = ['Damaged', 'Sound'].map((id) => new Stack(app, id));
    new iam.Role(stacks[1], 'Role', { assumedBy: partner() });
    app.synth();
    const templatePaths = stacks.map(({ templateFile }) => path.join(app.outdir, templateFile));
    fs.writeFileSync(templatePaths[0], '{');
    const { success, violations } = guard.validate({
      appConstruct: app,
      templatePaths,
      stackTemplates: [],
      accountId: undefined,
      region: undefined,
    });
    expect(success).toBe(false);
    expect(violations.map(({ ruleName, severity }) => [ruleName, severity])).toEqual([
      ['internal-error', 'fatal'], ['specific-principal', 'error'], ['unsafe-trust-policies', 'fatal'],
    ]);
    expect(violations[0].description).toMatch(
      /^internal-error: the guard failed on the stack Damaged, so none of its trust policies were checked: /,
    );
  });

  test('a template that belongs to no stack is reported', () => {
    const app = new App();
    new Stack(app, 'Stack');
    app.synth();
    const { success, violations } = new TrustPolicyGuard().validate({
      appConstruct: app,
      templatePaths: [
        path.join(app.outdir, 'Other.template.json'),
      ],
      stackTemplates: [],
      accountId: undefined,
      region: undefined,
    });
    expect(success).toBe(false);
    expect(violations[0].description).toMatch(/^internal-error: .*Other\.template\.json does not belong to a stack of the construct tree/);
  });

  test('a construct that cannot be rendered is undecided, whatever the level of that rule', () => {
    const stack = guardedStack({ undecided: FindingLevel.OFF });
    new Broken(stack, 'Product');
    expect(failureOf(stack)).toMatch(/ERROR undecided: the trust policy cannot be read, because its construct cannot be rendered/);
  });
});

/** A stack without a template file, with a role that throws when it is rendered. */
class Broken extends Stack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    Object.assign(this, { templateFile: `${id}.product.template.json` });
    new iam.CfnRole(this, 'Role', { assumeRolePolicyDocument: 'a text that is no object' });
    this.synthesizer.synthesize = () => { };
  }
}
