/**
 * Remembers the names of callers that were found, or proved not to exist, for one prepared policy: its questions need the same callers
 * again and again, and differ in what they require of other keys. A caller's MFA state makes no difference to its name.
 */
import { Budget } from './budget';
import { CallerClass } from './caller-class';
import { ForbiddenValues, ReadConstraint } from './key-constraints/key-constraint';
import { CallerProblem, CallerSolution, solveCaller } from './solve-caller';
import { memoize } from '../evaluation/memoize';
import { holdsVariable } from '../evaluation/value-pattern';
import { ConditionClause } from '../policy/condition';
import { Principal } from '../policy/principal';

interface SolvedCaller {
  readonly solution: CallerSolution;
  readonly doubts: readonly (ConditionClause | Principal)[];
}

export class SolvedCallers {
  private readonly solved = new Map<string, SolvedCaller>();
  /** Clauses, statements and forbidden patterns are objects of the policy, so they are compared by identity. */
  private readonly numberOf = memoize((_: object) => (this.count += 1));
  private count = 0;

  public solve(problem: CallerProblem, budget: Budget): CallerSolution {
    // The value of a policy variable may depend on more than the caller.
    if (problem.branch.identity.some(({ clause }) => clause.values.some(holdsVariable))) return solveCaller(problem, budget);
    const name = this.nameOf(problem);
    const known = this.solved.get(name) ?? this.solveAnew(name, problem, budget);
    known.doubts.forEach(problem.doubt);
    return known.solution;
  }

  private solveAnew(name: string, problem: CallerProblem, budget: Budget): SolvedCaller {
    const doubts: (ConditionClause | Principal)[] = [];
    const solution = solveCaller({ ...problem, doubt: (what) => doubts.push(what) }, budget);
    const solved = { solution, doubts };
    // Another question has its own budget. Where this budget is exhausted, even `none` proves nothing.
    if (!budget.exhausted) this.solved.set(name, solved);
    return solved;
  }

  private nameOf({ branch, requirement, mode, candidateNames = [] }: CallerProblem): string {
    const { caller, principals, identity, undocumentedKeys } = branch;
    return [
      mode,
      ...candidateNames,
      nameOfCaller(caller),
      undocumentedKeys,
      ...principals.map((constraint) => `${this.numberOf(constraint.statement)} ${nameOfReading(constraint)}`),
      ...identity.map((constraint) => `${this.numberOf(constraint.clause)} ${nameOfReading(constraint)} ${constraint.version}`),
      ...(requirement?.differsFrom ?? []).map(
        ({ pattern, ignoreCase, byParts }: ForbiddenValues) => `${this.numberOf(pattern)} ${ignoreCase} ${byParts ?? false}`,
      ),
    ].join('|');
  }
}

function nameOfReading({ wanted, effect, policyReading }: ReadConstraint): string {
  return `${wanted} ${effect} ${policyReading}`;
}

/** Everything except the caller's MFA state. */
function nameOfCaller({ kind, account, partition, name, sessionName }: CallerClass): string {
  return JSON.stringify([kind, account, partition, name, sessionName]);
}
