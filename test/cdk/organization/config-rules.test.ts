/** What the rules of AWS Config deploy: one for an account, one for an organization. */
import * as fs from 'fs';
import * as path from 'path';
import { App, Aspects, CfnStackSet, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { MaximumExecutionFrequency } from 'aws-cdk-lib/aws-config';
import { deployedFunction, invoke } from './invoke';
import { OrganizationTrustPolicyRule, OrganizationTrustPolicyRuleProps, TrustPolicyConfigRule, TrustPolicyGuard } from '../../../src';
import { runCommand } from '../../cli/run-command';
import { quietSynthesis } from '../../quiet-synthesis';

const outdir = quietSynthesis('rules');
let count = 0;

function newStack(env?: { readonly account: string; readonly region: string }): Stack {
  count += 1;
  return new Stack(new App({ outdir: path.join(outdir, String(count)) }), 'Security', { env });
}

function findingsOfGuard(stack: Stack): unknown[] {
  const file = path.join(outdir, `report-${count}.json`);
  Aspects.of(stack).add(new TrustPolicyGuard({ reportFile: file }));
  (stack.node.root as App).synth();
  const { roles, unseen } = JSON.parse(fs.readFileSync(file, 'utf8')) as { roles: { findings: unknown[] }[]; unseen?: unknown[] };
  expect(unseen).toBeUndefined();
  return roles.map(({ findings }) => findings);
}

const CHANGES = ['ConfigurationItemChangeNotification', 'OversizedConfigurationItemChangeNotification'];
const EVALUATION = ['config:PutEvaluations', 'config:GetResourceConfigHistory', 'config:SelectResourceConfig'];

describe('TrustPolicyConfigRule', () => {
  test('evaluates roles when they change', () => {
    const stack = newStack();
    new TrustPolicyConfigRule(stack, 'TrustPolicies');
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Config::ConfigRule', {
      ConfigRuleName: Match.absent(),
      Scope: { ComplianceResourceTypes: ['AWS::IAM::Role'] },
      Source: {
        Owner: 'CUSTOM_LAMBDA',
        SourceIdentifier: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TrustPoliciesFunction'), 'Arn'] },
        SourceDetails: CHANGES.map((MessageType) => ({ EventSource: 'aws.config', MessageType })),
      },
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'config.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' }, Action: 'lambda:InvokeFunction',
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([{ Effect: 'Allow', Action: EVALUATION, Resource: '*' }]) },
    });
  });

  test('the guard has nothing to say about its role', () => {
    const stack = newStack();
    new TrustPolicyConfigRule(stack, 'TrustPolicies');
    expect(findingsOfGuard(stack)).toEqual([[]]);
  });

  test('evaluates all roles on schedule, if it is told to', () => {
    const stack = newStack();
    const rule = new TrustPolicyConfigRule(stack, 'TrustPolicies', {
      configRuleName: 'trust-policies', maximumExecutionFrequency: MaximumExecutionFrequency.TWENTY_FOUR_HOURS,
    });
    expect(stack.resolve(rule.configRuleName)).toEqual({ Ref: expect.stringMatching(/^TrustPoliciesRule/) });
    Template.fromStack(stack).hasResourceProperties('AWS::Config::ConfigRule', {
      ConfigRuleName: 'trust-policies',
      Source: {
        SourceDetails: Match.arrayWith([
          { EventSource: 'aws.config', MessageType: 'ScheduledNotification', MaximumExecutionFrequency: 'TwentyFour_Hours' },
        ]),
      },
    });
  });

  test('its function evaluates the roles of its own account only', () => {
    const stack = newStack();
    new TrustPolicyConfigRule(stack, 'TrustPolicies');
    const deployed = deployedFunction(stack);
    expect(deployed.handler).toBe('lib/organization/handler.configRule');
    const invokingEvent = JSON.stringify({ messageType: 'ScheduledNotification', notificationCreationTime: '2026-11-27T12:00:00Z' });
    const event = { invokingEvent, resultToken: 'token' };
    expect(invoke(deployed, { ...event, accountId: '111122223333' })).toEqual({
      error: 'the event is about account 111122223333, and this rule evaluates account 123456789012 only',
    });
    // The AWS SDK is part of the runtime of AWS Lambda, and not of the function.
    expect(invoke(deployed, { ...event, accountId: '123456789012' })).toEqual({
      error: expect.stringMatching(/^Cannot find module '@aws-sdk\/client-config-service'/),
    });
  });
});

describe('OrganizationTrustPolicyRule', () => {
  const MANAGEMENT = { account: '999988887777', region: 'us-east-1' };
  const withRule = (props?: OrganizationTrustPolicyRuleProps, env?: typeof MANAGEMENT) => {
    const stack = newStack(env);
    return { stack, rule: new OrganizationTrustPolicyRule(stack, 'TrustPolicies', props) };
  };

  test('evaluates the roles of every account when they change', () => {
    const { stack, rule } = withRule({ excludedAccounts: ['111122223333'] });
    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Config::OrganizationConfigRule', {
      OrganizationConfigRuleName: rule.configRuleName,
      ExcludedAccounts: ['111122223333'],
      OrganizationCustomRuleMetadata: {
        LambdaFunctionArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TrustPoliciesFunction'), 'Arn'] },
        OrganizationConfigRuleTriggerTypes: CHANGES,
        ResourceTypesScope: ['AWS::IAM::Role'],
        MaximumExecutionFrequency: Match.absent(),
      },
    });
    template.hasResourceProperties('AWS::Lambda::Permission', { Principal: 'config.amazonaws.com', SourceAccount: Match.absent() });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { CDK_SECURE_TRUST_MEMBER_ROLE: 'cdk-secure-trust-evaluations' } },
    });
  });

  test('on schedule, if it is told to', () => {
    const { stack } = withRule({ configRuleName: 'trust', maximumExecutionFrequency: MaximumExecutionFrequency.TWELVE_HOURS });
    Template.fromStack(stack).hasResourceProperties('AWS::Config::OrganizationConfigRule', {
      OrganizationConfigRuleName: 'trust',
      OrganizationCustomRuleMetadata: {
        OrganizationConfigRuleTriggerTypes: [...CHANGES, 'ScheduledNotification'], MaximumExecutionFrequency: 'Twelve_Hours',
      },
    });
  });

  test('its function can assume the role of the other accounts, within the organization only', () => {
    const { stack } = withRule({ memberRoleName: 'trust-evaluations' });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([{
          Effect: 'Allow',
          Action: 'sts:AssumeRole',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::*:role/trust-evaluations']] },
          Condition: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
        }]),
      },
    });
  });

  test.each([['with the account', MANAGEMENT], ['without an account', undefined]])(
    'the guard has nothing to say about its roles, nor about those of the stack set: a stack %s',
    (_title, env) => {
      const { stack, rule } = withRule({}, env);
      new CfnStackSet(stack, 'MemberRoles', {
        stackSetName: 'evaluations', permissionModel: 'SERVICE_MANAGED', templateBody: rule.memberRoleTemplate,
      });
      expect(findingsOfGuard(stack)).toEqual([[], []]);
    },
  );

  test('the template of the other accounts is a template with one role, in which the command finds nothing', () => {
    const { stack, rule } = withRule({}, MANAGEMENT);
    const written = stack.resolve(rule.memberRoleTemplate) as { 'Fn::Join': [string, (string | object)[]] };
    const roleArn = `arn:aws:iam::${MANAGEMENT.account}:role/Function`;
    const text = written['Fn::Join'][1].map((piece) => (typeof piece === 'string' ? piece : roleArn));
    const file = path.join(outdir, 'member-role.json');
    fs.writeFileSync(file, text.join(''));
    const { status, stdout } = runCommand(['check', file, '--account', '111122223333', '--format', 'json']);
    expect({ status, roles: (JSON.parse(stdout) as { roles: { findings: unknown[] }[] }).roles.map(({ findings }) => findings) })
      .toEqual({ status: 0, roles: [[]] });
  });

  test.each<[string, OrganizationTrustPolicyRuleProps, RegExp]>([
    ['a role with a path', { memberRoleName: 'audit/evaluations' }, /memberRoleName "audit\/evaluations" is not a role name/],
    ['an account that is none', { excludedAccounts: ['12345'] }, /excludedAccounts contains "12345", which is not an account ID/],
  ])('it refuses %s', (_title, props, message) => expect(() => withRule(props)).toThrow(message));
});
