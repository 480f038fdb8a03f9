import fc from 'fast-check';
import { Budget } from '../../src/analysis/budget';
import { KeyConstraint, SearchMode } from '../../src/analysis/key-constraints/key-constraint';
import { fits, isAllowedValue, KeyProblem } from '../../src/analysis/key-constraints/key-problem';
import { solveText } from '../../src/analysis/key-constraints/solve-text';
import { hasShape, TextDomain } from '../../src/evaluation/key-domains';
import { readPattern, VariableValues } from '../../src/evaluation/value-pattern';
import { clauseOf, holeOf, KEY } from '../evaluation/policies';
import { propertyRuns } from '../property-runs';

const WILD = { wildcards: true, variables: false };
/** The values of the variables in the clauses: a text, a text with a wildcard, no value, or (for a proof) any value. */
const VARIABLES: Readonly<Record<string, ReturnType<VariableValues>>> = {
  'aws:referer': 'a',
  'aws:useragent': 'b*',
  'aws:username': undefined,
  'aws:requesttag/any': holeOf('unknown', 'any'),
};
const PIECES = ['a', 'b', 'A', '*', '?', ':', ...Object.keys(VARIABLES).map((key) => `\${${key}}`)];
const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
  'ArnLike',
  'ArnNotLike',
];

/** Every text of at most this many characters. */
function textsOf(characters: string, longest: number): string[] {
  const shorter = longest === 0 ? [] : textsOf(characters, longest - 1);
  return ['', ...[...characters].flatMap((char) => shorter.map((text) => char + text))];
}

const TEXTS = textsOf('abA:', 3);
const ARNS = textsOf('ab:', 2).flatMap((text) => textsOf('ab:', 2).map((rest) => `${text}::::${rest}`));

const value = (longest: number) => fc.array(fc.constantFrom(...PIECES), { maxLength: longest });
const anyOf = (operators: readonly string[], values: fc.Arbitrary<string[]>): fc.Arbitrary<KeyConstraint> =>
  fc
    .tuple(
      fc.constantFrom(...operators),
      fc.array(values, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('Allow' as const, 'Deny' as const),
      fc.boolean(),
    )
    .map(([written, pieces, effect, wanted]) => {
      const clause = clauseOf(written, KEY, ...pieces.map((piece) => piece.join('')));
      return { clause, operator: clause.operator!, version: '2012-10-17', effect, wanted };
    });
const text = anyOf(OPERATORS, value(4));
const arn = anyOf(
  ['StringLike', 'StringNotLike', 'ArnLike', 'ArnNotLike'],
  fc.tuple(value(2), value(2)).map(([before, behind]) => [...before, ':', ':', ':', ':', ...behind]),
);
const pattern = value(3).map((pieces) => readPattern(pieces.filter((piece) => piece.length === 1).join(''), WILD));

/**
 * For any constraints: where one of the texts satisfies them, the solver does not prove that none does, and what it finds satisfies them.
 */
function neverMissed(all: readonly string[], constraint: fc.Arbitrary<KeyConstraint>, rest: Partial<TextDomain>): void {
  fc.assert(
    fc.property(
      fc.array(constraint, { minLength: 1, maxLength: 4 }),
      fc.constantFrom<SearchMode>('exact', 'widest'),
      fc.array(fc.record({ pattern, ignoreCase: fc.boolean() }), { maxLength: 2 }),
      fc.option(pattern, { nil: undefined }),
      (constraints, mode, differsFrom, never) => {
        const domain: TextDomain = { type: 'text', min: 0, max: 2048, example: 'ab', never, ...rest };
        const problem: KeyProblem = {
          key: KEY.toLowerCase(),
          presence: 'always',
          domain,
          multivalued: false,
          constraints,
          mode,
          doubt: () => undefined,
          requirement:
            differsFrom.length === 0 ? undefined : { key: KEY.toLowerCase(), mayBeAbsent: false, mayBePresent: true, differsFrom },
          variables: (key) => (mode === 'exact' && typeof VARIABLES[key] === 'object' ? undefined : VARIABLES[key]),
        };
        const isRight = (sent: string) => hasShape(domain, sent) && isAllowedValue(problem, sent) && fits(problem, sent, new Budget());
        const found = solveText(problem, domain, new Budget());
        if (found.kind === 'none') expect(all.filter(isRight)).toEqual([]);
        if (found.kind === 'found') expect(isRight(String(found.value))).toBe(true);
      },
    ),
    propertyRuns(500, 1),
  );
}

const NUMBERS = ['-0.0000002', '0', '0.0000001', '1', '1.5', '2', '9007199254740992', `1${'0'.repeat(24)}`, 'no number'];
const DATES = [
  '1970-01-01',
  '0.0000001',
  '2030-06-01',
  '2030-06-01T00:00:00.001Z',
  '2030-06-01T00:00:00.5Z',
  '2030-06-01T00:00:01Z',
  '9999-12-31T23:59:59Z',
  `1${'0'.repeat(24)}`,
];
const ADDRESSES = ['203.0.113.0/24', '203.0.113.0/25', '203.0.113.255', '0.0.0.0/0', '2001:db8::/32', '::/0'];
const SENT_NUMBERS = [
  '-1',
  '-0.0000003',
  '-0.0000001',
  '0.00000005',
  '0.5',
  '1.2',
  '1.7',
  '3',
  '9007199254740994',
  `2${'0'.repeat(24)}`,
  ...NUMBERS,
];
const SENT_DATES = [
  '-5',
  '0.00000005',
  '0.5',
  '1906502400.0005',
  '1906502400.25',
  '1906502400.7',
  '2040-01-01',
  '253402300800',
  `2${'0'.repeat(24)}`,
  'no date',
  ...DATES,
];
const SENT_ADDRESSES = ['203.0.113.1', '203.0.113.128', '1.2.3.4', '2001:db8::1', '2001:db9::1', ...ADDRESSES];

const comparing = (family: string, values: readonly string[]) =>
  anyOf(
    ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan', 'GreaterThanEquals'].map((name) => family + name),
    fc.constantFrom(...values).map((one) => [one]),
  );
const oneOf = (operators: readonly string[], values: readonly string[]) => anyOf(operators, fc.constantFrom(...values).map((one) => [one]));

test.each<[string, readonly string[], fc.Arbitrary<KeyConstraint>, Partial<TextDomain>]>([
  ['text', TEXTS, text, { alphabet: 'abA:', max: 3 }],
  ['an ARN', ARNS, arn, { alphabet: 'ab:', max: 8, shape: readPattern('*::::*', WILD) }],
  ['a number', SENT_NUMBERS, comparing('Numeric', NUMBERS), {}],
  ['a date', SENT_DATES, comparing('Date', DATES), {}],
  ['an address', SENT_ADDRESSES, oneOf(['IpAddress', 'NotIpAddress'], ADDRESSES), {}],
  ['a boolean', ['true', 'TRUE', 'False', 'other'], oneOf(['Bool'], ['true', 'FALSE', 'neither']), {}],
  ['bytes', ['QUJD', 'QUJE', 'QQ==', 'QR==', 'no base64'], oneOf(['BinaryEquals'], ['QUJD', 'QR==', 'no base64']), {}],
])('the solver finds only values that the evaluator accepts, and never misses all of them: %s', (_, all, constraint, domain) => {
  neverMissed(all, constraint, domain);
});
