/** What each kind of `OidcSubject` is made of. Types only, so that no app has to load this file. */
import type { GitlabDeploymentTier, TerraformRunPhase } from './oidc-subject';

/** A GitHub repository. */
export interface GithubRepositoryOptions {
  /** The organization or user that owns the repository, such as `acme`, spelled as GitHub shows it. */
  readonly owner: string;

  /** The name of the repository without its owner, such as `app`, spelled as GitHub shows it. */
  readonly repository: string;

  /**
   * The numeric ID of the owner: `gh api repos/acme/app --jq .owner.id`. Give both IDs or none.
   *
   * Subjects of repositories that were created, renamed or transferred since 15 July 2026 contain both IDs. If the IDs are given,
   * subjects with and without IDs are accepted, and the claims `repository_id` and `repository_owner_id` are required, so that nobody
   * who takes over the names can assume the role. (GitHub Enterprise Server has no condition keys for these claims.)
   *
   * @see https://docs.github.com/en/actions/reference/security/oidc
   * @default - only tokens without IDs are accepted
   */
  readonly ownerId?: string;

  /**
   * The numeric ID of the repository: `gh api repos/acme/app --jq .id`. Give both IDs or none.
   *
   * @default - only tokens without IDs are accepted
   */
  readonly repositoryId?: string;
}

/** A branch of a GitHub repository. */
export interface GithubBranchOptions extends GithubRepositoryOptions {
  /** The name of the branch without `refs/heads/`, such as `main`. */
  readonly branch: string;
}

/** A deployment environment of a GitHub repository. */
export interface GithubEnvironmentOptions extends GithubRepositoryOptions {
  /** The name of the environment, such as `production`, spelled as GitHub shows it. */
  readonly environment: string;
}

/** A tag of a GitHub repository. */
export interface GithubTagOptions extends GithubRepositoryOptions {
  /** The name of the tag without `refs/tags/`, such as `v1.2.0`. */
  readonly tag: string;
}

/** A GitHub repository, and the reusable workflow that it calls. */
export interface GithubReusableWorkflowOptions extends GithubRepositoryOptions {
  /**
   * The called workflow with its version: a branch, a tag or the SHA of a commit, such as
   * `acme/workflows/.github/workflows/deploy.yml@refs/heads/main`.
   */
  readonly workflow: string;
}

/** A branch of a GitLab project. */
export interface GitlabBranchOptions {
  /** The project with its groups, such as `acme/app`. */
  readonly project: string;

  /** The name of the branch, such as `main`. */
  readonly branch: string;
}

/** The protected environments of one tier of a GitLab project. */
export interface GitlabEnvironmentOptions {
  /** The project with its groups, such as `acme/app`. */
  readonly project: string;

  /** The tier of the environments. Tokens of GitLab do not have the name of an environment in their subject, but its tier. */
  readonly tier: GitlabDeploymentTier;
}

/** The steps of Bitbucket Pipelines in one repository. */
export interface BitbucketStepOptions {
  /** The UUID of the repository, as its settings show it (OpenID Connect). */
  readonly repositoryId: string;

  /**
   * The UUID of the deployment environment that the steps deploy to.
   *
   * @default - all steps of the repository
   */
  readonly environmentId?: string;
}

/** A CircleCI project. */
export interface CircleCiProjectOptions {
  /** The UUID of the organization, which is also the end of the URL of the OIDC provider. */
  readonly organizationId: string;

  /** The UUID of the project, as its settings show it. */
  readonly projectId: string;
}

/** The runs of a workspace of HCP Terraform (Terraform Cloud), or of Terraform Enterprise. */
export interface TerraformCloudRunOptions {
  /** The name of the organization. */
  readonly organization: string;

  /** The name of the project that the workspace belongs to, such as `Default Project`. */
  readonly project: string;

  /** The name of the workspace. */
  readonly workspace: string;

  /**
   * The phase of the runs.
   *
   * @default - both phases
   */
  readonly runPhase?: TerraformRunPhase;
}

/** A pipeline of Buildkite, on one branch or tag. */
export interface BuildkitePipelineOptions {
  /** The slug of the organization, as in the URL of its pages. */
  readonly organization: string;

  /** The slug of the pipeline, as in the URL of its pages. */
  readonly pipeline: string;

  /**
   * The name of the branch, such as `main`. Give either `branch` or `tag`.
   *
   * @default - the builds of a tag
   */
  readonly branch?: string;

  /**
   * The name of the tag. Give either `branch` or `tag`.
   *
   * @default - the builds of a branch
   */
  readonly tag?: string;
}

/** A Kubernetes service account. */
export interface KubernetesServiceAccountOptions {
  /** The namespace of the service account, such as `default`. */
  readonly namespaceName: string;

  /** The name of the service account. */
  readonly serviceAccountName: string;
}
