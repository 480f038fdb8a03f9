/** Automata that read a text character by character. Their states are numbers: a glob, or a value such as a number. */

export interface CharacterAutomaton {
  /** Counts against the longest pattern that is still read. */
  readonly size: number;
  readonly start: number;
  /** The characters that a search has to try; all others lead to the same states. */
  readonly characters: ReadonlySet<string>;
  step(state: number, char: string): number;
  run(state: number, text: string): number;
  accepts(state: number): boolean;
  /** No continuation can be accepted. */
  isDead(state: number): boolean;
  /** Every continuation is accepted. */
  isSaturated(state: number): boolean;
  /** The characters that lead to other states from here than all the remaining characters do. */
  expects(state: number): readonly string[];
}

/** Numbers the states as they are reached and remembers each move, so that reading many texts costs one table look-up a character. */
export abstract class NumberedAutomaton<State> {
  protected readonly states: State[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly moves: Map<string, number>[] = [];

  public step(state: number, char: string): number {
    const known = this.moves[state].get(char);
    if (known !== undefined) return known;
    const next = this.numberOf(this.stateAfter(this.states[state], char));
    this.moves[state].set(char, next);
    return next;
  }

  public run(state: number, text: string): number {
    for (const char of text) state = this.step(state, char);
    return state;
  }

  protected numberOf(state: State): number {
    const name = this.nameOf(state);
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.states.length);
    this.moves.push(new Map());
    return this.states.push(state) - 1;
  }

  protected abstract stateAfter(state: State, char: string): State;
  /** Two states with the same name are the same state. */
  protected abstract nameOf(state: State): string;
}

/** The states of a value (a number, a date) while it is read. */
export interface ValueReader<State> {
  readonly start: State;
  /** Every character that some state treats differently from the characters that are not listed. */
  readonly distinguished: string;
  /** Those of them that a search has to try even if no pattern contains them. Default: all. */
  readonly characters?: string;
  /** Undefined: no text that begins like this is such a value. */
  step(state: State, char: string): State | undefined;
  accepts(state: State): boolean;
}

/** The automaton of a reader. */
export class ValueAutomaton<State extends object> extends NumberedAutomaton<State | undefined> implements CharacterAutomaton {
  public readonly size = 1;
  public readonly start: number;
  public readonly characters: ReadonlySet<string>;
  private readonly expected: readonly string[];

  public constructor(private readonly reader: ValueReader<State>) {
    super();
    this.expected = [...reader.distinguished];
    this.characters = new Set(reader.characters ?? reader.distinguished);
    // The dead state comes first: its number is 0.
    this.numberOf(undefined);
    this.start = this.numberOf(reader.start);
  }

  public accepts(state: number): boolean {
    const at = this.states[state];
    return at !== undefined && this.reader.accepts(at);
  }

  public isDead(state: number): boolean {
    return state === 0;
  }

  public isSaturated(): boolean {
    return false;
  }

  public expects(state: number): readonly string[] {
    return state === 0 ? [] : this.expected;
  }

  protected stateAfter(state: State | undefined, char: string): State | undefined {
    return state && this.reader.step(state, char);
  }

  protected nameOf(state: State | undefined): string {
    return JSON.stringify(state ?? null);
  }
}

/** Accepts the texts made of these characters, including the empty text. */
export function madeOf(characters: string): CharacterAutomaton {
  return new ValueAutomaton<object>({
    start: {}, distinguished: characters, step: (state, char) => (characters.includes(char) ? state : undefined), accepts: () => true,
  });
}
