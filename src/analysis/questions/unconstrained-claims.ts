/** Requirements for tokens and services that the conditions of a policy do not constrain. */
import { holdsText, isWrittenOut, withoutPinnedValues } from './condition-values';
import { SOURCE_KEYS, keyAbsent } from './unenforced-conditions';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { PolicyVariant } from '../../policy/trust-policy';
import { KeyRequirement } from '../key-constraints/key-constraint';

/** A subject that no condition names; `*` names none. */
export function unconstrainedSubjects(policy: PolicyVariant): KeyRequirement[] {
  return withoutPinnedValues(
    policy,
    (value) => oidcKeyParts(value.key)?.claim === 'sub' && (isWrittenOut(value) || holdsText(value.pattern)),
  );
}

/** The service does not send on whose behalf it calls. */
export function allSourceKeysAbsent(): KeyRequirement[] {
  return SOURCE_KEYS.flatMap(keyAbsent);
}
