/** The four answers and how they combine. */
import { allOf, anyOf, not, Truth } from '../../src/evaluation/truth';

const ANSWERS: readonly Truth[] = ['yes', 'no', 'unknown', 'unconfirmed'];

describe('together', () => {
  test.each<[Truth, Truth, Truth, Truth]>([
    // one           other          all of them    any of them
    ['yes', 'yes', 'yes', 'yes'],
    ['yes', 'no', 'no', 'yes'],
    ['yes', 'unknown', 'unknown', 'yes'],
    ['yes', 'unconfirmed', 'unconfirmed', 'yes'],
    ['no', 'no', 'no', 'no'],
    ['no', 'unknown', 'no', 'unknown'],
    ['no', 'unconfirmed', 'no', 'unconfirmed'],
    ['unknown', 'unknown', 'unknown', 'unknown'],
    // A deploy-time value stays open even if AWS documented the rest.
    ['unknown', 'unconfirmed', 'unknown', 'unknown'],
    ['unconfirmed', 'unconfirmed', 'unconfirmed', 'unconfirmed'],
  ])('%s and %s are %s if all must hold, and %s if one is enough', (one, other, all, any) => {
    expect([allOf([one, other]), allOf([other, one])]).toEqual([all, all]);
    expect([anyOf([one, other]), anyOf([other, one])]).toEqual([any, any]);
  });

  test('an empty conjunction holds, and an empty disjunction does not', () => {
    expect([allOf([]), anyOf([])]).toEqual(['yes', 'no']);
  });
});

test('not: an unknown answer stays unknown, for the same reason', () => {
  expect(ANSWERS.map(not)).toEqual(['no', 'yes', 'unknown', 'unconfirmed']);
});

test('negating both sides turns "all" into "any"', () => {
  for (const one of ANSWERS) for (const other of ANSWERS) expect(not(allOf([one, other]))).toBe(anyOf([not(one), not(other)]));
});
