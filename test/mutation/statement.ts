/** A trust policy taken apart and put together again with one part changed. */

export type Value = unknown;
export type Clauses = Readonly<Record<string, Readonly<Record<string, Value>>>>;

export interface StatementJson {
  readonly Sid?: string;
  readonly Effect: string;
  readonly Principal: { readonly AWS: Value; readonly Federated?: undefined } | { readonly AWS?: undefined; readonly Federated: Value };
  readonly Action: string | readonly string[];
  readonly Condition?: Clauses;
}

export interface DocumentJson {
  readonly Version: string;
  readonly Statement: readonly StatementJson[];
}

/** One comparison of one key. */
export interface Clause {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly Value[];
}

export function clausesOf({ Condition: condition = {} }: StatementJson): Clause[] {
  return Object.entries(condition).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, value]) => ({ operator, key, values: listOf(value) })));
}

/**
 * The statement with other clauses; without a `Condition` when there are none. If two clauses have the same operator and key, the later one
 * is kept.
 */
export function withClauses({ Condition: _before, ...rest }: StatementJson, clauses: readonly Clause[]): object {
  if (clauses.length === 0) return rest;
  const condition: Record<string, Record<string, Value>> = {};
  for (const { operator, key, values } of clauses) {
    condition[operator] = { ...condition[operator], [key]: values.length === 1 ? values[0] : values };
  }
  return { ...rest, Condition: condition };
}

/** The statement with one clause replaced by others. */
export function replaceClause(statement: StatementJson, replaced: Clause, ...by: readonly Clause[]): object {
  const isReplaced = ({ operator, key }: Clause) => operator === replaced.operator && key === replaced.key;
  return withClauses(statement, clausesOf(statement).flatMap((clause) => (isReplaced(clause) ? by : [clause])));
}

export function replaceStatement(document: DocumentJson, index: number, ...by: readonly unknown[]): object {
  return { ...document, Statement: document.Statement.flatMap((statement, each): unknown[] => (each === index ? [...by] : [statement])) };
}

export function listOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [value];
}

/** Text, or the text of each known part of an `Fn::Join`, changed by a function. Undefined for other values. */
export function mapText(value: Value, change: (text: string) => string): Value {
  if (typeof value === 'string') return change(value);
  const join = (value as { 'Fn::Join'?: readonly [string, readonly Value[]] } | null)?.['Fn::Join'];
  return join && { 'Fn::Join': [join[0], join[1].map((piece) => (typeof piece === 'string' ? change(piece) : piece))] };
}
