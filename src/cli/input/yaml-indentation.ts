/**
 * Quoted text and flow collections (`[…]`, `{…}`) over several lines: CloudFormation's parser takes their lines at any indentation, the one
 * used here only where they stand deeper than what is around them. The white space at the beginning of such a line is no part of the
 * value, so more of it can be put there.
 */
import { CST, Lexer } from 'yaml';

/** Each of them costs another reading of the text. */
const MAX_CHANGES = 100;

/** The same document with these lines deeper; the text itself where there are none. No line gets another number. */
export function withContinuationsIndented(text: string): string {
  let [indented, changes] = [text, 0];
  for (let next = indentedOnce(indented); next !== undefined && changes < MAX_CHANGES; next = indentedOnce(indented)) {
    indented = next;
    changes += 1;
  }
  return indented;
}

/** With the first of them put right; undefined where there is none, or nothing helps. */
function indentedOnce(text: string): string | undefined {
  let [offset, isPlain, openedAt, depth] = [0, false, 0, 0];
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === CST.FLOW_END) return withLineIndented(text, offset, columnOf(text, openedAt) + 1);
    if (lexeme === CST.DOCUMENT || lexeme === CST.SCALAR) {
      isPlain = lexeme === CST.SCALAR;
      continue;
    }
    if (!isPlain && /^["']/.test(lexeme)) {
      const end = endOfQuoted(text, offset);
      if (end === undefined) return undefined;
      if (end > offset + lexeme.length) return withLinesIndented(text, offset, end);
    }
    if (!isPlain && /^[[{]$/.test(lexeme)) {
      if (depth === 0) openedAt = offset;
      depth += 1;
    }
    if (!isPlain && /^[\]}]$/.test(lexeme)) depth = Math.max(0, depth - 1);
    isPlain = false;
    offset += lexeme.length;
  }
  return undefined;
}

/** The index behind the closing quote; undefined when there is none. */
function endOfQuoted(text: string, start: number): number | undefined {
  const quoted = text[start] === '"' ? /"(?:[^"\\]|\\[^])*"/y : /'(?:[^']|'')*'/y;
  quoted.lastIndex = start;
  return quoted.test(text) ? quoted.lastIndex : undefined;
}

function withLinesIndented(text: string, start: number, end: number): string | undefined {
  const indentation = ' '.repeat(columnOf(text, start) + 1);
  const [first, ...lines] = text.slice(start, end).split('\n');
  // There a document ends, or another begins.
  if (lines.some((line) => /^(---|\.\.\.)(\s|$)/.test(line))) return undefined;
  const deeper = lines.map((line) => (line.trim() === '' ? line : indentation + line));
  return text.slice(0, start) + [first, ...deeper].join('\n') + text.slice(end);
}

/** @param offset somewhere in the white space at the beginning of the line, or behind it */
function withLineIndented(text: string, offset: number, depth: number): string | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const line = text.slice(start);
  const isDeepEnough = line.search(/[^ ]/) >= depth;
  if (isDeepEnough || /^(---|\.\.\.)(\s|$)/.test(line)) return undefined;
  return text.slice(0, start) + ' '.repeat(depth) + text.slice(start);
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}
