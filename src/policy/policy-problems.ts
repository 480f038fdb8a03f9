/** Collects the problems of a document while it is read. */
import { PolicyProblem } from './trust-policy';

export class ProblemLog {
  /** @param statement the one that is being read; undefined for problems of the whole document */
  constructor(public readonly problems: PolicyProblem[] = [], private readonly statement?: number) {}

  /** The same log, for problems of one statement. */
  public ofStatement(index: number): ProblemLog {
    return new ProblemLog(this.problems, index);
  }

  /** IAM rejects a document with this. Returns the message. */
  public rejected(message: string, fix: string): string {
    return this.note('rejected', message, fix);
  }

  /** IAM rejects a document with this unless a quota of the account has been raised. Returns the message. */
  public needsQuota(message: string, fix: string): string {
    return this.note('needs-quota', message, fix);
  }

  /** The meaning of this is unknown before deployment. Returns the message. */
  public unreadable(message: string, fix: string): string {
    return this.note('unreadable', message, fix);
  }

  private note(kind: PolicyProblem['kind'], message: string, fix: string): string {
    const { statement } = this;
    this.problems.push(
      statement === undefined ? { kind, message, fix } : { kind, statement, message: `statement ${statement}: ${message}`, fix },
    );
    return message;
  }
}
