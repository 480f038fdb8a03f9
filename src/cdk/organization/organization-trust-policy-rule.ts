/** A rule of AWS Config in every account of an organization, evaluated by one function. */
import type * as config from 'aws-cdk-lib/aws-config';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { deployRule } from './doors';
import { TrustPolicyFunctionProps } from './trust-policy-function-props';

/** Properties for an `OrganizationTrustPolicyRule`. */
export interface OrganizationTrustPolicyRuleProps extends TrustPolicyFunctionProps {
  /**
   * The name of the rule: the names of the rules in the accounts contain it.
   *
   * @default - a name that is made of the path of the construct
   */
  readonly configRuleName?: string;

  /**
   * The accounts whose roles are not evaluated: 12 digits each. Name those in which AWS Config does not record.
   *
   * @default - the roles of all accounts are evaluated
   */
  readonly excludedAccounts?: string[];

  /**
   * How often all roles are evaluated, in addition to when one changes: an acceptance of the settings file can end without any change.
   *
   * AWS Config bills each evaluation of each role: with many roles, this is most of what a rule costs.
   *
   * @see https://github.com/cdk-secure-trust/cdk-secure-trust/blob/main/docs/scale.md
   *
   * @default - roles are evaluated when the rule is created and when they change
   */
  readonly maximumExecutionFrequency?: config.MaximumExecutionFrequency;

  /**
   * The name of the role that the function assumes in the other accounts, to report evaluations there.
   *
   * The role is not part of this stack: `memberRoleTemplate` is its template.
   *
   * @default cdk-secure-trust-evaluations
   */
  readonly memberRoleName?: string;
}

/**
 * A rule of AWS Config in every account of the organization, which checks the trust policy of each IAM role. One function, in this account,
 * evaluates all of them.
 *
 * Deploy it in the management account of the organization or in a delegated administrator of AWS Config, and deploy `memberRoleTemplate` in
 * all other accounts first: AWS Config takes evaluations only from the account that they are about.
 *
 * Throws if a prop is not valid, or if the settings file cannot be read or contains a setting that is not valid.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/config-rule-multi-account-deployment.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * const rule = new OrganizationTrustPolicyRule(this, 'TrustPolicies', { organizations: ['o-a1b2c3d4e5'] });
 * new CfnStackSet(this, 'MemberRoles', {
 *   stackSetName: 'trust-policy-evaluations',
 *   permissionModel: 'SERVICE_MANAGED',
 *   autoDeployment: { enabled: true, retainStacksOnAccountRemoval: false },
 *   capabilities: ['CAPABILITY_NAMED_IAM'],
 *   stackInstancesGroup: [{ regions: ['us-east-1'], deploymentTargets: { organizationalUnitIds: ['r-ab12'] } }],
 *   templateBody: rule.memberRoleTemplate,
 * });
 */
export class OrganizationTrustPolicyRule extends Construct {
  /** The function that evaluates the roles. */
  public readonly handler: lambda.IFunction;
  /** The name of the rule. */
  public readonly configRuleName: string;
  /**
   * The template, as JSON, of the role that the function assumes in the other accounts. Only this function can assume it, and only within
   * the organization. It can read the roles that AWS Config recorded, and report evaluations.
   */
  public readonly memberRoleTemplate: string;

  constructor(scope: Construct, id: string, props: OrganizationTrustPolicyRuleProps = {}) {
    super(scope, id);
    const { handler, configRuleName, memberRoleTemplate } = deployRule().deployOrganizationRule(this, props);
    this.handler = handler;
    this.configRuleName = configRuleName;
    this.memberRoleTemplate = memberRoleTemplate;
  }
}
