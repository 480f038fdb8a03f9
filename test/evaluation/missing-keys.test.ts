/** How each operator treats a key that is absent from the request. */
import { ALICE, allow, deny, KEY, outcomeOf, policyOf, requestOf, truthOfClause } from './policies';
import { Truth } from '../../src/evaluation/truth';

const VALUES: Readonly<Record<string, string>> = {
  String: 'x',
  Arn: 'arn:aws:iam::111122223333:role/x',
  Numeric: '5',
  Date: '2020-04-01',
  Bool: 'true',
  Binary: 'AA==',
  IpAddress: '203.0.113.0/24',
  NotIpAddress: '203.0.113.0/24',
};

const POSITIVE = [
  'StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike', 'Bool', 'BinaryEquals', 'IpAddress',
  'NumericEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals',
  'DateEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals',
];
const NEGATED = [
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
  'ArnNotEquals',
  'ArnNotLike',
  'NotIpAddress',
  'NumericNotEquals',
  'DateNotEquals',
];
const ALL = [...POSITIVE, ...NEGATED];

function valueFor(operator: string): string {
  return Object.entries(VALUES).find(([family]) => operator.startsWith(family))![1];
}

function whenMissing(operator: string, written: string): Truth[] {
  return [truthOfClause(written, [valueFor(operator)], undefined), truthOfClause(written, [valueFor(operator)], [])];
}

test.each(POSITIVE)('%s does not hold', (operator) => {
  expect(whenMissing(operator, operator)).toEqual(['no', 'no']);
});

test.each(NEGATED)('%s holds', (operator) => {
  expect(whenMissing(operator, operator)).toEqual(['yes', 'yes']);
});

test.each(ALL)('%sIfExists holds', (operator) => {
  expect(whenMissing(operator, `${operator}IfExists`)).toEqual(['yes', 'yes']);
});

test.each(ALL)('ForAllValues:%s holds, with IfExists or without', (operator) => {
  expect(whenMissing(operator, `ForAllValues:${operator}`)).toEqual(['yes', 'yes']);
  expect(whenMissing(operator, `ForAllValues:${operator}IfExists`)).toEqual(['yes', 'yes']);
});

test.each(ALL)('ForAnyValue:%s does not hold', (operator) => {
  expect(whenMissing(operator, `ForAnyValue:${operator}`)).toEqual(['no', 'no']);
});

test.each(ALL)('ForAnyValue:%sIfExists is not documented', (operator) => {
  expect(whenMissing(operator, `ForAnyValue:${operator}IfExists`)).toEqual(['unconfirmed', 'unconfirmed']);
});

test('the operator decides before the value does: a wildcard does not match a missing key', () => {
  expect(truthOfClause('StringLike', ['*'], undefined)).toBe('no');
  expect(truthOfClause('StringNotLike', ['*'], undefined)).toBe('yes');
  expect(truthOfClause('StringLike', ['*'], '')).toBe('yes');
});

describe('a key that AWS does not document for the caller', () => {
  const without = requestOf(ALICE, {}, [KEY.toLowerCase()]);
  test.each([
    { StringEquals: { [KEY]: 'x' } }, { StringNotEquals: { [KEY]: 'x' } }, { StringEqualsIfExists: { [KEY]: 'x' } },
    { 'ForAllValues:StringEquals': { [KEY]: 'x' } }, { Null: { [KEY]: 'true' } }, { Null: { [KEY]: 'false' } },
  ])('%j: not documented', (Condition) => {
    expect(outcomeOf(policyOf(allow({ Condition })), without)).toBe('undecided');
    expect(outcomeOf(policyOf(allow(), deny({ Condition })), without)).toBe('undecided');
  });
});

describe('the two readings of what AWS does not document', () => {
  const odd = { 'ForAnyValue:StringEqualsIfExists': { [KEY]: 'x' } };
  const request = requestOf(ALICE);
  test.each([
    ['an Allow', 'undecided', 'allowed', policyOf(allow({ Condition: odd }))],
    ['a Deny', 'undecided', 'allowed', policyOf(allow(), deny({ Condition: odd }))],
    ['both of them', 'undecided', 'allowed', policyOf(allow({ Condition: odd }), deny({ Condition: odd }))],
    [
      'an Allow that fails for another reason',
      'denied',
      'denied',
      policyOf(allow({ Condition: { ...odd, Bool: { 'aws:MultiFactorAuthPresent': 'true' } } })),
    ],
    ['a Deny that certainly matches', 'denied', 'denied', policyOf(allow({ Condition: odd }), deny())],
  ])('in %s: as documented %s, at most %s', (_what, asDocumented, mostAdmitting, policy) => {
    expect(outcomeOf(policy, request)).toBe(asDocumented);
    expect(outcomeOf(policy, request, 'most-admitting')).toBe(mostAdmitting);
  });

  test('a deploy-time value stays undecided in both readings', () => {
    const policy = policyOf(allow({ Condition: { StringEquals: { [KEY]: { Ref: 'Secret' } } } }));
    expect(outcomeOf(policy, requestOf(ALICE, { [KEY]: 'x' }), 'most-admitting')).toBe('undecided');
  });
});
