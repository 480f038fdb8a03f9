/**
 * The token claims that AWS makes available as condition keys, by issuer. Another claim may be in the token, but is never in the request:
 * a condition that requires it is never met.
 *
 * Sources, read on 2026-11-26: the keys of AWS STS in the Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html), which since January 2026 has
 * claims of GitHub, Google, CircleCI and Oracle Cloud, later also of GitLab and Buildkite; and the keys for web identity federation on
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */

/** What the values of a claim look like. */
export type ClaimValues =
  /** A number, without leading zeros. */
  | 'number'
  /** Text without `*` and `?`. */
  | 'name'
  | 'text';

interface Claim {
  readonly values: ClaimValues;
  /** Every token of the issuer has this claim. */
  readonly always?: true;
  readonly multivalued?: true;
}

type Claims = Readonly<Record<string, Claim>>;

const ID: Claim = { values: 'number' };
const NAME: Claim = { values: 'name' };
const TEXT_CLAIM: Claim = { values: 'text' };

/** Claims of every issuer that is not listed below. */
const USUAL: Claims = {
  sub: { values: 'name', always: true },
  aud: { values: 'text', always: true },
  amr: { values: 'text', multivalued: true },
  azp: TEXT_CLAIM,
  email: TEXT_CLAIM,
};

/** The id of the owner is among them, but not its name, `repository_owner`. The other usual claims are not available for GitHub. */
const GITHUB: Claims = {
  sub: USUAL.sub,
  aud: USUAL.aud,
  actor: NAME,
  actor_id: ID,
  enterprise_id: ID,
  environment: TEXT_CLAIM,
  job_workflow_ref: TEXT_CLAIM,
  ref: NAME,
  repository: NAME,
  repository_id: ID,
  repository_owner_id: ID,
  workflow: TEXT_CLAIM,
};

const GITLAB: Claims = {
  ...USUAL,
  namespace_id: ID,
  pipeline_source: TEXT_CLAIM,
  project_id: ID,
  ref_protected: TEXT_CLAIM,
  runner_environment: TEXT_CLAIM,
  user_access_level: TEXT_CLAIM,
  user_email: TEXT_CLAIM,
  user_id: ID,
  user_login: NAME,
};

const BUILDKITE: Claims = {
  ...USUAL,
  build_branch: TEXT_CLAIM,
  cluster_id: NAME,
  cluster_name: TEXT_CLAIM,
  organization_id: NAME,
  organization_slug: NAME,
  pipeline_id: NAME,
  pipeline_slug: NAME,
};

const LISTED: readonly { readonly issuer: RegExp; readonly claims: Claims }[] = [
  { issuer: /^(vs)?token\.actions\.githubusercontent\.com(\/|$)/, claims: GITHUB },
  { issuer: /^token\.actions\.[^/]+\.ghe\.com$|^github\.com\/enterprises\//, claims: GITHUB },
  { issuer: /^gitlab\.com$/, claims: GITLAB },
  { issuer: /^agent\.buildkite\.com$|^agent\.[^/]+\.buildkite\.(dev|site)$/, claims: BUILDKITE },
  { issuer: /^oidc\.circleci\.com\/org\/[^/]+$/, claims: { ...USUAL, 'oidc.circleci.com/project-id': NAME } },
  { issuer: /^idcs-[^/]+\.identity\.oraclecloud\.com$/, claims: { ...USUAL, rpst_id: NAME } },
  { issuer: /^accounts\.google\.com$/, claims: { ...USUAL, 'oaud': TEXT_CLAIM, 'google/organization_number': ID } },
  { issuer: /^graph\.facebook\.com$/, claims: { app_id: { ...NAME, always: true }, id: { ...NAME, always: true } } },
  { issuer: /^www\.amazon\.com$/, claims: { app_id: { ...NAME, always: true }, user_id: { ...NAME, always: true } } },
];

/** Undefined: this claim of the issuer is not available as a condition key. Both in lower case. */
export function claimOf(issuer: string, claim: string): Claim | undefined {
  const claims = LISTED.find((listed) => listed.issuer.test(issuer))?.claims ?? USUAL;
  return Object.hasOwn(claims, claim) ? claims[claim] : undefined;
}

/** The names of the claims that are available for the issuer: `actor, actor_id, …`. */
export function claimsListedFor(issuer: string): readonly string[] {
  return Object.keys(LISTED.find((listed) => listed.issuer.test(issuer))?.claims ?? USUAL);
}
