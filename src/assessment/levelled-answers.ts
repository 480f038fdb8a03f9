/** What the rules answered about one role, each answer at the level that counts for it. */
import { Finding } from '../findings/finding';
import { Level } from '../findings/level';
import { pageOf, placeOf } from '../findings/wording';
import { FollowerDescription, Found, Rule, Undecided } from '../rules/rule';
import { RuleSubject } from '../rules/rule-subject';

/** Something that a rule found. Its text is produced when it is shown, and once for all roles with the same trust policy. */
export class LevelledProblem {
  private finding: Finding | undefined;

  constructor(
    public readonly rule: Rule,
    /** The place of the rule in the catalogue: the broader rules come first. */
    public readonly order: number,
    public readonly level: Level,
    public readonly found: Found,
    private readonly subject: RuleSubject,
  ) { }

  public asFinding(): Finding {
    this.finding ??= findingOf(this.rule, this.level, this.found, this.subject);
    return this.finding;
  }

  /** How the finding of a broader rule mentions it; undefined if that only lists the id of the rule. */
  public asFollower(): FollowerDescription | undefined {
    return this.rule.describeAsFollower?.(this.found, this.subject);
  }
}

export interface LevelledQuestion {
  /** Undefined where a part of the document could not be read, so that every rule is concerned. */
  readonly rule?: Rule;
  readonly level: Level;
  readonly undecided: Undecided;
}

export function findingOf<Finds extends Found>(rule: Rule<Finds>, level: Level, found: Finds, subject: RuleSubject): Finding {
  const { statement, verdict } = found;
  const { message, because, fix } = rule.describe(found, subject);
  return {
    ruleId: rule.id,
    level,
    message,
    because,
    ...statement && { statement: placeOf(statement) },
    ...verdict && { witness: subject.witnessOf(verdict) },
    fix,
    docs: pageOf(rule.id),
  };
}
