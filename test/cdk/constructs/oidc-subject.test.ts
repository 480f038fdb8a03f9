/** What `OidcSubject` refuses, and the few values that it rewrites. */
import { Aws } from 'aws-cdk-lib';
import { APP, CIRCLECI_ORGANIZATION, REPOSITORY_ID } from './oidc-roles-under-test';
import { messageOf } from './roles-under-test';
import { GitlabDeploymentTier, OidcSubject } from '../../../src/cdk/constructs/oidc-subject';

const MAIN = { ...APP, branch: 'main' };
const workflow = (text: string) => () => OidcSubject.githubReusableWorkflow({ ...APP, workflow: text });
const account = (namespaceName: string, serviceAccountName: string) => () =>
  OidcSubject.kubernetesServiceAccount({ namespaceName, serviceAccountName });
const run = (part: object) => () => OidcSubject.terraformCloudRun({ organization: 'acme', project: 'core', workspace: 'app', ...part });
const build = (part: object) => () => OidcSubject.buildkitePipeline({ organization: 'acme', pipeline: 'app', ...part });

describe('refused', () => {
  test.each<[string, () => unknown, string]>([
    ['a wildcard as owner', () => OidcSubject.githubBranch({ ...MAIN, owner: '*' }), 'contains a wildcard'],
    ['a wildcard in a branch', () => OidcSubject.githubBranch({ ...MAIN, branch: 'release/*' }), 'contains a wildcard'],
    ['a wildcard in an environment', () => OidcSubject.githubEnvironment({ ...APP, environment: 'prod?' }), 'contains a wildcard'],
    ['a placeholder', () => OidcSubject.githubBranch({ ...MAIN, owner: '<owner>' }), 'the placeholder "<owner>"'],
    ['a placeholder in words', () => OidcSubject.githubBranch({ ...MAIN, owner: 'YOUR-ORG' }), 'placeholder "YOUR-ORG"'],
    ['a placeholder only where it stands', () => OidcSubject.githubBranch({ ...MAIN, owner: 'acme', repository: 'REPO' }), 'placeholder'],
    ['a token', () => OidcSubject.githubBranch({ ...MAIN, owner: Aws.STACK_NAME }), 'the owner is a token'],
    ['nothing', () => OidcSubject.githubBranch({ ...MAIN, owner: undefined as never }), 'the owner must be text, not undefined'],
    ['an empty name', () => OidcSubject.githubBranch({ ...MAIN, repository: '' }), 'the repository is empty'],
    ['no options', () => OidcSubject.githubBranch(undefined as never), 'the options are undefined'],
    ['a repository with its owner', () => OidcSubject.githubBranch({ ...MAIN, repository: 'acme/app' }), 'without its owner'],
    ['a whole ref as branch', () => OidcSubject.githubBranch({ ...MAIN, branch: 'refs/heads/main' }), "without 'refs/heads/'"],
    ['a whole ref as tag', () => OidcSubject.githubTag({ ...APP, tag: 'refs/tags/v1' }), "without 'refs/tags/'"],
    ['a branch that git does not allow', () => OidcSubject.githubBranch({ ...MAIN, branch: 'a:ref' }), 'is not a valid branch'],
    ['a policy variable', () => OidcSubject.exact('a${aws:username}'), 'policy variable'],
    ['a line break', () => OidcSubject.exact('a\nb'), 'contains a line break'],
    ['one id', () => OidcSubject.githubBranch({ ...MAIN, ownerId: '1' }), 'ownerId is given without repositoryId'],
    ['the other id', () => OidcSubject.githubBranch({ ...MAIN, repositoryId: '1' }), 'repositoryId is given without ownerId'],
    ['a name as id', () => OidcSubject.githubBranch({ ...MAIN, ownerId: 'acme', repositoryId: '1' }), '"acme" is not a valid ownerId'],
    ['no reason', () => OidcSubject.githubPullRequest('', APP), 'the reason is empty'],
    ['a blank reason', () => OidcSubject.wholeTenant('acme', '  '), 'the reason is blank'],
    ['a workflow without a version', workflow('acme/w/.github/workflows/deploy.yml'), 'is not a valid workflow'],
    ['a workflow at a short ref', workflow('acme/w/.github/workflows/deploy.yml@main'), 'is not a valid workflow'],
    ['a workflow at any ref', workflow('acme/w/.github/workflows/deploy.yml@refs/heads/*'), 'contains a wildcard'],
    ['a project without a group', () => OidcSubject.gitlabBranch({ project: 'app', branch: 'main' }), 'with its groups'],
    [
      'a tier that there is not',
      () => OidcSubject.gitlabEnvironment({ project: 'a/b', tier: 'live' as GitlabDeploymentTier }), 'tier is "live"',
    ],
    ['a name as UUID', () => OidcSubject.bitbucketStep({ repositoryId: 'app' }), '"app" is not a valid repositoryId'],
    ['a UUID with a wildcard', () => OidcSubject.bitbucketStep({ repositoryId: '{*}' }), 'contains a wildcard'],
    ['a project by name', () => OidcSubject.circleCiProject({ organizationId: CIRCLECI_ORGANIZATION, projectId: 'app' }), 'projectId'],
    ['a workspace with a colon', run({ workspace: 'a:run_phase' }), 'is not a valid workspace'],
    ['a phase that there is not', run({ runPhase: 'destroy' }), 'runPhase is "destroy"'],
    ['a build of nothing', build({}), 'neither branch nor tag is given'],
    ['a build of both', build({ branch: 'main', tag: 'v1' }), 'both branch and tag are given'],
    ['a namespace with its account', account('default:app', 'app'), 'is not a valid namespace'],
    ['a service account in capitals', account('default', 'App'), 'is not a valid service account'],
    ['any service account', account('default', '*'), 'contains a wildcard'],
    ['a wildcard in an exact subject', () => OidcSubject.exact('repo:acme/*'), 'contains a wildcard'],
    ['a wildcard as tenant', () => OidcSubject.wholeTenant('*', 'why not'), 'contains a wildcard'],
  ])('%s', (_what, create, fragment) => {
    const message = messageOf(create);
    expect(message).toMatch(/^OidcSubject\.\w+: /);
    expect(message).toContain(fragment);
  });
});

describe('accepted', () => {
  const valuesOf = ({ _form: form }: OidcSubject) => (form.kind === 'platform' ? form.values : []);

  test.each<[string, () => OidcSubject, string]>([
    [
      'a branch with slashes',
      () => OidcSubject.githubBranch({ ...MAIN, branch: 'release/2.x' }), 'repo:acme/app:ref:refs/heads/release/2.x',
    ],
    [
      'the account of a managed user',
      () => OidcSubject.githubBranch({ ...MAIN, owner: 'alice_acme' }), 'repo:alice_acme/app:ref:refs/heads/main',
    ],
    [
      'an environment with spaces',
      () => OidcSubject.githubEnvironment({ ...APP, environment: 'EU production' }), 'repo:acme/app:environment:EU production',
    ],
    [
      'a colon in an environment',
      () => OidcSubject.githubEnvironment({ ...APP, environment: 'eu:prod' }), 'repo:acme/app:environment:eu%3Aprod',
    ],
    ['an environment of Bitbucket', () => OidcSubject.bitbucketStep({ repositoryId: REPOSITORY_ID, environmentId: `{${REPOSITORY_ID}}` }),
      `{${REPOSITORY_ID}}:{${REPOSITORY_ID}}:*`],
    ['a tag of Buildkite', () => build({ tag: 'v1' })() as OidcSubject, 'organization:acme:pipeline:app:ref:refs/tags/v1:commit:*:step:*'],
  ])('%s', (_what, create, value) => {
    expect(valuesOf(create())).toEqual([value]);
  });

  test.each(['refs/tags/v1.2', '0123456789abcdef0123456789abcdef01234567'])('a workflow at %s', (version) => {
    expect(workflow(`acme/w/.github/workflows/deploy.yml@${version}`)()._form).toMatchObject({ arePatterns: true });
  });
});
