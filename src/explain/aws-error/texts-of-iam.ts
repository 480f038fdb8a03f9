/** The messages of IAM when a trust policy is saved, or a role is looked up. */
import { AwsText, github, oneOf } from './aws-text';

export const TEXTS_OF_IAM: readonly AwsText[] = [
  {
    kind: 'saving-denied',
    pattern: /not authorized to perform ?:? ?iam:(CreateRole|UpdateAssumeRolePolicy)/i,
    sample: 'User: arn:aws:iam::111122223333:user/alice is not authorized to perform: iam:CreateRole on resource: ' +
      'arn:aws:iam::111122223333:role/Audit',
    source: github('serverless-operations/serverless-step-functions/issues/210'),
  },
  {
    kind: 'principal-not-found',
    pattern: /Invalid principal in policy/i,
    sample: 'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/Deploy"',
    source: github('hashicorp/terraform-provider-aws/issues/8905'),
  },
  {
    kind: 'prohibited-field',
    pattern: /Has prohibited field/i,
    sample: 'Has prohibited field Resource',
    source: github('kubernetes-sigs/external-dns/issues/3085'),
  },
  {
    kind: 'other-actions-than-sts',
    pattern: /AssumeRole ?policy may only specify STS AssumeRole actions/i,
    sample: 'AssumeRole policy may only specify STS AssumeRole actions.',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html',
  },
  {
    kind: 'claim-demanded',
    pattern: oneOf(
      /trust policy .{0,80}(must|has to|does not) .{0,80}(condition|evaluate|claim)/,
      /missing (a )?required condition key/,
      /must evaluate .{0,40}condition key/,
    ),
    sample: 'The trust policy for this identity provider must evaluate the token.actions.githubusercontent.com:sub condition key',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html',
    isFromMemory: true,
  },
  {
    kind: 'issuer-with-scheme',
    pattern: /Condition can contain only one colon/i,
    sample: 'MalformedPolicyDocument: Condition can contain only one colon.',
    source: github('terraform-aws-modules/terraform-aws-eks/issues/1084'),
  },
  {
    kind: 'policy-too-long',
    pattern: /Cannot exceed quota for ACLSizePerRole|ACLSizePerRole/i,
    sample: 'Cannot exceed quota for ACLSizePerRole: 2048',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
  },
  {
    kind: 'malformed-policy',
    pattern: oneOf(
      /MalformedPolicyDocument/,
      /Syntax errors in policy/,
      /Missing required field/,
      /This policy contains invalid Json/,
      /Unknown field/,
      /Federated principals must be valid/,
    ),
    sample: 'MalformedPolicyDocument: Federated principals must be valid domain names or SAML metadata ARNs',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html',
  },
  {
    kind: 'role-of-aws',
    pattern: /UnmodifiableEntity|Cannot perform the operation on the protected role/i,
    sample: 'UnmodifiableEntity: Cannot perform the operation on the protected role ' +
      "'AWSReservedSSO_AdministratorAccess_9a45132a4fc687f4' - this role is only modifiable by AWS",
    source: github('rebuy-de/aws-nuke/issues/441'),
  },
  {
    kind: 'role-not-found',
    pattern: /The role with name .{1,600}? cannot be found/i,
    sample: 'The role with name Audit cannot be found.',
    source: 'https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html',
  },
];
