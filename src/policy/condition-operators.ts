/**
 * The condition operators that IAM knows.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { OperatorComparison, Operator, OperatorFamily, SetQualifier } from './condition';

type BaseOperator = Pick<Operator, 'family' | 'comparison' | 'negated' | 'ignoreCase'>;

function base(family: OperatorFamily, traits: Partial<BaseOperator> = {}): BaseOperator {
  return { family, comparison: 'equals', negated: false, ignoreCase: false, ...traits };
}

function withNegation(name: string, negation: string, operator: BaseOperator): [string, BaseOperator][] {
  return [[name, operator], [negation, { ...operator, negated: true }]];
}

function comparisons(name: string, family: OperatorFamily): [string, BaseOperator][] {
  const ordered: [string, OperatorComparison][] = [
    ['LessThan', 'less-than'],
    ['LessThanEquals', 'less-than-equals'],
    ['GreaterThan', 'greater-than'],
    ['GreaterThanEquals', 'greater-than-equals'],
  ];
  return [
    ...withNegation(`${name}Equals`, `${name}NotEquals`, base(family)),
    ...ordered.map(([suffix, comparison]): [string, BaseOperator] => [`${name}${suffix}`, base(family, { comparison })]),
  ];
}

const BASE_OPERATORS: readonly [string, BaseOperator][] = [
  ...withNegation('StringEquals', 'StringNotEquals', base('string-equals')),
  ...withNegation('StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', base('string-equals', { ignoreCase: true })),
  ...withNegation('StringLike', 'StringNotLike', base('string-like')),
  ...withNegation('ArnEquals', 'ArnNotEquals', base('arn')),
  ...withNegation('ArnLike', 'ArnNotLike', base('arn')),
  ...comparisons('Numeric', 'numeric'),
  ...comparisons('Date', 'date'),
  ['Bool', base('bool')],
  ['BinaryEquals', base('binary')],
  ...withNegation('IpAddress', 'NotIpAddress', base('ip-address')),
  ['Null', base('null')],
];

const QUALIFIERS: readonly [string, SetQualifier | undefined][] = [
  ['', undefined],
  ['ForAllValues:', 'for-all-values'],
  ['ForAnyValue:', 'for-any-value'],
];

/** As AWS spells them, without qualifier and without `IfExists`. */
export const OPERATOR_NAMES: readonly string[] = BASE_OPERATORS.map(([name]) => name);

/** By name in lower case. `Null` asks for presence, so it has no `IfExists`. */
const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  QUALIFIERS.flatMap(([prefix, qualifier]) =>
    BASE_OPERATORS.flatMap(([name, operator]) => {
      const plain: Operator = { ...operator, ifExists: false, ...(qualifier && { qualifier }) };
      const named: [string, Operator][] = [[`${prefix}${name}`.toLowerCase(), plain]];
      return operator.family === 'null'
        ? named
        : [...named, [`${prefix}${name}IfExists`.toLowerCase(), { ...plain, ifExists: true }] as [string, Operator]];
    }),
  ),
);

/** The operator of that name, in whatever case it is written; undefined when IAM knows none. */
export function operatorNamed(written: string): Operator | undefined {
  return OPERATORS.get(written) ?? OPERATORS.get(written.toLowerCase());
}
