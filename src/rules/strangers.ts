/** What separates a stranger from everybody a policy has in mind: the accounts, organizations, networks and tenants it names. */
import { sharedIssuerOf, TenantClaim } from './tables/shared-issuers';
import { OWN_ORGANIZATION } from '../analysis/complete-request';
import { ForbiddenValues, KeyDemand } from '../analysis/key-constraints/key-constraint';
import { patternOf } from '../evaluation/match-condition';
import { oidcKeyParts } from '../evaluation/request-keys';
import { plainText, ValuePattern } from '../evaluation/value-pattern';
import { TrustPolicy } from '../policy/trust-policy';

export interface ValueOnKey extends ForbiddenValues {
  readonly key: string;
  /** Compared as it is: a deploy-time value then is one value, not a pattern. */
  readonly exact: boolean;
}

/** Each value of the conditions on a key, as its operator reads it. */
export function patternsOn(policy: TrustPolicy, wanted: (key: string) => boolean): ValueOnKey[] {
  return policy.statements.flatMap((statement) =>
    statement.conditions.flatMap((clause) => {
      const { operator, key } = clause;
      if (!operator || operator.family === 'null' || typeof key !== 'string' || !wanted(key)) return [];
      const family = operator.family;
      return clause.values.map((value) => ({
        key,
        pattern: patternOf(value, family, policy.version),
        ignoreCase: operator.ignoreCase,
        exact: family === 'string-equals',
      }));
    }),
  );
}

/** The named values do not count for a stranger; the key may be absent, too. */
function anyBut(key: string, differsFrom: readonly ForbiddenValues[]): KeyDemand {
  return { key, mayBeAbsent: true, mayBePresent: true, differsFrom };
}

const ORGANIZATION_KEYS = ['aws:principalorgid', 'aws:principalorgpaths'];
/** A network belongs to somebody: a stranger does not call from it. Addresses do not count, they are no proof of who calls. */
const NETWORK_KEYS = ['aws:sourcevpc', 'aws:sourcevpce'];

/** A caller from outside the organizations and networks that the policy names. */
export function strangerDemands(policy: TrustPolicy): KeyDemand[] {
  const groups = [...ORGANIZATION_KEYS, ...NETWORK_KEYS].map((key) => {
    const named = patternsOn(policy, (other) => other === key).filter(({ pattern, exact }) => exact || namesSomebody(pattern));
    const own: ForbiddenValues[] =
      key === 'aws:principalorgid' ? [{ pattern: [{ kind: 'literal', text: OWN_ORGANIZATION }], ignoreCase: false }] : [];
    return anyBut(key, [...named, ...own]);
  });
  return [...groups, anyBut('aws:userid', uniqueIdsNamed(policy))];
}

/** A service that acts for none of the accounts, organizations and resources that the policy names. */
export function sourceStrangerDemands(policy: TrustPolicy): KeyDemand[] {
  return ['aws:sourceaccount', 'aws:sourcearn', 'aws:sourceorgid'].map((key) =>
    anyBut(
      key,
      patternsOn(policy, (other) => other === key).filter(({ pattern, exact }) => exact || /\d{12}/.test(literalsOf(pattern))),
    ),
  );
}

function literalsOf(pattern: ValuePattern): string {
  return pattern.map((token) => (token.kind === 'literal' ? token.text : '*')).join('');
}

/** Values of `aws:userid` that hold the whole unique id of one user or role: nobody else ever has it. */
export function uniqueIdsNamed(policy: TrustPolicy): ForbiddenValues[] {
  return patternsOn(policy, (key) => key === 'aws:userid').filter(
    ({ pattern }) => pattern[0]?.kind === 'literal' && /^A(IDA[A-Z0-9]{12,}$|ROA[A-Z0-9]{12,}:)/.test(pattern[0].text),
  );
}

/** A value (or path pattern) that begins with a whole organization id or with a network id. */
function namesSomebody(pattern: ValuePattern): boolean {
  const text = pattern[0]?.kind === 'literal' ? pattern[0].text : '';
  return plainText(pattern) !== undefined || /^o-[a-z0-9]{10,32}\//.test(text);
}

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
