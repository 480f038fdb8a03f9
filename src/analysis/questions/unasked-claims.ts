/** What separates tokens and services that a policy asks something of from those it asks nothing of. */
import { anyBut, patternsOn } from './values-asked-for';
import { oidcKeyParts } from '../../evaluation/request-keys';
import { TrustPolicy } from '../../policy/trust-policy';
import { KeyDemand } from '../key-constraints/key-constraint';

/** `*` asks for no subject. */
export function subjectsNobodyAsksFor(policy: TrustPolicy): KeyDemand[] {
  const subjects = patternsOn(policy, (key) => oidcKeyParts(key)?.claim === 'sub').filter(({ pattern }) => !pattern.every(({ kind }) => kind === 'any-run'));
  const keys = [...new Set(subjects.map(({ key }) => key))];
  return keys.map((key) => anyBut(key, subjects.filter((subject) => subject.key === key)));
}

/** The service says neither for which account nor for which resource it comes. */
export function withoutSource(): KeyDemand[] {
  return ['aws:sourceaccount', 'aws:sourcearn'].map((key) => ({ key, mayBeAbsent: true, mayBePresent: false, differsFrom: [] }));
}
