/** What we tell people about one role: data only; the guard, the command and the reports render it. */
import { Level } from './level';
import { Witness } from './witness';

export interface Finding {
  /** The slug of the rule: the id, everywhere. */
  readonly ruleId: string;
  /** The narrower rules that report the same opening, broadest first; absent where there are none. */
  readonly also?: readonly string[];
  readonly level: Level;
  /** What is wrong, in one line, without the rule's id: `callers in account 111122223333 can assume this role without MFA`. */
  readonly message: string;
  /** Why that is so: the statement, condition or deploy-time value that decides it. */
  readonly because: string;
  /** The statement that lets it happen, where it is one. */
  readonly statement?: { readonly index: number; readonly sid?: string };
  /** A request that gets in; absent when the finding is not about somebody getting in. */
  readonly witness?: Witness;
  /** What to write instead, with the user's own values. */
  readonly fix: string;
  /** The page of the rule. */
  readonly docs: string;
}
