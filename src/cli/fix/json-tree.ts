/** The positions of the values in a JSON text. The text has been parsed before, so it is known to be valid. */
import { TextEntry, TextItem, TextNode } from './text-tree';

export function readJsonTree(text: string): TextNode {
  return new JsonTreeReader(text).read();
}

class JsonTreeReader {
  private at = 0;

  constructor(private readonly text: string) { }

  public read(): TextNode {
    this.skipSpace();
    switch (this.text[this.at]) {
      case '{': return this.readMap();
      case '[': return this.readList();
      default: return this.readLeaf();
    }
  }

  private readMap(): TextNode {
    const start = this.at;
    const entries: TextEntry[] = [];
    this.enter();
    while (this.text[this.at] !== '}') {
      const entryStart = this.at;
      const key = JSON.parse(this.readString()) as string;
      this.skipSpace();
      this.at += 1; // The colon.
      const afterKey = this.at;
      const value = this.read();
      entries.push({ key, start: entryStart, afterKey, value, end: value.end });
      this.skipSeparator();
    }
    this.at += 1;
    return { kind: 'map', isFlow: true, start, end: this.at, entries };
  }

  private readList(): TextNode {
    const start = this.at;
    const items: TextItem[] = [];
    this.enter();
    while (this.text[this.at] !== ']') {
      const value = this.read();
      items.push({ start: value.start, value, end: value.end });
      this.skipSeparator();
    }
    this.at += 1;
    return { kind: 'list', isFlow: true, start, end: this.at, items };
  }

  private readLeaf(): TextNode {
    const start = this.at;
    if (this.text[this.at] === '"') this.readString();
    else while (this.at < this.text.length && /[\w.+-]/.test(this.text[this.at])) this.at += 1;
    return { kind: 'leaf', start, end: this.at };
  }

  private readString(): string {
    const start = this.at;
    this.at += 1;
    while (this.text[this.at] !== '"') this.at += this.text[this.at] === '\\' ? 2 : 1;
    this.at += 1;
    return this.text.slice(start, this.at);
  }

  private enter(): void {
    this.at += 1;
    this.skipSpace();
  }

  private skipSeparator(): void {
    this.skipSpace();
    if (this.text[this.at] === ',') this.enter();
  }

  private skipSpace(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1;
  }
}
