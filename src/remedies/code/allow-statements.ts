/** The statements of a trust policy in which every part is literal, as the secure roles of this package render them. */
import { isPlainMap } from '../../policy/resolved-value';

export interface AllowStatement {
  /** As written in the document; text may contain intrinsic functions and placeholders. */
  readonly principals: readonly unknown[];
  readonly actions: readonly string[];
  readonly conditions: readonly PlainCondition[];
}

export interface PlainCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly unknown[];
}

/** Undefined if the document has anything else than Allow statements with principals of this kind. */
export function allowStatements(document: unknown, kind: 'AWS' | 'Federated'): readonly AllowStatement[] | undefined {
  if (!isPlainMap(document) || document.Version !== '2012-10-17' || !hasOnly(document, ['Version', 'Statement'])) return undefined;
  const statements = listOf(document.Statement).map((statement) => readStatement(statement, kind));
  return statements.length > 0 && statements.every((each) => each !== undefined) ? statements : undefined;
}

function readStatement(statement: unknown, kind: string): AllowStatement | undefined {
  if (!isPlainMap(statement) || !hasOnly(statement, ['Sid', 'Effect', 'Action', 'Principal', 'Condition'])) return undefined;
  const { Effect: effect, Action: action, Principal: principal, Condition: condition = {} } = statement;
  if (effect !== 'Allow' || !isPlainMap(principal) || !hasOnly(principal, [kind])) return undefined;
  const principals = listOf(principal[kind]);
  const actions = listOf(action);
  const conditions = readConditions(condition);
  if (principals.length === 0 || !conditions || !actions.every((each) => typeof each === 'string')) return undefined;
  return { principals, actions, conditions };
}

function readConditions(block: unknown): readonly PlainCondition[] | undefined {
  if (!isPlainMap(block)) return undefined;
  const conditions: PlainCondition[] = [];
  for (const [operator, keys] of Object.entries(block)) {
    if (!isPlainMap(keys) || operator.startsWith('Fn::')) return undefined;
    for (const [key, value] of Object.entries(keys)) {
      if (key.startsWith('Fn::')) return undefined;
      conditions.push({ operator, key, values: listOf(value) });
    }
  }
  return conditions;
}

function hasOnly(map: Record<string, unknown>, names: readonly string[]): boolean {
  return Object.keys(map).every((name) => names.includes(name));
}

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** The document of these statements; with a `Sid` for each if there are several, so that the CDK does not merge them. */
export function documentOf(statements: readonly Record<string, unknown>[], sid: string): unknown {
  const isOne = statements.length === 1;
  return {
    Version: '2012-10-17',
    Statement: statements.map((statement, index) => ({ ...!isOne && { Sid: `${sid}${index + 1}` }, ...statement })),
  };
}

export function oneOrMany<T>(values: readonly T[]): T | readonly T[] {
  return values.length === 1 ? values[0] : values;
}
