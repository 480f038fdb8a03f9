/**
 * A glob as an automaton: which of its positions may have been reached after the characters read so far.
 * The sets of positions are numbered and remembered, so that running over many texts costs a table look-up a character.
 */
import { CharacterAutomaton } from './character-automaton';
import { elementsOfHole } from '../../evaluation/match-glob';
import { remembered } from '../../evaluation/remembered';
import { mayContainColon, PatternToken, splitPattern, ValuePattern, withAnyValues } from '../../evaluation/value-pattern';
import { Operator } from '../../policy/condition';
import { CharacterSet, complementOf, holdsCharacter } from '../../policy/text-shape';

type Element =
  | { readonly kind: 'char'; readonly char: string }
  /** `within`: inside one part of an ARN, so it does not match a colon. `only`: it matches no other characters. */
  | { readonly kind: 'one' | 'run'; readonly within: boolean; readonly only?: CharacterSet };

export class GlobAutomaton implements CharacterAutomaton {
  /** For the operator. */
  public static of({ family, ignoreCase }: Pick<Operator, 'family' | 'ignoreCase'>, pattern: ValuePattern): GlobAutomaton {
    return family === 'arn' ? GlobAutomaton.ofArn(pattern) : GlobAutomaton.ofText(pattern, ignoreCase);
  }

  /** For the string operators. Holes and text that may act as a wildcard count as any run: the widest reading. */
  public static ofText(pattern: ValuePattern, ignoreCase: boolean): GlobAutomaton {
    return ignoreCase ? GlobAutomaton.inAnyCase(pattern) : GlobAutomaton.inCase(pattern);
  }

  /** For the ARN operators. */
  public static ofArn(pattern: ValuePattern, ignoreCase = false): GlobAutomaton {
    return ignoreCase ? GlobAutomaton.arnInAnyCase(pattern) : GlobAutomaton.arnInCase(pattern);
  }

  private static readonly arnInCase = remembered((pattern: ValuePattern) => GlobAutomaton.byParts(pattern, false));
  private static readonly arnInAnyCase = remembered((pattern: ValuePattern) => GlobAutomaton.byParts(pattern, true));
  private static readonly inCase = remembered((pattern: ValuePattern) => new GlobAutomaton(elementsOf(pattern, false, false)));
  private static readonly inAnyCase = remembered((pattern: ValuePattern) => new GlobAutomaton(elementsOf(pattern, false, true), true));

  /** A wildcard in the first five parts stays in its part, unlike a hole that may bring colons of its own. */
  private static byParts(pattern: ValuePattern, ignoreCase: boolean): GlobAutomaton {
    const parts = splitPattern(pattern, ':', 6);
    if (parts.slice(0, 5).some((part) => part.some(mayContainColon))) return GlobAutomaton.ofText(withAnyValues(pattern), ignoreCase);
    if (parts.length < 6) return new GlobAutomaton([{ kind: 'run', within: false }]);
    const colon: Element = { kind: 'char', char: ':' };
    const elements = parts.flatMap((part, index) => [...(index > 0 ? [colon] : []), ...elementsOf(part, index < 5, ignoreCase)]);
    return new GlobAutomaton(elements, ignoreCase);
  }

  /** The characters that the pattern tells from others, in both cases where that does not count: a search has to try each of them. */
  public readonly characters: ReadonlySet<string>;
  private readonly states: number[][] = [];
  private readonly numbers = new Map<string, number>();
  private readonly moves: Map<string, number>[] = [];
  private readonly expected: (readonly string[])[] = [];

  private constructor(
    private readonly elements: readonly Element[],
    private readonly ignoreCase = false,
  ) {
    this.characters = new Set(elements.flatMap((element) => this.distinguishedBy(element)));
    this.numberOf(this.closure([0]));
  }

  public get size(): number {
    return this.elements.length;
  }

  public get start(): number {
    return 0;
  }

  public step(state: number, char: string): number {
    const known = this.moves[state].get(char);
    if (known !== undefined) return known;
    const next = this.numberOf(this.closure(this.after(this.states[state], char)));
    this.moves[state].set(char, next);
    return next;
  }

  public run(state: number, text: string): number {
    for (const char of text) state = this.step(state, char);
    return state;
  }

  public accepts(state: number): boolean {
    return this.states[state].at(-1) === this.elements.length;
  }

  /** No continuation can be accepted any more. */
  public isDead(state: number): boolean {
    return this.states[state].length === 0;
  }

  /** It has reached a `*` that ends the pattern. */
  public isSaturated(state: number): boolean {
    const last = this.elements.at(-1);
    return last?.kind === 'run' && !last.within && last.only === undefined && this.accepts(state) && this.states[state].includes(this.elements.length - 1);
  }

  /** The characters that the pattern tells apart from all others here. A wildcard inside one part of an ARN does not take a colon. */
  public expects(state: number): readonly string[] {
    return (this.expected[state] ??= this.states[state].flatMap((position) => {
      const element = this.elements[position];
      if (element === undefined) return [];
      return element.kind !== 'char' && element.within ? [':', ...this.distinguishedBy(element)] : this.distinguishedBy(element);
    }));
  }

  private takes({ within, only }: Exclude<Element, { kind: 'char' }>, char: string): boolean {
    if (within && char === ':') return false;
    return only === undefined || holdsCharacter(only, char) || (this.ignoreCase && this.bothCases(char).some((each) => holdsCharacter(only, each)));
  }

  private distinguishedBy(element: Element): readonly string[] {
    if (element.kind === 'char') return this.spellings(element.char);
    if (element.only === undefined) return [];
    const characters = distinctCharacters(element.only);
    return this.ignoreCase ? characters.flatMap((char) => this.bothCases(char)) : characters;
  }

  private bothCases(char: string): readonly string[] {
    return [char.toLowerCase(), char.toUpperCase()];
  }

  private spellings(char: string): readonly string[] {
    return this.ignoreCase ? [char, char.toUpperCase()] : [char];
  }

  /** In ascending order, like the positions: a character takes each of them one further at most. */
  private after(positions: readonly number[], char: string): Set<number> {
    const read = this.ignoreCase ? char.toLowerCase() : char;
    const next = new Set<number>();
    for (const position of positions) {
      const element = this.elements[position];
      if (element === undefined) continue;
      if (element.kind === 'char' ? element.char === read : this.takes(element, char)) {
        next.add(element.kind === 'run' ? position : position + 1);
      }
    }
    return next;
  }

  /** A run may also be empty: what stands behind it is reached with it. Positions in ascending order stay in that order. */
  private closure(positions: Iterable<number>): number[] {
    const all = new Set<number>();
    for (let position of positions) {
      all.add(position);
      while (this.elements[position]?.kind === 'run') all.add(++position);
    }
    return [...all];
  }

  private numberOf(positions: number[]): number {
    const name = positions.join();
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.states.length);
    this.states.push(positions);
    this.moves.push(new Map());
    return this.states.length - 1;
  }
}

function elementsOf(tokens: readonly PatternToken[], within: boolean, ignoreCase: boolean): Element[] {
  return tokens.flatMap((token): Element[] => {
    switch (token.kind) {
      case 'literal':
        return [...(ignoreCase ? token.text.toLowerCase() : token.text)].map((char) => ({ kind: 'char', char }));
      case 'any-one':
        return [{ kind: 'one', within }];
      case 'hole':
        return elementsOfHole(token.hole)?.map(({ characters, isRun }) => ({ kind: isRun ? 'run' : 'one', within, only: characters })) ?? [{ kind: 'run', within }];
      case 'any-run':
      case 'variable':
      case 'suspect':
        return [{ kind: 'run', within }];
    }
  });
}

/** Enough characters to tell the set from all others: its own, or where these are most of all, those that it does not hold. */
function distinctCharacters(set: CharacterSet): readonly string[] {
  return [...(set.others ? complementOf(set) : set).ascii];
}
