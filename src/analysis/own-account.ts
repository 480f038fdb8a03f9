/** The account of the role itself, where the template does not say which it is: it may be one of those that a policy names. */
import { namedAccounts } from './accounts-told-apart';
import { Owner } from './ground';
import { variablesOf } from './key-constraints/key-constraint';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { holesOf, PartlyKnownText } from '../policy/partly-known-text';
import { TrustPolicy } from '../policy/trust-policy';

/** The variable. */
const OWN_ACCOUNT_KEY = 'aws:resourceaccount';

/** The accounts that policies name beside that of the role, and compare with it: none where it is known. */
export function accountsOfRole(owner: Owner, policies: readonly TrustPolicy[]): readonly string[] {
  return owner.account === undefined && speaksOfOwnAccount(policies) ? [...namedAccounts(policies)] : [];
}

function speaksOfOwnAccount(policies: readonly TrustPolicy[]): boolean {
  const isIt = (text: unknown) => (typeof text === 'string' || Array.isArray(text)) && holesOf(text as PartlyKnownText).some(({ kind }) => kind === 'own-account');
  return (
    principalsOf(policies).some((principal) => Object.values(principal).some(isIt)) ||
    conditionsOf(policies).some(({ clause, version }) => clause.values.some(isIt) || variablesOf(clause, version).includes(OWN_ACCOUNT_KEY))
  );
}
