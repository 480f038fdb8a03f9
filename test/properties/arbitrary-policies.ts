/**
 * Random policies over the small vocabulary: every operator with every key, sensible or not, and everything that a trust policy can
 * contain.
 */
import fc from 'fast-check';
import { ACTIONS, GITHUB, KEYS, KeyWords, OPEN_ARNS, OWNER, PRINCIPALS } from './vocabulary';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { TrustPolicyReading } from '../../src/policy/trust-policy';

export type Json = Readonly<Record<string, unknown>>;
export interface DocumentJson extends Json { readonly Version?: string; readonly Statement: readonly Json[] }

const TEXT_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
  'StringLike',
  'StringNotLike',
];
const ARN_OPERATORS = ['ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals'];
const OTHER_OPERATORS = [
  'Bool', 'NumericEquals', 'NumericNotEquals', 'NumericLessThan', 'NumericGreaterThanEquals', 'DateGreaterThan', 'DateLessThanEquals',
  'DateNotEquals',
  'BinaryEquals', 'IpAddress', 'NotIpAddress',
];

/** The operators intended for the key are frequent, the others occasional. */
function operatorsFor({ key }: KeyWords): fc.Arbitrary<string> {
  const fitting = fittingOperators(key);
  return fc.oneof(
    { arbitrary: fc.constantFrom(...fitting), weight: 6 },
    { arbitrary: fc.constantFrom(...TEXT_OPERATORS), weight: 2 },
    { arbitrary: fc.constant('Null'), weight: 2 },
    { arbitrary: fc.constantFrom(...OTHER_OPERATORS, ...ARN_OPERATORS), weight: 2 },
  );
}

function fittingOperators(key: string): readonly string[] {
  if (/Arn$/.test(key)) return [...ARN_OPERATORS, 'StringLike', 'StringNotLike'];
  if (/Present|IsAWSService/.test(key)) return ['Bool'];
  if (/Age$/.test(key)) return OTHER_OPERATORS.filter((name) => name.startsWith('Numeric'));
  if (/Time$/.test(key)) return OTHER_OPERATORS.filter((name) => name.startsWith('Date'));
  return /Ip$/.test(key) ? ['IpAddress', 'NotIpAddress'] : TEXT_OPERATORS;
}

const QUALIFIERS = fc.oneof(
  { arbitrary: fc.constant(''), weight: 6 },
  { arbitrary: fc.constantFrom('ForAllValues:', 'ForAnyValue:'), weight: 2 },
);
const LISTS = ['aws:TagKeys', 'aws:PrincipalOrgPaths', 'aws:PrincipalServiceNamesList', 'token.example.com:amr'];
const SUFFIX = fc.oneof({ arbitrary: fc.constant(''), weight: 4 }, { arbitrary: fc.constant('IfExists'), weight: 1 });

/** Occasionally a key is compared with itself. */
function valueAsked({ key, asked }: KeyWords): fc.Arbitrary<string> {
  return fc.oneof({ arbitrary: fc.constantFrom(...asked), weight: 15 }, { arbitrary: fc.constant(`\${${key}}`), weight: 1 });
}

/** One clause as `[operator, key, values]`. */
export const arbitraryClause: fc.Arbitrary<readonly [string, string, readonly string[]]> = fc.constantFrom(...KEYS).chain((words) =>
  fc
    .tuple(
      LISTS.includes(words.key)
        ? fc.oneof({ arbitrary: fc.constantFrom('ForAllValues:', 'ForAnyValue:'), weight: 4 }, { arbitrary: QUALIFIERS, weight: 1 })
        : QUALIFIERS,
      operatorsFor(words),
      SUFFIX,
      fc.array(valueAsked(words), { minLength: 1, maxLength: 3 }),
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

const anyStatement: fc.Arbitrary<Json> = fc
  .record({
    effect: fc.oneof({ arbitrary: fc.constant('Allow'), weight: 3 }, { arbitrary: fc.constant('Deny'), weight: 1 }),
    principal: fc.constantFrom(...PRINCIPALS),
    principalElement: fc.oneof({ arbitrary: fc.constant('Principal'), weight: 9 }, { arbitrary: fc.constant('NotPrincipal'), weight: 1 }),
    action: fc.oneof(
      { arbitrary: fc.constantFrom(...ACTIONS.slice(0, 5)), weight: 4 },
      { arbitrary: fc.constantFrom(...ACTIONS), weight: 1 },
    ),
    actionElement: fc.oneof({ arbitrary: fc.constant('Action'), weight: 9 }, { arbitrary: fc.constant('NotAction'), weight: 1 }),
    clauses: fc.array(arbitraryClause, { maxLength: 4 }),
  })
  .map(({ effect, principal, principalElement, action, actionElement, clauses }) => ({
    Effect: effect,
    [principalElement]: principal,
    [actionElement]: action,
    ...(clauses.length > 0 && { Condition: conditionOf(clauses) }),
  }));

/** Principals whose ARN pattern leaves the account open, or all except these. */
const statementOnArns: fc.Arbitrary<Json> = fc
  .record({
    effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    operator: fc.constantFrom('StringLike', 'StringLike', 'ArnLike', 'StringNotLike', 'ArnNotLike', 'StringLikeIfExists'),
    patterns: fc.uniqueArray(fc.constantFrom(...OPEN_ARNS), { minLength: 1, maxLength: 3 }),
    principal: fc.constantFrom({ AWS: '*' }, { AWS: '*' }, ...PRINCIPALS.slice(1, 3)),
  })
  .map(({ effect, operator, patterns, principal }) => ({
    Effect: effect, Principal: principal, Action: 'sts:AssumeRole', Condition: { [operator]: { 'aws:PrincipalArn': patterns } },
  }));

const ISSUERS: Readonly<Record<string, string>> = {
  [GITHUB]: `arn:aws:iam::${OWNER.account}:oidc-provider/${GITHUB}`,
  'accounts.google.com': 'accounts.google.com',
};
const CLAIMS = KEYS.filter(({ key }) => Object.keys(ISSUERS).some((issuer) => key.startsWith(`${issuer}:`)));

/** Tokens of a shared issuer, by one of its claims. */
const statementOnTokens: fc.Arbitrary<Json> = fc.constantFrom(...CLAIMS).chain(({ key, asked }) =>
  fc
    .record({
      operator: fc.constantFrom('StringLike', 'StringEquals', 'StringNotLike', 'NumericEquals'),
      value: fc.constantFrom(...asked, `\${${key}}`),
    })
    .map(({ operator, value }) => ({
      Effect: 'Allow',
      Principal: { Federated: ISSUERS[key.slice(0, key.indexOf(':'))] },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { [operator]: { [key]: value } },
    })),
);

export const arbitraryStatement: fc.Arbitrary<Json> = fc.oneof(
  { arbitrary: anyStatement, weight: 8 },
  { arbitrary: statementOnArns, weight: 1 },
  { arbitrary: statementOnTokens, weight: 1 },
);

/** A document without `Version` has version 2008-10-17. */
const version = fc.constantFrom('2012-10-17', '2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17', undefined);

export const arbitraryDocument: fc.Arbitrary<DocumentJson> = fc
  .tuple(version, fc.array(arbitraryStatement, { minLength: 1, maxLength: 4 }))
  .map(([Version, Statement]) => ({ ...(Version === undefined ? {} : { Version }), Statement }));

export function readingOf(document: unknown): TrustPolicyReading {
  return readTrustPolicy(document, {});
}

/** The condition keys, in lower case, that a document uses, including those in its variables and those that its side actions need. */
export function keysOf(...documents: readonly DocumentJson[]): Set<string> {
  const text = JSON.stringify(documents).toLowerCase();
  return new Set(KEYS.map(({ key }) => key.toLowerCase()).filter((key) => text.includes(key)));
}
