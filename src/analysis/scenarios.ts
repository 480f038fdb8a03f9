/**
 * The cases into which a branch of the search is divided before its keys are solved: by keys that occur together, and by policy
 * variables.
 */
import { Branch } from './branch';
import { KeyCombination, keyCombinationsOf } from './key-combinations';
import { SearchMode } from './key-constraints/key-constraint';
import { Relations, relationsOf, UNRELATED } from './related-keys';

/** One case of a branch: which of its keys are present, absent or equal, before any of them has a value. */
export interface Scenario {
  readonly combination: KeyCombination | undefined;
  /** Keys that no request of this case has. */
  readonly absentKeys: ReadonlySet<string> | undefined;
  readonly relations: Relations;
  /** Keys behind policy variables take values that differ from one another, as far as the caller can choose them. */
  readonly isDistinct: boolean;
}

/** Every request of the branch belongs to one of these cases. */
export function scenariosOf(branch: Branch, mode: SearchMode): readonly Scenario[] {
  const combinations = keyCombinationsOf(branch);
  if (!branch.holdsVariables) {
    return combinations.map((combination) => ({ combination, absentKeys: combination?.absent, relations: UNRELATED, isDistinct: false }));
  }
  const related = relationsOf(branch);
  const choices = mode === 'exact' ? [false, true] : [false];
  return choices.flatMap((isDistinct) => combinations.flatMap((combination) => scenariosFor(combination, related, isDistinct)));
}

function scenariosFor(combination: KeyCombination | undefined, related: readonly Relations[], isDistinct: boolean): readonly Scenario[] {
  // A key that every request of the combination has cannot be absent so that a comparison with itself fails.
  const possible = related.filter(({ absent }) => ![...absent].some((key) => combination?.present.has(key)));
  return possible.map((relations): Scenario => {
    const absentKeys = relations.absent.size > 0 ? new Set([...(combination?.absent ?? []), ...relations.absent]) : combination?.absent;
    return { combination, absentKeys, relations, isDistinct };
  });
}
