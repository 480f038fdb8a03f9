/** The severity of a finding. */
export type Level = 'error' | 'warning' | 'info';

/** A level, or `off` for a rule that is not checked. */
export type LevelSetting = Level | 'off';

const WEIGHTS: Readonly<Record<Level, number>> = { error: 2, warning: 1, info: 0 };

/** Positive if the first level is higher, negative if it is lower, 0 if the levels are equal. */
export function compareLevels(one: Level, other: Level): number {
  return WEIGHTS[one] - WEIGHTS[other];
}

/** How many there are of each level. */
export type LevelCounts = Readonly<Record<Level, number>>;

export const NO_COUNTS: LevelCounts = { error: 0, warning: 0, info: 0 };

export function countLevels(levels: Iterable<Level>): LevelCounts {
  const counts = { ...NO_COUNTS };
  for (const level of levels) counts[level] += 1;
  return counts;
}

export function sumOfCounts(all: readonly LevelCounts[]): LevelCounts {
  const sum = { ...NO_COUNTS };
  for (const { error, warning, info } of all) {
    sum.error += error;
    sum.warning += warning;
    sum.info += info;
  }
  return sum;
}

export function lowerOf(one: Level, other: Level): Level {
  return compareLevels(one, other) <= 0 ? one : other;
}

export function higherOf(one: Level, other: Level): Level {
  return compareLevels(one, other) >= 0 ? one : other;
}
