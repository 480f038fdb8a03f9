/** The severity of a finding. */
export type Level = 'error' | 'warning' | 'info';

/** A level, or `off` for a rule that is not checked. */
export type LevelSetting = Level | 'off';

const WEIGHTS: Readonly<Record<Level, number>> = { error: 2, warning: 1, info: 0 };

/** Positive if the first level is higher, negative if it is lower, 0 if the levels are equal. */
export function compareLevels(one: Level, other: Level): number {
  return WEIGHTS[one] - WEIGHTS[other];
}

export function lowerOf(one: Level, other: Level): Level {
  return compareLevels(one, other) <= 0 ? one : other;
}

export function higherOf(one: Level, other: Level): Level {
  return compareLevels(one, other) >= 0 ? one : other;
}
