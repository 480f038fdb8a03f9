/**
 * What a rule is: data. It has an id, a level and a title, it asks the engine one question about a trust policy, and it describes what the
 * answer means. `ask` produces no text and `describe` decides nothing, so text is produced only for findings that are shown.
 */
import { RuleSubject } from './rule-subject';
import { Open } from '../analysis/verdict';
import { Level } from '../findings/level';
import { Statement } from '../policy/trust-policy';

export interface Rule<Finds extends Found = Found> {
  /** The slug: id, file, test and page. */
  readonly id: string;
  /** The level of its findings where the user sets no other. */
  readonly level: Level;
  /** One line: what is true if the rule finds nothing. */
  readonly title: string;
  /** The rules whose finding about the same opening says the same better: this one is then listed there. Default: none. */
  readonly defersTo?: readonly string[];
  /** It is about conditions alone: a finding of another rule that names the same condition says it better. Default: no. */
  readonly isAboutConditions?: true;
  /** Puts the question to the engine. */
  ask(subject: RuleSubject): readonly Answer<Finds>[];
  /** The text for one thing that `ask` found. */
  describe(found: Finds, subject: RuleSubject): Description;
  /** How a broader finding about the same opening mentions this one. Default: it lists the id of the rule, no more. */
  describeAsFollower?(found: Finds, subject: RuleSubject): FollowerDescription;
}

export type Answer<Finds extends Found = Found> = Finds | Undecided;

/** What a rule found, without text. A rule adds the fields that its description needs. */
export interface Found {
  readonly kind: 'found';
  /** The statement that it is about. Default: it is about the whole document. */
  readonly statement?: Statement;
  /** The request that is allowed. Default: it is not about a request that is allowed. */
  readonly verdict?: Open;
  /** A level below that of the rule, for a finding that matters less than the others of the rule. Default: the level of the rule. */
  readonly level?: Exclude<Level, 'error'>;
  /** The groups of callers that are allowed, as far as the rule asks about them. Default: the group of the caller in `verdict`. */
  readonly callers?: readonly CallerGroup[];
  /**
   * Condition keys, in lower case, that the description calls too weak, and those that a finding about a condition is about. Two findings
   * about one statement that name the same key are one.
   */
  readonly conditionKeys?: readonly string[];
}

/** A question that deploy-time values (or the budget) leave undecided. */
export interface Undecided {
  readonly kind: 'undecided';
  /** `whether IAM users get access without MFA`. */
  readonly question: string;
  readonly reasons: readonly string[];
  /** The index of the statement; undefined where the question is about the whole document. */
  readonly statement?: number;
  /** The callers that the question is about. Default: AWS principals. */
  readonly callers?: CallerGroup;
  /** `warning` where only an ExternalId, or the owner of a named principal, is undecided. Default: error. */
  readonly grade?: Grade;
}

export type Grade = 'error' | 'warning';

/** The text of a finding. The message is one line; `because` and `fix` have one line for each point. */
export interface Description {
  /** What is wrong. */
  readonly message: string;
  /** Why that is so: the statement, the condition or the value that decides it. */
  readonly because: string;
  /** What to write instead; a line that begins with *or* is an alternative. */
  readonly fix: string;
}

export interface FollowerDescription {
  /** What is not enforced: `MFA`, `an ExternalId`. */
  readonly missing: string;
  /** The fix for it, in addition to that of the broader finding. One line. */
  readonly fix: string;
}

/** Callers that use the same API, or have the same key in `Principal`: those of one group share an opening. */
export type CallerGroup = 'aws' | 'service' | 'token' | 'assertion';
