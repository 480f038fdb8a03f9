/** What AWS and its tools print when a policy denies the call. The most general ones come last. */
import { AwsText, github, oneOf } from './aws-text';

export const TEXTS_OF_DENIALS: readonly AwsText[] = [
  {
    kind: 'invalid-arn',
    pattern: oneOf(
      /Request ARN is invalid/,
      /at ?roleArn ?failed to satisfy constraint/,
      /minimum field size of 20, \w*Input\.RoleArn/,
    ),
    sample: 'Request ARN is invalid',
    source: github('oktadev/okta-aws-cli-assume-role/issues/307'),
  },
  {
    kind: 'profile-not-found',
    pattern: oneOf(
      /config profile \(.{1,200}?\) could not be found/,
      /Infinite loop in credential configuration/,
      /source profile .{1,200}? (must have credentials|does not exist|not found)/,
    ),
    sample: 'The config profile (prod) could not be found',
    source: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-troubleshooting.html',
  },
  {
    kind: 'service-cannot-assume',
    pattern: oneOf(
      /role defined for the function cannot be assumed by Lambda/,
      /ECS was unable to assume the role/,
      /CodeBuild is not authorized to perform: ?sts:AssumeRole on/,
      /service principal .{1,60}? nor the regional one is authorized to assume the provided role/,
      /(Service|Firehose|API Gateway|CloudFormation|EventBridge|Scheduler|Config)[^.]{0,40} (is|was)? ?(unable|not able) to assume/,
      /execution role you provide must allow AWS EventBridge Scheduler to assume the role/,
      /is invalid or cannot be assumed/,
      /not have permission to assume the role/,
    ),
    sample: 'The role defined for the function cannot be assumed by Lambda.',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html',
  },
  {
    kind: 'not-authorized',
    pattern: /User ?: ?\S+ is not authorized to perform ?:? ?sts:[A-Za-z]+/i,
    sample: 'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: sts:AssumeRole on resource: ' +
      'arn:aws:iam::444455556666:role/Audit',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  },
  {
    kind: 'not-authorized-without-names',
    pattern: /not authorized to perform ?:? ?sts:[A-Za-z]+/i,
    sample: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    source: github('aws-actions/configure-aws-credentials/issues/318'),
  },
  {
    kind: 'cdk-bootstrap-role',
    pattern: oneOf(
      /could not be used to assume/,
      /Could not assume role in target account using current credentials/,
    ),
    sample: 'current credentials could not be used to assume ' +
      "'arn:aws:iam::444455556666:role/cdk-hnb659fds-deploy-role-444455556666-eu-west-1'" +
      ', but are for the right account. Proceeding anyway.',
    source: 'https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-troubleshoot.html',
  },
  {
    kind: 'terraform-cannot-assume',
    pattern: /IAM Role \(\S+\) cannot be assumed|The role \S+ cannot be assumed|Cannot assume IAM Role/i,
    sample: 'IAM Role (arn:aws:iam::444455556666:role/Audit) cannot be assumed.',
    source: github('hashicorp/terraform-provider-aws/issues/42213'),
  },
];
