/**
 * Finds one representative text for each way in which a set of patterns distinguishes texts. Two texts that leave every automaton in the
 * same state match the same patterns, so one of them can represent both.
 */
import { CharacterAutomaton } from './character-automaton';
import { GlobAutomaton } from './glob-automaton';
import { Alphabet } from './shortest-text';
import { ValuePattern } from '../../evaluation/value-pattern';
import { OperatorFamily } from '../../policy/condition';

export interface TextReader {
  readonly automaton: CharacterAutomaton;
  /** The state of the automaton when the text begins. */
  readonly startState: number;
  /** What the automaton always reads after the text. */
  readonly suffix: string;
}

export interface TextRestrictions {
  readonly alphabet: Alphabet;
  /** The exact number of characters. Default: any number. */
  readonly length?: number;
  /** The least number of characters, where no exact number is given. Default: 0. */
  readonly min?: number;
  /** Texts that policies name: they represent only themselves. */
  readonly named: ReadonlySet<string>;
}

/** One representative for each class that can be distinguished. Where there are too many, a reason says that the list is incomplete. */
export interface Representatives<Item> {
  readonly all: readonly Item[];
  readonly incompleteBecause: readonly string[];
}

/** Reads a text with a pattern, with the prefix before the text and the suffix after it. */
export function readerOf(pattern: ValuePattern, family: OperatorFamily, prefix = '', suffix = '', ignoreCase = true): TextReader {
  const automaton = GlobAutomaton.of({ family, ignoreCase }, pattern);
  return { automaton, startState: automaton.run(automaton.start, prefix), suffix };
}

/** The same for a principal, which is compared with case. */
export function exactReaderOf(pattern: ValuePattern, prefix?: string, suffix?: string): TextReader {
  return readerOf(pattern, 'string-equals', prefix, suffix, false);
}

/** More texts than this are too many to try each of them. */
const MOST_TEXTS = 48;
const MOST_STATES = 4_000;
const LONGEST_PATTERN = 512;

interface TextPrefix {
  readonly states: readonly number[];
  readonly text: string;
}

/** One text for each state in which the readers can end, by the name of that state; undefined where there are too many. */
export function representativeTexts(
  readers: readonly TextReader[], { alphabet, length: exactly, min = 0, named }: TextRestrictions,
): Map<string, string> | undefined {
  if (readers.some(({ automaton }) => automaton.size > LONGEST_PATTERN)) return undefined;
  // Beside named texts there may be others that no pattern distinguishes from them, so the characters of named texts are distinguished,
  // too.
  const characters = alphabet.toTry(readers.map(({ automaton }) => automaton), named);
  const prefixesOfNamed = new Set([...named].flatMap((text) => Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end))));
  const found = new Map<string, string>();
  const seen = new Set<string>();
  let level: TextPrefix[] = [{ states: readers.map(({ startState }) => startState), text: '' }];
  for (let length = 0; level.length > 0; length += 1) {
    if (exactly === undefined ? length >= min : length === exactly) {
      for (const { states, text } of level) {
        const end = stateName(readers, states);
        if (!named.has(text) && !found.has(end)) found.set(end, text);
      }
      if (found.size > MOST_TEXTS) return undefined;
    }
    if (length === exactly) break;
    level = level.flatMap((node) => characters.flatMap((char) => next(node, char)));
    if (seen.size > MOST_STATES + prefixesOfNamed.size) return undefined;
  }
  return found;

  function next({ states, text }: TextPrefix, char: string): TextPrefix[] {
    const node = { states: states.map((state, index) => readers[index].automaton.step(state, char)), text: text + char };
    // Below the least length, the same state is a different one on each level.
    const place = exactly === undefined ? Math.min(node.text.length, min) : node.text.length;
    const name = JSON.stringify([place, node.states, prefixesOfNamed.has(node.text) && node.text]);
    if (seen.has(name)) return [];
    seen.add(name);
    return [node];
  }
}

/**
 * One text for each state except the one that `other` leads to, which represents its own class. `what`: what such texts are, for the
 * reason.
 */
export function otherRepresentatives(
  what: string, readers: readonly TextReader[], wanted: TextRestrictions, other: string,
): Representatives<string> {
  const found = representativeTexts(readers, wanted);
  found?.delete(stateAfter(readers, other));
  return found
    ? { all: [...found.values()], incompleteBecause: [] }
    : { all: [], incompleteBecause: [`more patterns for ${what} than can be checked`] };
}

/** Does the reader distinguish texts made of these characters? It does not where it begins with a `*`. */
export function distinguishes({ automaton, startState }: TextReader, characters: string): boolean {
  return [...characters].some((char) => automaton.step(startState, char) !== startState);
}

/** The name of the state in which a text leaves the readers. */
export function stateAfter(readers: readonly TextReader[], text: string): string {
  return stateName(readers, readers.map(({ automaton, startState }) => automaton.run(startState, text)));
}

function stateName(readers: readonly TextReader[], states: readonly number[]): string {
  return states.map((state, index) => readers[index].automaton.run(state, readers[index].suffix)).join();
}
