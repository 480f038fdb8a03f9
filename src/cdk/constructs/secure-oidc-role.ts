/** A role for workloads that have a token of an OIDC provider instead of AWS credentials. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { listedAudience, oidcTrust, secureRole, workflowText } from './doors';
import { OidcSubject } from './oidc-subject';
import type { OidcTrust } from './oidc-trust';
import type { ExpectedProps } from './secure-role';
import { SecureRoleProps } from './secure-role-props';
import { show, ValidationError } from './validation-error';

/** Properties for a `SecureOidcRole`: which tokens can be used to assume the role, and what the role can do. */
export interface SecureOidcRoleProps extends SecureRoleProps {
  /**
   * The OIDC provider of the account: an `iam.OidcProviderNative`, an `iam.OpenIdConnectProvider`, or an imported one. Give either
   * `provider` or `providerArn`.
   *
   * Its issuer must be known at synthesis, because the condition keys contain it.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
   * @default - the provider of `providerArn`
   */
  readonly provider?: iam.IOIDCProviderRef;

  /**
   * The ARN of the OIDC provider, such as `arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com`. Its
   * partition and account may be `Aws.PARTITION` and `Aws.ACCOUNT_ID`. Give either `provider` or `providerArn`.
   *
   * @default - `provider` is used
   */
  readonly providerArn?: string;

  /** The subjects of the tokens that can be used to assume the role: at least one, each named once, all of one platform. */
  readonly subjects: OidcSubject[];

  /**
   * The audience of the tokens (`aud`). The OIDC provider must also list it as a client ID; if the app creates the provider, synthesis
   * fails if it does not.
   *
   * @default - the audience that the platform gives tokens for AWS: `sts.amazonaws.com` for GitHub Actions, Buildkite and
   * Kubernetes, `aws.workload.identity` for HCP Terraform, the URL of the instance for GitLab, the ID of the organization for
   * CircleCI. Required for every other issuer
   */
  readonly audience?: string;
}

/**
 * An IAM role for workloads outside of AWS, or in a Kubernetes cluster, that have a token of an OIDC provider.
 *
 * Its trust policy requires the audience and the subject of the token. Both are compared with `StringEquals`. Only if a platform
 * ends each subject differently (Bitbucket, Buildkite, CircleCI), if a whole tenant is trusted, or if a reusable workflow is
 * required, the subject is compared with `StringLike`, and ends in a wildcard there. The IDs of a GitHub repository and its owner are
 * required as well, if they are given.
 *
 * Throws if a prop is not valid; the message says what to write instead. At the end of synthesis, the role
 * checks its own resource: if its trust policy was loosened after construction (`assumeRolePolicy.addStatements`, an override,
 * an aspect), synthesis fails and names a request that is now allowed.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * const provider = new iam.OidcProviderNative(this, 'GitHub', {
 *   url: 'https://token.actions.githubusercontent.com',
 *   clientIds: ['sts.amazonaws.com'],
 * });
 * new SecureOidcRole(this, 'Deploy', {
 *   provider,
 *   subjects: [OidcSubject.githubBranch({ owner: 'acme', repository: 'app', branch: 'main' })],
 * });
 */
export class SecureOidcRole extends iam.Role {
  private readonly trust: OidcTrust;

  constructor(scope: Construct, id: string, props: SecureOidcRoleProps) {
    const where = secureRole().pathOf(scope, id);
    secureRole().requireKnownProps(where, props, EXPECTED_PROPS);
    const { readOidcTrust, oidcStatementsOf, waiversOfOidcTrust } = oidcTrust();
    const trust = readOidcTrust(scope, where, props);
    super(scope, id, secureRole().rolePropsOf(where, props, oidcStatementsOf(trust)));
    this.trust = trust;
    secureRole().declareTrust(this, oidcStatementsOf(trust), waiversOfOidcTrust(trust));
    this.node.addValidation({ validate: () => listedAudience().unlistedAudience(trust.provider, trust.audience) });
  }

  /**
   * Always throws: nobody assumes this role with `sts:AssumeRole`. Workloads use their token, and need no permission for it.
   *
   * @param identity any principal
   */
  public grantAssumeRole(identity: iam.IPrincipal): iam.Grant {
    const grantee = Construct.isConstruct(identity) ? identity.node.path : show(identity);
    throw new ValidationError(
      `${this.node.path}, grantAssumeRole`,
      `this role is assumed with a token of its OIDC provider, so sts:AssumeRole would be denied to ${grantee}. ` +
        'For IAM users and roles, create a SecureCrossAccountRole.',
    );
  }

  /**
   * The configuration with which a workload assumes this role, to be copied into its pipeline: for GitHub Actions the YAML of a job
   * (`permissions`, the action, the ARN of the role, the audience), for GitLab, Bitbucket, CircleCI and Buildkite the YAML of a job
   * or step, for Kubernetes the service account, for HCP Terraform the environment variables of the workspace.
   *
   * Values that are known only at deployment are tokens, so the text can be the value of a `CfnOutput`.
   *
   * Throws if it is not known which platform the issuer belongs to.
   *
   * @see https://github.com/aws-actions/configure-aws-credentials
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * const deploy = new SecureOidcRole(this, 'Deploy', {
   *   providerArn: `arn:aws:iam::${this.account}:oidc-provider/token.actions.githubusercontent.com`,
   *   subjects: [OidcSubject.githubEnvironment({ owner: 'acme', repository: 'app', environment: 'production' })],
   * });
   * new CfnOutput(this, 'Workflow', { value: deploy.workflowSnippet() });
   */
  public workflowSnippet(): string {
    return workflowText().workflowSnippetText(`${this.node.path}, workflowSnippet`, this.trust, this.roleArn, this.stack.region);
  }
}

const EXPECTED_PROPS: ExpectedProps<SecureOidcRoleProps> = {
  names: {
    provider: true,
    providerArn: true,
    subjects: true,
    audience: true,
    maxSessionDuration: true,
    managedPolicies: true,
    inlinePolicies: true,
    permissionsBoundary: true,
    path: true,
    roleName: true,
    description: true,
  },
  required: 'provider and subjects',
  instead: {
    assumedBy: 'Use provider and subjects.',
    externalIds: 'Tokens have no ExternalId; the subject takes its place.',
    mfa: 'Tokens have no MFA.',
  },
};
