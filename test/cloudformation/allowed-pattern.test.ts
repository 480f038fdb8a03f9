/** What the `AllowedPattern` of a parameter says about its values: all of them, or the parts that each consists of. */
import * as fc from 'fast-check';
import { PatternPart, readAllowedPattern, shapeOfParts } from '../../src/cloudformation/allowed-pattern';
import { hasShapeOf, TextShape } from '../../src/policy/text-shape';
import { propertyRuns } from '../property-runs';

/** `{abc}1..3` for a part; a long character set is shown by its size. */
function shown(part: PatternPart): string {
  if (typeof part === 'string') return JSON.stringify(part);
  const { characters: { ascii, others }, min, max } = part;
  return `{${ascii.length > 14 ? ascii.length : ascii}${others ? ' and others' : ''}}${min}..${max ?? ''}`;
}

function described(pattern: string): string {
  const allowed = readAllowedPattern(pattern);
  if (allowed === undefined) return 'not read';
  return allowed.texts === undefined ? allowed.parts.map(shown).join(' ') : `one of ${JSON.stringify(allowed.texts)}`;
}

describe('the parts of a value', () => {
  test.each<[pattern: string, expected: string]>([
    ['^\\d{12}$', '{0123456789}12..12'],
    ['[0-9]{6}[0-9]{6}', '{0123456789}12..12'],
    ['^[\\w-]+/[\\w.-]+$', '{64}1.. "/" {65}1..'],
    ['^arn:aws:iam::\\d{12}:role/.*$', '"arn:aws:iam::" {0123456789}12..12 ":role/" {128 and others}0..'],
    ['^arn:aws[a-z-]*:iam::[0-9]{12}:root$', '"arn:aws" {27}0.. ":iam::" {0123456789}12..12 ":root"'],
    ['a?[bc]', '{a}0..1 {bc}1..1'],
    ['[^*?]+', '{126 and others}1..'],
    ['(ab|c)*', '{abc}0..'],
    ['(ab){2,3}', '{ab}4..6'],
    ['x{3}?', '{x}3..3'],
    ['[a-c-]{1,}', '{-abc}1..'],
    ['[\\d.\\]^]', '{.0123456789]^}1..1'],
    ['^$|^\\d{12}$', '{0123456789}0..12'],
    ['(?:\\d{12})', '{0123456789}12..12'],
    ['\\S+', '{122 and others}1..'],
  ])('%s', (pattern, expected) => expect(described(pattern)).toBe(expected));
});

describe('all values, where there are few', () => {
  test.each<[pattern: string, expected: readonly string[]]>([
    ['^(dev|prod)$', ['dev', 'prod']],
    ['dev|prod|', ['dev', 'prod', '']],
    ['(a|b)-(c|d)', ['a-c', 'a-d', 'b-c', 'b-d']],
    ['acme/apps?', ['acme/app', 'acme/apps']],
    ['a\\.b[.]c', ['a.b.c']],
    ['', ['']],
  ])('%s', (pattern, expected) => expect(described(pattern)).toBe(`one of ${JSON.stringify(expected)}`));
});

describe('not parsed', () => {
  test.each<[why: string, pattern: string]>([
    ['look-ahead', '(?=a)[a-z]+'],
    ['negative look-ahead', '^(?!arn:).*$'],
    ['look-behind', 'a(?<=a)b'],
    ['a flag', '(?i)dev'],
    ['a named group', '(?<name>a)'],
    ['a back reference', '(a|b)\\1'],
    ['a Unicode class', '\\p{L}+'],
    ['quoting', '\\Qa\\E'],
    ['a word boundary', '\\bdev\\b'],
    ['a class inside a class', '[a[bc]]'],
    ['an intersection', '[a-z&&[^b]]'],
    ['an invalid range', '[z-a]'],
    ['an empty class', '[]a]'],
    ['a class that does not end', '[ab'],
    ['a group that does not end', '(ab'],
    ['one bracket too many', 'ab)'],
    ['nothing to repeat', '*a'],
    ['a backslash at the end', 'a\\'],
    ['too many repetitions', 'a{20000}'],
    ['too many levels', `${'('.repeat(30)}a${')'.repeat(30)}`],
    ['an expression that is too long', 'a'.repeat(3_000)],
  ])('%s', (_, pattern) => expect(described(pattern)).toBe('not read'));
});

/** Every text that an expression matches is covered by the parsed result. */
test('the parsed result holds for every text that the expression matches', () => {
  const atom = fc.constantFrom('a', 'b', '1', '/', '\\.', '-', '.', '[a-c]', '[^/]', '\\d', '\\w', '\\W', '(a|b1)', '((?:ab)?)', '^', '$');
  const quantifier = fc.constantFrom('', '', '*', '+', '?', '{2}', '{1,3}', '{2,}');
  const sequence = fc
    .array(
      fc.tuple(atom, quantifier).map(([one, many]) => (/^[\^$]$/.test(one) ? one : one + many)),
      { minLength: 1, maxLength: 4 },
    )
    .map((parts) => parts.join(''));
  const pattern = fc.array(sequence, { minLength: 1, maxLength: 3 }).map((alternatives) => alternatives.join('|'));
  const text = fc.array(fc.constantFrom('a', 'b', 'c', '1', '/', '.', '-', 'é'), { maxLength: 6 }).map((characters) => characters.join(''));
  fc.assert(fc.property(pattern, text, (written, value) => {
    if (!new RegExp(`^(?:${written})$`).test(value)) return;
    const allowed = readAllowedPattern(written)!;
    if (allowed.texts !== undefined) expect(allowed.texts).toContain(value);
    expect(hasShapeOf(shapeOfParts(allowed.parts), value)).toBe(true);
    expect(value).toMatch(madeOf(allowed.parts));
  }), propertyRuns(5_000, 1));
});

function madeOf(parts: readonly PatternPart[]): RegExp {
  const escaped = (characters: string) => characters.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const classOf = ({ characters: { ascii, others } }: TextShape) => `[${escaped(ascii)}${others ? '\\u0080-\\uffff' : ''}]`;
  return new RegExp(
    `^${parts.map((part) => (typeof part === 'string' ? escaped(part) : `${classOf(part)}{${part.min},${part.max ?? ''}}`)).join('')}$`,
  );
}
