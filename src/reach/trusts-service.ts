/** Does the trust policy of a role admit a service that the role is passed to? */
import { PrincipalWithPolicies } from './principal';
import { EvaluatedRequest } from '../evaluation/assume-role-request';
import { evaluate } from '../evaluation/evaluate-trust-policy';
import { Truth } from '../evaluation/truth';

/** What the service is asked to do decides these. */
const OF_THE_CALL: ReadonlySet<string> = new Set(['aws:sourcearn', 'aws:sourceorgid', 'aws:sourceorgpaths', 'aws:sourceaccount']);

export function trustsService({ trust, account }: PrincipalWithPolicies, service: string): Truth {
  if (trust === undefined) return 'unknown';
  const request: EvaluatedRequest = {
    action: 'sts:AssumeRole',
    caller: { kind: 'service', service },
    context: new Map(account === undefined ? [] : [['aws:sourceaccount', account]]),
    undocumented: account === undefined ? OF_THE_CALL : new Set([...OF_THE_CALL].filter((key) => key !== 'aws:sourceaccount')),
  };
  const outcomes = new Set(trust.map((policy) => evaluate(policy, request, 'most-admitting').outcome));
  if (outcomes.size > 1) return 'unknown';
  const [outcome] = outcomes;
  return outcome === 'allowed' ? 'yes' : outcome === 'denied' ? 'no' : 'unknown';
}
