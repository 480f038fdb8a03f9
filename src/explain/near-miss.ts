/** How close the principals of a statement are to a caller that the statement does not name. */
import { Caller, callerAccount, callerArn, isSession, lastSegment, SessionCaller, UserCaller } from '../evaluation/assume-role-request';
import { isKnown, showText, splitText } from '../policy/partly-known-text';
import { IamRole, IamUser, Principal, RoleSession, WholeAccount } from '../policy/principal';

export interface NearMiss {
  readonly principal: Principal;
  /** 0: certainly means this caller. 1: the same name elsewhere. 2: the same account. 3: the same kind. 4: something else. */
  readonly distance: 0 | 1 | 2 | 3 | 4;
  /** What is different, as a clause with the principal as its subject: `it has another name`. */
  readonly difference: string;
}

/** The principal closest to the caller. Undefined if none is named. */
export function nearestPrincipal(principals: readonly Principal[], caller: Caller, roleAccount: string): NearMiss | undefined {
  const misses = principals.map((principal): NearMiss => ({ principal, ...differenceOf(principal, caller, roleAccount) }));
  return misses.sort((a, b) => a.distance - b.distance)[0];
}

/** Whether a principal element has such a caller under the same key (`AWS`, `Service`, `Federated`) as this principal. */
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

type Difference = Pick<NearMiss, 'distance' | 'difference'>;

function differenceOf(principal: Principal, caller: Caller, roleAccount: string): Difference {
  const otherKind = (kind: string): Difference => ({ distance: 4, difference: `it is ${kind}, and the caller is not` });
  switch (principal.kind) {
    case 'user': return caller.kind === 'iam-user' ? differenceOfNames(principal, caller, caller.name) : otherKind('a user');
    case 'role': return isSession(caller) ? differenceOfNames(principal, caller, caller.roleName) : otherKind('a role');
    case 'session': return isSession(caller) ? differenceOfSessions(principal, caller) : otherKind('a role session');
    case 'account': return differenceOfAccounts(principal, caller, roleAccount);
    case 'unique-id': return {
      distance: isAws(caller) ? 2 : 4,
      difference: 'it is the unique id of a deleted user or role, which matches no principal, not even a new one with the same name',
    };
    case 'federated-user': return { distance: 3, difference: 'it is a GetFederationToken session, which cannot call AssumeRole' };
    case 'malformed': return { distance: isOfSameKey(principal, caller) ? 3 : 4, difference: principal.why };
    case 'service': return caller.kind === 'service'
      ? { distance: 3, difference: 'it is another service' }
      : { distance: 4, difference: 'it is an AWS service' };
    case 'saml-provider':
    case 'oidc-provider':
    case 'web-identity': return isOfSameKey(principal, caller)
      ? { distance: 3, difference: differenceOfProviders(principal, caller) }
      : { distance: 4, difference: 'it is an identity provider, which admits only callers with its token or assertion' };
    case 'anyone': return { distance: 4, difference: 'it is every principal of another kind' };
    case 'unknown': return { distance: 3, difference: `it is not known (${principal.what})` };
  }
}

function differenceOfProviders(principal: Principal, caller: Caller): string {
  const written = showText(principal.written);
  if (caller.kind !== 'oidc') return 'it is another identity provider';
  const isEks = (text: string) => /oidc\.eks\.[a-z0-9-]+\.amazonaws\.com(\.cn)?\/id\//.test(text);
  if (isEks(written) && isEks(caller.issuer)) return `it is the identity provider of another EKS cluster: the token is of ${caller.issuer}`;
  const isSameIssuer = written.endsWith(`:oidc-provider/${caller.issuer}`);
  if (isSameIssuer) return 'it is the provider of another account: it has to be in the account of the role';
  return `it is another identity provider: the token is of ${caller.issuer}`;
}

function differenceOfAccounts(principal: WholeAccount, caller: Caller, roleAccount: string): Difference {
  if (!('account' in caller)) return { distance: 4, difference: 'it is a whole account, to which such a caller does not belong' };
  if (principal.account === roleAccount) return { distance: 2, difference: "it is the role's own account, not the caller's" };
  return { distance: 3, difference: principal.account === caller.account ? 'its partition is different' : 'it is another account' };
}

function differenceOfNames(principal: IamUser | IamRole, caller: UserCaller | SessionCaller, name: string): Difference {
  const { name: written } = principal;
  const [last] = splitText(written, '/', Infinity).slice(-1);
  if (!isKnown(last) || !isKnown(written)) return { distance: 3, difference: 'its name is known only at deployment' };
  const sameName = last.toLowerCase() === lastSegment(name).toLowerCase();
  if (principal.account !== caller.account) {
    const place = `account ${showText(principal.account)}; the caller is in ${caller.account}`;
    return sameName
      ? { distance: 1, difference: `it has the same name, but is in ${place}` }
      : { distance: 3, difference: `it is in ${place}` };
  }
  if (!sameName) return { distance: 2, difference: 'it has another name' };
  if (last !== lastSegment(name)) {
    return { distance: 0, difference: 'it has the same name in different case, and names are case-sensitive' };
  }
  if (principal.partition !== caller.partition) {
    return { distance: 1, difference: `it is in the partition ${showText(principal.partition)}; the caller is in ${caller.partition}` };
  }
  const hasPath = written.includes('/') || name.includes('/');
  return { distance: 0, difference: hasPath ? 'it has the same name with another path' : 'it is written differently' };
}

function differenceOfSessions(principal: RoleSession, caller: SessionCaller): Difference {
  const isOfRole = principal.account === caller.account && principal.roleName === lastSegment(caller.roleName);
  return isOfRole
    ? { distance: 2, difference: `it is a single session, and the caller is another one (${callerArn(caller)})` }
    : { distance: 3, difference: 'it is a session of another role' };
}
