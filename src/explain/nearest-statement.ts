/** The statement that was most likely meant for a caller that no statement allows: the one with the least to change. */
import { Failure, failuresOfClauses } from './failure';
import { nearestPrincipal } from './near-miss';
import { ASSUME_ACTIONS, EvaluatedRequest } from '../evaluation/assume-role-request';
import { matchActions } from '../evaluation/match-action';
import { StatementMatch } from '../evaluation/match-statement';
import { Truth } from '../evaluation/truth';
import { PolicyVersion } from '../policy/trust-policy';

/** Causes that only a change of the policy removes. For the others, the caller can send something else. */
const OUT_OF_THE_CALLERS_HANDS: ReadonlySet<string> = new Set([
  'mfa-impossible', 'condition-not-met', 'token-claim-mismatch', 'session-tags-not-allowed',
]);

/** @returns undefined if the policy has no statement that allows anything */
export function nearestStatement(
  matches: readonly StatementMatch[], action: string, version: PolicyVersion, request: EvaluatedRequest, roleAccount: string,
): StatementMatch | undefined {
  const candidates = matches.filter(({ statement }) => statement.effect !== 'Deny');
  const ranked = candidates.map((match) => ({ match, rank: rankOf(match, action, version, request, roleAccount) }));
  ranked.sort((a, b) => compare(a.rank, b.rank));
  return ranked[0]?.match;
}

/** Smaller is nearer. The first number that differs decides. */
function rankOf(
  match: StatementMatch, action: string, version: PolicyVersion, request: EvaluatedRequest, roleAccount: string,
): readonly number[] {
  const { statement, principal, conditions } = match;
  const actionTruth = match.actions.get(action) ?? 'no';
  const unmet = conditions.filter(({ truth }) => truth !== 'yes');
  const failures = failuresOfClauses(unmet, true, version, request, { in: 'trust-policy', statement });
  const allowsSomeApi = ASSUME_ACTIONS.some((api) => matchActions(statement.actions, statement.notAction, api) !== 'no');
  return [
    // A statement that may match comes before one that certainly does not: it is the reason why the decision is open.
    match.truth === 'no' || actionTruth === 'no' ? 1 : 0,
    allowsSomeApi ? 0 : 1,
    rankOfTruth(principal),
    principal === 'no' ? nearestPrincipal(statement.principals, request.caller, roleAccount)?.distance ?? 4 : 0,
    rankOfTruth(actionTruth),
    failures.reduce((sum, failure) => sum + effortOf(failure), 0),
    statement.index,
  ];
}

function rankOfTruth(truth: Truth): number {
  return truth === 'yes' ? 0 : truth === 'no' ? 2 : 1;
}

function effortOf({ code, doubtful }: Failure): number {
  if (doubtful) return 1;
  return OUT_OF_THE_CALLERS_HANDS.has(code) ? 30 : 10;
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((number, index) => number !== other[index]);
  return at < 0 ? 0 : one[at] - other[at];
}
