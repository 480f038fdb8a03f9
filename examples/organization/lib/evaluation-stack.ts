/** Evaluates the roles of every account with AWS Config. */
import { CfnStackSet, Stack, StackProps } from 'aws-cdk-lib';
import { MaximumExecutionFrequency } from 'aws-cdk-lib/aws-config';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { OrganizationTrustPolicyRule } from 'cdk-secure-trust';
import { Construct } from 'constructs';
import { ORGANIZATIONAL_UNITS, REGION } from './organization';

export class EvaluationStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    const rule = new OrganizationTrustPolicyRule(this, 'TrustPolicies', {
      configRuleName: 'trust-policies',
      maximumExecutionFrequency: MaximumExecutionFrequency.TWENTY_FOUR_HOURS,
      logRetention: RetentionDays.ONE_MONTH,
      reservedConcurrentExecutions: 20,
    });

    // The role with which the function reports to the account that it evaluates.
    new CfnStackSet(this, 'MemberRoles', {
      stackSetName: 'trust-policy-evaluations',
      description: 'Lets cdk-secure-trust report evaluations to AWS Config',
      permissionModel: 'SERVICE_MANAGED',
      callAs: 'DELEGATED_ADMIN',
      autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
      capabilities: ['CAPABILITY_NAMED_IAM'],
      stackInstancesGroup: [{ regions: [REGION], deploymentTargets: { organizationalUnitIds: ORGANIZATIONAL_UNITS } }],
      templateBody: rule.memberRoleTemplate,
    });
  }
}
