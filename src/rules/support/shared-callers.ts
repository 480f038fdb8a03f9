/** A quick check of two statements: can one caller belong to both? It compares names; most statements are for different callers. */
import { isKnown, lastPartOf, PartlyKnownText } from '../../policy/partly-known-text';
import { Principal, PrincipalKey } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';

/** False only where certainly no caller belongs to both. */
export function mayShareCallers(one: Statement, other: Statement): boolean {
  if (isForMany(one) || isForMany(other)) return true;
  return one.principals.some((principal) => other.principals.some((another) => mayShare(principal, another)));
}

/** Every principal, or every principal except some. */
function isForMany({ principals, notPrincipal }: Statement): boolean {
  return notPrincipal || principals.length === 0 || principals.some(({ kind }) => kind === 'anyone');
}

function mayShare(one: Principal, other: Principal): boolean {
  if (isUnclear(one) || isUnclear(other)) return keysOf(one).some((key) => keysOf(other).includes(key));
  switch (one.kind) {
    case 'service':
      return other.kind === 'service' && mayBeSame(one.service, other.service);
    case 'saml-provider':
      return other.kind === 'saml-provider' && mayBeSame(one.name, other.name);
    case 'oidc-provider':
      return other.kind === 'oidc-provider' && mayBeSame(one.issuer, other.issuer);
    case 'web-identity':
      return other.kind === 'web-identity' && one.provider === other.provider;
    case 'account':
    case 'user':
    case 'role':
    case 'session':
      return isOfAccount(other) && mayBeSame(one.account, other.account) && mayBeOneName(one, other);
    default:
      return false;
  }
}

/** Principals known only at deployment, and text that IAM does not accept as a principal. */
function isUnclear({ kind }: Principal): boolean {
  return kind === 'unknown' || kind === 'malformed';
}

/** The keys of `Principal` under which it can be. */
function keysOf(principal: Principal): readonly PrincipalKey[] {
  if (isOfAccount(principal)) return ['AWS'];
  switch (principal.kind) {
    case 'service':
      return ['Service'];
    case 'saml-provider':
    case 'oidc-provider':
    case 'web-identity':
      return ['Federated'];
    default:
      return 'key' in principal && principal.key !== undefined ? [principal.key] : ['AWS', 'Service', 'Federated'];
  }
}

type OfAccount = Principal & { readonly kind: 'account' | 'user' | 'role' | 'session' };

function isOfAccount(principal: Principal): principal is OfAccount {
  return principal.kind === 'account' || principal.kind === 'user' || principal.kind === 'role' || principal.kind === 'session';
}

/** A user is never a session of a role; roles named by one of their sessions cannot be distinguished by path. */
function mayBeOneName(one: OfAccount, other: OfAccount): boolean {
  if (one.kind === 'account' || other.kind === 'account') return true;
  return (one.kind === 'user') === (other.kind === 'user') && mayBeSame(lastNameOf(one), lastNameOf(other));
}

function lastNameOf(principal: Exclude<OfAccount, { kind: 'account' }>): PartlyKnownText {
  return lastPartOf(principal.kind === 'session' ? principal.roleName : principal.name);
}

/** Known parts are compared; a deploy-time value may be anything. */
function mayBeSame(one: PartlyKnownText, other: PartlyKnownText): boolean {
  return !isKnown(one) || !isKnown(other) || one === other;
}
