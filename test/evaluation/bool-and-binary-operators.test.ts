/** `Bool`, `BinaryEquals` and `Null`, and what happens when a text operator meets a Boolean. */
import { allow, ALICE, holeOf, KEY, outcomeOf, policyOf, requestOf, truthOfClause } from './policies';
import { Truth } from '../../src/evaluation/truth';

describe('Bool', () => {
  test.each<[values: string[], sent: string, Truth]>([
    [['true'], 'true', 'yes'],
    [['true'], 'false', 'no'],
    [['false'], 'false', 'yes'],
    [['false'], 'true', 'no'],
    [['TRUE'], 'true', 'yes'],
    [['True'], 'TRUE', 'yes'],
    [['true', 'false'], 'true', 'yes'],
    [['true', 'false'], 'false', 'yes'],
    [['true'], 'banana', 'no'],
    [['true'], '', 'no'],
    // Texts that are not Booleans: Access Analyzer reports an error, and undocumented.
    [['yes'], 'true', 'unconfirmed'],
    [['1'], 'true', 'unconfirmed'],
    [[''], 'true', 'unconfirmed'],
    [[' true'], 'true', 'unconfirmed'],
    [['*'], 'true', 'unconfirmed'],
    [['codepipeline.amazonaws.com'], 'true', 'unconfirmed'],
    [['yes', 'true'], 'true', 'yes'],
    [['yes', 'true'], 'false', 'unconfirmed'],
  ])('%j for "%s": %s', (values, sent, expected) => {
    expect(truthOfClause('Bool', values, sent)).toBe(expected);
  });

  test.each([true, 'true'])('a JSON Boolean is the same as its text: %p', (value) => {
    const policy = policyOf(allow({ Condition: { Bool: { [KEY]: value } } }));
    expect(outcomeOf(policy, requestOf(ALICE, { [KEY]: 'true' }))).toBe('allowed');
    expect(outcomeOf(policy, requestOf(ALICE, { [KEY]: 'false' }))).toBe('denied');
  });

  test('a Boolean known only at deploy time may be either', () => {
    expect(['true', 'false'].map((sent) => truthOfClause('Bool', [[holeOf()]], sent))).toEqual(['unknown', 'unknown']);
  });
});

describe('a text operator on a Boolean key compares text', () => {
  test.each<[operator: string, value: string, sent: string, Truth]>([
    ['StringEquals', 'true', 'true', 'yes'],
    ['StringEquals', 'True', 'true', 'no'],
    ['StringEqualsIgnoreCase', 'True', 'true', 'yes'],
    ['StringLike', 't*', 'true', 'yes'],
    ['StringNotEquals', 'false', 'true', 'yes'],
    ['StringNotEquals', 'false', 'false', 'no'],
  ])('%s "%s" for "%s": %s', (operator, value, sent, expected) => {
    expect(truthOfClause(operator, [value], sent)).toBe(expected);
  });
});

describe('BinaryEquals', () => {
  test.each<[value: string, sent: string, Truth]>([
    ['QmluYXJ5', 'QmluYXJ5', 'yes'],
    ['AA==', 'AA==', 'yes'],
    // The bits after the last byte do not count: both texts are one byte, 0.
    ['AA==', 'AB==', 'yes'],
    ['AA==', 'AQ==', 'no'],
    ['', '', 'yes'],
    ['AA', 'AA', 'no'],
    ['AA', 'AA==', 'no'],
    ['AA==', 'AA', 'no'],
    ['****', '****', 'no'],
    ['qmluyxj5', 'QmluYXJ5', 'no'],
  ])('"%s" for "%s": %s', (value, sent, expected) => {
    expect(truthOfClause('BinaryEquals', [value], sent)).toBe(expected);
  });

  test('bytes known only at deploy time may be any bytes', () => {
    expect(truthOfClause('BinaryEquals', [[holeOf()]], 'AA==')).toBe('unknown');
  });
});

describe('Null', () => {
  test.each<[values: string[], absent: Truth, present: Truth]>([
    [['true'], 'yes', 'no'],
    [['false'], 'no', 'yes'],
    [['TRUE'], 'yes', 'no'],
    [['true', 'false'], 'yes', 'yes'],
    [['yes'], 'unconfirmed', 'unconfirmed'],
    [['yes', 'true'], 'yes', 'unconfirmed'],
    // AWS does not document even a variable for it.
    [['${aws:SecureTransport}'], 'unconfirmed', 'unconfirmed'],
  ])('%j is %s without the key and %s with it', (values, absent, present) => {
    expect([truthOfClause('Null', values, undefined), truthOfClause('Null', values, 'anything')]).toEqual([absent, present]);
  });

  test('an empty text is a value, an empty list is not', () => {
    expect([truthOfClause('Null', ['false'], ''), truthOfClause('Null', ['false'], [])]).toEqual(['yes', 'no']);
  });

  test('the value of Null may be known only at deploy time', () => {
    expect([truthOfClause('Null', [[holeOf()]], undefined), truthOfClause('Null', [[holeOf()]], 'x')]).toEqual(['unknown', 'unknown']);
  });
});
