/** What separates the tokens of other tenants of a shared issuer from those that a policy asks for. */
import { isWrittenOut, literalsOf, nothingPinned, ValueOnKey } from './values-asked-for';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { TrustPolicy } from '../../policy/trust-policy';
import { KeyDemand } from '../key-constraints/key-constraint';
import { sharedIssuerOf } from '../tables/shared-issuers';

/** A token of a tenant that the policy does not name, for every claim of a shared issuer that it asks about. */
export function otherTenantDemands(policy: TrustPolicy): KeyDemand[] {
  return nothingPinned(policy, pinsTenant);
}

/** Does the value of a condition name a tenant of a shared issuer? */
export function pinsTenant(value: ValueOnKey): boolean {
  const parts = oidcKeyParts(value.key);
  const claim = parts && sharedIssuerOf(parts.issuer)?.claims.find((other) => other.claim === parts.claim);
  // A wildcard stands as a wildcard, anything else known only later as one too: neither pins.
  return claim !== undefined && (isWrittenOut(value) || claim.pinnedBy.test(literalsOf(value.pattern)));
}

export function isSharedIssuer(issuer: string | undefined): boolean {
  return issuer !== undefined && sharedIssuerOf(issuer) !== undefined;
}
