/** How much a finding matters to the build. */
export type Level = 'error' | 'warning' | 'info';

/** A level, or not at all. */
export type LevelSetting = Level | 'off';
