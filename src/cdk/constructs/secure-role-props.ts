/** The props that secure roles share: those of `iam.Role` besides its trust policy. */
import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';

/** Properties that both secure roles have: what a role can do, and what it is called. */
export interface SecureRoleProps {
  /**
   * The maximum duration of a session: 1 to 12 hours. If the caller is itself a role session (role chaining), 1 hour at most.
   *
   * @default Duration.hours(1)
   */
  readonly maxSessionDuration?: Duration;

  /**
   * The managed policies that are attached to the role.
   *
   * @default - no managed policies
   */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /**
   * The inline policies of the role, by name.
   *
   * @default - no inline policies
   */
  readonly inlinePolicies?: { [name: string]: iam.PolicyDocument };

  /**
   * The permissions boundary of the role.
   *
   * @default - no permissions boundary
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * The path of the role. It starts and ends with a slash.
   *
   * @default /
   */
  readonly path?: string;

  /**
   * The name of the role: 1 to 64 letters, digits and the characters `_+=,.@-`.
   *
   * @default - CloudFormation generates a name. If another account or region of the app refers to the role, the CDK generates it
   */
  readonly roleName?: string;

  /**
   * A description of the role: 1000 characters at most.
   *
   * @default - no description
   */
  readonly description?: string;
}
