/**
 * Matches a whole text against a pattern with resolved variables: `*`, `?`, plain characters, and what is known about deploy-time values.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { memoize } from './memoize';
import { isPlainText } from '../policy/holes';
import { Hole } from '../policy/partly-known-text';
import { CharacterSet, holdsCharacter } from '../policy/text-shape';

/** `*`: any run of characters, including an empty one. */
export const ANY_RUN = { kind: 'any-run' } as const;
/** `?`: exactly one character. */
export const ANY_ONE = { kind: 'any-one' } as const;

/** A character from a set, or a run of such characters: a part of a deploy-time value of a known form. */
export interface SomeOf {
  readonly kind: 'some-of';
  readonly characters: CharacterSet;
  readonly isRun: boolean;
}

/** One element for each character; `*` and `?` are the two tokens above. */
export type Glob = readonly (string | typeof ANY_RUN | typeof ANY_ONE | SomeOf)[];

/** Characters of a deploy-time value are counted up to this number. */
const MOST_COUNTED = 64;

/**
 * The elements that the value of a hole consists of; undefined where it may be any text, or may contain a wildcard. The value may be longer
 * than this says, but never shorter.
 */
export const elementsOfHole = memoize((hole: Hole): readonly SomeOf[] | undefined => {
  if (hole.shape === undefined || !isPlainText(hole)) return undefined;
  const { characters, min, max } = hole.shape;
  const one: SomeOf = { kind: 'some-of', characters, isRun: false };
  // A character beyond ASCII may count as two.
  const counted = new Array<SomeOf>(characters.others ? 0 : Math.min(min, MOST_COUNTED)).fill(one);
  return max !== undefined && max === counted.length ? counted : [...counted, { ...one, isRun: true }];
});

export function matchesGlob(glob: Glob, text: string): boolean {
  return glob.some((element) => isSomeOf(element)) ? matchesByPositions(glob, [...text]) : matchesGreedily(glob, [...text]);
}

function isSomeOf(element: Glob[number] | undefined): element is SomeOf {
  return typeof element === 'object' && element.kind === 'some-of';
}

/** Keeps all positions in the glob that the characters read so far may have led to. */
function matchesByPositions(glob: Glob, chars: readonly string[]): boolean {
  const isRun = (element: Glob[number] | undefined) => element === ANY_RUN || (isSomeOf(element) && element.isRun);
  const withRunsSkipped = (positions: Iterable<number>) => {
    const all = new Set<number>();
    for (let position of positions) {
      all.add(position);
      while (isRun(glob[position])) all.add((position += 1));
    }
    return all;
  };
  let positions = withRunsSkipped([0]);
  for (const char of chars) {
    const taking = [...positions].filter((position) => takes(glob[position], char));
    positions = withRunsSkipped(taking.map((position) => (isRun(glob[position]) ? position : position + 1)));
  }
  return positions.has(glob.length);
}

/** A set is checked for both cases, so it does not have to know whether case is ignored. */
function takes(element: Glob[number] | undefined, char: string): boolean {
  if (isSomeOf(element)) return [char, char.toLowerCase(), char.toUpperCase()].some((each) => holdsCharacter(element.characters, each));
  return element === ANY_RUN || element === ANY_ONE || element === char;
}

/** Greedy matching that backtracks only to the last `*`: at most length × length steps, whatever the pattern. */
function matchesGreedily(glob: Glob, chars: readonly string[]): boolean {
  let at = 0;
  let inGlob = 0;
  let star = -1;
  let starText = 0;
  while (at < chars.length) {
    if (inGlob < glob.length && glob[inGlob] === ANY_RUN) {
      star = inGlob;
      starText = at;
      inGlob += 1;
    } else if (inGlob < glob.length && (glob[inGlob] === ANY_ONE || glob[inGlob] === chars[at])) {
      inGlob += 1;
      at += 1;
    } else if (star >= 0) {
      starText += 1;
      at = starText;
      inGlob = star + 1;
    } else {
      return false;
    }
  }
  while (inGlob < glob.length && glob[inGlob] === ANY_RUN) inGlob += 1;
  return inGlob === glob.length;
}
