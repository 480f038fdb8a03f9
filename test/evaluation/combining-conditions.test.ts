/** How operators, keys and values of one statement combine. */
import { allow, ALICE, ContextJson, holeOf, outcomeOf, policyOf, requestOf, truthOfClause, clauseOf } from './policies';
import { matchClause, showClause } from '../../src/evaluation/match-condition';

describe('inside one statement', () => {
  test.each<[what: string, condition: object, context: ContextJson, outcome: string]>([
    ['no conditions restrict nothing', {}, {}, 'allowed'],
    [
      'operators: all must hold',
      { StringEquals: { 'aws:A': '1' }, StringLike: { 'aws:B': '2*' } },
      { 'aws:A': '1', 'aws:B': '22' },
      'allowed',
    ],
    [
      'operators: one is not enough',
      { StringEquals: { 'aws:A': '1' }, StringLike: { 'aws:B': '2*' } },
      { 'aws:A': '1', 'aws:B': '3' },
      'denied',
    ],
    ['keys under one operator: all must hold', { StringEquals: { 'aws:A': '1', 'aws:B': '2' } }, { 'aws:A': '1', 'aws:B': '2' }, 'allowed'],
    [
      'keys under one operator: one is not enough',
      { StringEquals: { 'aws:A': '1', 'aws:B': '2' } },
      { 'aws:A': '1', 'aws:B': '1' },
      'denied',
    ],
    ['values: one is enough', { StringEquals: { 'aws:A': ['1', '2'] } }, { 'aws:A': '2' }, 'allowed'],
    ['values of a negated operator: all must differ', { StringNotEquals: { 'aws:A': ['1', '2'] } }, { 'aws:A': '2' }, 'denied'],
    ['values of a negated operator: all differ', { StringNotEquals: { 'aws:A': ['1', '2'] } }, { 'aws:A': '3' }, 'allowed'],
    [
      'one key under two operators: both must hold',
      { StringLike: { 'aws:A': 'a*' }, StringNotEquals: { 'aws:A': 'ab' } },
      { 'aws:A': 'ac' },
      'allowed',
    ],
    [
      'one key under two operators: a contradiction',
      { StringEquals: { 'aws:A': '1' }, StringNotEquals: { 'aws:A': '1' } },
      { 'aws:A': '1' },
      'denied',
    ],
    ['a presence test makes IfExists strict', { StringEqualsIfExists: { 'aws:A': '1' }, Null: { 'aws:A': 'false' } }, {}, 'denied'],
    ['keys ignore case', { StringEquals: { 'AWS:sourceVPC': 'vpc-1' } }, { 'aws:SourceVpc': 'vpc-1' }, 'allowed'],
    [
      'keys ignore case, and so do tag names',
      { StringEquals: { 'aws:PrincipalTag/TEAM': 'x' } },
      { 'aws:principaltag/team': 'x' },
      'allowed',
    ],
    ['keys ignore case: SAML', { StringEquals: { 'SAML:AUD': 'x' } }, { 'saml:aud': 'x' }, 'allowed'],
    ['operators in different case are read as well', { stringequals: { 'aws:A': '1' } }, { 'aws:A': '1' }, 'allowed'],
    ['an operator that IAM does not know makes the result undecided', { StringMatches: { 'aws:A': '1' } }, { 'aws:A': '1' }, 'undecided'],
    [
      'an operator that IAM does not know does not allow either',
      { StringMatches: { 'aws:A': '1' }, StringEquals: { 'aws:A': '2' } },
      { 'aws:A': '1' },
      'denied',
    ],
    ['Null has no IfExists', { NullIfExists: { 'aws:A': 'true' } }, {}, 'undecided'],
    ['an empty list of values makes the result undecided', { StringEquals: { 'aws:A': [] } }, { 'aws:A': '1' }, 'undecided'],
    ['a negated empty list makes the result undecided', { StringNotEquals: { 'aws:A': [] } }, {}, 'undecided'],
  ])('%s: %j', (_what, Condition, context, outcome) => {
    expect(outcomeOf(policyOf(allow({ Condition })), requestOf(ALICE, context))).toBe(outcome);
  });
});

test('a clause without values is undecided, whatever the reason', () => {
  expect(truthOfClause('StringEquals', [], 'x')).toBe('unknown');
  expect(truthOfClause('StringNotEquals', [], 'x')).toBe('unknown');
  expect(truthOfClause('ForAllValues:StringEquals', [], undefined)).toBe('unknown');
});

describe('a clause gives the reason for its result', () => {
  test.each([
    ['key-absent', clauseOf('StringEquals', 'aws:A', '1'), undefined],
    ['compared', clauseOf('StringEquals', 'aws:B', '1'), '2'],
    ['key-present', clauseOf('Null', 'aws:B', 'false'), '2'],
    ['key-absent', clauseOf('Null', 'aws:A', 'true'), undefined],
    ['key-undocumented', clauseOf('Bool', 'aws:C', 'true'), undefined],
    ['unreadable', { ...clauseOf('Bool', 'aws:B', 'true'), operator: undefined }, undefined],
    ['unreadable', { ...clauseOf('Bool', 'aws:B', 'true'), unreadable: 'a list that only deployment knows' }, undefined],
    ['unreadable', { ...clauseOf('Bool', 'aws:B', 'true'), key: ['aws:', holeOf('unknown', 'Key')] }, undefined],
  ])('%s', (reason, clause, sent) => {
    const match = matchClause(clause, '2012-10-17', requestOf(ALICE, { 'aws:B': '2' }, ['aws:c']));
    expect({ reason: match.reason, sent: match.sent }).toEqual({ reason, sent });
  });
});

test('a request need not list what is undocumented about it', () => {
  const { undocumented, ...request } = requestOf(ALICE, { 'aws:Name': 'alice' });
  expect(undocumented).toEqual(new Set());
  expect(matchClause(clauseOf('StringEquals', 'aws:Name', '${aws:username}'), '2012-10-17', request)).toMatchObject({
    truth: 'yes',
    reason: 'compared',
  });
});

test('a clause is displayed as people write it', () => {
  expect(showClause(clauseOf('Bool', 'aws:MultiFactorAuthPresent', 'true'))).toBe('Bool aws:MultiFactorAuthPresent "true"');
  expect(showClause(clauseOf('StringLike', 'aws:A', 'a', 'b'))).toBe('StringLike aws:A ["a", "b"]');
});
