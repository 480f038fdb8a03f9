/**
 * The condition operators that IAM knows.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { Comparison, Operator, OperatorFamily, SetQualifier } from './condition';

type BaseOperator = Pick<Operator, 'family' | 'comparison' | 'negated' | 'ignoreCase'>;

function base(family: OperatorFamily, traits: Partial<BaseOperator> = {}): BaseOperator {
  return { family, comparison: 'equals', negated: false, ignoreCase: false, ...traits };
}

function comparisons(name: string, family: OperatorFamily): [string, BaseOperator][] {
  const ordered: [string, Comparison][] = [
    ['LessThan', 'less-than'],
    ['LessThanEquals', 'less-than-equals'],
    ['GreaterThan', 'greater-than'],
    ['GreaterThanEquals', 'greater-than-equals'],
  ];
  return [
    [`${name}Equals`, base(family)],
    [`${name}NotEquals`, base(family, { negated: true })],
    ...ordered.map(([suffix, comparison]): [string, BaseOperator] => [`${name}${suffix}`, base(family, { comparison })]),
  ];
}

const BASE_OPERATORS: readonly [string, BaseOperator][] = [
  ['StringEquals', base('string-equals')],
  ['StringNotEquals', base('string-equals', { negated: true })],
  ['StringEqualsIgnoreCase', base('string-equals', { ignoreCase: true })],
  ['StringNotEqualsIgnoreCase', base('string-equals', { negated: true, ignoreCase: true })],
  ['StringLike', base('string-like')],
  ['StringNotLike', base('string-like', { negated: true })],
  ['ArnEquals', base('arn')],
  ['ArnLike', base('arn')],
  ['ArnNotEquals', base('arn', { negated: true })],
  ['ArnNotLike', base('arn', { negated: true })],
  ...comparisons('Numeric', 'numeric'),
  ...comparisons('Date', 'date'),
  ['Bool', base('bool')],
  ['BinaryEquals', base('binary')],
  ['IpAddress', base('ip-address')],
  ['NotIpAddress', base('ip-address', { negated: true })],
  ['Null', base('null')],
];

const QUALIFIERS: readonly [string, SetQualifier | undefined][] = [['', undefined], ['ForAllValues:', 'for-all-values'], ['ForAnyValue:', 'for-any-value']];

/** By name in lower case. `Null` asks for presence, so it has no `IfExists`. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map(QUALIFIERS.flatMap(([prefix, qualifier]) => BASE_OPERATORS.flatMap(([name, operator]) => {
  const plain: Operator = qualifier ? { ...operator, ifExists: false, qualifier } : { ...operator, ifExists: false };
  const named: [string, Operator][] = [[`${prefix}${name}`.toLowerCase(), plain]];
  return operator.family === 'null' ? named : [...named, [`${prefix}${name}IfExists`.toLowerCase(), { ...plain, ifExists: true }] as [string, Operator]];
})));

/** The operator of that name, in whatever case it is written; undefined when IAM knows none. */
export function operatorNamed(written: string): Operator | undefined {
  return OPERATORS.get(written) ?? OPERATORS.get(written.toLowerCase());
}
