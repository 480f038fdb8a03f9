/** What is reported about one role. Data only: the guard, the command and the reports render it. */
import { Fix } from './fix';
import { Level } from './level';
import { Witness } from './witness';

export interface Finding {
  /** The slug of the rule, which is its ID everywhere. */
  readonly ruleId: string;
  /** The narrower rules that report the same opening, broadest first; absent if there are none. */
  readonly also?: readonly string[];
  readonly level: Level;
  /** What is wrong, in one line, without the ID of the rule: `callers in account 111122223333 can assume this role without MFA`. */
  readonly message: string;
  /** The reason: the statement, condition or deploy-time value that decides it. */
  readonly because: string;
  /** The statement that allows it, if it is a single one; counted from 0. */
  readonly statement?: { readonly index: number; readonly sid?: string };
  /** A request that is allowed; absent if the finding is not about a request that should be denied. */
  readonly witness?: Witness;
  /** What to write instead, with the values of this role. */
  readonly fix: string;
  /** Fixes that the engine proved, the best first; absent where nobody asked for them. */
  readonly fixes?: readonly Fix[];
  /** Why there is no fix, if none could be proved. */
  readonly noFix?: string;
  /** Why the baseline, which has the role, does not accept the finding; absent if there is no baseline, or the role is not in it. */
  readonly baseline?: string;
  /** The page of the rule. */
  readonly docs: string;
}
