/** How much a finding matters to the build. */
export type Level = 'error' | 'warning' | 'info';

/** A level, or not at all. */
export type LevelSetting = Level | 'off';

const WEIGHTS: Readonly<Record<Level, number>> = { error: 2, warning: 1, info: 0 };

/** Positive where the first level is the higher one, negative where it is the lower one. */
export function compareLevels(one: Level, other: Level): number {
  return WEIGHTS[one] - WEIGHTS[other];
}

export function lowerOf(one: Level, other: Level): Level {
  return compareLevels(one, other) <= 0 ? one : other;
}

export function higherOf(one: Level, other: Level): Level {
  return compareLevels(one, other) >= 0 ? one : other;
}
