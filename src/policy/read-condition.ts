/**
 * Reads the `Condition` block of a statement into clauses: one for each operator and key.
 *
 * What cannot be read stays as a clause, or as a remark of the statement, that is unknown to everybody: a condition that
 * disappeared would let in more callers than the document does.
 */
import { ConditionClause, Operator } from './condition';
import { operatorNamed } from './condition-operators';
import { excerptOf } from './json-text';
import { isKnown, PartlyKnownText, textOf } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { DeployTimeValue, entriesFrom, textFrom, typeInWords } from './resolved-value';

export interface ReadConditions {
  readonly clauses: readonly ConditionClause[];
  /** Why the block, or a part of it that is no clause, could not be read. */
  readonly unreadable: readonly string[];
}

export function readConditions(block: unknown, statement: number, log: ProblemLog): ReadConditions {
  const operators = entriesFrom(block);
  if (!operators) return { clauses: [], unreadable: [unreadableBlock(block, statement, log)] };
  const clauses: ConditionClause[] = [];
  const seen = new Set<string>();
  for (const [operatorWritten, keys] of operators) {
    const operator = readOperator(operatorWritten, statement, log);
    noteRepetition(seen, operatorWritten, 'condition operator', statement, log);
    readKeys(operator, operatorWritten, keys, statement, log, clauses);
  }
  return { clauses, unreadable: [] };
}

function unreadableBlock(block: unknown, statement: number, log: ProblemLog): string {
  if (block instanceof DeployTimeValue || textFrom(block) !== undefined && !isKnown(textFrom(block)!)) {
    return `its conditions are known at deployment only (${typeInWords(block)})`;
  }
  log.rejected(statement, `\`Condition\` is ${typeInWords(block)}`, 'write an object: operator, then key, then value');
  return `\`Condition\` is ${typeInWords(block)}, not an object`;
}

function readOperator(written: PartlyKnownText, statement: number, log: ProblemLog): Operator | undefined {
  if (!isKnown(written)) return undefined;
  const operator = operatorNamed(written);
  if (!operator) log.rejected(statement, `\`${excerptOf(written)}\` is no condition operator of IAM`, fixForOperator(written));
  return operator;
}

function fixForOperator(written: string): string {
  if (/^(for(all|any)values?:)*null.*exists?$/i.test(written)) return '`Null` asks for presence itself: write it without `IfExists`';
  if (/:.*:/.test(written)) return 'write one of `ForAllValues:` and `ForAnyValue:`, not both';
  return 'use an operator of the IAM documentation, such as `StringEquals`, `StringLike`, `ArnLike` or `Bool`';
}

function readKeys(
  operator: Operator | undefined, operatorWritten: PartlyKnownText, keys: unknown, statement: number, log: ProblemLog, clauses: ConditionClause[],
): void {
  const written = isKnown(operatorWritten) ? operatorWritten : excerptOf(operatorWritten);
  const entries = entriesFrom(keys);
  if (!entries) {
    clauses.push(unreadableClause(operator, written, keys, statement, log));
    return;
  }
  const seen = new Set<string>();
  for (const [keyWritten, value] of entries) {
    const isRepeated = noteRepetition(seen, keyWritten, 'condition key', statement, log);
    const { values, unreadable } = readValues(keyWritten, value, statement, log);
    const reason = operator ? unreadable ?? (isRepeated ? `key \`${excerptOf(keyWritten)}\` is given twice` : undefined) : `operator \`${written}\` is unknown`;
    clauses.push({ operator, operatorWritten: written, key: lowerCase(keyWritten), keyWritten, values, unreadable: reason });
  }
}

/** A whole map of keys that is no map: an intrinsic whose value nobody knows, or a mistake. */
function unreadableClause(
  operator: Operator | undefined, operatorWritten: string, keys: unknown, statement: number, log: ProblemLog,
): ConditionClause {
  const text = textFrom(keys) ?? (keys instanceof DeployTimeValue ? [keys.hole] : '');
  if (isKnown(text)) log.rejected(statement, `\`${operatorWritten}\` holds ${typeInWords(keys)}`, 'write an object of condition keys and values');
  const unreadable = isKnown(text) ? `\`${operatorWritten}\` holds ${typeInWords(keys)}, not an object` : `the keys and values of \`${operatorWritten}\` are known at deployment only`;
  return { operator, operatorWritten, key: text, keyWritten: text, values: [], unreadable };
}

interface ReadValues { readonly values: readonly PartlyKnownText[]; readonly unreadable?: string }

function readValues(key: PartlyKnownText, value: unknown, statement: number, log: ProblemLog): ReadValues {
  const single = textFrom(value);
  if (single !== undefined) return { values: [single] };
  if (value instanceof DeployTimeValue) return { values: [], unreadable: `the values of \`${excerptOf(key)}\` are a list known at deployment only (${value.hole.what})` };
  if (!Array.isArray(value)) return wrongValue(key, value, statement, log);
  if (value.length === 0) {
    log.unreadable(statement, `\`${excerptOf(key)}\` has an empty list of values`, 'give at least one value, or leave the key out');
    return { values: [], unreadable: `\`${excerptOf(key)}\` has an empty list of values` };
  }
  const values = value.map(textFrom);
  const wrong = values.indexOf(undefined);
  return wrong < 0 ? { values: values as PartlyKnownText[] } : wrongValue(key, value[wrong], statement, log);
}

function wrongValue(key: PartlyKnownText, value: unknown, statement: number, log: ProblemLog): ReadValues {
  if (value instanceof DeployTimeValue) return { values: [], unreadable: `the values of \`${excerptOf(key)}\` hold a list known at deployment only (${value.hole.what})` };
  log.rejected(statement, `a value of \`${excerptOf(key)}\` is ${typeInWords(value)}`, 'write values as strings, or as one list of strings');
  return { values: [], unreadable: `a value of \`${excerptOf(key)}\` is ${typeInWords(value)}` };
}

/** IAM refuses names that differ in case only; true when this one was seen before. */
function noteRepetition(seen: Set<string>, written: PartlyKnownText, what: string, statement: number, log: ProblemLog): boolean {
  if (!isKnown(written)) return false;
  const name = written.toLowerCase();
  const isRepeated = seen.has(name);
  if (isRepeated) log.rejected(statement, `${what} \`${excerptOf(written)}\` is given twice, in different case`, 'keep one of them');
  seen.add(name);
  return isRepeated;
}

/** Condition keys do not care for case. */
function lowerCase(text: PartlyKnownText): PartlyKnownText {
  return isKnown(text) ? text.toLowerCase() : textOf(text.map((piece) => (typeof piece === 'string' ? piece.toLowerCase() : piece)));
}
