/** The names of the policy types, as AWS's pages spell them. */
import { PolicyUse } from './given-policy';

export const POLICY_NAMES: Readonly<Record<Exclude<PolicyUse, 'caller-policy'>, string>> = {
  'boundary': 'permissions boundary',
  'session-policy': 'session policy',
  'scp': 'service control policy',
  'rcp': 'resource control policy',
};
