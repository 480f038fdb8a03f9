/**
 * Reads the `AllowedPattern` of a parameter, which has to match the whole value: the texts that the value can be, if there are few,
 * or otherwise what it consists of.
 *
 * The result is true of every value that the pattern allows, but not only of these: an expression can be stricter than the result can
 * express. Expressions that this reader does not support (look-around, back references, flags, Unicode classes) are not read at all.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 * and https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-regexes.html (they are Java regular expressions)
 */
import { ANY_CHARACTER, ASCII, CharacterSet, charactersLike, charactersOf, complementOf, TextShape, unionOf } from '../policy/text-shape';

/** Literal text, or any text of a shape. */
export type PatternPart = string | TextShape;

export interface AllowedTexts {
  /** All of them, if there are few. */
  readonly texts?: readonly string[];
  /** The parts that each of them consists of, in order. */
  readonly parts: readonly PatternPart[];
}

const MAX_TEXTS = 64;
const MAX_PARTS = 32;
const MAX_DEPTH = 20;
const MAX_PATTERN_LENGTH = 2_000;
const MAX_REPETITIONS = 10_000;

/** Undefined if this reader does not support the expression. */
export function readAllowedPattern(pattern: string): AllowedTexts | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return undefined;
  try {
    return new PatternReader(pattern).read();
  } catch (error) {
    if (error instanceof NotRead) return undefined;
    throw error;
  }
}

/** All texts that the parts can form, as one shape. */
export function shapeOfParts(parts: readonly PatternPart[]): TextShape {
  const shapes = parts.map((part): TextShape => (typeof part === 'string' ? shapeOfLiteral(part) : part));
  return {
    characters: unionOf(shapes.map(({ characters }) => characters)),
    min: shapes.reduce((sum, { min }) => sum + min, 0),
    max: sumOf(shapes.map(({ max }) => max)),
  };
}

function shapeOfLiteral(text: string): TextShape {
  return { characters: charactersOf(text), min: text.length, max: text.length };
}

function sumOf(limits: readonly (number | undefined)[]): number | undefined {
  return limits.some((limit) => limit === undefined) ? undefined : limits.reduce<number>((sum, limit) => sum + limit!, 0);
}

/** An expression that is not supported. */
class NotRead extends Error {}

const EMPTY_TEXT: AllowedTexts = { texts: [''], parts: [] };

function literalText(text: string): AllowedTexts {
  return { texts: [text], parts: [text] };
}

function oneOf(characters: CharacterSet): AllowedTexts {
  if (characters.ascii === '' && !characters.others) throw new NotRead();
  if (characters.ascii.length === 1 && !characters.others) return literalText(characters.ascii);
  return { parts: [{ characters, min: 1, max: 1 }] };
}

function sequenceOf(first: AllowedTexts, second: AllowedTexts): AllowedTexts {
  const texts = first.texts && second.texts && first.texts.length * second.texts.length <= MAX_TEXTS
    ? first.texts.flatMap((one) => second.texts!.map((other) => one + other))
    : undefined;
  const parts: PatternPart[] = [...first.parts];
  for (const part of second.parts) {
    const last = parts.at(-1);
    if (typeof last === 'string' && typeof part === 'string') {
      parts[parts.length - 1] = last + part;
    } else if (typeof last === 'object' && typeof part === 'object' && isSameSet(last.characters, part.characters)) {
      parts[parts.length - 1] = shapeOfParts([last, part]);
    } else {
      parts.push(part);
    }
  }
  return { texts, parts: parts.length > MAX_PARTS ? [shapeOfParts(parts)] : parts };
}

function isSameSet(one: CharacterSet, other: CharacterSet): boolean {
  return one.ascii === other.ascii && one.others === other.others;
}

function either(alternatives: readonly AllowedTexts[]): AllowedTexts {
  if (alternatives.length === 1) return alternatives[0];
  const all = alternatives.flatMap(({ texts }) => texts ?? []);
  const isFinite = alternatives.every(({ texts }) => texts !== undefined) && all.length <= MAX_TEXTS;
  const shapes = alternatives.map(({ parts }) => shapeOfParts(parts));
  const longest = shapes.map(({ max }) => max);
  return {
    texts: isFinite ? [...new Set(all)] : undefined,
    parts: [{
      characters: unionOf(shapes.map(({ characters }) => characters)),
      min: Math.min(...shapes.map(({ min }) => min)),
      max: longest.some((max) => max === undefined) ? undefined : Math.max(...longest.map((max) => max!)),
    }],
  };
}

/** @param most undefined: any number of times */
function repeated(allowed: AllowedTexts, least: number, most: number | undefined): AllowedTexts {
  if (least === 1 && most === 1) return allowed;
  if (least === 0 && most === 1) return either([EMPTY_TEXT, allowed]);
  const { characters, min, max } = shapeOfParts(allowed.parts);
  const longest = max === undefined || most === undefined ? undefined : max * most;
  return { parts: [{ characters, min: min * least, max: longest }] };
}

const CLASSES: Readonly<Record<string, CharacterSet>> = {
  d: charactersLike(/\d/),
  w: charactersLike(/\w/),
  s: charactersLike(/[ \t\n\v\f\r]/),
};
const CONTROLS: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f' };

class PatternReader {
  private at = 0;
  private depth = 0;

  constructor(private readonly pattern: string) { }

  public read(): AllowedTexts {
    const all = this.readAlternatives();
    if (this.at < this.pattern.length) throw new NotRead(); // an unmatched bracket
    return all;
  }

  private get next(): string {
    return this.pattern.charAt(this.at);
  }

  private take(): string {
    if (this.at >= this.pattern.length) throw new NotRead();
    this.at += 1;
    return this.pattern.charAt(this.at - 1);
  }

  private readAlternatives(): AllowedTexts {
    if ((this.depth += 1) > MAX_DEPTH) throw new NotRead();
    const alternatives = [this.readSequence()];
    while (this.next === '|') {
      this.at += 1;
      alternatives.push(this.readSequence());
    }
    this.depth -= 1;
    return either(alternatives);
  }

  private readSequence(): AllowedTexts {
    let all = EMPTY_TEXT;
    while (this.at < this.pattern.length && this.next !== '|' && this.next !== ')') {
      const one = this.readOne();
      all = sequenceOf(all, this.readQuantified(one));
    }
    return all;
  }

  private readOne(): AllowedTexts {
    const character = this.take();
    switch (character) {
      // The whole value has to match, so at the ends they change nothing. Anywhere else the expression allows less because of them.
      case '^':
      case '$': return EMPTY_TEXT;
      case '.': return oneOf(ANY_CHARACTER);
      case '[': return oneOf(this.readClass());
      case '(': return this.readGroup();
      case '\\': {
        const escaped = this.readEscape();
        return typeof escaped === 'string' ? literalText(escaped) : oneOf(escaped);
      }
      case '*':
      case '+':
      case '?':
      case '{': throw new NotRead();
      default: return literalText(character);
    }
  }

  private readGroup(): AllowedTexts {
    if (this.next === '?') {
      if (!this.pattern.startsWith('?:', this.at)) throw new NotRead();
      this.at += 2;
    }
    const inside = this.readAlternatives();
    if (this.take() !== ')') throw new NotRead();
    return inside;
  }

  private readQuantified(allowed: AllowedTexts): AllowedTexts {
    const [found, , least, comma, most] = /^(\*|\+|\?|\{(\d+)(,?)(\d*)\})[?+]?/.exec(this.pattern.slice(this.at, this.at + 20)) ?? [];
    if (found === undefined) return allowed;
    this.at += found.length;
    switch (found[0]) {
      case '*': return repeated(allowed, 0, undefined);
      case '+': return repeated(allowed, 1, undefined);
      case '?': return repeated(allowed, 0, 1);
      default: {
        const limit = comma === '' ? Number(least) : most === '' ? undefined : Number(most);
        if (Math.max(Number(least), limit ?? 0) > MAX_REPETITIONS) throw new NotRead();
        return repeated(allowed, Number(least), limit);
      }
    }
  }

  /** Text if the escape stands for one character. */
  private readEscape(): string | CharacterSet {
    const character = this.take();
    const known = CLASSES[character.toLowerCase()];
    if (known !== undefined) return character === character.toLowerCase() ? known : complementOf(known);
    if (CONTROLS[character] !== undefined) return CONTROLS[character];
    if (/[A-Za-z0-9]/.test(character)) throw new NotRead();
    return character;
  }

  /** Called after the opening bracket. */
  private readClass(): CharacterSet {
    const isNegated = this.next === '^';
    if (isNegated) this.at += 1;
    const sets: CharacterSet[] = [];
    do {
      const first = this.readInClass();
      const isRange = typeof first === 'string' && this.next === '-' && this.pattern.charAt(this.at + 1) !== ']';
      if (!isRange) {
        sets.push(typeof first === 'string' ? charactersOf(first) : first);
        continue;
      }
      this.at += 1;
      const last = this.readInClass();
      if (typeof last !== 'string' || last < first) throw new NotRead();
      sets.push({ ascii: [...ASCII].filter((each) => each >= first && each <= last).join(''), others: last > '\x7f' });
    } while (this.next !== ']');
    this.at += 1;
    const all = unionOf(sets);
    return isNegated ? complementOf(all) : all;
  }

  private readInClass(): string | CharacterSet {
    const character = this.take();
    // Java supports nested classes, and intersections.
    if (character === '[' || character === ']' || (character === '&' && this.next === '&')) throw new NotRead();
    return character === '\\' ? this.readEscape() : character;
  }
}
