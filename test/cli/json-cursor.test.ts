/** Reading JSON piece by piece gives what JSON.parse gives, wherever the pieces end. */
import * as fc from 'fast-check';
import { JsonCursor } from '../../src/input/json-cursor';
import { decode } from '../../src/input/read-text-file';

/** Enters every object and list down to a depth, and takes what is below as a whole. */
function read(json: JsonCursor, depth: number): unknown {
  const first = json.peek();
  if (depth > 0 && first === '{') {
    const members: [string, unknown][] = [];
    json.members((key) => members.push([key, read(json, depth - 1)]));
    return Object.fromEntries(members);
  }
  if (depth > 0 && first === '[') {
    const items: unknown[] = [];
    json.items(() => items.push(read(json, depth - 1)));
    return items;
  }
  return json.value();
}

/** Whether anything is left after the value is the business of the caller. */
function readAll(pieces: readonly string[], depth: number): unknown {
  const json = new JsonCursor('input', pieces.values());
  const value = read(json, depth);
  if (json.peek() !== undefined) json.fail('more');
  return value;
}

function outcome(run: () => unknown): string {
  try {
    return JSON.stringify(run());
  } catch (error) {
    return `refused: ${(error as Error).message}`;
  }
}

/** The text in pieces that end at these places. */
function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((one, other) => one - other);
  return [0, ...ends].map((start, index) => text.slice(start, ends[index] ?? text.length));
}

const anyJson = fc.jsonValue({ maxDepth: 5 }).chain((value) => fc.constantFrom(JSON.stringify(value), JSON.stringify(value, undefined, 2)));
const anyPlaces = fc.array(fc.nat(), { maxLength: 20 });
const withoutProto = (text: string) => !text.includes('__proto__');

test('any JSON is what JSON.parse says, however it is cut and however much of it is entered', () => {
  fc.assert(fc.property(anyJson.filter(withoutProto), anyPlaces, fc.nat({ max: 6 }), (text, places, depth) => {
    expect(outcome(() => readAll(cut(text, places), depth))).toBe(JSON.stringify(JSON.parse(text)));
  }));
});

/** Text that is nearly JSON. */
const anyMark = fc.constantFrom('', '"', '\\', '{', '}', '[', ']', ',', ':', ' ', 'x', '1', '\u0000', '\ud800');
const damaged = fc.tuple(anyJson, fc.nat(), anyMark, fc.nat({ max: 2 }))
  .map(([text, place, inserted, removed]) => {
    const at = place % (text.length + 1);
    return text.slice(0, at) + inserted + text.slice(at + removed);
  });

test('damaged JSON is refused where JSON.parse refuses it, and the message is the same wherever it is cut', () => {
  fc.assert(fc.property(damaged.filter(withoutProto), anyPlaces, fc.nat({ max: 6 }), (text, places, depth) => {
    const whole = outcome(() => readAll([text], depth));
    expect(outcome(() => readAll(cut(text, places), depth))).toBe(whole);
    const parsed = outcome(() => JSON.parse(text) as unknown);
    if (parsed.startsWith('refused')) expect(whole).toMatch(/^refused: input: /);
    else if (!whole.includes('twice in one object')) expect(whole).toBe(parsed);
  }));
});

test('bytes can be cut inside of a character', () => {
  const anyEncoding = fc.constantFrom('utf8' as const, 'utf16le' as const);
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), anyPlaces, anyEncoding, (text, places, encoding) => {
    const bytes = Buffer.from(`${encoding === 'utf8' ? '' : '\ufeff'}${text.replace(/\0/g, '')}`, encoding);
    const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((one, other) => one - other);
    const pieces = [0, ...ends].map((start, index) => bytes.subarray(start, ends[index] ?? bytes.length));
    expect([...decode('input', pieces.values())].join('')).toBe(new TextDecoder(encoding === 'utf8' ? 'utf-8' : 'utf-16le').decode(bytes));
  }));
});

test('what is left out is not kept, and need not be valid inside', () => {
  const json = new JsonCursor('input', cut('{"a": {"b": [1, "}\\"", tru]}, "c": "\\\\", "d": 1}', [3, 9, 14, 19, 20]).values());
  const seen: unknown[] = [];
  json.members((key) => seen.push(key === 'd' ? json.value() : key));
  expect(seen).toEqual(['a', 'c', 1]);
});

describe('messages', () => {
  test.each<[string, string, RegExp]>([
    ['the end in the middle', '{"a": [1, ', /^input: is not valid JSON: Unexpected end of JSON input \(line 1, column 11\)$/],
    ['a comma too many in a list', '[1,\n]', /^input: is not valid JSON: Unexpected token "\]" \(line 2, column 1\)$/],
    ['no comma', '{"a": 1\n "b": 2}', /^input: is not valid JSON: Expected ',' or '}' after property value \(line 2, column 2\)$/],
    ['a value that is none', '{"a":\n {"b": tru}}', /^input: is not valid JSON: Unexpected token/],
    ['a key twice', '{"a": 1,\n "a": 2}', /^input: contains the key "a" twice in one object: remove one of the two \(line 2, column 5\)$/],
    ['a key twice, deeper', '{"a":\n {"b": 1, "b": 2}}', /^input: contains the key "b" twice in one object: .* \(line 2, column 14\)$/],
    ['__proto__', '{"__proto__": 1}', /^input: contains the key "__proto__"/],
    ['lists in lists', '['.repeat(100_000), /^input: is nested more than 200 levels deep/],
  ])('%s', (_, text, expected) => {
    expect(() => readAll(cut(text, [4, 7, 9]), 1)).toThrow(expected);
  });
});
