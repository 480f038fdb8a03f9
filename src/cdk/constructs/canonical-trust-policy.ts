/**
 * One canonical text for trust policies that differ only in how they are written. The order of statements, actions, values and
 * keys, one value or a list of one value, and the `Sid` have no meaning for IAM.
 */

/** Two documents with the same canonical text mean the same. Two documents with different texts may mean the same, too. */
export function canonicalTrustPolicy(document: unknown): string {
  if (!isObject(document)) return JSON.stringify(document) ?? 'undefined';
  const { Statement: statements, ...rest } = document;
  return JSON.stringify({ ...(ordered(rest) as object), Statement: asList(statements).map(canonicalStatement).sort() });
}

function canonicalStatement(statement: unknown): string {
  if (!isObject(statement)) return JSON.stringify(statement) ?? 'undefined';
  const { Sid: _name, ...rest } = statement;
  return JSON.stringify(asSets(rest));
}

/** Every list in a statement is a set: actions, principals, values of a condition. The arguments of an intrinsic are not. */
function asSets(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((each) => JSON.stringify(ordered(each))))].sort();
  if (!isObject(value)) return [JSON.stringify(value)];
  if (isIntrinsic(value)) return [JSON.stringify(ordered(value))];
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, asSets(value[key])]));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]));
}

function isIntrinsic(value: Record<string, unknown>): boolean {
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0].startsWith('Fn::'));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
