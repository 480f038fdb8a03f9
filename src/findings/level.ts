/** How much a finding matters to the build. */
export type Level = 'error' | 'warning' | 'info';

const FROM_LOWEST: readonly Level[] = ['info', 'warning', 'error'];

export function lowerOf(one: Level, other: Level): Level {
  return FROM_LOWEST.indexOf(one) < FROM_LOWEST.indexOf(other) ? one : other;
}

/** A level, or not at all. */
export type LevelSetting = Level | 'off';
