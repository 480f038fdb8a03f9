/**
 * How often a property is tried. Each has a fixed number of cases: CI tries all of them (`npm run test:properties`), and `npm test` the
 * first twentieth. The environment may ask for another share:
 *
 *     PROPERTY_TIMES=1 npm test                                 # all of them, as in CI
 *     PROPERTY_TIMES=100 PROPERTY_SEED=7 npx jest test/fuzz     # a hundred times as many, and others
 *
 * A failure prints the seed and the shortest case that fails.
 */

const times = Number(process.env.PROPERTY_TIMES ?? '0.05');
const chosenSeed = process.env.PROPERTY_SEED === undefined ? undefined : Number(process.env.PROPERTY_SEED);
if (!(times > 0)) throw new Error('PROPERTY_TIMES is a number above 0');
if (chosenSeed !== undefined && !Number.isInteger(chosenSeed)) throw new Error('PROPERTY_SEED is an integer');

interface PropertyRuns {
  readonly numRuns: number;
  readonly seed: number;
}

/**
 * The parameters of a fast-check property that CI runs `cases` times.
 *
 * @param seed the cases of CI are always those of this seed, so that the same commit always gets the same answer
 */
export function propertyRuns(cases: number, seed: number = 1): PropertyRuns {
  return { numRuns: Math.ceil(cases * times), seed: chosenSeed ?? seed };
}

/** Of a long table, the cases that CI tries, evenly spread; `PROPERTY_TIMES` asks for more of them, up to all. */
export function shareOf<Case>(cases: readonly Case[], inCi: number): readonly Case[] {
  const step = Math.max(1, cases.length / Math.ceil(inCi * times));
  return cases.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

/** Somebody asked for another share than that of CI, and may want to see what was tried. */
export const isLargeRun = times > 1;
