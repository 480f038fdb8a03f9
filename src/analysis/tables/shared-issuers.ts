/**
 * OIDC issuers that many tenants share, how the value of a claim names one tenant, and which claim IAM requires.
 *
 * Source: the IAM User Guide's list of shared OIDC providers, as read on 2026-11-26 (it changes several times a year):
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
 * The built-in providers (Cognito, Google, Facebook, Amazon) are on the page about keys for web identity federation:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 * The issuers of IBM Turbonomic are those in the RCP examples that AWS publishes (IBM adds some from time to time):
 * https://github.com/aws-samples/data-perimeter-policy-examples, Shared-Issuers.json
 *
 * Issuers that belong to a single organization are not listed: those of EKS and other Kubernetes clusters,
 * `oidc.circleci.com/org/…`, `api.bitbucket.org/2.0/workspaces/…`, `token.actions.githubusercontent.com/<enterprise>`.
 */

import { matchPattern, readPattern, WILDCARDS_ONLY } from '../../evaluation/value-pattern';
import { PartlyKnownText } from '../../policy/partly-known-text';

export interface TenantClaim {
  /** In lower case, as after the issuer and the colon in the condition key; a whole condition key if it is not a claim. */
  readonly claim: string;
  /** Matches a value that names the tenant, with wildcards written as `*`. */
  readonly pinnedBy: RegExp;
  /**
   * Matches the beginning of values that tenants compose from claims of their choice: even without wildcards, such a value names a tenant
   * only if `pinnedBy` matches. Default: a value without wildcards always does.
   */
  readonly composed?: RegExp;
  /** What to write instead of a value that names no tenant; the user fills in what is in angle brackets. */
  readonly example: string;
}

export interface SharedIssuer {
  readonly issuer: string;
  readonly name: string;
  readonly claims: readonly TenantClaim[];
  /** The claim, or the condition key, without which IAM rejects a trust policy for the issuer. */
  readonly demanded?: string;
}

/** The condition key, in lower case, that distinguishes the customers of Microsoft Sentinel. No claim of their tokens does. */
export const SESSION_NAME = 'sts:rolesessionname';

/** The condition key of a claim of the issuer. */
export function keyOfClaim(issuer: string, claim: string): string {
  return claim === SESSION_NAME ? 'sts:RoleSessionName' : `${issuer}:${claim}`;
}

const NEVER = /(?!)/;
/** The whole claim names the tenant, or an id within it: only a value without wildcards names a tenant. */
const exact = (claim: string, example = `<your ${claim}>`): TenantClaim => ({ claim, pinnedBy: NEVER, example });
const prefixed = (claim: string, pinnedBy: RegExp, example = `<your ${claim}>`): TenantClaim => ({ claim, pinnedBy, example });

/**
 * Subjects of GitHub are `repo:OWNER/REPO:…`, or with ids that are never reused, `repo:OWNER@ID/REPO@ID:…`. Every organization can
 * configure its subjects to be composed of other claims, so only a subject that contains the owner of the repository names the
 * organization: `environment:production` is the subject of any organization with an environment of that name. Before the owner there may
 * be claims whose values contain no colon: a branch name cannot contain one, the name of an environment has it escaped, and a job without
 * an environment has an empty value. The name of a workflow may be anything, even `x:repo:acme/app`.
 *
 * The called workflow (`job_workflow_ref`) does not name the organization either, for any repository can call a public one; nor does the
 * person who started a run (`actor`), for pushing to a repository of another organization, or only starring it, starts a run there.
 */
const WITHOUT_COLONS =
  'environment|ref|ref_type|base_ref|head_ref|event_name|actor|actor_id|job_workflow_ref|job_workflow_sha|' +
  'repository_visibility|runner_environment|sha|workflow_sha|run_id|run_number|run_attempt';
const OWNERS_ID = '(?:repository_owner|repository_owner_id|repository_id|enterprise|enterprise_id):[^*?:]+(?::|$)';
const SUBJECT_OF_OWNER = new RegExp(
  `^(?:pull_request:|(?:${WITHOUT_COLONS}):[^*?:]*:)*(?:repo:[^*?/@:]+(?:[/@:]|$)|repository:[^*?/:]+(?:[/:]|$)|${OWNERS_ID})`, 'i',
);
const COMPOSED_OF_OTHER_CLAIMS = new RegExp(`^(?:pull_request(?::|$)|(?:${WITHOUT_COLONS}|workflow|workflow_ref):)`, 'i');

/** A subject in GitHub's form that does not name the owner of the repository. */
export function isSubjectOfAnyRepository(subject: string): boolean {
  return COMPOSED_OF_OTHER_CLAIMS.test(subject) && !SUBJECT_OF_OWNER.test(subject);
}

const GITHUB: readonly TenantClaim[] = [
  {
    claim: 'sub',
    pinnedBy: SUBJECT_OF_OWNER,
    composed: /^(pull_request$|[a-z_]+:(?!\/\/))/i,
    example: 'repo:<organization>/<repository>:ref:refs/heads/main',
  },
  prefixed('repository', /^[^*?/]+\//),
  exact('repository_id'),
  exact('repository_owner_id'),
  exact('enterprise_id'),
];
const ACCOUNT_FIRST = prefixed('sub', /^account:[^*?:]+:/, 'account:<account>:*');
const ORGANIZATION_FIRST = prefixed('sub', /^organization:[^*?:]+:/, 'organization:<organization>:*');
/** Each environment configures which attributes its subjects are composed of. */
const PULUMI: TenantClaim = {
  claim: 'sub',
  pinnedBy: /^pulumi:([a-z]+:)?(org|pulumi\.organization\.login):[^*?:]+(:|$)/,
  composed: /^pulumi:/,
  example: 'pulumi:environments:org:<organization>:*',
};
/** Microsoft names the sessions after its customer, who cannot change the name. */
const SENTINEL = exact(SESSION_NAME, 'MicrosoftSentinel_<id of the workspace>');
/** The slug of a pipeline is unique within its organization only. */
const BUILDKITE = [
  ORGANIZATION_FIRST,
  ...['organization_id', 'organization_slug', 'pipeline_id', 'cluster_id'].map((claim) => exact(claim)),
];
/** IBM Turbonomic runs on Red Hat OpenShift clusters; each of them serves many customers. */
const INSTANCE = exact('sub', 'system:serviceaccount:<your instance>:<service account>');
const TURBONOMIC = [
  'rh-oidc.s3.us-east-1.amazonaws.com/22ejnvnnturfmt6km08idd0nt4hekbn7',
  'rh-oidc.s3.us-east-1.amazonaws.com/23e3sd27sju1hoou6ohfs68vbno607tr',
  'rh-oidc.s3.us-east-1.amazonaws.com/23ne21h005qjl3n33d8dui5dlrmv2tmg',
  'rh-oidc.s3.us-east-1.amazonaws.com/24jrf12m5dj7ljlfb4ta2frhrcoadm26',
  'oidc.op1.openshiftapps.com/2f785sojlpb85i7402pk3qogugim5nfb',
  'oidc.op1.openshiftapps.com/2c51blsaqa9gkjt0o9rt11mle8mmropu',
];

export const SHARED_ISSUERS: readonly SharedIssuer[] = [
  { issuer: 'token.actions.githubusercontent.com', name: 'GitHub Actions', demanded: 'sub', claims: GITHUB },
  { issuer: 'vstoken.actions.githubusercontent.com', name: 'GitHub Actions', demanded: 'sub', claims: GITHUB },
  {
    issuer: 'oidc-configuration.audit-log.githubusercontent.com',
    name: 'GitHub audit log streaming',
    demanded: 'sub',
    claims: [exact('sub')],
  },
  {
    issuer: 'gitlab.com',
    name: 'GitLab',
    demanded: 'sub',
    claims: [
      prefixed('sub', /^project_path:[^*?/]+\//, 'project_path:<group>/<project>:ref_type:branch:ref:main'),
      exact('namespace_id'),
      exact('project_id'),
    ],
  },
  { issuer: 'app.terraform.io', name: 'HCP Terraform', demanded: 'sub', claims: [ORGANIZATION_FIRST] },
  { issuer: 'app.eu.terraform.io', name: 'HCP Terraform', claims: [ORGANIZATION_FIRST] },
  { issuer: 'agent.buildkite.com', name: 'Buildkite', demanded: 'sub', claims: BUILDKITE },
  { issuer: 'oidc.codefresh.io', name: 'Codefresh', demanded: 'sub', claims: [ACCOUNT_FIRST] },
  { issuer: 'scalr.io', name: 'Scalr', demanded: 'sub', claims: [ACCOUNT_FIRST] },
  { issuer: 'studio.datachain.ai/api', name: 'DataChain Studio', demanded: 'sub', claims: [exact('sub')] },
  { issuer: 'tokens.cloud.shisho.dev', name: 'Shisho Cloud', demanded: 'sub', claims: [exact('sub')] },
  { issuer: 'proidc.upbound.io', name: 'Upbound', demanded: 'sub', claims: [prefixed('sub', /^mcp:[^*?/]+\//)] },
  { issuer: 'oidc.vercel.com', name: 'Vercel', demanded: 'aud', claims: [exact('aud'), prefixed('sub', /^owner:[^*?:]+:/)] },
  { issuer: 'api.pulumi.com/oidc', name: 'Pulumi', demanded: 'aud', claims: [exact('aud'), PULUMI] },
  // Whoever requests such a token chooses its audience.
  { issuer: 'api.pulumi.com/oidc/v2', name: 'Pulumi', claims: [PULUMI] },
  { issuer: 'sandboxes.cloud', name: 'Sandboxes', demanded: 'aud', claims: [exact('aud')] },
  ...TURBONOMIC.map((issuer) => ({ issuer, name: 'IBM Turbonomic', demanded: 'sub', claims: [INSTANCE] })),
  {
    issuer: 'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d',
    name: 'Microsoft Sentinel',
    demanded: SESSION_NAME,
    claims: [SENTINEL],
  },
  // The issuer of Azure Government, which is not on AWS's list.
  { issuer: 'sts.windows.net/cab8a31a-1906-4287-a0d8-4eef66b95f6e', name: 'Microsoft Sentinel', claims: [SENTINEL] },
  // The audience of a token (`oaud`) is chosen by whoever requests it; `aud` is the client that Google issued it to.
  {
    issuer: 'accounts.google.com',
    name: 'Google',
    claims: [exact('aud', '<client id>'), exact('sub'), exact('google/organization_number')],
  },
  { issuer: 'graph.facebook.com', name: 'Facebook', claims: [exact('app_id'), exact('id')] },
  { issuer: 'www.amazon.com', name: 'Login with Amazon', claims: [exact('app_id'), exact('user_id')] },
];

const COGNITO: readonly TenantClaim[] = [exact('aud', '<region>:<id of the identity pool>'), exact('sub')];
/** In other partitions than `aws`, identity pools are not on AWS's list. */
const COGNITO_ON_LIST = 'cognito-identity.amazonaws.com';

const BY_ISSUER: ReadonlyMap<string, SharedIssuer> = new Map(SHARED_ISSUERS.map((issuer) => [issuer.issuer, issuer]));

/** Undefined: all tokens of the issuer belong to one tenant, its owner. */
export function sharedIssuerOf(issuer: string): SharedIssuer | undefined {
  // Some policies have the URL of the issuer with a trailing slash.
  const name = issuer.toLowerCase().replace(/\/$/, '');
  if (!isIdentityPool(name)) return BY_ISSUER.get(name);
  return { issuer: name, name: 'Amazon Cognito', claims: COGNITO, ...name === COGNITO_ON_LIST && { demanded: 'aud' } };
}

/** May the issuer turn out to be a shared one at deploy time? */
export function mayBeSharedIssuer(issuer: PartlyKnownText): boolean {
  const pattern = readPattern(issuer, WILDCARDS_ONLY);
  return SHARED_ISSUERS.some((shared) => [shared.issuer, `${shared.issuer}/`].some((name) => matchPattern(pattern, name, true) !== 'no'));
}

/** Identity pools of all AWS customers have the same issuer, one in each partition. */
export function isIdentityPool(issuer: string): boolean {
  return /^cognito-identity([.-][a-z0-9.-]*)?\.amazonaws\.com(\.cn)?$/i.test(issuer);
}
