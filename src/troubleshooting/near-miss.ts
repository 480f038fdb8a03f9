/** How far a principal that a statement names is from the caller that it does not name. */
import { Caller, callerArn, isSession, lastSegment } from '../evaluation/assume-role-request';
import { isKnown, PartlyKnownText, showText, splitText } from '../policy/partly-known-text';
import { IamRole, IamUser, Principal, RoleSession } from '../policy/principal';

export interface NearMiss {
  readonly principal: Principal;
  /** 0: meant this caller, surely. 1: the same name elsewhere. 2: the same account. 3: the same kind. 4: something else. */
  readonly distance: 0 | 1 | 2 | 3 | 4;
  /** What is different, in words; `it` is the principal. */
  readonly difference: string;
}

/** The principal closest to the caller; undefined when none is named. */
export function nearestPrincipal(principals: readonly Principal[], caller: Caller, roleAccount: string): NearMiss | undefined {
  const [nearest] = principals.map((principal) => missOf(principal, caller, roleAccount)).sort((a, b) => a.distance - b.distance);
  return nearest;
}

/** Does IAM's grammar put such a caller under the same key (`AWS`, `Service`, `Federated`) as this principal? */
export function isOfSameKey(principal: Principal, caller: Caller): boolean {
  switch (principal.kind) {
    case 'service': return caller.kind === 'service';
    case 'saml-provider':
    case 'oidc-provider':
    case 'web-identity': return caller.kind === 'saml' || caller.kind === 'oidc';
    case 'anyone': return principal.key === undefined || principal.key === 'AWS' && isAws(caller);
    case 'malformed':
    case 'unknown': return principal.key === undefined || principal.key === 'AWS' && isAws(caller);
    default: return isAws(caller);
  }
}

function isAws(caller: Caller): boolean {
  return caller.kind === 'iam-user' || isSession(caller);
}

function missOf(principal: Principal, caller: Caller, roleAccount: string): NearMiss {
  const miss = (distance: NearMiss['distance'], difference: string): NearMiss => ({ principal, distance, difference });
  switch (principal.kind) {
    case 'user': return caller.kind === 'iam-user' ? namesakes(principal, principal.name, caller, caller.name) : miss(4, 'it is a user, and the caller is not');
    case 'role': return isSession(caller) ? namesakes(principal, principal.name, caller, caller.roleName) : miss(4, 'it is a role, and the caller is not');
    case 'session': return isSession(caller) ? sessions(principal, caller) : miss(4, 'it is a session of a role, and the caller is not');
    case 'account':
      if (!('account' in caller)) return miss(4, 'it is a whole account, to which such a caller does not belong');
      if (principal.account === roleAccount) return miss(2, "it is the role's own account, not the caller's");
      return miss(3, principal.account === caller.account ? 'its partition is another' : 'it is another account');
    case 'unique-id':
      return miss(isAws(caller) ? 2 : 4, 'it is what IAM leaves behind when a user or role is deleted, and matches nobody, not even a new one of the same name');
    case 'federated-user': return miss(3, 'it is a GetFederationToken session, which may not call AssumeRole at all');
    case 'malformed': return miss(isOfSameKey(principal, caller) ? 3 : 4, principal.why);
    case 'service': return miss(caller.kind === 'service' ? 3 : 4, caller.kind === 'service' ? 'it is another service' : 'it is an AWS service');
    case 'saml-provider':
    case 'oidc-provider':
    case 'web-identity':
      return isOfSameKey(principal, caller) ? miss(3, 'it is another identity provider') : miss(4, 'it is an identity provider: only who holds its token or assertion may come');
    case 'anyone': return miss(4, 'it is everybody of another kind');
    case 'unknown': return miss(3, `what it is cannot be told (${principal.what})`);
  }
}

type NamedCaller = Extract<Caller, { kind: 'iam-user' | 'role-session' | 'federated-session' }>;

function namesakes(principal: IamUser | IamRole, written: PartlyKnownText, caller: NamedCaller, name: string): NearMiss {
  const miss = (distance: NearMiss['distance'], difference: string): NearMiss => ({ principal, distance, difference });
  const [last] = splitText(written, '/', Infinity).slice(-1);
  if (!isKnown(last) || !isKnown(written)) return miss(3, 'its name is known at deployment only');
  const sameName = last.toLowerCase() === lastSegment(name).toLowerCase();
  if (principal.account !== caller.account) {
    return sameName ? miss(1, `it has the same name, but in account ${showText(principal.account)}; the caller is of ${caller.account}`) : miss(3, `it is of account ${showText(principal.account)}; the caller is of ${caller.account}`);
  }
  if (!sameName) return miss(2, 'it has another name');
  if (last !== lastSegment(name)) return miss(0, 'it has the same name in other case, and case counts');
  if (principal.partition !== caller.partition) return miss(1, `it is of the partition ${showText(principal.partition)}; the caller is of ${caller.partition}`);
  return miss(0, written.includes('/') || name.includes('/') ? 'it has the same name under another path' : 'it is spelled in another way');
}

function sessions(principal: RoleSession, caller: NamedCaller): NearMiss {
  const isOfRole = principal.account === caller.account && isSession(caller) && principal.roleName === lastSegment(caller.roleName);
  return { principal, distance: isOfRole ? 2 : 3, difference: isOfRole ? `it is one session only, and the caller is another one (${callerArn(caller)})` : 'it is a session of another role' };
}
