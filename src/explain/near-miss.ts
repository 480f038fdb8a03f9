/** How far a principal that a statement names is from the caller that it does not name. */
import { Caller, callerAccount, callerArn, isSession, lastSegment, SessionCaller, UserCaller } from '../evaluation/assume-role-request';
import { isKnown, showText, splitText } from '../policy/partly-known-text';
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
  const misses = principals.map((principal): NearMiss => {
    const [distance, difference] = missOf(principal, caller, roleAccount);
    return { principal, distance, difference };
  });
  return misses.sort((a, b) => a.distance - b.distance)[0];
}

/** Does IAM's grammar put such a caller under the same key (`AWS`, `Service`, `Federated`) as this principal? */
export function isOfSameKey(principal: Principal, caller: Caller): boolean {
  switch (principal.kind) {
    case 'service': return caller.kind === 'service';
    case 'saml-provider':
    case 'oidc-provider':
    case 'web-identity': return caller.kind === 'saml' || caller.kind === 'oidc';
    case 'anyone':
    case 'malformed':
    case 'unknown': return principal.key === undefined || principal.key === 'AWS' && isAws(caller);
    default: return isAws(caller);
  }
}

function isAws(caller: Caller): boolean {
  return callerAccount(caller) !== undefined;
}

type Miss = readonly [distance: NearMiss['distance'], difference: string];

function missOf(principal: Principal, caller: Caller, roleAccount: string): Miss {
  const otherKind = (kind: string): Miss => [4, `it is ${kind}, and the caller is not`];
  switch (principal.kind) {
    case 'user': return caller.kind === 'iam-user' ? namesakes(principal, caller, caller.name) : otherKind('a user');
    case 'role': return isSession(caller) ? namesakes(principal, caller, caller.roleName) : otherKind('a role');
    case 'session': return isSession(caller) ? sessions(principal, caller) : otherKind('a session of a role');
    case 'account':
      if (!('account' in caller)) return [4, 'it is a whole account, to which such a caller does not belong'];
      if (principal.account === roleAccount) return [2, "it is the role's own account, not the caller's"];
      return [3, principal.account === caller.account ? 'its partition is another' : 'it is another account'];
    case 'unique-id':
      return [isAws(caller) ? 2 : 4, 'it is what IAM leaves behind when a user or role is deleted, and matches nobody, not even a new one of the same name'];
    case 'federated-user': return [3, 'it is a GetFederationToken session, which may not call AssumeRole at all'];
    case 'malformed': return [isOfSameKey(principal, caller) ? 3 : 4, principal.why];
    case 'service': return caller.kind === 'service' ? [3, 'it is another service'] : [4, 'it is an AWS service'];
    case 'saml-provider':
    case 'oidc-provider':
    case 'web-identity':
      return isOfSameKey(principal, caller) ? [3, 'it is another identity provider'] : [4, 'it is an identity provider: only who holds its token or assertion may come'];
    case 'anyone': return [4, 'it is everybody of another kind'];
    case 'unknown': return [3, `what it is cannot be told (${principal.what})`];
  }
}

function namesakes(principal: IamUser | IamRole, caller: UserCaller | SessionCaller, name: string): Miss {
  const { name: written } = principal;
  const [last] = splitText(written, '/', Infinity).slice(-1);
  if (!isKnown(last) || !isKnown(written)) return [3, 'its name is known at deployment only'];
  const sameName = last.toLowerCase() === lastSegment(name).toLowerCase();
  if (principal.account !== caller.account) {
    return [sameName ? 1 : 3, `it ${sameName ? 'has the same name, but in' : 'is of'} account ${showText(principal.account)}; the caller is of ${caller.account}`];
  }
  if (!sameName) return [2, 'it has another name'];
  if (last !== lastSegment(name)) return [0, 'it has the same name in other case, and case counts'];
  if (principal.partition !== caller.partition) return [1, `it is of the partition ${showText(principal.partition)}; the caller is of ${caller.partition}`];
  return [0, written.includes('/') || name.includes('/') ? 'it has the same name under another path' : 'it is spelled in another way'];
}

function sessions(principal: RoleSession, caller: SessionCaller): Miss {
  const isOfRole = principal.account === caller.account && principal.roleName === lastSegment(caller.roleName);
  return isOfRole ? [2, `it is one session only, and the caller is another one (${callerArn(caller)})`] : [3, 'it is a session of another role'];
}
