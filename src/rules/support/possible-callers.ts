/** Which kinds of callers the principals of a statement match, and whether the requests of these callers contain a condition key. */
import { actionOf, CallerKind } from '../../evaluation/assume-role-request';
import { matchActions } from '../../evaluation/match-action';
import { Presence } from '../../evaluation/request-key-table';
import { mfaStates, MfaState, requestKeyOf } from '../../evaluation/request-keys';
import { listOf } from '../../findings/wording';
import { isKnown } from '../../policy/partly-known-text';
import { Principal } from '../../policy/principal';
import { Statement } from '../../policy/trust-policy';

export interface PossibleCaller {
  readonly kind: CallerKind;
  /** The issuer of a token, where it is known. */
  readonly issuer?: string;
  /** The name of a service, where it is known. */
  readonly service?: string;
}

const SESSIONS: readonly PossibleCaller[] = [{ kind: 'role-session' }, { kind: 'federated-session' }];
const AWS: readonly PossibleCaller[] = [{ kind: 'iam-user' }, ...SESSIONS];
const ALL: readonly PossibleCaller[] = [...AWS, { kind: 'service' }, { kind: 'saml' }, { kind: 'oidc' }];

type Callable = Pick<Statement, 'principals' | 'notPrincipal' | 'actions' | 'notAction'>;

/** The callers that the principals of the statement match, and whose action it allows. */
export function possibleCallers({ principals, notPrincipal, actions, notAction }: Callable): readonly PossibleCaller[] {
  const named = notPrincipal ? ALL : principals.flatMap(possibleCallersOf);
  const allowed = named.filter((caller) => matchActions(actions, notAction, actionOf(caller)) !== 'no');
  return [...new Map(allowed.map((caller) => [`${caller.kind} ${issuerOrServiceOf(caller)}`, caller])).values()];
}

export function possibleCallersOf(principal: Principal): readonly PossibleCaller[] {
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

/** Whether the requests of the callers contain the key: the different answers for all of them. */
export function presencesOf(lowerCaseKey: string, callers: readonly PossibleCaller[]): ReadonlySet<Presence> {
  const presence = (caller: PossibleCaller, mfa: MfaState) =>
    requestKeyOf(lowerCaseKey, caller.kind, mfa, issuerOrServiceOf(caller)).presence;
  return new Set(callers.flatMap((caller) => mfaStates(caller.kind).map((mfa) => presence(caller, mfa))));
}

/** The name by which the condition keys of one issuer or one service are looked up. */
export function issuerOrServiceOf({ issuer, service }: PossibleCaller): string | undefined {
  return issuer ?? service;
}

/** There are such callers, and none of their requests contains the key. */
export function isNeverSent(lowerCaseKey: string, callers: readonly PossibleCaller[]): boolean {
  const presences = presencesOf(lowerCaseKey, callers);
  return presences.size === 1 && presences.has('never');
}

/** There are such callers, and all of their requests contain the key. */
export function isAlwaysSent(lowerCaseKey: string, callers: readonly PossibleCaller[]): boolean {
  const presences = presencesOf(lowerCaseKey, callers);
  return presences.size === 1 && presences.has('always');
}

const IN_WORDS: Readonly<Record<CallerKind, string>> = {
  'iam-user': 'IAM users',
  'role-session': 'roles',
  'federated-session': 'roles',
  'service': 'services',
  'saml': 'callers with a SAML assertion',
  'oidc': 'callers with a web identity token',
};

/** `roles and services`. */
export function callersInWords(callers: readonly PossibleCaller[]): string {
  return listOf([...new Set(callers.map(({ kind }) => IN_WORDS[kind]))]);
}
