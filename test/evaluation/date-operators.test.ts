/** `Date…`: the W3C profile of ISO 8601 and epoch seconds, compared as instants. */
import { holeOf, truthOfClause } from './policies';
import { readInstant } from '../../src/evaluation/operators/number-and-date-operators';
import { Truth } from '../../src/evaluation/truth';

describe('one instant in two spellings', () => {
  test.each<[value: string, sent: string]>([
    ['2020-04-01T00:00:00Z', '2020-04-01T00:00:00Z'],
    ['2020-04-01T00:00:00Z', '2020-04-01T02:00:00+02:00'],
    ['2020-04-01T00:00:00Z', '2020-04-01T02:00:00+0200'],
    ['2020-04-01T00:00:00Z', '2020-03-31T18:30:00-05:30'],
    ['2020-04-01T00:00:00Z', '2020-04-01T00:00Z'],
    ['2020-04-01T00:00:00Z', '2020-04-01T00:00:00'],
    ['2020-04-01T00:00:00Z', '2020-04-01'],
    ['2020-04-01T00:00:00Z', '2020-04'],
    ['2020-01-01T00:00:00Z', '2020'],
    ['2020-04-01T00:00:00Z', '1585699200'],
    ['1585699200', '1585699200.0'],
    ['1970-01-01T00:00:00Z', '0'],
    ['1969-12-31T23:59:59Z', '-1'],
    ['2020-04-01T00:00:00.5Z', '2020-04-01T00:00:00.500Z'],
    ['2020-04-01T00:00:00.5Z', '1585699200.5'],
    ['2024-02-29', '2024-02-29T00:00:00Z'],
    ['2000-02-29', '2000-02-29T00:00:00Z'],
    [' 2020-04-01 ', '2020-04-01T00:00:00Z'],
  ])('DateEquals "%s" for "%s"', (value, sent) => {
    expect(truthOfClause('DateEquals', [value], sent)).toBe('yes');
  });
});

describe('not a date', () => {
  test.each([
    'yesterday', '', '*', '2020-13-01', '2020-00-01', '2020-01-00', '2020-01-32', '2020-04-31', '2023-02-29', '1900-02-29', '20-04-01',
    '2020-4-1',
    '2020-04-01 00:00:00Z', '2020-04-01T00Z', '2020-04-01T25:00:00Z', '2020-04-01T00:60:00Z', '2020-04-01T00:00:61Z',
    '2020-04-01T00:00:00+99:00',
    '2020-04-01T00:00:00Zz', '2020-04-01Z', '1e9', '0x5E83D900', 'Wed, 01 Apr 2020 00:00:00 GMT',
  ])('"%s" matches nothing, and whether it differs from anything is not documented', (value) => {
    expect(readInstant(value)).toBeUndefined();
    expect(truthOfClause('DateEquals', [value], value)).toBe('no');
    expect(truthOfClause('DateLessThan', ['2999-01-01'], value)).toBe('no');
    expect(truthOfClause('DateGreaterThan', [value], '2020-04-01')).toBe('no');
    expect(truthOfClause('DateNotEquals', [value], '2020-04-01')).toBe('unconfirmed');
  });
});

describe('comparing', () => {
  test.each<[operator: string, before: Truth, at: Truth, after: Truth]>([
    ['DateEquals', 'no', 'yes', 'no'],
    ['DateNotEquals', 'yes', 'no', 'yes'],
    ['DateLessThan', 'yes', 'no', 'no'],
    ['DateLessThanEquals', 'yes', 'yes', 'no'],
    ['DateGreaterThan', 'no', 'no', 'yes'],
    ['DateGreaterThanEquals', 'no', 'yes', 'yes'],
  ])('%s 2020-04-01 is %s a moment before, %s at midnight and %s later', (operator, ...expected) => {
    const moments = ['2020-03-31T23:59:59.999Z', '2020-04-01T02:00:00+02:00', '1585699201'];
    expect(moments.map((sent) => truthOfClause(operator, ['2020-04-01T00:00:00Z'], sent))).toEqual(expected);
  });

  test('dates are not compared as text: 23:00 in New York comes after 01:00 of the next day in Berlin', () => {
    expect(truthOfClause('DateGreaterThan', ['2020-04-02T01:00:00+02:00'], '2020-04-01T23:00:00-04:00')).toBe('yes');
  });
});

test('a date known only at deploy time may be any date', () => {
  expect(truthOfClause('DateLessThan', [[holeOf()]], '2020-04-01')).toBe('unknown');
});
