/** What separates a stranger from everybody a policy has in mind: the organizations, networks and resources it names. */
import { anyBut, nothingPinned, patternsOn, ValueOnKey } from './values-asked-for';
import { PatternToken, plainText, splitPattern, ValuePattern } from '../../evaluation/value-pattern';
import { TrustPolicy } from '../../policy/trust-policy';
import { ForbiddenValues, KeyDemand } from '../key-constraints/key-constraint';
import { OWN_ORGANIZATION } from '../own-organization';

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
export function sourceStrangerDemands(policy: TrustPolicy, { ownAccount }: { readonly ownAccount: string }): KeyDemand[] {
  const named = ({ pattern, ignoreCase }: ForbiddenValues) => ({ pattern: pattern.map((token) => ownIdentity(token, ownAccount)), ignoreCase });
  return nothingPinned(policy, namesSource).map((demand) => ({ ...demand, differsFrom: demand.differsFrom.map(named) }));
}

/** Does the value say for whom a service has to come? */
function namesSource({ key, pattern, exact }: ValueOnKey): boolean {
  switch (key) {
    case 'aws:sourceaccount':
    case 'aws:sourceorgid':
      return exact || isOne(pattern);
    case 'aws:sourceorgpaths':
      return exact || namesSomebody(pattern);
    case 'aws:sourcearn': {
      const account = splitPattern(pattern, ':', 6)[4];
      return exact || plainText(pattern) !== undefined || (account !== undefined && account.length > 0 && isOne(account));
    }
    default:
      return false;
  }
}

/** Without a wildcard: written out, or a policy variable that stands for the role's own account or organization. */
function isOne(pattern: ValuePattern): boolean {
  return pattern.every((token) => ownIdentity(token, '').kind === 'literal');
}

function ownIdentity(token: PatternToken, ownAccount: string): PatternToken {
  if (token.kind !== 'variable') return token;
  if (token.key === 'aws:resourceaccount') return { kind: 'literal', text: ownAccount };
  return token.key === 'aws:resourceorgid' ? { kind: 'literal', text: OWN_ORGANIZATION } : token;
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
