/** The trust policy as it should be: every change that is the role owner's to make, made at once, and no wider than this caller needs. */
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

type Json = Readonly<Record<string, unknown>>;

/** What the corrected call makes use of. */
export interface Needs {
  /** The API itself first. */
  readonly actions: readonly string[];
  readonly tagKeys: readonly string[];
}

/** @returns undefined where the document cannot be changed safely: it holds deploy-time values, or IAM would not take it anyway */
export function correctedPolicy(
  role: RoleInQuestion, policy: TrustPolicy, attempt: Attempt, failures: readonly Failure[], meant: Statement | undefined, needs: Needs,
): Json | undefined {
  const document = typeof role.document === 'string' ? readJsonText(role.document) : role.document;
  const isSound = policy.problems.every(({ kind }) => kind === 'needs-quota');
  const isPlain = isSound && policy.choices.length === 0 && !/"(Fn::\w+|Ref)":/.test(JSON.stringify(document) ?? '');
  if (!isPlain || !isPlainMap(document)) return undefined;
  const statements = listOf(document.Statement) as readonly Json[];
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

/** Of failures in the trust policy: the conditions of the statement that was meant cannot fit this caller too, or it is of another kind. */
function needsStatementOfItsOwn(failures: readonly Failure[], meant: Statement | undefined, caller: Caller): boolean {
  const isImpossible = failures.some(({ code, place }) => code === 'mfa-impossible' && place.statement?.effect === 'Allow');
  const isUntrusted = has(failures, 'principal-not-trusted');
  return isImpossible || isUntrusted && (!meant || meant.notPrincipal || isOfIdentityCenter(caller) || !isOfCallersKind(meant, caller));
}

function isOfCallersKind(statement: Statement, caller: Caller): boolean {
  return statement.principals.some((principal) => isOfSameKey(principal, caller));
}

/** Unchanged where nothing of it is to blame, or where the caller gets a statement of its own. */
function changeStatement(
  json: Json, statement: Statement, attempt: Attempt, role: RoleInQuestion, failures: readonly Failure[], tagKeys: readonly string[],
): Json {
  if (statement.effect !== 'Allow' || failures.length === 0 || needsStatementOfItsOwn(failures, statement, attempt.caller)) return json;
  let changed = json;
  if (has(failures, 'principal-not-trusted')) {
    changed = { ...changed, Principal: withPrincipal(changed.Principal, statement, attempt.caller, arnOf(role)) };
  }
  const actions = failures.flatMap((failure) => (failure.clauses.length === 0 ? failure.actions ?? [] : []));
  if (actions.length > 0 && !statement.notAction) changed = { ...changed, Action: [...listOf(changed.Action), ...actions] };
  if (actions.includes('sts:TagSession')) changed = withTagKeys(changed, statement, tagKeys);
  for (const { clauses } of failures.filter(({ code }) => code === 'condition-not-met')) {
    for (const { clause } of clauses) changed = withCallerAmong(changed, clause.operatorWritten, showText(clause.keyWritten), attempt.caller);
  }
  return changed;
}

/** Whoever may pass tags may pass any, unless something bounds their keys. */
function withTagKeys(json: Json, statement: Statement | undefined, tagKeys: readonly string[]): Json {
  const isBounded = statement?.conditions.some(({ key }) => key === 'aws:tagkeys');
  return isBounded || tagKeys.length === 0 ? json : withCondition(json, 'ForAllValues:StringEquals', 'aws:TagKeys', tagKeys);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function mapOf(value: unknown): Json {
  return isPlainMap(value) ? value : {};
}

/** Adds the caller; what was meant to be the caller, stands for nobody any more, or is of another partition, which IAM refuses, goes. */
function withPrincipal(written: unknown, statement: Statement, caller: Caller, { account, partition }: RoleArn): Json {
  const [key, name] = principalFor(caller);
  const before = mapOf(written);
  const isGone = (text: unknown) => statement.principals.some((principal) => principal.written === text && isKnown(principal.written) &&
    (principal.kind === 'unique-id' || !isOfPartition(principal, partition) || nearestPrincipal([principal], caller, account)?.distance === 0));
  const others = key in before ? listOf(before[key]).filter((text) => !isGone(text)) : [];
  return { ...before, [key]: others.length === 0 ? name : [...others, name] };
}

/** The principal that names this caller, and nobody else where that is possible. */
export function principalFor(caller: Caller): readonly [key: 'AWS' | 'Service' | 'Federated', name: string] {
  if (caller.kind === 'service') return ['Service', caller.service];
  if (caller.kind === 'saml' || caller.kind === 'oidc') return ['Federated', callerArn(caller)];
  if (isOfIdentityCenter(caller)) return ['AWS', `arn:${caller.partition}:iam::${caller.account}:root`];
  return ['AWS', isSession(caller) ? `arn:${caller.partition}:iam::${caller.account}:role/${caller.roleName}` : callerArn(caller)];
}

function withCondition(json: Json, operator: string, key: string, value: unknown): Json {
  const condition = mapOf(json.Condition);
  return { ...json, Condition: { ...condition, [operator]: { ...mapOf(condition[operator]), [key]: value } } };
}

/** Where a condition lists the callers, this one is put on the list. */
function withCallerAmong(json: Json, operator: string, key: string, caller: Caller): Json {
  const condition = mapOf(json.Condition)[operator];
  const name = callerValueOf(key, caller);
  if (name === undefined || /not|^null|^for/i.test(operator) || !isPlainMap(condition)) return json;
  return withCondition(json, operator, key, [...listOf(condition[key]), name]);
}

function callerValueOf(key: string, caller: Caller): string | undefined {
  const account = callerAccount(caller);
  if (account === undefined) return undefined;
  switch (key.toLowerCase()) {
    case 'aws:principalaccount': return account;
    case 'aws:principalarn': return isOfIdentityCenter(caller) ? permissionSetPattern(caller) : principalFor(caller)[1];
    default: return undefined;
  }
}

/** Holds with and without the segment of the region, and for every suffix that Identity Center may choose. */
function permissionSetPattern(caller: Caller): string {
  const { partition, account, roleName } = caller as Extract<Caller, { roleName: string }>;
  const permissionSet = roleName.replace(/^.*AWSReservedSSO_/, '').replace(/_[0-9a-f]{16}$/, '');
  return `arn:${partition}:iam::${account}:role/aws-reserved/sso.amazonaws.com*/AWSReservedSSO_${permissionSet}_*`;
}

/** For this caller alone: what the meant statement demands, except for what such a caller can never send. */
function statementFor({ caller, sent }: Attempt, json: Json | undefined, meant: Statement | undefined, { actions, tagKeys }: Needs): Json {
  const [key, name] = principalFor(caller);
  const isOfKind = meant !== undefined && isOfCallersKind(meant, caller);
  const condition = isOfKind && isPlainMap(json?.Condition) ? withoutMfa(json.Condition) : claimsOf(caller, sent.context);
  const bounds = Object.keys(condition).length > 0 && { Condition: condition };
  let statement: Json = { Effect: 'Allow', Principal: { [key]: name }, Action: actions.length === 1 ? actions[0] : actions, ...bounds };
  if (actions.includes('sts:TagSession')) statement = withTagKeys(statement, isOfKind ? meant : undefined, tagKeys);
  return isOfIdentityCenter(caller) ? withCondition(statement, 'ArnLike', 'aws:PrincipalArn', permissionSetPattern(caller)) : statement;
}

/** What the token says, as far as it was told: whoever has the same claims may come. */
function claimsOf(caller: Caller, context: Attempt['sent']['context']): Json {
  if (caller.kind !== 'oidc') return {};
  const claims = [...context].filter(([key, value]) => key.startsWith(`${caller.issuer.toLowerCase()}:`) && typeof value === 'string');
  return claims.length === 0 ? {} : { StringEquals: Object.fromEntries(claims) };
}

/** Every token of a provider, whoever it was made for: nobody should paste that. */
function isOpenToAllTokens({ Principal: principal, Condition: condition }: Json): boolean {
  const asked = Object.values(mapOf(condition)).flatMap((keys) => Object.keys(keys as Json));
  return 'Federated' in mapOf(principal) && !asked.some((key) => /:(sub|aud|app_id)$/i.test(key));
}

function withoutMfa(condition: Json): Json {
  const entries = Object.entries(condition).map(([operator, keys]) => {
    const kept = Object.entries(keys as Json).filter(([key]) => !MFA_KEYS.has(key.toLowerCase()));
    return [operator, Object.fromEntries(kept)] as const;
  });
  return Object.fromEntries(entries.filter(([, keys]) => Object.keys(keys).length > 0));
}
