/**
 * Evaluates one request against a trust policy. This is the definition of what a trust policy means: every verdict of the analysis is
 * checked against it.
 *
 *   1. A Deny statement that matches the request denies it.
 *   2. Otherwise the request is allowed if, for every action that it needs, some Allow statement matches.
 *   3. Otherwise it is denied.
 *
 * A request needs more than one action when it passes session tags, a source identity or a context (`requiredActions`). Whether a
 * statement matches may be unknown (`truth.ts`); then the outcome is `undecided`, unless other statements decide it.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { EvaluatedRequest, requiredActions } from './assume-role-request';
import { matchesFor, matchStatement, StatementMatch } from './match-statement';
import { allOf, anyOf, not, Truth } from './truth';
import { PolicyVariant } from '../policy/trust-policy';

/**
 * How to treat behaviour that AWS does not document.
 *
 * `as-documented` leaves it undecided. `most-admitting` takes the reading that allows more requests: an Allow matches, a Deny does not.
 * That is the safe side for both questions the analysis asks: who can assume the role, and is it certain that no principal can?
 */
export type EvaluationMode = 'as-documented' | 'most-admitting';

export interface Decision {
  readonly outcome: 'allowed' | 'denied' | 'undecided';
  /** Every statement, in the order of the document, and why it matched or did not match. */
  readonly statements: readonly StatementMatch[];
  /** The statements that decided the outcome: Allows when allowed, Denies when explicitly denied, those that may match when undecided. */
  readonly decidedBy: readonly StatementMatch[];
  /** For each action that the request needs: does some statement allow it? */
  readonly allowedActions: ReadonlyMap<string, Truth>;
}

export function evaluate(policy: PolicyVariant, request: EvaluatedRequest, mode: EvaluationMode = 'as-documented'): Decision {
  const actions = requiredActions(request);
  const statements = policy.statements.map((statement) => matchStatement(statement, policy.version, request, actions));
  const matches = (match: StatementMatch, action: string) => underMode(matchesFor(match, action), match.statement.effect, mode);
  const matchesWith = (effect: 'Allow' | 'Deny') => (match: StatementMatch, action: string): Truth => {
    if (match.statement.effect === effect) return matches(match, action);
    // A statement whose effect could not be read may allow or deny whatever it matches.
    return match.statement.effect === 'unknown' && matches(match, action) !== 'no' ? 'unknown' : 'no';
  };
  const allows = matchesWith('Allow');
  const denies = matchesWith('Deny');

  // Where a part of the document could not be read, it may contain further statements of either effect.
  const unreadable: Truth = policy.problems.some((problem) => problem.kind === 'unreadable' && problem.statement === undefined)
    ? 'unknown'
    : 'no';
  const isAllowed = (action: string) => anyOf([...statements.map((match) => allows(match, action)), unreadable]);
  const allowedActions = new Map(actions.map((action) => [action, isAllowed(action)]));
  const denied = anyOf([...actions.flatMap((action) => statements.map((match) => denies(match, action))), unreadable]);
  const allowed = allOf([...allowedActions.values(), not(denied)]);

  const matching = (effect: 'Allow' | 'Deny') =>
    statements.filter((match) => match.statement.effect === effect && actions.some((action) => matches(match, action) === 'yes'));
  if (allowed === 'yes') return { outcome: 'allowed', statements, allowedActions, decidedBy: matching('Allow') };
  if (allowed === 'no') return { outcome: 'denied', statements, allowedActions, decidedBy: matching('Deny') };
  const mayMatch = (match: StatementMatch, action: string) =>
    [allows(match, action), denies(match, action)].some((truth) => truth === 'unknown' || truth === 'unconfirmed');
  const decidedBy = statements.filter((match) => actions.some((action) => mayMatch(match, action)));
  return { outcome: 'undecided', statements, allowedActions, decidedBy };
}

function underMode(truth: Truth, effect: 'Allow' | 'Deny' | 'unknown', mode: EvaluationMode): Truth {
  if (truth !== 'unconfirmed' || mode === 'as-documented' || effect === 'unknown') return truth;
  return effect === 'Allow' ? 'yes' : 'no';
}
