import fc from 'fast-check';
import { ask, documentOf, FOREIGNERS, openVerdict } from './ask-policy';
import { readerOf, stateAfter, distinguishes, TextReader, representativeTexts } from '../../src/analysis/key-constraints/representatives';
import { Alphabet } from '../../src/analysis/key-constraints/shortest-text';
import { readPattern } from '../../src/evaluation/value-pattern';
import { OperatorFamily } from '../../src/policy/condition';
import { allow, deny } from '../evaluation/policies';
import { propertyRuns } from '../property-runs';

function reader(pattern: string, family: OperatorFamily = 'string-like', prefix = '', suffix = ''): TextReader {
  return readerOf(readPattern(pattern, { wildcards: true, variables: false }), family, prefix, suffix);
}

function classes(
  readers: readonly TextReader[],
  named: readonly string[] = [],
  length: number | undefined = 3,
  alphabet = '0-9',
): string[] | undefined {
  const found = representativeTexts(readers, { alphabet: Alphabet.of(alphabet), length, named: new Set(named) });
  return found && [...found.values()];
}

function representativesOf(
  patterns: readonly string[],
  named: readonly string[] = [],
  length: number | undefined = 3,
): string[] | undefined {
  return classes(
    patterns.map((pattern) => reader(pattern)),
    named,
    length,
  );
}

test.each<[string, string[], string[], RegExp[]]>([
  ['one class where nothing is compared', [], [], [/^\d{3}$/]],
  ['with and without the beginning', ['1*'], [], [/^1/, /^[^1]/]],
  ['each way in which two patterns can hold', ['1*', '*1'], [], [/^1.1$/, /^1.[^1]$/, /^[^1].1$/, /^[^1].[^1]$/]],
  [
    'a class that contains only named texts has no other representative',
    ['11?'],
    ['110', '111', '112', '113', '114', '115', '116', '117', '118', '119'],
    [/^(?!11)/],
  ],
  [
    'a character that no text can hold makes no class',
    ['11?'],
    [...Array.from('0123456789', (digit) => `11${digit}`), 'A'],
    [/^(?!11)\d{3}$/],
  ],
  ['a named text represents only itself', ['11?'], ['110'], [/^11[^0]$/, /^(?!11)/]],
  ['two named texts leave the others of their class', ['11?'], ['110', '111'], [/^11[^01]$/, /^(?!11)/]],
  ['nine of ten leave the last', ['11?'], ['110', '111', '112', '113', '114', '115', '116', '117', '118'], [/^119$/, /^(?!11)/]],
  ['a text named beside others that use up all digits', [], ['000', '123', '456', '789'], [/^\d{3}$/]],
  ['named texts include all that begin like the first', [], Array.from('0123456789', (digit) => `00${digit}`), [/^(?!00)\d{3}$/]],
  ['the one text that would have represented all others is named', ['???'], ['000'], [/^(?!000)\d{3}$/]],
])('%s', (_, patterns, named, expected) => {
  const found = representativesOf(patterns, named)!;
  for (const one of expected) expect(found.filter((text) => one.test(text))).not.toEqual([]);
  expect(found.every((text) => expected.some((one) => one.test(text)))).toBe(true);
  expect(found.filter((text) => named.includes(text))).toEqual([]);
});

test('every text that is not named ends in the same state as a representative', () => {
  const all = Array.from({ length: 64 }, (_, number) => number.toString(4).padStart(3, '0'));
  const pattern = fc.array(fc.constantFrom('0', '1', '2', '3', '?', '*'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  // Often enough for all texts of a class to be named.
  const named = fc.oneof(fc.subarray(all, { maxLength: 6 }), pattern.map((beginning) => all.filter((text) => text.startsWith(beginning))));
  fc.assert(
    fc.property(fc.array(pattern, { maxLength: 3 }), named, (patterns, texts) => {
      const readers = patterns.map((each) => reader(each));
      const found = representativeTexts(readers, { alphabet: Alphabet.of('0-3'), length: 3, named: new Set(texts) })!;
      const expected = new Set(all.filter((text) => !texts.includes(text)).map((text) => stateAfter(readers, text)));
      expect(new Set(found.keys())).toEqual(expected);
      expect([...found.values()].filter((text) => texts.includes(text))).toEqual([]);
    }),
    propertyRuns(100),
  );
});

test.each([
  ['principals', deny({ Principal: { AWS: ['111111111110', '111111111111'] } })],
  ['a condition', deny({ Condition: { StringEquals: { 'aws:PrincipalAccount': ['111111111110', '111111111111'] } } })],
])('ten accounts match, two of them are excluded by %s: the others are allowed', (_, shutOut) => {
  const document = documentOf(allow({ Condition: { StringLike: { 'aws:PrincipalAccount': '11111111111?' } } }), shutOut);
  expect(openVerdict(ask(document, FOREIGNERS)).request.caller).toMatchObject({ account: expect.stringMatching(/^1{11}[2-9]$/) });
});

describe('matching a text', () => {
  test('an ARN operator distinguishes nothing with a pattern that is not an ARN', () => {
    expect(classes([reader('1*', 'arn')])).toHaveLength(1);
    expect(classes([reader('1*', 'string-like')])).toHaveLength(2);
  });

  test('an ARN operator distinguishes the account in an ARN', () => {
    expect(classes([reader('arn:aws:iam::1*:root', 'arn', 'arn:aws:iam::', ':')])).toHaveLength(2);
  });

  test('a pattern in upper case may be compared ignoring case', () => {
    expect(classes([reader('A*')], [], 2, 'a-z')).toHaveLength(2);
  });

  test('the suffix after every text matters as well', () => {
    expect(classes([reader('1?5', 'string-like', '', '5')], [], 2)).toHaveLength(2);
    expect(classes([reader('1?5', 'string-like', '', '6')], [], 2)).toHaveLength(1);
  });

  test.each<[string, string, boolean]>([
    ['a pattern that begins with *', '*:root', false],
    ['a pattern that begins with a digit', '1*', true],
    ['a pattern that begins with ?', '?*', true],
  ])('%s with digits: %s %j', (_, pattern, expected) => {
    expect(distinguishes(reader(pattern), '0123456789')).toBe(expected);
  });

  test('a text ends in the same state as its representative', () => {
    const readers = [reader('1*'), reader('*1')];
    const found = representativeTexts(readers, { alphabet: Alphabet.of('0-9'), length: 3, named: new Set() })!;
    expect(found.get(stateAfter(readers, '175'))).toMatch(/^1\d[^1]$/);
    expect(found.get(stateAfter(readers, '571'))).toMatch(/^[^1]\d1$/);
  });
});

describe('too many classes are not distinguished, and the result says so', () => {
  /** Two digits: the numbers of first and of second digits that are distinguished from the others. */
  const digits = (first: number, second: number) => [
    ...Array.from({ length: first }, (_, digit) => `${digit}?`),
    ...Array.from({ length: second }, (_, digit) => `?${digit}`),
  ];

  test('by their number', () => {
    expect(representativesOf(digits(5, 7), [], 2)).toHaveLength(6 * 8);
    expect(representativesOf(digits(6, 6), [], 2)).toBeUndefined();
  });

  test('by the length of a pattern', () => {
    expect(representativesOf(['1'.repeat(512)])).toHaveLength(2);
    expect(representativesOf(['1'.repeat(513)])).toBeUndefined();
  });

  test('by the number of steps', () => {
    expect(representativesOf(['*1*2*3*4*5*', '*5*4*3*2*1*', '?1?2?3*', '*1?2?3?4*'], [], 12)).toBeUndefined();
    expect(representativesOf([], [], 4000)).toHaveLength(1);
    expect(representativesOf([], [], 4001)).toBeUndefined();
  });

  test('the prefixes of named texts cost no steps', () => {
    expect(representativesOf([], ['1'.repeat(100)], 4000)).toHaveLength(1);
  });
});
