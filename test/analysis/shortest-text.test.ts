import fc from 'fast-check';
import { Budget, DEFAULT_LIMITS } from '../../src/analysis/budget';
import { GlobAutomaton } from '../../src/analysis/key-constraints/glob-automaton';
import { Alphabet, shortestText, TextAutomaton } from '../../src/analysis/key-constraints/shortest-text';
import { matchPattern, readPattern } from '../../src/evaluation/value-pattern';

const WILD = { wildcards: true, variables: false };

interface Search {
  readonly like?: readonly string[];
  readonly unlike?: readonly string[];
  readonly alphabet?: string;
  readonly min?: number;
  readonly max?: number;
}

function automatonOf(pattern: string): TextAutomaton {
  return { glob: GlobAutomaton.ofText(readPattern(pattern, WILD), false) };
}

/** A text that is like all of `like` and none of `unlike`. */
function search({ like = [], unlike = [], alphabet, min = 0, max = 20 }: Search, budget = new Budget()): string | undefined {
  return shortestText(
    {
      automata: [...like, ...unlike].map(automatonOf),
      alphabet: Alphabet.of(alphabet),
      min,
      max,
      accept: (accepted) => accepted.every((is, index) => is === index < like.length),
      viable: (dead) => !like.some((_, index) => dead[index]),
    },
    budget,
  );
}

test.each<[string, Search, number | undefined]>([
  ['nothing asked: the empty text', {}, 0],
  ['a minimum', { min: 3 }, 3],
  ['the literals of a pattern', { like: ['a*b?c'] }, 4],
  ['two patterns that overlap', { like: ['ab*', '*bc'] }, 3],
  ['two patterns that cannot both hold', { like: ['a*', 'b*'] }, undefined],
  ['a pattern and its complement', { like: ['a*'], unlike: ['a*'] }, undefined],
  ['one more than the complement forbids', { like: ['*'], unlike: ['', '?', '??'] }, 3],
  ['no room below the maximum', { like: ['*'], unlike: ['', '?', '??'], max: 2 }, undefined],
  ['a pattern longer than the maximum', { like: ['abcdef'], max: 5 }, undefined],
  ['a literal outside of the alphabet', { like: ['a-b*'], alphabet: 'a-z' }, undefined],
  ['an alphabet of one letter, used up', { unlike: ['', 'a', 'aa'], alphabet: 'a' }, 3],
  ['everything but literals of a small alphabet', { unlike: ['a', 'b'], alphabet: 'ab', min: 1, max: 1 }, undefined],
  ['lengths exactly fixed', { like: ['*a*'], min: 12, max: 12, alphabet: 'a-z' }, 12],
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
    { numRuns: 2000 },
  );
});

test('what comes before and behind the text is read, and names end at the last slash', () => {
  const find = (pattern: string, settings: Partial<TextAutomaton>) =>
    shortestText(
      {
        automata: [{ ...automatonOf(pattern), ...settings }],
        alphabet: Alphabet.of('!-~'),
        min: 1,
        max: 20,
        accept: ([accepted]) => accepted,
        viable: () => true,
      },
      new Budget(),
    );
  expect(find('role/ab', { prefix: 'role/' })).toBe('ab');
  expect(find('x/ab/session', { prefix: 'x/', suffix: '/session' })).toBe('ab');
  expect(find('ab', { lastSegment: true })).toBe('ab');
});

test.each<[string, Partial<typeof DEFAULT_LIMITS>]>([
  ['too few steps', { steps: 10 }],
  ['a pattern that is too long', { longestPattern: 3 }],
])('%s: the search is given up, which is no proof', (_, limits) => {
  expect(search({ like: ['a*b*c*d', '*x*y*z'] }, new Budget({ ...DEFAULT_LIMITS, ...limits }))).toBe('budget');
});
