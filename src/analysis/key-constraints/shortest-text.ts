/**
 * Finds the shortest text that some automata accept and others do not, over an alphabet and between two lengths, or proves that there is
 * none: a breadth-first search over the states of all automata together.
 */
import { CharacterAutomaton } from './character-automaton';
import { memoize } from '../../evaluation/memoize';
import { Budget } from '../budget';

export interface TextSearch {
  readonly automata: readonly TextAutomaton[];
  /** The characters that the text may contain. */
  readonly alphabet: Alphabet;
  readonly min: number;
  readonly max: number;
  /** The texts that are valid. Default: every text of the alphabet and the lengths. */
  readonly grammar?: TextGrammar;
  /** Is a text a solution if these automata accept it? */
  accept(accepted: readonly boolean[]): boolean;
  /** Can a continuation be a solution if these automata can accept nothing more, and those accept everything? */
  viable(dead: readonly boolean[], saturated: readonly boolean[]): boolean;
}

export interface TextAutomaton {
  readonly automaton: CharacterAutomaton;
  /** Text that the automaton has read before the searched text begins. Default: none. */
  readonly prefix?: string;
  /** Text that the automaton reads after the searched text. Default: none. */
  readonly suffix?: string;
  /** The automaton reads only what follows the last `/`, as a name is read without its path. */
  readonly lastSegment?: boolean;
}

/** A state machine over the whole text, for texts with a structure. */
export interface TextGrammar {
  readonly start: number;
  /** `position`: how many characters have been read. A text that reaches the same state with fewer characters is never worse. */
  step(state: number, char: string, position: number): number;
  accepts(state: number): boolean;
  /** The characters that lead to a state that no other character leads to, as far as a solution could need that state. */
  expects(state: number): readonly string[];
  /** Is this character never worse than another one, unless an automaton expects the other one? */
  allowsAnywhere(char: string): boolean;
}

const NO_GRAMMAR: TextGrammar = { start: 0, step: () => 0, accepts: () => true, expects: () => [], allowsAnywhere: () => true };

interface SearchNode {
  readonly states: readonly number[];
  readonly grammarState: number;
  readonly text: string;
  /** The last `/` of the text is still to come: automata that read only the last segment have not begun. */
  readonly isPath: boolean;
}

/** The search was given up, so it proves nothing. */
export const GIVEN_UP = Symbol('given up');

/** Undefined: there is no such text. */
export function shortestText(search: TextSearch, budget: Budget): string | undefined | typeof GIVEN_UP {
  const { automata, alphabet, min, max, grammar = NO_GRAMMAR } = search;
  if (automata.some(({ automaton }) => automaton.size > budget.longestPattern)) return GIVEN_UP;
  const hasPaths = automata.some(({ lastSegment }) => lastSegment);
  const characters = alphabet.toTry(automata.map(({ automaton }) => automaton), search.grammar || hasPaths ? '/' : '');
  const begin = automata.map(({ automaton, prefix = '' }) => automaton.run(automaton.start, prefix));
  const isViable = ({ states, isPath }: SearchNode) =>
    search.viable(
      states.map((state, index) => automata[index].automaton.isDead(state)),
      states.map((state, index) => !(isPath && automata[index].lastSegment) && automata[index].automaton.isSaturated(state)),
    );
  const seen = new Set<string>();
  let next: SearchNode[] = [];
  const add = (node: SearchNode) => {
    // Below the least length, the same state is a different one on each level.
    const name = `${Math.min(node.text.length, min)}:${node.isPath}:${node.grammarState}:${node.states.join()}`;
    if (seen.has(name)) return;
    seen.add(name);
    if (isViable(node)) next.push(node);
  };
  const addBoth = (node: SearchNode) => {
    add({ ...node, isPath: false });
    if (hasPaths) add({ ...node, isPath: true });
  };
  addBoth({ states: begin, grammarState: grammar.start, text: '', isPath: false });
  for (let length = 0; next.length > 0 && length <= max; length += 1) {
    const level = next;
    next = [];
    for (const { states, grammarState, text, isPath } of level) {
      if (isPath || length < min || !grammar.accepts(grammarState)) continue;
      if (search.accept(states.map((state, index) => acceptsIn(automata[index], state)))) return text;
    }
    for (const node of level) {
      for (const char of charactersAt(node, automata, grammar, characters)) {
        const isSlash = hasPaths && char === '/';
        if (isSlash && !node.isPath) continue;
        if (!budget.spend(1 + automata.length)) return GIVEN_UP;
        const states = node.states.map((state, index) => {
          const { lastSegment, automaton } = automata[index];
          return node.isPath && lastSegment ? state : automaton.step(state, char);
        });
        const grammarState = grammar.step(node.grammarState, char, length);
        (isSlash ? addBoth : add)({ states, grammarState, text: node.text + char, isPath: node.isPath });
      }
    }
  }
  return undefined;
}

/** The characters that some automaton distinguishes in its state, preceded by one that represents all the others. */
function charactersAt(
  { states, grammarState, isPath }: SearchNode, automata: readonly TextAutomaton[], grammar: TextGrammar, characters: readonly string[],
): readonly string[] {
  const expected = new Set(grammar.expects(grammarState));
  states.forEach((state, index) => {
    const { automaton, lastSegment } = automata[index];
    if (lastSegment) expected.add('/');
    if (!(lastSegment && isPath)) for (const char of automaton.expects(state)) expected.add(char);
  });
  const other =
    characters.find((char) => !expected.has(char) && grammar.allowsAnywhere(char)) ?? characters.find((char) => !expected.has(char));
  const distinguished = characters.filter((char) => expected.has(char));
  return other === undefined ? distinguished : [other, ...distinguished];
}

function acceptsIn({ automaton, suffix = '' }: TextAutomaton, state: number): boolean {
  return automaton.accepts(automaton.run(state, suffix));
}

export const PRINTABLE = charactersFrom(0x20, 0x7e);
/** More characters than a policy can name. They have no case, and an alphabet contains all of them or none. */
const BEYOND_ASCII = charactersFrom(0x4e00, 0x5dff);

function charactersFrom(first: number, last: number): string[] {
  return Array.from({ length: last + 1 - first }, (_, index) => String.fromCharCode(first + index));
}

/** The characters that the values of a key may contain. */
export class Alphabet {
  /** `characterClass`: the inside of a regular expression class; undefined: every printable character, also beyond ASCII. */
  public static readonly of = memoize((characterClass: string | undefined) => new Alphabet(characterClass), new Map());

  /** The class of the characters in both classes. */
  public static inBoth(one: string | undefined, other: string | undefined): string | undefined {
    if (one === undefined || other === undefined || one === other) return one ?? other;
    const isShared = (char: string) => Alphabet.of(one).has(char) && Alphabet.of(other).has(char);
    const characters = PRINTABLE.filter(isShared).map((char) => `\\x${char.charCodeAt(0).toString(16)}`);
    return characters.join('') + (isShared(BEYOND_ASCII[0]) ? '\\u0080-\\uffff' : '');
  }

  /** The first letter, or else the most readable character, represents all characters that no pattern names. */
  private readonly byPreference: readonly string[];
  private readonly beyondAscii: readonly string[];
  /** A character that becomes two in the other case is left out. */
  private readonly namedBy = memoize((automaton: CharacterAutomaton) => (
    [...automaton.characters].filter((char) => [...char].length === 1 && this.has(char))
  ));
  private readonly pattern: RegExp | undefined;
  private readonly whole: RegExp | undefined;

  private constructor(characterClass: string | undefined) {
    this.pattern = characterClass === undefined ? undefined : new RegExp(`^[${characterClass}]$`, 'u');
    this.whole = characterClass === undefined ? undefined : new RegExp(`^[${characterClass}]*$`);
    const members = PRINTABLE.filter((char) => this.has(char));
    this.byPreference = [...new Set([/[a-z]/, /[A-Z0-9]/, /[+=,.@_-]/, /./].flatMap((kind) => members.filter((char) => kind.test(char))))];
    this.beyondAscii = this.has(BEYOND_ASCII[0]) ? BEYOND_ASCII : [];
  }

  public has(char: string): boolean {
    return this.pattern === undefined || this.pattern.test(char);
  }

  /** Does the text contain only these characters? */
  public spells(text: string): boolean {
    return this.whole === undefined || this.whole.test(text);
  }

  /**
   * The characters to try: the literal characters of the patterns, those of the texts, and one that represents all the others. It comes
   * first, and is a letter if possible, so that witnesses are easy to read.
   */
  public toTry(automata: readonly CharacterAutomaton[], texts: Iterable<string> = []): string[] {
    const named = new Set<string>();
    for (const automaton of automata) for (const char of this.namedBy(automaton)) named.add(char);
    for (const text of texts) for (const char of text) if (this.has(char)) named.add(char);
    const isOther = (char: string) => !named.has(char);
    const other = this.byPreference.find(isOther) ?? this.beyondAscii.find(isOther);
    return other === undefined ? [...named] : [other, ...named];
  }
}
