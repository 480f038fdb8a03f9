/**
 * Reads a document once for each combination of the deploy-time choices in it. A choice that is met for the first time takes its first
 * option, and the other options are put aside for later readings.
 */
import { idOf, Origin } from '../policy/origin';
import { DeployTimeChoice } from '../policy/trust-policy';

/** A document with more variants than this is not judged variant by variant. */
export const MAX_VARIANTS = 64;

/** The choices made so far, by the id of their origin, in the order in which they were met. */
export type TakenChoices = ReadonlyMap<string, DeployTimeChoice>;

export interface ChoiceTaker {
  readonly taken: TakenChoices;
  /** The value, in this reading, of a choice that was not made yet; undefined if no choice is allowed. */
  take(origin: Origin, options: readonly string[]): string | undefined;
}

/** For a reading that leaves every choice open. */
export const NO_CHOICES: ChoiceTaker = { taken: new Map(), take: () => undefined };

/**
 * Calls `read` once for each combination of choices that it meets; undefined if there are more than `MAX_VARIANTS`.
 */
export function forEachCombination<T>(read: (choices: ChoiceTaker) => T): T[] | undefined {
  const pending: TakenChoices[] = [new Map()];
  const results: T[] = [];
  for (let start = pending.pop(); start !== undefined; start = pending.pop()) {
    const taken = new Map(start);
    const take = (origin: Origin, options: readonly string[]) => {
      const id = idOf(origin);
      // In reverse order, so that the first option is read first.
      for (const value of options.slice(1).reverse()) pending.push(new Map(taken).set(id, { origin, value }));
      taken.set(id, { origin, value: options[0] });
      return options[0];
    };
    results.push(read({ taken, take }));
    if (results.length + pending.length > MAX_VARIANTS) return undefined;
  }
  return results;
}
