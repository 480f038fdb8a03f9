/** The problem of finding a value for one condition key: everything that constrains it. */
import { isRuledOut, KeyConstraint, KeyRequirement, SearchMode, satisfies, truthFor } from './key-constraint';
import { ContextValue } from '../../evaluation/assume-role-request';
import { KeyDomain } from '../../evaluation/key-domains';
import { Presence } from '../../evaluation/request-key-table';
import { VariableValues } from '../../evaluation/value-pattern';
import { ConditionClause } from '../../policy/condition';
import { isKnown } from '../../policy/partly-known-text';
import { Budget } from '../budget';

export interface KeyProblem {
  readonly key: string;
  readonly presence: Presence;
  /** How a key whose presence is `undocumented` is read: see `Branch`. */
  readonly undocumentedKeys?: 'absent';
  readonly domain: KeyDomain;
  readonly multivalued: boolean;
  /** The value is fixed already: only whether it satisfies the constraints has to be checked. */
  readonly fixed?: ContextValue;
  readonly constraints: readonly KeyConstraint[];
  readonly requirement?: KeyRequirement;
  readonly mode: SearchMode;
  readonly variables: VariableValues;
  /** Called with each clause that is satisfied only because something about it is unknown. */
  readonly doubt: (clause: ConditionClause) => void;
}

export type KeySolution =
  /** `value` undefined: the key is absent. */
  | { readonly kind: 'found'; readonly value: ContextValue | undefined }
  | { readonly kind: 'none' }
  | { readonly kind: 'unproven'; readonly why: string };

export const NO_SOLUTION = { kind: 'none' } as const;

export function unproven(why: string): { readonly kind: 'unproven'; readonly why: string } {
  return { kind: 'unproven', why };
}

/** Is a value of the clauses too long to be turned into an automaton? */
export function areTooLong(constraints: readonly KeyConstraint[], { longestPattern }: Budget): boolean {
  return constraints.some(({ clause }) => clause.values.some(({ length }) => length > longestPattern));
}

/** Does the value (or the absence of the key) satisfy every constraint? */
export function fits(problem: KeyProblem, sent: ContextValue | undefined, budget: Budget): boolean {
  const doubtful: ConditionClause[] = [];
  const all = problem.constraints.every(
    (constraint) =>
      budget.spendComparisons(constraint.clause.values.length) &&
      satisfies(truthFor(constraint, sent, problem.variables), constraint, problem.mode, () =>
        doubtful.push(constraint.clause),
      ),
  );
  if (all) doubtful.forEach(problem.doubt);
  return all;
}

export function tooMuch({ key }: KeyProblem): KeySolution {
  return unproven(`patterns on ${key} that are too many or too long to check`);
}

export function isAllowedValue(problem: KeyProblem, text: string): boolean {
  return !isRuledOut(problem.requirement, text);
}

export function knownValues(constraints: readonly KeyConstraint[]): string[] {
  return constraints.flatMap(({ clause }) => clause.values.filter(isKnown));
}
