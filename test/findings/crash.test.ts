/** A defect is reported with its position in the code, so that one line of a build log is enough to find it. */
import { crashInWords } from '../../src/findings/crash';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

function withStack(message: string, stack: string): Error {
  return Object.assign(new Error(message), { stack });
}

test('a defect is reported with file, line and column', () => {
  const error = thrownBy(() => { throw new TypeError('no such thing'); });
  expect(crashInWords(error)).toMatch(/^no such thing \(at crash\.test\.[jt]s:\d+:\d+\)$/);
});

test.each([
  [
    'a function',
    withStack('m', 'Error: m\n    at f (/app/node_modules/cdk-secure-trust/lib/engine.js:31:207)\n    at g (/app/bin/app.js:1:2)'),
    'm (at engine.js:31:207)',
  ],
  ['a file without a function', withStack('m', 'Error: m\n    at /app/lib/guard.js:3:4'), 'm (at guard.js:3:4)'],
  ['Windows', withStack('m', 'Error: m\n    at f (C:\\app\\lib\\guard.js:3:4)'), 'm (at guard.js:3:4)'],
  [
    'a message of several lines that looks like a position',
    withStack('a\nb.js:1:1', 'Error: a\nb.js:1:1\n    at f (/app/lib/guard.js:3:4)'),
    'a\nb.js:1:1 (at guard.js:3:4)',
  ],
  ['no frame', withStack('m', 'Error: m'), 'm'],
  [
    'a built-in function called by our code',
    withStack('m', 'RangeError: m\n    at String.repeat (<anonymous>)\n    at f (/app/lib/guard.js:3:4)'),
    'm (at guard.js:3:4)',
  ],
  ['a built-in function alone', withStack('m', 'RangeError: m\n    at String.repeat (<anonymous>)'), 'm'],
])('the first frame is reported: %s', (_, error, words) => {
  expect(crashInWords(error)).toBe(words);
});

test('a file that cannot be written is not a defect', () => {
  const refused = Object.assign(withStack('EACCES: permission denied', 'Error: EACCES\n    at open (node:fs:1:2)'), { syscall: 'open' });
  expect(crashInWords(refused)).toBe('EACCES: permission denied');
});

test('a thrown value need not be an Error', () => {
  expect(crashInWords('just text')).toBe('just text');
});
