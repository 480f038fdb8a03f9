import fc from 'fast-check';
import { ADDRESS, AGE, answer, ClauseJson, DATE, SESSION, TEXT } from './ask-key';
import {
  candidateAddresses, candidateDates, candidateDatesInText, candidateNumbersInText, candidateNumbers, candidateTexts, fillPattern,
} from '../../src/analysis/key-constraints/candidate-values';
import { clock } from '../../src/evaluation/clock';
import { KeyDomain, TextDomain } from '../../src/evaluation/key-domains';
import { isInside, readAddress, readBlock } from '../../src/evaluation/operators/ip-address-operators';
import { readInstant, readNumber } from '../../src/evaluation/operators/number-and-date-operators';
import { PatternToken, readPattern } from '../../src/evaluation/value-pattern';
import { holeOf } from '../evaluation/policies';
import { propertyRuns } from '../property-runs';

const DURATION: KeyDomain = { type: 'number', min: 900, max: 43200 };

describe('numbers', () => {
  test.each<[string, KeyDomain, ClauseJson[], unknown]>([
    ['the lowest value', DURATION, [['NumericLessThanEquals', '900']], '900'],
    ['the highest value', DURATION, [['NumericGreaterThan', '43199']], '43200'],
    ['nothing above the highest', DURATION, [['NumericGreaterThan', '43200']], 'none'],
    ['nothing below the lowest', DURATION, [['NumericEquals', '899']], 'none'],
    ['the first number above a fraction', AGE, [['NumericGreaterThan', '10.5'], ['NumericLessThan', '12']], '11'],
    ['the last number below a fraction', AGE, [['NumericLessThan', '10.5'], ['NumericGreaterThan', '9']], '10'],
    ['no number', AGE, [['NumericNotEquals', '3600s'], ['NumericLessThan', '1']], '0'],
  ])('in a domain of whole numbers: %s', (_, domain, clauses, expected) => expect(answer(domain, clauses)).toBe(expected));

  const LIMIT = fc.oneof(
    fc.integer({ min: -5, max: 45 }).map(String),
    fc.integer({ min: -50, max: 450 }).map((tenths) => String(tenths / 10)),
  );

  test('for every whole number of the domain, some candidate compares with the limits in the same way', () => {
    fc.assert(
      fc.property(fc.array(LIMIT, { maxLength: 4 }), fc.integer({ min: 0, max: 40 }), (limits, given) => {
        const regionOf = (number: number) => limits.map((limit) => Math.sign(number - Number(limit))).join();
        const candidates = candidateNumbers(limits, { min: 0, max: 40 }).map(Number);
        expect(candidates.every((candidate) => Number.isInteger(candidate) && candidate >= 0 && candidate <= 40)).toBe(true);
        expect(candidates.map(regionOf)).toContain(regionOf(given));
      }),
      propertyRuns(100),
    );
  });

  test.each<[string, ClauseJson[], RegExp]>([
    ['above a number so large that adding 1 does not change it', [['NumericGreaterThan', '9007199254740992']], /^\d{17}$/],
    ['below a negative number of that size', [['NumericLessThan', '-9007199254740992']], /^-\d{17}$/],
    ['above a number that JavaScript writes with an exponent', [['NumericGreaterThan', '1000000000000000000000']], /^\d{22}$/],
    [
      'between such numbers',
      [
        ['NumericGreaterThan', '1500000000000000000000'],
        ['NumericLessThan', '2000000000000000000000'],
      ],
      /^1[5-9]\d{20}$/,
    ],
    [
      'between fractions that JavaScript writes with an exponent',
      [
        ['NumericGreaterThan', '0'],
        ['NumericLessThan', '0.0000001'],
      ],
      /^0\.0000000\d+$/,
    ],
    ['between negative ones', [['NumericLessThan', '0'], ['NumericGreaterThan', '-0.0000003']], /^-0\.000000[0-2]\d*$/],
    ['above the largest number that JavaScript can write', [['NumericGreaterThan', '9'.repeat(308)]], /^\d{309}$/],
    ['below the lowest', [['NumericLessThan', `-${'9'.repeat(308)}`]], /^-\d{309}$/],
    [
      'above a number and below one that is larger than JavaScript can write',
      [
        ['NumericGreaterThan', '9'.repeat(20)],
        ['NumericLessThan', '9'.repeat(400)],
      ],
      /^\d+$/,
    ],
    ['between the lower two of three', [['NumericGreaterThan', '1'], ['NumericLessThan', '3'], ['NumericLessThan', '2']], /^1\.\d+$/],
    ['between the upper two of three', [['NumericLessThan', '3'], ['NumericGreaterThan', '1'], ['NumericGreaterThan', '2']], /^2\.\d+$/],
  ])('in a tag there is always a number %s', (_, clauses, expected) => expect(answer(TEXT, clauses)).toMatch(expected));

  test('in a tag, for every number some candidate compares with the limits in the same way', () => {
    const number = fc.oneof(LIMIT, fc.constantFrom('0.0000001', '0.00000025', '-0.0000001', `1${'0'.repeat(25)}`, `-3${'0'.repeat(25)}`));
    fc.assert(
      fc.property(fc.array(number, { maxLength: 4 }), number, (limits, given) => {
        const regionOf = (text: string) => limits.map((limit) => Math.sign(readNumber(text)! - readNumber(limit)!)).join();
        expect(candidateNumbersInText(limits).map(regionOf)).toContain(regionOf(given));
      }),
      propertyRuns(100),
    );
  });

  test.each<[string, string[], string[]]>([
    ['0, where no limit is a number', ['ten'], ['0']],
    ['on both sides of 0', ['0'], ['0', '-1', '1']],
    ['between a small number and 0', ['0', '0.0000001'], ['0', '-1', '1', '0.0000001', '-1', '1.0000002', '0.00000005']],
  ])('candidates in a tag: %s', (_, limits, expected) => expect(candidateNumbersInText(limits)).toEqual([...new Set(expected)]));
});

describe('dates', () => {
  // Requests are made now or later, never in the past.
  beforeAll(() => jest.spyOn(clock, 'now').mockReturnValue(Date.parse('0000-01-01T00:00:00Z')));
  afterAll(() => jest.restoreAllMocks());

  test.each<[string, ClauseJson[], unknown]>([
    ['without a limit', [], '2030-01-01T00:00:00Z'],
    ['at a limit', [['DateEquals', '2031-02-03T04:05:06Z']], '2031-02-03T04:05:06Z'],
    ['the second before', [['DateLessThan', '2029-06-01T00:00:00Z']], '2029-05-31T23:59:59Z'],
    [
      'the second before a second that has already begun',
      [
        ['DateLessThan', '2029-06-01T00:00:00.5Z'],
        ['DateGreaterThan', '2029-05-31T23:59:58Z'],
      ],
      '2029-05-31T23:59:59Z',
    ],
    ['the second after', [['DateGreaterThan', '2031-06-01T00:00:00Z']], '2031-06-01T00:00:01Z'],
    [
      'the second after a second that has already begun',
      [
        ['DateGreaterThan', '2031-06-01T00:00:00.5Z'],
        ['DateLessThanEquals', '2031-06-01T00:00:01Z'],
      ],
      '2031-06-01T00:00:01Z',
    ],
    ['the first time that a clock can show', [['DateLessThanEquals', '0000-01-01']], '0000-01-01T00:00:00Z'],
    ['nothing before that', [['DateLessThan', '0000-01-01']], 'none'],
    ['the last time that a clock can show', [['DateGreaterThanEquals', '9999-12-31T23:59:59Z']], '9999-12-31T23:59:59Z'],
    ['nothing after that', [['DateGreaterThan', '9999-12-31T23:59:59Z']], 'none'],
    [
      'long before a number of microseconds, which is read as one of seconds',
      [['DateLessThan', '1893456000000000']],
      '2030-01-01T00:00:00Z',
    ],
    ['never after it', [['DateGreaterThan', '1893456000000000']], 'none'],
    ['not a date', [['DateNotEquals', 'tomorrow']], '2030-01-01T00:00:00Z'],
  ])('the clock can show a candidate: %s', (_, clauses, expected) => {
    expect(answer(DATE, clauses)).toBe(expected);
    const epoch = answer(DATE, clauses, { key: 'aws:epochtime' });
    expect(epoch).toBe(expected === 'none' ? 'none' : String(Date.parse(String(expected)) / 1000));
  });

  test.each<[string, ClauseJson[], string]>([
    ['now', [['DateLessThanEquals', '2028-05-06T07:08:09Z']], '2028-05-06T07:08:09Z'],
    ['between now and a limit', [['DateLessThan', '2029-01-01']], '2028-12-31T23:59:59Z'],
    ['nothing before now', [['DateLessThan', '2028-05-06T07:08:09Z']], 'none'],
  ])('a clock that shows 2028-05-06T07:08:09Z can later show a candidate: %s', (_, clauses, expected) => {
    jest.spyOn(clock, 'now').mockReturnValueOnce(Date.parse('2028-05-06T07:08:09Z'));
    expect(answer(DATE, clauses)).toBe(expected);
  });

  test('a limit with a fraction of a second is tried exactly', () => {
    expect(candidateDates(['2031-06-01T00:00:00.5Z'], false)).toContain('2031-06-01T00:00:00.500Z');
  });

  test.each<[string, ClauseJson[]]>([
    [
      'between two limits within one second',
      [
        ['DateGreaterThan', '2020-01-01T00:00:00.1Z'],
        ['DateLessThan', '2020-01-01T00:00:00.2Z'],
      ],
    ],
    ['between two consecutive seconds', [['DateGreaterThan', '2020-01-01T00:00:00.001Z'], ['DateLessThan', '2020-01-01T00:00:00.002Z']]],
    ['after a number of microseconds', [['DateGreaterThan', '1893456000000000']]],
    ['before the year 0', [['DateLessThan', '0000-01-01']]],
  ])('a tag can hold a candidate: %s', (_, clauses) => {
    const found = answer(TEXT, clauses);
    expect(found).toMatch(/^-?\d+(\.\d+)?$/);
  });

  test('a number of seconds in a tag is written with digits alone', () => {
    expect(candidateDatesInText([`1${'0'.repeat(24)}`]).filter((text) => readInstant(text) === undefined)).toEqual([]);
  });
});

describe('addresses', () => {
  const BLOCK = fc.oneof(
    fc.tuple(fc.nat(3), fc.integer({ min: 0, max: 3 })).map(([first, bits]) => `${first * 64}.0.0.0/${bits}`),
    fc.tuple(fc.nat(3), fc.integer({ min: 29, max: 32 })).map(([last, bits]) => `255.255.255.${252 + last}/${bits}`),
    fc.constantFrom('::/0', '::/1', '8000::/1', '2001:db8::/32', 'ffff::/16', '::1', 'no block'),
  );
  const GIVEN = fc.constantFrom(
    '0.0.0.0',
    '64.1.2.3',
    '127.255.255.255',
    '200.0.0.1',
    '255.255.255.254',
    '255.255.255.255',
    '::',
    '::1',
    '2001:db8::7',
    '9000::',
    'fffe::',
  );

  test('for every address, some candidate is in the same blocks', () => {
    fc.assert(
      fc.property(fc.array(BLOCK, { maxLength: 4 }), GIVEN, (blocks, given) => {
        const regionOf = (text: string) => {
          const address = readAddress(text)!;
          return [address.version, ...blocks.map((block) => block !== 'no block' && isInside(address, readBlock(block)!))].join();
        };
        expect(candidateAddresses(blocks).map(regionOf)).toContain(regionOf(given));
      }),
      propertyRuns(100),
    );
  });

  test.each<[string, ClauseJson[], unknown]>([
    ['a block of one', [['IpAddress', '203.0.113.7']], '203.0.113.7'],
    ['after a block', [['IpAddress', '203.0.113.0/24'], ['NotIpAddress', '203.0.113.0/25']], '203.0.113.128'],
    ['before every block', [['NotIpAddress', '128.0.0.0/1', '64.0.0.0/2', '::/0']], '0.0.0.0'],
    ['of version 6, before every block', [['NotIpAddress', '0.0.0.0/0', '8000::/1', '4000::/2', '2000::/3']], '0:0:0:0:0:0:0:0'],
    ['nothing after the last IPv6 address', [['IpAddress', 'ffff::/16'], ['NotIpAddress', 'ffff::/16']], 'none'],
    ['not a block', [['IpAddress', 'anywhere']], 'none'],
  ])('%s', (_, clauses, expected) => {
    const found = answer(ADDRESS, clauses);
    expect(found === '::' ? '0:0:0:0:0:0:0:0' : found).toBe(expected);
  });
});

describe('texts', () => {
  const pattern = (text: string) => readPattern(text, { wildcards: true, variables: false });
  const anything = () => true;

  test.each<[string, PatternToken[], string]>([
    ['literal text', [{ kind: 'literal', text: 'ab' }], 'ab'],
    ['text whose wildcards come from a variable', [{ kind: 'suspect', text: 'a*' }], 'a*'],
    ['one character', [{ kind: 'any-one' }], '1'],
    ['any run of characters', [{ kind: 'any-run' }], 'filling'],
    ['a hole', [{ kind: 'hole', hole: holeOf() }], 'filling'],
    [
      'one after the other',
      [{ kind: 'literal', text: 'a' }, { kind: 'any-one' }, { kind: 'any-run' }, { kind: 'literal', text: 'b' }],
      'a1fillingb',
    ],
  ])('%s is filled in', (_, tokens, expected) => expect(fillPattern(tokens, 'filling', '1')).toBe(expected));

  test.each<[string, string[], TextDomain, (text: string) => boolean, string[]]>([
    ['the example comes first', [], TEXT as TextDomain, anything, ['example']],
    [
      'a run is left out, replaced by the example, or made just long enough',
      ['a*'],
      SESSION as TextDomain,
      anything,
      ['example-session', 'a', 'aexample-session', 'axx'],
    ],
    ['one character is a letter', ['a?'], TEXT as TextDomain, anything, ['example', 'ax']],
    ['also where a single letter would be too short', ['a?'], SESSION as TextDomain, (text) => text.length >= 2, ['example-session', 'ax']],
    ['also where the run may be empty', ['a?'], { ...TEXT as TextDomain, min: 0 }, (text) => text !== '', ['example', 'ax']],
    [
      'or a digit where letters are not allowed',
      ['1?'],
      { ...(TEXT as TextDomain), example: '99' },
      (text) => /^\d+$/.test(text),
      ['99', '10'],
    ],
    ['a value outside the domain is not tried', ['a*'], TEXT as TextDomain, (text) => text === 'ax', ['ax']],
  ])('%s', (_, patterns, domain, fits, expected) => {
    expect(candidateTexts(patterns.map(pattern), domain, fits)).toEqual(expected);
  });
});
