/** Policies out of the small vocabulary: every operator with every key, sensible or not, and everything a trust policy may be built of. */
import fc from 'fast-check';
import { ACTIONS, KEYS, KeyWords, PRINCIPALS } from './vocabulary';
import { readTrustPolicy } from '../../src/policy/read-trust-policy';
import { TrustPolicyReading } from '../../src/policy/trust-policy';

export type Json = Readonly<Record<string, unknown>>;
export interface DocumentJson extends Json { readonly Version: string; readonly Statement: readonly Json[] }

const TEXT_OPERATORS = ['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'];
const ARN_OPERATORS = ['ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals'];
const OTHER_OPERATORS = [
  'Bool', 'NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals', 'DateGreaterThan', 'DateLessThanEquals', 'DateNotEquals',
  'BinaryEquals', 'IpAddress', 'NotIpAddress',
];

/** The operators made for the key come often, the others now and then. */
function operatorsFor({ key }: KeyWords): fc.Arbitrary<string> {
  const fitting = fittingOperators(key);
  return fc.oneof(
    { arbitrary: fc.constantFrom(...fitting), weight: 6 },
    { arbitrary: fc.constantFrom(...TEXT_OPERATORS), weight: 2 },
    { arbitrary: fc.constant('Null'), weight: 2 },
    { arbitrary: fc.constantFrom(...OTHER_OPERATORS, ...ARN_OPERATORS), weight: 1 },
  );
}

function fittingOperators(key: string): readonly string[] {
  if (/Arn$/.test(key)) return [...ARN_OPERATORS, 'StringLike', 'StringNotLike'];
  if (/Present|IsAWSService/.test(key)) return ['Bool'];
  if (/Age$/.test(key)) return OTHER_OPERATORS.filter((name) => name.startsWith('Numeric'));
  if (/Time$/.test(key)) return OTHER_OPERATORS.filter((name) => name.startsWith('Date'));
  return /Ip$/.test(key) ? ['IpAddress', 'NotIpAddress'] : TEXT_OPERATORS;
}

const QUALIFIERS = fc.oneof({ arbitrary: fc.constant(''), weight: 6 }, { arbitrary: fc.constantFrom('ForAllValues:', 'ForAnyValue:'), weight: 2 });
const LISTS = ['aws:TagKeys', 'aws:PrincipalOrgPaths', 'aws:PrincipalServiceNamesList', 'token.example.com:amr'];
const SUFFIX = fc.oneof({ arbitrary: fc.constant(''), weight: 4 }, { arbitrary: fc.constant('IfExists'), weight: 1 });

/** One clause as `[operator, key, values]`. */
export const arbitraryClause: fc.Arbitrary<readonly [string, string, readonly string[]]> = fc.constantFrom(...KEYS).chain((words) =>
  fc
    .tuple(
      LISTS.includes(words.key) ? fc.oneof({ arbitrary: fc.constantFrom('ForAllValues:', 'ForAnyValue:'), weight: 4 }, { arbitrary: QUALIFIERS, weight: 1 }) : QUALIFIERS,
      operatorsFor(words),
      SUFFIX,
      fc.array(fc.constantFrom(...words.asked), { minLength: 1, maxLength: 3 }),
      fc.subarray(['true', 'false'], { minLength: 1 }),
    )
    .map(([qualifier, operator, suffix, values, presence]) =>
      operator === 'Null' ? [operator, words.key, presence] : [`${qualifier}${operator}${suffix}`, words.key, values],
    ),
);

function conditionOf(clauses: readonly (readonly [string, string, readonly string[]])[]): Json {
  const block: Record<string, Record<string, unknown>> = {};
  for (const [operator, key, values] of clauses) block[operator] = { ...block[operator], [key]: values.length === 1 ? values[0] : values };
  return block;
}

export const arbitraryStatement: fc.Arbitrary<Json> = fc
  .record({
    effect: fc.oneof({ arbitrary: fc.constant('Allow'), weight: 3 }, { arbitrary: fc.constant('Deny'), weight: 1 }),
    principal: fc.constantFrom(...PRINCIPALS),
    principalElement: fc.oneof({ arbitrary: fc.constant('Principal'), weight: 9 }, { arbitrary: fc.constant('NotPrincipal'), weight: 1 }),
    action: fc.oneof({ arbitrary: fc.constantFrom(...ACTIONS.slice(0, 5)), weight: 4 }, { arbitrary: fc.constantFrom(...ACTIONS), weight: 1 }),
    actionElement: fc.oneof({ arbitrary: fc.constant('Action'), weight: 9 }, { arbitrary: fc.constant('NotAction'), weight: 1 }),
    clauses: fc.array(arbitraryClause, { maxLength: 4 }),
  })
  .map(({ effect, principal, principalElement, action, actionElement, clauses }) => ({
    Effect: effect,
    [principalElement]: principal,
    [actionElement]: action,
    ...(clauses.length > 0 && { Condition: conditionOf(clauses) }),
  }));

export const arbitraryDocument: fc.Arbitrary<DocumentJson> = fc.record({
  Version: fc.oneof({ arbitrary: fc.constant('2012-10-17'), weight: 5 }, { arbitrary: fc.constant('2008-10-17'), weight: 1 }),
  Statement: fc.array(arbitraryStatement, { minLength: 1, maxLength: 4 }),
});

export function readingOf(document: unknown): TrustPolicyReading {
  return readTrustPolicy(document, {});
}

/** The condition keys, in lower case, that a document speaks of - also those that its variables do, and all that its side actions need. */
export function keysOf(...documents: readonly DocumentJson[]): Set<string> {
  const text = JSON.stringify(documents).toLowerCase();
  return new Set(KEYS.map(({ key }) => key.toLowerCase()).filter((key) => text.includes(key)));
}
