/** The matcher for `*` and `?`: fast on any input, and equivalent to the simplest possible matcher. */
import fc from 'fast-check';
import { holeOf } from './policies';
import { matchPattern, plainText, readPattern, resolveVariables, splitPattern, ValuePattern } from '../../src/evaluation/value-pattern';
import { PartlyKnownText } from '../../src/policy/partly-known-text';
import { propertyRuns } from '../property-runs';

function globOf(text: PartlyKnownText): ValuePattern {
  return readPattern(text, { wildcards: true, variables: false });
}

/** The definition of a glob, word for word; exponential, so only for short texts. */
function matchesByDefinition(glob: readonly string[], text: readonly string[]): boolean {
  if (glob.length === 0) return text.length === 0;
  const [first, ...rest] = glob;
  if (first === '*') return matchesByDefinition(rest, text) || (text.length > 0 && matchesByDefinition(glob, text.slice(1)));
  return text.length > 0 && (first === '?' || first === text[0]) && matchesByDefinition(rest, text.slice(1));
}

const GLOBS = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '😀', ':'), maxLength: 9 });
const TEXTS = fc.string({ unit: fc.constantFrom('a', 'b', '😀', ':', '*'), maxLength: 9 });
const ANY_TEXT = fc.string({ unit: 'binary', maxLength: 20 });

describe('facts', () => {
  test('the matcher agrees with the definition', () => {
    fc.assert(fc.property(GLOBS, TEXTS, (glob, text) => {
      expect(matchPattern(globOf(glob), text)).toBe(matchesByDefinition([...glob], [...text]) ? 'yes' : 'no');
    }), propertyRuns(3_000));
  });

  test('a glob without wildcards is equality', () => {
    const plain = ANY_TEXT.filter((text) => !/[*?]/.test(text));
    fc.assert(fc.property(plain, fc.oneof(plain, ANY_TEXT), (glob, text) => {
      expect(matchPattern(globOf(glob), text)).toBe(glob === text ? 'yes' : 'no');
      expect(matchPattern(globOf(glob), glob)).toBe('yes');
    }), propertyRuns(100));
  });

  test('a pattern without wildcards matches itself and nothing else', () => {
    fc.assert(fc.property(ANY_TEXT, ANY_TEXT, (text, other) => {
      const pattern = readPattern(text, { wildcards: false, variables: false });
      expect(matchPattern(pattern, text)).toBe('yes');
      expect(matchPattern(pattern, other)).toBe(text === other ? 'yes' : 'no');
    }), propertyRuns(100));
  });

  test('ignoring case is symmetric', () => {
    const plain = ANY_TEXT.filter((text) => !/[*?]/.test(text));
    const pairs = fc.oneof(fc.tuple(plain, plain), plain.map((text): [string, string] => [text, text.toUpperCase()]));
    fc.assert(fc.property(pairs, ([one, other]) => {
      expect(matchPattern(globOf(one), other, true)).toBe(matchPattern(globOf(other), one, true));
    }), propertyRuns(100));
  });

  test('ignoring case only ever matches more', () => {
    fc.assert(fc.property(GLOBS, TEXTS, (glob, text) => {
      if (matchPattern(globOf(glob), text) === 'yes') expect(matchPattern(globOf(glob.toUpperCase()), text, true)).toBe('yes');
    }), propertyRuns(100));
  });

  test('an unknown part leaves undecided exactly what an asterisk in its place would match', () => {
    fc.assert(fc.property(GLOBS, GLOBS, TEXTS, (before, after, text) => {
      const star = matchPattern(globOf(`${before}*${after}`), text);
      expect(matchPattern([...globOf(before), ...globOf([holeOf()]), ...globOf(after)], text)).toBe(star === 'yes' ? 'unknown' : 'no');
    }), propertyRuns(100));
  });

  test('splitting and joining again changes nothing', () => {
    fc.assert(fc.property(GLOBS, fc.integer({ min: 1, max: 4 }), (glob, limit) => {
      const parts = splitPattern(globOf(glob), ':', limit);
      expect(parts.length).toBeLessThanOrEqual(limit);
      const shown = parts.map((part) =>
        part.map((token) => (token.kind === 'literal' ? token.text : token.kind === 'any-run' ? '*' : '?')).join(''),
      );
      expect(shown.join(':')).toBe(glob);
    }), propertyRuns(100));
  });
});

/** Of this process, so that a busy machine does not count. */
function secondsOfCpuSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

describe('patterns made to be slow', () => {
  const text = 'a'.repeat(2_000);
  test.each([
    ['asterisks and question marks in turn', '*?'.repeat(5_000)],
    ['asterisks and letters in turn', `${'*a'.repeat(5_000)}b`],
    ['few asterisks and an ending that does not match', `${'*a'.repeat(500)}b`],
    ['only asterisks', '*'.repeat(10_000)],
    ['a long run after an asterisk', `*${'a'.repeat(999)}b`],
    ['many question marks after an asterisk', `*${'?'.repeat(1_999)}b`],
  ])('%s: a result in less than a second', (_what, glob) => {
    const start = process.cpuUsage();
    matchPattern(globOf(glob), text);
    matchPattern(globOf(glob), text, true);
    expect(secondsOfCpuSince(start)).toBeLessThan(1);
  });

  test.each([
    ['braces that are never closed', '${'.repeat(5_000)],
    ['white space without an end', `\${${' '.repeat(10_000)}`],
    ['quotes without an end', `\${${"'".repeat(10_000)}`],
    ['a default without an end', `\${a, '${'x'.repeat(10_000)}`],
    ['white space after a default', `\${a, 'b'${' '.repeat(10_000)}`],
    ['very many variables', '${a}'.repeat(2_500)],
  ])('%s: parsed in less than a second', (_what, value) => {
    const start = process.cpuUsage();
    readPattern(value, { wildcards: true, variables: true });
    expect(secondsOfCpuSince(start)).toBeLessThan(1);
  });
});

describe('parts', () => {
  test.each<[text: PartlyKnownText, parts: string[][]]>([
    ['', [[]]],
    [':', [[], []]],
    ['a:', [['a'], []]],
    [':a', [[], ['a']]],
    ['a*:b:c', [['a', '*'], ['b:c']]],
    [['a', holeOf(), ':b'], [['a', '<hole>'], ['b']]],
  ])('%j: an empty part contains nothing', (text, parts) => {
    const shown = { 'any-run': '*', 'any-one': '?', 'hole': '<hole>', 'variable': '${}', 'suspect': '' };
    expect(
      splitPattern(globOf(text), ':', 2).map((part) => part.map((token) => (token.kind === 'literal' ? token.text : shown[token.kind]))),
    ).toEqual(parts);
  });

  test('an empty text has no parts', () => {
    expect(globOf('')).toEqual([]);
  });
});

describe('plain text', () => {
  test.each<[what: string, pattern: ValuePattern, text: string | undefined]>([
    ['nothing', globOf(''), ''],
    ['letters', globOf('abc'), 'abc'],
    ['an asterisk', globOf('a*'), undefined],
    ['an unknown part', globOf(['a', holeOf()]), undefined],
    ['only an unknown part', globOf([holeOf()]), undefined],
  ])('%s', (_what, pattern, text) => {
    expect(plainText(pattern)).toBe(text);
  });

  test('text and the value of a variable beside it are one text', () => {
    const pattern = readPattern('a${aws:Team}b', { wildcards: false, variables: true });
    const resolved = resolveVariables(pattern, false, () => 'X')!;
    expect(matchPattern(resolved, 'aXb')).toBe('yes');
    expect(matchPattern(resolved, 'aXbc')).toBe('no');
  });
});

test('an asterisk is a run, and everything between is literal', () => {
  const pattern = globOf('*//*a');
  expect(pattern).toEqual([{ kind: 'any-run' }, { kind: 'literal', text: '//' }, { kind: 'any-run' }, { kind: 'literal', text: 'a' }]);
});
