/**
 * Names of callers that were found, or proved not to exist, for one settled policy: the questions about it ask for the same callers over
 * and over, and differ in what they ask of other keys. Whoever shows MFA and whoever does not has the same name.
 */
import { Budget } from './budget';
import { CallerClass } from './caller-class';
import { ForbiddenValues } from './key-constraints/key-constraint';
import { CallerProblem, CallerSolution, solveCaller } from './solve-caller';
import { remembered } from '../evaluation/remembered';
import { holdsVariable } from '../evaluation/value-pattern';
import { ConditionClause } from '../policy/condition';
import { Principal } from '../policy/principal';

interface SolvedCaller {
  readonly solution: CallerSolution;
  readonly doubts: readonly (ConditionClause | Principal)[];
}

export class SolvedCallers {
  private readonly solved = new Map<string, SolvedCaller>();
  /** Clauses, statements and forbidden patterns are objects of the policy: the same object asks the same. */
  private readonly numberOf = remembered((_: object) => (this.count += 1));
  private count = 0;

  public solve(problem: CallerProblem, budget: Budget): CallerSolution {
    // What a policy variable stands for may follow from more than the caller.
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
    // Another question has a budget of its own. Where this one has run out, not even `none` proves anything.
    if (!budget.exhausted) this.solved.set(name, solved);
    return solved;
  }

  private nameOf({ branch: { caller, principals, identity }, requirement, mode, candidateNames = [] }: CallerProblem): string {
    return [
      mode,
      ...candidateNames,
      nameOfCaller(caller),
      ...principals.map(({ statement, wanted, effect }) => `${this.numberOf(statement)} ${wanted} ${effect}`),
      ...identity.map(({ clause, wanted, effect, version }) => `${this.numberOf(clause)} ${wanted} ${effect} ${version}`),
      ...(requirement?.differsFrom ?? []).map(
        ({ pattern, ignoreCase, byParts }: ForbiddenValues) => `${this.numberOf(pattern)} ${ignoreCase} ${byParts ?? false}`,
      ),
    ].join('|');
  }
}

/** All but how the caller stands to MFA. */
function nameOfCaller({ kind, account, partition, name, sessionName }: CallerClass): string {
  return JSON.stringify([kind, account, partition, name, sessionName]);
}
