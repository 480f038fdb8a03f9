/**
 * Finds problems in JSON that `JSON.parse` does not report. Of two equal keys it silently keeps the last one, although AWS may read the
 * other one.
 */
import { textOfError } from '../findings/crash';

/** A template or policy is not nested deeper. Deeper nesting could overflow the stack of the code that reads it. */
export const MAX_JSON_DEPTH = 200;
export const TOO_DEEP = `is nested more than ${MAX_JSON_DEPTH} levels deep: a template or policy is not`;

/** A place in a text, each counted from 1. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

const START: TextPosition = { line: 1, column: 1 };

/**
 * The problem of a text that is valid JSON; undefined if there is none.
 *
 * @param start of the text, in the file that contains it
 */
export function checkJson(text: string, start: TextPosition = START): string | undefined {
  /** The keys of each open object; undefined for a list. */
  const open: (Set<string> | undefined)[] = [];
  let last = '';
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{': case '[':
        if (open.push(text[at] === '{' ? new Set() : undefined) > MAX_JSON_DEPTH) return TOO_DEEP;
        break;
      case '}': case ']':
        open.pop();
        break;
      case '"': {
        const end = endOfString(text, at);
        last = text.slice(at, end);
        at = end - 1;
        break;
      }
      case ':': {
        const problem = keyProblem(open[open.length - 1], last);
        if (problem !== undefined) return `${problem} (${positionInWords(positionIn(text, at, start))})`;
        break;
      }
    }
  }
  return undefined;
}

/** The index after the closing quote. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end + 1;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text[at - 1 - backslashes] === '\\') backslashes += 1;
  return backslashes % 2 === 1;
}

function keyProblem(keys: Set<string> | undefined, quoted: string): string | undefined {
  return newKeyProblem(keys ?? new Set(), quoted.includes('\\') ? JSON.parse(quoted) as string : quoted.slice(1, -1));
}

/** Adds the key to the set, unless there is a problem with it. */
export function newKeyProblem(keys: Set<string>, key: string): string | undefined {
  if (key === '__proto__') return 'contains the key "__proto__", which is not a key of a template or policy';
  if (keys.has(key)) return `contains the key ${JSON.stringify(key.slice(0, 60))} twice in one object: remove one of the two`;
  keys.add(key);
  return undefined;
}

/** The reason that the parser gives, without the text around the position, which can be anything. */
export function whereJsonFails(text: string, error: unknown, start: TextPosition = START): string {
  const message = textOfError(error);
  const position = /\bposition (\d+)/.exec(message)?.[1];
  if (position !== undefined) {
    return `${message.replace(/ in JSON at position.*$/s, '')} (${positionInWords(positionIn(text, Number(position), start))})`;
  }
  return message.replace(/, (\.\.\.)?".*is not valid JSON$/s, '').replace(/ in JSON$/, '');
}

function positionIn(text: string, at: number, start: TextPosition): TextPosition {
  const before = text.slice(0, at).split('\n');
  const column = before[before.length - 1].length + 1;
  return before.length === 1 ? { line: start.line, column: start.column + column - 1 } : { line: start.line + before.length - 1, column };
}

export function positionInWords({ line, column }: TextPosition): string {
  return `line ${line}, column ${column}`;
}
