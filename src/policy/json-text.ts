/**
 * Reads JSON that a template contains as text: a string, an `Fn::Join` of pieces as the CDK's `toJsonString` renders it, or
 * URL-encoded text as `aws iam get-role` prints it.
 */
import { holeFrom } from './holes';
import { Hole, holesOf, isKnown, PartlyKnownText, showText, textOf, TextPiece } from './partly-known-text';
import { DeployTimeValue, isPlainMap, MapEntry, ResolvedMap, valueOfText } from './resolved-value';

/** No policy is nested deeper, and reading deeper JSON could overflow the stack. */
const MAX_DEPTH = 100;

/** The value that a JSON text represents, with its holes in place; undefined if it is not JSON. */
export function readJsonText(text: PartlyKnownText | undefined): unknown {
  if (text === undefined) return undefined;
  if (isKnown(text)) return withoutAbyss(parsed(text) ?? (text.includes('%') ? parsed(text, decodeURIComponent) : undefined));
  const mark = unusedCharacter(text);
  if (mark === undefined) return undefined;
  return withHoles(withoutAbyss(parsed(withMarks(text, mark))), holesOf(text), mark);
}

/** A name that appears twice in one object of a JSON text: IAM rejects such a document, and JSON.parse keeps only the last value. */
export function repeatedNameIn(text: PartlyKnownText): string | undefined {
  const json = isKnown(text) ? text : withMarks(text, unusedCharacter(text) ?? '');
  const isEncoded = parsed(json) === undefined && json.includes('%') && parsed(json, decodeURIComponent) !== undefined;
  const names: Set<string>[] = [];
  // A string, with the colon after it if it is a name; or the beginning or end of an object.
  for (const [token] of (isEncoded ? decodeURIComponent(json) : json).matchAll(/"(?:[^"\\]|\\.)*"(?:\s*:)?|[{}]/g)) {
    if (token === '{') {
      names.push(new Set());
    } else if (token === '}') {
      names.pop();
    } else if (token.endsWith(':')) {
      const name = parsed(token.slice(0, -1));
      if (typeof name !== 'string') continue;
      if (names.at(-1)?.has(name)) return name;
      names.at(-1)?.add(name);
    }
  }
  return undefined;
}

/** JSON.parse accepts any depth, but the code that reads its result does not. */
function withoutAbyss(value: unknown): unknown {
  if (!isDeeperThan(MAX_DEPTH, value)) return value;
  return new DeployTimeValue(holeFrom({ kind: 'deep-json', levels: MAX_DEPTH }));
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((item) => isDeeperThan(depth - 1, item));
}

function parsed(text: string, decoded = (encoded: string) => encoded): unknown {
  try {
    return JSON.parse(decoded(text)) as unknown;
  } catch {
    return undefined;
  }
}

/** A character that the text contains neither literally nor escaped, so that marks made of it are unambiguous. */
function unusedCharacter(text: readonly TextPiece[]): string | undefined {
  const known = text.filter((piece) => typeof piece === 'string').join('\n').toLowerCase();
  for (let code = 0xe000; code <= 0xf8ff; code += 1) {
    const character = String.fromCharCode(code);
    if (!known.includes(character) && !known.includes(`\\u${code.toString(16)}`)) return character;
  }
  return undefined;
}

/** The text with a mark for each hole. A hole outside the strings of the JSON becomes a string that consists of the mark. */
function withMarks(text: readonly TextPiece[], mark: string): string {
  let isInString = false;
  let count = 0;
  return text.map((piece) => {
    if (typeof piece !== 'string') {
      const marked = `${mark}${count}${mark}`;
      count += 1;
      return isInString ? marked : `"${marked}${mark}"`;
    }
    for (let index = 0; index < piece.length; index += 1) {
      if (piece[index] === '"') isInString = !isInString;
      else if (piece[index] === '\\' && isInString) index += 1;
    }
    return piece;
  }).join('');
}

function withHoles(value: unknown, holes: readonly Hole[], mark: string): unknown {
  if (typeof value === 'string') return value.includes(mark) ? valueWithHoles(value, holes, mark) : value;
  if (Array.isArray(value)) return value.map((item) => withHoles(item, holes, mark));
  if (!isPlainMap(value)) return value;
  return new ResolvedMap(
    Object.keys(value).map((key): MapEntry => [piecesWithHoles(key, holes, mark), withHoles(value[key], holes, mark)]),
  );
}

function valueWithHoles(marked: string, holes: readonly Hole[], mark: string): unknown {
  if (marked.endsWith(mark + mark)) return new DeployTimeValue(holes[Number(marked.slice(1, -2))]);
  return valueOfText(piecesWithHoles(marked, holes, mark));
}

/** The number of a hole is between two marks, so every second part is such a number. */
function piecesWithHoles(marked: string, holes: readonly Hole[], mark: string): PartlyKnownText {
  const parts = (marked.endsWith(mark + mark) ? marked.slice(0, -1) : marked).split(mark);
  return textOf(parts.map((part, index) => (index % 2 === 0 ? part : holes[Number(part)])));
}

/** The text as messages show it, shortened to a readable length. */
export function excerptOf(text: PartlyKnownText): string {
  const shown = showText(text);
  return shown.length > 60 ? `${shown.slice(0, 57)}...` : shown;
}
