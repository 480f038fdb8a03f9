/** Names from files cannot control the terminal. */
import * as fc from 'fast-check';
import { inOneLine, printable } from '../../../src/findings/renderers/printable';
import { propertyRuns } from '../../property-runs';

test.each([
  ['a plain name', 'Stack/Audit-Role_1', 'Stack/Audit-Role_1'],
  ['letters of any language', 'Größe 役割 🙂', 'Größe 役割 🙂'],
  ['a colour', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['the short form of an escape sequence', '\u009b31m', '\\u009b31m'],
  ['a window title', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['a carriage return', 'safe\rbad', 'safe\\u000dbad'],
  ['a backspace', 'a\b', 'a\\u0008'],
  ['a change of the writing direction', 'a\u202eb', 'a\\u202eb'],
  ['invisible characters', 'a\u200bb\ufeff', 'a\\u200bb\\ufeff'],
  ['a character of two code units', '\u{e0041}', '\\udb40\\udc41'],
  ['an unpaired surrogate', '\ud800', '\\ud800'],
  ['line separators', '\u2028\u2029\u0085', '\\u2028\\u2029\\u0085'],
])('%s', (_, text, expected) => {
  expect(printable(text)).toBe(expected);
  expect(inOneLine(text)).toBe(expected);
});

test('line breaks are kept or escaped', () => {
  expect(printable('a\nb')).toBe('a\nb');
  expect(inOneLine('a\nb')).toBe('a\\u000ab');
});

test('the result is one line for every text, and escaping it again does not change it', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => {
    const line = inOneLine(text);
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
    expect(inOneLine(line)).toBe(line);
  }), propertyRuns(100));
});
