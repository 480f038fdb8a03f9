/** How much work a question may cost before its answer becomes `undecided`. */

export interface BudgetLimits {
  /** Steps of the search: branches taken, automaton moves, values compared. */
  readonly steps: number;
  /** The longest pattern that is still turned into an automaton, in characters. */
  readonly longestPattern: number;
}

/** Enough for any policy IAM can store; a hostile document ends within a second or two. */
export const DEFAULT_LIMITS: BudgetLimits = { steps: 1_500_000, longestPattern: 4_096 };

/** Comparing a value costs about as much as so many moves of an automaton. */
const COMPARISON = 8;

export class Budget {
  public readonly longestPattern: number;
  private left: number;

  public constructor(limits: BudgetLimits = DEFAULT_LIMITS) {
    this.left = limits.steps;
    this.longestPattern = limits.longestPattern;
  }

  /** Takes the steps for comparing so many values; false when nothing is left. */
  public spendComparisons(values: number): boolean {
    return this.spend(values * COMPARISON);
  }

  /** Takes `steps`; false when nothing is left. */
  public spend(steps = 1): boolean {
    this.left -= steps;
    return this.left >= 0;
  }

  public get exhausted(): boolean {
    return this.left < 0;
  }
}
