export interface Scale {
  readonly accounts: number;
  readonly roles: number;
}

export interface Estimate {
  readonly changes: number;
  readonly recording: number;
  readonly hook: { readonly seconds: number; readonly price: number };
  readonly rule: { readonly seconds: number; readonly evaluations: number; readonly invocations: number };
  readonly firstEvaluation: { readonly price: number; readonly minutesOfAssumeRole: number };
  readonly schedule: { readonly evaluations: number; readonly price: number };
  readonly query: { readonly requests: number; readonly minutes: number; readonly cpuMinutes: number; readonly mb: number };
  readonly wave: { readonly perSecond: number; readonly concurrency: number };
}

/** For a month; prices in US dollars. */
export function estimate(scale: Scale): Estimate;

/** US dollars for so many evaluations in a month. */
export function priceOfEvaluations(count: number): number;

/** The page with the tables that are computed. */
export function withTables(page: string): string;
