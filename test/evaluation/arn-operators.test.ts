/** `ArnEquals` is `ArnLike`, and both match part by part. */
import { holeOf, truthOfClause } from './policies';
import { not, Truth } from '../../src/evaluation/truth';
import { PartlyKnownText } from '../../src/policy/partly-known-text';

const CASES: readonly [value: PartlyKnownText, sent: string, Truth][] = [
  ['arn:aws:iam::111122223333:role/Deploy', 'arn:aws:iam::111122223333:role/Deploy', 'yes'],
  ['arn:aws:iam::111122223333:role/Deploy', 'arn:aws:iam::111122223333:role/deploy', 'no'],
  ['arn:aws:iam::111122223333:role/Deploy', 'arn:aws:iam::111122223333:role/Deploy2', 'no'],
  ['arn:aws:iam::111122223333:role/app-*', 'arn:aws:iam::111122223333:role/app-', 'yes'],
  ['arn:aws:iam::111122223333:role/app-*', 'arn:aws:iam::111122223333:role/team/app-1', 'no'],
  ['arn:aws:iam::111122223333:role/*', 'arn:aws:iam::111122223333:role/team/app-1', 'yes'],
  ['arn:aws:iam::11112222333?:role/x', 'arn:aws:iam::111122223333:role/x', 'yes'],
  ['arn:aws:iam::1111?:role/x', 'arn:aws:iam::111122223333:role/x', 'no'],
  ['arn:*:iam::111122223333:role/x', 'arn:aws-us-gov:iam::111122223333:role/x', 'yes'],
  ['arn:aws:iam::*:role/x', 'arn:aws:iam::999999999999:role/x', 'yes'],
  // A wildcard matches within its part, where `StringLike` would match across parts …
  ['arn:aws:iam::*:role/x', 'arn:aws:iam::1:role/a:role/x', 'no'],
  ['arn:aws:*:role/x', 'arn:aws:iam::111122223333:role/x', 'unconfirmed'],
  // … except in the last one.
  ['arn:aws:sns:us-east-1:111122223333:*', 'arn:aws:sns:us-east-1:111122223333:topic:0123', 'yes'],
  ['arn:aws:sns:us-east-1:111122223333:*:0123', 'arn:aws:sns:us-east-1:111122223333:topic:0123', 'yes'],
  ['arn:aws:sns:us-east-1:111122223333:topic', 'arn:aws:sns:us-east-1:111122223333:topic:0123', 'no'],
  ['arn:aws:iam::111122223333:*', 'arn:aws:iam::111122223333:root', 'yes'],
  ['arn:aws:iam:*:111122223333:role/x', 'arn:aws:iam::111122223333:role/x', 'yes'],
  ['arn:aws:iam:?:111122223333:role/x', 'arn:aws:iam::111122223333:role/x', 'no'],
  // A value without six parts: how AWS evaluates it is not documented.
  ['*', 'arn:aws:iam::111122223333:role/x', 'unconfirmed'],
  ['arn:*', 'arn:aws:iam::111122223333:role/x', 'unconfirmed'],
  ['', 'arn:aws:iam::111122223333:role/x', 'unconfirmed'],
  ['111122223333', 'arn:aws:iam::111122223333:root', 'unconfirmed'],
  ['arn:aws:iam::111122223333:role/*', 'no arn', 'no'],
  // The value in the request ends before the last part.
  ['arn:aws:iam::111122223333:*', 'arn:aws:iam::111122223333', 'no'],
  ['arn:aws:iam::111122223333:role/*', '', 'no'],
];

describe.each(['ArnEquals', 'ArnLike'])('%s', (operator) => {
  test.each(CASES)('"%s" for "%s": %s', (value, sent, expected) => {
    expect(truthOfClause(operator, [value], sent)).toBe(expected);
  });
});

describe.each(['ArnNotEquals', 'ArnNotLike'])('%s', (operator) => {
  test.each(CASES)('"%s" for "%s": the opposite of %s', (value, sent, positive) => {
    expect(truthOfClause(operator, [value], sent)).toBe(not(positive));
  });
});

describe('a partly unknown ARN', () => {
  const role = (account: PartlyKnownText[number]) => ['arn:aws:iam::', account, ':role/x'] as PartlyKnownText;
  test.each<[what: string, value: PartlyKnownText, sent: string, Truth]>([
    ['my account', role(holeOf('own-account')), 'arn:aws:iam::111122223333:role/x', 'unknown'],
    ['my account', role(holeOf('own-account')), 'arn:aws:iam::111122223333:role/y', 'no'],
    ['my account', role(holeOf('own-account')), 'arn:aws:iam::1:role/a:role/x', 'no'],
    // A parameter may contain colons.
    ['a parameter as account', role(holeOf()), 'arn:aws:iam::1:role/a:role/x', 'unknown'],
    ['a parameter as account', role(holeOf()), 'arn:aws:iam::111122223333:role/y', 'no'],
    ['a parameter as the end', ['arn:aws:iam::111122223333:', holeOf()], 'arn:aws:iam::111122223333:role/x', 'unknown'],
    ['a parameter as the end', ['arn:aws:iam::111122223333:', holeOf()], 'arn:aws:iam::999999999999:role/x', 'no'],
    // The parts before it are still compared one by one: here the last one is `user/a:role/x`.
    ['a parameter at the end', ['arn:aws:iam::*:role/', holeOf()], 'arn:aws:iam::1:user/a:role/x', 'no'],
    ['a parameter for most of the ARN', ['arn:aws:', holeOf()], 'arn:aws:iam::111122223333:role/x', 'unknown'],
    ['a parameter for most of the ARN', ['arn:aws-cn:', holeOf()], 'arn:aws:iam::111122223333:role/x', 'no'],
    ['a parameter', [holeOf()], 'arn:aws:iam::111122223333:role/x', 'unknown'],
    // An account id and a region contain no colon: these will never have six parts.
    ['my account alone', [holeOf('own-account')], 'arn:aws:iam::111122223333:root', 'unconfirmed'],
    ['my region at the end', ['arn:aws:sns:', holeOf('region')], 'arn:aws:iam::111122223333:role/x', 'unconfirmed'],
  ])('%s: %j for "%s": %s', (_what, value, sent, expected) => {
    expect(truthOfClause('ArnLike', [value], sent)).toBe(expected);
  });
});
