/** What the statements of a trust policy lack for one caller, added to them. */
import { arnOf, Attempt, RoleArn, RoleInQuestion } from './attempt';
import { boundTagKeys, callerValueOf, isOfCallersKind, listsValues, Needs, principalFor } from './caller-statement';
import { CauseCode } from './explanation';
import { Failure } from './failure';
import { nearestPrincipal } from './near-miss';
import { isOfIdentityCenter } from './possible-requests';
import { Caller } from '../evaluation/assume-role-request';
import { isKnown, showText } from '../policy/partly-known-text';
import { isOfPartition } from '../policy/principal';
import { Statement } from '../policy/trust-policy';
import { DraftStatement, listOf } from '../remedies/draft-policy';

/** Why a statement does not allow the call, and whose call it is. */
export interface CorrectionOfStatement {
  readonly attempt: Attempt;
  readonly role: RoleInQuestion;
  readonly failures: readonly Failure[];
  readonly needs: Needs;
}

/** Whether this caller can never meet the conditions of the statement that was meant for it, or that statement is for other callers. */
export function needsStatementOfItsOwn(failures: readonly Failure[], meant: Statement | undefined, caller: Caller): boolean {
  const isImpossible = failures.some(({ code, place }) => code === 'mfa-impossible' && place.statement?.effect === 'Allow');
  const isUntrusted = has(failures, 'principal-not-trusted');
  return isImpossible || isUntrusted && (!meant || meant.notPrincipal || isOfIdentityCenter(caller) || !isOfCallersKind(meant, caller));
}

/** Unchanged if it causes no failure, or if the caller gets its own statement. */
export function changeInPlace(
  draft: DraftStatement, statement: Statement, { attempt, role, failures, needs }: CorrectionOfStatement,
): void {
  if (statement.effect !== 'Allow' || failures.length === 0 || needsStatementOfItsOwn(failures, statement, attempt.caller)) return;
  if (has(failures, 'principal-not-trusted')) addPrincipal(draft, statement, attempt.caller, arnOf(role));
  const actions = failures.flatMap((failure) => (failure.clauses.length === 0 ? failure.actions ?? [] : []));
  if (actions.length > 0 && !statement.notAction) draft.actions = [...draft.actions, ...actions];
  if (actions.includes('sts:TagSession')) boundTagKeys(draft, needs.tagKeys);
  for (const { operator, key } of conditionsToChange(failures)) addCallerAmong(draft, operator, key, attempt);
}

function has(failures: readonly Failure[], code: CauseCode): boolean {
  return failures.some((failure) => failure.code === code);
}

interface ConditionName {
  readonly operator: string;
  readonly key: string;
}

function conditionsToChange(failures: readonly Failure[]): readonly ConditionName[] {
  const ofCallers = failures.filter(({ code }) => code === 'condition-not-met' || code === 'token-claim-mismatch');
  return ofCallers.flatMap(({ clauses }) => clauses.map(({ clause }) => ({
    operator: clause.operatorWritten,
    key: showText(clause.keyWritten),
  })));
}

/** In lower case. */
export function keysToChange(failures: readonly Failure[]): readonly string[] {
  return conditionsToChange(failures).map(({ key }) => key.toLowerCase());
}

/**
 * Adds the caller. Removes principals that certainly mean this caller but are written wrong, unique ids of deleted users and roles,
 * and principals of another partition, which IAM rejects.
 */
function addPrincipal(draft: DraftStatement, statement: Statement, caller: Caller, { account, partition }: RoleArn): void {
  const { key, name } = principalFor(caller);
  const isReplaced = (text: unknown) => statement.principals.some((principal) => {
    if (principal.written !== text || !isKnown(principal.written)) return false;
    if (principal.kind === 'unique-id' || !isOfPartition(principal, partition)) return true;
    return nearestPrincipal([principal], caller, account)?.distance === 0;
  });
  const others = draft.principals.filter((principal) => principal.key !== key || !isReplaced(principal.value));
  // A list in which no other is left becomes a single value.
  if (others.length === 0) draft.remove('Principal');
  draft.principals = [...others, { key, value: name }];
}

/** Adds the caller to the values of a condition that lists callers. */
function addCallerAmong(draft: DraftStatement, operator: string, key: string, attempt: Attempt): void {
  const condition = draft.conditions.find((one) => one.operator === operator && one.key === key);
  const name = callerValueOf(key, attempt);
  if (name === undefined || !condition || !listsValues(condition)) return;
  draft.replaceCondition(condition, { operator, key, value: [...listOf(condition.value), name] });
}
