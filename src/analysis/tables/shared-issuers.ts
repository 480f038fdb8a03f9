/**
 * OIDC issuers that many tenants share, and how a value of their claims pins one tenant.
 *
 * Source: the IAM User Guide's list of shared OIDC providers, as read on 2026-11-24 (it changes several times a year):
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * The built-in providers (Cognito, Google, Facebook, Amazon) are on the page about keys for web identity federation:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 *
 * Not here are issuers that belong to one organization, whose own they are: those of EKS and other Kubernetes clusters,
 * `oidc.circleci.com/org/…`, `api.bitbucket.org/2.0/workspaces/…`, `token.actions.githubusercontent.com/<enterprise>`. Nor is the issuer of
 * Microsoft Sentinel, whose customers are told apart by the name of the session and not by a claim.
 */

import { matchPattern, readPattern, WILDCARDS_ONLY } from '../../evaluation/value-pattern';
import { PartlyKnownText } from '../../policy/partly-known-text';

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

const NEVER = /(?!)/;
/** A whole claim that is the tenant, or an id within it: only a value without wildcards pins it. */
const exact = (claim: string, example = `<your ${claim}>`): TenantClaim => ({ claim, pinnedBy: NEVER, example });
const begins = (claim: string, pinnedBy: RegExp, example = `<your ${claim}>`): TenantClaim => ({ claim, pinnedBy, example });

/**
 * The person who started a run (`actor_id`) pins nobody: whoever pushes to, or only stars, a stranger's repository starts a run there. Nor
 * does the workflow that is called (`job_workflow_ref`): any repository may call a public one. As the beginning of a subject it does,
 * since an organization that composes its subjects like this has read what it means.
 */
const GITHUB: readonly TenantClaim[] = [
  begins(
    'sub',
    // `repo:OWNER/REPO:…`, or with ids that no other owner ever gets `repo:OWNER@ID/REPO@ID:…`; or composed of other claims.
    /^(repo:[^*?/@]+[/@]|(repository_owner|repository_owner_id|enterprise|enterprise_id|repository_id):[^*?:]+:|repository:[^*?/]+\/|job_workflow_ref:[^*?/]+\/)/,
    'repo:<organization>/<repository>:ref:refs/heads/main',
  ),
  begins('repository', /^[^*?/]+\//),
  exact('repository_id'),
  exact('repository_owner_id'),
  exact('enterprise_id'),
];
const ACCOUNT_FIRST = begins('sub', /^account:[^*?:]+:/, 'account:<account>:*');
const ORGANIZATION_FIRST = begins('sub', /^organization:[^*?:]+:/, 'organization:<organization>:*');

export const SHARED_ISSUERS: readonly SharedIssuer[] = [
  { issuer: 'token.actions.githubusercontent.com', name: 'GitHub Actions', claims: GITHUB },
  { issuer: 'vstoken.actions.githubusercontent.com', name: 'GitHub Actions', claims: GITHUB },
  { issuer: 'oidc-configuration.audit-log.githubusercontent.com', name: 'GitHub audit log streaming', claims: [exact('sub')] },
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
  { issuer: 'oidc.codefresh.io', name: 'Codefresh', claims: [ACCOUNT_FIRST] },
  { issuer: 'scalr.io', name: 'Scalr', claims: [ACCOUNT_FIRST] },
  { issuer: 'studio.datachain.ai/api', name: 'DataChain Studio', claims: [exact('sub')] },
  { issuer: 'tokens.cloud.shisho.dev', name: 'Shisho Cloud', claims: [exact('sub')] },
  { issuer: 'proidc.upbound.io', name: 'Upbound', claims: [begins('sub', /^mcp:[^*?/]+\//)] },
  { issuer: 'oidc.vercel.com', name: 'Vercel', claims: [exact('aud'), begins('sub', /^owner:[^*?:]+:/)] },
  { issuer: 'api.pulumi.com/oidc', name: 'Pulumi', claims: [exact('aud'), begins('sub', /^pulumi:[^*?]*org:[^*?:]+:/)] },
  { issuer: 'sandboxes.cloud', name: 'Sandboxes', claims: [exact('aud')] },
  {
    issuer: 'accounts.google.com',
    name: 'Google',
    claims: [exact('aud', '<client id>'), exact('oaud'), exact('sub'), exact('google/organization_number')],
  },
  { issuer: 'graph.facebook.com', name: 'Facebook', claims: [exact('app_id'), exact('id')] },
  { issuer: 'www.amazon.com', name: 'Login with Amazon', claims: [exact('app_id'), exact('user_id')] },
];

const COGNITO: readonly TenantClaim[] = [exact('aud', '<region>:<id of the identity pool>')];

const BY_ISSUER: ReadonlyMap<string, SharedIssuer> = new Map(SHARED_ISSUERS.map((issuer) => [issuer.issuer, issuer]));

/** Undefined: tokens of the issuer all come from one tenant, its owner. */
export function sharedIssuerOf(issuer: string): SharedIssuer | undefined {
  const name = issuer.toLowerCase();
  return isIdentityPool(name) ? { issuer: name, name: 'Amazon Cognito', claims: COGNITO } : BY_ISSUER.get(name);
}

/** May the issuer turn out to be a shared one, when deployment fills in the rest of it? */
export function mayBeSharedIssuer(issuer: PartlyKnownText): boolean {
  const pattern = readPattern(issuer, WILDCARDS_ONLY);
  return SHARED_ISSUERS.some((shared) => matchPattern(pattern, shared.issuer, true) !== 'no');
}

/** Identity pools have one issuer for all customers of AWS, and another in each partition. */
export function isIdentityPool(issuer: string): boolean {
  return /^cognito-identity([.-][a-z0-9.-]*)?\.amazonaws\.com(\.cn)?$/i.test(issuer);
}
