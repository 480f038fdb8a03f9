/** A glob as an automaton. A state is the set of positions in the pattern that the characters read so far may have led to. */
import { CharacterAutomaton, NumberedAutomaton } from './character-automaton';
import { elementsOfHole } from '../../evaluation/match-glob';
import { memoize } from '../../evaluation/memoize';
import { mayContainColon, PatternToken, splitPattern, ValuePattern, withAnyValues } from '../../evaluation/value-pattern';
import { Operator } from '../../policy/condition';
import { Hole } from '../../policy/partly-known-text';
import { CharacterSet, complementOf, holdsCharacter } from '../../policy/text-shape';

type Element =
  | { readonly kind: 'char'; readonly char: string }
  /** `within`: inside one part of an ARN, so it does not match a colon. `only`: it matches no other characters. */
  | { readonly kind: 'one' | 'run'; readonly within: boolean; readonly only?: CharacterSet };

export class GlobAutomaton extends NumberedAutomaton<readonly number[]> implements CharacterAutomaton {
  /** The automaton of a pattern, as the operator reads it. */
  public static of({ family, ignoreCase }: Pick<Operator, 'family' | 'ignoreCase'>, pattern: ValuePattern): GlobAutomaton {
    return family === 'arn' ? GlobAutomaton.ofArn(pattern) : GlobAutomaton.ofText(pattern, ignoreCase);
  }

  /** For the string operators. Deploy-time values, and text that may act as a wildcard, match any run: the widest reading. */
  public static ofText(pattern: ValuePattern, ignoreCase: boolean): GlobAutomaton {
    return ignoreCase ? GlobAutomaton.inAnyCase(pattern) : GlobAutomaton.inCase(pattern);
  }

  /** For the ARN operators. */
  public static ofArn(pattern: ValuePattern, ignoreCase = false): GlobAutomaton {
    return ignoreCase ? GlobAutomaton.arnInAnyCase(pattern) : GlobAutomaton.arnInCase(pattern);
  }

  private static readonly arnInCase = memoize((pattern: ValuePattern) => GlobAutomaton.byParts(pattern, false));
  private static readonly arnInAnyCase = memoize((pattern: ValuePattern) => GlobAutomaton.byParts(pattern, true));
  private static readonly inCase = memoize((pattern: ValuePattern) => new GlobAutomaton(elementsOfPattern(pattern, false, false)));
  private static readonly inAnyCase = memoize((pattern: ValuePattern) => new GlobAutomaton(elementsOfPattern(pattern, false, true), true));

  /** A wildcard in the first five parts matches only inside its part, unlike a deploy-time value that may contain colons. */
  private static byParts(pattern: ValuePattern, ignoreCase: boolean): GlobAutomaton {
    const parts = splitPattern(pattern, ':', 6);
    if (parts.slice(0, 5).some((part) => part.some(mayContainColon))) return GlobAutomaton.ofText(withAnyValues(pattern), ignoreCase);
    if (parts.length < 6) return new GlobAutomaton([{ kind: 'run', within: false }]);
    const colon: Element = { kind: 'char', char: ':' };
    const elements = parts.flatMap((part, index) => [...(index > 0 ? [colon] : []), ...elementsOfPattern(part, index < 5, ignoreCase)]);
    return new GlobAutomaton(elements, ignoreCase);
  }

  /** The characters that the pattern distinguishes, in both cases where case is ignored: a search has to try each of them. */
  public readonly characters: ReadonlySet<string>;
  private readonly expected: (readonly string[])[] = [];

  private constructor(
    private readonly elements: readonly Element[],
    private readonly ignoreCase = false,
  ) {
    super();
    this.characters = new Set(elements.flatMap((element) => this.distinguishedBy(element)));
    this.numberOf(this.closure([0]));
  }

  public get size(): number {
    return this.elements.length;
  }

  public get start(): number {
    return 0;
  }

  public accepts(state: number): boolean {
    return this.states[state].at(-1) === this.elements.length;
  }

  public isDead(state: number): boolean {
    return this.states[state].length === 0;
  }

  /** It has reached a `*` that ends the pattern. */
  public isSaturated(state: number): boolean {
    const last = this.elements.at(-1);
    return (
      last?.kind === 'run' &&
      !last.within &&
      last.only === undefined &&
      this.accepts(state) &&
      this.states[state].includes(this.elements.length - 1)
    );
  }

  /** A wildcard inside one part of an ARN does not match a colon, so the colon is distinguished there. */
  public expects(state: number): readonly string[] {
    return (this.expected[state] ??= this.states[state].flatMap((position) => {
      const element = this.elements[position];
      if (element === undefined) return [];
      return element.kind !== 'char' && element.within ? [':', ...this.distinguishedBy(element)] : this.distinguishedBy(element);
    }));
  }

  protected stateAfter(positions: readonly number[], char: string): readonly number[] {
    return this.closure(this.after(positions, char));
  }

  protected nameOf(positions: readonly number[]): string {
    return positions.join();
  }

  private takes({ within, only }: Exclude<Element, { kind: 'char' }>, char: string): boolean {
    if (within && char === ':') return false;
    return (
      only === undefined ||
      holdsCharacter(only, char) ||
      (this.ignoreCase && this.bothCases(char).some((each) => holdsCharacter(only, each)))
    );
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

  /** In ascending order, like the positions: a character advances each of them by one at most. */
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

  /** A run may be empty, so the position after it is reached together with it. Ascending order is kept. */
  private closure(positions: Iterable<number>): number[] {
    const all = new Set<number>();
    for (let position of positions) {
      all.add(position);
      while (this.elements[position]?.kind === 'run') all.add(++position);
    }
    return [...all];
  }
}

function elementsOfPattern(tokens: readonly PatternToken[], within: boolean, ignoreCase: boolean): Element[] {
  return tokens.flatMap((token): Element[] => {
    switch (token.kind) {
      case 'literal':
        return [...(ignoreCase ? token.text.toLowerCase() : token.text)].map((char) => ({ kind: 'char', char }));
      case 'any-one':
        return [{ kind: 'one', within }];
      case 'hole':
        return elementsOfPart(token.hole, within) ?? [{ kind: 'run', within }];
      case 'any-run':
      case 'variable':
      case 'suspect':
        return [{ kind: 'run', within }];
    }
  });
}

/** Undefined if nothing is known of the form of the value. */
function elementsOfPart(hole: Hole, within: boolean): Element[] | undefined {
  return elementsOfHole(hole)?.map(({ characters, isRun }) => ({ kind: isRun ? 'run' : 'one', within, only: characters }));
}

/** Characters that distinguish the set: its own, or for a set of almost all characters, those that it does not contain. */
function distinctCharacters(set: CharacterSet): readonly string[] {
  return [...(set.others ? complementOf(set) : set).ascii];
}
