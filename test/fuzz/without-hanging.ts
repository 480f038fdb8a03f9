/** Nothing may take long on one document, whatever it holds. */

/** Seconds of CPU. */
const LONGEST = 10;

/** The result of the work; throws when it takes longer than anything may. */
export function withoutHanging<T>(work: () => T): T {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > LONGEST) throw new Error(`it took ${seconds} seconds of CPU`);
  return result;
}
