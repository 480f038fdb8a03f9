/** The role's own account. Where it is not known, it may be any account that the policy distinguishes. */
import { variablesOf } from './key-constraints/key-constraint';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { holesOf, PartlyKnownText } from '../policy/partly-known-text';
import { PolicyVariant } from '../policy/trust-policy';

/** The key of the policy variable. */
export const OWN_ACCOUNT_KEY = 'aws:resourceaccount';

/** Could the policies compare the account of the role with another one? */
export function dependsOnOwnAccount(policies: readonly PolicyVariant[]): boolean {
  const isOwnAccount = (text: unknown) =>
    (typeof text === 'string' || Array.isArray(text)) && holesOf(text as PartlyKnownText).some(({ kind }) => kind === 'own-account');
  return (
    principalsOf(policies).some((principal) => Object.values(principal).some(isOwnAccount)) ||
    conditionsOf(policies).some(
      ({ clause, version }) => clause.values.some(isOwnAccount) || variablesOf(clause, version).includes(OWN_ACCOUNT_KEY),
    )
  );
}
