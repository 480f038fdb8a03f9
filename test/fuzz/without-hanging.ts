/** No document may take long, whatever it contains. */

/** Seconds of CPU time. */
const LONGEST = 10;

/** The result of the work; throws when it exceeds the limit. */
export function withoutHanging<T>(work: () => T): T {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > LONGEST) throw new Error(`it took ${seconds} seconds of CPU`);
  return result;
}
