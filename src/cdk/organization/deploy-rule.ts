/** Deploys the function of an AWS Config rule, what it may do, and the rule. */
import { Aws, Duration, Names, Stack, Token } from 'aws-cdk-lib';
import { CfnConfigRule, CfnOrganizationConfigRule } from 'aws-cdk-lib/aws-config';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { OrganizationTrustPolicyRuleProps } from './organization-trust-policy-rule';
import { TrustPolicyConfigRuleProps } from './trust-policy-config-rule';
import { trustPolicyFunction } from './trust-policy-function';
import { MEMBER_ROLE_VARIABLE } from '../../organization/member-role-variable';
import { show, ValidationError } from '../constructs/validation-error';

export interface DeployedRule {
  readonly handler: lambda.Function;
  readonly configRuleName: string;
}

export interface DeployedOrganizationRule extends DeployedRule {
  readonly memberRoleTemplate: string;
}

const ROLES = ['AWS::IAM::Role'];
const CHANGES = ['ConfigurationItemChangeNotification', 'OversizedConfigurationItemChangeNotification'];
const SCHEDULE = 'ScheduledNotification';
const AWS_CONFIG = new iam.ServicePrincipal('config.amazonaws.com');
/** A scheduled evaluation can be about thousands of roles. */
const TIMEOUT = Duration.minutes(10);
/** AWS Config does not let permissions for these name a resource. */
const EVALUATION = ['config:PutEvaluations', 'config:GetResourceConfigHistory', 'config:SelectResourceConfig'];
const DESCRIPTION = 'Trust policies of IAM roles let in only who should be let in (cdk-secure-trust)';

export function deployAccountRule(scope: Construct, props: TrustPolicyConfigRuleProps): DeployedRule {
  const handler = trustPolicyFunction(scope, props, {
    where: scope.node.path,
    handler: 'configRule',
    description: 'Evaluates trust policies for an AWS Config rule (cdk-secure-trust)',
    timeout: TIMEOUT,
    permissions: [evaluationStatement()],
  });
  handler.addPermission('AwsConfig', { principal: AWS_CONFIG, sourceAccount: Stack.of(scope).account });
  const { maximumExecutionFrequency } = props;
  const rule = new CfnConfigRule(scope, 'Rule', {
    configRuleName: props.configRuleName,
    description: DESCRIPTION,
    scope: { complianceResourceTypes: ROLES },
    source: {
      owner: 'CUSTOM_LAMBDA',
      sourceIdentifier: handler.functionArn,
      sourceDetails: [
        ...CHANGES.map((messageType) => ({ eventSource: 'aws.config', messageType })),
        ...maximumExecutionFrequency ? [{ eventSource: 'aws.config', messageType: SCHEDULE, maximumExecutionFrequency }] : [],
      ],
    },
  });
  rule.node.addDependency(handler);
  return { handler, configRuleName: rule.ref };
}

export function deployOrganizationRule(scope: Construct, props: OrganizationTrustPolicyRuleProps): DeployedOrganizationRule {
  const memberRoleName = roleName(scope, props.memberRoleName ?? 'cdk-secure-trust-evaluations');
  const excludedAccounts = accountIds(scope, props.excludedAccounts);
  const handler = trustPolicyFunction(scope, props, {
    where: scope.node.path,
    handler: 'configRule',
    description: 'Evaluates trust policies for the AWS Config rules of an organization (cdk-secure-trust)',
    timeout: TIMEOUT,
    permissions: [evaluationStatement(), memberRoleStatement(memberRoleName)],
    environment: { [MEMBER_ROLE_VARIABLE]: memberRoleName },
  });
  // AWS Config calls from every account. The function reports only to accounts of the organization: see `memberRoleStatement`.
  handler.addPermission('AwsConfig', { principal: AWS_CONFIG });
  const configRuleName = props.configRuleName ?? Names.uniqueResourceName(scope, { maxLength: 64, separator: '-' });
  const { maximumExecutionFrequency } = props;
  const rule = new CfnOrganizationConfigRule(scope, 'Rule', {
    organizationConfigRuleName: configRuleName,
    excludedAccounts,
    organizationCustomRuleMetadata: {
      description: DESCRIPTION,
      lambdaFunctionArn: handler.functionArn,
      organizationConfigRuleTriggerTypes: maximumExecutionFrequency ? [...CHANGES, SCHEDULE] : CHANGES,
      maximumExecutionFrequency,
      resourceTypesScope: ROLES,
    },
  });
  rule.node.addDependency(handler);
  return { handler, configRuleName, memberRoleTemplate: memberRoleTemplate(scope, memberRoleName, handler) };
}

function evaluationStatement(): iam.PolicyStatement {
  return new iam.PolicyStatement({ actions: EVALUATION, resources: ['*'] });
}

/** Whoever may invoke the function cannot make it assume a role of a stranger. */
function memberRoleStatement(memberRoleName: string): iam.PolicyStatement {
  return new iam.PolicyStatement({
    actions: ['sts:AssumeRole'],
    resources: [`arn:${Aws.PARTITION}:iam::*:role/${memberRoleName}`],
    conditions: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
  });
}

function memberRoleTemplate(scope: Construct, memberRoleName: string, { role }: lambda.Function): string {
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: role!.roleArn },
    Condition: { StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } },
  };
  const permissions = { Effect: 'Allow', Action: EVALUATION, Resource: '*' };
  return Stack.of(scope).toJsonString({
    Description: 'Lets cdk-secure-trust report whether the trust policies of this account are compliant',
    Resources: {
      Role: {
        Type: 'AWS::IAM::Role',
        Properties: {
          RoleName: memberRoleName,
          Description: 'Assumed by the function of the organization rule of cdk-secure-trust',
          AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
          Policies: [{ PolicyName: 'Evaluations', PolicyDocument: { Version: '2012-10-17', Statement: [permissions] } }],
        },
      },
    },
  });
}

function roleName(scope: Construct, name: string): string {
  if (Token.isUnresolved(name) || /^[\w+=,.@-]{1,64}$/.test(name)) return name;
  throw new ValidationError(
    scope.node.path, `memberRoleName ${show(name)} is not a role name. Write 1 to 64 letters, digits and _+=,.@-, without a path.`,
  );
}

function accountIds(scope: Construct, accounts: readonly string[] | undefined): string[] | undefined {
  const wrong = accounts?.find((account) => !Token.isUnresolved(account) && !/^\d{12}$/.test(account));
  if (wrong === undefined) return accounts && [...accounts];
  throw new ValidationError(scope.node.path, `excludedAccounts contains ${show(wrong)}, which is not an account ID. Write 12 digits.`);
}
