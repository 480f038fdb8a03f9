/** The tokens of an issuer that a statement names: the values of its conditions on claims that say whose token it is. */
import { oidcKeyParts } from '../evaluation/request-keys';
import { isKnown, showText } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

/** The audience says for whom the token is, not whose it is. */
const NOT_ABOUT_THE_HOLDER: ReadonlySet<string> = new Set(['aud', 'oaud', 'amr', 'azp']);

/** The subjects if there are any; otherwise other claims, as `repository_owner=acme`. In the order of the policy. */
export function subjectsNamedBy({ conditions }: Statement, issuer: string): readonly string[] {
  const claims = conditions.flatMap(({ key, operator, values }) => {
    const parts = isKnown(key) ? oidcKeyParts(key) : undefined;
    const names = operator !== undefined && !operator.negated && operator.family !== 'null';
    if (!parts || !names || parts.issuer !== issuer.toLowerCase() || NOT_ABOUT_THE_HOLDER.has(parts.claim)) return [];
    return values.map((value) => ({ claim: parts.claim, value: showText(value) }));
  });
  const subjects = claims.filter(({ claim }) => claim === 'sub');
  const named = subjects.length > 0 ? subjects.map(({ value }) => value) : claims.map(({ claim, value }) => `${claim}=${value}`);
  return [...new Set(named)];
}
