/**
 * Reads JSON that is too large to be held as a whole: the caller enters the objects and lists around what it wants, takes one value after
 * the other, and leaves out the rest. It is as strict as reading the whole text, except inside of what is left out.
 */
import { refuse } from './input-error';
import { endOfValue } from './json-ends';
import {
  checkJson, MAX_JSON_DEPTH, newKeyProblem, positionInWords, TextPosition, TOO_DEEP, whereJsonFails,
} from '../cloudformation/check-json';

/** A single value that is larger cannot be held. */
const MAX_CHARACTERS = 256_000_000;

export class JsonCursor {
  private text = '';
  private at = 0;
  /** How many characters were before this text. */
  private before = 0;
  /** The objects and lists that were entered. */
  private depth = 0;
  private line = 1;
  /** The number of characters before the line. */
  private lineStart = 0;
  /** The first line break of this text that is not counted yet. */
  private nextBreak = Infinity;

  /** @param path for messages */
  constructor(private readonly path: string, private readonly chunks: Iterator<string>) { }

  /** The next character that is not white space; undefined at the end. */
  public peek(): string | undefined {
    for (;;) {
      while (this.at < this.text.length && isSpace(this.text.charCodeAt(this.at))) this.at += 1;
      if (this.at < this.text.length) return this.text[this.at];
      if (!this.readMore()) return undefined;
    }
  }

  /** Enters an object. A value that `read` does not take is left out. */
  public members(read: (key: string) => void): void {
    const keys = new Set<string>();
    this.enter('{', '}', () => {
      if (this.peek() !== '"') this.fail('Expected double-quoted property name');
      const key = this.parse(this.position(), this.scan(true)) as string;
      if (this.peek() !== ':') this.fail("Expected ':' after property name");
      const problem = newKeyProblem(keys, key);
      if (problem !== undefined) refuse(this.path, `${problem} (${positionInWords(this.position())})`);
      this.at += 1;
      this.readOrSkip(() => read(key));
    });
  }

  /** Enters a list. A value that `read` does not take is left out. */
  public items(read: (index: number) => void): void {
    let index = 0;
    this.enter('[', ']', () => {
      this.readOrSkip(() => read(index));
      index += 1;
    });
  }

  /** Takes the next value as a whole. */
  public value(): unknown {
    const first = this.peek();
    const start = this.position();
    const text = this.scan(true);
    const value = this.parse(start, text);
    const problem = first === '{' || first === '[' ? checkJson(text, start) : undefined;
    if (problem !== undefined) refuse(this.path, problem);
    return value;
  }

  /** Leaves out the next value. */
  public skip(): void {
    const first = this.peek();
    const isKept = first !== '{' && first !== '[' && first !== '"';
    const start = this.position();
    const text = this.scan(isKept);
    if (isKept) this.parse(start, text);
  }

  public fail(problem: string): never {
    refuse(this.path, `is not valid JSON: ${this.peek() === undefined ? UNEXPECTED_END : problem} (${positionInWords(this.position())})`);
  }

  private enter(opening: string, closing: string, readEach: () => void): void {
    if (this.peek() !== opening) this.fail(this.unexpected());
    this.at += 1;
    this.depth += 1;
    if (this.depth > MAX_JSON_DEPTH) refuse(this.path, TOO_DEEP);
    if (this.peek() === closing) {
      this.at += 1;
    } else {
      do readEach(); while (this.isFollowed(closing));
    }
    this.depth -= 1;
  }

  private isFollowed(closing: string): boolean {
    const next = this.peek();
    if (next !== ',' && next !== closing) {
      this.fail(closing === '}' ? "Expected ',' or '}' after property value" : "Expected ',' or ']' after array element");
    }
    this.at += 1;
    return next === ',';
  }

  private readOrSkip(read: () => void): void {
    this.peek();
    const start = this.before + this.at;
    read();
    if (this.before + this.at === start) this.skip();
  }

  private parse(start: TextPosition, text: string): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      return refuse(this.path, `is not valid JSON: ${whereJsonFails(text, error, start)}`);
    }
  }

  /** Moves behind the next value, and returns its text if it is kept. */
  private scan(isKept: boolean): string {
    const first = this.peek();
    if (first === undefined || ',:]}'.includes(first)) this.fail(this.unexpected());
    const end = endOfValue(first);
    const pieces: string[] = [];
    let length = 0;
    for (;;) {
      const start = this.at;
      this.at = end.find(this.text, start);
      if (isKept) pieces.push(this.text.slice(start, this.at));
      length += this.at - start;
      if (this.depth + end.deepest > MAX_JSON_DEPTH) refuse(this.path, TOO_DEEP);
      if (isKept && length > MAX_CHARACTERS) refuse(this.path, `contains a value of more than ${MAX_CHARACTERS / 1_000_000} MB`);
      if (end.isFound) return pieces.length === 1 ? pieces[0] : pieces.join('');
      if (this.readMore()) continue;
      if (!end.canBeEndOfText) this.fail(UNEXPECTED_END);
      return pieces.join('');
    }
  }

  private unexpected(): string {
    return `Unexpected token ${JSON.stringify(this.peek() ?? '')}`;
  }

  private readMore(): boolean {
    const next = this.chunks.next();
    if (next.done) return false;
    this.countLines(this.text.length);
    this.before += this.text.length;
    this.text = next.value;
    this.at = 0;
    this.nextBreak = this.breakAfter(0);
    return true;
  }

  private position(): TextPosition {
    this.countLines(this.at);
    return { line: this.line, column: this.before + this.at - this.lineStart + 1 };
  }

  private countLines(end: number): void {
    while (this.nextBreak < end) {
      this.line += 1;
      this.lineStart = this.before + this.nextBreak + 1;
      this.nextBreak = this.breakAfter(this.nextBreak + 1);
    }
  }

  private breakAfter(start: number): number {
    const at = this.text.indexOf('\n', start);
    return at === -1 ? Infinity : at;
  }
}

const UNEXPECTED_END = 'Unexpected end of JSON input';

function isSpace(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9;
}
