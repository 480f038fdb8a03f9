/** Names from files do nothing to a terminal. */
import * as fc from 'fast-check';
import { inOneLine, printable } from '../../../src/findings/renderers/printable';

test.each([
  ['a plain name', 'Stack/Audit-Role_1', 'Stack/Audit-Role_1'],
  ['letters of any language', 'Größe 役割 🙂', 'Größe 役割 🙂'],
  ['a colour', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['the short form of an escape sequence', '\u009b31m', '\\u009b31m'],
  ['a title of the window', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['a return to the beginning of the line', 'safe\rbad', 'safe\\u000dbad'],
  ['a backspace', 'a\b', 'a\\u0008'],
  ['writing from right to left', 'a\u202eb', 'a\\u202eb'],
  ['what nobody sees', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
  ['a character of two halves', '\u{e0041}', '\\udb40\\udc41'],
  ['half a character', '\ud800', '\\ud800'],
  ['separators of lines', '\u2028\u2029\u0085', '\\u2028\\u2029\\u0085'],
])('%s', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
  expect(inOneLine(text)).toBe(expected);
});

test('line breaks stay, or do not', () => {
  expect(printable('a\nb')).toBe('a\nb');
  expect(inOneLine('a\nb')).toBe('a\\u000ab');
});

test('whatever the text is, one line comes out, and twice is as good as once', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const line = inOneLine(text);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(inOneLine(line)).toBe(line);
  }));
});
