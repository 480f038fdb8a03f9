/**
 * The definition of truth: does a trust policy let a request in?
 *
 * A matching Deny wins; otherwise every action that the request needs must be allowed by some statement; otherwise it is denied.
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import { AssumeRoleRequest, requiredActions } from './assume-role-request';
import { matchesFor, matchStatement, StatementMatch } from './match-statement';
import { allOf, anyOf, not, Truth } from './truth';
import { TrustPolicy } from '../policy/trust-policy';

/**
 * What to make of behaviour that AWS does not document.
 *
 * `as-documented` leaves it open. `most-admitting` takes the reading that lets more requests in: an Allow matches, a Deny does not.
 * That is the safe side of both questions we ask: who can get in, and is it certain that nobody can?
 */
export type Reading = 'as-documented' | 'most-admitting';

export interface Decision {
  readonly outcome: 'allowed' | 'denied' | 'undecided';
  /** Every statement, in the order of the document, and why it matched or did not. */
  readonly statements: readonly StatementMatch[];
  /** The statements that decided it: the Allows when allowed, the Denies when explicitly denied, the doubtful ones when undecided. */
  readonly decidedBy: readonly StatementMatch[];
  /** For each action the request needs: is it allowed by some statement? */
  readonly allowedActions: ReadonlyMap<string, Truth>;
}

export function evaluate(policy: TrustPolicy, request: AssumeRoleRequest, reading: Reading = 'as-documented'): Decision {
  const actions = requiredActions(request);
  const statements = policy.statements.map((statement) => matchStatement(statement, policy.version, request, actions));
  const matches = (match: StatementMatch, action: string) => underReading(matchesFor(match, action), match.statement.effect, reading);
  const does = (effect: 'Allow' | 'Deny') => (match: StatementMatch, action: string): Truth => {
    if (match.statement.effect === effect) return matches(match, action);
    // A statement whose effect cannot be read may do either, where it matches.
    return match.statement.effect === 'unknown' && matches(match, action) !== 'no' ? 'unknown' : 'no';
  };
  const allows = does('Allow');
  const denies = does('Deny');

  // A document of which a part could not be read may hold statements that nobody sees here.
  const hidden: Truth = policy.problems.some((problem) => problem.kind === 'unreadable' && problem.statement === undefined)
    ? 'unknown'
    : 'no';
  const allowedActions = new Map(actions.map((action) => [action, anyOf([...statements.map((match) => allows(match, action)), hidden])]));
  const denied = anyOf([...actions.flatMap((action) => statements.map((match) => denies(match, action))), hidden]);
  const allowed = allOf([...allowedActions.values(), not(denied)]);

  const matching = (effect: 'Allow' | 'Deny') =>
    statements.filter((match) => match.statement.effect === effect && actions.some((action) => matches(match, action) === 'yes'));
  if (allowed === 'yes') return { outcome: 'allowed', statements, allowedActions, decidedBy: matching('Allow') };
  if (allowed === 'no') return { outcome: 'denied', statements, allowedActions, decidedBy: matching('Deny') };
  const isDoubtful = (match: StatementMatch, action: string) =>
    [allows(match, action), denies(match, action)].some((truth) => truth === 'unknown' || truth === 'unconfirmed');
  return { outcome: 'undecided', statements, allowedActions, decidedBy: statements.filter((match) => actions.some((action) => isDoubtful(match, action))) };
}

function underReading(truth: Truth, effect: 'Allow' | 'Deny' | 'unknown', reading: Reading): Truth {
  if (truth !== 'unconfirmed' || reading === 'as-documented' || effect === 'unknown') return truth;
  return effect === 'Allow' ? 'yes' : 'no';
}
