import { ClauseJson, constraint } from './ask-key';
import {
  requiresForbiddenValue,
  ForbiddenValues,
  isRuledOut,
  comparedPatterns,
  satisfies,
  truthFor,
} from '../../src/analysis/key-constraints/key-constraint';
import { Truth } from '../../src/evaluation/truth';
import { readPattern, ValuePattern, VariableValues } from '../../src/evaluation/value-pattern';
import { holeOf, KEY } from '../evaluation/policies';

describe('a truth', () => {
  test.each<[Truth, boolean, 'Allow' | 'Deny', boolean]>([
    ['yes', true, 'Allow', true],
    ['yes', false, 'Deny', false],
    ['no', true, 'Deny', false],
    ['no', false, 'Allow', true],
    // What AWS does not document is interpreted so that more requests are allowed.
    ['unconfirmed', true, 'Allow', true],
    ['unconfirmed', false, 'Allow', false],
    ['unconfirmed', true, 'Deny', false],
    ['unconfirmed', false, 'Deny', true],
  ])('%s is enough where %j is wanted in an %s: %j', (truth, wanted, effect, expected) => {
    for (const mode of ['exact', 'widest'] as const) {
      const doubts: string[] = [];
      expect(satisfies(truth, { wanted, effect }, mode, () => doubts.push('doubt'))).toBe(expected);
      expect(doubts).toEqual([]);
    }
  });

  test.each([true, false])('that is unknown satisfies only the widest search, which reports it: %j', (wanted) => {
    const doubts: string[] = [];
    const serve = (mode: 'exact' | 'widest') => satisfies('unknown', { wanted, effect: 'Allow' }, mode, () => doubts.push(mode));
    expect(serve('exact')).toBe(false);
    expect(doubts).toEqual([]);
    expect(serve('widest')).toBe(true);
    expect(doubts).toEqual(['widest']);
    expect(satisfies('unknown', { wanted, effect: 'Allow' }, 'widest')).toBe(true);
  });
});

/** `${aws:open}` may have any value or none, `${aws:known}` is x, and `${aws:lacking}` has no value. */
const variables: VariableValues = (key) => (key === 'aws:open' ? holeOf() : key === 'aws:known' ? 'x' : undefined);

describe('a clause with a variable that can hold any value', () => {
  test.each<[string, ClauseJson, string, Truth]>([
    ['matches whatever the value of the variable', ['StringEquals', 'ab', 'a${aws:open}'], 'ab', 'yes'],
    ['matches by another variable', ['StringNotEquals', 'b${aws:known}', 'a${aws:open}'], 'bx', 'no'],
    ['fails whatever the value of the variable', ['StringEquals', 'a${aws:open}'], 'bb', 'no'],
    ['depends on the variable', ['StringEquals', 'a${aws:open}'], 'ab', 'unknown'],
    ['is negated, and undocumented if the variable has no value', ['StringNotEquals', 'a${aws:open}'], 'bb', 'unknown'],
    ['is negated, and compares a variable without a value', ['StringNotEquals', 'a${aws:lacking}'], 'bb', 'unconfirmed'],
    ['is negated, and compares a known variable', ['StringNotEquals', 'a${aws:known}'], 'bb', 'yes'],
  ])('%s', (_, clause, sent, expected) => {
    expect(truthFor(constraint(clause), sent, variables)).toBe(expected);
  });
});

describe('the patterns that a clause compares its key with', () => {
  const literal = (text: string) => [{ kind: 'literal', text }];

  test.each<[string, ClauseJson, unknown[]]>([
    [
      'its values',
      ['StringEquals', 'a', 'b*'],
      [
        { pattern: literal('a'), mayLackValue: false },
        { pattern: literal('b*'), mayLackValue: false },
      ],
    ],
    ['nothing for Null', ['Null', 'true'], []],
    ['the value of a variable', ['StringLike', '${aws:known}'], [{ pattern: literal('x'), mayLackValue: false }]],
    ['nothing where a variable has no value', ['StringLike', '${aws:lacking}'], [{ pattern: undefined, mayLackValue: false }]],
    [
      'anything, or nothing, where the value can be anything',
      ['StringLike', '${aws:open}'],
      [{ pattern: [{ kind: 'hole', hole: holeOf() }], mayLackValue: true }],
    ],
  ])('%s', (_, clause, expected) => expect(comparedPatterns(constraint(clause), variables)).toEqual(expected));
});

describe('a clause that requires only what the question excludes', () => {
  const pattern = (text: string) => readPattern(text, { wildcards: true, variables: false });
  const forbid = (...texts: string[]): ForbiddenValues[] => texts.map((text) => ({ pattern: pattern(text), ignoreCase: false }));
  const inAnyCase = (...texts: string[]): ForbiddenValues[] => texts.map((text) => ({ pattern: pattern(text), ignoreCase: true }));
  const byParts = (...texts: string[]): ForbiddenValues[] => forbid(...texts).map((forbidden) => ({ ...forbidden, byParts: true }));
  const asks = (clause: ClauseJson, differsFrom: readonly ForbiddenValues[], patterns?: readonly ValuePattern[]) => {
    const asking = constraint(clause);
    const compared = patterns?.map((one) => ({ pattern: one, mayLackValue: false })) ?? comparedPatterns(asking, variables);
    return requiresForbiddenValue(asking, compared, { key: KEY, mayBeAbsent: true, mayBePresent: true, differsFrom });
  };

  test.each<[string, ClauseJson, ForbiddenValues[], boolean]>([
    ['one of two excluded values', ['StringLike', 'a*'], forbid('a*', 'b*'), true],
    ['one excluded value and one that is not', ['StringLike', 'a*', 'c*'], forbid('a*', 'b*'), false],
    ['nothing is excluded', ['StringLike', 'a*'], [], false],
    ['other text', ['StringEquals', 'a'], forbid('b'), false],
    ['text with the same beginning', ['StringLike', 'a*'], forbid('a'), false],
    ['text with an additional ending', ['StringEquals', 'a'], forbid('a*'), false],
    ['one character is not a run of characters', ['StringLike', 'a?'], forbid('a*'), false],
    ['a literal character is not a wildcard', ['StringEquals', 'a*'], forbid('a*'), false],
    ['StringEquals', ['StringEquals', 'a'], forbid('a'), true],
    ['a negated operator leaves everything else', ['StringNotEquals', 'a'], forbid('a'), false],
    ['a negated operator that must not match requires the value', ['not StringNotEquals', 'a'], forbid('a'), true],
    ['an operator that must not match does not', ['not StringEquals', 'a'], forbid('a'), false],
    ['ignoring case, with one case excluded', ['StringEqualsIgnoreCase', 'a'], forbid('a'), false],
    ['in any case, and all are excluded', ['StringEqualsIgnoreCase', 'a'], inAnyCase('a'), true],
    ['in one case, and all are excluded', ['StringEquals', 'a'], inAnyCase('a'), true],
    ['an ARN', ['ArnLike', 'arn:aws:iam::*:root'], forbid('arn:aws:iam::*:root'), true],
    ['an ARN, compared part by part', ['ArnLike', 'arn:aws:iam::*:root'], byParts('arn:aws:iam::*:root'), true],
    [
      'text that matches across colons, where only the parts are excluded',
      ['StringLike', 'arn:aws:iam::*:root'],
      byParts('arn:aws:iam::*:root'),
      false,
    ],
    ['with an ARN operator, text that is not an ARN may match more', ['ArnLike', 'arn:aws:iam::*'], forbid('arn:aws:iam::*'), false],
    ['text that is not an ARN, with another operator', ['StringLike', 'arn:aws:iam::*'], forbid('arn:aws:iam::*'), true],
    [
      'an ARN with a wildcard that matches colons, with its parts excluded',
      ['StringLike', 'arn:*:iam::1:role/x'],
      byParts('arn:*:iam::1:role/x'),
      false,
    ],
    ['the same in a clause that must not match', ['not StringNotLike', 'arn:aws:iam::?:role/x'], byParts('arn:aws:iam::?:role/x'), false],
    ['an ARN that is compared part by part', ['ArnLike', 'arn:*:iam::1:role/x'], byParts('arn:*:iam::1:role/x'), true],
    ['an ARN with wildcards in its last part only', ['StringLike', 'arn:aws:iam::1:role/*'], byParts('arn:aws:iam::1:role/*'), true],
    ['a number, which can be written in more than one way', ['NumericEquals', '1'], forbid('1'), false],
    ['a variable without a value, which matches nothing', ['StringEquals', '${aws:lacking}'], forbid('a'), true],
    [
      'a negated operator and a variable without a value, which is not documented',
      ['not StringNotEquals', '${aws:lacking}'],
      forbid('a'),
      false,
    ],
  ])('%s: %j', (_, clause, forbidden, expected) => expect(asks(clause, forbidden)).toBe(expected));

  const hole = (id: string): ValuePattern => [{ kind: 'literal', text: 'a' }, { kind: 'hole', hole: holeOf('unknown', id) }];

  test.each<[string, ValuePattern, ValuePattern, boolean]>([
    ['the same unknown part', hole('One'), hole('One'), true],
    ['another unknown part', hole('One'), hole('Other'), false],
    ['text that may act as a wildcard, and the text itself', [{ kind: 'suspect', text: 'a*' }], [{ kind: 'literal', text: 'a*' }], false],
  ])('%s', (_, asked, forbidden, expected) => {
    expect(asks(['StringLike', 'a'], [{ pattern: forbidden, ignoreCase: false }], [asked])).toBe(expected);
  });

  test('a question that excludes nothing makes no difference', () => {
    expect(requiresForbiddenValue(constraint(['StringEquals', 'a']), [{ pattern: pattern('a'), mayLackValue: false }], undefined)).toBe(
      false,
    );
  });
});

describe('a value that is excluded part by part, as ARN operators compare', () => {
  const ruledOut = {
    pattern: readPattern('arn:aws:sns:*:111122223333:*', { wildcards: true, variables: false }),
    ignoreCase: false,
    byParts: true,
  };
  const requirement = { key: KEY, mayBeAbsent: true, mayBePresent: true, differsFrom: [ruledOut] };

  test.each([
    ['arn:aws:sns:us-east-1:111122223333:topic', true],
    ['arn:aws:sns:us-east-1:111122223333:a:b', true],
    ['arn:aws:sns:us-east-1:999999999999:a:111122223333:b', false],
    ['arn:aws:sns:111122223333', false],
  ])('%s: %j', (text, expected) => expect(isRuledOut(requirement, text)).toBe(expected));
});
