/** Can another tenant of a shared issuer assume the role? */
import { clusterResources, COGNITO, conditionOn, EKS, GITHUB, GITLAB, provider, serviceAccount, takes, TERRAFORM } from './tokens';
import {
  allow, allowFederated, allowService, deny, expectClosed, expectOpen, expectUndecided, judge, OWN, PARTNER, policy, root,
} from './trust-policy-cases';

const RULE = 'oidc-tenant';
const POOL = 'eu-west-1:0a1b2c3d-0000-4000-8000-0a1b2c3d4e5f';
const github = (sub: unknown, operator?: string) => takes(GITHUB, { sub }, operator);
const parameter = (definition: object) => ({ parameters: { Who: { Type: 'String', ...definition } } });
const GOOGLE = 'accounts.google.com';
const SENTINEL = 'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d';
const TURBONOMIC = 'oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb';
const sessionName = (name: string, operator = 'StringEquals') => ({ [operator]: { 'sts:RoleSessionName': name } });
const ofSentinel = (name: string, operator?: string, issuer = SENTINEL) => policy(allowFederated(
  provider(issuer),
  sessionName(name, operator),
));
const denyTokens = (condition: object) => ({
  ...deny('*', condition, 'sts:AssumeRoleWithWebIdentity'),
  Principal: { Federated: provider(GITHUB) },
});
const mixed = (...conditions: object[]) => Object.assign({}, ...conditions) as object;

describe('closed: only tenants that the policy names', () => {
  test.each<[string, object]>([
    [
      'an ARN of AWS required of a token, which has none',
      policy(allowFederated(provider(GITHUB), { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::222222222222:*' } })),
    ],
    [
      'a provider of another account, which IAM does not accept',
      policy(allowFederated(provider(GITHUB).replace(OWN, '222222222222'))),
    ],
    ['one branch of one repository', github('repo:acme/app:ref:refs/heads/main', 'StringEquals')],
    ['the same in different case', github('repo:ACME/app:ref:refs/heads/main', 'StringEqualsIgnoreCase')],
    ['every repository of one organization', github('repo:acme/*')],
    ['repositories of two organizations', github(['repo:acme/*', 'repo:acme-labs/*'])],
    ['an organization with its id', github('repo:acme@12345/*')],
    ['an organization with any id: a name belongs to one owner at a time', github('repo:acme@*/app@*:ref:refs/heads/main')],
    ['a subject composed of the owner\'s id', github('repository_owner_id:12345:*')],
    ['a subject composed of the environment and the repository', github('environment:production:repo:acme/app', 'StringEquals')],
    ['the same of jobs without an environment', github('environment::repo:acme/app', 'StringEquals')],
    ['a subject composed of the environment and the owner', github('environment:production:repo:acme/*')],
    ['the same in different case', github('environment:production:repo:ACME/app', 'StringEqualsIgnoreCase')],
    [
      'a subject composed of the called workflow and the repository',
      github('job_workflow_ref:acme/w/.github/workflows/d.yml@refs/heads/main:repo:acme/*'),
    ],
    ['a subject composed of the owner\'s name', github('repository_owner:acme:environment:production', 'StringEquals')],
    ['a subject that no token has', github('production', 'StringEquals')],
    ['an address, which is not a subject', github('https://github.com/acme/app', 'StringEquals')],
    ['a repository by its id', takes(GITHUB, { repository_id: '123456' }, 'StringEquals')],
    ['an owner by its id, any subject', takes(GITHUB, { repository_owner_id: '12345', sub: '*' })],
    ['an enterprise by its id', takes(GITHUB, { enterprise_id: '77' }, 'StringEquals')],
    ['a repository by its name', takes(GITHUB, { repository: 'acme/app' }, 'StringEquals')],
    ['IfExists on the subject, which every token has', github('repo:acme/*', 'StringLikeIfExists')],
    ['ForAllValues on the subject, which every token has', github('repo:acme/*', 'ForAllValues:StringLike')],
    [
      'weakness 38: a Deny of everything outside',
      policy(allowFederated(provider(GITHUB)), denyTokens(conditionOn(GITHUB, { sub: 'repo:acme/*' }, 'StringNotLike'))),
    ],
    [
      'a Deny of everything outside, by the owner\'s id',
      policy(allowFederated(provider(GITHUB)), denyTokens(conditionOn(GITHUB, { repository_owner_id: '12345' }, 'StringNotEquals'))),
    ],
    ['an exact subject with a wildcard character, which is literal text', github('repo:*', 'StringEquals')],
    ['the issuer of one enterprise', takes(`${GITHUB}/acme`)],
    ['the issuer of an enterprise with data residency', takes('token.actions.acme.ghe.com')],
    ['a group of GitLab', takes(GITLAB, { sub: 'project_path:acme/*' })],
    ['a project of GitLab by its id', takes(GITLAB, { project_id: '42' }, 'StringEquals')],
    ['an organization of HCP Terraform', takes(TERRAFORM, { sub: 'organization:acme:*' })],
    ['an organization of Buildkite', takes('agent.buildkite.com', { sub: 'organization:acme:pipeline:*' })],
    ['an audience of Vercel', takes('oidc.vercel.com', { aud: 'https://vercel.com/acme' }, 'StringEquals')],
    ['an organization of Pulumi', takes('api.pulumi.com/oidc', { aud: 'aws:acme' }, 'StringEquals')],
    ['one identity pool', policy(allowFederated(COGNITO, conditionOn(COGNITO, { aud: POOL }, 'StringEquals')))],
    [
      'one identity of a pool',
      policy(allowFederated(COGNITO, conditionOn(COGNITO, { sub: 'eu-west-1:0a1b2c3d-1111-4000-8000-0a1b2c3d4e5f' }, 'StringEquals'))),
    ],
    ['a workspace of Microsoft Sentinel', ofSentinel('MicrosoftSentinel_0a1b2c3d')],
    [
      'a workspace of Microsoft Sentinel, its issuer with a slash at the end',
      ofSentinel('MicrosoftSentinel_0a1b2c3d', 'StringEquals', `${SENTINEL}/`),
    ],
    ['an instance of IBM Turbonomic', takes(TURBONOMIC, { sub: 'system:serviceaccount:acme:t8c' }, 'StringEquals')],
    ['another cluster of Red Hat OpenShift, which is a private issuer', takes('rh-oidc.s3.us-east-1.amazonaws.com/0123456789abcdef')],
    ['an organization of Pulumi by its subject', takes('api.pulumi.com/oidc', { sub: 'pulumi:environments:org:acme:*' })],
    ['an organization of Buildkite by its slug', takes('agent.buildkite.com', { organization_slug: 'acme' }, 'StringEquals')],
    ['a claim that AWS does not pass on: no caller is allowed', takes(GITHUB, { repository_owner: 'acme' }, 'StringEquals')],
    ['the same for GitLab', takes(GITLAB, { namespace_path: 'acme' }, 'StringEquals')],
    [
      'one client of Google',
      policy(allowFederated('accounts.google.com', conditionOn('accounts.google.com', { aud: '666777888999000' }, 'StringEquals'))),
    ],
    [
      'one organization of Google',
      policy(allowFederated(GOOGLE, conditionOn(GOOGLE, { 'google/organization_number': '123456' }, 'StringEquals'))),
    ],
    [
      'a client of Google for one audience',
      policy(allowFederated(GOOGLE, conditionOn(GOOGLE, { aud: '666777888999000', oaud: 'aws' }, 'StringEquals'))),
    ],
    [
      'one user of Google',
      policy(allowFederated('accounts.google.com', conditionOn('accounts.google.com', { sub: '110169484474386276334' }, 'StringEquals'))),
    ],
    [
      'one app of Facebook',
      policy(allowFederated('graph.facebook.com', conditionOn('graph.facebook.com', { app_id: '123' }, 'StringEquals'))),
    ],
    ['weakness 29: an issuer of CircleCI belongs to one organization', takes('oidc.circleci.com/org/0a1b2c3d')],
    [
      'weakness 29: an issuer of Bitbucket belongs to one workspace',
      takes('api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc'),
    ],
    ['weakness 29: an issuer of EKS belongs to one cluster', takes(EKS)],
    ['a private issuer', takes('id.example.org')],
    ['the wrong API for tokens', policy({ ...allowFederated(provider(GITHUB)), Action: 'sts:AssumeRole' })],
    [
      'a condition on the claims of another issuer, which no token of this one satisfies',
      policy(allowFederated(provider(GITHUB), conditionOn(GITLAB, { sub: 'project_path:acme/app:*' }))),
    ],
    ['a service', policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } })],
    ['an account', policy(allow(root(PARTNER)))],
    [
      'a SAML provider',
      policy({ Effect: 'Allow', Action: 'sts:AssumeRoleWithSAML', Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/idp` } }),
    ],
    [
      'a principal known only at deployment, with the claims of one issuer',
      policy(allowFederated({ Ref: 'Who' }, conditionOn(GITHUB, { sub: 'repo:acme/*' }))),
    ],
    [
      'a cluster whose id is a parameter, which cannot be a shared issuer',
      policy(allowFederated({ 'Fn::Sub': `arn:aws:iam::${OWN}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/\${Who}` })),
    ],
    [
      'an exact subject with organization and repository from a parameter',
      github({ 'Fn::Sub': 'repo:${Who}:ref:refs/heads/main' }, 'StringEquals'),
    ],
    ['the repository from a parameter, after the organization', github({ 'Fn::Sub': 'repo:acme/${Who}:*' })],
    [
      'an exact subject with the organization from a parameter',
      github({ 'Fn::Sub': 'repo:${Who}/app:ref:refs/heads/main' }, 'StringEquals'),
    ],
    ['every issuer, reported by public-principal', policy(allowFederated('*'))],
    ['a service with the name of an issuer', policy(allowService(COGNITO))],
  ])('%s', (_, document) => expectClosed(RULE, { document, context: parameter({}) }));

  test('a service account of a cluster of the same template', () => expectClosed(
    RULE,
    serviceAccount('system:serviceaccount:default:app'),
  ));

  test('a group of GitLab with the name of a role of the template: role names hold no wildcard', () => {
    const resources = { Team: { Type: 'AWS::IAM::Role', Properties: {} } };
    expectClosed(RULE, { document: takes(GITLAB, { sub: { 'Fn::Sub': 'project_path:${Team}/*' } }), context: { resources } });
    expectClosed(RULE, { document: github({ 'Fn::Sub': 'repo:${Team}/*' }), context: { resources } });
  });

  test('a cluster of the same template without any condition', () => {
    expectClosed(RULE, { document: policy(allowFederated({ Ref: 'Provider' })), context: { resources: clusterResources() } });
  });

  test('a cluster beside a repository of GitHub', () => {
    const { document, context } = serviceAccount('system:serviceaccount:default:app');
    const [statement] = (document as { Statement: object[] }).Statement;
    expectClosed(
      RULE,
      { document: policy(statement, allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/*' }))), context },
    );
  });
});

describe('open: another tenant can assume the role', () => {
  test.each<[string, object, string]>([
    ['weakness 26: GitHub without a condition', takes(GITHUB), GITHUB],
    ['weakness 26: GitHub by its audience only', takes(GITHUB, { aud: 'sts.amazonaws.com' }, 'StringEquals'), GITHUB],
    ['weakness 27: a subject that is "*"', github('*'), GITHUB],
    ['weakness 27: any repository of any owner', github('repo:*'), GITHUB],
    ['weakness 27: an organization without its slash', github('repo:acme*'), GITHUB],
    ['weakness 27: any organization', github('repo:*/app:*'), GITHUB],
    ['an organization with one wildcard character', github('repo:acm?/*'), GITHUB],
    ['a mutable claim first', github('environment:production:*'), GITHUB],
    ['an environment alone, which any organization can put into its subjects', github('environment:production', 'StringEquals'), GITHUB],
    ['the same in different case', github('Environment:Production', 'StringEqualsIgnoreCase'), GITHUB],
    ['a branch alone', github('ref:refs/heads/main', 'StringEquals'), GITHUB],
    ['a workflow alone', github('workflow:deploy', 'StringEquals'), GITHUB],
    ['an actor alone', github('actor:alice', 'StringEquals'), GITHUB],
    [
      'a called workflow alone',
      github('job_workflow_ref:acme/workflows/.github/workflows/deploy.yml@refs/heads/main', 'StringEquals'),
      GITHUB,
    ],
    ['any called workflow of the organization', github('job_workflow_ref:acme/*'), GITHUB],
    ['a visibility alone', github('repository_visibility:private', 'StringEquals'), GITHUB],
    ['a claim that GitHub may add one day', github('some_new_claim:x', 'StringEquals'), GITHUB],
    ['a pull request, of any repository', github('pull_request', 'StringEquals'), GITHUB],
    ['a workflow with the name of a repository', github('workflow:x:repo:acme/app', 'StringEquals'), GITHUB],
    ['a wildcard before the repository', github('*:repo:acme/app:*'), GITHUB],
    ['a wildcard before the owner, within the environment', github('environment:*:repo:acme/app'), GITHUB],
    ['a specific subject beside one that anyone can have', github(['repo:acme/app:*', 'environment:production']), GITHUB],
    [
      'a Deny of all but an environment',
      policy(allowFederated(provider(GITHUB)), denyTokens(conditionOn(GITHUB, { sub: 'environment:production' }, 'StringNotEquals'))),
      GITHUB,
    ],
    ['a wildcard before a deploy-time value', github({ 'Fn::Sub': 'repo:*/${Who}:*' }), GITHUB],
    [
      'a claim that AWS does not pass on, with IfExists',
      takes(GITHUB, { repository_owner: 'acme' }, 'StringEqualsIfExists'),
      GITHUB,
    ],
    [
      'every owner except one, by a claim that AWS does not pass on',
      takes(GITHUB, { repository_owner: 'evil' }, 'StringNotEquals'),
      GITHUB,
    ],
    ['a subject compared with itself', github('${token.actions.githubusercontent.com:sub}', 'StringEquals'), GITHUB],
    ['a subject that repeats another claim', github('${token.actions.githubusercontent.com:ref}', 'StringLike'), GITHUB],
    [
      'the session name, which GitHub\'s callers choose',
      policy(allowFederated([provider(GITHUB), provider(SENTINEL)], sessionName('MicrosoftSentinel_0a1b2c3d'))),
      GITHUB,
    ],
    [
      'Microsoft Sentinel without a session name',
      takes(SENTINEL, { aud: 'api://1462b192-27f7-4cb9-8523-0f4ecb54b47e' }, 'StringEquals'),
      SENTINEL,
    ],
    ['any workspace of Microsoft Sentinel', ofSentinel('MicrosoftSentinel_*', 'StringLike'), SENTINEL],
    ['IBM Turbonomic without a condition', takes(TURBONOMIC), TURBONOMIC],
    [
      'HCP Terraform in Europe by its audience',
      takes('app.eu.terraform.io', { aud: 'aws.workload.identity' }, 'StringEquals'),
      'app.eu.terraform.io',
    ],
    [
      'a subject of Pulumi without its organization',
      takes('api.pulumi.com/oidc', { sub: 'pulumi:environments:currentEnvironment.name:prod' }, 'StringEquals'),
      'api.pulumi.com/oidc',
    ],
    [
      'an audience of Pulumi, which the requester chooses',
      takes('api.pulumi.com/oidc/v2', { aud: 'aws:acme' }, 'StringEquals'),
      'api.pulumi.com/oidc/v2',
    ],
    [
      'the audience of Google, which the requester of a token chooses',
      policy(allowFederated(GOOGLE, conditionOn(GOOGLE, { oaud: 'my-app' }, 'StringEquals'))),
      GOOGLE,
    ],
    [
      'a user of Google compared with itself',
      policy(allowFederated(GOOGLE, conditionOn(GOOGLE, { sub: '${accounts.google.com:sub}' }, 'StringEquals'))),
      GOOGLE,
    ],
    ['the same by StringLike', policy(allowFederated(GOOGLE, conditionOn(GOOGLE, { sub: '${accounts.google.com:sub}' }))), GOOGLE],
    ['a branch, which every repository has', takes(GITHUB, { ref: 'refs/heads/main' }, 'StringEquals'), GITHUB],
    ['an environment, which every repository may have', takes(GITHUB, { environment: 'production' }, 'StringEquals'), GITHUB],
    [
      'a workflow that any repository can call',
      takes(GITHUB, { job_workflow_ref: 'acme/w/.github/workflows/deploy.yml@refs/heads/main' }, 'StringEquals'),
      GITHUB,
    ],
    ['an actor, who can start runs in other repositories too', takes(GITHUB, { actor_id: '99' }, 'StringEquals'), GITHUB],
    ['an id with IfExists', takes(GITHUB, { repository_owner_id: '12345' }, 'StringEqualsIfExists'), GITHUB],
    ['an id by ForAllValues', takes(GITHUB, { repository_id: '12345' }, 'ForAllValues:StringEquals'), GITHUB],
    ['an id by a pattern', takes(GITHUB, { repository_owner_id: '123*' }), GITHUB],
    ['every organization except one', github('repo:evil/*', 'StringNotLike'), GITHUB],
    ['Null false, which any subject satisfies', github('false', 'Null'), GITHUB],
    ['weakness 28: a specific and an unsafe value in one list', github(['repo:acme/app:*', 'repo:*']), GITHUB],
    [
      'weakness 28: an unsafe second statement',
      policy(allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/*' })), allowFederated(provider(GITHUB))),
      GITHUB,
    ],
    [
      'a Deny that does not cover tokens with another claim',
      policy(allowFederated(provider(GITHUB)), denyTokens(conditionOn(GITHUB, { ref: 'refs/heads/main' }, 'StringNotEquals'))),
      GITHUB,
    ],
    [
      'a Deny that does not cover missing claims',
      policy(allowFederated(provider(GITHUB)), denyTokens(conditionOn(GITHUB, { repository_owner_id: '*' }, 'StringNotLikeIfExists'))),
      GITHUB,
    ],
    ['the other spelling of GitHub\'s issuer', takes('vstoken.actions.githubusercontent.com'), 'vstoken.actions.githubusercontent.com'],
    ['the issuer in capitals', takes('Token.Actions.GitHubUserContent.com'), 'Token.Actions.GitHubUserContent.com'],
    ['weakness 29: GitLab without a condition', takes(GITLAB), GITLAB],
    ['weakness 29: a group of GitLab without its slash', takes(GITLAB, { sub: 'project_path:acme*' }), GITLAB],
    ['weakness 29: HCP Terraform by its audience', takes(TERRAFORM, { aud: 'aws.workload.identity' }, 'StringEquals'), TERRAFORM],
    ['weakness 29: an organization of HCP Terraform without its colon', takes(TERRAFORM, { sub: 'organization:acme*' }), TERRAFORM],
    ['Buildkite without a condition', takes('agent.buildkite.com'), 'agent.buildkite.com'],
    ['Vercel by any audience', takes('oidc.vercel.com', { aud: 'https://vercel.com/*' }), 'oidc.vercel.com'],
    [
      'weakness 30: Cognito without a pool',
      policy(allowFederated(COGNITO, { 'ForAnyValue:StringLike': { [`${COGNITO}:amr`]: 'authenticated' } })),
      COGNITO,
    ],
    ['weakness 30: any pool of a region', policy(allowFederated(COGNITO, conditionOn(COGNITO, { aud: 'eu-west-1:*' }))), COGNITO],
    [
      'weakness 30: Cognito of China without a pool',
      policy(allowFederated('cognito-identity.cn-north-1.amazonaws.com.cn')),
      'cognito-identity.cn-north-1.amazonaws.com.cn',
    ],
    ['Google without a client', policy(allowFederated('accounts.google.com')), 'accounts.google.com'],
    ['Facebook without an app', policy(allowFederated('graph.facebook.com')), 'graph.facebook.com'],
    ['Amazon without an app', policy(allowFederated('www.amazon.com')), 'www.amazon.com'],
    ['every action', policy({ ...allowFederated(provider(GITHUB)), Action: '*' }), GITHUB],
    [
      'a provider with a wildcard, which IAM rejects',
      policy(allowFederated(provider('*'), conditionOn(GITHUB, { sub: 'repo:*' }))),
      GITHUB,
    ],
    [
      'every principal except one user, which includes every web identity', policy({
        ...allowFederated('*', { ...conditionOn(GITHUB, { sub: 'repo:*' }), StringNotEquals: { 'aws:username': 'alice' } }),
        Principal: { AWS: '*' },
      }), GITHUB,
    ],
    [
      'the condition of a variable in version 2008-10-17',
      { Version: '2008-10-17', Statement: allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: '*' })) },
      GITHUB,
    ],
  ])('%s', (_, document, issuer) => {
    const { message, witness } = expectOpen(RULE, { document, context: parameter({}) });
    expect(message).toMatch(/^other tenants of .+ can assume this role$/);
    expect(witness).toMatchObject({
      action: 'sts:AssumeRoleWithWebIdentity',
      caller: { kind: 'oidc', arn: expect.stringContaining(issuer) },
    });
  });

  test.each([
    ['AWS::IAM::OIDCProvider', { Ref: 'Provider' }],
    ['AWS::IAM::OIDCProvider', { 'Fn::GetAtt': ['Provider', 'Arn'] }],
    ['Custom::AWSCDKOpenIdConnectProvider', { Ref: 'Provider' }],
  ])('weakness 31: the issuer is read from the provider, a %s: %j', (Type, principal) => {
    const resources = { Provider: { Type, Properties: { Url: `https://${GITHUB}` } } };
    expectOpen(RULE, { document: policy(allowFederated(principal)), context: { resources } });
    expectClosed(
      RULE,
      { document: policy(allowFederated(principal, conditionOn(GITHUB, { sub: 'repo:acme/*' }))), context: { resources } },
    );
  });

  test('weakness 37: one branch of Fn::If drops the condition', () => {
    const document = policy(allowFederated(
      provider(GITHUB),
      { 'Fn::If': ['Strict', conditionOn(GITHUB, { sub: 'repo:acme/*' }), { Ref: 'AWS::NoValue' }] },
    ));
    expectOpen(RULE, { document, context: { conditions: { Strict: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } });
  });

  test('a parameter that may hold an open pattern', () => {
    expectOpen(RULE, { document: github({ Ref: 'Who' }), context: parameter({ AllowedValues: ['repo:acme/*', 'repo:*'] }) });
    expectClosed(RULE, { document: github({ Ref: 'Who' }), context: parameter({ AllowedValues: ['repo:acme/*', 'repo:acme-labs/*'] }) });
  });

  test('a whole account is not reported, but tokens beside it are', () => {
    const document = policy({
      Effect: 'Allow',
      Action: ['sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'],
      Principal: { AWS: root(OWN), Federated: provider(GITHUB) },
    });
    expectOpen(RULE, { document });
  });

  test('a shared issuer after a private one and one known only at deployment', () => {
    expectOpen(
      RULE,
      { document: policy(allowFederated([provider('id.example.org'), provider(GITHUB), { Ref: 'Who' }])), context: parameter({}) },
    );
  });

  test('each open statement is reported, by its own index', () => {
    const document = policy(
      allowFederated(provider(GITHUB)),
      allowFederated(provider(GITHUB), conditionOn(GITHUB, { sub: 'repo:acme/*' })),
      allowFederated(provider(GITLAB)),
    );
    expect(judge(RULE, { document }).findings.map(({ statement, message }) => [statement?.index, message])).toEqual([
      [0, 'other tenants of GitHub Actions can assume this role'],
      [2, 'other tenants of GitLab can assume this role'],
    ]);
  });
});

describe('undecided: a deploy-time value decides', () => {
  test.each<[string, object]>([
    ['the subject, used as a pattern', github({ Ref: 'Who' })],
    ['the subject, which may name no owner', github({ Ref: 'Who' }, 'StringEquals')],
    ['the text after a claim that names no owner', github({ 'Fn::Sub': 'environment:${Who}' }, 'StringEquals')],
    ['organization and repository, used as a pattern', github({ 'Fn::Sub': 'repo:${Who}:*' })],
    ['the end of the organization', github({ 'Fn::Sub': 'repo:acme-${Who}*' })],
    ['a group of GitLab, used as a pattern', takes(GITLAB, { sub: { 'Fn::Sub': 'project_path:${Who}:*' } })],
    [
      'the provider, with a subject that any organization of GitHub can have',
      policy(allowFederated({ Ref: 'Who' }, conditionOn('<Who>', { sub: 'environment:production' }, 'StringEquals'))),
    ],
    ['the organization, used as a pattern', github({ 'Fn::Sub': 'repo:${Who}/*' })],
    ['the provider, with no condition on its tokens', policy(allowFederated({ Ref: 'Who' }))],
    [
      'the provider, with a condition that any GitHub token satisfies',
      policy(allowFederated({ Ref: 'Who' }, conditionOn(GITHUB, { sub: '*' }))),
    ],
    ['the issuer of the provider', policy(allowFederated({ 'Fn::Sub': `arn:aws:iam::${OWN}:oidc-provider/\${Who}` }))],
    [
      'a part of the issuer that may be a shared one',
      policy(allowFederated({ 'Fn::Sub': `arn:aws:iam::${OWN}:oidc-provider/App.\${Who}.io` })),
    ],
    ['the whole principal', policy({ ...allowFederated('*'), Principal: { Ref: 'Who' } })],
    ['the provider, beside one with a wildcard, which IAM rejects', policy(allowFederated([provider('*'), { Ref: 'Who' }]))],
    ['the provider, beside a private one', policy(allowFederated([provider('id.example.org'), { Ref: 'Who' }]))],
    [
      'the provider, and any subject of its tokens',
      policy(allowFederated({ Ref: 'Who' }, conditionOn('<Who>', { sub: '*' }, 'StringEqualsIfExists'))),
    ],
    [
      'the provider, and any subject of its tokens beside a specific one',
      policy(allowFederated({ Ref: 'Who' }, conditionOn('<Who>', { sub: ['app', '*'] }))),
    ],
    ['the condition block', policy(allowFederated(provider(GITHUB), { 'Fn::FindInMap': ['Blocks', { Ref: 'Who' }, 'Block'] }))],
    ['a Deny', policy(allowFederated(provider(GITHUB)), denyTokens(conditionOn(GITHUB, { sub: { Ref: 'Who' } }, 'StringNotLike')))],
  ])('%s', (_, document) => {
    expect(
      expectUndecided(RULE, { document, context: parameter({}) }).message,
    ).toContain('whether other tenants of a shared OIDC provider get access');
  });
});

test.each<[string, unknown]>([
  ['the whole URL', { Ref: 'Who' }],
  ['the scheme of the URL', { 'Fn::Sub': `\${Who}://${GITHUB}` }],
  ['the beginning of the URL', { 'Fn::Sub': '${Who}.com' }],
])('undecided: %s of a provider of the template is known only at deployment', (_, Url) => {
  const resources = { Provider: { Type: 'AWS::IAM::OIDCProvider', Properties: { Url } } };
  expectUndecided(RULE, { document: policy(allowFederated({ Ref: 'Provider' })), context: { ...parameter({}), resources } });
});

describe('a provider whose condition keys are known only at deployment', () => {
  const issuer = { 'Fn::Select': [1, { 'Fn::Split': [':oidc-provider/', { Ref: 'Who' }] }] };
  const asking = (operator: string, claim: string, value: unknown) => ({
    document: policy(allowFederated({ Ref: 'Who' }, { [operator]: { 'Fn::GetAtt': ['Json', 'Value'] } })),
    context: { ...parameter({}), resources: clusterResources({ 'Fn::Join': ['', ['{"', issuer, `:${claim}":"`, value, '"}']] }) },
  });

  test.each([
    ['StringEquals', 'sub', 'system:serviceaccount:default:app'],
    ['StringLike', 'sub', 'system:serviceaccount:default:app'],
    ['StringEquals', 'sub', 'repo:*'],
    ['StringEquals', 'sub', { Ref: 'Who' }],
    ['StringEquals', 'sub', 'environment:production:repo:acme/app'],
  ])('a literal subject belongs to one tenant: %s %s %j', (operator, claim, value) =>
    expectClosed(RULE, asking(operator, claim, value)));

  test.each([
    ['StringLike', 'sub', 'repo:*'],
    ['StringEquals', 'sub', 'environment:production'],
    ['StringLike', 'sub', { Ref: 'Who' }],
    ['StringEquals', 'aud', 'sts.amazonaws.com'],
    ['StringEqualsIfExists', 'sub', 'repo:acme/app:ref:refs/heads/main'],
    ['ForAllValues:StringEquals', 'sub', 'repo:acme/app:ref:refs/heads/main'],
    ['StringNotEquals', 'sub', 'repo:acme/app:ref:refs/heads/main'],
    ['StringLike', 'sub', 'repo:${aws:PrincipalTag/x}'],
  ])('anything less does not: %s %s %j', (operator, claim, value) => {
    expect(expectUndecided(RULE, asking(operator, claim, value)).because).toContain('the principal <parameter "Who">');
  });
});

test('one branch that names a private provider, and one with a deploy-time provider', () => {
  const document = policy({ 'Fn::If': ['Own', allowFederated(provider('id.example.org')), allowFederated({ Ref: 'Who' })] });
  expectUndecided(
    RULE,
    { document, context: { ...parameter({}), conditions: { Own: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] } } } },
  );
});

describe('the witness, the reason and the fix', () => {
  test.each<[string, object, string, string]>([
    [
      'no condition',
      takes(GITHUB),
      `add the condition "StringEquals": { "${GITHUB}:sub": "repo:<organization>/<repository>:ref:refs/heads/main" }`,
      `statement 0 has no condition on ${GITHUB}:sub`,
    ],
    [
      'a wide pattern',
      github('repo:acme*'),
      `replace StringLike ${GITHUB}:sub "repo:acme*" with "StringEquals"`,
      `${GITHUB}:sub "repo:acme*" matches "repo:acme-stranger/repository:ref:refs/heads/main"`,
    ],
    [
      'a condition that the pattern already implies',
      github('repo:acme*'),
      'with "StringEquals": { "token.actions.githubusercontent.com:sub": "repo:acme/<repository>:ref:refs/heads/main" }',
      'acme',
    ],
    [
      'the organization of HCP Terraform',
      takes(TERRAFORM, { sub: 'organization:acme*' }),
      `with "StringLike": { "${TERRAFORM}:sub": "organization:acme:*" }`,
      '"organization:acme-stranger:project:',
    ],
    [
      'an IfExists operator',
      takes(GITHUB, { repository_id: '1' }, 'StringEqualsIfExists'),
      'use StringEquals instead of StringEqualsIfExists',
      'is missing from the request',
    ],
    [
      'a subject of an environment',
      github('environment:production', 'StringEquals'),
      `"StringEquals": { "${GITHUB}:sub": "repo:<organization>/<repository>:environment:production" }`,
      'every organization can choose which claims its subjects are built from',
    ],
    [
      'both forms of a subject',
      github('repo:acme*'),
      'have the subject "repo:acme@<organization ID>/<repository>@<repository ID>:ref:refs/heads/main": add it, or use it instead',
      'acme',
    ],
    [
      'a wildcard before the repository',
      github('*:repo:acme/app:*'),
      '"repo:acme/app:ref:refs/heads/main"',
      'matches "workflow:deploy:repo:acme/app:workflow:deploy"',
    ],
    [
      'the sessions of Microsoft Sentinel',
      ofSentinel('MicrosoftSentinel_*', 'StringLike'),
      'replace StringLike sts:RoleSessionName "MicrosoftSentinel_*" with "StringEquals": ' +
      '{ "sts:RoleSessionName": "MicrosoftSentinel_<id of the workspace>" }',
      'matches "MicrosoftSentinel_"',
    ],
    [
      'an issuer with a slash at its end',
      takes(`${GITHUB}/`, { sub: 'repo:acme*' }),
      'replace StringLike',
      `${GITHUB}/:sub "repo:acme*" matches "repo:acme`,
    ],
    [
      'no condition on sessions',
      takes(SENTINEL),
      'add the condition "StringEquals": { "sts:RoleSessionName": "MicrosoftSentinel_<id of the workspace>" }',
      'statement 0 has no condition on sts:RoleSessionName',
    ],
    [
      'a partly known value, from which nothing is taken',
      github({ 'Fn::Sub': 'repo:*/${Who}:*' }),
      '"repo:<organization>/<repository>:ref:refs/heads/main" }',
      'matches',
    ],
    [
      'a provider that is built into IAM',
      policy(allowFederated('graph.facebook.com')),
      'new iam.WebIdentityPrincipal(\'graph.facebook.com\', {',
      'no condition on graph.facebook.com:app_id',
    ],
    [
      'a provider of the account',
      takes(TERRAFORM),
      `new iam.OpenIdConnectPrincipal(provider, { StringLike: { '${TERRAFORM}:sub': 'organization:<organization>:*' } })`,
      'no condition',
    ],
    [
      'a pattern after a specific condition',
      policy(allowFederated(
        provider(GITHUB),
        mixed(conditionOn(GITHUB, { aud: 'sts.amazonaws.com' }, 'StringEquals'), conditionOn(GITHUB, { sub: 'repo:*' })),
      )),
      'replace StringLike',
      'matches "repo:stranger/repository:ref:refs/heads/main"',
    ],
  ])('%s', (_, document, fix, because) => {
    const finding = expectOpen(RULE, { document, context: parameter({}) });
    expect(finding.fix).toContain(fix);
    expect(finding.because).toContain(because);
  });
});
