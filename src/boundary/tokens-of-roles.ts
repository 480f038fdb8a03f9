/** The tokens that the roles of an organization trust today, as far as their trust policies name whose tokens these are. */
import { hasWildcard, namesTenant, tenantClaimsOf, tenantIn, TokenCollector } from './trusted-tokens';
import { SESSION_NAME, TenantClaim } from '../analysis/tables/shared-issuers';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { Statement, TrustPolicyReading } from '../policy/trust-policy';

/** Adds what a trust policy names. What only the deployment names is left out, and the proof says so. */
export function addTokensOf({ variants }: TrustPolicyReading, tokens: TokenCollector): void {
  for (const { statements } of variants) {
    for (const statement of statements) {
      if (statement.effect !== 'Allow' || statement.notPrincipal) continue;
      for (const issuer of issuersOf(statement)) addTokens(statement, issuer, tokens);
    }
  }
}

export function issuersOf({ principals }: Statement): readonly string[] {
  return principals.flatMap((principal) => {
    if (principal.kind === 'web-identity') return [principal.provider];
    return principal.kind === 'oidc-provider' && isKnown(principal.issuer) ? [principal.issuer] : [];
  });
}

function addTokens({ conditions }: Statement, issuer: string, tokens: TokenCollector): void {
  const claims = tenantClaimsOf(issuer);
  if (claims.length === 0) return tokens.addIssuer(issuer);
  for (const claim of claims) {
    const key = claim.claim === SESSION_NAME ? SESSION_NAME : `${issuer.toLowerCase()}:${claim.claim}`;
    for (const clause of conditions.filter((each) => each.key === key)) {
      tenantsIn(clause, claim).forEach((tenant) => tokens.addTenant(issuer, claim.claim, tenant));
    }
  }
}

/** Only a condition that the values have to meet names them. `StringEquals` has no wildcards, so a value with `*` matches no token. */
function tenantsIn({ operator, values }: ConditionClause, claim: TenantClaim): readonly string[] {
  if (!operator || operator.negated || (operator.family !== 'string-equals' && operator.family !== 'string-like')) return [];
  const isPossible = (value: string) => operator.family === 'string-like' || !hasWildcard(value);
  return values.filter(isKnown).filter((value) => isPossible(value) && namesTenant(claim, value)).map((value) => tenantIn(claim, value));
}
