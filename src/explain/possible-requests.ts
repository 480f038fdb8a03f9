/**
 * All requests that the attempt may have been. The ARN of a session does not show how its role was assumed, nor the path of that
 * role, and keys that the caller does not choose are unknown if they were not given. Only what is the same for all requests is certain.
 */
import { arnOf, Attempt, RoleInQuestion } from './attempt';
import { EvaluatedRequest, Caller, ContextValue, isSession, lastSegment, SessionCaller } from '../evaluation/assume-role-request';
import { conditionKeysOf, requestOf, variableKeysOf } from '../evaluation/described-request';
import { MfaState, mfaStates, nameForKeys, requestKeyOf } from '../evaluation/request-keys';
import { isKnown } from '../policy/partly-known-text';
import { Statement } from '../policy/trust-policy';

/** The roles of IAM Identity Center, which only its users can assume. Their path contains a region, or does not. */
const IDENTITY_CENTER = 'AWSReservedSSO_';
const IDENTITY_CENTER_PATH = 'aws-reserved/sso.amazonaws.com/';

/** The caller chooses to send these keys. All of them are given, so a key that is not given was not sent. */
const CALLERS_CHOICE = new RegExp(
  '^(sts:(externalid|sourceidentity|transitivetagkeys|requestcontext.*)' +
  '|aws:(multifactorauth(present|age)|tagkeys|requesttag/.*|calledvia.*))$',
);

/** @param asking all statements whose conditions will be evaluated for the requests */
export function possibleRequests(
  attempt: Attempt, role: RoleInQuestion, asking: readonly Statement[], now: Date,
): readonly EvaluatedRequest[] {
  const asked = [...conditionKeysOf(asking), ...variableKeysOf(asking)];
  return possibleCallers(attempt, asking).flatMap((caller) =>
    possibleMfa(caller, attempt).map((mfa) => requestBy(caller, mfa, attempt, role, asked, now)),
  );
}

function requestBy(
  caller: Caller, mfa: MfaState, { sent, isTokenKnown }: Attempt, role: RoleInQuestion, asked: readonly string[], now: Date,
): EvaluatedRequest {
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
    context: new Map([...surroundings, ...sent.sentWithUnknownValue, ...sent.context]),
  };
  const { context } = requestOf(described);
  const isClaimOfToken = (key: string) => isTokenKnown === true && isTokenClaim(key, caller);
  const isUnknown = (key: string) => !context.has(key) && !isClaimOfToken(key) && !CALLERS_CHOICE.test(key) && mayBeSent(key, caller, mfa);
  const withUnknownValue = [...sent.sentWithUnknownValue.keys()].filter((key) => !sent.context.has(key));
  return requestOf(described, new Set([...asked.filter(isUnknown), ...withUnknownValue]));
}

/**
 * Whether a request by this caller can contain the key. A key that AWS does not document counts as possible. A user without MFA may
 * use temporary credentials that were issued without it.
 */
export function mayBeSent(key: string, caller: Caller, mfa: MfaState): boolean {
  const states: readonly MfaState[] = caller.kind === 'iam-user' && mfa === 'absent' ? ['absent', 'false'] : [mfa];
  return states.some((state) => requestKeyOf(key, caller.kind, state, nameForKeys(caller)).presence !== 'never');
}

/** Whether a user has MFA is given. Whether the key is `false` or missing for a role session is not. */
function possibleMfa(caller: Caller, { sent }: Attempt): readonly MfaState[] {
  if (caller.kind !== 'iam-user') return mfaStates(caller.kind);
  return [sent.mfaAgeSeconds === undefined ? 'absent' : 'true'];
}

function possibleCallers(attempt: Attempt, asking: readonly Statement[]): readonly Caller[] {
  const { caller } = attempt;
  if (!isSession(caller)) return [caller];
  const kinds: SessionCaller['kind'][] = isOfIdentityCenter(caller) ? ['federated-session'] : ['role-session', 'federated-session'];
  const names = possibleNames(attempt, caller, asking);
  return kinds.flatMap((kind) => names.map((roleName): Caller => ({ ...caller, kind, roleName })));
}

/** Whether the key is a claim of the token, or an attribute of the assertion, of this caller. */
export function isTokenClaim(key: string, caller: Caller): boolean {
  if (caller.kind === 'saml') return key.startsWith('saml:');
  return caller.kind === 'oidc' && key.startsWith(`${caller.issuer.toLowerCase()}:`);
}

export function isOfIdentityCenter(caller: Caller): boolean {
  return isSession(caller) && lastSegment(caller.roleName).startsWith(IDENTITY_CENTER);
}

/** The role with each path that a condition can depend on. The path is unknown only if the caller was given as the ARN of a session. */
function possibleNames({ callerWritten, sent }: Attempt, { roleName }: SessionCaller, asking: readonly Statement[]): readonly string[] {
  if (!callerWritten.includes(':assumed-role/') || sent.context.has('aws:principalarn')) return [roleName];
  if (roleName.startsWith(IDENTITY_CENTER)) return ['', 'eu-west-1/'].map((region) => `${IDENTITY_CENTER_PATH}${region}${roleName}`);
  return [...new Set([roleName, ...namesIn(asking).filter((name) => lastSegment(name) === roleName)])];
}

/** The roles, with their paths, that conditions on `aws:PrincipalArn` name. */
function namesIn(asking: readonly Statement[]): readonly string[] {
  const clauses = asking.flatMap(({ conditions }) => conditions).filter(({ key }) => key === 'aws:principalarn');
  const values = clauses.flatMap((clause) => clause.values);
  return values.flatMap((value) => (isKnown(value) ? /^[^:]*:[^:]*:[^:]*:[^:]*:[^:]*:role\/([^*?$]+)$/.exec(value)?.[1] ?? [] : []));
}
