/** Which kinds of callers a statement is for, and whether requests of theirs hold a condition key. */
import { actionOf, CallerKind } from '../../evaluation/assume-role-request';
import { matchActions } from '../../evaluation/match-action';
import { Presence } from '../../evaluation/request-key-table';
import { mfaStates, MfaState, requestKeyOf } from '../../evaluation/request-keys';
import { listOf } from '../../findings/wording';
import { isKnown } from '../../policy/partly-known-text';
import { Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';

export interface ComingCaller {
  readonly kind: CallerKind;
  /** Of a token, where it is known. */
  readonly issuer?: string;
  /** Of a service, where it is known. */
  readonly service?: string;
}

const SESSIONS: readonly ComingCaller[] = [{ kind: 'role-session' }, { kind: 'federated-session' }];
const AWS: readonly ComingCaller[] = [{ kind: 'iam-user' }, ...SESSIONS];
const ALL: readonly ComingCaller[] = [...AWS, { kind: 'service' }, { kind: 'saml' }, { kind: 'oidc' }];

/** The callers of the statement's principals, as far as its actions let them come. */
export function comingCallers({ principals, notPrincipal, actions, notAction }: Pick<Statement, 'principals' | 'notPrincipal' | 'actions' | 'notAction'>): readonly ComingCaller[] {
  const named = notPrincipal ? ALL : principals.flatMap(callersOfPrincipal);
  const coming = named.filter((caller) => matchActions(actions, notAction, actionOf(caller)) !== 'no');
  return [...new Map(coming.map((caller) => [`${caller.kind} ${nameOf(caller)}`, caller])).values()];
}

export function callersOfPrincipal(principal: Principal): readonly ComingCaller[] {
  switch (principal.kind) {
    case 'account':
      return AWS;
    case 'user':
      return [{ kind: 'iam-user' }];
    case 'role':
    case 'session':
      return SESSIONS;
    case 'service':
      return [{ kind: 'service', ...(isKnown(principal.service) && { service: principal.service }) }];
    case 'saml-provider':
      return [{ kind: 'saml' }];
    case 'oidc-provider':
      return [{ kind: 'oidc', ...(isKnown(principal.issuer) && { issuer: principal.issuer }) }];
    case 'web-identity':
      return [{ kind: 'oidc', issuer: principal.provider }];
    case 'anyone':
      return principal.key === 'AWS' ? AWS : ALL;
    case 'federated-user':
    case 'unique-id':
      return [];
    case 'malformed':
    case 'unknown':
      return ALL;
  }
}

/** Whether requests of any of the callers hold the key: each answer that some of them gives. */
export function presencesOf(lowerCaseKey: string, callers: readonly ComingCaller[]): ReadonlySet<Presence> {
  const presence = (caller: ComingCaller, mfa: MfaState) => requestKeyOf(lowerCaseKey, caller.kind, mfa, nameOf(caller)).presence;
  return new Set(callers.flatMap((caller) => mfaStates(caller.kind).map((mfa) => presence(caller, mfa))));
}

/** By which the keys of single issuers and services are known. */
export function nameOf({ issuer, service }: ComingCaller): string | undefined {
  return issuer ?? service;
}

/** There are such callers, and no request of theirs ever holds the key. */
export function isNeverSent(lowerCaseKey: string, callers: readonly ComingCaller[]): boolean {
  const presences = presencesOf(lowerCaseKey, callers);
  return presences.size === 1 && presences.has('never');
}

/** There are such callers, and every request of theirs holds the key. */
export function isAlwaysSent(lowerCaseKey: string, callers: readonly ComingCaller[]): boolean {
  const presences = presencesOf(lowerCaseKey, callers);
  return presences.size === 1 && presences.has('always');
}

const IN_WORDS: Readonly<Record<CallerKind, string>> = {
  'iam-user': 'IAM users',
  'role-session': 'roles',
  'federated-session': 'roles',
  'service': 'services',
  'saml': 'holders of SAML assertions',
  'oidc': 'holders of tokens',
};

/** `roles and services`. */
export function callersInWords(callers: readonly ComingCaller[]): string {
  return listOf([...new Set(callers.map(({ kind }) => IN_WORDS[kind]))]);
}
