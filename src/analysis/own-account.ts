/** The account of the role itself, where the template does not say which it is: it may be any that a policy tells from others. */
import { variablesOf } from './key-constraints/key-constraint';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { holesOf, PartlyKnownText } from '../policy/partly-known-text';
import { TrustPolicy } from '../policy/trust-policy';

/** The variable. */
export const OWN_ACCOUNT_KEY = 'aws:resourceaccount';

/** Could the policies compare the account of the role with another one? */
export function dependsOnOwnAccount(policies: readonly TrustPolicy[]): boolean {
  const isIt = (text: unknown) => (typeof text === 'string' || Array.isArray(text)) && holesOf(text as PartlyKnownText).some(({ kind }) => kind === 'own-account');
  return (
    principalsOf(policies).some((principal) => Object.values(principal).some(isIt)) ||
    conditionsOf(policies).some(({ clause, version }) => clause.values.some(isIt) || variablesOf(clause, version).includes(OWN_ACCOUNT_KEY))
  );
}
