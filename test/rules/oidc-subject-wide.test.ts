/**
 * Within the right tenant, does the subject match more than one repository, workspace or service account, or more than one branch of it?
 */
import { clusterResources, COGNITO, conditionOn, EKS, GITHUB, GITLAB, provider, serviceAccount, takes, TERRAFORM } from './tokens';
import { allowFederated, deny, expectClosed, expectOpen, judge, OWN, policy, root } from './trust-policy-cases';

const RULE = 'oidc-subject-wide';
const BUILDKITE = 'agent.buildkite.com';
const CIRCLECI = 'oidc.circleci.com/org/0a1b';
const BITBUCKET = 'api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc';
const KOPS = 'discovery.example.com/cluster.example.com';
const github = (sub: unknown, operator?: string) => takes(GITHUB, { sub }, operator);
const githubWith = (sub: string, claims: Record<string, unknown>, operator = 'StringEquals') =>
  policy(allowFederated(
    provider(GITHUB),
    { 'ForAnyValue:StringLike': { [`${GITHUB}:sub`]: sub }, ...conditionOn(GITHUB, claims, operator) },
  ));
/** Tokens and other callers in one statement, whose condition applies to tokens only. */
const both = (issuer: string, others: object, claims: Record<string, unknown>) => ({
  Effect: 'Allow',
  Action: ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'],
  Principal: { Federated: issuer === COGNITO ? COGNITO : provider(issuer), ...others },
  Condition: conditionOn(issuer, claims, 'StringEqualsIfExists'),
});
const parameter = (definition: object) => ({ parameters: { Who: { Type: 'String', ...definition } } });
const denyTokens = (issuer: string, condition: object) => ({
  ...deny('*', condition, 'sts:AssumeRoleWithWebIdentity'),
  Principal: { Federated: provider(issuer) },
});

describe('closed: the subject is specific', () => {
  test.each<[string, object]>([
    ['one branch', github('repo:acme/app:ref:refs/heads/main', 'StringEquals')],
    ['one branch, written out under StringLike', github('repo:acme/app:ref:refs/heads/main')],
    [
      'one branch beside an account, whose requests have no subject',
      policy(both(GITHUB, { AWS: root(OWN) }, { sub: 'repo:acme/app:ref:refs/heads/main' })),
    ],
    [
      'one branch of GitHub and one service account of a cluster, in one statement',
      policy(allowFederated([provider(GITHUB), provider(EKS)], {
        StringEqualsIfExists: {
          [`${GITHUB}:sub`]: 'repo:acme/app:ref:refs/heads/main',
          [`${EKS}:sub`]: 'system:serviceaccount:default:app',
        },
      })),
    ],
    [
      'one pool beside a service that has the same name as its issuer',
      policy(both(COGNITO, { Service: COGNITO }, { aud: 'eu-west-1:0a1b' })),
    ],
    [
      'two branches of two repositories',
      github(['repo:acme/app:ref:refs/heads/main', 'repo:acme/web:ref:refs/heads/main'], 'StringEquals'),
    ],
    ['one branch with ids', github('repo:acme@12/app@34:ref:refs/heads/main', 'StringEquals')],
    ['an environment of a repository, the environment first', github('environment:production:repo:acme/app:*')],
    ['a repository from a parameter, in an exact subject', github({ 'Fn::Sub': 'repo:${Who}:ref:refs/heads/main' }, 'StringEquals')],
    ['organization and repository from a parameter, reported by oidc-tenant', github({ 'Fn::Sub': 'repo:${Who}:*' })],
    ['the end of an organization from a parameter, reported by oidc-tenant', github({ 'Fn::Sub': 'repo:acme-${Who}*' })],
    ['a subject that any organization can have, reported by oidc-tenant', github('environment:production', 'StringEquals')],
    ['both forms of one branch', github(['repo:acme/app:ref:refs/heads/main', 'repo:acme@12/app@34:ref:refs/heads/main'], 'StringEquals')],
    ['one environment', github('repo:acme/app:environment:production', 'StringEquals')],
    ['branches by a pattern of names', github('repo:acme/app:ref:refs/heads/release/*')],
    ['tags by a pattern of names', github('repo:acme/app:ref:refs/tags/v*')],
    ['environments by a pattern of names', github('repo:acme/app:environment:prod-*')],
    [
      'a subject composed with the workflow',
      github('repo:acme/app:job_workflow_ref:acme/w/.github/workflows/d.yml@refs/heads/main', 'StringEquals'),
    ],
    [
      'a subject composed with the workflow and more',
      github('repo:acme/app:job_workflow_ref:acme/w/.github/workflows/d.yml@refs/heads/main:*'),
    ],
    [
      'a subject composed with a tagged version of the workflow',
      github('repo:acme/app:job_workflow_ref:acme/w/.github/workflows/d.yml@refs/tags/v*'),
    ],
    ['any subject of a repository, with the branch in a claim of its own', githubWith('repo:acme/app:*', { ref: 'refs/heads/main' })],
    [
      'any subject of a repository, with the environment in a claim of its own',
      githubWith('repo:acme/app:*', { environment: 'production' }),
    ],
    [
      'any repository, as long as it calls one version of one workflow',
      githubWith('repo:acme/*', { job_workflow_ref: 'acme/w/.github/workflows/d.yml@refs/heads/main' }),
    ],
    [
      'any repository, as long as it calls a tagged version of one workflow',
      githubWith('repo:acme/*', { job_workflow_ref: 'acme/w/.github/workflows/d.yml@refs/tags/v*' }, 'StringLike'),
    ],
    [
      'any subject of the organization, with id and branch in claims of their own',
      githubWith('repo:acme/*', { repository_id: '34', ref: 'refs/heads/main' }),
    ],
    [
      'a Deny of everything except one branch',
      policy(
        allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/*' })),
        denyTokens(GITHUB, conditionOn(GITHUB, { sub: 'repo:acme/app:ref:refs/heads/main' }, 'StringNotEquals')),
      ),
    ],
    ['two conditions that leave one branch', githubWith('repo:acme/app:*', { sub: 'repo:acme/app:ref:refs/heads/main' })],
    [
      'one branch of a repository of an enterprise with an issuer of its own',
      takes(`${GITHUB}/acme`, { sub: 'repo:acme/app:ref:refs/heads/main' }),
    ],
    ['one branch of a project of GitLab', takes(GITLAB, { sub: 'project_path:acme/team/app:ref_type:branch:ref:main' }, 'StringEquals')],
    ['the protected branches of a project of GitLab by its id', takes(GITLAB, { project_id: '42', ref_protected: 'true' }, 'StringEquals')],
    [
      'a workspace, in any phase, as the HCP Terraform documentation shows it',
      takes(TERRAFORM, { sub: 'organization:acme:project:infra:workspace:prod:run_phase:*' }),
    ],
    [
      'a branch of a pipeline of Buildkite',
      takes(BUILDKITE, { sub: 'organization:acme:pipeline:app:ref:refs/heads/main:commit:*:step:*' }),
    ],
    ['a project, whoever starts it, as the CircleCI documentation shows it', takes(CIRCLECI, { sub: 'org/0a1b/project/2c3d/user/*' })],
    ['a project of CircleCI by its claim', takes(CIRCLECI, { 'oidc.circleci.com/project-id': '2c3d' }, 'StringEquals')],
    ['any step of a repository, as the Bitbucket documentation shows it', takes(BITBUCKET, { sub: '{0a1b}:*' })],
    ['an environment of Vercel', takes('oidc.vercel.com/acme', { sub: 'owner:acme:project:web:environment:production' })],
    ['a service account', takes(EKS, { sub: 'system:serviceaccount:default:app' }, 'StringEquals')],
    ['a service account of a cluster outside EKS', takes(KOPS, { sub: 'system:serviceaccount:default:app' }, 'StringEquals')],
    ['a subject of an unknown issuer', takes('id.example.org', { sub: 'user|*' })],
    ['an application of an unknown issuer', takes('id.example.org', { aud: 'my-app' }, 'StringEquals')],
    [
      'users of one client of Google',
      policy(allowFederated('accounts.google.com', conditionOn('accounts.google.com', { aud: '666777888999000' }, 'StringEquals'))),
    ],
    ['identities of one pool', policy(allowFederated(COGNITO, conditionOn(COGNITO, { aud: 'eu-west-1:0a1b' }, 'StringEquals')))],
    ['every issuer, reported by public-principal', policy(allowFederated('*', conditionOn(GITHUB, { sub: 'repo:acme/*' })))],
    ['an exact subject from a parameter', github({ Ref: 'Who' }, 'StringEquals')],
    ['a branch from a parameter, which the deployer supplies', github({ 'Fn::Sub': 'repo:acme/app:ref:refs/heads/${Who}' })],
    ['a whole pattern from a parameter, reported by oidc-tenant', github({ Ref: 'Who' })],
    [
      'the wrong API for tokens',
      policy({ ...allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/*' })), Action: 'sts:AssumeRole' }),
    ],
    [
      'a SAML provider',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/idp` } }),
    ],
    ['a service', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'ec2.amazonaws.com' } })],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));

  test('a service account as the CDK renders it', () => expectClosed(RULE, serviceAccount('system:serviceaccount:default:app')));
});

describe('open: more than one repository, workspace or service account', () => {
  test.each<[string, object, string]>([
    [
      'any repository of an organization',
      github('repo:acme/*'),
      'repositories that the policy does not name can assume this role, for example repo:acme/another-repository:ref:refs/heads/main',
    ],
    [
      'the main branch of any repository',
      github('repo:acme/*:ref:refs/heads/main'),
      'repositories that the policy does not name can assume this role, for example repo:acme/another-repository:ref:refs/heads/main',
    ],
    [
      'an environment of any repository',
      github('repo:acme/*:environment:production'),
      'repositories that the policy does not name can assume this role, for example repo:acme/another-repository:environment:production',
    ],
    [
      'a repository without its colon',
      github('repo:acme/app*'),
      'repositories that the policy does not name can assume this role, for example repo:acme/app-2:ref:refs/heads/main',
    ],
    [
      'any repository, the environment first',
      github('environment:production:repo:acme/*'),
      'repositories that the policy does not name can assume this role, for example environment:production:repo:acme/',
    ],
    ['any repository, with ids', github('repo:acme@12/*'), 'repositories that the policy does not name'],
    [
      'an owner by its id only',
      takes(GITHUB, { repository_owner_id: '12' }, 'StringEquals'),
      'repositories that the policy does not name can assume this role',
    ],
    [
      'any repository with an environment of this name',
      githubWith('repo:acme/*', { environment: 'production' }),
      'repositories that the policy does not name',
    ],
    [
      'any repository that calls any version of a workflow',
      githubWith('repo:acme/*', { job_workflow_ref: 'acme/w/.github/workflows/d.yml@*' }, 'StringLike'),
      'repositories that the policy does not name',
    ],
    [
      'a repository id with IfExists',
      githubWith('repo:acme/*', { repository_id: '34', ref: 'refs/heads/main' }, 'StringEqualsIfExists'),
      'repositories that the policy does not name',
    ],
    [
      'a group of GitLab',
      takes(GITLAB, { sub: 'project_path:acme/*' }),
      'projects that the policy does not name can assume this role, for example project_path:acme/another-project:ref_type:branch:ref:main',
    ],
    [
      'main of any project of GitLab',
      takes(GITLAB, { sub: 'project_path:acme/*:ref_type:branch:ref:main' }),
      'projects that the policy does not name can assume this role, for example project_path:acme/another-project:ref_type:branch:ref:main',
    ],
    [
      'an organization of HCP Terraform',
      takes(TERRAFORM, { sub: 'organization:acme:*' }),
      'workspaces that the policy does not name can assume this role, ' +
      'for example organization:acme:project:another-project:workspace:another-workspace:run_phase:apply',
    ],
    [
      'any workspace of a project',
      takes(TERRAFORM, { sub: 'organization:acme:project:infra:workspace:*' }),
      'workspaces that the policy does not name can assume this role, ' +
      'for example organization:acme:project:infra:workspace:another-workspace:run_phase:apply',
    ],
    [
      'an organization of Buildkite',
      takes(BUILDKITE, { sub: 'organization:acme:*' }),
      'pipelines that the policy does not name can assume this role, for example organization:acme:pipeline:another-pipeline:',
    ],
    [
      'any project of CircleCI',
      takes(CIRCLECI, { sub: 'org/0a1b/*' }),
      'projects that the policy does not name can assume this role, for example org/0a1b/project/another-project/user/somebody',
    ],
    ['an organization of CircleCI without a condition', takes(CIRCLECI), 'projects that the policy does not name can assume this role'],
    [
      'any repository of Bitbucket',
      takes(BITBUCKET, { sub: '*' }),
      'repositories that the policy does not name can assume this role, for example {another-repository}:{step}',
    ],
    [
      'Vercel by its audience only',
      takes('oidc.vercel.com', { aud: 'https://vercel.com/acme' }, 'StringEquals'),
      'projects that the policy does not name',
    ],
    ['a cluster without a condition', takes(EKS), 'service accounts in namespaces that the policy does not name can assume this role'],
    [
      'a cluster by its audience only',
      takes(EKS, { aud: 'sts.amazonaws.com' }, 'StringEquals'),
      'service accounts in namespaces that the policy does not name can assume this role',
    ],
    [
      'any service account',
      takes(EKS, { sub: 'system:serviceaccount:*' }),
      'service accounts in namespaces that the policy does not name can assume this role, ' +
      'for example system:serviceaccount:another-namespace:another-service-account',
    ],
    [
      'a service account of this name in any namespace',
      takes(KOPS, { sub: 'system:serviceaccount:*:app' }),
      'service accounts in namespaces that the policy does not name can assume this role, ' +
      'for example system:serviceaccount:another-namespace:app',
    ],
    [
      'an unknown issuer without a condition',
      takes('id.example.org'),
      'anyone with a token from id.example.org can assume this role',
    ],
    [
      'an unknown issuer, by the audience that all tokens for AWS have',
      takes('id.example.org', { aud: 'sts.amazonaws.com' }, 'StringEquals'),
      'anyone with a token from id.example.org',
    ],
    ['an unknown issuer, by any subject', takes('id.example.org', { sub: '*' }), 'anyone with a token from id.example.org'],
  ])('%s', (_, document, message) => expect(expectOpen(RULE, { document, context: parameter({}) }).message).toContain(message));

  test('any repository, through a provider known only at deployment: the claims are those of GitHub', () => {
    const document = policy(allowFederated({ Ref: 'Who' }, conditionOn(GITHUB, { sub: 'repo:acme/*' })));
    expect(judge(RULE, { document, context: parameter({}) }).findings.map(({ message }) => message)).toEqual([
      'repositories that the policy does not name can assume this role, for example repo:acme/another-repository:ref:refs/heads/main',
    ]);
  });

  test('any service account of a cluster of the same template', () => {
    const { message, fix } = expectOpen(
      RULE,
      { document: policy(allowFederated({ Ref: 'Provider' })), context: { resources: clusterResources() } },
    );
    expect(message).toBe('service accounts in namespaces that the policy does not name can assume this role');
    expect(fix).toContain('cluster.addServiceAccount(');
    expect(expectOpen(
      RULE,
      serviceAccount('system:serviceaccount:default:*'),
    ).message).toContain('service accounts that the policy does not name');
  });
});

describe('open: more than one branch', () => {
  test.each<[string, object, string]>([
    ['any subject of a repository', github('repo:acme/app:*'), 'repo:acme/app:pull_request'],
    ['any subject of a repository, with ids', github('repo:acme@12/app@34:*'), 'repo:acme@12/app@34:pull_request'],
    ['any ref', github('repo:acme/app:ref:*'), 'repo:acme/app:ref:refs/heads/another'],
    ['any branch', github('repo:acme/app:ref:refs/heads/*'), 'repo:acme/app:ref:refs/heads/another'],
    [
      'any version of a workflow',
      github('repo:acme/app:job_workflow_ref:acme/w/.github/workflows/d.yml@*'),
      'repo:acme/app:job_workflow_ref:acme/w/.github/workflows/d.yml@',
    ],
    [
      'any branch of a workflow',
      github('repo:acme/app:job_workflow_ref:acme/w/.github/workflows/d.yml@refs/heads/*'),
      'repo:acme/app:job_workflow_ref:acme/w/.github/workflows/d.yml@refs/heads/',
    ],
    [
      'any workflow of a branch',
      github('repo:acme/app:job_workflow_ref:acme/w/*@refs/heads/main'),
      'repo:acme/app:job_workflow_ref:acme/w/@refs/heads/main',
    ],
    ['any environment', github('repo:acme/app:environment:*'), 'repo:acme/app:environment:another'],
    [
      'weakness 28: one specific and one wide value',
      github(['repo:acme/app:ref:refs/heads/main', 'repo:acme/app:*']),
      'repo:acme/app:pull_request',
    ],
    [
      'a branch with IfExists',
      githubWith('repo:acme/app:*', { ref: 'refs/heads/main' }, 'StringEqualsIfExists'),
      'repo:acme/app:pull_request',
    ],
    [
      'any branch in its own claim',
      githubWith('repo:acme/app:*', { ref: 'refs/heads/*' }, 'StringLike'),
      'repo:acme/app:pull_request',
    ],
    [
      'a Deny of pull requests that leaves all branches',
      policy(
        allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/app:*' })),
        denyTokens(GITHUB, conditionOn(GITHUB, { sub: '*:pull_request' })),
      ),
      'repo:acme/app:ref:refs/heads/another',
    ],
    [
      'any branch of a project of GitLab',
      takes(GITLAB, { sub: 'project_path:acme/app:ref_type:branch:ref:*' }),
      'project_path:acme/app:ref_type:branch:ref:another',
    ],
    [
      'any subject of a project of GitLab',
      takes(GITLAB, { sub: 'project_path:acme/app:*' }),
      'project_path:acme/app:ref_type:branch:ref:another',
    ],
    [
      'any branch of a pipeline',
      takes(BUILDKITE, { sub: 'organization:acme:pipeline:app:*' }),
      'organization:acme:pipeline:app:ref:refs/heads/another:commit:0123abc:step:deploy',
    ],
    [
      'any environment of Vercel',
      takes('oidc.vercel.com/acme', { sub: 'owner:acme:project:web:environment:*' }),
      'owner:acme:project:web:environment:preview',
    ],
  ])('%s', (_, document, subject) => {
    const { message, witness } = expectOpen(RULE, { document });
    expect(message).toMatch(
      new RegExp(`that the policy does not name can assume this role, for example ${subject.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`),
    );
    expect(Object.values(witness.context)).toContain(subject);
  });

  test.each<[string, object]>([
    ['pull requests, written out', github('repo:acme/app:pull_request', 'StringEquals')],
    ['pull requests beside a branch', github(['repo:acme/app:ref:refs/heads/main', 'repo:acme/app:pull_request'], 'StringEquals')],
    ['pull requests, with ids', github('repo:acme@12/app@34:pull_request')],
  ])('%s', (_, document) => {
    const { message, fix, witness } = expectOpen(RULE, { document });
    expect(message).toBe('all pull requests of the repository can assume this role');
    expect(witness.context[`${GITHUB}:sub`]).toMatch(/:pull_request$/);
    expect(fix).toMatch(/"repo:acme(@12)?\/app(@34)?:environment:<environment>"$/);
  });

  test('service accounts of a namespace', () => {
    expect(expectOpen(RULE, { document: takes(EKS, { sub: 'system:serviceaccount:default:*' }) }).message)
      .toBe(
        'service accounts that the policy does not name can assume this role, ' +
        'for example system:serviceaccount:default:another-service-account',
      );
  });

  test('one finding for each statement, naming the widest part first', () => {
    expect(judge(RULE, { document: github('repo:acme/*') }).findings).toHaveLength(1);
    const document = policy(
      allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/app:ref:refs/heads/main' })),
      allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/app:*' })),
    );
    expect(judge(RULE, { document }).findings.map(({ statement, level }) => [statement, level])).toEqual([[{ index: 1 }, 'warning']]);
  });

  test('weakness 37: one branch of Fn::If is wide', () => {
    const sub = { 'Fn::If': ['Strict', 'repo:acme/app:ref:refs/heads/main', 'repo:acme/app:*'] };
    const context = { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } };
    expect(expectOpen(RULE, { document: github(sub), context }).fix).toContain(
      'replace StringLike token.actions.githubusercontent.com:sub "repo:acme/app:*" with',
    );
  });

  test('a parameter that may hold a wide pattern', () => {
    expectOpen(
      RULE,
      { document: github({ Ref: 'Who' }), context: parameter({ AllowedValues: ['repo:acme/app:ref:refs/heads/main', 'repo:acme/*'] }) },
    );
  });
});

describe('information: any id matches', () => {
  test.each<[string, object]>([
    ['of the organization and the repository', github('repo:acme@*/app@*:ref:refs/heads/main')],
    ['of the repository', github('repo:acme@12/app@*:environment:production')],
    ['beside the usual form', github(['repo:acme/app:ref:refs/heads/main', 'repo:acme@*/app@*:ref:refs/heads/main'])],
  ])('%s', (_, document) => {
    const { level, message, fix } = expectOpen(RULE, { document });
    expect(level).toBe('info');
    expect(message).toBe(
      'whoever takes over the name of the organization or repository can assume this role, because the condition accepts any ID',
    );
    expect(fix).toBe('write the IDs instead of the wildcards after "@": gh api repos/<organization>/<repository> --jq \'.owner.id, .id\'');
  });

  test.each<[string, object]>([
    ['the id of the repository in its own claim', githubWith('repo:acme@*/app@*:ref:refs/heads/main', { repository_id: '34' })],
    ['the id of the owner in its own claim', githubWith('repo:acme@*/app@*:ref:refs/heads/main', { repository_owner_id: '12' })],
    ['names without ids: GitHub decides which tokens have ids', github('repo:acme/app:ref:refs/heads/main')],
  ])('no finding with %s', (_, document) => expectClosed(RULE, { document }));

  test('a wider subject is reported instead, as a warning', () => {
    expect(expectOpen(RULE, { document: github('repo:acme@*/app@*:*') })).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^branches, tags/),
    });
    expect(expectOpen(RULE, { document: github('repo:acme@*/*') })).toMatchObject({
      level: 'warning',
      message: expect.stringMatching(/^repositories/),
    });
  });
});

test('no example where a parameter names the repository, because its values would be invented', () => {
  const { message, fix } = expectOpen(RULE, { document: github({ 'Fn::Sub': 'repo:acme/${Who}:*' }), context: parameter({}) });
  expect(message).toBe('branches, tags or pull requests that the policy does not name can assume this role');
  // Nothing is taken from a value that is only partly known.
  expect(fix).toContain(`with "StringEquals": { "${GITHUB}:sub": "repo:<organization>/<repository>:ref:refs/heads/<branch>" }`);
});

describe('the fix keeps what the policy already says', () => {
  test.each<[string, object, string]>([
    [
      'the organization',
      github('repo:acme/*'),
      `with "StringEquals": { "${GITHUB}:sub": "repo:acme/<repository>:ref:refs/heads/<branch>" }`,
    ],
    [
      'the repository',
      github('repo:acme/app:*'),
      `replace StringLike ${GITHUB}:sub "repo:acme/app:*" with "StringEquals": ` +
      `{ "${GITHUB}:sub": "repo:acme/app:ref:refs/heads/<branch>" }`,
    ],
    [
      'both forms',
      github('repo:acme/app:*'),
      'have the subject "repo:acme@<organization ID>/app@<repository ID>:ref:refs/heads/<branch>": add it, or use it instead',
    ],
    ['the ids', github('repo:acme@12/app@34:*'), '"repo:acme@12/app@34:ref:refs/heads/<branch>" }'],
    ['the names beside ids that are open', github('repo:acme@*/app@*:*'), '"repo:acme/app:ref:refs/heads/<branch>" }'],
    [
      'the organization after an environment',
      github('environment:production:repo:acme/*'),
      '"repo:acme/<repository>:ref:refs/heads/<branch>" }',
    ],
    [
      'the workspace',
      takes(TERRAFORM, { sub: 'organization:acme:*' }),
      `with "StringLike": { "${TERRAFORM}:sub": "organization:acme:project:<project>:workspace:<workspace>:run_phase:*" }`,
    ],
    ['the namespace', takes(EKS, { sub: 'system:serviceaccount:default:*' }), '"system:serviceaccount:default:<service account>" }'],
    [
      'nothing, where the policy names nothing',
      takes(CIRCLECI),
      `add the condition "StringLike": { "${CIRCLECI}:sub": "org/<organization ID>/project/<project ID>/user/*" } to statement 0`,
    ],
    ['the issuer', takes('id.example.org'), 'add the condition "StringEquals": { "id.example.org:sub": "<subject>" } to statement 0'],
  ])('%s', (_, document, words) => expect(expectOpen(RULE, { document }).fix).toContain(words));

  test.each<[string, object, string]>([
    ['a pattern', github('repo:acme/app:*'), `StringLike ${GITHUB}:sub "repo:acme/app:*" matches "repo:acme/app:pull_request"`],
    ['a missing condition', takes(EKS), `statement 0 has no condition on ${EKS.toLowerCase()}:sub`],
    ['nothing at all', takes('id.example.org'), 'statement 0 has no condition on a claim of the token'],
  ])('the reason names %s', (_, document, words) => expect(expectOpen(RULE, { document }).because).toContain(words));
});
