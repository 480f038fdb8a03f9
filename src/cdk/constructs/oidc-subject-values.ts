/** Writes subjects as each platform writes them into its tokens. The grammars are those of `rules/tables/subject-grammars.ts`. */
import { requireReason } from './iam-names';
import type { OidcSubjectForm, PlatformName, PlatformSubjects } from './oidc-subject-form';
import type {
  BitbucketStepOptions, BuildkitePipelineOptions, CircleCiProjectOptions, GithubBranchOptions, GithubEnvironmentOptions,
  GithubRepositoryOptions, GithubReusableWorkflowOptions, GithubTagOptions, GitlabBranchOptions, GitlabEnvironmentOptions,
  KubernetesServiceAccountOptions, TerraformCloudRunOptions,
} from './oidc-subject-options';
import {
  GIT_NAME, GITHUB_ID, GITHUB_OWNER, GITHUB_REPOSITORY, GITHUB_WORKFLOW, GITLAB_PROJECT, KUBERNETES_NAMESPACE,
  KUBERNETES_SERVICE_ACCOUNT, requireExactText, requirePart, SLUG, TERRAFORM_PROJECT, UUID,
} from './oidc-subject-parts';
import { show, ValidationError } from './validation-error';
import { placeholdersIn } from '../../rules/support/placeholders';

const PHASES = ['plan', 'apply'];
const TIERS = ['production', 'staging', 'testing', 'development', 'other'];

export function githubBranch(options: GithubBranchOptions): OidcSubjectForm {
  const call = 'OidcSubject.githubBranch';
  requireOptions(call, options);
  return ofRepository(call, options, `ref:refs/heads/${requirePart(call, options.branch, GIT_NAME('branch'))}`);
}

export function githubTag(options: GithubTagOptions): OidcSubjectForm {
  const call = 'OidcSubject.githubTag';
  requireOptions(call, options);
  return ofRepository(call, options, `ref:refs/tags/${requirePart(call, options.tag, GIT_NAME('tag'))}`);
}

export function githubEnvironment(options: GithubEnvironmentOptions): OidcSubjectForm {
  const call = 'OidcSubject.githubEnvironment';
  requireOptions(call, options);
  const environment = requireExactText(
    call, 'environment', options.environment, "Write the name of the environment, for example 'production'.",
  );
  // GitHub escapes the colons of a name, because colons separate the parts of a subject.
  return { ...ofRepository(call, options, `environment:${environment.replaceAll(':', '%3A')}`), environment };
}

export function githubPullRequest(reason: string, options: GithubRepositoryOptions): OidcSubjectForm {
  const call = 'OidcSubject.githubPullRequest';
  const accepted = requireReason(call, reason, 'cdk diff on pull requests, with a role that can only read');
  requireOptions(call, options);
  return { ...ofRepository(call, options, 'pull_request'), reason: accepted };
}

/** Any token of the repository whose job belongs to the called workflow. */
export function githubReusableWorkflow(options: GithubReusableWorkflowOptions): OidcSubjectForm {
  const call = 'OidcSubject.githubReusableWorkflow';
  requireOptions(call, options);
  const workflow = requirePart(call, options.workflow, GITHUB_WORKFLOW);
  return { ...ofRepository(call, options, '*'), arePatterns: true, workflow };
}

function ofRepository(call: string, options: GithubRepositoryOptions, context: string): PlatformSubjects {
  const owner = requirePart(call, options.owner, GITHUB_OWNER);
  const repository = requirePart(call, options.repository, GITHUB_REPOSITORY);
  const { ownerId, repositoryId } = options;
  const values = [`repo:${owner}/${repository}:${context}`];
  if (ownerId === undefined && repositoryId === undefined) return platformSubjects('github', call, values);
  if (ownerId === undefined || repositoryId === undefined) {
    const [given, missing] = ownerId === undefined ? ['repositoryId', 'ownerId'] : ['ownerId', 'repositoryId'];
    throw new ValidationError(
      call,
      `${given} is given without ${missing}, but a subject contains both ids or none. ` +
        `Give both: gh api repos/${owner}/${repository} --jq '.owner.id, .id' prints them.`,
    );
  }
  const ids = {
    owner: requirePart(call, ownerId, GITHUB_ID('ownerId')),
    repository: requirePart(call, repositoryId, GITHUB_ID('repositoryId')),
  };
  const withIds = `repo:${owner}@${ids.owner}/${repository}@${ids.repository}:${context}`;
  return { ...platformSubjects('github', call, [...values, withIds]), ids };
}

export function gitlabBranch(options: GitlabBranchOptions): OidcSubjectForm {
  const call = 'OidcSubject.gitlabBranch';
  requireOptions(call, options);
  const project = requirePart(call, options.project, GITLAB_PROJECT);
  const branch = requirePart(call, options.branch, GIT_NAME('branch'));
  return platformSubjects('gitlab', call, [`project_path:${project}:ref_type:branch:ref:${branch}`]);
}

export function gitlabEnvironment(options: GitlabEnvironmentOptions): OidcSubjectForm {
  const call = 'OidcSubject.gitlabEnvironment';
  requireOptions(call, options);
  const project = requirePart(call, options.project, GITLAB_PROJECT);
  const tier = requireOneOf(call, 'tier', options.tier, TIERS, 'GitlabDeploymentTier.PRODUCTION');
  return platformSubjects('gitlab', call, [`project_path:${project}:environment_protected:true:deployment_tier:${tier}`]);
}

/** Each step has a UUID of its own, so the end stays open. */
export function bitbucketStep(options: BitbucketStepOptions): OidcSubjectForm {
  const call = 'OidcSubject.bitbucketStep';
  requireOptions(call, options);
  const ids = [requireUuid(call, 'repositoryId', options.repositoryId)];
  if (options.environmentId !== undefined) ids.push(requireUuid(call, 'environmentId', options.environmentId));
  return { ...platformSubjects('bitbucket', call, [`${ids.map((id) => `{${id}}`).join(':')}:*`]), arePatterns: true };
}

/** The user who started the job stays open, as in the example of CircleCI. */
export function circleCiProject(options: CircleCiProjectOptions): OidcSubjectForm {
  const call = 'OidcSubject.circleCiProject';
  requireOptions(call, options);
  const organization = requirePart(call, options.organizationId, UUID('organizationId'));
  const project = requirePart(call, options.projectId, UUID('projectId'));
  return { ...platformSubjects('circleci', call, [`org/${organization}/project/${project}/user/*`]), arePatterns: true };
}

export function terraformCloudRun(options: TerraformCloudRunOptions): OidcSubjectForm {
  const call = 'OidcSubject.terraformCloudRun';
  requireOptions(call, options);
  const organization = requirePart(call, options.organization, SLUG('organization'));
  const project = requirePart(call, options.project, TERRAFORM_PROJECT);
  const workspace = requirePart(call, options.workspace, SLUG('workspace'));
  const phases = options.runPhase === undefined
    ? PHASES
    : [requireOneOf(call, 'runPhase', options.runPhase, PHASES, 'TerraformRunPhase.APPLY')];
  const run = `organization:${organization}:project:${project}:workspace:${workspace}`;
  return platformSubjects('terraform', call, phases.map((phase) => `${run}:run_phase:${phase}`));
}

/** The commit and the step stay open, as in the examples of Buildkite. */
export function buildkitePipeline(options: BuildkitePipelineOptions): OidcSubjectForm {
  const call = 'OidcSubject.buildkitePipeline';
  requireOptions(call, options);
  const organization = requirePart(call, options.organization, SLUG('organization'));
  const pipeline = requirePart(call, options.pipeline, SLUG('pipeline'));
  const { branch, tag } = options;
  if ((branch === undefined) === (tag === undefined)) {
    const given = branch === undefined ? 'neither branch nor tag is given' : 'both branch and tag are given';
    throw new ValidationError(call, `${given}. Give one of them, for example branch: 'main'.`);
  }
  const ref = branch === undefined
    ? `refs/tags/${requirePart(call, tag, GIT_NAME('tag'))}`
    : `refs/heads/${requirePart(call, branch, GIT_NAME('branch'))}`;
  const build = `organization:${organization}:pipeline:${pipeline}:ref:${ref}`;
  return { ...platformSubjects('buildkite', call, [`${build}:commit:*:step:*`]), arePatterns: true };
}

export function kubernetesServiceAccount(options: KubernetesServiceAccountOptions): OidcSubjectForm {
  const call = 'OidcSubject.kubernetesServiceAccount';
  requireOptions(call, options);
  const namespace = requirePart(call, options.namespaceName, KUBERNETES_NAMESPACE);
  const name = requirePart(call, options.serviceAccountName, KUBERNETES_SERVICE_ACCOUNT);
  return platformSubjects('kubernetes', call, [`system:serviceaccount:${namespace}:${name}`]);
}

export function exact(subject: string): OidcSubjectForm {
  const call = 'OidcSubject.exact';
  const instead = "Write the claim sub of the token, for example 'repo:acme/app:environment:production'.";
  return { kind: 'exact', value: requireExactText(call, 'subject', subject, instead) };
}

export function wholeTenant(tenant: string, reason: string): OidcSubjectForm {
  const call = 'OidcSubject.wholeTenant';
  const instead = "Write the name of the organization or group, for example 'acme'.";
  return {
    kind: 'tenant',
    tenant: requireExactText(call, 'tenant', tenant, instead),
    reason: requireReason(call, reason, 'all our repositories publish to one bucket'),
  };
}

/** A word such as OWNER may be a name by itself, but is a placeholder where it is a part of a subject. */
function platformSubjects(platform: PlatformName, call: string, values: readonly string[]): PlatformSubjects {
  for (const value of values) {
    const [placeholder] = placeholdersIn(value);
    if (placeholder === undefined) continue;
    throw new ValidationError(call, `${show(placeholder)} in ${show(value)} looks like a placeholder. Write the real name.`);
  }
  return { kind: 'platform', platform, call, values, arePatterns: false };
}

/** Plain JavaScript and some other languages may pass nothing. */
function requireOptions(call: string, options: unknown): void {
  if (typeof options === 'object' && options !== null) return;
  throw new ValidationError(call, `the options are ${show(options)}. Write them as an object with the names of the parts of the subject.`);
}

function requireOneOf(call: string, what: string, value: unknown, values: readonly string[], example: string): string {
  if (typeof value === 'string' && values.includes(value)) return value;
  throw new ValidationError(call, `${what} is ${show(value)}, which is not one of ${values.join(', ')}. Write, for example, ${example}.`);
}

/** Bitbucket shows UUIDs in braces. */
function requireUuid(call: string, what: string, id: unknown): string {
  const bare = typeof id === 'string' ? id.replace(/^\{(.*)\}$/, '$1') : id;
  return requirePart(call, bare, UUID(what));
}
