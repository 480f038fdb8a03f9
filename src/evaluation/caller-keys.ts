/** The condition keys that follow from who the caller is. */
import { Caller, callerArn, ContextValue, iamArn, isAwsCaller, lastSegment } from './assume-role-request';
import { FEDERATED_PROVIDER, federatedProvider } from './keys-of-account';

/** The keys whose values AWS documents for this kind of caller. The unique ids in `aws:userid` cannot be known. */
export function callerKeys(caller: Caller): Map<string, ContextValue> {
  const keys = new Map<string, ContextValue>();
  if (isAwsCaller(caller)) {
    const isUser = caller.kind === 'iam-user';
    // The value is the ARN of the role, never that of the session.
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
 * The keys that `callerKeys` sets for AWS principals and services: in every request their values follow from the caller. This is not so
 * for `aws:FederatedProvider`, which a session may have as well.
 */
export const CALLER_KEYS: ReadonlySet<string> = new Set([
  ...callerKeys({ kind: 'iam-user', partition: '', account: '', name: '' }).keys(),
  ...callerKeys({ kind: 'service', service: '' }).keys(),
]);
