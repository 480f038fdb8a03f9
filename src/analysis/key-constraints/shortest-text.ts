/**
 * The shortest text that some automata accept and others do not, over an alphabet and between two lengths - or the proof that there
 * is none. Breadth first over the automata running side by side.
 */
import { CharacterAutomaton } from './character-automaton';
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
  /** Can any continuation still be right, now that some automata can accept nothing more, and others everything? */
  viable(dead: readonly boolean[], saturated: readonly boolean[]): boolean;
}

export interface TextAutomaton {
  readonly automaton: CharacterAutomaton;
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
  /** The text is still on its way to its last `/`: what reads only the last segment has not begun. */
  readonly isPath: boolean;
}

/** The search was given up, which proves nothing. */
export const GIVEN_UP = Symbol('given up');

/** Undefined: there is none. */
export function shortestText(search: TextSearch, budget: Budget): string | undefined | typeof GIVEN_UP {
  const { automata, alphabet, min, max, grammar = NO_GRAMMAR } = search;
  if (automata.some(({ automaton }) => automaton.size > budget.longestPattern)) return GIVEN_UP;
  const hasPaths = automata.some(({ lastSegment }) => lastSegment);
  const characters = alphabet.toTry(automata.map(({ automaton }) => automaton), search.grammar || hasPaths ? '/' : '');
  const begin = automata.map(({ automaton, prefix = '' }) => automaton.run(automaton.start, prefix));
  const isViable = ({ states, isPath }: Node) =>
    search.viable(
      states.map((state, index) => automata[index].automaton.isDead(state)),
      states.map((state, index) => !(isPath && automata[index].lastSegment) && automata[index].automaton.isSaturated(state)),
    );
  const seen = new Set<string>();
  let next: Node[] = [];
  const add = (node: Node) => {
    // Below the shortest length a state counts anew on each level: the same place with more room to go is another place.
    const name = `${Math.min(node.text.length, min)}:${node.isPath}:${node.grammarState}:${node.states.join()}`;
    if (seen.has(name)) return;
    seen.add(name);
    if (isViable(node)) next.push(node);
  };
  const addBoth = (node: Node) => {
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

/** Those that some automaton tells apart from the others where it stands, and before them one that stands for all the others. */
function charactersAt(
  { states, grammarState, isPath }: Node, automata: readonly TextAutomaton[], grammar: TextGrammar, characters: readonly string[],
): readonly string[] {
  const expected = new Set(grammar.expects(grammarState));
  states.forEach((state, index) => {
    const { automaton, lastSegment } = automata[index];
    if (lastSegment) expected.add('/');
    if (!(lastSegment && isPath)) for (const char of automaton.expects(state)) expected.add(char);
  });
  const other = characters.find((char) => !expected.has(char) && grammar.allowsAnywhere(char)) ?? characters.find((char) => !expected.has(char));
  const toldApart = characters.filter((char) => expected.has(char));
  return other === undefined ? toldApart : [other, ...toldApart];
}

function acceptsIn({ automaton, suffix = '' }: TextAutomaton, state: number): boolean {
  return automaton.accepts(automaton.run(state, suffix));
}

export const PRINTABLE = charactersFrom(0x20, 0x7e);
/** More than any policy has room to name. They have no case, and an alphabet has all of them or none. */
const BEYOND_ASCII = charactersFrom(0x4e00, 0x5dff);

function charactersFrom(first: number, last: number): string[] {
  return Array.from({ length: last + 1 - first }, (_, index) => String.fromCharCode(first + index));
}

/** The characters that a key's values are made of. */
export class Alphabet {
  /** `characterClass` is the inside of a regular expression class; undefined: every printable character, and any beyond ASCII. */
  public static readonly of = remembered((characterClass: string | undefined) => new Alphabet(characterClass), new Map());

  /** The class of the characters that are in both classes. */
  public static inBoth(one: string | undefined, other: string | undefined): string | undefined {
    if (one === undefined || other === undefined || one === other) return one ?? other;
    const isShared = (char: string) => Alphabet.of(one).has(char) && Alphabet.of(other).has(char);
    const characters = PRINTABLE.filter(isShared).map((char) => `\\x${char.charCodeAt(0).toString(16)}`);
    return characters.join('') + (isShared(BEYOND_ASCII[0]) ? '\\u0080-\\uffff' : '');
  }

  /** The first letter, or else the first character that reads well, stands for all that nobody names: those of names before all others. */
  private readonly byPreference: readonly string[];
  private readonly beyondAscii: readonly string[];
  /** Some characters become two in the other case. */
  private readonly namedBy = remembered((automaton: CharacterAutomaton) => (
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

  /** Is the text made of these characters only? */
  public spells(text: string): boolean {
    return this.whole === undefined || this.whole.test(text);
  }

  /**
   * The characters worth trying: the literal ones of the patterns, in both cases, those of the texts, and one that stands for all the
   * others. Letters come first, so that witnesses read well.
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
