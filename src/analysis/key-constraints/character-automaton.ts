/** What reads a text character by character, in states that are numbers: a glob, or a value such as a number. */
export interface CharacterAutomaton {
  /** Counts against the longest pattern that is still read. */
  readonly size: number;
  readonly start: number;
  /** Characters that a search has to try: no other character is told from all the rest. */
  readonly characters: ReadonlySet<string>;
  step(state: number, char: string): number;
  run(state: number, text: string): number;
  accepts(state: number): boolean;
  /** No continuation can be accepted any more. */
  isDead(state: number): boolean;
  /** Every continuation will be accepted. */
  isSaturated(state: number): boolean;
  /** The characters that are told apart from all others here. */
  expects(state: number): readonly string[];
}

export interface ValueReader<State> {
  readonly start: State;
  /** Every character that some state treats differently from the characters that nobody names. */
  readonly distinguished: string;
  /** Those of them that a search has to try though no pattern names them. Default: all. */
  readonly characters?: string;
  /** Undefined: no text that begins like this is such a value. */
  step(state: State, char: string): State | undefined;
  accepts(state: State): boolean;
}

/** An automaton out of the states of a reader, which become numbers as they are met. */
export class ValueAutomaton<State extends object> implements CharacterAutomaton {
  public readonly size = 1;
  public readonly start = 1;
  public readonly characters: ReadonlySet<string>;
  /** The first is the state without a future. */
  private readonly states: (State | undefined)[] = [undefined];
  private readonly numbers = new Map<string, number>();
  private readonly moves: Map<string, number>[] = [new Map()];
  private readonly expected: readonly string[];

  public constructor(private readonly reader: ValueReader<State>) {
    this.expected = [...reader.distinguished];
    this.characters = new Set(reader.characters ?? reader.distinguished);
    this.numberOf(reader.start);
  }

  public step(state: number, char: string): number {
    const known = this.moves[state].get(char);
    if (known !== undefined) return known;
    const from = this.states[state];
    const next = from === undefined ? 0 : this.numberOf(this.reader.step(from, char));
    this.moves[state].set(char, next);
    return next;
  }

  public run(state: number, text: string): number {
    for (const char of text) state = this.step(state, char);
    return state;
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

  private numberOf(state: State | undefined): number {
    if (state === undefined) return 0;
    const name = JSON.stringify(state);
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.states.length);
    this.moves.push(new Map());
    return this.states.push(state) - 1;
  }
}

/** Accepts the texts that are made of these characters, the empty one too. */
export function madeOf(characters: string): CharacterAutomaton {
  return new ValueAutomaton<object>({
    start: {}, distinguished: characters, step: (state, char) => (characters.includes(char) ? state : undefined), accepts: () => true,
  });
}
