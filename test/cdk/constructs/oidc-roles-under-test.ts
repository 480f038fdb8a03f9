/** One subject of each kind, the issuer of its tokens, and roles that trust it. */
import { Stack } from 'aws-cdk-lib';
import { stackIn } from './roles-under-test';
import { GitlabDeploymentTier, OidcSubject, TerraformRunPhase } from '../../../src/cdk/constructs/oidc-subject';
import { SecureOidcRole, SecureOidcRoleProps } from '../../../src/cdk/constructs/secure-oidc-role';

export const GITHUB = 'token.actions.githubusercontent.com';
export const EKS = 'oidc.eks.eu-west-1.amazonaws.com/id/ABCDEF0123456789ABCDEF0123456789';
export const CIRCLECI_ORGANIZATION = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
export const CIRCLECI = `oidc.circleci.com/org/${CIRCLECI_ORGANIZATION}`;
export const BITBUCKET = 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc';
export const REPOSITORY_ID = '5a0b3c1d-2e4f-4a6b-9c8d-7e6f5a4b3c2d';
export const BITBUCKET_AUDIENCE = 'ari:cloud:bitbucket::workspace/1c2d3e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f';
export const APP = { owner: 'acme', repository: 'app' };
export const IDS = { ownerId: '123456', repositoryId: '456789' };

export const providerArn = (issuer: string) => `arn:aws:iam::222222222222:oidc-provider/${issuer}`;

export interface SubjectCase {
  readonly name: string;
  readonly issuer: string;
  readonly subject: () => OidcSubject;
  readonly audience?: string;
  /** What the condition on the subject says. */
  readonly operator: 'StringEquals' | 'StringLike';
  readonly sub: string | readonly string[];
  /** A subject that has to be refused, which is like one that is accepted. */
  readonly stranger: string;
}

const DEPLOY = 'acme/workflows/.github/workflows/deploy.yml@refs/heads/main';

export const SUBJECTS: readonly SubjectCase[] = [
  {
    name: 'a branch of GitHub',
    issuer: GITHUB,
    subject: () => OidcSubject.githubBranch({ ...APP, branch: 'main' }),
    operator: 'StringEquals',
    sub: 'repo:acme/app:ref:refs/heads/main',
    stranger: 'repo:acme/app:ref:refs/heads/main2',
  },
  {
    name: 'a branch of GitHub with ids',
    issuer: GITHUB,
    subject: () => OidcSubject.githubBranch({ ...APP, ...IDS, branch: 'main' }),
    operator: 'StringEquals',
    sub: ['repo:acme/app:ref:refs/heads/main', 'repo:acme@123456/app@456789:ref:refs/heads/main'],
    stranger: 'repo:acme@999/app@456789:ref:refs/heads/main',
  },
  {
    name: 'an environment of GitHub',
    issuer: GITHUB,
    subject: () => OidcSubject.githubEnvironment({ ...APP, environment: 'production' }),
    operator: 'StringEquals',
    sub: 'repo:acme/app:environment:production',
    stranger: 'repo:acme/app:environment:staging',
  },
  {
    name: 'a tag of GitHub',
    issuer: GITHUB,
    subject: () => OidcSubject.githubTag({ ...APP, tag: 'v1.2.0' }),
    operator: 'StringEquals',
    sub: 'repo:acme/app:ref:refs/tags/v1.2.0',
    stranger: 'repo:acme/app:ref:refs/heads/v1.2.0',
  },
  {
    name: 'pull requests of GitHub',
    issuer: GITHUB,
    subject: () => OidcSubject.githubPullRequest('read-only', APP),
    operator: 'StringEquals',
    sub: 'repo:acme/app:pull_request',
    stranger: 'repo:acme/other:pull_request',
  },
  {
    name: 'a reusable workflow of GitHub',
    issuer: GITHUB,
    subject: () => OidcSubject.githubReusableWorkflow({ ...APP, workflow: DEPLOY }),
    operator: 'StringLike',
    sub: 'repo:acme/app:*',
    stranger: 'repo:acme/app:ref:refs/heads/main', // without the claim job_workflow_ref
  },
  {
    name: 'a branch of GitLab',
    issuer: 'gitlab.com',
    subject: () => OidcSubject.gitlabBranch({ project: 'acme/platform/app', branch: 'main' }),
    operator: 'StringEquals',
    sub: 'project_path:acme/platform/app:ref_type:branch:ref:main',
    stranger: 'project_path:acme/platform/app:ref_type:tag:ref:main',
  },
  {
    name: 'environments of GitLab',
    issuer: 'gitlab.com',
    subject: () => OidcSubject.gitlabEnvironment({ project: 'acme/app', tier: GitlabDeploymentTier.PRODUCTION }),
    operator: 'StringEquals',
    sub: 'project_path:acme/app:environment_protected:true:deployment_tier:production',
    stranger: 'project_path:acme/app:environment_protected:false:deployment_tier:production',
  },
  {
    name: 'steps of Bitbucket',
    issuer: BITBUCKET,
    audience: BITBUCKET_AUDIENCE,
    subject: () => OidcSubject.bitbucketStep({ repositoryId: `{${REPOSITORY_ID}}` }),
    operator: 'StringLike',
    sub: `{${REPOSITORY_ID}}:*`,
    stranger: `{${REPOSITORY_ID.replace('5', '6')}}:{step}`,
  },
  {
    name: 'a project of CircleCI',
    issuer: CIRCLECI,
    subject: () => OidcSubject.circleCiProject({ organizationId: CIRCLECI_ORGANIZATION, projectId: REPOSITORY_ID }),
    operator: 'StringLike',
    sub: `org/${CIRCLECI_ORGANIZATION}/project/${REPOSITORY_ID}/user/*`,
    stranger: `org/${CIRCLECI_ORGANIZATION}/project/other/user/me`,
  },
  {
    name: 'runs of HCP Terraform',
    issuer: 'app.terraform.io',
    subject: () => OidcSubject.terraformCloudRun({ organization: 'acme', project: 'Default Project', workspace: 'app' }),
    operator: 'StringEquals',
    sub: ['plan', 'apply'].map((phase) => `organization:acme:project:Default Project:workspace:app:run_phase:${phase}`),
    stranger: 'organization:acme:project:Default Project:workspace:other:run_phase:plan',
  },
  {
    name: 'one phase of HCP Terraform',
    issuer: 'app.terraform.io',
    subject: () => OidcSubject.terraformCloudRun({
      organization: 'acme', project: 'core', workspace: 'app', runPhase: TerraformRunPhase.PLAN,
    }),
    operator: 'StringEquals',
    sub: 'organization:acme:project:core:workspace:app:run_phase:plan',
    stranger: 'organization:acme:project:core:workspace:app:run_phase:apply',
  },
  {
    name: 'a pipeline of Buildkite',
    issuer: 'agent.buildkite.com',
    subject: () => OidcSubject.buildkitePipeline({ organization: 'acme', pipeline: 'app', branch: 'main' }),
    operator: 'StringLike',
    sub: 'organization:acme:pipeline:app:ref:refs/heads/main:commit:*:step:*',
    stranger: 'organization:acme:pipeline:app:ref:refs/heads/main2:commit:0123abc:step:deploy',
  },
  {
    name: 'a service account of EKS',
    issuer: EKS,
    subject: () => OidcSubject.kubernetesServiceAccount({ namespaceName: 'default', serviceAccountName: 'app' }),
    operator: 'StringEquals',
    sub: 'system:serviceaccount:default:app',
    stranger: 'system:serviceaccount:default:app2',
  },
  {
    name: 'an exact subject',
    issuer: 'oidc.example.com/acme',
    audience: 'aws',
    subject: () => OidcSubject.exact('job:nightly'),
    operator: 'StringEquals',
    sub: 'job:nightly',
    stranger: 'job:daily',
  },
  {
    name: 'a whole organization of GitHub',
    issuer: GITHUB,
    subject: () => OidcSubject.wholeTenant('acme', 'one role for all repositories'),
    operator: 'StringLike',
    sub: 'repo:acme/*',
    stranger: 'repo:acme-2/app:ref:refs/heads/main',
  },
  {
    name: 'a whole organization of GitHub with its id',
    issuer: GITHUB,
    subject: () => OidcSubject.wholeTenant('acme@123456', 'one role for all repositories'),
    operator: 'StringLike',
    sub: ['repo:acme/*', 'repo:acme@123456/*'],
    stranger: 'repo:acme@1234567/app@1:ref:refs/heads/main',
  },
];

/** A role with the subject, and the provider by its ARN. */
export function oidcRoleOf({ issuer, subject, audience }: SubjectCase, stack: Stack = stackIn()): SecureOidcRole {
  return new SecureOidcRole(stack, 'Audit', { providerArn: providerArn(issuer), subjects: [subject()], audience });
}

/** A role for the branch `main` of `acme/app`, but for the props given. */
export function oidcRoleIn(stack: Stack, props: Partial<SecureOidcRoleProps> = {}): SecureOidcRole {
  return new SecureOidcRole(stack, 'Audit', {
    ...props.provider === undefined && { providerArn: providerArn(GITHUB) },
    subjects: [OidcSubject.githubBranch({ ...APP, branch: 'main' })],
    ...props,
  });
}
