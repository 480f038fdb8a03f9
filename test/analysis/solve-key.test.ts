import { ADDRESS, AGE, answer, BOOL, ClauseJson, constraint, DATE, SESSION, solve, TEXT } from './ask-key';
import { Budget } from '../../src/analysis/budget';
import { KeyRequirement } from '../../src/analysis/key-constraints/key-constraint';
import { KeyProblem } from '../../src/analysis/key-constraints/key-problem';
import { KeyDomain } from '../../src/evaluation/key-domains';
import { readPattern } from '../../src/evaluation/value-pattern';
import { holeOf, KEY } from '../evaluation/policies';

describe('text with a format', () => {
  const shaped = (text: string) => readPattern(text, { wildcards: true, variables: false });
  const SHAPED: KeyDomain = { type: 'text', min: 1, max: 20, shape: shaped('AR?*:??*'), never: shaped('*:*:*'), example: 'ARX:example' };

  test.each<[string, ClauseJson[], unknown]>([
    ['any value looks like the example', [], 'ARX:example'],
    ['a text with another format', [['StringEquals', 'AI123']], 'none'],
    ['a pattern with another format', [['StringLike', 'AI*']], 'none'],
    ['without the ending of the format', [['StringLike', '?????'], ['StringNotLike', '*:*']], 'none'],
    ['of two texts, the one with the format', [['StringEquals', 'ARX:', 'ARX:ci']], 'ARX:ci'],
    ['a text that no value has', [['StringEquals', 'ARX:ci:cd']], 'none'],
    ['a pattern that no value matches', [['StringLike', '*:ci:*']], 'none'],
    ['a text that a search has to find', [['StringLike', '*Q:*'], ['StringNotLike', '*e*'], ['StringLike', '*cd*']], 'ARQ:cd'],
  ])('%s', (_, clauses, expected) => expect(answer(SHAPED, clauses)).toBe(expected));
});

describe('text', () => {
  test.each<[string, ClauseJson[], unknown]>([
    ['any value looks like an example', [], 'example'],
    ['one value of a list', [['StringEquals', 'aa', 'bb'], ['StringNotEquals', 'aa']], 'bb'],
    ['no value of a list', [['StringEquals', 'aa'], ['StringNotEquals', 'aa']], 'none'],
    ['a wildcard under StringEquals is a literal character', [['StringEquals', 'a*'], ['StringNotLike', 'a?']], 'none'],
    ['two patterns', [['StringLike', 'a*c'], ['StringLike', '?b*']], 'abc'],
    ['two patterns with nothing in common', [['StringLike', 'a*'], ['StringLike', 'b*']], 'none'],
    ['a pattern and its negation', [['StringLike', 'a*'], ['not StringLike', 'a*']], 'none'],
    ['a pattern and the negation of a wider one', [['StringLike', 'ab*'], ['not StringLike', 'a*']], 'none'],
    ['all except everything', [['StringNotLike', '*']], 'none'],
    ['case distinguishes values', [['StringEqualsIgnoreCase', 'ab'], ['StringNotEquals', 'ab']], 'aB'],
    ['until every case is excluded', [['StringEqualsIgnoreCase', 'a'], ['StringNotEquals', 'a', 'A']], 'none'],
    ['the empty text is not in the domain', [['StringEquals', '']], 'none'],
    ['an ARN operator keeps its wildcards in their parts', [['ArnLike', 'a:b:c:*:e:f'], ['StringLike', 'a:b:c:d:d:e:f']], 'none'],
    ['an ARN operator takes only ARNs', [['ArnLike', 'a:b:c:d:e:*'], ['not StringLike', 'a:b:c:d:e:*']], 'none'],
    ['a value that only an ARN operator rejects', [['StringLike', 'a:b:c:?:e:f'], ['ArnNotLike', 'a:b:c:?:e:f']], 'a:b:c:::e:f'],
    ['Null requires absence', [['Null', 'true']], 'none'],
    ['Null requires presence', [['Null', 'false'], ['StringLike', '?x']], 'xx'],
  ])('%s', (_, clauses, expected) => {
    const found = answer(TEXT, clauses);
    if (expected === 'aB') expect(['aB', 'Ab', 'AB']).toContain(found);
    else expect(found).toBe(expected);
  });

  test.each<[string, ClauseJson[], unknown]>([
    ['a value outside the alphabet', [['StringEquals', 'a b']], 'none'],
    ['a value that is too short', [['StringEquals', 'a']], 'none'],
    ['a pattern that requires a character outside the alphabet', [['StringLike', '*/*']], 'none'],
    ['a pattern longer than the longest value', [['StringLike', `${'a'.repeat(65)}*`]], 'none'],
    ['a pattern as long as the longest value', [['StringLike', `${'a'.repeat(64)}*`]], 'a'.repeat(64)],
    ['the short values excluded one by one', [['StringLike', 'a*'], ['StringNotLike', 'a', 'a?', 'a??']], expect.stringMatching(/^a...+$/)],
  ])('in a small domain: %s', (_, clauses, expected) => {
    expect(answer(SESSION, clauses)).toEqual(expected);
  });
});

describe('numbers, dates, addresses and booleans', () => {
  test.each<[string, KeyDomain, ClauseJson[], unknown, KeyProblem['variables']?]>([
    ['between two limits', AGE, [['NumericGreaterThan', '10'], ['NumericLessThan', '12']], '11'],
    ['whole numbers only', AGE, [['NumericGreaterThan', '10'], ['NumericLessThan', '11']], 'none'],
    ['a limit between whole numbers', AGE, [['NumericGreaterThan', '10.5'], ['NumericLessThanEquals', '11']], '11'],
    ['below the lowest', AGE, [['NumericLessThan', '0']], 'none'],
    ['the highest', AGE, [['NumericGreaterThanEquals', '129600']], '129600'],
    ['a series of values excluded', AGE, [['NumericNotEquals', '0', '1', '2'], ['NumericLessThan', '4']], '3'],
    ['no number at all', AGE, [['NumericEquals', '3600s']], 'none'],
    ['text operators on a number', AGE, [['StringLike', '4*4']], 'unproven'],
    ['text operators beside those for numbers', AGE, [['NumericGreaterThan', '50'], ['StringLike', '4*4']], 'unproven'],
    ['text that is not a number', AGE, [['StringEquals', '3600s', '36*']], 'none'],
    ['text that may be a number', AGE, [['StringLike', '3600s', '36*']], 'unproven'],
    ['text that is a number', AGE, [['StringEquals', '3600s', '44'], ['NumericNotEquals', '44']], 'unproven'],
    ['a number is not true', AGE, [['Bool', 'true']], 'none'],
    ['every number differs from true', AGE, [['not Bool', 'true'], ['NumericGreaterThan', '9']], '10'],
    ['a number is not an address', AGE, [['IpAddress', '0.0.0.0/0', '::/0']], 'none'],
    ['a number may be seconds of a date, or base64', AGE, [['DateLessThan', '1960-01-01']], 'unproven'],
    ['a number may be base64', AGE, [['BinaryEquals', '123=']], 'unproven'],
    ['a date is not true, a number or base64', DATE, [['Bool', 'true', 'false']], 'none'],
    ['a date is not a number', DATE, [['NumericGreaterThan', '0']], 'none'],
    ['a date is not base64', DATE, [['BinaryEquals', 'MjAzMA==']], 'none'],
    ['an address is not true', ADDRESS, [['Bool', 'true']], 'none'],
    ['every address differs from true', ADDRESS, [['not Bool', 'true'], ['IpAddress', '203.0.113.0/24']], '203.0.113.0'],
    ['an address is not a number, a date or base64', ADDRESS, [['NumericGreaterThan', '0']], 'none'],
    ['an address is not a date', ADDRESS, [['DateGreaterThan', '1970-01-01']], 'none'],
    ['an address is not base64', ADDRESS, [['BinaryEquals', 'MjAzMA==']], 'none'],
    ['a block is not an address', ADDRESS, [['StringEquals', '203.0.113.0/24', '203.0.113.*']], 'none'],
    ['nor by a pattern', ADDRESS, [['StringLike', '203.0.113.0/24']], 'none'],
    ['a pattern may match an address', ADDRESS, [['StringLike', '203.0.113.?']], 'unproven'],
    ['an address in another notation', ADDRESS, [['StringEquals', '2001:DB8::1']], 'unproven'],
    ['a variable may be an address', ADDRESS, [['StringEquals', '${aws:PrincipalTag/home}']], 'unproven', () => '203.0.113.77'],
    ['which is not true either', ADDRESS, [['StringEquals', '${aws:PrincipalTag/home}'], ['Bool', 'true']], 'none', () => '203.0.113.77'],
    ['below the lowest, and present', AGE, [['NumericLessThan', '0'], ['Null', 'false']], 'none'],
    ['after a date', DATE, [['DateGreaterThan', '2030-06-01T00:00:00Z'], ['DateLessThan', '2030-06-01T00:00:02Z']], '2030-06-01T00:00:01Z'],
    [
      'between limits within one second',
      DATE,
      [
        ['DateGreaterThan', '2030-06-01T00:00:00.9Z'],
        ['DateLessThan', '2030-06-01T00:00:01.1Z'],
      ],
      '2030-06-01T00:00:01Z',
    ],
    ['never', DATE, [['DateLessThan', '2030-01-01'], ['DateGreaterThan', '2030-01-02']], 'none'],
    ['before a number of seconds outside the calendar', DATE, [['DateLessThan', `1${'0'.repeat(24)}`]], '2030-01-01T00:00:00Z'],
    ['after it', DATE, [['DateGreaterThan', `1${'0'.repeat(24)}`]], 'none'],
    [
      'inside a block',
      ADDRESS,
      [
        ['IpAddress', '203.0.113.0/24'],
        ['NotIpAddress', '203.0.113.0/25'],
      ],
      expect.stringMatching(/^203\.0\.113\.(128|255)$/),
    ],
    ['both halves excluded', ADDRESS, [['IpAddress', '203.0.113.0/24'], ['NotIpAddress', '203.0.113.0/25', '203.0.113.128/25']], 'none'],
    ['an address that no caller can have', ADDRESS, [['IpAddress', '10.1.0.0/16']], 'none'],
    ['all of IPv4 excluded', ADDRESS, [['NotIpAddress', '0.0.0.0/0']], expect.stringContaining(':')],
    ['true', BOOL, [['Bool', 'true']], 'true'],
    ['neither true nor false', BOOL, [['not Bool', 'true'], ['not Bool', 'false']], 'none'],
    ['a boolean compared as text', BOOL, [['StringEquals', 'TRUE']], 'none'],
  ])('%s', (_, domain, clauses, expected, variables = () => undefined) => {
    expect(answer(domain, clauses, { variables })).toEqual(expected);
  });

  test.each<[string, KeyDomain, ClauseJson[], unknown]>([
    ['a number in a tag', TEXT, [['NumericGreaterThan', '1.1'], ['NumericLessThan', '1.2']], expect.stringMatching(/^1\.1[0-9]+$/)],
    ['no number between', TEXT, [['NumericGreaterThan', '2'], ['NumericLessThan', '1']], 'none'],
    ['a date in a tag', TEXT, [['DateLessThan', '2020-01-01']], '0'],
    ['a date where colons are not allowed', SESSION, [['DateLessThan', '2020-01-01T00:00:00Z']], expect.stringMatching(/^\d+$/)],
    ['a number that would need leading zeros', SESSION, [['NumericEquals', '5']], '05'],
    ['number and pattern at once', TEXT, [['NumericEquals', '5'], ['StringLike', '?5']], '05'],
    ['a number that no pattern allows', TEXT, [['NumericEquals', '12'], ['StringLike', '*x*']], 'none'],
    ['a number that a pattern cannot match', TEXT, [['NumericGreaterThan', '12'], ['StringLike', '0?']], 'none'],
    ['a number and true', TEXT, [['NumericEquals', '1'], ['Bool', 'true']], 'none'],
    ['text that is required to be a number', TEXT, [['NumericEquals', 'secret']], 'none'],
    ['two spellings excluded', SESSION, [['NumericEquals', '5'], ['StringNotEquals', '05', '5.']], '+5'],
    [
      'every digit excluded',
      TEXT,
      [
        ['NumericLessThan', '5'],
        ['StringNotLike', ...[...'0123456789'].map((digit) => `*${digit}*`)],
      ],
      'none',
    ],
    ['seconds that are a number above the date', TEXT, [['NumericEquals', '1700000000'], ['DateLessThan', '2020-01-01']], 'none'],
    ['seconds that are a number below the date', TEXT, [['NumericEquals', '1700000000'], ['DateLessThan', '2024-01-01']], '1700000000'],
    ['an address that is not a number', TEXT, [['NumericEquals', '5'], ['IpAddress', '0.0.0.0/0']], 'unproven'],
    [
      'base64 of the same bytes, in different letters',
      TEXT,
      [
        ['BinaryEquals', 'YQ=='],
        ['StringNotEquals', 'YQ=='],
      ],
      expect.stringMatching(/^Y[R-f]==$/),
    ],
    ['not base64', TEXT, [['BinaryEquals', 'secret']], 'none'],
    ['base64 that a pattern cannot match', TEXT, [['BinaryEquals', 'YWJj'], ['StringLike', 'x*']], 'none'],
    ['not a boolean', TEXT, [['BoolIfExists', 'true'], ['BoolIfExists', 'false']], 'none'],
  ])('on a key that holds text: %s', (_, domain, clauses, expected) => {
    expect(answer(domain, clauses)).toEqual(expected);
  });
});

describe('presence', () => {
  test.each<[KeyProblem['presence'], ClauseJson[], unknown]>([
    ['maybe', [], undefined],
    ['maybe', [['StringNotEquals', 'a']], undefined],
    ['maybe', [['StringEqualsIfExists', 'a']], undefined],
    ['maybe', [['ForAllValues:StringEquals', 'a']], undefined],
    ['maybe', [['ForAnyValue:StringEquals', 'ab']], 'ab'],
    ['maybe', [['Null', 'false']], 'example'],
    ['maybe', [['Null', 'true'], ['StringEquals', 'a']], 'none'],
    ['always', [['StringEqualsIfExists', 'ab']], 'ab'],
    ['always', [['Null', 'true']], 'none'],
    ['never', [['StringEquals', 'a']], 'none'],
    ['never', [['StringNotEquals', 'a']], undefined],
    ['never', [['Null', 'false']], 'none'],
    ['never', [['not StringEquals', 'a']], undefined],
  ])('a key that is present %s, under %j: %j', (presence, clauses, expected) => {
    expect(answer(TEXT, clauses, { presence })).toBe(expected);
  });

  test('an absent key is found without a value', () => {
    expect(solve(TEXT, [], { presence: 'maybe' })).toEqual({ kind: 'found', value: undefined });
  });

  test('conditions on an undocumented key', () => {
    const constraints = [constraint(['StringEquals', 'a']), constraint(['not StringEquals', 'b'])];
    expect(solve(TEXT, [], { presence: 'undocumented', constraints })).toEqual({ kind: 'none' });
  });

  test.each<[string, ClauseJson, 'Allow' | 'Deny', boolean]>([
    ['holds in an Allow', ['StringEquals', 'a'], 'Allow', true],
    ['cannot be relied on to fail in an Allow', ['not StringEquals', 'a'], 'Allow', false],
    ['fails in a Deny', ['not StringEquals', 'a'], 'Deny', true],
    ['cannot be relied on to hold in a Deny', ['StringEquals', 'a'], 'Deny', false],
  ])('any condition on an undocumented key %s', (_, clause, effect, isFound) => {
    const solution = solve(TEXT, [], { presence: 'undocumented', constraints: [constraint(clause, effect)] });
    expect(solution).toEqual(isFound ? { kind: 'found', value: undefined } : { kind: 'none' });
  });
});

describe('lists', () => {
  const list = (clauses: readonly ClauseJson[], presence: KeyProblem['presence'] = 'maybe') =>
    answer(TEXT, clauses, { multivalued: true, presence });

  test.each<[string, ClauseJson[], unknown]>([
    ['an empty list satisfies ForAllValues', [['ForAllValues:StringEquals', 'aa']], undefined],
    ['unless an element is required', [['ForAllValues:StringEquals', 'aa'], ['Null', 'false']], ['aa']],
    ['one element for each ForAnyValue', [['ForAnyValue:StringEquals', 'aa'], ['ForAnyValue:StringEquals', 'bb']], ['aa', 'bb']],
    ['each under every ForAllValues', [['ForAnyValue:StringLike', 'a*'], ['ForAllValues:StringEquals', 'ab', 'b']], ['ab']],
    ['which may contradict it', [['ForAnyValue:StringEquals', 'aa'], ['ForAllValues:StringEquals', 'b']], 'none'],
    [
      'a negated ForAnyValue needs one other element',
      [
        ['ForAnyValue:StringNotEquals', 'aa'],
        ['ForAnyValue:StringEquals', 'aa'],
      ],
      [expect.not.stringMatching(/^aa$/), 'aa'],
    ],
    ['a negated ForAllValues excludes it', [['ForAllValues:StringNotEquals', 'aa'], ['ForAnyValue:StringEquals', 'aa']], 'none'],
    [
      'ForAllValues fails by one element',
      [
        ['not ForAllValues:StringEquals', 'aa'],
        ['ForAnyValue:StringEquals', 'aa'],
      ],
      [expect.not.stringMatching(/^aa$/), 'aa'],
    ],
    ['ForAnyValue fails by all elements', [['not ForAnyValue:StringEquals', 'aa'], ['Null', 'false']], [expect.not.stringMatching(/^aa$/)]],
    ['without a qualifier the outcome is undocumented, which counts as a match in an Allow', [['StringEquals', 'aa']], ['example']],
  ])('%s', (_, clauses, expected) => {
    expect(list(clauses)).toEqual(expected);
  });

  test.each<[string, ClauseJson, unknown]>([
    ['Null means the same for a list', ['ForAnyValue:Null', 'false'], ['example']],
    ['and for every element of it', ['ForAllValues:Null', 'false'], ['example']],
    ['which cannot be absent', ['ForAllValues:Null', 'true'], 'none'],
    ['nor be without its own value', ['not ForAnyValue:Null', 'false'], 'none'],
  ])('with a qualifier %s', (_, clause, expected) => {
    expect(answer(TEXT, [clause], { multivalued: true, presence: 'always' })).toEqual(expected);
  });

  test('what is assumed about a list is reported', () => {
    const doubted: string[] = [];
    const doubt: KeyProblem['doubt'] = ({ operatorWritten }) => doubted.push(operatorWritten);
    const solution = solve(TEXT, [['Null', [holeOf()]]], { multivalued: true, presence: 'always', mode: 'widest', doubt });
    expect(solution.kind).toBe('found');
    expect(doubted).toEqual(['Null']);
  });

  test('without a qualifier no element counts in a Deny', () => {
    const of = (clause: ClauseJson) =>
      answer(TEXT, [], { multivalued: true, presence: 'always', constraints: [constraint(clause, 'Deny')] });
    expect(of(['StringEquals', 'example'])).toBe('none');
    expect(of(['not StringEquals', 'example'])).toEqual(['example']);
  });
});

describe('what the question requires', () => {
  const any: KeyRequirement = { key: KEY, mayBeAbsent: true, mayBePresent: true, differsFrom: [] };
  const secret = { pattern: [{ kind: 'literal', text: 'aa' }] as const, ignoreCase: false };

  test.each<[string, ClauseJson[], KeyRequirement, unknown]>([
    ['the key must be present', [], { ...any, mayBeAbsent: false }, 'example'],
    ['the key must be absent', [['StringEquals', 'aa']], { ...any, mayBePresent: false }, 'none'],
    ['an excluded value', [['StringEquals', 'aa']], { ...any, differsFrom: [secret] }, 'none'],
    ['another value, not excluded', [['StringLike', 'a?']], { ...any, differsFrom: [secret] }, 'ax'],
  ])('%s', (_, clauses, requirement, expected) => {
    expect(answer(TEXT, clauses, { presence: 'maybe', requirement })).toBe(expected);
  });
});

test.each<[string, ClauseJson[], KeyRequirement | undefined, unknown]>([
  ['fits', [['StringLike', 'a*']], undefined, 'abc'],
  ['is outside the domain', [['StringLike', 'b*']], undefined, 'none'],
  ['is excluded', [], { key: KEY, mayBeAbsent: true, mayBePresent: false, differsFrom: [] }, 'none'],
  [
    'is one of the excluded ones',
    [],
    { key: KEY, mayBeAbsent: true, mayBePresent: true, differsFrom: [{ pattern: [{ kind: 'literal', text: 'abc' }], ignoreCase: false }] },
    'none',
  ],
])('a given value %s', (_, clauses, requirement, expected) => {
  expect(answer(TEXT, clauses, { fixed: 'abc', requirement })).toBe(expected);
});

test.each<[string, string[], string[], unknown]>([
  ['all elements count', ['ab', 'ac'], ['a', 'b*'], ['ab', 'ac']],
  ['one of the elements is excluded', ['ab', 'ac'], ['*c'], 'none'],
])('for a given list %s', (_, fixed, forbidden, expected) => {
  const differsFrom = forbidden.map((text) => ({ pattern: readPattern(text, { wildcards: true, variables: false }), ignoreCase: false }));
  const requirement = { key: KEY, mayBeAbsent: true, mayBePresent: true, differsFrom };
  expect(answer(TEXT, [], { multivalued: true, fixed, requirement })).toEqual(expected);
});

describe('what is known only at deploy time', () => {
  const hole = holeOf();

  test('a value with an unknown part decides nothing, unless the text around it does', () => {
    expect(answer(TEXT, [['StringEquals', [hole]]], { mode: 'exact' })).toBe('none');
    expect(answer(TEXT, [['StringEquals', [hole]]], { mode: 'widest' })).toBe('example');
    expect(answer(TEXT, [['StringLike', ['a', hole]], ['StringLike', 'b*']], { mode: 'widest' })).toBe('none');
  });

  test('what was assumed is reported', () => {
    const doubted: string[] = [];
    solve(
      TEXT,
      [
        ['StringEquals', [hole]],
        ['StringLike', '*'],
      ],
      { mode: 'widest', doubt: ({ operatorWritten }) => doubted.push(operatorWritten) },
    );
    expect(doubted).toEqual(['StringEquals']);
  });

  // `a${…}` differs from bb whatever the value of the variable; but a Deny cannot rely on it if the variable has no value.
  test.each<[string, ClauseJson[], unknown]>([
    ['in a list of values', [['StringEquals', 'bb'], ['not StringNotEquals', 'a${aws:PrincipalTag/team}']], 'bb'],
    [
      'next to patterns that need a search',
      [
        ['StringLike', 'b*aa*'],
        ['StringLike', '*cc?'],
        ['not StringNotEquals', 'a${aws:PrincipalTag/team}'],
      ],
      expect.stringMatching(/^b.*aa.*cc.$/),
    ],
  ])('a variable without a value leaves a negated Deny open: %s', (_, clauses, expected) => {
    const open = (key: string) => ({ ...hole, id: `variable:${key}` });
    const constraints = clauses.map((clause) => constraint(clause, clause[0].startsWith('not') ? 'Deny' : 'Allow'));
    expect(answer(TEXT, [], { mode: 'widest', variables: open, constraints })).toEqual(expected);
    expect(answer(TEXT, [], { mode: 'exact', variables: () => undefined, constraints })).toEqual(expected);
    for (const mode of ['exact', 'widest'] as const) expect(answer(TEXT, [], { mode, variables: () => 'x', constraints })).toBe('none');
  });
});

test('a search that costs too much is given up: unproven', () => {
  const clauses: ClauseJson[] = [
    ['StringLike', `*${'ab*'.repeat(12)}`],
    ['StringLike', `*${'ba?*'.repeat(12)}`],
    ['not StringLike', `*${'a?b*'.repeat(6)}`],
  ];
  const solution = solve(TEXT, clauses, {}, new Budget({ steps: 500, longestPattern: 4096 }));
  expect(solution.kind).toBe('unproven');
});

test('a single value that is too long is undecided', () => {
  const budget = () => new Budget({ steps: 1000, longestPattern: 4 });
  expect(solve(TEXT, [['StringEquals', 'abcd', 'efgh']], {}, budget())).toEqual({ kind: 'found', value: 'abcd' });
  expect(solve(TEXT, [['StringEquals', 'abcd', 'efghi']], {}, budget()).kind).toBe('unproven');
});

test('the reason names a key that is compared with operators of different types', () => {
  expect(solve(AGE, [['StringLike', '4*4']])).toEqual({ kind: 'unproven', why: expect.stringContaining(KEY.toLowerCase()) });
});
