import { Budget, BudgetLimits, DEFAULT_LIMITS } from '../../src/analysis/budget';
import { KeyConstraint, KeyRequirement } from '../../src/analysis/key-constraints/key-constraint';
import { KeyProblem, KeySolution } from '../../src/analysis/key-constraints/key-problem';
import { solveText } from '../../src/analysis/key-constraints/solve-text';
import { TextDomain } from '../../src/evaluation/key-domains';
import { readPattern, VariableValues } from '../../src/evaluation/value-pattern';
import { PartlyKnownText } from '../../src/policy/partly-known-text';
import { clauseOf, holeOf, KEY } from '../evaluation/policies';

/** `Deny not StringEquals`: a clause of a Deny that must not hold. Without `Deny` and `not`: a clause of an Allow that must hold. */
type ClauseJson = readonly [operator: string, ...values: PartlyKnownText[]];

const TEXT: TextDomain = { type: 'text', min: 1, max: 2048, example: 'example' };
const SESSION: TextDomain = { type: 'text', alphabet: '\\w+=,.@-', min: 2, max: 64, example: 'example-session' };

function constraint([written, ...values]: ClauseJson): KeyConstraint {
  const [, deny, not, operator] = /^(Deny )?(not )?(.*)$/.exec(written)!;
  const clause = clauseOf(operator, KEY, ...values);
  return { clause, operator: clause.operator!, version: '2012-10-17', effect: deny ? 'Deny' : 'Allow', wanted: !not };
}

function solve(
  clauses: readonly ClauseJson[],
  domain = TEXT,
  rest: Partial<KeyProblem> = {},
  limits: Partial<BudgetLimits> = {},
): KeySolution {
  const problem: KeyProblem = {
    key: KEY.toLowerCase(),
    presence: 'always',
    domain,
    multivalued: false,
    constraints: clauses.map(constraint),
    mode: 'exact',
    variables: () => undefined,
    doubt: () => undefined,
    ...rest,
  };
  return solveText(problem, domain, new Budget({ ...DEFAULT_LIMITS, ...limits }));
}

/** The value that was found, `none`, or `unproven`. */
function answer(clauses: readonly ClauseJson[], domain = TEXT, rest: Partial<KeyProblem> = {}): unknown {
  const solution = solve(clauses, domain, rest);
  return solution.kind === 'found' ? solution.value : solution.kind;
}

function shaped(text: string): TextDomain['shape'] {
  return readPattern(text, { wildcards: true, variables: false });
}

function ruledOut(...patterns: readonly { text: string; ignoreCase?: boolean }[]): KeyRequirement {
  const differsFrom = patterns.map(({ text, ignoreCase = false }) => ({ pattern: shaped(text)!, ignoreCase }));
  return { key: KEY.toLowerCase(), mayBeAbsent: false, mayBePresent: true, differsFrom };
}

describe('a clause that leaves only a few texts', () => {
  const ARN = 'arn:aws:iam::1:role/x';
  const WITHOUT_VALUE = '${aws:username}';

  test.each<[string, ClauseJson[], unknown]>([
    ['none of them is a number', [['StringEquals', 'abc', 'ab'], ['NumericEquals', '5']], 'none'],
    ['a pattern without wildcards leaves one', [['StringLike', 'abc'], ['NumericEquals', '5']], 'none'],
    ['an ARN leaves itself', [['ArnEquals', ARN], ['NumericEquals', '5']], 'none'],
    ['text that is not an ARN may match anything with an ARN operator', [['ArnEquals', 'abc'], ['NumericEquals', '5']], '5'],
    ['a negated one that must fail leaves its values', [['Deny not StringNotEquals', 'abc'], ['NumericEquals', '5']], 'none'],
    ['a negated one that must hold leaves all other texts', [['StringNotEquals', 'abc'], ['NumericEquals', '5']], '5'],
    ['a variable without a value leaves nothing', [['StringEquals', WITHOUT_VALUE], ['NumericEquals', '5']], 'none'],
    ['beside other values, it leaves those', [['StringEquals', WITHOUT_VALUE, '5'], ['NumericEquals', '5']], '5'],
    ['in a negated one it may leave anything', [['Deny not StringNotEquals', WITHOUT_VALUE], ['NumericEquals', '5']], '5'],
    ['the first of several that is possible', [['StringEquals', 'ab', 'abc', 'abd'], ['StringLike', 'ab?']], 'abc'],
  ])('%s', (_, clauses, expected) => {
    expect(answer(clauses)).toBe(expected);
  });

  test('a text longer than any value is not a value', () => {
    expect(answer([['StringEquals', 'a'.repeat(64)]], SESSION)).toBe('a'.repeat(64));
    expect(answer([['StringEquals', 'a'.repeat(65)]], SESSION)).toBe('none');
  });
});

describe('numbers, dates and booleans as text', () => {
  const DIGITS = /^[0-9.]+$/;

  test.each<[string, ClauseJson[], unknown]>([
    [
      'above a number so large that adding one changes nothing',
      [['NumericGreaterThan', '9007199254740992']],
      expect.stringMatching(DIGITS),
    ],
    ['below it, and above the next smaller one', [['NumericLessThan', '-9007199254740992']], expect.stringMatching(/^-[0-9]+$/)],
    ['above a number of 25 digits', [['NumericGreaterThan', `1${'0'.repeat(24)}`]], expect.stringMatching(/^[1-9][0-9]{24}$/)],
    ['below one ten-millionth', [['NumericGreaterThan', '0'], ['NumericLessThan', '0.0000001']], '0.00000005'],
    [
      'between very small numbers',
      [
        ['NumericGreaterThan', '0.0000001'],
        ['NumericLessThan', '0.0000002'],
      ],
      expect.stringMatching(/^0\.000000\d+$/),
    ],
    [
      'between negative ones',
      [
        ['NumericGreaterThan', '-0.0000003'],
        ['NumericLessThan', '-0.0000001'],
      ],
      expect.stringMatching(/^-0\.000000\d+$/),
    ],
    [
      'between neighbours, in whatever order they are named',
      [
        ['NumericLessThan', '1.2'],
        ['NumericLessThan', '9'],
        ['NumericGreaterThan', '1.1'],
      ],
      '1.15',
    ],
    ['a number too large to exist', [['NumericLessThan', '9'.repeat(400)]], '0'],
    ['within a second', [['DateGreaterThan', '2030-06-01T00:00:00Z'], ['DateLessThan', '2030-06-01T00:00:00.5Z']], '1906502400.25'],
    ['no date between', [['DateGreaterThan', '2030-06-01T00:00:01Z'], ['DateLessThan', '2030-06-01T00:00:00Z']], 'none'],
    ['after a number of seconds outside the calendar', [['DateGreaterThan', `1${'0'.repeat(24)}`]], expect.stringMatching(DIGITS)],
    ['at a very early instant', [['DateEquals', '0.0000001']], '0.0000001'],
    ['Null and numbers: none', [['Null', 'false'], ['NumericGreaterThan', '2'], ['NumericLessThan', '1']], 'none'],
    ['two Booleans, where no address or date is possible', [['Bool', 'true'], ['Bool', 'false']], 'none'],
    ['bytes written in base64', [['BinaryEquals', 'QUJD']], 'QUJD'],
    ['bytes that cannot have two values', [['BinaryEquals', 'QUJD'], ['BinaryEquals', 'QUJE']], 'none'],
  ])('%s', (_, clauses, expected) => {
    expect(answer(clauses, { ...TEXT, min: 0 })).toEqual(expected);
  });

  test('Booleans are proved where no other candidate is possible', () => {
    expect(answer([['Bool', 'true'], ['Bool', 'false']], SESSION)).toBe('none');
  });

  test('a date is also written as a date, where a number of seconds is too short', () => {
    const clauses: ClauseJson[] = [['DateGreaterThan', '2030-06-01T00:00:00Z'], ['DateLessThan', '2030-06-01T00:00:02Z']];
    expect(answer(clauses, { ...TEXT, min: 12 })).toBe('2030-06-01T00:00:01Z');
  });

  test('it is also proved where the question excludes none of the candidates', () => {
    expect(
      answer(
        [
          ['NumericGreaterThan', '2'],
          ['NumericLessThan', '1'],
        ],
        TEXT,
        { requirement: ruledOut({ text: 'secret' }) },
      ),
    ).toBe('none');
  });

  test('true can also be written as TRUE: excluding one leaves the other', () => {
    expect(answer([['Bool', 'true']], TEXT, { requirement: ruledOut({ text: 'true' }) })).toMatch(/^true$/i);
  });

  test('5 can also be written as 5.0: excluding one leaves the other', () => {
    expect(answer([['NumericEquals', '5']], TEXT, { requirement: ruledOut({ text: '5' }) })).toMatch(/^[ +0]*5[.0 ]*$/);
  });
});

describe('dozens of patterns on one key', () => {
  const like = (texts: Iterable<string>) => [...texts].map((text) => `*${text}*`);
  const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
  const CHARACTERS = `${LETTERS}${LETTERS.toUpperCase()}0123456789_+=,.@-`;

  test.each<[string, ClauseJson[], TextDomain, unknown]>([
    ['every letter excluded', [['StringNotLike', ...like(LETTERS)]], SESSION, expect.stringMatching(/^[^a-z]{2}$/)],
    ['every character excluded', [['StringNotLike', ...like(CHARACTERS)]], SESSION, 'none'],
    ['every character excluded but one', [['StringNotLike', ...like(CHARACTERS.replace('7', ''))]], SESSION, '77'],
    [
      'every character excluded, one clause each',
      like(CHARACTERS).map((pattern): ClauseJson => ['StringNotLike', pattern]),
      SESSION,
      'none',
    ],
    ['every character excluded by a Deny', [['Deny not StringLike', ...like(CHARACTERS)]], SESSION, 'none'],
    ['every character excluded, in five positions', [['StringLike', '?????'], ['StringNotLike', ...like(CHARACTERS)]], SESSION, 'none'],
    [
      'every other letter after an x',
      [
        ['StringLike', '*x*y*z*'],
        ['StringNotLike', ...like([...LETTERS].map((letter) => `x${letter}`))],
      ],
      TEXT,
      expect.stringMatching(/x[^a-z].*y.*z/),
    ],
    [
      'forty words',
      [
        ['StringLike', 'a*z'],
        ['StringNotLike', ...like([...LETTERS].flatMap((letter) => [`${letter}a`, `1${letter}`]))],
      ],
      TEXT,
      expect.stringMatching(/^a.*z$/),
    ],
    [
      'each letter at the beginning and at the end',
      [
        ['StringLike', ...like(LETTERS)],
        ['StringNotLike', ...[...LETTERS].flatMap((letter) => [`${letter}*`, `*${letter}`])],
      ],
      TEXT,
      expect.stringMatching(/^[^a-z].+[^a-z]$/),
    ],
  ])('%s', (_, clauses, domain, expected) => expect(answer(clauses, domain)).toEqual(expected));
});

describe('a proof without a search', () => {
  test('a value that the question excludes cannot be required, whatever the other clauses', () => {
    expect(answer([['StringLike', 'a*'], ['NumericLessThan', '5']], TEXT, { requirement: ruledOut({ text: 'a*' }) })).toBe('none');
    expect(answer([['StringLike', 'a*'], ['NumericLessThan', '5']], TEXT, { requirement: ruledOut({ text: 'b*' }) })).toBe('none');
    expect(answer([['StringLike', '4*'], ['NumericLessThan', '5']], TEXT, { requirement: ruledOut({ text: 'b*' }) })).toBe('4');
  });

  test.each<[string, ClauseJson[], unknown]>([
    ['the value is present', [['Null', 'false'], ['StringLike', 'a*c'], ['StringLike', '?b*']], 'abc'],
    ['the value is not absent', [['StringLike', 'a*c'], ['StringLike', '?b*'], ['Null', 'true']], 'none'],
    ['the same in a Deny', [['Deny not Null', 'false']], 'none'],
    ['a deploy-time value may be either', [['Null', [holeOf()]]], 'example'],
  ])('Null: %s', (_, clauses, expected) => {
    expect(answer(clauses, TEXT, { mode: 'widest' })).toBe(expected);
  });
});

// For `b*aa*` and `*cc?`, and for `a*b` and `*c?`, no candidate from one pattern matches the other, so a search has to find a text.
const SEARCHED: readonly ClauseJson[] = [['StringLike', 'b*aa*'], ['StringLike', '*cc?']];
const SHORT: readonly ClauseJson[] = [['StringLike', 'a*b'], ['StringLike', '*c?']];
const SEARCHED_TEXT = expect.stringMatching(/^b.*aa.*cc.$/);

describe('a search for a text', () => {
  const VARIABLE = '${aws:PrincipalTag/team}';
  const SIX_PARTS = 'a:b:c:*:e:f*';
  const any: VariableValues = (key) => ({ ...holeOf(), id: `variable:${key}` });

  test.each<[string, readonly ClauseJson[], unknown]>([
    ['both patterns', SEARCHED, SEARCHED_TEXT],
    ['in a Deny, too, matching text certainly matches', [['Deny StringLike', 'a*b'], ['Deny StringLike', '*c?']], 'acb'],
    ['and different text certainly differs', [...SEARCHED, ['Deny StringNotLike', 'zz*']], SEARCHED_TEXT],
    ['one of two values', [...SEARCHED, ['StringLike', 'zz*', '*d?']], 'none'],
    ['one of two values, the second', [...SHORT, ['StringLike', 'zz*', '*d*']], expect.stringMatching(/^a.*d.*cb$/)],
    ['an ARN operator keeps its wildcards in their parts', [['ArnLike', SIX_PARTS], ['StringLike', 'a:b:c:d:d:e:f?']], 'none'],
    ['what an ARN operator matches does not fail', [['StringLike', 'a:b:c:d:e:f*?'], ['Deny not ArnLike', SIX_PARTS]], 'none'],
    ['text that is not an ARN may match', [...SHORT, ['ArnLike', 'a*']], 'acb'],
    ['it may also fail to match', [...SHORT, ['Deny not ArnLike', 'a*']], 'acb'],
    ['but a Deny cannot rely on it', [...SHORT, ['Deny ArnLike', 'a*']], 'none'],
    ['a variable without a value matches nothing', [...SEARCHED, ['StringLike', VARIABLE, 'zz*']], 'none'],
    ['it may count as different', [...SEARCHED, ['StringNotLike', VARIABLE]], SEARCHED_TEXT],
    ['it may count as not comparable', [...SEARCHED, ['Deny not StringNotLike', VARIABLE]], SEARCHED_TEXT],
    ['but a Deny cannot rely on it being different', [...SEARCHED, ['Deny StringNotLike', VARIABLE]], 'none'],
    ['nor beside values that differ', [...SEARCHED, ['Deny StringNotLike', 'zz*', VARIABLE]], 'none'],
    ['because nothing that matches it certainly fails', [...SEARCHED, ['Deny not StringLike', VARIABLE]], SEARCHED_TEXT],
  ])('%s', (_, clauses, expected) => {
    expect(answer(clauses)).toEqual(expected);
  });

  test.each<[string, readonly ClauseJson[], unknown]>([
    ['text with an unknown part may match', [...SHORT, ['StringLike', ['a', holeOf()]]], 'acb'],
    ['or fail to match', [...SHORT, ['not StringLike', ['a', holeOf()]]], 'acb'],
    ['the known part has to match', [...SHORT, ['StringLike', ['z', holeOf()]]], 'none'],
    ['a variable may be any text', [...SHORT, ['StringLike', `a${VARIABLE}`]], 'acb'],
    ['but only as the text around it allows', [...SHORT, ['StringLike', `z${VARIABLE}`]], 'none'],
    ['where it has a value, the rest certainly differs', [...SHORT, ['Deny StringNotLike', `z${VARIABLE}`]], 'acb'],
  ])('when every unknown part may be anything: %s', (_, clauses, expected) => {
    expect(answer(clauses, TEXT, { mode: 'widest', variables: any })).toBe(expected);
  });

  test('a deploy-time value proves nothing, either way', () => {
    expect(answer([...SHORT, ['StringLike', ['a', holeOf()]]])).toBe('none');
    expect(answer([...SHORT, ['not StringLike', ['a', holeOf()]]])).toBe('none');
  });

  // The text `xba*` matches `*a*` even if its own `*` is only a literal character.
  test('a wildcard in the value of a variable may not act as one, so a search proves nothing', () => {
    const variables = () => 'a*';
    expect(solve([['Deny StringLike', '?b*'], ['Deny StringLike', `*${VARIABLE}`]], TEXT, { variables })).toEqual({
      kind: 'unproven',
      why: `patterns on ${KEY.toLowerCase()} that the search and the evaluator read differently`,
    });
    expect(answer([...SHORT, ['StringLike', `z${VARIABLE}`]], TEXT, { variables })).toBe('none');
    expect(answer([...SHORT, ['not StringLike', `*${VARIABLE}`]], TEXT, { variables: () => 'e*' })).toBe('acb');
    // One of several values is enough: `a*q` is certainly denied, whatever the other values are.
    expect(answer([['Deny StringLike', `${VARIABLE}*`, 'zzz'], ['StringLike', '*q']], TEXT, { variables: () => 'a*' })).toBe('unproven');
  });
});

describe('values with a format', () => {
  const SMALL: TextDomain = { type: 'text', alphabet: 'aAbBc', min: 2, max: 2, example: 'x' };

  test.each<[string, ClauseJson[], Partial<TextDomain>, KeyRequirement | undefined, unknown]>([
    ['each value that the question excludes', [['StringLike', 'a?']], { alphabet: 'abc' }, ruledOut({ text: 'aa' }, { text: 'ab' }), 'ac'],
    ['until none is left', [['StringLike', 'a?']], { alphabet: 'abc' }, ruledOut({ text: 'aa' }, { text: 'a?' }), 'none'],
    ['case may be ignored in it', [['StringLike', '?a']], { alphabet: 'aA' }, ruledOut({ text: 'AA', ignoreCase: true }), 'none'],
    ['or it may count', [['StringLike', '?a']], { alphabet: 'aA' }, ruledOut({ text: 'AA' }, { text: 'Aa' }), 'aa'],
    ['case counts in the excluded pattern', [['StringLike', '??']], { alphabet: 'bB', never: shaped('*b*') }, undefined, 'BB'],
    ['case counts in the format of the values', [['StringLike', 'A*']], { shape: shaped('a*') }, undefined, 'none'],
  ])('%s', (_, clauses, domain, requirement, expected) => {
    expect(answer(clauses, { ...SMALL, ...domain }, { requirement })).toBe(expected);
  });

  test('a letter beyond ASCII, when a policy names all others', () => {
    const printable = Array.from({ length: 0x7f - 0x20 }, (_, index) => String.fromCharCode(0x20 + index));
    const patterns = printable.map((char) => (char === '*' || char === '?' ? `\${${char}}` : char)).map((char) => `*${char}*`);
    expect(answer([['StringNotLike', ...patterns]])).toBe('\u4e00');
  });

  test('a character beyond 16 bits is one character', () => {
    expect(answer([['StringLike', '*\u{1F600}'], ['StringLike', 'a?']], { ...TEXT, alphabet: '^*?' })).toBe('a\u{1F600}');
  });
});

describe('the cost', () => {
  const TOO_MUCH = { kind: 'unproven', why: `patterns on ${KEY.toLowerCase()} that are too many or too long to check` };

  test('each clause costs one comparison, and one more for each value that it is compared with', () => {
    expect(solve([['StringEquals', 'ab']], TEXT, {}, { steps: 16 })).toEqual({ kind: 'found', value: 'ab' });
    expect(solve([['StringEquals', 'ab']], TEXT, {}, { steps: 15 })).toEqual(TOO_MUCH);
    expect(solve([['StringEquals', 'ab']], TEXT, {}, { steps: 7 })).toEqual(TOO_MUCH);
  });

  test('a search that is given up proves nothing', () => {
    expect(
      solve(
        [
          ['StringLike', '*a?b*c??d*'],
          ['StringLike', '*d?c*b??a*'],
          ['StringNotLike', '*ab*'],
        ],
        TEXT,
        {},
        { steps: 700 },
      ),
    ).toEqual(TOO_MUCH);
  });

  test('nor does one with a pattern that is too long', () => {
    expect(solve([['StringLike', 'aaa*b'], ['StringLike', '*c?']], TEXT, {}, { longestPattern: 4 })).toEqual(TOO_MUCH);
  });

  test.each<[string, readonly ClauseJson[], Partial<TextDomain>]>([
    ['a pattern', [['StringLike', 'a*']], {}],
    ['any of several', [['StringLike', 'a*', 'ca*']], {}],
    ['the one beside a variable without a value', [['StringLike', '${aws:username}', 'a*']], {}],
    ['the format of the values', [], { shape: shaped('a*') }],
  ])('nothing follows once nothing can match: %s', (_, clauses, domain) => {
    expect(solve([...clauses, ['StringLike', `b${'?'.repeat(100)}`]], { ...TEXT, ...domain }, {}, { steps: 300 })).toEqual({
      kind: 'none',
    });
  });
});
