import { GlobAutomaton } from '../../src/analysis/key-constraints/glob-automaton';
import { Alphabet } from '../../src/analysis/key-constraints/shortest-text';
import { textsToldApart } from '../../src/analysis/key-constraints/told-apart';
import { readPattern } from '../../src/evaluation/value-pattern';

function toldApart(patterns: readonly string[], named: readonly string[] = [], length: number | undefined = 3): string[] | undefined {
  const readers = patterns.map((pattern) => {
    const glob = GlobAutomaton.ofText(readPattern(pattern, { wildcards: true, variables: false }), false);
    return { glob, begin: glob.start, suffix: '' };
  });
  const found = textsToldApart(readers, { alphabet: Alphabet.of('0-9'), length, named: new Set(named) });
  return found && [...found.values()];
}

test.each<[string, string[], string[], RegExp[]]>([
  ['one class where nothing is asked', [], [], [/^\d{3}$/]],
  ['with and without the beginning', ['1*'], [], [/^1/, /^[^1]/]],
  ['each way in which two patterns can hold', ['1*', '*1'], [], [/^1.1$/, /^1.[^1]$/, /^[^1].1$/, /^[^1].[^1]$/]],
  ['a class of named texts only is nobody else\'s', ['11?'], ['110', '111', '112', '113', '114', '115', '116', '117', '118', '119'], [/^(?!11)/]],
  ['a named text stands for itself alone', ['11?'], ['110'], [/^11[^0]$/, /^(?!11)/]],
])('%s', (_, patterns, named, classes) => {
  const found = toldApart(patterns, named)!;
  for (const expected of classes) expect(found.filter((text) => expected.test(text))).not.toEqual([]);
  expect(found.every((text) => classes.some((expected) => expected.test(text)))).toBe(true);
  expect(found.filter((text) => named.includes(text))).toEqual([]);
});

test('too many classes are not told apart, and it says so', () => {
  expect(toldApart(['*1*2*3*4*5*', '*5*4*3*2*1*', '?1?2?3*', '*1?2?3?4*'], [], 12)).toBeUndefined();
  expect(toldApart(['1'.repeat(2000) + '*'])).toBeUndefined();
});
