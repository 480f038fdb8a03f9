/** `Numeric…`: which texts are numbers, and how they compare. */
import { holeOf, truthOfClause } from './policies';
import { Truth } from '../../src/evaluation/truth';

describe('numbers as texts', () => {
  test.each<[value: string, sent: string, Truth]>([
    ['5', '5', 'yes'],
    ['5', '5.0', 'yes'],
    ['5', '05', 'yes'],
    ['5', '+5', 'yes'],
    ['5', '5.', 'yes'],
    ['5', ' 5 ', 'yes'],
    ['0.5', '.5', 'yes'],
    ['0.25', '.25', 'yes'],
    ['0', '-0', 'yes'],
    ['-1', '-1', 'yes'],
    ['5', '6', 'no'],
    ['5', '5.0001', 'no'],
    // Not numbers: they match nothing.
    ['5', '5s', 'no'],
    ['3600s', '3600', 'no'],
    ['1000', '1e3', 'no'],
    ['16', '0x10', 'no'],
    ['0', '', 'no'],
    ['', '0', 'no'],
    ['.', '0', 'no'],
    ['NaN', 'NaN', 'no'],
    ['Infinity', 'Infinity', 'no'],
    ['1,000', '1000', 'no'],
    ['٣', '3', 'no'],
    ['*', '5', 'no'],
  ])('NumericEquals "%s" for "%s": %s', (value, sent, expected) => {
    expect(truthOfClause('NumericEquals', [value], sent)).toBe(expected);
  });
});

describe('comparing', () => {
  test.each<[operator: string, below: Truth, at: Truth, above: Truth]>([
    ['NumericEquals', 'no', 'yes', 'no'],
    ['NumericNotEquals', 'yes', 'no', 'yes'],
    ['NumericLessThan', 'yes', 'no', 'no'],
    ['NumericLessThanEquals', 'yes', 'yes', 'no'],
    ['NumericGreaterThan', 'no', 'no', 'yes'],
    ['NumericGreaterThanEquals', 'no', 'yes', 'yes'],
  ])('%s 3600 is %s for 3599.9, %s for 3600 and %s for 10000', (operator, ...expected) => {
    expect(['3599.9', '3600', '10000'].map((sent) => truthOfClause(operator, ['3600'], sent))).toEqual(expected);
  });
});

describe('values that are not numbers', () => {
  test.each<[operator: string, values: string[], sent: string, Truth]>([
    ['NumericLessThan', ['soon'], '5', 'no'],
    ['NumericLessThan', ['soon', '10'], '5', 'yes'],
    // Whether a value that cannot be compared counts as different is not documented.
    ['NumericNotEquals', ['soon'], '5', 'unconfirmed'],
    ['NumericNotEquals', ['5'], 'soon', 'unconfirmed'],
    ['NumericNotEquals', ['soon', '5'], '5', 'no'],
    ['NumericNotEquals', ['soon', '6'], '5', 'unconfirmed'],
  ])('%s %j for "%s": %s', (operator, values, sent, expected) => {
    expect(truthOfClause(operator, values, sent)).toBe(expected);
  });
});

test('a number known only at deploy time may be any number', () => {
  expect(truthOfClause('NumericLessThan', [[holeOf()]], '5')).toBe('unknown');
  expect(truthOfClause('NumericLessThan', [['1', holeOf()]], '5')).toBe('unknown');
});

test('numbers have no variables', () => {
  expect(truthOfClause('NumericEquals', ['${aws:Limit}'], '5', { 'aws:Limit': '5' })).toBe('no');
});
