/** Collects what is wrong with a document while it is read. */
import { PolicyProblem } from './trust-policy';

export class ProblemLog {
  public readonly problems: PolicyProblem[] = [];

  /** IAM refuses to save a document with this. */
  public rejected(statement: number | undefined, message: string, fix: string): void {
    this.problems.push(problem('rejected', statement, message, fix));
  }

  /** What this says cannot be told. */
  public unreadable(statement: number | undefined, message: string, fix: string): void {
    this.problems.push(problem('unreadable', statement, message, fix));
  }
}

function problem(kind: PolicyProblem['kind'], statement: number | undefined, message: string, fix: string): PolicyProblem {
  return statement === undefined ? { kind, message, fix } : { kind, statement, message: `statement ${statement}: ${message}`, fix };
}
