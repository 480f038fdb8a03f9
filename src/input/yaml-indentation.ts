/**
 * Quoted text and flow collections (`[…]`, `{…}`) over several lines: CloudFormation's parser accepts their lines at any indentation,
 * but the parser used here only if they are indented deeper than the text around them. The white space at the beginning of such a line is
 * not part of the value, so more of it can be inserted.
 */
import { CST, Lexer } from 'yaml';

/** For each change, the text is read again. */
const MAX_CHANGES = 100;

/** The same document with these lines indented deeper; the text itself if there are none. Line numbers do not change. */
export function withContinuationsIndented(text: string): string {
  let [indented, changes] = [text, 0];
  for (let next = indentedOnce(indented); next !== undefined && changes < MAX_CHANGES; next = indentedOnce(indented)) {
    indented = next;
    changes += 1;
  }
  return indented;
}

/** With the first of them fixed; undefined if there is none, or it cannot be fixed. */
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

/** The index after the closing quote; undefined if there is none. */
function endOfQuoted(text: string, start: number): number | undefined {
  const quoted = text[start] === '"' ? /"(?:[^"\\]|\\[^])*"/y : /'(?:[^']|'')*'/y;
  quoted.lastIndex = start;
  return quoted.test(text) ? quoted.lastIndex : undefined;
}

function withLinesIndented(text: string, start: number, end: number): string | undefined {
  const indentation = ' '.repeat(columnOf(text, start) + 1);
  const [first, ...lines] = text.slice(start, end).split('\n');
  // A document ends there, or another begins.
  if (lines.some((line) => /^(---|\.\.\.)(\s|$)/.test(line))) return undefined;
  const deeper = lines.map((line) => (line.trim() === '' ? line : indentation + line));
  return text.slice(0, start) + [first, ...deeper].join('\n') + text.slice(end);
}

/** @param offset in the white space at the beginning of the line, or after it */
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
