/** The function that checks trust policies, and the role that it runs as: it can write its own log, and what the caller adds. */
import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { functionCode } from './function-code';
import { TrustPolicyFunctionProps } from './trust-policy-function-props';
import { judgingSettings } from '../guard/guard-settings';

export interface FunctionOptions {
  /** The construct, for messages. */
  readonly where: string;
  /** The exported function of `organization/handler.ts`. */
  readonly handler: 'hook' | 'configRule';
  readonly description: string;
  readonly timeout: Duration;
  readonly permissions: readonly iam.PolicyStatement[];
  readonly environment?: Record<string, string>;
}

/** Measured: the handler needs 60 MB. The more memory a function has, the more CPU time it gets (docs/organization.md). */
const MEMORY_SIZE = 512;

export function trustPolicyFunction(scope: Construct, props: TrustPolicyFunctionProps, options: FunctionOptions): lambda.Function {
  const { where, handler, description, timeout, permissions, environment } = options;
  const logGroup = new logs.LogGroup(scope, 'Log', { retention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS });
  const role = new iam.Role(scope, 'FunctionRole', {
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    description: `What the function of ${scope.node.path} can do`,
  });
  logGroup.grantWrite(role);
  permissions.forEach((statement) => role.addToPolicy(statement));
  return new lambda.Function(scope, 'Function', {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: `lib/organization/handler.${handler}`,
    code: functionCode(judgingSettings(where, props)),
    role,
    logGroup,
    description,
    timeout,
    environment,
    memorySize: MEMORY_SIZE,
    reservedConcurrentExecutions: props.reservedConcurrentExecutions,
  });
}
