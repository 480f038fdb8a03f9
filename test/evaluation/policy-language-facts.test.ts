/** Facts about the policy language that hold for every document and every request. */
import fc from 'fast-check';
import { CALLERS, ContextJson, deny, outcomeOf, readDocument, requestOf, StatementJson } from './policies';
import { EvaluatedRequest } from '../../src/evaluation/assume-role-request';
import { EvaluationMode } from '../../src/evaluation/evaluate-trust-policy';
import { propertyRuns } from '../property-runs';

const PRINCIPALS = [
  '*', { AWS: '*' }, { AWS: '111122223333' }, {
    AWS: 'arn:aws:iam::111122223333:role/team/Deploy',
  }, { AWS: 'arn:aws:iam::111122223333:user/team/alice' },
  { Service: 'lambda.amazonaws.com' }, {
    Federated: 'arn:aws:iam::222233334444:saml-provider/Okta',
  }, { AWS: { Ref: 'Parameter' } }, { AWS: '999999999999' },
  { AWS: 'arn:aws:iam::111122223333:role/*' },
];
const ACTIONS = [
  '*',
  'sts:*',
  'sts:AssumeRole',
  'sts:AssumeRole*',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'iam:*',
  { Ref: 'Parameter' },
];
const OPERATORS = [
  'StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike', 'StringEqualsIgnoreCase', 'StringEqualsIfExists',
  'StringNotEqualsIfExists', 'Bool', 'BoolIfExists',
  'NumericLessThan', 'NumericNotEquals', 'ArnLike', 'ArnNotLike', 'ForAllValues:StringEquals', 'ForAnyValue:StringEquals',
  'ForAllValues:StringNotEquals',
  'ForAnyValue:StringNotEquals', 'ForAnyValue:StringEqualsIfExists', 'Null', 'StringMatches',
];
const KEYS = [
  'sts:ExternalId',
  'aws:MultiFactorAuthPresent',
  'sts:SourceIdentity',
  'aws:TagKeys',
  'aws:PrincipalArn',
  'aws:PrincipalAccount',
];
const VALUES = [
  'true',
  'false',
  'a',
  'A',
  'a*',
  '*',
  '5',
  '111122223333',
  '${aws:PrincipalAccount}',
  '${aws:username}',
  'arn:aws:iam::111122223333:role/*',
  { Ref: 'Parameter' },
];

const VALUE_LIST = fc.array(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 3 });
const TESTED_KEYS = fc.dictionary(fc.constantFrom(...KEYS), VALUE_LIST, { minKeys: 1, maxKeys: 2 });
const CONDITION = fc.dictionary(fc.constantFrom(...OPERATORS), TESTED_KEYS, { maxKeys: 3 });

const STATEMENT: fc.Arbitrary<StatementJson> = fc.record({
  Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
  who: fc.tuple(fc.constantFrom('Principal', 'Principal', 'Principal', 'NotPrincipal'), fc.constantFrom(...PRINCIPALS)),
  what: fc.tuple(
    fc.constantFrom('Action', 'Action', 'Action', 'NotAction'),
    fc.array(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 2 }),
  ),
  Condition: CONDITION,
}).map(({ Effect, who, what, Condition }) => ({ Effect, [who[0]]: who[1], [what[0]]: what[1], Condition }));

const ALLOW = STATEMENT.map((statement): StatementJson => ({ ...statement, Effect: 'Allow' }));
const STATEMENTS = fc.array(STATEMENT, { maxLength: 4 });

const CONTEXT: fc.Arbitrary<ContextJson> = fc.record({
  'sts:ExternalId': fc.constantFrom('a', 'A', 'ab', '5', '*'),
  'aws:MultiFactorAuthPresent': fc.constantFrom('true', 'false'),
  'sts:SourceIdentity': fc.constantFrom('a', 'alice'),
  'aws:TagKeys': fc.array(fc.constantFrom('a', 'A', 'b'), { maxLength: 2 }),
}, { requiredKeys: [] });

const REQUEST: fc.Arbitrary<EvaluatedRequest> = fc
  .tuple(fc.constantFrom(...CALLERS), CONTEXT, fc.subarray(['sts:externalid', 'aws:principalaccount', 'aws:principalarn']))
  .map(([caller, context, undocumented]) => requestOf(caller, context, undocumented));
const READING = fc.constantFrom<EvaluationMode>('as-documented', 'most-admitting');

const RANK: Readonly<Record<string, number>> = { denied: 0, undecided: 1, allowed: 2 };
const RUNS = propertyRuns(600, 1);

function decide(statements: readonly StatementJson[], request: EvaluatedRequest, reading: EvaluationMode): string {
  return outcomeOf(readDocument({ Version: '2012-10-17', Statement: statements }), request, reading);
}

test('a request is denied unless a statement allows it', () => {
  fc.assert(
    fc.property(
      fc.array(STATEMENT.map((statement) => ({ ...statement, Effect: 'Deny' }))),
      REQUEST,
      READING,
      (statements, request, reading) => {
        expect(decide(statements, request, reading)).toBe('denied');
      },
    ),
    RUNS,
  );
});

test('Deny beats Allow', () => {
  fc.assert(fc.property(STATEMENTS, REQUEST, READING, fc.nat(4), (statements, request, reading, place) => {
    const all = deny({ Principal: '*', Action: '*' });
    expect(decide([...statements.slice(0, place), all, ...statements.slice(place)], request, reading)).toBe('denied');
  }), RUNS);
});

test('changing a statement from Allow to Deny never allows more', () => {
  fc.assert(fc.property(STATEMENTS, ALLOW, REQUEST, READING, (statements, statement, request, reading) => {
    const before = decide([...statements, statement], request, reading);
    const after = decide([...statements, { ...statement, Effect: 'Deny' }], request, reading);
    expect(RANK[after]).toBeLessThanOrEqual(RANK[before]);
  }), RUNS);
});

test('the order of statements does not matter, nor do duplicates', () => {
  fc.assert(fc.property(STATEMENTS, REQUEST, READING, (statements, request, reading) => {
    const outcome = decide(statements, request, reading);
    expect(decide([...statements].reverse(), request, reading)).toBe(outcome);
    expect(decide([...statements, ...statements], request, reading)).toBe(outcome);
  }), RUNS);
});

test('an element given alone is a list of one', () => {
  const unwrapped = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value);
  const scalars = (statement: StatementJson): StatementJson =>
    Object.fromEntries(
      Object.entries(statement).map(([name, element]) => [
        name,
        name !== 'Condition'
          ? unwrapped(element)
          : Object.fromEntries(
            Object.entries(element as object).map(([operator, keys]) => [
              operator,
              Object.fromEntries(Object.entries(keys as object).map(([key, values]) => [key, unwrapped(values)])),
            ]),
          ),
      ]),
    );
  fc.assert(fc.property(STATEMENT, REQUEST, READING, (statement, request, reading) => {
    const outcome = decide([statement], request, reading);
    expect(outcomeOf(readDocument({ Version: '2012-10-17', Statement: statement }), request, reading)).toBe(outcome);
    expect(decide([scalars(statement)], request, reading)).toBe(outcome);
  }), RUNS);
});

test('adding an Allow never allows less', () => {
  fc.assert(fc.property(STATEMENTS, ALLOW, REQUEST, READING, (statements, added, request, reading) => {
    expect(RANK[decide([...statements, added], request, reading)]).toBeGreaterThanOrEqual(RANK[decide(statements, request, reading)]);
  }), RUNS);
});

test('adding a Deny never allows more', () => {
  fc.assert(fc.property(STATEMENTS, STATEMENT, REQUEST, READING, (statements, added, request, reading) => {
    expect(RANK[decide([...statements, { ...added, Effect: 'Deny' }], request, reading)]).toBeLessThanOrEqual(
      RANK[decide(statements, request, reading)],
    );
  }), RUNS);
});

test('adding a condition to an Allow never allows more', () => {
  const more = fc.tuple(fc.constantFrom(...OPERATORS), TESTED_KEYS);
  fc.assert(fc.property(STATEMENTS, ALLOW, more, REQUEST, READING, (statements, one, [operator, keys], request, reading) => {
    const condition = one.Condition as Readonly<Record<string, object>>;
    fc.pre(!(operator in condition));
    const narrower = { ...one, Condition: { ...condition, [operator]: keys } };
    expect(RANK[decide([...statements, narrower], request, reading)]).toBeLessThanOrEqual(
      RANK[decide([...statements, one], request, reading)],
    );
  }), RUNS);
});

test('a further value in a condition of an Allow never allows less, and with a negated operator never allows more', () => {
  fc.assert(
    fc.property(
      ALLOW,
      fc.constantFrom('StringEquals', 'StringLike', 'ArnLike', 'Bool'),
      fc.boolean(),
      fc.constantFrom(...KEYS),
      VALUE_LIST,
      VALUE_LIST,
      REQUEST,
      (one, operator, negated, key, values, more, request) => {
        const name = negated && operator !== 'Bool' ? operator.replace(/(Equals|Like)$/, 'Not$1') : operator;
        const withValues = (list: readonly unknown[]) => [{ ...one, Condition: { [name]: { [key]: list } } }];
        // In the other reading, a deploy-time value beside an undocumented match makes undecided what the undocumented match alone would
        // allow.
        const [fewer, all] = [values, [...values, ...more]].map((list) => RANK[decide(withValues(list), request, 'as-documented')]);
        expect(name === operator ? all - fewer : fewer - all).toBeGreaterThanOrEqual(0);
      },
    ),
    RUNS,
  );
});

test('the most permissive reading allows everything that is certainly allowed', () => {
  fc.assert(fc.property(STATEMENTS, REQUEST, (statements, request) => {
    const asDocumented = decide(statements, request, 'as-documented');
    const mostAdmitting = decide(statements, request, 'most-admitting');
    if (asDocumented === 'undecided') expect(['undecided', 'allowed', 'denied']).toContain(mostAdmitting);
    else expect(mostAdmitting).toBe(asDocumented);
  }), RUNS);
});

test('no deploy-time value changes a result that is decided before deployment', () => {
  fc.assert(
    fc.property(
      STATEMENTS,
      REQUEST,
      READING,
      fc.constantFrom('true', 'a', '111122223333', 'arn:aws:iam::111122223333:user/team/alice', 'sts:AssumeRole', 'x'),
      (statements, request, reading, value) => {
        const outcome = decide(statements, request, reading);
        if (outcome === 'undecided') return;
        const filled = JSON.parse(JSON.stringify(statements).replaceAll('{"Ref":"Parameter"}', JSON.stringify(value))) as StatementJson[];
        expect(decide(filled, request, reading)).toBe(outcome);
      },
    ),
    propertyRuns(2_000, 1),
  );
});
