/** Which trust policy the props of `SecureOidcRole` make, what they refuse, and that the role stays as it was declared. */
import { App, Aws, CfnParameter, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import {
  APP, BITBUCKET, CIRCLECI, EKS, GITHUB, IDS, oidcRoleIn, oidcRoleOf, providerArn, SUBJECTS,
} from './oidc-roles-under-test';
import { auditResource, messageOf, OWN, PARTITION, PARTNER, stackAnywhere, stackIn, statementsOf } from './roles-under-test';
import { AuditSettings, auditRole } from '../../../src/assessment/assess';
import { trustInStack } from '../../../src/cdk/construct-tree/find-roles';
import { renderedStack } from '../../../src/cdk/construct-tree/rendered-stack';
import { StacksOfApp } from '../../../src/cdk/construct-tree/stacks-of-app';
import { OidcSubject } from '../../../src/cdk/constructs/oidc-subject';
import { SecureOidcRole, SecureOidcRoleProps } from '../../../src/cdk/constructs/secure-oidc-role';
import { TrustPolicy } from '../../../src/cdk/constructs/trust-policy';
import { AssumeRoleOutcome } from '../../../src/cdk/constructs/trust-policy-answers';
import { Acknowledgements } from '../../../src/cdk/guard/acknowledgement';
import { judgeRole } from '../../../src/cdk/guard/judged-role';
import { withAccountsOfApp } from '../../../src/cdk/guard/known-account';

const MAIN = 'repo:acme/app:ref:refs/heads/main';

/** What the guard says of the role: the rules of level warning or above, and whether the finding is accepted. */
function findingsOf(role: SecureOidcRole): string[] {
  const stack = Stack.of(role);
  const app = new StacksOfApp(stack.node.root as App, renderedStack);
  const settings: AuditSettings = { accounts: withAccountsOfApp(new Map(), app.explicitAccounts()), levels: {} };
  const [found] = trustInStack(app, app.rendering(stack)).roles.filter(({ node }) => node === role.node.defaultChild);
  const { findings, internalError } = judgeRole(found, {
    audit: (each) => auditRole(each, settings),
    fixes: () => ({ addTo: (all) => all }),
    settings,
    acknowledgements: new Acknowledgements(undefined),
  });
  expect(internalError).toBeUndefined();
  return findings
    .filter(({ finding }) => finding.level !== 'info')
    .map(({ finding, acknowledgement }) => `${finding.ruleId}${acknowledgement ? ` accepted: ${acknowledgement.reason}` : ''}`);
}

describe.each(SUBJECTS.map((each) => [each.name, each] as const))('%s', (_name, each) => {
  const stack = stackIn();
  const role = oidcRoleOf(each, stack);
  const [statement, ...others] = statementsOf(stack) as { Condition: Record<string, Record<string, unknown>> }[];
  const audience = String(statement.Condition.StringEquals[`${each.issuer}:aud`]);

  test('is required by one statement, with positive operators only', () => {
    expect(others).toEqual([]);
    expect(statement).toMatchObject({
      Effect: 'Allow', Action: 'sts:AssumeRoleWithWebIdentity', Principal: { Federated: providerArn(each.issuer) },
    });
    expect(statement.Condition[each.operator]).toMatchObject({ [`${each.issuer}:sub`]: each.sub });
    expect(['StringEquals', 'StringEquals,StringLike']).toContain(Object.keys(statement.Condition).join());
  });

  test('is not reported by the guard, unless its reason is on record', () => {
    const isWide = /whole organization|pull requests/.test(each.name);
    expect(findingsOf(role)).toEqual(isWide ? [expect.stringMatching(/^oidc-subject-wide accepted: \S/)] : []);
  });

  test('is accepted, and no other subject, audience, provider or caller is', () => {
    const trust = TrustPolicy.fromRole(role);
    const ask = (sub: string, aud: string, issuer: string = each.issuer) => trust.evaluate({
      federatedProvider: providerArn(issuer),
      context: {
        [`${each.issuer}:sub`]: sub,
        [`${each.issuer}:aud`]: aud,
        [`${each.issuer}:repository_id`]: IDS.repositoryId,
        [`${each.issuer}:repository_owner_id`]: IDS.ownerId,
        ...sub !== each.stranger && { [`${each.issuer}:job_workflow_ref`]: 'acme/workflows/.github/workflows/deploy.yml@refs/heads/main' },
      },
    }).outcome;
    for (const sub of [each.sub].flat()) {
      const accepted = sub.replaceAll('*', 'x');
      expect([sub, ask(accepted, audience)]).toEqual([sub, AssumeRoleOutcome.ALLOWED]);
      expect([sub, ask(accepted, 'another')]).toEqual([sub, AssumeRoleOutcome.DENIED]);
      expect([sub, ask(`x${accepted}`, audience)]).toEqual([sub, AssumeRoleOutcome.DENIED]);
      expect([sub, ask(accepted, audience, 'oidc.example.com')]).toEqual([sub, AssumeRoleOutcome.DENIED]);
    }
    expect(ask(each.stranger, audience)).toBe(AssumeRoleOutcome.DENIED);
    expect(trust.evaluate({ callerArn: `arn:aws:iam::${OWN}:user/alice`, mfa: true }).outcome).toBe(AssumeRoleOutcome.DENIED);
  });
});

describe('the audience', () => {
  test.each(Object.entries({
    [GITHUB]: 'sts.amazonaws.com',
    [EKS]: 'sts.amazonaws.com',
    'agent.buildkite.com': 'sts.amazonaws.com',
    'gitlab.com': 'https://gitlab.com',
    'app.terraform.io': 'aws.workload.identity',
    [CIRCLECI]: CIRCLECI.split('/')[2],
  }))('of %s is %s by default', (issuer, audience) => {
    const stack = stackIn();
    oidcRoleOf(SUBJECTS.find((each) => each.issuer === issuer)!, stack);
    expect(statementsOf(stack)[0].Condition).toMatchObject({ StringEquals: { [`${issuer}:aud`]: audience } });
  });

  test('can be another one', () => {
    const stack = stackIn();
    oidcRoleIn(stack, { audience: 'https://github.com/acme' });
    expect(statementsOf(stack)[0].Condition).toEqual({
      StringEquals: { [`${GITHUB}:aud`]: 'https://github.com/acme', [`${GITHUB}:sub`]: MAIN },
    });
  });
});

describe('the IDs of a GitHub repository and its owner', () => {
  const withIds = OidcSubject.githubBranch({ ...APP, ...IDS, branch: 'main' });
  const outcome = (claims: Record<string, string>) => {
    const role = oidcRoleIn(stackIn(), { subjects: [withIds] });
    const sent = Object.entries({ aud: 'sts.amazonaws.com', ...claims });
    const context = Object.fromEntries(sent.map(([claim, value]) => [`${GITHUB}:${claim}`, value]));
    return TrustPolicy.fromRole(role).evaluate({ federatedProvider: providerArn(GITHUB), context }).outcome;
  };
  const own = { repository_id: IDS.repositoryId, repository_owner_id: IDS.ownerId };

  test('are required, with either form of subject', () => {
    expect(outcome({ sub: MAIN, ...own })).toBe(AssumeRoleOutcome.ALLOWED);
    expect(outcome({ sub: 'repo:acme@123456/app@456789:ref:refs/heads/main', ...own })).toBe(AssumeRoleOutcome.ALLOWED);
  });

  test.each<[string, Record<string, string>]>([
    ['another owner who took over the name', { ...own, repository_owner_id: '999' }],
    ['another repository that took over the name', { ...own, repository_id: '999' }],
    ['a token without the IDs', {}],
  ])('keep out %s', (_what, claims) => {
    expect(outcome({ sub: MAIN, ...claims })).toBe(AssumeRoleOutcome.DENIED);
  });

  test('share a statement with subjects of the same repository only', () => {
    const stack = stackIn();
    oidcRoleIn(stack, {
      subjects: [
        withIds,
        OidcSubject.githubEnvironment({ ...APP, ...IDS, environment: 'production' }),
        OidcSubject.githubBranch({ owner: 'acme', repository: 'other', ownerId: IDS.ownerId, repositoryId: '7', branch: 'main' }),
      ],
    });
    const statements = statementsOf(stack) as { Condition: { StringEquals: Record<string, unknown> } }[];
    const required = statements.map(({ Condition }) => Condition.StringEquals);
    expect(required.map((equals) => [equals[`${GITHUB}:repository_id`], equals[`${GITHUB}:sub`]])).toEqual([
      ['456789', [
        MAIN, 'repo:acme@123456/app@456789:ref:refs/heads/main',
        'repo:acme/app:environment:production', 'repo:acme@123456/app@456789:environment:production',
      ]],
      ['7', ['repo:acme/other:ref:refs/heads/main', 'repo:acme@123456/other@7:ref:refs/heads/main']],
    ]);
  });

  test('are a part of the subject alone where AWS has no condition keys for them', () => {
    const stack = stackIn();
    const issuer = 'git.acme.com/_services/token';
    oidcRoleIn(stack, { providerArn: providerArn(issuer), subjects: [withIds] });
    expect(statementsOf(stack)[0].Condition).toEqual({
      StringEquals: {
        [`${issuer}:aud`]: 'sts.amazonaws.com', [`${issuer}:sub`]: [MAIN, 'repo:acme@123456/app@456789:ref:refs/heads/main'],
      },
    });
  });
});

describe('the client IDs of a provider of the app', () => {
  type Provider = (stack: Stack, clientIds?: string[]) => iam.IOIDCProviderRef & Construct;
  const url = `https://${GITHUB}`;
  const native: Provider = (stack, clientIds) => new iam.OidcProviderNative(stack, 'GitHub', { url, clientIds });
  const old: Provider = (stack, clientIds) => new iam.OpenIdConnectProvider(stack, 'GitHub', { url, clientIds });
  const plain: Provider = (stack, clientIdList) => new iam.CfnOIDCProvider(stack, 'GitHub', { url, clientIdList });
  const synthesize = (provider: (stack: Stack) => iam.IOIDCProviderRef, audience?: string) => () => {
    const stack = stackIn();
    oidcRoleIn(stack, { provider: provider(stack), audience });
    return Template.fromStack(stack);
  };

  test.each<[string, Provider]>([
    ['OidcProviderNative', native], ['OpenIdConnectProvider', old], ['CfnOIDCProvider', plain],
  ])('have to include the audience: %s', (_what, provider) => {
    const lists = (found: string) =>
      `[PartnerStack/Audit] the OIDC provider PartnerStack/GitHub lists ${found}, and this role requires the audience "sts.amazonaws.com"`;
    const others = ['acme', 'STS.amazonaws.com'];
    expect(messageOf(synthesize((stack) => provider(stack)))).toContain(lists('no client ID'));
    expect(messageOf(synthesize((stack) => provider(stack, others)))).toContain(lists('only "acme", "STS.amazonaws.com"'));
    expect(synthesize((stack) => provider(stack, ['acme']), 'acme')).not.toThrow();
  });

  test('count as they end up in the template', () => {
    expect(synthesize((stack) => {
      const provider = native(stack);
      (provider.node.defaultChild as iam.CfnOIDCProvider).addPropertyOverride('ClientIdList', ['sts.amazonaws.com']);
      return provider;
    })).not.toThrow();
  });

  test('are not known of an imported provider, and of one with a parameter', () => {
    expect(synthesize((stack) => iam.OidcProviderNative.fromOidcProviderArn(stack, 'GitHub', providerArn(GITHUB)))).not.toThrow();
    expect(synthesize((stack) => native(stack, [new CfnParameter(stack, 'Audience').valueAsString]))).not.toThrow();
  });
});

describe('several subjects', () => {
  test('that are exact share a statement', () => {
    const stack = stackIn();
    oidcRoleIn(stack, {
      subjects: [
        OidcSubject.githubBranch({ ...APP, branch: 'main' }),
        OidcSubject.githubEnvironment({ ...APP, environment: 'eu:production' }),
        OidcSubject.exact('repo:acme/other:environment:production'),
      ],
    });
    expect(statementsOf(stack)).toEqual([expect.objectContaining({
      Condition: {
        StringEquals: {
          [`${GITHUB}:aud`]: 'sts.amazonaws.com',
          [`${GITHUB}:sub`]: [MAIN, 'repo:acme/app:environment:eu%3Aproduction', 'repo:acme/other:environment:production'],
        },
      },
    })]);
  });

  test('of two reusable workflows have a statement each, besides those that are exact', () => {
    const stack = stackIn();
    const workflow = (file: string) => `acme/workflows/.github/workflows/${file}.yml@refs/tags/v1`;
    oidcRoleIn(stack, {
      subjects: [
        OidcSubject.githubReusableWorkflow({ ...APP, workflow: workflow('build') }),
        OidcSubject.githubReusableWorkflow({ owner: 'acme', repository: 'other', workflow: workflow('build') }),
        OidcSubject.githubReusableWorkflow({ ...APP, workflow: workflow('deploy') }),
        OidcSubject.githubBranch({ ...APP, branch: 'main' }),
      ],
    });
    const equals = (more: object) => ({ [`${GITHUB}:aud`]: 'sts.amazonaws.com', ...more });
    expect(statementsOf(stack).map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ['TrustedSubjects1', {
        StringEquals: equals({ [`${GITHUB}:job_workflow_ref`]: workflow('build') }),
        StringLike: { [`${GITHUB}:sub`]: ['repo:acme/app:*', 'repo:acme/other:*'] },
      }],
      ['TrustedSubjects2', {
        StringEquals: equals({ [`${GITHUB}:job_workflow_ref`]: workflow('deploy') }),
        StringLike: { [`${GITHUB}:sub`]: 'repo:acme/app:*' },
      }],
      ['TrustedSubjects3', { StringEquals: equals({ [`${GITHUB}:sub`]: MAIN }) }],
    ]);
  });
});

describe('the provider', () => {
  const url = `https://${GITHUB}`;
  const clientIds = ['sts.amazonaws.com'];

  test.each<[string, (stack: Stack) => Partial<SecureOidcRoleProps>, unknown]>([
    [
      'of the CDK',
      (stack) => ({ provider: new iam.OidcProviderNative(stack, 'GitHub', { url, clientIds }) }), { Ref: expect.stringMatching(/^GitHub/) },
    ],
    [
      'as a custom resource',
      (stack) => ({ provider: new iam.OpenIdConnectProvider(stack, 'GitHub', { url, clientIds }) }),
      { Ref: expect.stringMatching(/^GitHub/) },
    ],
    ['of the L1', (stack) => ({ provider: new iam.CfnOIDCProvider(stack, 'GitHub', { url, clientIdList: clientIds }) }), { Ref: 'GitHub' }],
    [
      'that is imported',
      (stack) => ({ provider: iam.OidcProviderNative.fromOidcProviderArn(stack, 'GitHub', providerArn(GITHUB)) }),
      providerArn(GITHUB),
    ],
    [
      'that is imported the old way',
      (stack) => ({ provider: iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(stack, 'GitHub', providerArn(GITHUB)) }),
      providerArn(GITHUB),
    ],
    [
      'by an ARN of the own account',
      () => ({ providerArn: `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:oidc-provider/${GITHUB}` }),
      { 'Fn::Join': ['', ['arn:', PARTITION, ':iam::', { Ref: 'AWS::AccountId' }, `:oidc-provider/${GITHUB}`]] },
    ],
  ])('%s', (_what, props, federated) => {
    const stack = stackIn();
    const role = oidcRoleIn(stack, props(stack));
    const [statement] = statementsOf(stack);
    expect(statement.Condition).toEqual({ StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: MAIN } });
    expect(statement.Principal).toEqual({ Federated: federated });
    expect(findingsOf(role)).toEqual([]);
    expect(TrustPolicy.fromRole(role).summary.oidcSubjectEnforced).toBe('yes');
  });

  test('of another stack, and in a stack without an environment', () => {
    const app = new App();
    const provider = new iam.OidcProviderNative(new Stack(app, 'Identity'), 'GitHub', { url, clientIds });
    const stack = new Stack(app, 'PartnerStack');
    oidcRoleIn(stack, { provider });
    expect(statementsOf(stack)[0]).toMatchObject({
      Principal: { Federated: { 'Fn::ImportValue': expect.stringMatching(/^Identity:/) } },
      Condition: { StringEquals: { [`${GITHUB}:sub`]: MAIN } },
    });
  });

  test('of a GitHub Enterprise Server, a GitLab and a Kubernetes cluster of your own', () => {
    const gitlab = OidcSubject.gitlabBranch({ project: 'acme/app', branch: 'main' });
    const pod = OidcSubject.kubernetesServiceAccount({ namespaceName: 'default', serviceAccountName: 'app' });
    const audienceOf = (issuer: string, subject?: OidcSubject) => {
      const stack = stackIn();
      oidcRoleIn(stack, { providerArn: providerArn(issuer), ...subject && { subjects: [subject] } });
      return statementsOf(stack)[0].Condition;
    };
    expect(audienceOf('git.acme.com/_services/token')).toMatchObject({ StringEquals: { 'git.acme.com/_services/token:sub': MAIN } });
    expect(audienceOf('git.acme.com', gitlab)).toMatchObject({ StringEquals: { 'git.acme.com:aud': 'https://git.acme.com' } });
    expect(audienceOf('s3.eu-west-1.amazonaws.com/acme-oidc', pod)).toMatchObject({
      StringEquals: { 's3.eu-west-1.amazonaws.com/acme-oidc:aud': 'sts.amazonaws.com' },
    });
  });
});

describe('it refuses', () => {
  const gitlab = OidcSubject.gitlabBranch({ project: 'acme/app', branch: 'main' });

  test.each<[string, Partial<SecureOidcRoleProps> | ((stack: Stack) => Partial<SecureOidcRoleProps>), string]>([
    ['no subjects', { subjects: [] }, 'subjects is empty, so nobody could assume the role'],
    ['a subject as text', { subjects: [MAIN as never] }, 'which is not an OidcSubject'],
    ['a subject twice', {
      subjects: [OidcSubject.githubBranch({ ...APP, branch: 'main' }), OidcSubject.githubBranch({ ...APP, branch: 'main' })],
    }, 'names "repo:acme/app:ref:refs/heads/main" twice'],
    ['subjects of two platforms', { subjects: [OidcSubject.githubBranch({ ...APP, branch: 'main' }), gitlab] },
      'mixes OidcSubject.githubBranch and OidcSubject.gitlabBranch'],
    ['a subject of another platform', { subjects: [gitlab] }, 'is for tokens of GitLab, and the issuer of the provider is'],
    ['a GitHub subject at GitLab', { providerArn: providerArn('git.acme.com') }, 'is for tokens of GitHub Actions'],
    ['a service account of a shared issuer', {
      providerArn: providerArn('rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7'),
      subjects: [OidcSubject.kubernetesServiceAccount({ namespaceName: 'default', serviceAccountName: 'app' })],
    }, 'is for tokens of Kubernetes'],
    ['a project of another organization', {
      providerArn: providerArn(CIRCLECI),
      subjects: [OidcSubject.circleCiProject({
        organizationId: '99999999-4e5f-4a6b-8c7d-9e0f1a2b3c4d', projectId: '5a0b3c1d-2e4f-4a6b-9c8d-7e6f5a4b3c2d',
      })],
    }, 'belongs to another one'],
    ['a reusable workflow without its claim', {
      providerArn: providerArn('git.acme.com/_services/token'),
      subjects: [OidcSubject.githubReusableWorkflow({ ...APP, workflow: 'acme/w/.github/workflows/deploy.yml@refs/heads/main' })],
    }, 'needs the condition key job_workflow_ref'],
    [
      'an exact subject of any tenant',
      { subjects: [OidcSubject.exact('environment:production')] }, 'does not name a tenant of GitHub Actions',
    ],
    [
      'an exact subject of pull requests',
      { subjects: [OidcSubject.exact('repo:acme/app:pull_request')] }, 'Use OidcSubject.githubPullRequest',
    ],
    ['an issuer whose subjects name no tenant', {
      providerArn: providerArn('sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d'), audience: 'x', subjects: [OidcSubject.exact('s')],
    }, 'No subject of Microsoft Sentinel does'],
    ['a built-in provider', { providerArn: providerArn('accounts.google.com'), subjects: [OidcSubject.exact('s')] }, 'is built into IAM'],
    ['a tenant where there are none', {
      providerArn: providerArn(EKS), subjects: [OidcSubject.wholeTenant('acme', 'why not')],
    }, 'OidcSubject.wholeTenant is for GitHub Actions, GitLab'],
    ['a tenant of the wrong form', { subjects: [OidcSubject.wholeTenant('acme/app', 'why not')] }, 'is not the name of a tenant of GitHub'],
    ['no audience where there is no default', {
      providerArn: providerArn(BITBUCKET), subjects: [OidcSubject.bitbucketStep({ repositoryId: '5a0b3c1d-2e4f-4a6b-9c8d-7e6f5a4b3c2d' })],
    }, 'audience is missing, and there is no default'],
    ['a wildcard as audience', { audience: '*' }, 'contains a wildcard'],
    ['no provider', { providerArn: undefined }, 'no OIDC provider is given'],
    ['two providers', (stack) => ({
      provider: new iam.OidcProviderNative(stack, 'GitHub', { url: `https://${GITHUB}` }), providerArn: providerArn(GITHUB),
    }), 'both provider and providerArn are given'],
    ['something else as provider', { provider: {} as never, providerArn: undefined }, 'provider is an object of type Object'],
    ['something else as ARN', { providerArn: 5 as never }, 'providerArn is 5, which is not text'],
    ['an issuer as ARN', { providerArn: GITHUB }, 'is not the ARN of an OIDC provider'],
    ['the ARN of a role', { providerArn: `arn:aws:iam::${OWN}:role/x:oidc-provider/${GITHUB}` }, 'is not the ARN of an OIDC provider'],
    ['an ARN with a wildcard', { providerArn: providerArn('*') }, 'is not an issuer'],
    ['an ARN without an account', { providerArn: `arn:aws:iam::acme:oidc-provider/${GITHUB}` }, 'has the account "acme"'],
    [
      'a placeholder in the ARN',
      { providerArn: providerArn('oidc.eks.eu-west-1.amazonaws.com/id/<cluster>') }, 'the placeholder "<cluster>"',
    ],
    ['a parameter as ARN', (stack) => ({ providerArn: new CfnParameter(stack, 'Arn').valueAsString }), 'known only at deployment'],
    ['a parameter as account', (stack) => ({
      providerArn: `arn:aws:iam::${new CfnParameter(stack, 'Account').valueAsString}:oidc-provider/${GITHUB}`,
    }), 'the account in the ARN of the provider is known only at deployment'],
    ['a parameter as issuer', (stack) => ({
      provider: new iam.OidcProviderNative(stack, 'GitHub', { url: new CfnParameter(stack, 'Url').valueAsString }),
    }), 'use cluster.addServiceAccount()'],
    ['a provider of another account', {
      providerArn: `arn:aws:iam::${PARTNER}:oidc-provider/${GITHUB}`,
    }, `the OIDC provider is in account ${PARTNER} and the role is in ${OWN}`],
    ['a provider of a stack of another account', (stack) => ({
      provider: new iam.OidcProviderNative(
        new Stack(stack.node.root as App, 'Other', { env: { account: PARTNER, region: 'eu-west-1' } }), 'GitHub', { url: `https://${GITHUB}` },
      ),
    }), `the OIDC provider is in account ${PARTNER}`],
    ['a provider of another partition', { providerArn: `arn:aws-cn:iam::${OWN}:oidc-provider/${GITHUB}` }, 'in the partition aws-cn'],
    ['an unknown prop', { assumedBy: new iam.AnyPrincipal() } as never, 'Use provider and subjects.'],
  ])('%s', (_what, props, fragment) => {
    const stack = stackIn();
    const message = messageOf(() => oidcRoleIn(stack, typeof props === 'function' ? props(stack) : props));
    expect(message).toMatch(/^PartnerStack\/Audit: /);
    expect(message).toContain(fragment);
  });

  test('missing props', () => {
    expect(messageOf(() => new SecureOidcRole(stackIn(), 'Audit', undefined as never))).toBe(
      'PartnerStack/Audit: the props are missing. Pass provider and subjects.',
    );
  });

  test('a grant of sts:AssumeRole', () => {
    const stack = stackIn();
    const role = oidcRoleIn(stack);
    const message = messageOf(() => role.grantAssumeRole(new iam.User(stack, 'Alice')));
    expect(message).toContain('so sts:AssumeRole would be denied to PartnerStack/Alice');
  });
});

test('reasons are in the metadata, each once, and acknowledge only oidc-subject-wide', () => {
  const stack = stackIn();
  oidcRoleIn(stack, {
    subjects: [
      OidcSubject.githubPullRequest('read-only', APP),
      OidcSubject.githubPullRequest('read-only', { owner: 'acme', repository: 'other' }),
      OidcSubject.wholeTenant('partner', 'they share one role'),
    ],
  });
  expect(auditResource(stack).Metadata).toEqual({
    'cdk-secure-trust': {
      waivers: [
        { rule: 'oidc-subject-wide', reason: 'read-only' },
        { rule: 'oidc-subject-wide', reason: 'they share one role' },
      ],
    },
  });
});

test('it is an iam.Role, and keeps its props', () => {
  const stack = stackIn();
  const role = oidcRoleIn(stack, {
    roleName: 'Deploy',
    path: '/ci/',
    maxSessionDuration: Duration.hours(2),
    managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('ReadOnlyAccess')],
  });
  expect(iam.Role.isRole(role)).toBe(true);
  role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:ListAllMyBuckets'], resources: ['*'] }));
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Role', { RoleName: 'Deploy', Path: '/ci/', MaxSessionDuration: 7200 });
  Template.fromStack(stack).resourceCountIs('AWS::IAM::Policy', 1);
});

describe('a loosened trust policy fails the build', () => {
  const statement = 'AssumeRolePolicyDocument.Statement.0';
  const allow = (principal: iam.IPrincipal) => new iam.PolicyStatement({ actions: ['sts:AssumeRole'], principals: [principal] });

  test.each<[string, (role: SecureOidcRole, resource: iam.CfnRole) => unknown, string]>([
    [
      'an Allow for an account',
      (role) => role.assumeRolePolicy!.addStatements(allow(new iam.AccountPrincipal(PARTNER))), 'sts:AssumeRole by',
    ],
    ['all conditions removed', (_role, resource) => resource.addPropertyDeletionOverride(`${statement}.Condition`), 'with a token of'],
    ['a wider subject', (_role, resource) => {
      resource.addPropertyDeletionOverride(`${statement}.Condition.StringEquals`);
      resource.addPropertyOverride(`${statement}.Condition.StringLike`, {
        [`${GITHUB}:sub`]: 'repo:acme/app:*', [`${GITHUB}:aud`]: 'sts.amazonaws.com',
      });
    }, 'with a token of'],
    ['the audience removed', (_role, resource) => {
      resource.addPropertyDeletionOverride(`${statement}.Condition.StringEquals`);
      resource.addPropertyOverride(`${statement}.Condition.StringLike`, { [`${GITHUB}:sub`]: MAIN });
    }, 'with a token of'],
  ])('%s', (_what, touch, fragment) => {
    const stack = stackIn();
    const role = oidcRoleIn(stack);
    touch(role, role.node.defaultChild as iam.CfnRole);
    const message = messageOf(() => Template.fromStack(stack));
    expect(message).toContain('[PartnerStack/Audit] the trust policy of this role was loosened after it was declared');
    expect(message).toContain(fragment);
  });

  test('but another provider, whose tokens have none of these claims, does not', () => {
    const stack = stackIn();
    const resource = oidcRoleIn(stack).node.defaultChild as iam.CfnRole;
    resource.addPropertyOverride(`${statement}.Principal.Federated`, providerArn('gitlab.com'));
    expect(() => Template.fromStack(stack)).not.toThrow();
  });

  test('and so does a reason that its props do not have', () => {
    const stack = stackAnywhere();
    const role = oidcRoleIn(stack);
    (role.node.defaultChild as iam.CfnRole).addMetadata('cdk-secure-trust', { waivers: [{ rule: 'oidc-subject-wide', reason: 'x' }] });
    expect(messageOf(() => Template.fromStack(stack))).toContain('waives oidc-subject-wide, but its props do not');
  });
});
