/** The condition keys that follow from who the caller is. */
import { Caller, callerArn, ContextValue, iamArn, isAwsCaller, lastSegment } from './assume-role-request';
import { FEDERATED_PROVIDER, federatedProvider } from './keys-of-account';

/** Keys whose values AWS documents for this kind of caller; the unique ids behind `aws:userid` are not ours to know. */
export function callerKeys(caller: Caller): Map<string, ContextValue> {
  const keys = new Map<string, ContextValue>();
  if (isAwsCaller(caller)) {
    const isUser = caller.kind === 'iam-user';
    // The key holds the ARN of the role, never that of the session.
    keys.set('aws:principalarn', isUser ? callerArn(caller) : iamArn(caller, `role/${caller.roleName}`));
    keys.set('aws:principalaccount', caller.account);
    keys.set('aws:principaltype', isUser ? 'User' : 'AssumedRole');
    if (isUser) keys.set('aws:username', lastSegment(caller.name));
    keys.set('aws:principalisawsservice', 'false');
  } else if (caller.kind === 'service') {
    keys.set('aws:principalisawsservice', 'true');
    keys.set('aws:principalservicename', caller.service);
    keys.set('aws:principalservicenameslist', [caller.service]);
  } else if (caller.kind === 'oidc') {
    keys.set(FEDERATED_PROVIDER, federatedProvider(caller));
  }
  return keys;
}

/**
 * The keys that `callerKeys` fills for AWS callers and services: no request holds another value under them than the caller gives. Of the
 * provider of a token, a session that came from one may hold another.
 */
export const CALLER_KEYS: ReadonlySet<string> = new Set(
  ([{ kind: 'iam-user', partition: '', account: '', name: '' }, { kind: 'service', service: '' }] as const).flatMap((caller) => [...callerKeys(caller).keys()]),
);
