/**
 * Whose tokens a boundary lets in: issuers, and for an issuer that many tenants share, the tenants.
 *
 * A tenant is what the shared issuer itself keeps apart: an organization of GitHub, a group of GitLab, an identity pool of Cognito. Which
 * of its repositories can assume a role is for the trust policy of the role to say: otherwise, the policy of the whole organization would
 * have to change with every new repository.
 */
import { keyOfClaim as keyOf, sharedIssuerOf, TenantClaim } from '../analysis/tables/shared-issuers';
import { claimOf } from '../evaluation/token-claims';

export interface TrustedTokens {
  /** As in the ARN of its provider: without `https://`. */
  readonly issuer: string;
  /**
   * By condition key, the patterns of which one has to match. Empty: every token of the issuer is let in, because one owner has all of its
   * tenants.
   */
  readonly tenants: ReadonlyMap<string, readonly string[]>;
}

/** Every token of the issuer has this key, and no other token does. */
export function keyOfEveryToken(issuer: string): string {
  const claim = ['sub', 'app_id'].find((each) => claimOf(issuer.toLowerCase(), each)?.always) ?? 'sub';
  return `${issuer}:${claim}`;
}

/** The claims that distinguish the tenants of the issuer; none if it has a single owner. */
export function tenantClaimsOf(issuer: string): readonly TenantClaim[] {
  return sharedIssuerOf(issuer)?.claims ?? [];
}

/** The claim that usually names the tenant, in lower case. */
export function usualClaimOf(issuer: string): string {
  const claims = tenantClaimsOf(issuer).map(({ claim }) => claim);
  return claims.length === 0 || claims.includes('sub') ? 'sub' : claims[0];
}

/** Does every value that the pattern matches belong to one tenant? */
export function namesTenant({ pinnedBy, composed }: TenantClaim, pattern: string): boolean {
  if (pattern === '' || isWithVariable(pattern)) return false;
  return pinnedBy.test(pattern) || (!hasWildcard(pattern) && composed?.test(pattern) !== true);
}

export function hasWildcard(pattern: string): boolean {
  return /[*?]/.test(pattern);
}

/** What a policy variable stands for depends on the request. */
export function isWithVariable(pattern: string): boolean {
  return pattern.includes('${');
}

/**
 * The tenant that the pattern names: `repo:acme/*` of `repo:acme/shop:ref:refs/heads/main`, with an id that is never used again
 * `repo:acme@123/*` of `repo:acme@123/shop@456:*`. Where the pattern is not made of such parts, it is the pattern itself.
 */
export function tenantIn({ pinnedBy }: TenantClaim, pattern: string): string {
  const [named] = pinnedBy.exec(pattern) ?? [];
  if (named === undefined) return pattern;
  const whole = named.endsWith('@') ? withId(named, pattern) : named;
  return /[/:]$/.test(whole) ? `${whole}*` : pattern;
}

function withId(named: string, pattern: string): string {
  const [id] = /^[^*?/@:]+\//.exec(pattern.slice(named.length)) ?? [];
  return id === undefined ? pattern : named + id;
}

/** Puts the patterns of each issuer together, without those that others cover. */
export class TokenCollector {
  private readonly issuers = new Map<string, { readonly issuer: string; readonly tenants: Map<string, Set<string>> }>();

  /** Every token of the issuer. */
  public addIssuer(issuer: string): void {
    this.of(issuer);
  }

  /** @param claim in lower case, or `sts:rolesessionname` */
  public addTenant(issuer: string, claim: string, pattern: string): void {
    const { issuer: spelled, tenants } = this.of(issuer);
    const key = keyOf(spelled, claim);
    const patterns = tenants.get(key) ?? new Set();
    tenants.set(key, patterns.add(pattern));
  }

  /** In alphabetical order, so that the same roles lead to the same policy. */
  public collected(): readonly TrustedTokens[] {
    return [...this.issuers.keys()].sort().map((name) => {
      const { issuer, tenants } = this.issuers.get(name)!;
      return { issuer, tenants: new Map([...tenants.keys()].sort().map((key) => [key, widest([...tenants.get(key)!])])) };
    });
  }

  private of(issuer: string) {
    const name = issuer.toLowerCase();
    const known = this.issuers.get(name) ?? { issuer, tenants: new Map<string, Set<string>>() };
    this.issuers.set(name, known);
    return known;
  }
}

/** Without those that another pattern with `*` at its end covers. */
function widest(patterns: readonly string[]): readonly string[] {
  const isCovered = (pattern: string) =>
    patterns.some((other) => other !== pattern && /^[^*?]*\*$/.test(other) && pattern.startsWith(other.slice(0, -1)));
  return patterns.filter((pattern) => !isCovered(pattern)).sort();
}

/** Every token of an issuer. */
export const ANY_SUBJECT = '*';

/** By issuer, or by condition key where another claim than the subject names the tenant: `{ "gitlab.com": ["project_path:acme/*"] }`. */
export function subjectsByIssuer(tokens: readonly TrustedTokens[]): Record<string, readonly string[]> {
  return Object.fromEntries(tokens.flatMap(({ issuer, tenants }): [string, readonly string[]][] => {
    if (tenants.size === 0) return [[issuer, [ANY_SUBJECT]]];
    return [...tenants].map(([key, patterns]) => [key === keyOf(issuer, usualClaimOf(issuer)) ? issuer : key, patterns]);
  }));
}
