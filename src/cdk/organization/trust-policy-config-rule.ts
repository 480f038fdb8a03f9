/** A rule of AWS Config that checks the trust policies of the roles in an account. */
import type * as config from 'aws-cdk-lib/aws-config';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { deployRule } from './doors';
import { TrustPolicyFunctionProps } from './trust-policy-function-props';

/** Properties for a `TrustPolicyConfigRule`. */
export interface TrustPolicyConfigRuleProps extends TrustPolicyFunctionProps {
  /**
   * The name of the rule.
   *
   * @default - CloudFormation generates a name
   */
  readonly configRuleName?: string;

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
}

/**
 * A rule of AWS Config that checks the trust policy of each IAM role in the account, whoever created it: a role is compliant if
 * `TrustPolicyGuard` has no finding at level error about it. The annotation names the worst finding.
 *
 * AWS Config must record `AWS::IAM::Role` in the region of the stack. It records IAM in one region of each account only, so create the
 * rule once for each account.
 *
 * Throws if a prop is not valid, or if the settings file cannot be read or contains a setting that is not valid.
 *
 * @see https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_lambda-functions.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * new TrustPolicyConfigRule(this, 'TrustPolicies', {
 *   accounts: [KnownAccount.vendor('444455556666', 'Monitoring Ltd')],
 * });
 */
export class TrustPolicyConfigRule extends Construct {
  /** The function that evaluates the roles. */
  public readonly handler: lambda.IFunction;
  /** The name of the rule. */
  public readonly configRuleName: string;

  constructor(scope: Construct, id: string, props: TrustPolicyConfigRuleProps = {}) {
    super(scope, id);
    const { handler, configRuleName } = deployRule().deployAccountRule(this, props);
    this.handler = handler;
    this.configRuleName = configRuleName;
  }
}
