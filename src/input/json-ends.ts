/** Finds the end of a JSON value in text that comes in pieces: the value can go on in the next piece. */

export interface EndFinder {
  readonly isFound: boolean;
  /** A number at the end of the text ends there. */
  readonly canBeEndOfText: boolean;
  /** How many objects and lists were open at the same time. */
  readonly deepest: number;
  /** The index behind the value, or the length of the text. */
  find(text: string, start: number): number;
}

/** @param first the first character of the value */
export function endOfValue(first: string): EndFinder {
  if (first === '{' || first === '[') return new EndOfNested();
  return first === '"' ? new EndOfString() : new EndOfWord();
}

const [QUOTE, BACKSLASH, OPENING_BRACE, CLOSING_BRACE, OPENING_BRACKET, CLOSING_BRACKET] = [...'"\\{}[]'].map((each) => each.charCodeAt(0));

class EndOfString implements EndFinder {
  public isFound = false;
  public readonly canBeEndOfText = false;
  public readonly deepest = 0;
  private isOpen = false;
  private isEscaped = false;

  public find(text: string, start: number): number {
    let at = this.isOpen ? start : start + 1;
    if (this.isEscaped) at += 1;
    this.isOpen = true;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) at += 1;
      if (code !== QUOTE) continue;
      this.isFound = true;
      return at + 1;
    }
    this.isEscaped = at > text.length;
    return text.length;
  }

  public startAgain(): void {
    [this.isFound, this.isOpen, this.isEscaped] = [false, false, false];
  }
}

/** Counts brackets: whether they fit is for the parser to say. */
class EndOfNested implements EndFinder {
  public isFound = false;
  public readonly canBeEndOfText = false;
  public deepest = 0;
  private depth = 0;
  private isInString = false;
  private readonly string = new EndOfString();

  public find(text: string, start: number): number {
    let at = start;
    while (at < text.length) {
      if (this.isInString) {
        at = this.string.find(text, at);
        this.isInString = !this.string.isFound;
        continue;
      }
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.isInString = true;
        this.string.startAgain();
        continue;
      }
      at += 1;
      if (code === OPENING_BRACE || code === OPENING_BRACKET) this.open();
      if ((code === CLOSING_BRACE || code === CLOSING_BRACKET) && this.close()) return at;
    }
    return text.length;
  }

  private open(): void {
    this.depth += 1;
    if (this.depth > this.deepest) this.deepest = this.depth;
  }

  private close(): boolean {
    this.depth -= 1;
    this.isFound = this.depth === 0;
    return this.isFound;
  }
}

/** `true`, `false`, `null` or a number; or what should be one. */
class EndOfWord implements EndFinder {
  public isFound = false;
  public readonly canBeEndOfText = true;
  public readonly deepest = 0;

  public find(text: string, start: number): number {
    const end = /[\s,:[\]{}"]/g;
    end.lastIndex = start;
    const found = end.exec(text);
    this.isFound = found !== null;
    return found?.index ?? text.length;
  }
}
