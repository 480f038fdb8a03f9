import fc from 'fast-check';
import { Budget, DEFAULT_LIMITS } from '../../src/analysis/budget';
import { GlobAutomaton } from '../../src/analysis/key-constraints/glob-automaton';
import { Alphabet, GIVEN_UP, shortestText, TextAutomaton, TextSearch } from '../../src/analysis/key-constraints/shortest-text';
import { matchPattern, readPattern } from '../../src/evaluation/value-pattern';
import { propertyRuns } from '../property-runs';

const WILD = { wildcards: true, variables: false };

interface Search {
  readonly like?: readonly string[];
  readonly unlike?: readonly string[];
  readonly alphabet?: string;
  readonly min?: number;
  readonly max?: number;
}

function automatonOf(pattern: string): TextAutomaton {
  return { automaton: GlobAutomaton.ofText(readPattern(pattern, WILD), false) };
}

/** A search for a text that matches all of `like` and none of `unlike`. */
function searchFor({ like = [], unlike = [], alphabet, min = 0, max = 20 }: Search): TextSearch {
  return {
    automata: [...like, ...unlike].map(automatonOf),
    alphabet: Alphabet.of(alphabet),
    min,
    max,
    accept: (accepted) => accepted.every((is, index) => is === index < like.length),
    viable: (dead) => !like.some((_, index) => dead[index]),
  };
}

function search(asked: Search): string | undefined {
  const found = shortestText(searchFor(asked), new Budget());
  if (found === GIVEN_UP) throw new Error('the search was given up');
  return found;
}

test.each<[string, Search, number | undefined]>([
  ['no constraint: the empty text', {}, 0],
  ['a minimum length', { min: 3 }, 3],
  ['the literals of a pattern', { like: ['a*b?c'] }, 4],
  ['two patterns that overlap', { like: ['ab*', '*bc'] }, 3],
  ['two patterns that cannot both hold', { like: ['a*', 'b*'] }, undefined],
  ['a pattern and its complement', { like: ['a*'], unlike: ['a*'] }, undefined],
  ['one more than the complement excludes', { like: ['*'], unlike: ['', '?', '??'] }, 3],
  ['no room below the maximum length', { like: ['*'], unlike: ['', '?', '??'], max: 2 }, undefined],
  ['a pattern longer than the maximum length', { like: ['abcdef'], max: 5 }, undefined],
  ['a literal outside of the alphabet', { like: ['a-b*'], alphabet: 'a-z' }, undefined],
  ['an alphabet of one letter, which is excluded', { unlike: ['', 'a', 'aa'], alphabet: 'a' }, 3],
  ['everything except the literals of a small alphabet', { unlike: ['a', 'b'], alphabet: 'ab', min: 1, max: 1 }, undefined],
  ['a fixed length', { like: ['*a*'], min: 12, max: 12, alphabet: 'a-z' }, 12],
  ['a character that no pattern names', { unlike: ['a', 'b', 'c'], min: 1, max: 1 }, 1],
])('%s', (_, asked, length) => {
  const found = search(asked);
  expect(found?.length).toBe(length);
  for (const pattern of found === undefined ? [] : (asked.like ?? [])) expect(matchPattern(readPattern(pattern, WILD), found!)).toBe('yes');
  for (const pattern of found === undefined ? [] : (asked.unlike ?? [])) {
    expect(matchPattern(readPattern(pattern, WILD), found!)).toBe('no');
  }
});

test('no text is found exactly where trying every text finds none', () => {
  const texts = [
    '',
    ...['a', 'b'].flatMap((one) => [one, ...['a', 'b'].flatMap((two) => [one + two, ...['a', 'b'].map((three) => one + two + three)])]),
  ];
  const patterns = fc.array(fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 }), { maxLength: 3 });
  fc.assert(
    fc.property(patterns, patterns, fc.nat(3), (like, unlike, min) => {
      const right = texts.filter(
        (text) =>
          text.length >= min &&
          like.every((pattern) => matchPattern(readPattern(pattern, WILD), text) === 'yes') &&
          unlike.every((pattern) => matchPattern(readPattern(pattern, WILD), text) === 'no'),
      );
      const found = search({ like, unlike, alphabet: 'ab', min, max: 3 });
      expect(found?.length).toBe(right.length === 0 ? undefined : Math.min(...right.map((text) => text.length)));
    }),
    propertyRuns(2000),
  );
});

describe('names', () => {
  const allAccept = (automata: readonly TextAutomaton[], alphabet = '!-~'): TextSearch => ({
    automata,
    alphabet: Alphabet.of(alphabet),
    min: 1,
    max: 20,
    accept: (accepted) => accepted.every((is) => is),
    viable: (dead) => !dead.some((is) => is),
  });
  const readBy = (pattern: string, settings: Partial<TextAutomaton>): TextAutomaton => ({ ...automatonOf(pattern), ...settings });

  test.each<[string, readonly TextAutomaton[], string | undefined]>([
    ['what comes before the text is matched', [readBy('role/ab', { prefix: 'role/' })], 'ab'],
    ['and so is what comes after it', [readBy('x/ab/session', { prefix: 'x/', suffix: '/session' })], 'ab'],
    ['a name without a path', [readBy('ab', { lastSegment: true })], 'ab'],
    ['a name after a path', [readBy('ab', { lastSegment: true }), readBy('x?ab', {})], 'x/ab'],
    ['the name begins after the last slash', [readBy('ab', { lastSegment: true }), readBy('ab/*', {})], 'ab/ab'],
    ['no name contains a slash', [readBy('a?b', { lastSegment: true }), readBy('a/b', {})], undefined],
  ])('%s', (_, automata, expected) => {
    expect(shortestText(allAccept(automata), new Budget())).toBe(expected);
  });

  test('where no slash is allowed there is no path', () => {
    expect(shortestText(allAccept([readBy('ab', { lastSegment: true }), readBy('x?ab', {})], 'a-z'), new Budget())).toBeUndefined();
  });

  test('a pattern that cannot match from its beginning is dead, however many slashes follow: nothing is tried', () => {
    expect(shortestText(allAccept([readBy('user/*', { prefix: 'role/', lastSegment: true })]), new Budget(stepsOf(0)))).toBeUndefined();
  });
});

function stepsOf(steps: number): typeof DEFAULT_LIMITS {
  return { ...DEFAULT_LIMITS, steps };
}

// Each character costs one step, and one more for each automaton.
test.each<[string, Search, number]>([
  ['a state that was reached before is not continued again', { like: [], unlike: ['*'], alphabet: 'a' }, 2],
  ['below the minimum length, states count separately for each length', { like: [], unlike: ['*'], alphabet: 'a', min: 3 }, 2 * 4],
  ['nothing follows the end of a pattern', { like: ['a', '*b*b*b*'], alphabet: 'ab' }, 3 * 2 + 3 * 2],
  ['one character represents all that are not distinguished at its position', { like: ['a/*'], unlike: ['a/*'] }, 3 * (2 + 2 + 1)],
])('no more is tried than a proof needs: %s', (_, asked, steps) => {
  expect(shortestText(searchFor(asked), new Budget(stepsOf(steps)))).toBeUndefined();
  expect(shortestText(searchFor(asked), new Budget(stepsOf(steps - 1)))).toBe(GIVEN_UP);
});

describe('an alphabet', () => {
  const ASCII = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));
  const naming = (text: string, ignoreCase = false) => GlobAutomaton.ofText([{ kind: 'literal', text }], ignoreCase);

  test.each<[string, string, string | undefined]>([
    ['a lower-case letter', '', 'a'],
    ['then a digit or an upper-case letter', 'abcdefghijklmnopqrstuvwxyz', '0'],
    ['then another character that names can have', 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', '+'],
    ['then another printable character', 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ+=,.@_-', ' '],
    ['then a letter beyond ASCII', ASCII.join(''), '\u4e00'],
    ['then another one', `${ASCII.join('')}\u4e00`, '\u4e01'],
  ])('represents the characters that are not named by %s', (_, named, expected) => {
    expect(Alphabet.of(undefined).toTry([naming(named)])).toEqual([expected, ...named]);
  });

  test('extends to its limits', () => {
    expect(Alphabet.of('}-~').toTry([naming('}')])).toEqual(['~', '}']);
    expect(Alphabet.of(' -!').toTry([naming('!')])).toEqual([' ', '!']);
  });

  test('has no other character where all are named', () => {
    expect(Alphabet.of('0-9').toTry([naming('0123456789')])).toEqual([...'0123456789']);
  });

  test('tries the other case where case is ignored, unless that is two characters', () => {
    expect(Alphabet.of(undefined).toTry([naming('bß', true)])).toEqual(['a', 'b', 'B', 'ß']);
    expect(Alphabet.of(undefined).toTry([naming('b')])).toEqual(['a', 'b']);
  });

  test.each<[string | undefined, string, boolean]>([
    [undefined, 'é', true],
    [undefined, 'a', true],
    ['a-z', 'é', false],
    ['a-z', 'A', false],
    ['a-z', 'z', true],
    ['^*?', '*', false],
    ['^*?', '\u{1F600}', true],
  ])('%s has %s: %s', (characters, char, expected) => {
    expect(Alphabet.of(characters).has(char)).toBe(expected);
    expect(Alphabet.of(characters).spells(char + char)).toBe(expected);
  });
});

test.each<[string, Partial<typeof DEFAULT_LIMITS>]>([
  ['too few steps', { steps: 10 }],
  ['a pattern that is too long', { longestPattern: 3 }],
])('%s: the search is given up, which proves nothing', (_, limits) => {
  expect(shortestText(searchFor({ like: ['a*b*c*d', '*x*y*z'] }), new Budget({ ...DEFAULT_LIMITS, ...limits }))).toBe(GIVEN_UP);
});

test('a pattern of the maximum length is searched', () => {
  expect(shortestText(searchFor({ like: ['abc'] }), new Budget({ ...DEFAULT_LIMITS, longestPattern: 3 }))).toBe('abc');
});

test('without constraints, a text is a lower-case letter', () => {
  expect(search({ min: 2 })).toBe('aa');
});

test('a text that equals the internal marker for giving up is still a text', () => {
  expect(search({ like: ['budge?', '?udget'] })).toBe('budget');
});
