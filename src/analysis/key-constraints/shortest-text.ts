/**
 * The shortest text that some automata accept and others do not, over an alphabet and between two lengths - or the proof that there
 * is none. Breadth first over the automata running side by side.
 */
import { GlobAutomaton } from './glob-automaton';
import { remembered } from '../../evaluation/remembered';
import { Budget } from '../budget';

export interface TextSearch {
  readonly automata: readonly TextAutomaton[];
  /** The characters a text may have. */
  readonly alphabet: Alphabet;
  readonly min: number;
  readonly max: number;
  /** Which texts there are at all. Default: every one of the alphabet and the lengths. */
  readonly grammar?: TextGrammar;
  /** Is a text right that the automata accept like this? */
  accept(accepted: readonly boolean[]): boolean;
  /** Can any continuation still be right, now that these automata can accept nothing more? */
  viable(dead: readonly boolean[]): boolean;
}

export interface TextAutomaton {
  readonly glob: GlobAutomaton;
  /** Text that the automaton has read before the searched text begins. Default: none. */
  readonly prefix?: string;
  /** Text that the automaton reads behind the searched text. Default: none. */
  readonly suffix?: string;
  /** The automaton reads only what follows the last `/`, as a name is read without its path. */
  readonly lastSegment?: boolean;
}

/** A state machine over the whole text, for texts that have a structure of their own. */
export interface TextGrammar {
  readonly start: number;
  /** `position`: how many characters have been read. A text that needs fewer of them to the same state is never worse. */
  step(state: number, char: string, position: number): number;
  accepts(state: number): boolean;
  /** The characters that lead somewhere from here to which no other character leads, as far as a text could need that. */
  expects(state: number): readonly string[];
  /** A character that is never worse than one of the others, unless somebody asks for the other one. */
  allowsAnywhere(char: string): boolean;
}

const NO_GRAMMAR: TextGrammar = { start: 0, step: () => 0, accepts: () => true, expects: () => [], allowsAnywhere: () => true };

interface Node {
  readonly states: readonly number[];
  readonly grammarState: number;
  readonly text: string;
}

/** The search was given up, which proves nothing. */
export const GIVEN_UP = Symbol('given up');

/** Undefined: there is none. */
export function shortestText(search: TextSearch, budget: Budget): string | undefined | typeof GIVEN_UP {
  const { automata, alphabet, min, max, grammar = NO_GRAMMAR } = search;
  if (automata.some(({ glob }) => glob.size > budget.longestPattern)) return GIVEN_UP;
  const characters = alphabet.toTry(automata.map(({ glob }) => glob), search.grammar || automata.some(({ lastSegment }) => lastSegment) ? '/' : '');
  const begin = automata.map(({ glob, prefix = '' }) => glob.run(glob.start, prefix));
  // What reads a name without its path begins anew behind each slash: only where it cannot even begin nothing is left of it.
  const cannotBegin = automata.map(({ glob }, index) => glob.isDead(begin[index]));
  const isDead = (states: readonly number[]) =>
    states.map((state, index) => cannotBegin[index] || (!automata[index].lastSegment && automata[index].glob.isDead(state)));
  let level: Node[] = search.viable(isDead(begin)) ? [{ states: begin, grammarState: grammar.start, text: '' }] : [];
  const seen = new Set<string>();
  for (let length = 0; level.length > 0 && length <= max; length += 1) {
    for (const node of level) {
      if (length < min || !grammar.accepts(node.grammarState)) continue;
      if (search.accept(node.states.map((state, index) => acceptsIn(automata[index], state)))) return node.text;
    }
    const next: Node[] = [];
    for (const node of level) {
      for (const char of charactersAt(node, automata, grammar, characters)) {
        if (!budget.spend(1 + automata.length)) return GIVEN_UP;
        const states = node.states.map((state, index) => step(automata[index], begin[index], state, char));
        const grammarState = grammar.step(node.grammarState, char, length);
        // Below the shortest length a state counts anew on each level: the same place with more room to go is another place.
        const name = `${Math.min(length + 1, min)}:${grammarState}:${states.join()}`;
        if (seen.has(name)) continue;
        seen.add(name);
        if (search.viable(isDead(states))) next.push({ states, grammarState, text: node.text + char });
      }
    }
    level = next;
  }
  return undefined;
}

/** Those that some automaton tells apart from the others where it stands, and before them one that stands for all the others. */
function charactersAt(
  { states, grammarState }: Node, automata: readonly TextAutomaton[], grammar: TextGrammar, characters: readonly string[],
): readonly string[] {
  const expected = new Set(grammar.expects(grammarState));
  states.forEach((state, index) => {
    for (const char of automata[index].glob.expects(state)) expected.add(char);
    if (automata[index].lastSegment) expected.add('/');
  });
  const other = characters.find((char) => !expected.has(char) && grammar.allowsAnywhere(char)) ?? characters.find((char) => !expected.has(char));
  const toldApart = characters.filter((char) => expected.has(char));
  return other === undefined ? toldApart : [other, ...toldApart];
}

function acceptsIn({ glob, suffix = '' }: TextAutomaton, state: number): boolean {
  return glob.accepts(glob.run(state, suffix));
}

function step(automaton: TextAutomaton, begin: number, state: number, char: string): number {
  return automaton.lastSegment && char === '/' ? begin : automaton.glob.step(state, char);
}

const PRINTABLE = charactersFrom(0x20, 0x7e);
/** More than any policy has room to name. They have no case, and an alphabet has all of them or none. */
const BEYOND_ASCII = charactersFrom(0x4e00, 0x5dff);

function charactersFrom(first: number, last: number): string[] {
  return Array.from({ length: last + 1 - first }, (_, index) => String.fromCharCode(first + index));
}

/** The characters that a key's values are made of. */
export class Alphabet {
  /** `characterClass` is the inside of a regular expression class; undefined: every printable character, and any beyond ASCII. */
  public static readonly of = remembered((characterClass: string | undefined) => new Alphabet(characterClass), new Map());

  /** The first letter, or else the first character that reads well, stands for all that nobody names: those of names before all others. */
  private readonly byPreference: readonly string[];
  private readonly beyondAscii: readonly string[];
  /** Some characters become two in the other case. */
  private readonly namedBy = remembered((glob: GlobAutomaton) => [...glob.characters].filter((char) => [...char].length === 1 && this.has(char)));
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

  /** Is the text made of these characters only? */
  public spells(text: string): boolean {
    return this.whole === undefined || this.whole.test(text);
  }

  /**
   * The characters worth trying: the literal ones of the patterns, in both cases, those of the texts, and one that stands for all the
   * others. Letters come first, so that witnesses read well.
   */
  public toTry(globs: readonly GlobAutomaton[], texts: Iterable<string> = []): string[] {
    const named = new Set<string>();
    for (const glob of globs) for (const char of this.namedBy(glob)) named.add(char);
    for (const text of texts) for (const char of text) if (this.has(char)) named.add(char);
    const isOther = (char: string) => !named.has(char);
    const other = this.byPreference.find(isOther) ?? this.beyondAscii.find(isOther);
    return other === undefined ? [...named] : [other, ...named];
  }

}
