/** What a `TrustPolicyHook` deploys. */
import * as fs from 'fs';
import * as path from 'path';
import { App, Aspects, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { deployedFunction, invoke } from './invoke';
import {
  FindingLevel, KnownAccount, TrustPolicyGuard, TrustPolicyHook, TrustPolicyHookFailureMode, TrustPolicyHookProps, TrustPolicyHookTarget,
} from '../../../src';
import { filesOfHandler } from '../../../src/cdk/organization/function-code';
import { OPEN, resourceEvent, SAFE, trusting } from '../../organization/events';
import { quietSynthesis } from '../../quiet-synthesis';

const outdir = quietSynthesis('hook');
let count = 0;

function stackWith(props: TrustPolicyHookProps = {}): Stack {
  count += 1;
  const stack = new Stack(new App({ outdir: path.join(outdir, String(count)) }), 'Security');
  new TrustPolicyHook(stack, 'TrustPolicies', props);
  return stack;
}

const templateWith = (props: TrustPolicyHookProps = {}) => Template.fromStack(stackWith(props));

test('by default, it warns about roles that CloudFormation and Cloud Control create or update', () => {
  const template = templateWith();
  template.resourceCountIs('AWS::CloudFormation::LambdaHook', 1);
  template.hasResourceProperties('AWS::CloudFormation::LambdaHook', {
    Alias: 'Private::SecureTrust::TrustPolicyHook',
    FailureMode: 'WARN',
    HookStatus: 'ENABLED',
    TargetOperations: ['RESOURCE', 'CLOUD_CONTROL'],
    TargetFilters: { TargetNames: ['AWS::IAM::Role'], Actions: ['CREATE', 'UPDATE'], InvocationPoints: ['PRE_PROVISION'] },
    ExecutionRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TrustPoliciesHookRole'), 'Arn'] },
    LambdaFunction: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TrustPoliciesFunction'), 'Arn'] },
  });
  template.hasResourceProperties('AWS::Lambda::Function', {
    Runtime: 'nodejs22.x',
    Handler: 'lib/organization/handler.hook',
    Timeout: 29,
    MemorySize: 512,
    ReservedConcurrentExecutions: Match.absent(),
  });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 90 });
});

test('what it is told', () => {
  const template = templateWith({
    failureMode: TrustPolicyHookFailureMode.FAIL,
    hookName: 'Acme::Security::TrustPolicies',
    targets: Object.values(TrustPolicyHookTarget),
    logRetention: RetentionDays.ONE_WEEK,
    reservedConcurrentExecutions: 5,
  });
  template.hasResourceProperties('AWS::CloudFormation::LambdaHook', {
    Alias: 'Acme::Security::TrustPolicies', FailureMode: 'FAIL', TargetOperations: ['RESOURCE', 'CLOUD_CONTROL'],
  });
  template.hasResourceProperties('AWS::CloudFormation::LambdaHook', {
    Alias: 'Acme::Security::TrustPoliciesStacks',
    FailureMode: 'FAIL',
    TargetOperations: ['STACK', 'CHANGE_SET'],
    TargetFilters: { Actions: ['CREATE', 'UPDATE'], InvocationPoints: ['PRE_PROVISION'] },
  });
  template.hasResourceProperties('AWS::Lambda::Function', { ReservedConcurrentExecutions: 5 });
  template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
});

test('the roles can do what they have to, and nothing else', () => {
  const template = templateWith();
  const statements = Object.values(template.findResources('AWS::IAM::Policy')).flatMap(({ Properties: { PolicyDocument: document } }) => (
    (document as { Statement: { Action: string | string[] }[] }).Statement
  ));
  expect(statements.map(({ Action: action }) => action).sort()).toEqual([
    ['logs:CreateLogStream', 'logs:PutLogEvents'], 'lambda:InvokeFunction',
  ].sort());
  expect(JSON.stringify(statements)).not.toContain('"Resource":"*"');
  template.resourceCountIs('AWS::IAM::Role', 2);
  expect(JSON.stringify(template.toJSON())).not.toContain('ManagedPolicyArns');
});

test('the guard has nothing to say about them', () => {
  const stack = stackWith({ targets: Object.values(TrustPolicyHookTarget) });
  const file = path.join(outdir, 'report.json');
  Aspects.of(stack).add(new TrustPolicyGuard({ reportFile: file }));
  (stack.node.root as App).synth();
  const { roles } = JSON.parse(fs.readFileSync(file, 'utf8')) as { roles: { findings: unknown[] }[] };
  expect(roles.map(({ findings }) => findings)).toEqual([[], []]);
});

describe('the function', () => {
  const vendor = trusting({ AWS: 'arn:aws:iam::444455556666:root' }, {
    Condition: { StringEquals: { 'sts:ExternalId': '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55' } },
  });

  test('contains the handler and what it requires, readable, and nothing of the constructs or of the command', () => {
    const files = filesOfHandler();
    expect(files).toContain('lib/organization/handler.js');
    expect(files).toContain('lib/input/read-yaml.js');
    expect(files.filter((file) => /^lib\/(cdk|cli|explain|diff|remedies)\//.test(file))).toEqual([]);
    const { folder } = deployedFunction(stackWith());
    expect(files.filter((file) => !fs.readFileSync(path.join(folder, file)).equals(fs.readFileSync(file)))).toEqual([]);
    expect(fs.existsSync(path.join(folder, 'node_modules', 'yaml', 'dist', 'index.js'))).toBe(true);
    expect(fs.readdirSync(folder).sort()).toEqual(['LICENSE', 'lib', 'node_modules', 'secure-trust.json']);
  });

  test('answers', () => {
    const deployed = deployedFunction(stackWith());
    expect(invoke(deployed, resourceEvent(SAFE))).toMatchObject({ hookStatus: 'SUCCESS', clientRequestToken: 'token-of-the-request' });
    expect(invoke(deployed, resourceEvent(OPEN))).toMatchObject({ hookStatus: 'FAILED', errorCode: 'NonCompliant' });
    expect(invoke(deployed, {})).toMatchObject({ hookStatus: 'FAILED', errorCode: 'InternalFailure' });
  });

  test.each<[string, TrustPolicyHookProps, string]>([
    ['no settings', {}, 'FAILED'],
    ['accounts', { accounts: [KnownAccount.vendor('444455556666', 'Monitoring Ltd')] }, 'SUCCESS'],
    ['levels', { levels: { 'specific-principal': FindingLevel.OFF, 'mfa-required': FindingLevel.OFF } }, 'SUCCESS'],
  ])('with %s', (_title, props, hookStatus) => {
    expect(invoke(deployedFunction(stackWith(props)), resourceEvent(vendor))).toMatchObject({ hookStatus });
  });

  test('with a settings file', () => {
    const configFile = path.join(outdir, 'settings.json');
    const accounts = [{ id: '444455556666', standing: 'vendor' }];
    fs.writeFileSync(configFile, JSON.stringify({ accounts, organizations: ['o-a1b2c3d4e5'] }));
    const deployed = deployedFunction(stackWith({ configFile, organizations: ['o-f6g7h8i9j0'] }));
    expect(invoke(deployed, resourceEvent(vendor))).toMatchObject({ hookStatus: 'SUCCESS' });
    expect(JSON.parse(fs.readFileSync(path.join(deployed.folder, 'secure-trust.json'), 'utf8'))).toEqual({
      accounts: [{ id: '444455556666', standing: 'vendor' }], organizations: ['o-a1b2c3d4e5', 'o-f6g7h8i9j0'], levels: {}, accept: [],
    });
  });

  test('without its settings, it lets nothing through', () => {
    const deployed = deployedFunction(stackWith());
    const copy = path.join(outdir, 'without-settings');
    fs.cpSync(deployed.folder, copy, { recursive: true });
    fs.rmSync(path.join(copy, 'secure-trust.json'));
    const answered = invoke({ ...deployed, folder: copy }, resourceEvent(SAFE));
    expect(answered).toMatchObject({ hookStatus: 'FAILED', errorCode: 'InternalFailure' });
  });

  test('is the same for the same settings, so that nothing is deployed again', () => {
    const [one, other, different] = [{}, {}, { organizations: ['o-a1b2c3d4e5'] }].map((props) => (
      path.basename(deployedFunction(stackWith(props)).folder)
    ));
    expect(other).toBe(one);
    expect(different).not.toBe(one);
  });
});

test.each<[string, TrustPolicyHookProps, RegExp]>([
  ['a name of two words', { hookName: 'Acme::TrustPolicies' }, /hookName "Acme::TrustPolicies" is not the name of a hook/],
  ['a name of AWS', { hookName: 'aws::Trust::Hook' }, /the first must not begin with AWS/],
  ['a name that is too long', { hookName: `Acme::Trust::${'a'.repeat(59)}` }, /at most 58 characters/],
  ['no targets', { targets: [] }, /targets is empty, so the hook would check nothing/],
  ['another target', { targets: ['STACKS' as TrustPolicyHookTarget] }, /"STACKS" is not a target/],
  ['another rule', { levels: { mfa: FindingLevel.OFF } }, /^Security\/TrustPolicies: 'levels' contains 'mfa', which is not a rule/],
  ['a file that is not there', { configFile: 'nowhere.json' }, /^Security\/TrustPolicies: nowhere\.json: cannot be read/],
])('it refuses %s', (_title, props, message) => {
  expect(() => stackWith(props)).toThrow(message);
});
