/** What separates the tokens of other tenants of a shared issuer from those that a policy asks for. */
import { literalsOf, nothingPinned, ValueOnKey } from './values-asked-for';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { plainText } from '../../evaluation/value-pattern';
import { TrustPolicy } from '../../policy/trust-policy';
import { KeyDemand } from '../key-constraints/key-constraint';
import { sharedIssuerOf } from '../tables/shared-issuers';

/** A token of a tenant that the policy does not name, for every claim of a shared issuer that it asks about. */
export function otherTenantDemands(policy: TrustPolicy): KeyDemand[] {
  return nothingPinned(policy, pinsTenant);
}

/** Does the value of a condition name a tenant of a shared issuer? */
export function pinsTenant({ key, pattern, exact }: ValueOnKey): boolean {
  const parts = oidcKeyParts(key);
  const claim = parts && sharedIssuerOf(parts.issuer)?.claims.find((other) => other.claim === parts.claim);
  // A wildcard stands as a wildcard, anything else known only later as one too: neither pins.
  return claim !== undefined && (exact || plainText(pattern) !== undefined || claim.pinnedBy.test(literalsOf(pattern)));
}

export function isSharedIssuer(issuer: string | undefined): boolean {
  return issuer !== undefined && sharedIssuerOf(issuer) !== undefined;
}
