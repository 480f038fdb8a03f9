/** Checks roles before CloudFormation or Cloud Control creates or changes them. */
import { Stack, StackProps } from 'aws-cdk-lib';
import { TrustPolicyHook, TrustPolicyHookFailureMode, TrustPolicyHookTarget } from 'cdk-secure-trust';
import { Construct } from 'constructs';

export class HookStack extends Stack {
  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);

    new TrustPolicyHook(this, 'TrustPolicies', {
      // Start with WARN, and change to FAIL when the warnings are dealt with.
      failureMode: TrustPolicyHookFailureMode.WARN,
      targets: [TrustPolicyHookTarget.RESOURCE, TrustPolicyHookTarget.CLOUD_CONTROL, TrustPolicyHookTarget.CHANGE_SET],
    });
  }
}
