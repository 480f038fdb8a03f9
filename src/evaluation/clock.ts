/** The current time: requests are made now or later. Only this file reads the clock, so that a test can set it. */

export const clock = {
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
};
