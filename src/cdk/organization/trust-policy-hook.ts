/** A CloudFormation hook that checks trust policies before roles are created or changed. */
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { deployHook } from './doors';
import { TrustPolicyFunctionProps } from './trust-policy-function-props';

/**
 * What becomes of an operation with a role that is not safe, or that could not be checked.
 *
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/hooks-concepts.html#hook-terms-failure-mode
 */
export enum TrustPolicyHookFailureMode {
  /** The operation goes on, with a warning. */
  WARN = 'WARN',
  /** The operation does not go on. */
  FAIL = 'FAIL',
}

/**
 * An operation that a hook checks.
 *
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/lambda-hooks-create-lambda-function.html
 */
export enum TrustPolicyHookTarget {
  /** CloudFormation creates or updates a role. All values of its trust policy are known. */
  RESOURCE = 'RESOURCE',
  /** AWS Cloud Control API creates or updates a role, as Terraform's `awscc` provider does. */
  CLOUD_CONTROL = 'CLOUD_CONTROL',
  /** A stack is created or updated, before its first resource is. What the template leaves to the deployment is not known yet. */
  STACK = 'STACK',
  /** A change set is created. Most values are known. */
  CHANGE_SET = 'CHANGE_SET',
}

/** Properties for a `TrustPolicyHook`. */
export interface TrustPolicyHookProps extends TrustPolicyFunctionProps {
  /**
   * What becomes of an operation with a role that is not safe, or that could not be checked.
   *
   * @default TrustPolicyHookFailureMode.WARN
   */
  readonly failureMode?: TrustPolicyHookFailureMode;

  /**
   * The operations to check.
   *
   * @default - `RESOURCE` and `CLOUD_CONTROL`
   */
  readonly targets?: TrustPolicyHookTarget[];

  /**
   * The name of the hook, `Name1::Name2::Name3`. It has to be unique in the account and region.
   *
   * The targets `STACK` and `CHANGE_SET` have a hook of their own, because a filter for roles would leave them out. Its name
   * ends in `Stacks`.
   *
   * @default Private::SecureTrust::TrustPolicyHook
   */
  readonly hookName?: string;
}

/**
 * A CloudFormation hook that checks the trust policies of IAM roles before they are created or changed, in this account and region.
 *
 * It decides as `TrustPolicyGuard` does, but for every stack and for Cloud Control, however their templates were written. The message names
 * the worst finding, a request that is allowed, and the fix. A role that cannot be checked is never called safe: the hook answers with an
 * internal failure, and `failureMode` decides what becomes of the operation.
 *
 * Throws if a prop is not valid, or if the settings file cannot be read or contains a setting that is not valid.
 *
 * @see https://docs.aws.amazon.com/cloudformation-cli/latest/hooks-userguide/lambda-hooks.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * new TrustPolicyHook(this, 'TrustPolicies', {
 *   accounts: [KnownAccount.own('111122223333', 'tooling')],
 *   failureMode: TrustPolicyHookFailureMode.FAIL,
 * });
 */
export class TrustPolicyHook extends Construct {
  /** The function that checks the roles. */
  public readonly handler: lambda.IFunction;

  constructor(scope: Construct, id: string, props: TrustPolicyHookProps = {}) {
    super(scope, id);
    this.handler = deployHook().deployHook(this, props);
  }
}
