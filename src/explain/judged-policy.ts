/** Evaluates all requests that the attempt may have been against a trust policy, statement by statement. */
import { EvaluatedRequest } from '../evaluation/assume-role-request';
import { Decision, evaluate } from '../evaluation/evaluate-trust-policy';
import { ClauseMatch } from '../evaluation/match-condition';
import { matchStatement, StatementMatch } from '../evaluation/match-statement';
import { Truth } from '../evaluation/truth';
import { PolicyVariant } from '../policy/trust-policy';

export interface JudgedPolicy {
  readonly policy: PolicyVariant;
  readonly outcome: Decision['outcome'];
  /** The matches that all requests have in common. Where they differ, the truth is `unconfirmed`. */
  readonly statements: readonly StatementMatch[];
}

/** @param variants the policies that the document can stand for. The first one that denies a request is explained */
export function judge(variants: readonly PolicyVariant[], requests: readonly EvaluatedRequest[]): JudgedPolicy {
  const decisions = variants.map((policy) => requests.map((request) => evaluate(policy, request)));
  const outcomes = new Set(decisions.flat().map(({ outcome }) => outcome));
  const shown = Math.max(0, decisions.findIndex((ofVariant) => ofVariant.some(({ outcome }) => outcome !== 'allowed')));
  return {
    policy: variants[shown],
    outcome: outcomes.size === 1 ? [...outcomes][0] : 'undecided',
    statements: inCommon(decisions[shown].map(({ statements }) => statements)),
  };
}

/** How the statements match for these actions. */
export function matchesInCommon(
  { statements, version }: PolicyVariant, requests: readonly EvaluatedRequest[], actions: readonly string[],
): readonly StatementMatch[] {
  return inCommon(requests.map((request) => statements.map((statement) => matchStatement(statement, version, request, actions))));
}

function inCommon(byRequest: readonly (readonly StatementMatch[])[]): readonly StatementMatch[] {
  return byRequest[0].map((first, index) => {
    const inAll = (truthIn: (match: StatementMatch) => Truth) => {
      const truth = truthIn(first);
      return byRequest.every((matches) => truthIn(matches[index]) === truth) ? truth : 'unconfirmed';
    };
    return {
      ...first,
      principal: inAll(({ principal }) => principal),
      actions: new Map([...first.actions.keys()].map((action) => [action, inAll(({ actions }) => actions.get(action)!)])),
      conditions: first.conditions.map((clause, at): ClauseMatch => (
        { ...clause, truth: inAll(({ conditions }) => conditions[at].truth) }
      )),
      truth: inAll(({ truth }) => truth),
    };
  });
}
