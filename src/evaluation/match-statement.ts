/** A statement matches a request when its principal, its action and all of its conditions match. */
import { EvaluatedRequest } from './assume-role-request';
import { matchActions } from './match-action';
import { ClauseMatch, matchClause } from './match-condition';
import { matchPrincipalsOf } from './match-principal';
import { allOf, Truth } from './truth';
import { PolicyVersion, Statement } from '../policy/trust-policy';

export interface StatementMatch {
  readonly statement: Statement;
  readonly truth: Truth;
  readonly principal: Truth;
  /** For each action that the request needs. */
  readonly actions: ReadonlyMap<string, Truth>;
  readonly conditions: readonly ClauseMatch[];
}

/** Does the statement match for one of the actions that the request needs? */
export function matchesFor(match: StatementMatch, action: string): Truth {
  return allOf([match.truth, match.actions.get(action) ?? 'no']);
}

/** The `truth` of the result does not include the action: a request may need several actions, so use `matchesFor` for each of them. */
export function matchStatement(
  statement: Statement,
  version: PolicyVersion,
  request: EvaluatedRequest,
  actions: readonly string[],
): StatementMatch {
  const principal = matchPrincipalsOf(statement, request.caller);
  const conditions = statement.conditions.map((clause) => matchClause(clause, version, request));
  const unreadable: Truth = statement.unreadable.length > 0 ? 'unknown' : 'yes';
  return {
    statement,
    principal,
    conditions,
    actions: new Map(actions.map((action) => [action, matchActions(statement.actions, statement.notAction, action)])),
    truth: allOf([principal, ...conditions.map((condition) => condition.truth), unreadable]),
  };
}
