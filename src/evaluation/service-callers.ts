/**
 * What AWS documents about individual services when they assume a role: the side actions that they always need, and the keys that they
 * never send. Read on 2026-11-27. For a service in none of the tables, nothing is assumed.
 *
 * - https://docs.aws.amazon.com/rolesanywhere/latest/userguide/trust-model.html (three actions in the trust policy)
 * - https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html (session tags, which an association can switch off)
 * - https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html (what an ExternalId is for)
 */
import type { SideAction } from './assume-role-request';

export const ROLES_ANYWHERE = 'rolesanywhere.amazonaws.com';
export const POD_IDENTITY = 'pods.eks.amazonaws.com';

const NO_SIDE_ACTIONS: readonly SideAction[] = [];

/** Roles Anywhere always passes attributes of the certificate as session tags and its subject as source identity. */
const ALWAYS_USED: ReadonlyMap<string, readonly SideAction[]> = new Map([[ROLES_ANYWHERE, ['sts:TagSession', 'sts:SetSourceIdentity']]]);

/** The side actions without which the service cannot assume any role. */
export function sideActionsOfService(service: string): readonly SideAction[] {
  return ALWAYS_USED.get(service) ?? NO_SIDE_ACTIONS;
}

/** Services that assume roles named in their own configuration, which has no field for an ExternalId. */
const SEND_NO_EXTERNAL_ID: ReadonlySet<string> = new Set([
  'apigateway', 'application-autoscaling', 'autoscaling', 'batch', 'cloudformation', 'codebuild', 'codedeploy', 'codepipeline', 'ec2',
  'ecs', 'ecs-tasks', 'edgelambda', 'eks', 'eks-fargate-pods', 'events', 'glue', 'lambda', 'monitoring.rds', 'pipes', 'pods.eks',
  'rolesanywhere', 'scheduler', 'spotfleet', 'ssm', 'states', 'vpc-flow-logs',
]);

/**
 * Some services are known to send an ExternalId - the value of `SmsConfiguration.ExternalId`, or the account that the call is for:
 * cognito-idp, firehose, ses. They need no table: every service that is not listed may send one.
 */
export function sendsNoExternalId(service: string): boolean {
  return SEND_NO_EXTERNAL_ID.has(serviceName(service));
}

/** ARNs of CloudWatch Logs, S3 and API Gateway may contain `*`, as in `log-group:NAME:*`, and these services send them. */
const ARNS_WITH_WILDCARDS = /(^|\.)(logs|s3|apigateway|cloudwatch)(\.|$)/;

/** May `aws:SourceArn` contain `*` or `?` as a plain character in requests from this service? */
export function sendsArnsWithWildcards(service: string | undefined): boolean {
  return service === undefined || ARNS_WITH_WILDCARDS.test(serviceName(service));
}

const OF_A_SERVICE = /^([a-z0-9.-]+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.amazonaws\.com(?:\.cn)?$/;

/** `states` of `states.eu-west-1.amazonaws.com`, `pods.eks` of `pods.eks.amazonaws.com`. */
function serviceName(service: string): string {
  return OF_A_SERVICE.exec(service)?.[1] ?? service;
}
