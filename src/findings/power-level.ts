/** The levels of power, and what is known about one. */

/** From the most to the least; `not-known` stands apart. */
export const POWER_LEVELS = [
  'administrator', 'can-become-administrator', 'manages-permissions', 'reads-secrets-or-data', 'writes', 'reads', 'nothing',
] as const;

export type KnownPowerLevel = typeof POWER_LEVELS[number];
export type PowerLevel = KnownPowerLevel | 'not-known';

/** Is the first level at least the second one? */
export function isAtLeast(level: KnownPowerLevel, other: KnownPowerLevel): boolean {
  return POWER_LEVELS.indexOf(level) <= POWER_LEVELS.indexOf(other);
}

export function higherOf(one: KnownPowerLevel, other: KnownPowerLevel): KnownPowerLevel {
  return isAtLeast(one, other) ? one : other;
}
