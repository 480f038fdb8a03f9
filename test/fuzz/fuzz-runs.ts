/**
 * How long the fuzz tests try. In CI each has a fixed number of cases and a fixed seed; on demand
 *
 *     FUZZ_TIMES=100 FUZZ_SEED=7 npx jest test/fuzz
 *
 * tries a hundred times as many, other ones. A failure prints the seed and the shortest case that fails.
 */

const times = Number(process.env.FUZZ_TIMES ?? '1');
const seed = Number(process.env.FUZZ_SEED ?? '1');
if (!(times > 0) || !Number.isInteger(seed)) throw new Error('FUZZ_TIMES is a number above 0, FUZZ_SEED an integer');

/** The parameters of a property of fast-check that CI tries `cases` times. */
export function fuzzRuns(cases: number): { readonly numRuns: number; readonly seed: number } {
  return { numRuns: Math.ceil(cases * times), seed };
}

/** Nothing may take longer on one document, whatever it holds: seconds of CPU. */
const LONGEST = 10;

/** What the work comes to; throws when it takes longer than anything may. */
export function withoutHanging<T>(work: () => T): T {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  const seconds = (user + system) / 1e6;
  if (seconds > LONGEST) throw new Error(`it took ${seconds} seconds of CPU`);
  return result;
}
