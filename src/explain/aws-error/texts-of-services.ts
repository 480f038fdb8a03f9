/** What AWS services print when they cannot assume the role that they were given. Each service has its own words. */
import { AwsText, github, oneOf } from './aws-text';

const kind = 'service-cannot-assume';

export const TEXTS_OF_SERVICES: readonly AwsText[] = [
  {
    kind: 'pod-identity-cannot-assume',
    pattern: /EKS does not have permissions to assume the associated role/i,
    sample: 'Unauthorized Exception! EKS does not have permissions to assume the associated role.',
    source: github('aws/eks-pod-identity-agent/issues/139'),
  },
  {
    kind,
    pattern: /role defined for the function cannot be assumed by Lambda/i,
    sample: 'The role defined for the function cannot be assumed by Lambda.',
    source: 'https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-deployment.html',
  },
  {
    kind,
    pattern: /ECS was unable to assume the role/i,
    sample: "ECS was unable to assume the role 'arn:aws:iam::444455556666:role/Audit' that was provided for this task.",
    source: github('aws-samples/aws-modern-application-workshop/issues/149'),
  },
  {
    kind,
    pattern: /service principal .{1,60}? nor the regional one is authorized to assume the provided role/i,
    sample: 'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
    source: github('lumigo-io/lumigo-CLI/issues/83'),
  },
  {
    kind,
    pattern: /role \S+ cannot be assumed by principal [a-z.-]+\.amazonaws\.com/i,
    sample: "Provided role 'arn:aws:iam::444455556666:role/Audit' cannot be assumed by principal 'events.amazonaws.com'.",
    source: github('Miserlou/Zappa/issues/381'),
  },
  {
    kind,
    pattern: oneOf(
      /API Gateway does(n t| not) have permissions? to assume/,
      /grant trust permission for API Gateway/,
    ),
    sample: "API Gateway doesn't have permissions to assume the IAM role configured on the integration.",
    source: github('terraform-aws-modules/terraform-aws-apigateway-v2/issues/87'),
  },
  {
    kind,
    pattern: /CodeBuild is not authorized to perform: ?sts:AssumeRole on/i,
    sample: 'CodeBuild is not authorized to perform: sts:AssumeRole on service role. Please verify that: 1) The provided service role ' +
      'exists, 2) The role name is case-sensitive and matches exactly, and 3) The role has the necessary trust policy configured.',
    source: 'https://stackoverflow.com/questions/79238541/predefined-cloudformation-stack-running-as-root-causes-codebuild-is-not-authori',
  },
  {
    kind,
    pattern: /execution role you provide must allow AWS EventBridge Scheduler to assume the role/i,
    sample: 'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
    source: 'https://openillumi.com/en/en-fix-eventbridge-scheduler-assumerole-error',
  },
  {
    kind,
    pattern: /arn:aws[a-z-]*:iam::\d{12}:role\/\S+ is invalid or cannot be assumed/i,
    sample: 'Role arn:aws:iam::444455556666:role/Audit is invalid or cannot be assumed',
    source: github('anomalyco/sst/issues/3653'),
  },
  {
    kind,
    pattern: oneOf(
      /(Service|Firehose|CloudFormation|EventBridge|Scheduler|Config)[^.]{0,40} (is|was)? ?(unable|not able) to assume/,
      /not have permission to assume the role/,
    ),
    sample: 'Firehose is unable to assume role arn:aws:iam::444455556666:role/Audit. Please check the role provided.',
    source: github('hashicorp/terraform/pull/4407'),
  },
];
