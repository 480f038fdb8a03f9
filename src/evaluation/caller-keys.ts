/** The condition keys that follow from who the caller is. */
import { Caller, ContextValue } from './assume-role-request';

/** Keys whose values AWS documents for this kind of caller; the unique ids behind `aws:userid` are not ours to know. */
export function callerKeys(caller: Caller): Map<string, ContextValue> {
  switch (caller.kind) {
    case 'iam-user':
      return new Map<string, ContextValue>([
        ['aws:principalarn', `arn:${caller.partition}:iam::${caller.account}:user/${caller.name}`],
        ['aws:principalaccount', caller.account],
        ['aws:principaltype', 'User'],
        ['aws:username', caller.name.slice(caller.name.lastIndexOf('/') + 1)],
        ['aws:principalisawsservice', 'false'],
      ]);
    case 'role-session':
    case 'federated-session':
      // The key holds the ARN of the role, never that of the session.
      return new Map<string, ContextValue>([
        ['aws:principalarn', `arn:${caller.partition}:iam::${caller.account}:role/${caller.roleName}`],
        ['aws:principalaccount', caller.account],
        ['aws:principaltype', 'AssumedRole'],
        ['aws:principalisawsservice', 'false'],
      ]);
    case 'service':
      return new Map<string, ContextValue>([
        ['aws:principalisawsservice', 'true'],
        ['aws:principalservicename', caller.service],
        ['aws:principalservicenameslist', [caller.service]],
      ]);
    case 'saml':
    case 'oidc':
      return new Map();
  }
}

/** The keys that `callerKeys` may fill: no request holds another value under them than the caller gives. */
export const CALLER_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:username',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:principalservicenameslist',
]);
