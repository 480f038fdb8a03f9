/** The tokens that `SecureOidcRole` accepts: named by their subject. */
import { subjectValues } from './doors';
import type { OidcSubjectForm } from './oidc-subject-form';
import type {
  BitbucketStepOptions, BuildkitePipelineOptions, CircleCiProjectOptions, GithubBranchOptions, GithubEnvironmentOptions,
  GithubRepositoryOptions, GithubReusableWorkflowOptions, GithubTagOptions, GitlabBranchOptions, GitlabEnvironmentOptions,
  KubernetesServiceAccountOptions, TerraformCloudRunOptions,
} from './oidc-subject-options';

/** The tiers of deployment environments in GitLab. */
export enum GitlabDeploymentTier {
  /** `production` */
  PRODUCTION = 'production',
  /** `staging` */
  STAGING = 'staging',
  /** `testing` */
  TESTING = 'testing',
  /** `development` */
  DEVELOPMENT = 'development',
  /** `other` */
  OTHER = 'other',
}

/** The phases of a run in HCP Terraform. */
export enum TerraformRunPhase {
  /** `plan` */
  PLAN = 'plan',
  /** `apply` */
  APPLY = 'apply',
}

/**
 * The subject of the tokens that can assume a role: the claim `sub`, in which the issuer says which workload a token is for.
 *
 * All parts must be known at synthesis. All methods throw for tokens of the CDK, wildcards, placeholders such as `<owner>`, and
 * names that the platform does not accept.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * OidcSubject.githubEnvironment({ owner: 'acme', repository: 'app', environment: 'production' });
 */
export class OidcSubject {
  /**
   * Workflow runs of GitHub Actions on one branch, in jobs that do not name a deployment environment.
   *
   * For jobs with `environment:`, use `githubEnvironment`: their subject names the environment instead of the branch.
   *
   * @see https://docs.github.com/en/actions/reference/security/oidc
   * @param options the repository and the branch
   */
  public static githubBranch(options: GithubBranchOptions): OidcSubject {
    return new OidcSubject(subjectValues().githubBranch(options));
  }

  /**
   * Jobs of GitHub Actions that name one deployment environment. The settings of the environment decide which branches can deploy
   * to it, and who has to approve.
   *
   * @see https://docs.github.com/en/actions/reference/security/oidc
   * @param options the repository and the environment
   */
  public static githubEnvironment(options: GithubEnvironmentOptions): OidcSubject {
    return new OidcSubject(subjectValues().githubEnvironment(options));
  }

  /**
   * Workflow runs of GitHub Actions on one tag, in jobs that do not name a deployment environment.
   *
   * @see https://docs.github.com/en/actions/reference/security/oidc
   * @param options the repository and the tag
   */
  public static githubTag(options: GithubTagOptions): OidcSubject {
    return new OidcSubject(subjectValues().githubTag(options));
  }

  /**
   * Workflow runs of GitHub Actions on all pull requests of a repository.
   *
   * Whoever can open a pull request from a branch of the repository may be able to run code with this role, so give it to a role
   * that can only read. The reason is recorded in the `Metadata` of the role, and acknowledges the rule `oidc-subject-wide` of the
   * guard for this role. Throws if the reason is blank.
   *
   * @see https://docs.github.com/en/actions/reference/security/oidc
   * @param reason why pull requests need the role
   * @param options the repository
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * OidcSubject.githubPullRequest('cdk diff on pull requests, read-only', { owner: 'acme', repository: 'app' });
   */
  public static githubPullRequest(reason: string, options: GithubRepositoryOptions): OidcSubject {
    return new OidcSubject(subjectValues().githubPullRequest(reason, options));
  }

  /**
   * Jobs of a repository that are part of one version of a reusable workflow of GitHub Actions, whatever started them.
   *
   * The role requires the workflow with the condition key `job_workflow_ref`, so the subjects of the organization do not have to be
   * customized. GitHub Enterprise Server does not have this key: there, `SecureOidcRole` throws.
   *
   * @see https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-with-reusable-workflows
   * @param options the calling repository and the called workflow
   */
  public static githubReusableWorkflow(options: GithubReusableWorkflowOptions): OidcSubject {
    return new OidcSubject(subjectValues().githubReusableWorkflow(options));
  }

  /**
   * Jobs of GitLab CI/CD on one branch, of gitlab.com or of a GitLab of your own.
   *
   * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
   * @param options the project and the branch
   */
  public static gitlabBranch(options: GitlabBranchOptions): OidcSubject {
    return new OidcSubject(subjectValues().gitlabBranch(options));
  }

  /**
   * Jobs of GitLab CI/CD that deploy to a protected environment of one tier.
   *
   * Subjects of GitLab cannot contain the name of an environment, and contain its tier only if the project is set up for it
   * (GitLab 18.7 or later): set `ci_id_token_sub_claim_components` of the project to `project_path`, `environment_protected` and
   * `deployment_tier`, in this order.
   *
   * @see https://docs.gitlab.com/api/projects/
   * @param options the project and the tier
   */
  public static gitlabEnvironment(options: GitlabEnvironmentOptions): OidcSubject {
    return new OidcSubject(subjectValues().gitlabEnvironment(options));
  }

  /**
   * Steps of Bitbucket Pipelines in one repository, or only those that deploy to one environment. Each run of a step has a UUID of
   * its own at the end of its subject, so that stays open.
   *
   * `SecureOidcRole` needs its `audience`, which the settings of the repository show (OpenID Connect).
   *
   * @see https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
   * @param options the repository and, if the steps deploy to one, the environment
   */
  public static bitbucketStep(options: BitbucketStepOptions): OidcSubject {
    return new OidcSubject(subjectValues().bitbucketStep(options));
  }

  /**
   * Jobs of one CircleCI project. The user who started the job stays open; the subject does not say the branch.
   *
   * @see https://circleci.com/docs/guides/permissions-authentication/openid-connect-tokens/
   * @param options the organization and the project
   */
  public static circleCiProject(options: CircleCiProjectOptions): OidcSubject {
    return new OidcSubject(subjectValues().circleCiProject(options));
  }

  /**
   * Runs of one workspace of HCP Terraform, or of Terraform Enterprise.
   *
   * @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
   * @param options the organization, the project, the workspace and, if it is one, the phase
   */
  public static terraformCloudRun(options: TerraformCloudRunOptions): OidcSubject {
    return new OidcSubject(subjectValues().terraformCloudRun(options));
  }

  /**
   * Jobs of one Buildkite pipeline on one branch or tag. The commit and the step stay open.
   *
   * @see https://buildkite.com/docs/pipelines/security/oidc/aws
   * @param options the organization, the pipeline, and the branch or tag
   */
  public static buildkitePipeline(options: BuildkitePipelineOptions): OidcSubject {
    return new OidcSubject(subjectValues().buildkitePipeline(options));
  }

  /**
   * Pods that run as one service account of a Kubernetes cluster, of Amazon EKS or of your own.
   *
   * If the app creates the EKS cluster, its issuer is known only at deployment: use `cluster.addServiceAccount` there.
   *
   * @see https://docs.aws.amazon.com/eks/latest/userguide/iam-roles-for-service-accounts.html
   * @param options the namespace and the service account
   */
  public static kubernetesServiceAccount(options: KubernetesServiceAccountOptions): OidcSubject {
    return new OidcSubject(subjectValues().kubernetesServiceAccount(options));
  }

  /**
   * Tokens with exactly this subject, of any issuer.
   *
   * If several tenants share the issuer, `SecureOidcRole` throws unless the subject names the tenant, because otherwise other
   * tenants can have tokens with the same subject.
   *
   * @param subject the claim `sub` of the tokens, without wildcards
   */
  public static exact(subject: string): OidcSubject {
    return new OidcSubject(subjectValues().exact(subject));
  }

  /**
   * All tokens of one tenant: of a GitHub organization, a GitLab group, or an organization of HCP Terraform, Buildkite or CircleCI.
   *
   * Every repository, project or workspace of the tenant can then assume the role. The reason is recorded in the `Metadata` of the
   * role, and acknowledges the rule `oidc-subject-wide` of the guard for this role. Throws if the reason is blank.
   *
   * @param tenant the name of the tenant as it is in its subjects. For repositories of GitHub whose subjects contain IDs, write the
   * ID of the organization after its name: `acme@123456`
   * @param reason why the role cannot name one repository, project or workspace
   */
  public static wholeTenant(tenant: string, reason: string): OidcSubject {
    return new OidcSubject(subjectValues().wholeTenant(tenant, reason));
  }

  private constructor(/** @internal */ public readonly _form: OidcSubjectForm) {}
}
