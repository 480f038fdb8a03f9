/** The corrected trust policy: all the changes that the owner of the role has to make, at once, and no wider than this caller needs. */
import { arnOf, Attempt, RoleArn, RoleInQuestion } from './attempt';
import { CauseCode } from './explanation';
import { Failure, MFA_KEYS } from './failure';
import { isOfSameKey, nearestPrincipal } from './near-miss';
import { isOfIdentityCenter } from './possible-requests';
import { Caller, callerAccount, callerArn, isSession } from '../evaluation/assume-role-request';
import { readJsonText } from '../policy/json-text';
import { isKnown, showText } from '../policy/partly-known-text';
import { isOfPartition } from '../policy/principal';
import { isPlainMap } from '../policy/resolved-value';
import { Statement, TrustPolicy } from '../policy/trust-policy';

type PolicyJson = Readonly<Record<string, unknown>>;

/** What the corrected call needs from the trust policy. */
export interface Needs {
  /** The API itself first. */
  readonly actions: readonly string[];
  readonly tagKeys: readonly string[];
}

/** @returns undefined if the document cannot be changed safely: it contains deploy-time values, or IAM would reject it anyway */
export function correctedPolicy(
  role: RoleInQuestion, policy: TrustPolicy, attempt: Attempt, failures: readonly Failure[], meant: Statement | undefined, needs: Needs,
): PolicyJson | undefined {
  const document = typeof role.document === 'string' ? readJsonText(role.document) : role.document;
  const isSound = policy.problems.every(({ kind }) => kind === 'needs-quota');
  const isPlain = isSound && policy.choices.length === 0 && !/"(Fn::\w+|Ref)":/.test(JSON.stringify(document) ?? '');
  if (!isPlain || !isPlainMap(document)) return undefined;
  const statements = listOf(document.Statement) as readonly PolicyJson[];
  const inTrust = failures.filter(({ place }) => place.in === 'trust-policy');
  const changed = policy.statements.map((statement) => {
    const about = inTrust.filter(({ place }) => place.statement === statement);
    return changeStatement(statements[statement.index], statement, attempt, role, about, needs.tagKeys);
  });
  if (!needsStatementOfItsOwn(inTrust, meant, attempt.caller)) return { ...document, Statement: changed };
  const own = statementFor(attempt, meant && statements[meant.index], meant, needs);
  return isOpenToAllTokens(own) ? undefined : { ...document, Statement: [...changed, own] };
}

function has(failures: readonly Failure[], code: CauseCode): boolean {
  return failures.some((failure) => failure.code === code);
}

/** Whether this caller can never meet the conditions of the statement that was meant for it, or that statement is for other callers. */
function needsStatementOfItsOwn(failures: readonly Failure[], meant: Statement | undefined, caller: Caller): boolean {
  const isImpossible = failures.some(({ code, place }) => code === 'mfa-impossible' && place.statement?.effect === 'Allow');
  const isUntrusted = has(failures, 'principal-not-trusted');
  return isImpossible || isUntrusted && (!meant || meant.notPrincipal || isOfIdentityCenter(caller) || !isOfCallersKind(meant, caller));
}

function isOfCallersKind(statement: Statement, caller: Caller): boolean {
  return statement.principals.some((principal) => isOfSameKey(principal, caller));
}

/** Unchanged if it causes no failure, or if the caller gets its own statement. */
function changeStatement(
  json: PolicyJson, statement: Statement, attempt: Attempt, role: RoleInQuestion, failures: readonly Failure[], tagKeys: readonly string[],
): PolicyJson {
  if (statement.effect !== 'Allow' || failures.length === 0 || needsStatementOfItsOwn(failures, statement, attempt.caller)) return json;
  let changed = json;
  if (has(failures, 'principal-not-trusted')) {
    changed = { ...changed, Principal: withPrincipal(changed.Principal, statement, attempt.caller, arnOf(role)) };
  }
  const actions = failures.flatMap((failure) => (failure.clauses.length === 0 ? failure.actions ?? [] : []));
  if (actions.length > 0 && !statement.notAction) changed = { ...changed, Action: [...listOf(changed.Action), ...actions] };
  if (actions.includes('sts:TagSession')) changed = withTagKeys(changed, statement, tagKeys);
  for (const { clauses } of failures.filter(({ code }) => code === 'condition-not-met' || code === 'token-claim-mismatch')) {
    for (const { clause } of clauses) {
      changed = withCallerAmong(changed, clause.operatorWritten, showText(clause.keyWritten), attempt);
    }
  }
  return changed;
}

/** Without a condition on the keys, a caller that can pass tags can pass any tag. */
function withTagKeys(json: PolicyJson, statement: Statement | undefined, tagKeys: readonly string[]): PolicyJson {
  const isBounded = statement?.conditions.some(({ key }) => key === 'aws:tagkeys');
  return isBounded || tagKeys.length === 0 ? json : withCondition(json, 'ForAllValues:StringEquals', 'aws:TagKeys', tagKeys);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function mapOf(value: unknown): PolicyJson {
  return isPlainMap(value) ? value : {};
}

/**
 * Adds the caller. Removes principals that certainly mean this caller but are written wrong, unique ids of deleted users and roles,
 * and principals of another partition, which IAM rejects.
 */
function withPrincipal(written: unknown, statement: Statement, caller: Caller, { account, partition }: RoleArn): PolicyJson {
  const { key, name } = principalFor(caller);
  const before = mapOf(written);
  const isReplaced = (text: unknown) => statement.principals.some((principal) => {
    if (principal.written !== text || !isKnown(principal.written)) return false;
    if (principal.kind === 'unique-id' || !isOfPartition(principal, partition)) return true;
    return nearestPrincipal([principal], caller, account)?.distance === 0;
  });
  const others = key in before ? listOf(before[key]).filter((text) => !isReplaced(text)) : [];
  return { ...before, [key]: others.length === 0 ? name : [...others, name] };
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

function withCondition(json: PolicyJson, operator: string, key: string, value: unknown): PolicyJson {
  const condition = mapOf(json.Condition);
  return { ...json, Condition: { ...condition, [operator]: { ...mapOf(condition[operator]), [key]: value } } };
}

/** Adds the caller to the values of a condition that lists callers. */
function withCallerAmong(json: PolicyJson, operator: string, key: string, attempt: Attempt): PolicyJson {
  const condition = mapOf(json.Condition)[operator];
  const name = callerValueOf(key, attempt);
  if (name === undefined || /not|^null|^for/i.test(operator) || !isPlainMap(condition)) return json;
  return withCondition(json, operator, key, [...listOf(condition[key]), name]);
}

function callerValueOf(key: string, { caller, sent }: Attempt): string | undefined {
  if (caller.kind === 'oidc') return subjectOf(key, caller.issuer, sent.context);
  const account = callerAccount(caller);
  if (account === undefined) return undefined;
  switch (key.toLowerCase()) {
    case 'aws:principalaccount': return account;
    case 'aws:principalarn': return isOfIdentityCenter(caller) ? permissionSetPattern(caller) : principalFor(caller).name;
    default: return undefined;
  }
}

/**
 * The exact subject of the token: no other claim is added, because another claim can be that of many callers. Nor is the subject of pull
 * requests, because everyone who can open one has it.
 */
function subjectOf(key: string, issuer: string, context: Attempt['sent']['context']): string | undefined {
  const subject = context.get(`${issuer.toLowerCase()}:sub`);
  const isExact = typeof subject === 'string' && !/[*?$]|:pull_request$/.test(subject);
  return key.toLowerCase() === `${issuer.toLowerCase()}:sub` && isExact ? subject : undefined;
}

/** Matches with and without a region in the path, and for every suffix that Identity Center can choose. */
function permissionSetPattern(caller: Caller): string {
  const { partition, account, roleName } = caller as Extract<Caller, { roleName: string }>;
  const permissionSet = roleName.replace(/^.*AWSReservedSSO_/, '').replace(/_[0-9a-f]{16}$/, '');
  return `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_${permissionSet}_*`;
}

/** A statement for this caller only, with the conditions of the statement that was meant, except those on MFA. */
function statementFor(
  { caller, sent }: Attempt, json: PolicyJson | undefined, meant: Statement | undefined, { actions, tagKeys }: Needs,
): PolicyJson {
  const { key, name } = principalFor(caller);
  const isOfKind = meant !== undefined && isOfCallersKind(meant, caller);
  const condition = isOfKind && isPlainMap(json?.Condition) ? withoutMfa(json.Condition) : claimsOf(caller, sent.context);
  const bounds = Object.keys(condition).length > 0 && { Condition: condition };
  const action = actions.length === 1 ? actions[0] : actions;
  let statement: PolicyJson = { Effect: 'Allow', Principal: { [key]: name }, Action: action, ...bounds };
  if (actions.includes('sts:TagSession')) statement = withTagKeys(statement, isOfKind ? meant : undefined, tagKeys);
  return isOfIdentityCenter(caller) ? withCondition(statement, 'ArnLike', 'aws:PrincipalArn', permissionSetPattern(caller)) : statement;
}

/** A condition on the claims of the token, as far as they are known. */
function claimsOf(caller: Caller, context: Attempt['sent']['context']): PolicyJson {
  if (caller.kind !== 'oidc') return {};
  const claims = [...context].filter(([key, value]) => key.startsWith(`${caller.issuer.toLowerCase()}:`) && typeof value === 'string');
  return claims.length === 0 ? {} : { StringEquals: Object.fromEntries(claims) };
}

/** Whether the statement trusts every token of a provider. Such a statement must not be suggested. */
function isOpenToAllTokens({ Principal: principal, Condition: condition }: PolicyJson): boolean {
  const asked = Object.values(mapOf(condition)).flatMap((keys) => Object.keys(keys as PolicyJson));
  return 'Federated' in mapOf(principal) && !asked.some((key) => /:(sub|aud|app_id)$/i.test(key));
}

function withoutMfa(condition: PolicyJson): PolicyJson {
  const entries = Object.entries(condition).map(([operator, keys]) => {
    const kept = Object.entries(keys as PolicyJson).filter(([key]) => !MFA_KEYS.has(key.toLowerCase()));
    return [operator, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(entries.filter(([, keys]) => Object.keys(keys).length > 0));
}
