/** Shortcuts for solving one key: they take clauses as written in a policy, and a domain, and return the solution. */
import { Budget } from '../../src/analysis/budget';
import { KeyConstraint } from '../../src/analysis/key-constraints/key-constraint';
import { KeyProblem, KeySolution } from '../../src/analysis/key-constraints/key-problem';
import { solveKey } from '../../src/analysis/key-constraints/solve-key';
import { KeyDomain } from '../../src/evaluation/key-domains';
import { PartlyKnownText } from '../../src/policy/partly-known-text';
import { clauseOf, KEY } from '../evaluation/policies';

export type ClauseJson = readonly [operator: string, ...values: PartlyKnownText[]];

export const TEXT: KeyDomain = { type: 'text', min: 1, max: 2048, example: 'example' };
export const SESSION: KeyDomain = { type: 'text', alphabet: '\\w+=,.@-', min: 2, max: 64, example: 'example-session' };
export const BOOL: KeyDomain = { type: 'bool', values: ['false', 'true'] };
export const AGE: KeyDomain = { type: 'number', min: 0, max: 129600 };
export const DATE: KeyDomain = { type: 'date' };
export const ADDRESS: KeyDomain = { type: 'address', never: ['10.0.0.0/8'] };

/** `not StringEquals`: the clause must not hold. */
export function constraint([operator, ...values]: ClauseJson, effect: 'Allow' | 'Deny' = 'Allow'): KeyConstraint {
  const clause = clauseOf(operator.replace(/^not /, ''), KEY, ...values);
  return { clause, operator: clause.operator!, version: '2012-10-17', effect, wanted: !operator.startsWith('not ') };
}

export function solve(
  domain: KeyDomain,
  clauses: readonly ClauseJson[],
  rest: Partial<KeyProblem> = {},
  budget = new Budget(),
): KeySolution {
  const problem: KeyProblem = {
    key: KEY.toLowerCase(),
    presence: 'always',
    domain,
    multivalued: false,
    constraints: clauses.map((clause) => constraint(clause)),
    mode: 'exact',
    variables: () => undefined,
    doubt: () => undefined,
    ...rest,
  };
  return solveKey(problem, budget);
}

/** The value that was found, `none`, or `unproven`. */
export function answer(domain: KeyDomain, clauses: readonly ClauseJson[], rest: Partial<KeyProblem> = {}): unknown {
  const solution = solve(domain, clauses, rest);
  return solution.kind === 'found' ? solution.value : solution.kind;
}
