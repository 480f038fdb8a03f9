/** Every way to weaken one condition of a statement. */
import { Clause, clausesOf, mapText, replaceClause, StatementJson, withClauses } from './statement';

/** What was changed, the kind of change, and the statement after it. */
export type WeakStatement = readonly [kind: string, what: string, statement: object];

export function weakenConditions(statement: StatementJson): WeakStatement[] {
  const clauses = clausesOf(statement);
  const operators = [...new Set(clauses.map(({ operator }) => operator))];
  return [
    ...clauses.flatMap((clause) => weakenClause(clause).map(([kind, what, ...by]): WeakStatement =>
      [kind, `${show(clause)}: ${what}`, replaceClause(statement, clause, ...by)])),
    ...operators.filter((operator) => clauses.filter((clause) => clause.operator === operator).length > 1).map((operator): WeakStatement =>
      ['condition dropped', `all of ${operator}`, withClauses(statement, clauses.filter((clause) => clause.operator !== operator))]),
    ...(clauses.length > 1 ? [['condition dropped', 'all of them', withClauses(statement, [])] as const] : []),
  ];
}

type WeakClause = readonly [kind: string, what: string, ...by: Clause[]];

function weakenClause(clause: Clause): WeakClause[] {
  const { operator } = clause;
  const inner = operator.replace(/^ForAllValues:/, '');
  const by = (other: string): Clause => ({ ...clause, operator: other });
  const asksFor = (values: readonly unknown[], other = operator): Clause => ({ ...clause, operator: other, values });
  return [
    ['condition dropped', 'dropped'],
    ...negated(clause).map((other): WeakClause => ['condition negated', `as ${showValues(other)}`, other]),
    ['IfExists', `as ${operator}IfExists`, by(`${operator}IfExists`)],
    ...(inner === operator
      ? ['ForAllValues', 'ForAnyValue'].map((set): WeakClause => [
        'ForAllValues, ForAnyValue',
        `as ${set}:${operator}`,
        by(`${set}:${operator}`),
      ])
      : ([
        ['ForAllValues, ForAnyValue', 'without ForAllValues', by(inner)],
        ['ForAllValues, ForAnyValue', 'as ForAnyValue', by(`ForAnyValue:${inner}`)],
      ] as WeakClause[])),
    ['ForAllValues, ForAnyValue', `as ForAllValues:${inner}IfExists`, by(`ForAllValues:${inner}IfExists`)],
    ...['true', 'false'].map((presence): WeakClause => ['Null', `as Null ${presence}`, asksFor([presence], 'Null')]),
    ['Null', 'as Null true or false', asksFor(['true', 'false'], 'Null')],
    ...looser(operator).map((other): WeakClause => ['another operator', `as ${other}`, by(other)]),
    ...['aws:MultiFactorAuthPresnt', operator.startsWith('Bool') ? 'aws:SecureTransport' : 'aws:SourceIp']
      .filter((key) => key !== clause.key)
      .map((key): WeakClause => ['another key', `of ${key}`, { ...clause, key }]),
    ...inOtherCase(clause),
    ...wider(clause)
      .filter(([, values]) => JSON.stringify(values) !== JSON.stringify(clause.values))
      .map(([kind, values]): WeakClause => [kind, `asks for ${showValues(asksFor(values))}`, asksFor(values)]),
  ];
}

function negated(clause: Clause): Clause[] {
  const { operator, values } = clause;
  if (operator === 'Bool') return [{ ...clause, values: values.map((value) => (String(value) === 'true' ? 'false' : 'true')) }];
  const opposite: Readonly<Record<string, string>> = {
    'StringEquals': 'StringNotEquals',
    'StringLike': 'StringNotLike',
    'ArnLike': 'ArnNotLike',
    'NumericLessThan': 'NumericGreaterThanEquals',
    'IpAddress': 'NotIpAddress',
    'ForAllValues:StringEquals': 'ForAllValues:StringNotEquals',
    'BoolIfExists': 'NotBool',
  };
  if (opposite[operator] === undefined) throw new Error(`no weakening negates ${operator}`);
  return [{ ...clause, operator: opposite[operator] }];
}

/** Operators that more values satisfy, or that do so for some values. */
function looser(operator: string): readonly string[] {
  const others: Readonly<Record<string, readonly string[]>> = {
    'StringEquals': ['StringLike', 'StringEqualsIgnoreCase', 'ArnLike'],
    'StringLike': ['StringEquals', 'ArnLike'],
    'ArnLike': ['ArnEquals', 'StringLike'],
    'NumericLessThan': ['NumericLessThanEquals', 'NumericNotEquals', 'NumericGreaterThan', 'StringLike'],
    'Bool': ['StringEquals', 'StringLike', 'StringNotEquals', 'NumericEquals'],
    'IpAddress': ['StringLike', 'StringNotEquals'],
    'ForAllValues:StringEquals': ['ForAllValues:StringLike', 'ForAllValues:StringEqualsIgnoreCase'],
  };
  return others[operator] ?? [];
}

function inOtherCase(clause: Clause): WeakClause[] {
  const upper = clause.values.map((value) => mapText(value, (text) => text.toUpperCase()));
  return [
    ['case', 'the operator in small letters', { ...clause, operator: clause.operator.toLowerCase() }],
    ['case', 'the key in small letters', { ...clause, key: clause.key.toLowerCase() }],
    ...(upper.includes(undefined) || JSON.stringify(upper) === JSON.stringify(clause.values)
      ? []
      : [['case', 'the values in capitals', { ...clause, values: upper }] as WeakClause]),
  ];
}

type WiderValues = readonly [kind: string, values: readonly unknown[]];

/** Values that more requests satisfy. */
function wider({ operator, values }: Clause): WiderValues[] {
  if (operator.startsWith('Bool')) return [['extra value', ['true', 'false']], ['wildcard', ['*']]];
  if (operator === 'NumericLessThan') return ['3601', '129601', '1e9'].map((age): WiderValues => ['extra value', [age]]);
  if (operator === 'IpAddress') {
    return ['203.0.112.0/23', '0.0.0.0/0', '::/0', '128.0.0.0/1'].map((range): WiderValues => ['extra value', [...values, range]]);
  }
  const patterned = ['*', '?*', '*-*'].map((pattern): WiderValues => ['wildcard', [...values, pattern]]);
  const shortened = values.map((value) => mapText(value, (text) => text.replace(/.$/, '*')));
  return [
    ...patterned,
    ['wildcard', ['*']],
    ...(shortened.includes(undefined) ? [] : [['wildcard', shortened] as const]),
    ['extra value', [...values, 'another']],
    ['extra value', ['another']],
    ['extra value', ['']],
    ['extra value', [...values, '${aws:username}']],
    ['extra value', [...values, '${sts:ExternalId}']],
    ['extra value', [...values, { Ref: 'AnotherParameter' }]],
    ['extra value', []],
  ];
}

function show({ operator, key }: Clause): string {
  return `${operator} ${key}`;
}

function showValues({ operator, values }: Clause): string {
  return `${operator} ${JSON.stringify(values)}`;
}
