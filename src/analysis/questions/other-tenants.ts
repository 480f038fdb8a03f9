/** What separates the tokens of other tenants of a shared issuer from those that a policy asks for. */
import { isWrittenOut, knownTextOf, literalsOf, withoutPinnedValues, ValueOnKey } from './values-asked-for';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { plainText } from '../../evaluation/value-pattern';
import { TrustPolicy } from '../../policy/trust-policy';
import { holdsInventedName, isPoolWithoutGuests } from '../fill-deploy-time-values';
import { KeyRequirement } from '../key-constraints/key-constraint';
import { SESSION_NAME, sharedIssuerOf, TenantClaim } from '../tables/shared-issuers';

/** A token of a tenant that the policy does not name, for every claim of a shared issuer that it asks about. */
export function otherTenantRequirements(policy: TrustPolicy): KeyRequirement[] {
  return withoutPinnedValues(policy, pinsTenant);
}

/** The same, of an issuer whose tenants are told apart by the name of the session. */
export function otherSessionRequirements(policy: TrustPolicy): KeyRequirement[] {
  return withoutPinnedValues(policy, (value) => value.key === SESSION_NAME && isWrittenOut(value));
}

/** A guest of an identity pool that may have guests, and no identity that the policy names. */
export function otherGuestRequirements(policy: TrustPolicy, pool: string): KeyRequirement[] {
  return withoutPinnedValues(policy, (value) => {
    if (value.key === `${pool}:sub`) return isWrittenOut(value);
    return value.key === `${pool}:aud` && isPoolWithoutGuests(literalsOf(value.pattern));
  });
}

/** Does the value of a condition name a tenant of a shared issuer? */
export function pinsTenant(value: ValueOnKey): boolean {
  const parts = oidcKeyParts(value.key);
  const claim = parts && sharedIssuerOf(parts.issuer)?.claims.find((other) => other.claim === parts.claim);
  return claim !== undefined && (isNameOfTenant(value, claim) || mayTurnOutToPin(value));
}

function isNameOfTenant(value: ValueOnKey, { composed, pinnedBy }: TenantClaim): boolean {
  if (pinnedBy.test(knownTextOf(value))) return true;
  if (!isWrittenOut(value)) return false;
  const text = plainText(value.pattern);
  return composed === undefined || (text !== undefined && !composed.test(text));
}

/**
 * A trial has invented the name that deployment will give. That a token with this name gets in shows nothing, for the name may turn out
 * to be the reader's own tenant. Behind a wildcard the name does not matter.
 */
function mayTurnOutToPin({ pattern }: ValueOnKey): boolean {
  return holdsInventedName(literalsOf(pattern).split(/[*?]/)[0]);
}

export function isSharedIssuer(issuer: string | undefined): boolean {
  return issuer !== undefined && sharedIssuerOf(issuer) !== undefined;
}

/** Does the issuer have the same claims for all tenants, whose sessions have names of their own instead? */
export function namesSessionsByTenant(issuer: string | undefined): boolean {
  return issuer !== undefined && sharedIssuerOf(issuer)?.claims[0].claim === SESSION_NAME;
}
