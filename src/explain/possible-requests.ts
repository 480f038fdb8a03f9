/**
 * All requests that an attempt can have been. A session's ARN does not say how its role was entered, nor the path of that role, and
 * what nobody told of the surroundings stays open. Only what is the same for all of them is certain.
 */
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import { AssumeRoleRequest, Caller, ContextValue, isSession, lastSegment, SessionCaller } from '../evaluation/assume-role-request';
import { keysAskedAbout, requestOf, variablesIn } from '../evaluation/described-request';
import { MfaState, mfaStates, nameForKeys, requestKeyOf } from '../evaluation/request-keys';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

/** Roles of IAM Identity Center, which only its sessions use. Their path has a segment for the region, or has not. */
const IDENTITY_CENTER = 'AWSReservedSSO_';
const IDENTITY_CENTER_PATH = 'aws-reserved/sso.amazonaws.com/';

/** The caller sends these or does not; that is told, so what is not told is not there. */
const CALLERS_CHOICE =
  /^(sts:(externalid|sourceidentity|transitivetagkeys|requestcontext.*)|aws:(multifactorauth(present|age)|tagkeys|requesttag\/.*|calledvia.*))$/;

/** @param asking all statements whose conditions will be asked about the requests */
export function possibleRequests(attempt: Attempt, role: RoleInQuestion, asking: readonly Statement[], now: Date): readonly AssumeRoleRequest[] {
  const asked = [...keysAskedAbout(asking), ...variablesIn(asking)];
  return possibleCallers(attempt, asking).flatMap((caller) =>
    possibleMfa(caller, attempt).map((mfa) => requestBy(caller, mfa, attempt, role, asked, now)),
  );
}

function requestBy(caller: Caller, mfa: MfaState, { sent }: Attempt, role: RoleInQuestion, asked: readonly string[], now: Date): AssumeRoleRequest {
  const surroundings = new Map<string, ContextValue>([
    ['aws:currenttime', `${now.toISOString().slice(0, 19)}Z`],
    ['aws:epochtime', String(Math.floor(now.getTime() / 1000))],
    ['aws:securetransport', 'true'],
    ['aws:viaawsservice', 'false'],
    ['aws:resourceaccount', arnOf(role).account],
  ]);
  const described = {
    caller,
    ...sent,
    mfa: mfa === 'absent' ? undefined : mfa === 'true',
    context: new Map([...surroundings, ...sent.untold, ...sent.context]),
  };
  const { context } = requestOf(described);
  const isOpen = (key: string) => !context.has(key) && !CALLERS_CHOICE.test(key) && mayBeSent(key, caller, mfa);
  return requestOf(described, new Set([...asked.filter(isOpen), ...[...sent.untold.keys()].filter((key) => !sent.context.has(key))]));
}

/** Undocumented counts as possible. A user who says nothing of MFA may use temporary credentials that were issued without it. */
export function mayBeSent(key: string, caller: Caller, mfa: MfaState): boolean {
  const states: readonly MfaState[] = caller.kind === 'iam-user' && mfa === 'absent' ? ['absent', 'false'] : [mfa];
  return states.some((state) => requestKeyOf(key, caller.kind, state, nameForKeys(caller)).presence !== 'never');
}

/** A user shows MFA or does not, which is told. Whether a role session sends `false` or nothing is not. */
function possibleMfa(caller: Caller, { sent }: Attempt): readonly MfaState[] {
  if (caller.kind !== 'iam-user') return mfaStates(caller.kind);
  return [sent.mfaAgeSeconds === undefined ? 'absent' : 'true'];
}

function possibleCallers(attempt: Attempt, asking: readonly Statement[]): readonly Caller[] {
  const { caller } = attempt;
  if (!isSession(caller)) return [caller];
  const kinds: readonly SessionCaller['kind'][] = isOfIdentityCenter(caller) ? ['federated-session'] : ['role-session', 'federated-session'];
  return kinds.flatMap((kind) => possibleNames(attempt, caller, asking).map((roleName): Caller => ({ ...caller, kind, roleName })));
}

export function isOfIdentityCenter(caller: Caller): boolean {
  return isSession(caller) && lastSegment(caller.roleName).startsWith(IDENTITY_CENTER);
}

/** The role with its path, as far as anything can depend on it. Only the ARN of a session leaves the path open. */
function possibleNames({ callerWritten, sent }: Attempt, { roleName }: SessionCaller, asking: readonly Statement[]): readonly string[] {
  if (!callerWritten.includes(':assumed-role/') || sent.context.has('aws:principalarn')) return [roleName];
  if (roleName.startsWith(IDENTITY_CENTER)) return ['', 'eu-west-1/'].map((region) => `${IDENTITY_CENTER_PATH}${region}${roleName}`);
  return [...new Set([roleName, ...namesIn(asking).filter((name) => lastSegment(name) === roleName)])];
}

/** Roles, with their paths, that conditions on `aws:PrincipalArn` spell out. */
function namesIn(asking: readonly Statement[]): readonly string[] {
  const values = asking.flatMap(({ conditions }) => conditions.flatMap((clause) => (clause.key === 'aws:principalarn' ? clause.values : [])));
  return values.flatMap((value) => (isKnown(value) ? /^[^:]*:[^:]*:[^:]*:[^:]*:[^:]*:role\/([^*?$]+)$/.exec(value)?.[1] ?? [] : []));
}
