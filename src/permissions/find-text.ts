/** Finds a text that matches some patterns and not others, or proves that there is none: the search of the engine over its automata. */
import { Budget } from '../analysis/budget';
import { GlobAutomaton } from '../analysis/key-constraints/glob-automaton';
import { Alphabet, GIVEN_UP, shortestText } from '../analysis/key-constraints/shortest-text';
import { ValuePattern } from '../evaluation/value-pattern';

/** One of the patterns has to match; or, if it is not wanted, none of them may. */
export interface TextConstraint {
  readonly patterns: readonly ValuePattern[];
  readonly wanted: boolean;
}

export type FoundText = { readonly kind: 'found'; readonly text: string } | { readonly kind: 'none' | 'given-up' };

const STEPS = 200_000;
const LONGEST_ARN = 2_048;
const LONGEST_ACTION = 200;

export function findArn(constraints: readonly TextConstraint[]): FoundText {
  return search(constraints, (pattern) => GlobAutomaton.ofArn(pattern), undefined, LONGEST_ARN);
}

/** In lower case: IAM does not distinguish the case of actions. */
export function findAction(constraints: readonly TextConstraint[]): FoundText {
  return search(constraints, (pattern) => GlobAutomaton.ofText(pattern, true), 'a-z0-9:-', LONGEST_ACTION);
}

function search(
  constraints: readonly TextConstraint[],
  automatonOf: (pattern: ValuePattern) => GlobAutomaton,
  characters: string | undefined,
  max: number,
): FoundText {
  const ranges = constraints.map(({ patterns, wanted }, index) => {
    const first = constraints.slice(0, index).reduce((sum, each) => sum + each.patterns.length, 0);
    return { wanted, first, end: first + patterns.length };
  });
  const found = shortestText({
    automata: constraints.flatMap(({ patterns }) => patterns.map((pattern) => ({ automaton: automatonOf(pattern) }))),
    alphabet: Alphabet.of(characters),
    min: 1,
    max,
    accept: (accepted) => ranges.every(({ wanted, first, end }) => accepted.slice(first, end).includes(true) === wanted),
    viable: (dead, saturated) => ranges.every(({ wanted, first, end }) => (
      wanted ? dead.slice(first, end).includes(false) : !saturated.slice(first, end).includes(true)
    )),
  }, new Budget({ steps: STEPS, longestPattern: LONGEST_ARN }));
  if (found === GIVEN_UP) return { kind: 'given-up' };
  return found === undefined ? { kind: 'none' } : { kind: 'found', text: found };
}
