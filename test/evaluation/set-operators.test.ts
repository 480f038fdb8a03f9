/** `ForAllValues` and `ForAnyValue`, on keys that hold a list and on keys that do not. */
import { holeOf, truthOfClause } from './policies';
import { ContextValue } from '../../src/evaluation/assume-role-request';
import { Truth } from '../../src/evaluation/truth';

describe('a list against a list', () => {
  test.each<[operator: string, values: string[], sent: ContextValue, Truth]>([
    ['ForAllValues:StringEquals', ['a', 'b'], ['a'], 'yes'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['b', 'a', 'a'], 'yes'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], 'no'],
    ['ForAllValues:StringEquals', ['a', 'b'], ['c'], 'no'],
    ['ForAllValues:StringEquals', ['a', 'b'], [], 'yes'],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'a'], 'yes'],
    ['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'd'], 'no'],
    ['ForAnyValue:StringEquals', ['a', 'b'], [], 'no'],
    ['ForAllValues:StringLike', ['team-*'], ['team-a', 'team-b'], 'yes'],
    ['ForAllValues:StringLike', ['team-*'], ['team-a', 'x'], 'no'],
    ['ForAnyValue:StringLike', ['team-*'], ['x', 'team-b'], 'yes'],
    // Negated: none of the values is in the list; one of the values is not in the list.
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], 'yes'],
    ['ForAllValues:StringNotEquals', ['a', 'b'], ['a', 'c'], 'no'],
    ['ForAllValues:StringNotEquals', ['a', 'b'], [], 'yes'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'c'], 'yes'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], 'no'],
    ['ForAnyValue:StringNotEquals', ['a', 'b'], [], 'no'],
    ['ForAnyValue:StringNotLike', ['a*'], ['ab', 'b'], 'yes'],
    ['ForAllValues:StringNotLike', ['a*'], ['ab', 'b'], 'no'],
    ['ForAllValues:StringEqualsIfExists', ['a'], ['b'], 'no'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], ['a', 'b'], 'yes'],
    ['ForAnyValue:StringEqualsIfExists', ['a'], ['b'], 'no'],
    ['ForAllValues:ArnLike', ['arn:aws:iam::111122223333:*'], ['arn:aws:iam::111122223333:root'], 'yes'],
    ['ForAnyValue:NumericLessThan', ['5'], ['7', '3'], 'yes'],
    ['ForAllValues:NumericLessThan', ['5'], ['7', '3'], 'no'],
  ])('%s %j for %j: %s', (operator, values, sent, expected) => {
    expect(truthOfClause(operator, values, sent)).toBe(expected);
  });
});

describe('on a key that holds one value', () => {
  test.each<[operator: string, sent: string | undefined, Truth]>([
    // `ForAllValues` is "absent, or matches".
    ['ForAllValues:StringEquals', 'a', 'yes'],
    ['ForAllValues:StringEquals', 'b', 'no'],
    ['ForAllValues:StringEquals', undefined, 'yes'],
    // `ForAnyValue` is the plain operator, and does not hold when the key is missing.
    ['ForAnyValue:StringEquals', 'a', 'yes'],
    ['ForAnyValue:StringEquals', 'b', 'no'],
    ['ForAnyValue:StringEquals', undefined, 'no'],
    ['ForAnyValue:StringNotEquals', 'b', 'yes'],
    ['ForAnyValue:StringNotEquals', undefined, 'no'],
  ])('%s "a" for %p: %s', (operator, sent, expected) => {
    expect(truthOfClause(operator, ['a'], sent)).toBe(expected);
  });
});

describe('a list without a set operator', () => {
  test.each(['StringEquals', 'StringNotEquals', 'StringLike', 'StringEqualsIfExists'])(
    '%s: AWS calls it an error and does not say what happens',
    (operator) => {
      expect(truthOfClause(operator, ['a'], ['a'])).toBe('unconfirmed');
      expect(truthOfClause(operator, ['a'], ['b', 'c'])).toBe('unconfirmed');
    },
  );

  test('Null counts a list as present', () => {
    expect([truthOfClause('Null', ['false'], ['a', 'b']), truthOfClause('Null', ['true'], [])]).toEqual(['yes', 'yes']);
  });
});

test('values known only at deploy time are undecided unless the others decide', () => {
  const values = ['a', [holeOf()]];
  expect(truthOfClause('ForAllValues:StringEquals', values, ['a'])).toBe('yes');
  expect(truthOfClause('ForAllValues:StringEquals', values, ['a', 'b'])).toBe('unknown');
  expect(truthOfClause('ForAnyValue:StringEquals', values, ['b', 'a'])).toBe('yes');
  expect(truthOfClause('ForAnyValue:StringNotEquals', values, ['a'])).toBe('no');
  expect(truthOfClause('ForAnyValue:StringNotEquals', values, ['b'])).toBe('unknown');
});
