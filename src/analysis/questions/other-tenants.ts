/** Requirements that distinguish the tokens of other tenants of a shared issuer from those that a policy names. */
import { isWrittenOut, knownTextOf, literalsOf, withoutPinnedValues, ConditionValue } from './condition-values';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { plainText } from '../../evaluation/value-pattern';
import { PolicyVariant } from '../../policy/trust-policy';
import { containsPlaceholder, isPoolWithoutGuests } from '../fill-deploy-time-values';
import { KeyRequirement } from '../key-constraints/key-constraint';
import { SESSION_NAME, sharedIssuerOf, TenantClaim } from '../tables/shared-issuers';

/** A token of a tenant that the policy does not name, in any claim of a shared issuer that it compares. */
export function otherTenantRequirements(policy: PolicyVariant): KeyRequirement[] {
  return withoutPinnedValues(policy, pinsTenant);
}

/** The same for an issuer whose tenants are distinguished by the session name. */
export function otherSessionRequirements(policy: PolicyVariant): KeyRequirement[] {
  return withoutPinnedValues(policy, (value) => value.key === SESSION_NAME && isWrittenOut(value));
}

/** A guest identity of a pool that may allow guests, and not an identity that the policy names. */
export function otherGuestRequirements(policy: PolicyVariant, pool: string): KeyRequirement[] {
  return withoutPinnedValues(policy, (value) => {
    if (value.key === `${pool}:sub`) return isWrittenOut(value);
    return value.key === `${pool}:aud` && isPoolWithoutGuests(literalsOf(value.pattern));
  });
}

/** Does the value of a condition name a tenant of a shared issuer? */
export function pinsTenant(value: ConditionValue): boolean {
  const parts = oidcKeyParts(value.key);
  const claim = parts && sharedIssuerOf(parts.issuer)?.claims.find((other) => other.claim === parts.claim);
  return claim !== undefined && (isNameOfTenant(value, claim) || mayPinAtDeployTime(value));
}

function isNameOfTenant(value: ConditionValue, { composed, pinnedBy }: TenantClaim): boolean {
  if (pinnedBy.test(knownTextOf(value))) return true;
  if (!isWrittenOut(value)) return false;
  const text = plainText(value.pattern);
  return composed === undefined || (text !== undefined && !composed.test(text));
}

/**
 * The name is a placeholder for a deploy-time value. That a token with this name is accepted shows nothing, for the name may turn out to be
 * the user's own tenant. After a wildcard the name does not matter.
 */
function mayPinAtDeployTime({ pattern }: ConditionValue): boolean {
  return containsPlaceholder(literalsOf(pattern).split(/[*?]/)[0]);
}

export function isSharedIssuer(issuer: string | undefined): boolean {
  return issuer !== undefined && sharedIssuerOf(issuer) !== undefined;
}

/** Are the tenants of the issuer distinguished by session names instead of claims? */
export function namesSessionsByTenant(issuer: string | undefined): boolean {
  return issuer !== undefined && sharedIssuerOf(issuer)?.claims[0].claim === SESSION_NAME;
}
