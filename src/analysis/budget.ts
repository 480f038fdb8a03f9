/** Limits the work for one question, and for all questions about one policy. Beyond them, answers become `undecided`. */

export interface BudgetLimits {
  /** Steps of the search: branches taken, automaton moves, values compared. */
  readonly steps: number;
  /** The longest pattern, in characters, that is turned into an automaton. */
  readonly longestPattern: number;
}

/** Enough for any policy that IAM can store; for a hostile document the search ends within a second or two. */
export const DEFAULT_LIMITS: BudgetLimits = { steps: 1_500_000, longestPattern: 4_096 };

/** For all questions about one policy together: far more than needed for any policy that IAM can store. */
const STEPS_FOR_A_POLICY = 3_000_000;

/** Comparing one value costs about as much as this many moves of an automaton. */
const COMPARISON = 8;

/** The steps left for further questions about a policy. */
export class Allowance {
  /** @param whole the allowance that this one is a part of: what is taken here is taken there, too */
  public constructor(private left = STEPS_FOR_A_POLICY, private readonly whole?: Allowance) {}

  public take(steps: number): void {
    this.left -= steps;
    this.whole?.take(steps);
  }

  public get exhausted(): boolean {
    return this.left < 0 || this.whole?.exhausted === true;
  }
}

export class Budget {
  public readonly longestPattern: number;
  private left: number;

  public constructor(limits: BudgetLimits = DEFAULT_LIMITS, private readonly allowance?: Allowance) {
    this.left = limits.steps;
    this.longestPattern = limits.longestPattern;
  }

  /** Takes the steps for comparing this number of values; false when none are left. */
  public spendComparisons(values: number): boolean {
    return this.spend(values * COMPARISON);
  }

  /** Takes `steps`; false when none are left. */
  public spend(steps = 1): boolean {
    this.left -= steps;
    this.allowance?.take(steps);
    return !this.exhausted;
  }

  public get exhausted(): boolean {
    return this.left < 0 || this.allowance?.exhausted === true;
  }
}
