/** What time it is: requests are made now or later. The one place that asks, so that a test can set the clock. */

export const clock = {
  /** Milliseconds since 1970. */
  now: (): number => Date.now(),
};
