/** Deploys the function of a `TrustPolicyHook`, the role that CloudFormation invokes it with, and the hooks. */
import { CfnLambdaHook, Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { trustPolicyFunction } from './trust-policy-function';
import { TrustPolicyHookFailureMode, TrustPolicyHookProps, TrustPolicyHookTarget } from './trust-policy-hook';
import { show, ValidationError } from '../constructs/validation-error';

const DEFAULT_NAME = 'Private::SecureTrust::TrustPolicyHook';
const RESOURCES: readonly TrustPolicyHookTarget[] = [TrustPolicyHookTarget.RESOURCE, TrustPolicyHookTarget.CLOUD_CONTROL];
/** Deleting a role, or a stack, lets nobody in. */
const ACTIONS = ['CREATE', 'UPDATE'];

export function deployHook(scope: Construct, props: TrustPolicyHookProps): lambda.Function {
  const name = hookName(scope, props.hookName ?? DEFAULT_NAME);
  const targets = targetsOf(scope, props.targets);
  const handler = trustPolicyFunction(scope, props, {
    where: scope.node.path,
    handler: 'hook',
    description: 'Checks trust policies for a CloudFormation hook (cdk-secure-trust)',
    // CloudFormation waits for 30 seconds.
    timeout: Duration.seconds(29),
    permissions: [],
  });
  const executionRole = new iam.Role(scope, 'HookRole', {
    assumedBy: new iam.ServicePrincipal('hooks.cloudformation.amazonaws.com'),
    description: `Lets the hook ${name} invoke its function`,
  });
  executionRole.addToPolicy(new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [handler.functionArn] }));
  const hookProps = {
    executionRole: executionRole.roleArn,
    lambdaFunction: handler.functionArn,
    failureMode: props.failureMode ?? TrustPolicyHookFailureMode.WARN,
    hookStatus: 'ENABLED',
  };
  const deploy = (id: string, alias: string, operations: TrustPolicyHookTarget[], filters: object) => {
    if (operations.length === 0) return;
    const hook = new CfnLambdaHook(scope, id, { ...hookProps, alias, targetOperations: operations });
    // Not `Targets`, which the type of the CDK demands: the schema of the resource takes that for both of its kinds of filters.
    hook.addPropertyOverride('TargetFilters', { ...filters, Actions: ACTIONS, InvocationPoints: ['PRE_PROVISION'] });
    hook.node.addDependency(executionRole.node.findChild('DefaultPolicy'));
  };
  deploy('Hook', name, targets.filter((target) => RESOURCES.includes(target)), { TargetNames: ['AWS::IAM::Role'] });
  deploy('StackHook', `${name}Stacks`, targets.filter((target) => !RESOURCES.includes(target)), {});
  return handler;
}

/** See https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-lambdahook.html */
function hookName(scope: Construct, name: string): string {
  if (Token.isUnresolved(name) || /^(?!aws)[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,64}::[A-Za-z0-9]{2,58}$/i.test(name)) return name;
  throw new ValidationError(
    scope.node.path,
    `hookName ${show(name)} is not the name of a hook. Write three words of letters and digits, such as '${DEFAULT_NAME}'; `
    + 'the first must not begin with AWS, and the last has at most 58 characters.',
  );
}

function targetsOf(scope: Construct, targets: readonly TrustPolicyHookTarget[] = RESOURCES): readonly TrustPolicyHookTarget[] {
  const all = Object.values(TrustPolicyHookTarget);
  const wrong = targets.find((target) => !all.includes(target));
  if (wrong !== undefined) throw new ValidationError(scope.node.path, `${show(wrong)} is not a target. Write ${all.join(', ')}.`);
  if (targets.length === 0) throw new ValidationError(scope.node.path, 'targets is empty, so the hook would check nothing. Leave it out.');
  return [...new Set(targets)];
}
