/** `StringEquals`, `StringEqualsIgnoreCase`, `StringLike` and their negations, value by value. */
import { holeOf, truthOfClause } from './policies';
import { Truth } from '../../src/evaluation/truth';

describe('a text and its value', () => {
  test.each<[operator: string, value: string, sent: string, Truth]>([
    ['StringEquals', 'prod', 'prod', 'yes'],
    ['StringEquals', 'prod', 'Prod', 'no'],
    ['StringEquals', 'prod', 'production', 'no'],
    ['StringEquals', 'prod', ' prod', 'no'],
    ['StringEquals', 'prod*', 'production', 'no'],
    ['StringEquals', 'prod*', 'prod*', 'yes'],
    ['StringEquals', 'pro?', 'prod', 'no'],
    ['StringEquals', 'pro?', 'pro?', 'yes'],
    ['StringEquals', '', '', 'yes'],
    ['StringEquals', '', 'x', 'no'],
    ['StringEquals', 'x', '', 'no'],
    ['StringEqualsIgnoreCase', 'Prod', 'pROD', 'yes'],
    ['StringEqualsIgnoreCase', 'prod', 'prod2', 'no'],
    ['StringEqualsIgnoreCase', 'prod*', 'PRODUCTION', 'no'],
    ['StringEqualsIgnoreCase', 'prod*', 'PROD*', 'yes'],
    ['StringEqualsIgnoreCase', 'Zürich', 'ZÜRICH', 'yes'],
    ['StringLike', 'prod', 'prod', 'yes'],
    ['StringLike', 'prod', 'Prod', 'no'],
    ['StringLike', 'prod*', 'prod', 'yes'],
    ['StringLike', 'prod*', 'production', 'yes'],
    ['StringLike', 'prod*', 'Production', 'no'],
    ['StringLike', 'prod*', 'my-prod', 'no'],
    ['StringLike', '*prod', 'my-prod', 'yes'],
    ['StringLike', '*prod', 'production', 'no'],
    ['StringLike', '*a*b*', 'xxaxxbxx', 'yes'],
    ['StringLike', '*a*b*', 'xxbxxaxx', 'no'],
    ['StringLike', 'pro?', 'prod', 'yes'],
    ['StringLike', 'pro?', 'pro', 'no'],
    ['StringLike', 'pro?', 'prods', 'no'],
    ['StringLike', '?*', '', 'no'],
    ['StringLike', '*', '', 'yes'],
    ['StringLike', '', '', 'yes'],
    ['StringLike', '', 'x', 'no'],
    ['StringLike', 'a.c', 'abc', 'no'],
    ['StringLike', '[ab]', 'a', 'no'],
    ['StringLike', 'a\\*', 'a\\b', 'yes'],
    ['StringLike', 'arn:aws:iam::*:role/x', 'arn:aws:iam::1:role/a:role/x', 'yes'],
    ['StringNotEquals', 'prod', 'prod', 'no'],
    ['StringNotEquals', 'prod', 'Prod', 'yes'],
    ['StringNotEquals', 'prod*', 'production', 'yes'],
    ['StringNotEqualsIgnoreCase', 'prod', 'PROD', 'no'],
    ['StringNotEqualsIgnoreCase', 'prod', 'dev', 'yes'],
    ['StringNotLike', 'prod*', 'production', 'no'],
    ['StringNotLike', 'prod*', 'Production', 'yes'],
    ['StringNotLike', '*', '', 'no'],
  ])('%s "%s" for "%s": %s', (operator, value, sent, expected) => {
    expect(truthOfClause(operator, [value], sent)).toBe(expected);
  });
});

describe('`?` is one character, whatever its encoding', () => {
  test.each<[value: string, sent: string, Truth]>([
    ['?', '😀', 'yes'],
    ['??', '😀', 'no'],
    ['a?c', 'a𝒳c', 'yes'],
    ['*😀', 'smile 😀', 'yes'],
    ['*\u{DE00}', '😀', 'no'],
    ['é', 'e\u0301', 'no'],
  ])('StringLike "%s" for "%s": %s', (value, sent, expected) => {
    expect(truthOfClause('StringLike', [value], sent)).toBe(expected);
  });
});

describe('several values', () => {
  test.each<[operator: string, values: string[], sent: string, Truth]>([
    ['StringEquals', ['dev', 'prod'], 'prod', 'yes'],
    ['StringEquals', ['dev', 'prod'], 'test', 'no'],
    ['StringEquals', ['prod', 'prod'], 'prod', 'yes'],
    ['StringLike', ['dev-*', 'prod-*'], 'prod-1', 'yes'],
    ['StringNotEquals', ['dev', 'prod'], 'prod', 'no'],
    ['StringNotEquals', ['dev', 'prod'], 'test', 'yes'],
    ['StringNotLike', ['dev-*', 'prod-*'], 'dev-1', 'no'],
    ['StringNotLike', ['dev-*', 'prod-*'], 'test-1', 'yes'],
  ])('%s %j for "%s": %s', (operator, values, sent, expected) => {
    expect(truthOfClause(operator, values, sent)).toBe(expected);
  });
});

describe('a partly unknown value', () => {
  const tail = ['prod-', holeOf()];
  test.each<[operator: string, sent: string, Truth]>([
    ['StringEquals', 'prod-7', 'unknown'],
    ['StringEquals', 'prod-', 'unknown'],
    ['StringEquals', 'dev-7', 'no'],
    ['StringEqualsIgnoreCase', 'PROD-7', 'unknown'],
    ['StringLike', 'prod-7', 'unknown'],
    ['StringLike', 'dev-7', 'no'],
    ['StringNotEquals', 'prod-7', 'unknown'],
    ['StringNotEquals', 'dev-7', 'yes'],
  ])('%s "prod-<parameter>" for "%s": %s', (operator, sent, expected) => {
    expect(truthOfClause(operator, [tail], sent)).toBe(expected);
  });

  test('does not matter where another value decides', () => {
    expect(truthOfClause('StringEquals', [[holeOf()], 'prod'], 'prod')).toBe('yes');
    expect(truthOfClause('StringNotEquals', [[holeOf()], 'prod'], 'prod')).toBe('no');
  });
});
