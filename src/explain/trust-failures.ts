/** Why the trust policy denies a call: every part of the nearest statement that does not match, and every Deny that matches. */
import { CauseCode } from './explanation';
import { Failure, failureAt, failuresOfClauses, failuresOfDeny, FailurePlace } from './failure';
import { nearestStatement } from './nearest-statement';
import { EvaluatedRequest } from '../evaluation/assume-role-request';
import { matchesFor, StatementMatch } from '../evaluation/match-statement';
import { PolicyVersion, Statement, PolicyVariant } from '../policy/trust-policy';

export interface TrustFailures {
  readonly failures: readonly Failure[];
  /** The statement that allows the call, or the nearest one. Undefined if the policy has no statement that allows anything. */
  readonly meant?: StatementMatch;
  /** All statements that allow the action. If there are none, the one that will allow it once its failures are gone. */
  readonly trustingFor: (action: string) => readonly Statement[];
  /** The statements whose conditions the call has to meet, or (a Deny) must not meet. */
  readonly inPlay: readonly StatementMatch[];
}

/** @param actions the actions that the call needs, the API itself first */
export function trustFailures(
  policy: PolicyVariant, matches: readonly StatementMatch[], actions: readonly string[], request: EvaluatedRequest, roleAccount: string,
): TrustFailures {
  const { version } = policy;
  const [api, ...sideActions] = actions;
  const nearest = (among: readonly StatementMatch[], action: string) =>
    matches.find((match) => admits(match, action)) ?? nearestStatement(among, action, version, request, roleAccount);
  const meant = nearest(matches, api);
  const failures = meant ? failuresOfStatement(meant, api, version, request) : [nothingAllowed(policy)];
  const inPlay = meant ? [meant] : [];
  const sides = new Map<string, StatementMatch>();
  for (const action of sideActions) {
    const side = nearest(matches.filter((match) => isAbout(match, action, meant)), action);
    if (side) sides.set(action, side);
    if (!side) {
      failures.push(failureAt({ in: 'trust-policy', statement: meant?.statement }, codeOfAction(action), false, [action]));
    } else if (!inPlay.includes(side)) {
      failures.push(...failuresOfStatement(side, action, version, request));
      inPlay.push(side);
    }
  }
  for (const match of matches.filter(({ statement }) => statement.effect !== 'Allow')) {
    const truths = actions.map((action) => matchesFor(match, action));
    if (truths.every((truth) => truth === 'no') || meant === match) continue;
    failures.push(...failuresOfDeny(match, truths, version, request, 'explicit-deny', { in: 'trust-policy', statement: match.statement }));
    inPlay.push(match);
  }
  const trustingFor = (action: string) => {
    const trusting = matches.filter((match) => admits(match, action));
    const expected = sides.get(action) ?? meant;
    return (trusting.length > 0 || !expected ? trusting : [expected]).map(({ statement }) => statement);
  };
  return { failures, meant, trustingFor, inPlay };
}

function admits(match: StatementMatch, action: string): boolean {
  return match.statement.effect === 'Allow' && matchesFor(match, action) === 'yes';
}

/** The nearest statement will trust this caller once it names it, so the side actions that it allows count, too. */
function isAbout(match: StatementMatch, action: string, meant: StatementMatch | undefined): boolean {
  return (match.principal !== 'no' || match === meant) && match.actions.get(action) !== 'no';
}

function failuresOfStatement(match: StatementMatch, action: string, version: PolicyVersion, request: EvaluatedRequest): Failure[] {
  const { statement, principal, conditions } = match;
  const place: FailurePlace = { in: 'trust-policy', statement };
  const actionTruth = match.actions.get(action) ?? 'no';
  const failures: Failure[] = [];
  if (principal !== 'yes') failures.push(failureAt(place, 'principal-not-trusted', principal !== 'no'));
  const isHiddenWhole = principal !== 'yes' && statement.actions.length === 0;
  if (actionTruth !== 'yes' && !isHiddenWhole) failures.push(failureAt(place, codeOfAction(action), actionTruth !== 'no', [action]));
  failures.push(...failuresOfClauses(conditions.filter(({ truth }) => truth !== 'yes'), true, version, request, place));
  const isOpen = statement.unreadable.length > 0 || statement.effect === 'unknown';
  if (isOpen && failures.length === 0) failures.push(failureAt(place, 'condition-not-met', true));
  return failures;
}

function codeOfAction(action: string): CauseCode {
  if (action === 'sts:TagSession') return 'session-tags-not-allowed';
  return action === 'sts:SetSourceIdentity' ? 'source-identity-not-allowed' : 'wrong-action';
}

function nothingAllowed({ problems }: PolicyVariant): Failure {
  return failureAt({ in: 'trust-policy' }, 'principal-not-trusted', problems.some(({ kind }) => kind === 'unreadable'));
}
