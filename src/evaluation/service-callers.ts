/**
 * What AWS documents of single services when they assume a role: the side actions that their sessions always need, and the keys that they
 * never send. Read on 2026-11-27. A service that is in no table is one of which nobody says it: it may do either.
 *
 * - https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html (three actions in the trust policy)
 * - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html (session tags, which an association can switch off)
 * - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html (what an ExternalId is for)
 */
import type { SideAction } from './assume-role-request';

export const ROLES_ANYWHERE = 'rolesanywhere.amazonaws.com';
export const POD_IDENTITY = 'pods.eks.amazonaws.com';

const NO_SIDE_ACTIONS: readonly SideAction[] = [];

/** Roles Anywhere makes session tags of the certificate and sets its subject as source identity, whatever the policy asks for. */
const ALWAYS_USED: ReadonlyMap<string, readonly SideAction[]> = new Map([[ROLES_ANYWHERE, ['sts:TagSession', 'sts:SetSourceIdentity']]]);

/** The side actions without which the service cannot assume any role. */
export function sideActionsOfService(service: string): readonly SideAction[] {
  return ALWAYS_USED.get(service) ?? NO_SIDE_ACTIONS;
}

/** These assume roles that their own configuration names, and no field of it takes an ExternalId. */
const SEND_NO_EXTERNAL_ID: ReadonlySet<string> = new Set([
  'apigateway', 'application-autoscaling', 'autoscaling', 'batch', 'cloudformation', 'codebuild', 'codedeploy', 'codepipeline', 'ec2',
  'ecs', 'ecs-tasks', 'edgelambda', 'eks', 'eks-fargate-pods', 'events', 'glue', 'lambda', 'monitoring.rds', 'pipes', 'pods.eks',
  'rolesanywhere', 'scheduler', 'spotfleet', 'ssm', 'states', 'vpc-flow-logs',
]);

/**
 * Services known to send an ExternalId - the value of `SmsConfiguration.ExternalId`, or the account that the call is for: cognito-idp,
 * firehose, ses. They need no table: like all services of which nothing is said, they may send one.
 */
export function sendsNoExternalId(service: string): boolean {
  return SEND_NO_EXTERNAL_ID.has(nameOf(service));
}

/** Resources of CloudWatch Logs, S3 and API Gateway have ARNs that hold `*`, as in `log-group:NAME:*`, and these services send them. */
const ARNS_WITH_WILDCARDS = /(^|\.)(logs|s3|apigateway|cloudwatch)(\.|$)/;

/** May `aws:SourceArn` hold `*` or `?` as a plain character, in requests of this service? */
export function sendsArnsWithWildcards(service: string | undefined): boolean {
  return service === undefined || ARNS_WITH_WILDCARDS.test(nameOf(service));
}

const OF_A_SERVICE = /^([a-z0-9.-]+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/;

/** `states` of `states.eu-west-1.amazonaws.com`, `pods.eks` of `pods.eks.amazonaws.com`. */
function nameOf(service: string): string {
  return OF_A_SERVICE.exec(service)?.[1] ?? service;
}
