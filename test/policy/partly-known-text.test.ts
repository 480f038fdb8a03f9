/** Text with holes: put together, split and filled in. */
import { join, readText, ref, shown } from './reading';
import { fillHoles, Hole, isSameText, lastPartOf, onlyHole, PartlyKnownText, splitText, textOf } from '../../src/policy/partly-known-text';

const hole = (id: string): Hole => ({ kind: 'unknown', id, what: id, origin: { kind: 'parameter', name: id, scope: undefined } });
const [A, B] = [hole('A'), hole('B')];

test.each<[string, PartlyKnownText, Record<string, string>, string]>([
  ['text without unknown parts stays as it is', 'x', { A: '1' }, 'x'],
  ['a value replaces every occurrence of its unknown part', [A, '-', A], { A: '1' }, '1-1'],
  ['an unknown part without a value stays', ['x-', A, '-', B], { B: '2' }, 'x-<unknown A>-2'],
  ['a value may be empty', [A, 'x'], { A: '' }, 'x'],
])('filled in: %s', (_what, text, values, expected) => {
  expect(shown(fillHoles(text, ({ id }) => values[id]))).toBe(expected);
});

test('text whose unknown parts are all filled in is plain text', () => {
  expect(fillHoles(['x-', A, '-y'], ({ id }) => (id === 'A' ? '1' : undefined))).toBe('x-1-y');
});

test.each<[string, PartlyKnownText, number, string[]]>([
  ['at each separator', 'a:b:c', 9, ['a', 'b', 'c']],
  ['at the first ones', 'a:b:c', 2, ['a', 'b:c']],
  ['never inside an unknown part', ['a:', A, ':c'], 9, ['a', '<unknown A>', 'c']],
  ['where two separators follow each other', ['::', A], 9, ['', '', '<unknown A>']],
  ['not at all', '', 9, ['']],
])('split: %s', (_what, text, limit, expected) => {
  expect(splitText(text, ':', limit).map(shown)).toEqual(expected);
});

test('neighbouring texts are joined, and empty ones removed', () => {
  expect(textOf(['a', '', 'b', A, '', ['c', B], 'd'])).toEqual(['ab', A, 'c', B, 'd']);
  expect(readText(join('', ref('X'), ''))).toBe('<unknown reference to "X">');
});

test.each<[string, PartlyKnownText, PartlyKnownText, boolean]>([
  ['the same text', 'x', 'x', true],
  ['another text', 'x', 'y', false],
  ['the same unknown parts in the same places', ['x-', A], ['x-', hole('A')], true],
  ['another unknown part', ['x-', A], ['x-', B], false],
  ['the same unknown parts in other places', [A, '-', B], [B, '-', A], false],
  ['an unknown part, and text that looks like one', [A], '<A>', false],
  ['text that looks like an unknown part beside one', ['<A>', B], [A, '<B>'], false],
  ['an unknown part that may be empty', '', [A], false],
])('certainly the same: %s', (_what, one, other, expected) => {
  expect([isSameText(one, other), isSameText(other, one)]).toEqual([expected, expected]);
});

test.each<[PartlyKnownText, Hole | undefined]>([
  ['', undefined],
  ['x', undefined],
  [[A], A],
  [['x', A], undefined],
  [[A, B], undefined],
])('the only unknown part of %j', (text, expected) => {
  expect(onlyHole(text)).toBe(expected);
});

test.each<[PartlyKnownText, PartlyKnownText]>([
  ['Deploy', 'Deploy'],
  ['team/Deploy', 'Deploy'],
  ['team/', ''],
  [['team/', A], [A]],
  [[A, '/Deploy'], 'Deploy'],
])('the last part of %j', (text, expected) => {
  expect(lastPartOf(text)).toEqual(expected);
});
