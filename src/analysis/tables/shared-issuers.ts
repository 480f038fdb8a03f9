/**
 * OIDC issuers that many tenants share, and how a value of their claims pins one tenant.
 *
 * Source: the IAM User Guide's list of shared OIDC providers, as read on 2026-11-24 (it changes several times a year):
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 */

export interface TenantClaim {
  /** In lower case, behind the issuer and a colon in the condition key. */
  readonly claim: string;
  /** The beginning of a value that already names the tenant; a value without wildcards names it whatever it looks like. */
  readonly pinnedBy: RegExp;
  /** What to write instead of a value that pins nobody; what stands in angle brackets is the reader's. */
  readonly example: string;
}

export interface SharedIssuer {
  readonly issuer: string;
  readonly name: string;
  readonly claims: readonly TenantClaim[];
}

const NEVER = /^(?!)/;
/** A whole claim that is the tenant, or an id within it: only a value without wildcards pins it. */
const exact = (claim: string, example = `<your ${claim}>`): TenantClaim => ({ claim, pinnedBy: NEVER, example });
const begins = (claim: string, pinnedBy: RegExp, example = `<your ${claim}>`): TenantClaim => ({ claim, pinnedBy, example });

const GITHUB: readonly TenantClaim[] = [
  begins(
    'sub',
    /^(repo:[^*?/]+\/|(repository_owner|repository_owner_id|enterprise|enterprise_id|repository_id):[^*?:]+:|repository:[^*?/]+\/|job_workflow_ref:[^*?/]+\/)/,
    'repo:<organization>/<repository>:ref:refs/heads/main',
  ),
  begins('repository', /^[^*?/]+\//),
  exact('repository_id'),
  exact('repository_owner_id'),
  exact('enterprise_id'),
  exact('actor_id'),
];
const ORGANIZATION_FIRST = begins('sub', /^organization:[^*?:]+:/, 'organization:<organization>:*');

export const SHARED_ISSUERS: readonly SharedIssuer[] = [
  { issuer: 'token.actions.githubusercontent.com', name: 'GitHub Actions', claims: GITHUB },
  { issuer: 'vstoken.actions.githubusercontent.com', name: 'GitHub Actions', claims: GITHUB },
  {
    issuer: 'gitlab.com',
    name: 'GitLab',
    claims: [
      begins('sub', /^project_path:[^*?/]+\//, 'project_path:<group>/<project>:ref_type:branch:ref:main'),
      exact('namespace_id'),
      exact('project_id'),
      begins('namespace_path', /^[^*?/]+\//),
      begins('project_path', /^[^*?/]+\//),
    ],
  },
  { issuer: 'app.terraform.io', name: 'HCP Terraform', claims: [ORGANIZATION_FIRST] },
  { issuer: 'agent.buildkite.com', name: 'Buildkite', claims: [ORGANIZATION_FIRST, exact('organization_id'), exact('pipeline_id')] },
  { issuer: 'oidc.codefresh.io', name: 'Codefresh', claims: [begins('sub', /^account:[^*?:]+:/, 'account:<account>:*')] },
  { issuer: 'scalr.io', name: 'Scalr', claims: [begins('sub', /^account:[^*?:]+:/, 'account:<account>:*')] },
  { issuer: 'studio.datachain.ai/api', name: 'DataChain Studio', claims: [exact('sub')] },
  { issuer: 'tokens.cloud.shisho.dev', name: 'Shisho Cloud', claims: [exact('sub')] },
  { issuer: 'proidc.upbound.io', name: 'Upbound', claims: [begins('sub', /^mcp:[^*?/]+\//)] },
  { issuer: 'oidc.vercel.com', name: 'Vercel', claims: [exact('aud'), begins('sub', /^owner:[^*?:]+:/)] },
  { issuer: 'api.pulumi.com/oidc', name: 'Pulumi', claims: [exact('aud'), begins('sub', /^pulumi:[^*?]*org:[^*?:]+:/)] },
  { issuer: 'sandboxes.cloud', name: 'Sandboxes', claims: [exact('aud')] },
  { issuer: 'cognito-identity.amazonaws.com', name: 'Amazon Cognito', claims: [exact('aud', '<region>:<id of the identity pool>')] },
  {
    issuer: 'accounts.google.com',
    name: 'Google',
    claims: [exact('aud', '<client id>'), exact('oaud'), exact('sub'), exact('google/organization_number')],
  },
  { issuer: 'graph.facebook.com', name: 'Facebook', claims: [exact('app_id'), exact('id')] },
  { issuer: 'www.amazon.com', name: 'Login with Amazon', claims: [exact('app_id'), exact('user_id')] },
];

const BY_ISSUER: ReadonlyMap<string, SharedIssuer> = new Map(SHARED_ISSUERS.map((issuer) => [issuer.issuer, issuer]));

/** Undefined: tokens of the issuer all come from one tenant, its owner. */
export function sharedIssuerOf(issuer: string): SharedIssuer | undefined {
  return BY_ISSUER.get(issuer.toLowerCase());
}
