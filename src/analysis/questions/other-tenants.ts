/** What separates the tokens of other tenants of a shared issuer from those that a policy asks for. */
import { anyBut, literalsOf, patternsOn } from './values-asked-for';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { plainText, ValuePattern } from '../../evaluation/value-pattern';
import { TrustPolicy } from '../../policy/trust-policy';
import { ForbiddenValues, KeyDemand } from '../key-constraints/key-constraint';
import { sharedIssuerOf, TenantClaim } from '../tables/shared-issuers';

/** A token of a tenant that the policy does not name, for every claim of a shared issuer that it asks about. */
export function otherTenantDemands(policy: TrustPolicy): KeyDemand[] {
  const demands = new Map<string, ForbiddenValues[]>();
  for (const value of patternsOn(policy, (key) => tenantClaimOf(key) !== undefined)) {
    const named = demands.get(value.key) ?? [];
    demands.set(value.key, value.exact || pinsTenant(value.pattern, tenantClaimOf(value.key)!) ? [...named, value] : named);
  }
  return [...demands].filter(([, named]) => named.length > 0).map(([key, named]) => anyBut(key, named));
}

/** The claim of a shared issuer that a condition key is about, if it is one that tells tenants apart. */
function tenantClaimOf(key: string): TenantClaim | undefined {
  const parts = oidcKeyParts(key);
  return parts && sharedIssuerOf(parts.issuer)?.claims.find(({ claim }) => claim === parts.claim);
}

function pinsTenant(pattern: ValuePattern, claim: TenantClaim): boolean {
  if (plainText(pattern) !== undefined) return true;
  // A wildcard stands as a wildcard, anything else known only later as one too: neither pins.
  return claim.pinnedBy.test(literalsOf(pattern));
}

export function isSharedIssuer(issuer: string | undefined): boolean {
  return issuer !== undefined && sharedIssuerOf(issuer) !== undefined;
}
