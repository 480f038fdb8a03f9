/** Which services should be required to say on whose behalf they assume a role. */
import { ROLES_ANYWHERE } from '../../evaluation/service-callers';

/**
 * Services that act on what customers of any account configure, and that send `aws:SourceAccount` and `aws:SourceArn` when they assume a
 * role: AWS shows trust policies with these keys for each. Read on 2026-11-24.
 *
 * AWS publishes no list of the services that send the keys, and a condition on a key that is not sent locks the service out. So a service
 * is listed only if its own documentation says so. Left out although such a page exists:
 * - `iot.amazonaws.com` (https://docs.aws.amazon.com/iot/latest/developerguide/cross-service-confused-deputy-prevention.html): the CDK's
 *   own constructs for rule actions create a role without conditions, which cannot be changed from outside;
 * - `codebuild.amazonaws.com`: the same for its `Project`, and the only source is an issue
 *   (https://github.com/aws-solutions/aws-control-tower-customizations/issues/226);
 * - `rolesanywhere.amazonaws.com`: it has its own rule, `roles-anywhere-anchor`.
 *
 * Reported not to send the keys, so that a condition breaks the role: eks, ec2, cloudtrail (to CloudWatch Logs), elastictranscoder. Never
 * required of: ec2, lambda and ecs-tasks, whose roles belong to code of the role's own account.
 */
export const CONFUSABLE_SERVICES: ReadonlyMap<string, string> = new Map([
  ['personalize.amazonaws.com', 'https://docs.aws.amazon.com/personalize/latest/dg/cross-service-confused-deputy-prevention.html'],
  ['appstream.amazonaws.com', 'https://docs.aws.amazon.com/appstream2/latest/developerguide/confused-deputy.html'],
  ['frauddetector.amazonaws.com', 'https://docs.aws.amazon.com/frauddetector/latest/ug/confused-deputy-prevention.html'],
]);

/** Is a role that the service can assume without a condition on the source reported, by whichever rule? */
export function mustSaySource(service: string): boolean {
  return CONFUSABLE_SERVICES.has(service) || service === ROLES_ANYWHERE;
}

/**
 * Constructs of the CDK create roles for these with a statement that restricts the source and another one that does not: an upstream
 * defect.
 */
export const ROLES_MADE_BY_CDK: ReadonlySet<string> = new Set(['bedrock-agentcore.amazonaws.com']);
