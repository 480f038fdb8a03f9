/** How a trust policy names one caller and nobody else: as a principal, in conditions, and in a statement of its own. */
import { Attempt } from './attempt';
import { MFA_KEYS } from './failure';
import { isOfSameKey } from './near-miss';
import { isOfIdentityCenter } from './possible-requests';
import { Caller, callerAccount, callerArn, isSession, SessionCaller } from '../evaluation/assume-role-request';
import { Statement } from '../policy/trust-policy';
import { DraftStatement, JsonMap, WrittenCondition } from '../remedies/draft-policy';
import { CallerMatch } from '../remedies/prove-for-caller';

/** What the corrected call needs from the trust policy. */
export interface Needs {
  /** The API itself first. */
  readonly actions: readonly string[];
  readonly tagKeys: readonly string[];
}

/** The statement that was most likely meant for the caller, as it was read and as it is written. */
export interface MeantStatement {
  readonly read: Statement;
  readonly written: DraftStatement;
}

interface PrincipalElement {
  readonly key: 'AWS' | 'Service' | 'Federated';
  readonly name: string;
}

/** The principal element that names this caller, and only this caller if that is possible. */
export function principalFor(caller: Caller): PrincipalElement {
  if (caller.kind === 'service') return { key: 'Service', name: caller.service };
  if (caller.kind === 'saml' || caller.kind === 'oidc') return { key: 'Federated', name: callerArn(caller) };
  if (!isSession(caller)) return { key: 'AWS', name: callerArn(caller) };
  const account = `arn:${caller.partition}:iam::${caller.account}`;
  return { key: 'AWS', name: isOfIdentityCenter(caller) ? `${account}:root` : `${account}:role/${caller.roleName}` };
}

export function isOfCallersKind(statement: Statement, caller: Caller): boolean {
  return statement.principals.some((principal) => isOfSameKey(principal, caller));
}

/** The value by which a condition on this key lists the caller. Undefined if there is none that means this caller. */
export function callerValueOf(key: string, { caller, sent }: Attempt): string | undefined {
  if (caller.kind === 'oidc') return subjectOf(key, caller.issuer, sent.context);
  const account = callerAccount(caller);
  if (account === undefined) return undefined;
  switch (key.toLowerCase()) {
    case 'aws:principalaccount': return account;
    case 'aws:principalarn': return isOfIdentityCenter(caller) ? permissionSetPattern(caller as SessionCaller) : principalFor(caller).name;
    default: return undefined;
  }
}

/** A condition that compares other things than listed values, or that is met by what is not listed, lists no callers. */
export function listsValues({ operator }: Pick<WrittenCondition, 'operator'>): boolean {
  return !/not|^null|^for/i.test(operator);
}

/**
 * The exact subject of the token: no other claim is added, because another claim can be that of many callers. Nor is the subject of pull
 * requests, because everyone who can open one has it.
 */
function subjectOf(key: string, issuer: string, context: Attempt['sent']['context']): string | undefined {
  const subject = context.get(subjectKeyOf(issuer));
  const isExact = typeof subject === 'string' && !/[*?$]|:pull_request$/.test(subject);
  return key.toLowerCase() === subjectKeyOf(issuer) && isExact ? subject : undefined;
}

function subjectKeyOf(issuer: string): string {
  return `${issuer.toLowerCase()}:sub`;
}

/** Matches with and without a region in the path, and for every suffix that Identity Center can choose. */
function permissionSetPattern({ partition, account, roleName }: SessionCaller): string {
  const permissionSet = roleName.replace(/^.*AWSReservedSSO_/, '').replace(/_[0-9a-f]{16}$/, '');
  return `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_${permissionSet}_*`;
}

/**
 * What matches the requests of this caller alone: of a token, those with its subject.
 *
 * @param withMfa only its requests with MFA
 */
export function callerMatch(attempt: Attempt, withMfa: boolean): CallerMatch {
  const { caller } = attempt;
  const { key, name } = principalFor(caller);
  const conditions: JsonMap = {
    ...isOfIdentityCenter(caller) && { ArnLike: { 'aws:PrincipalArn': permissionSetPattern(caller as SessionCaller) } },
    ...caller.kind === 'oidc' && claimsOfCaller(attempt, caller.issuer),
    ...withMfa && { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  };
  return { Principal: { [key]: name }, ...Object.keys(conditions).length > 0 && { Condition: conditions } };
}

/** The subject of the token or, if that is not known, all its claims that are. */
function claimsOfCaller({ sent: { context } }: Attempt, issuer: string): JsonMap {
  const ofToken = [...context].filter(([key, value]) => key.startsWith(`${issuer.toLowerCase()}:`) && typeof value === 'string');
  const subject = ofToken.filter(([key]) => key === subjectKeyOf(issuer));
  const claims = subject.length > 0 ? subject : ofToken;
  return claims.length === 0 ? {} : { StringEquals: Object.fromEntries(claims) };
}

/**
 * A statement for this caller only, with the conditions of the statement that was meant: those on MFA only if the caller can have it, and
 * those that list callers for this one alone.
 */
export function statementFor(attempt: Attempt, meant: MeantStatement | undefined, { actions, tagKeys }: Needs): JsonMap {
  const { caller } = attempt;
  const { key, name } = principalFor(caller);
  const action = actions.length === 1 ? actions[0] : [...actions];
  const statement = new DraftStatement({ Effect: 'Allow', Principal: { [key]: name }, Action: action }, -1);
  const isOfKind = meant !== undefined && isOfCallersKind(meant.read, caller);
  for (const condition of isOfKind ? meant.written.conditions : claimsOf(attempt)) {
    if (MFA_KEYS.has(condition.key.toLowerCase()) && caller.kind !== 'iam-user') continue;
    addForCaller(statement, condition, attempt);
  }
  if (isOfIdentityCenter(caller)) addOnce(statement, 'ArnLike', 'aws:PrincipalArn', permissionSetPattern(caller as SessionCaller));
  if (actions.includes('sts:TagSession')) boundTagKeys(statement, tagKeys);
  return statement.json;
}

function addForCaller(statement: DraftStatement, condition: WrittenCondition, attempt: Attempt): void {
  const own = listsValues(condition) ? callerValueOf(condition.key, attempt) : undefined;
  if (own === undefined) statement.addCondition(structuredClone(condition));
  else addOnce(statement, attempt.caller.kind === 'oidc' ? 'StringEquals' : condition.operator, condition.key, own);
}

/** Without a condition on the keys, a caller that can pass tags can pass any tag. */
export function boundTagKeys(statement: DraftStatement, tagKeys: readonly string[]): void {
  const isBounded = statement.conditions.some(({ key }) => key.toLowerCase() === 'aws:tagkeys');
  if (!isBounded && tagKeys.length > 0) addOnce(statement, 'ForAllValues:StringEquals', 'aws:TagKeys', [...tagKeys]);
}

function addOnce(statement: DraftStatement, operator: string, key: string, value: unknown): void {
  const isThere = statement.conditions.some((one) => one.operator === operator && one.key.toLowerCase() === key.toLowerCase());
  if (!isThere) statement.addCondition({ operator, key, value });
}

/** Conditions on the claims of the token, as far as they are known. */
function claimsOf({ caller, sent: { context } }: Attempt): readonly WrittenCondition[] {
  if (caller.kind !== 'oidc') return [];
  const claims = [...context].filter(([key, value]) => key.startsWith(`${caller.issuer.toLowerCase()}:`) && typeof value === 'string');
  return claims.map(([key, value]) => ({ operator: 'StringEquals', key, value }));
}

/** Whether the statement trusts every token of a provider. Such a statement must not be suggested. */
export function isOpenToAllTokens(statement: DraftStatement): boolean {
  const isForTokens = statement.principals.some(({ key }) => key === 'Federated');
  return isForTokens && !statement.conditions.some(({ key }) => /:(sub|aud|app_id)$/i.test(key));
}

/** Unless the statement is about it already. Returns the call that it then allows. */
export function requireExternalId(statement: DraftStatement, attempt: Attempt, newExternalId: () => string): Attempt {
  if (statement.conditions.some(({ key }) => key.toLowerCase() === 'sts:externalid')) return attempt;
  const externalId = newExternalId();
  statement.addCondition({ operator: 'StringEquals', key: 'sts:ExternalId', value: externalId });
  return { ...attempt, sent: { ...attempt.sent, externalId } };
}

/** Unless the statement requires it already. Returns the call that it then allows. */
export function requireMfa(statement: DraftStatement, attempt: Attempt): Attempt {
  addOnce(statement, 'Bool', 'aws:MultiFactorAuthPresent', 'true');
  const { sent } = attempt;
  if (sent.mfaAgeSeconds !== undefined) return attempt;
  return { ...attempt, sent: { ...sent, mfaAgeSeconds: 0, context: new Map([...sent.context].filter(([key]) => !MFA_KEYS.has(key))) } };
}
