/** What separates tokens and services that a policy asks something of from those it asks nothing of. */
import { SOURCE_KEYS, keyAbsent } from './unenforced-conditions';
import { holdsText, isWrittenOut, withoutPinnedValues } from './values-asked-for';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { TrustPolicy } from '../../policy/trust-policy';
import { KeyRequirement } from '../key-constraints/key-constraint';

/** `*` asks for no subject. */
export function unconstrainedSubjects(policy: TrustPolicy): KeyRequirement[] {
  return withoutPinnedValues(policy, (value) => oidcKeyParts(value.key)?.claim === 'sub' && (isWrittenOut(value) || holdsText(value.pattern)));
}

/** The service does not say for whom it comes. */
export function allSourceKeysAbsent(): KeyRequirement[] {
  return SOURCE_KEYS.flatMap(keyAbsent);
}
