/** The issuers that many tenants share, as the IAM User Guide lists them, and the claims that name one tenant. */
import {
  isIdentityPool,
  isSubjectOfAnyRepository,
  keyOfClaim,
  mayBeSharedIssuer,
  SHARED_ISSUERS,
  sharedIssuerOf,
} from '../../src/analysis/tables/shared-issuers';
import { matchPattern, readPattern, WILDCARDS_ONLY } from '../../src/evaluation/value-pattern';
import { holeOf } from '../evaluation/policies';

const GITHUB_CLAIMS = ['sub', 'repository', 'repository_id', 'repository_owner_id', 'enterprise_id'];
const SENTINEL = 'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d';
const TURBONOMIC = [
  'rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7',
  'rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr',
  'rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg',
  'rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26',
  'oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb',
  'oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu',
];
const A_BRANCH = 'repo:<organization>/<repository>:ref:refs/heads/main';

// The example is that of the first claim.
const LISTED: readonly (readonly [issuer: string, name: string, claims: readonly string[], example: string])[] = [
  ['token.actions.githubusercontent.com', 'GitHub Actions', GITHUB_CLAIMS, A_BRANCH],
  ['vstoken.actions.githubusercontent.com', 'GitHub Actions', GITHUB_CLAIMS, A_BRANCH],
  ['oidc-configuration.audit-log.githubusercontent.com', 'GitHub audit log streaming', ['sub'], '<your sub>'],
  ['gitlab.com', 'GitLab', ['sub', 'namespace_id', 'project_id'], 'project_path:<group>/<project>:ref_type:branch:ref:main'],
  ['app.terraform.io', 'HCP Terraform', ['sub'], 'organization:<organization>:*'],
  ['app.eu.terraform.io', 'HCP Terraform', ['sub'], 'organization:<organization>:*'],
  [
    'agent.buildkite.com',
    'Buildkite',
    ['sub', 'organization_id', 'organization_slug', 'pipeline_id', 'cluster_id'],
    'organization:<organization>:*',
  ],
  ['oidc.codefresh.io', 'Codefresh', ['sub'], 'account:<account>:*'],
  ['scalr.io', 'Scalr', ['sub'], 'account:<account>:*'],
  ['studio.datachain.ai/api', 'DataChain Studio', ['sub'], '<your sub>'],
  ['tokens.cloud.shisho.dev', 'Shisho Cloud', ['sub'], '<your sub>'],
  ['proidc.upbound.io', 'Upbound', ['sub'], '<your sub>'],
  ['oidc.vercel.com', 'Vercel', ['aud', 'sub'], '<your aud>'],
  ['api.pulumi.com/oidc', 'Pulumi', ['aud', 'sub'], '<your aud>'],
  ['api.pulumi.com/oidc/v2', 'Pulumi', ['sub'], 'pulumi:environments:org:<organization>:*'],
  ['sandboxes.cloud', 'Sandboxes', ['aud'], '<your aud>'],
  ...TURBONOMIC.map((issuer) => [issuer, 'IBM Turbonomic', ['sub'], 'system:serviceaccount:<your instance>:<service account>'] as const),
  [SENTINEL, 'Microsoft Sentinel', ['sts:rolesessionname'], 'MicrosoftSentinel_<id of the workspace>'],
  [
    'sts.windows.net/cab8a31a-1906-4287-a0d8-4eef66b95f6e',
    'Microsoft Sentinel',
    ['sts:rolesessionname'],
    'MicrosoftSentinel_<id of the workspace>',
  ],
  ['accounts.google.com', 'Google', ['aud', 'sub', 'google/organization_number'], '<client id>'],
  ['graph.facebook.com', 'Facebook', ['app_id', 'id'], '<your app_id>'],
  ['www.amazon.com', 'Login with Amazon', ['app_id', 'user_id'], '<your app_id>'],
];

test.each(LISTED)('%s is shared, by the name of %s', (issuer, name, claims, example) => {
  for (const written of [issuer, issuer.toUpperCase()]) {
    const found = sharedIssuerOf(written)!;
    expect(found.name).toBe(name);
    expect(found.claims.map(({ claim }) => claim)).toEqual(claims);
    expect(found.claims[0].example).toBe(example);
  }
});

test('no other issuer is listed', () => expect(SHARED_ISSUERS.map(({ issuer }) => issuer)).toEqual(LISTED.map(([issuer]) => issuer)));

/** Does the beginning of a value with wildcards name the tenant? */
function pins(issuer: string, claim: string, value: string): boolean {
  return sharedIssuerOf(issuer)!.claims.find((other) => other.claim === claim)!.pinnedBy.test(value);
}

test.each<[string, string, string[], string[]]>([
  [
    'token.actions.githubusercontent.com', 'sub',
    [
      'repo:acme/*', 'repo:acme@12345/*', 'repository_owner:acme:*', 'repository_owner_id:12345:*', 'enterprise:acme:*',
      'enterprise_id:77:*', 'repository_id:99:*',
      'repository:acme/*', 'repo:acme:*', 'environment:production:repo:acme/*', 'ref:refs/heads/main:repo:acme/*',
      'pull_request:repo:acme/*',
      'job_workflow_ref:acme/w/.github/workflows/d.yml@refs/heads/main:repo:acme/*', 'environment:production:repository_owner_id:12345:*',
      'actor:bob:environment:production:repo:acme@12345/*', 'environment:production:repo:acme/app', 'REPO:Acme/*',
    ],
    [
      '*', 'repo:*', 'repo:acme*', 'repo:ac?e/*', 'repo:*acme/*', 'repo:/*', 'environment:repo:acme/*', 'repository_owner:*',
      'repository_owner:ac*e:*', 'repository_owner::*',
      'repository_owner_id:12*:', 'environment:production:*', 'repository:*acme/*', 'repository:/*', 'job_workflow_ref:*/workflows/*',
      'job_workflow_ref:/*',
      'job_workflow_ref:acme/workflows/*', '*:repo:acme/app:*', 'environment:*:repo:acme/app', 'environment:prod*:repo:acme/*',
      'environment:?:repo:acme/*',
      'workflow:x:repo:acme/app', 'environment:production:workflow:x:repo:acme/*', 'workflow_ref:acme/app/*', 'environment:production',
      'repository_visibility:private',
    ],
  ],
  ['token.actions.githubusercontent.com', 'repository', ['acme/*'], ['*', 'acme*', '*acme/*', '/*', 'ac?e/*']],
  ['token.actions.githubusercontent.com', 'repository_id', [], ['123*', '*']],
  [
    'gitlab.com',
    'sub',
    ['project_path:acme/*'],
    ['project_path:acme*', 'project_path:*/app:*', 'project_path:/*', 'ref:project_path:acme/*'],
  ],
  [
    'app.terraform.io',
    'sub',
    ['organization:acme:*'],
    ['organization:acme*', 'organization:*:*', 'organization::*', 'project:organization:acme:*'],
  ],
  ['agent.buildkite.com', 'sub', ['organization:acme:pipeline:*'], ['organization:acme*']],
  ['oidc.codefresh.io', 'sub', ['account:acme:*'], ['account:acme*', 'account:*:pipeline', 'account::*', 'pipeline:account:acme:*']],
  ['scalr.io', 'sub', ['account:acme:*'], ['account:acme*', 'account:*:environment', 'account::*', 'environment:account:acme:*']],
  ['proidc.upbound.io', 'sub', ['mcp:acme/*'], ['mcp:acme*', 'mcp:*/space', 'mcp:/*', 'space:mcp:acme/*']],
  ['oidc.vercel.com', 'sub', ['owner:acme:*'], ['owner:acme*', 'owner:*:project', 'owner::*', 'project:owner:acme:*']],
  ['oidc.vercel.com', 'aud', [], ['https://vercel.com/*']],
  [
    'api.pulumi.com/oidc', 'sub',
    [
      'pulumi:deploy:org:acme:*',
      'pulumi:org:acme:*',
      'pulumi:environments:pulumi.organization.login:acme:*',
      'pulumi:environments:org:acme',
    ],
    [
      'pulumi:environments:currentEnvironment.name:org:acme:*',
      'pulumi:deploy:org:acme*',
      'pulumi:*:org:acme:*',
      'pulumi:deploy:org:*',
      'pulumi:deploy:org::*',
      'x:pulumi:deploy:org:acme:*',
    ],
  ],
])('for %s the claim %s is pinned by %j and not by %j', (issuer, claim, pinning, others) => {
  expect(pinning.filter((value) => !pins(issuer, claim, value))).toEqual([]);
  expect(others.filter((value) => pins(issuer, claim, value))).toEqual([]);
});

test.each<[string, boolean]>([
  ['cognito-identity.amazonaws.com', true],
  ['Cognito-Identity.amazonaws.com', true],
  ['cognito-identity.cn-north-1.amazonaws.com.cn', true],
  ['cognito-identity-us-gov.amazonaws.com', true],
  ['cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf', false],
  ['my.cognito-identity.amazonaws.com', false],
  ['cognito-identity.amazonaws.com.example.org', false],
  ['cognito-identityamazonaws.com', false],
])('%s is the issuer of identity pools: %s', (issuer, expected) => {
  expect(isIdentityPool(issuer)).toBe(expected);
  expect(sharedIssuerOf(issuer)?.name).toBe(expected ? 'Amazon Cognito' : undefined);
  if (expected) {
    expect(sharedIssuerOf(issuer)).toMatchObject({
      issuer: issuer.toLowerCase(),
      claims: [{ claim: 'aud', example: '<region>:<id of the identity pool>' }, { claim: 'sub' }],
    });
  }
});

test('an issuer that is not listed belongs to one tenant', () =>
  expect(sharedIssuerOf('oidc.eks.eu-west-1.amazonaws.com/id/ABC')).toBeUndefined());

test.each<[string, boolean]>([
  ['', true],
  ['Token.Actions.', true],
  ['gitlab', true],
  ['sts.windows.net/', true],
  ['oidc.eks.eu-west-1.amazonaws.com/id/', false],
])('%j followed by a deploy-time value may be a shared issuer: %s', (beginning, expected) => {
  expect(mayBeSharedIssuer(beginning === '' ? [holeOf()] : [beginning, holeOf()])).toBe(expected);
});

describe('the claim that IAM requires', () => {
  const SUB = [
    'token.actions.githubusercontent.com', 'vstoken.actions.githubusercontent.com', 'oidc-configuration.audit-log.githubusercontent.com',
    'gitlab.com', 'app.terraform.io',
    'agent.buildkite.com', 'oidc.codefresh.io', 'scalr.io', 'studio.datachain.ai/api', 'tokens.cloud.shisho.dev', 'proidc.upbound.io',
    ...TURBONOMIC,
  ];
  const DEMANDED = new Map([
    ...SUB.map((issuer) => [issuer, 'sub'] as const),
    ...['oidc.vercel.com', 'api.pulumi.com/oidc', 'sandboxes.cloud', 'cognito-identity.amazonaws.com'].map(
      (issuer) => [issuer, 'aud'] as const,
    ),
    [SENTINEL, 'sts:rolesessionname'] as const,
  ]);
  const issuers = [...LISTED.map(([issuer]) => issuer), 'cognito-identity.amazonaws.com', 'cognito-identity.cn-north-1.amazonaws.com.cn'];

  test.each(issuers)('%s', (issuer) => expect(sharedIssuerOf(issuer)!.demanded).toBe(DEMANDED.get(issuer)));

  test('each is one of those that name the tenant', () => {
    for (const issuer of DEMANDED.keys()) expect(sharedIssuerOf(issuer)!.claims.map(({ claim }) => claim)).toContain(DEMANDED.get(issuer));
  });

  test.each([['sub', 'gitlab.com:sub'], ['sts:rolesessionname', 'sts:RoleSessionName']])('the condition key of %s', (claim, key) => {
    expect(keyOfClaim('gitlab.com', claim)).toBe(key);
  });
});

describe('subjects that an organization named evil can have', () => {
  const subjects = [
    'repo:evil/app:ref:refs/heads/repo/acme/app', 'repo:acme-evil/app:environment:production', 'repo:evil/acme:pull_request',
    'repo:evil@9/app@8:environment:production',
    'environment:production', 'environment:repo%3Aacme/app', 'pull_request', 'workflow:x:repo:acme/app:y',
    'environment:production:workflow:repo:acme/app',
    'environment:production:repo:evil/app', 'ref:refs/heads/main:workflow:x:repo:acme/app', 'pull_request:workflow:x:repo:acme/app',
    'job_workflow_ref:acme/w/.github/workflows/d.yml@refs/heads/main',
    'job_workflow_ref:acme/w/.github/workflows/d.yml@refs/heads/main:repo:evil/app',
    'actor:bob:environment:production:repo:evil/app', 'repository_owner:evil:workflow:repository_owner:acme:x',
    'repository_owner_id:99:workflow:repository_owner_id:12345:x',
    'repo:evil/app:workflow:repo:acme/app:x', 'repository:evil/app:workflow:repository:acme/app',
    'environment:production:repository_owner_id:99:workflow:repo:acme/app',
  ];
  const claim = sharedIssuerOf('token.actions.githubusercontent.com')!.claims[0];

  // Patterns of all these parts, in any order, that name the owner according to the table.
  const parts = [
    'repo:acme/app',
    'repo:acme@12/app@34',
    'environment:production',
    'ref:refs/heads/main',
    'workflow:x',
    '*',
    'repository_owner:acme',
    'environment:*',
    'pull_request',
    'actor:bob',
    'repo:*',
  ];
  const patterns = parts.flatMap((one) =>
    parts.flatMap((two) => parts.flatMap((three) => [one, `${one}:${two}`, `${one}:${two}:${three}`, `${one}:${two}:*`, `${one}${two}`])),
  );
  const pinning = [...new Set(patterns)].filter((pattern) => claim.pinnedBy.test(pattern));

  test('match no pattern that names another organization', () => {
    expect(pinning.length).toBeGreaterThan(500);
    const fitting = pinning.filter((pattern) =>
      subjects.some((subject) => matchPattern(readPattern(pattern, WILDCARDS_ONLY), subject) !== 'no'),
    );
    expect(fitting).toEqual([]);
  });
});

test('a slash after a deploy-time value makes no difference either', () =>
  expect(mayBeSharedIssuer(['sts.windows.net/', holeOf(), '/'])).toBe(true));

test('a slash at the end of an issuer makes no difference', () => expect(sharedIssuerOf(`${SENTINEL}/`)?.name).toBe('Microsoft Sentinel'));

test.each<[string, boolean]>([
  ['environment:production', true],
  ['pull_request', true],
  ['workflow:x:repo:acme/app', true],
  ['environment:production:repo:acme/app', false],
  ['repo:acme/app:pull_request', false],
  ['system:serviceaccount:default:app', false],
  ['environmental', false],
])('%s is a subject that any repository can have: %s', (subject, expected) => expect(isSubjectOfAnyRepository(subject)).toBe(expected));
