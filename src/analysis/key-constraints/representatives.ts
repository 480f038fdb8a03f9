/**
 * Which texts can a set of patterns tell apart at all? Two texts that leave every automaton in the same state are the same to
 * whoever looks only through these patterns, so one of them stands for both.
 */
import { CharacterAutomaton } from './character-automaton';
import { GlobAutomaton } from './glob-automaton';
import { Alphabet } from './shortest-text';
import { ValuePattern } from '../../evaluation/value-pattern';
import { OperatorFamily } from '../../policy/condition';

export interface TextReader {
  readonly automaton: CharacterAutomaton;
  /** The state in which the automaton meets the text. */
  readonly startState: number;
  /** What the automaton always reads behind the text. */
  readonly suffix: string;
}

export interface TextRestrictions {
  readonly alphabet: Alphabet;
  /** Exactly so many characters; undefined: any number of them. */
  readonly length?: number;
  /** At least so many, where any number will do. Default: the empty text counts. */
  readonly min?: number;
  /** Texts that somebody names: they stand for nobody but themselves. */
  readonly named: ReadonlySet<string>;
}

/** Everything of one kind that can be told apart; where that is too much to look at, a gap says so. */
export interface Representatives<T> {
  readonly all: readonly T[];
  readonly incompleteBecause: readonly string[];
}

/** A pattern that always reads the prefix before the text, and the suffix behind it. */
export function readerOf(pattern: ValuePattern, family: OperatorFamily, prefix = '', suffix = '', ignoreCase = true): TextReader {
  const automaton = GlobAutomaton.of({ family, ignoreCase }, pattern);
  return { automaton, startState: automaton.run(automaton.start, prefix), suffix };
}

/** The same of a principal, which is compared letter by letter. */
export function exactReaderOf(pattern: ValuePattern, prefix?: string, suffix?: string): TextReader {
  return readerOf(pattern, 'string-equals', prefix, suffix, false);
}

/** More than this many are too many to look at each. */
const MOST_TEXTS = 48;
const MOST_STATES = 4_000;
const LONGEST_PATTERN = 512;

interface Node {
  readonly states: readonly number[];
  readonly text: string;
}

/** One text for each state the readers can be left in, by the name of that state; undefined where these are too many. */
export function representativeTexts(
  readers: readonly TextReader[], { alphabet, length: exactly, min = 0, named }: TextRestrictions,
): Map<string, string> | undefined {
  if (readers.some(({ automaton }) => automaton.size > LONGEST_PATTERN)) return undefined;
  // Next to two named texts there may be a third that no pattern tells from them: their characters have to be told from the rest, too.
  const characters = alphabet.toTry(readers.map(({ automaton }) => automaton), named);
  const beginnings = new Set([...named].flatMap((text) => Array.from({ length: text.length + 1 }, (_, end) => text.slice(0, end))));
  const found = new Map<string, string>();
  const seen = new Set<string>();
  let level: Node[] = [{ states: readers.map(({ startState }) => startState), text: '' }];
  for (let length = 0; level.length > 0; length += 1) {
    if (exactly === undefined ? length >= min : length === exactly) {
      for (const { states, text } of level) {
        const end = nameOf(readers, states);
        if (!named.has(text) && !found.has(end)) found.set(end, text);
      }
      if (found.size > MOST_TEXTS) return undefined;
    }
    if (length === exactly) break;
    level = level.flatMap((node) => characters.flatMap((char) => next(node, char)));
    if (seen.size > MOST_STATES + beginnings.size) return undefined;
  }
  return found;

  function next({ states, text }: Node, char: string): Node[] {
    const node = { states: states.map((state, index) => readers[index].automaton.step(state, char)), text: text + char };
    // Below the shortest length the same state counts anew on each level.
    const place = exactly === undefined ? Math.min(node.text.length, min) : node.text.length;
    const name = JSON.stringify([place, node.states, beginnings.has(node.text) && node.text]);
    if (seen.has(name)) return [];
    seen.add(name);
    return [node];
  }
}

/** One text for each state but that in which `other` leaves the readers: it stands for its own. `what`: what such texts are. */
export function otherRepresentatives(what: string, readers: readonly TextReader[], wanted: TextRestrictions, other: string): Representatives<string> {
  const found = representativeTexts(readers, wanted);
  found?.delete(stateAfter(readers, other));
  return found ? { all: [...found.values()], incompleteBecause: [] } : { all: [], incompleteBecause: [`the policy holds too many patterns of ${what}`] };
}

/** Does the reader look at these characters at all? Where it begins with a `*` all texts made of them are the same to it. */
export function distinguishes({ automaton, startState }: TextReader, characters: string): boolean {
  return [...characters].some((char) => automaton.step(startState, char) !== startState);
}

/** The name of the state in which a text leaves the readers. */
export function stateAfter(readers: readonly TextReader[], text: string): string {
  return nameOf(readers, readers.map(({ automaton, startState }) => automaton.run(startState, text)));
}

function nameOf(readers: readonly TextReader[], states: readonly number[]): string {
  return states.map((state, index) => readers[index].automaton.run(state, readers[index].suffix)).join();
}
