/** When colours are used. */
import { paintFor, wantsColour } from '../../../src/findings/renderers/palette';

test.each<[string, boolean, Record<string, string>, boolean]>([
  ['a terminal', true, {}, true],
  ['a file or pipe', false, {}, false],
  ['a terminal without colours', true, { TERM: 'dumb' }, false],
  ['a terminal and NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['a terminal and an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['a pipe and FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
  ['a terminal and FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ['FORCE_COLOR takes precedence over NO_COLOR', false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ['an empty FORCE_COLOR', false, { FORCE_COLOR: '' }, false],
])('%s', (_, isTerminal, environment, expected) => {
  expect(wantsColour(isTerminal, environment)).toBe(expected);
});

test('a colour ends with its text', () => {
  expect(paintFor(true)('red', 'x')).toBe('\u001b[31mx\u001b[39m');
  expect(paintFor(false)('red', 'x')).toBe('x');
});
