/** What separates tokens and services that a policy asks something of from those it asks nothing of. */
import { SOURCE_KEYS, without } from './unenforced-conditions';
import { holdsText, isWrittenOut, nothingPinned } from './values-asked-for';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { TrustPolicy } from '../../policy/trust-policy';
import { KeyDemand } from '../key-constraints/key-constraint';

/** `*` asks for no subject. */
export function subjectsNobodyAsksFor(policy: TrustPolicy): KeyDemand[] {
  return nothingPinned(policy, (value) => oidcKeyParts(value.key)?.claim === 'sub' && (isWrittenOut(value) || holdsText(value.pattern)));
}

/** The service does not say for whom it comes. */
export function withoutSource(): KeyDemand[] {
  return SOURCE_KEYS.flatMap(without);
}
