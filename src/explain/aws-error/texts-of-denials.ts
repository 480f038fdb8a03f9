/** What AWS and its tools print when a policy denies the call. The most general ones come last. */
import { AwsText, github, oneOf } from './aws-text';
import { TEXTS_OF_SERVICES } from './texts-of-services';

export const TEXTS_OF_DENIALS: readonly AwsText[] = [
  {
    kind: 'invalid-arn',
    pattern: oneOf(
      /Request ARN is invalid/,
      /at ?roleArn ?failed to satisfy constraint/,
      /minimum field size of 20, \w*Input\.RoleArn/,
      /Invalid length for parameter RoleArn/,
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
      /Partial credentials found in assume-role, missing:/,
    ),
    sample: 'The config profile (prod) could not be found',
    source: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-troubleshooting.html',
  },
  ...TEXTS_OF_SERVICES,
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
    kind: 'denied-without-reason',
    pattern: /AccessDenied\w*\W{1,5}(errorMessage\W{1,5})?An unknown error occurred/,
    sample: '"eventName": "AssumeRoleWithWebIdentity", "errorCode": "AccessDenied", "errorMessage": "An unknown error occurred"',
    source: github('ministryofjustice/modernisation-platform/issues/3909'),
  },
  {
    kind: 'console-cannot-switch',
    pattern: /Invalid information in one or more fields\. Check your information or contact your administrator/i,
    sample: 'Invalid information in one or more fields. Check your information or contact your administrator.',
    source: 'https://repost.aws/knowledge-center/iam-switch-role',
  },
  {
    kind: 'cdk-bootstrap-role',
    pattern: oneOf(
      /could not be used to assume/,
      /Need to perform AWS calls for account \S+, but the current credentials are for/,
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
