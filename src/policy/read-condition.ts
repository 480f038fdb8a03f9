/**
 * Reads the `Condition` block of a statement into clauses: one for each operator and key.
 *
 * A condition that cannot be read becomes a clause, or a problem of the statement, with an unknown result: if it were left out, more
 * callers would be allowed than the document allows.
 */
import { ConditionClause, Operator } from './condition';
import { operatorNamed } from './condition-operators';
import { excerptOf } from './json-text';
import { isKnown, PartlyKnownText, textOf } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { DeployTimeValue, entriesFrom, isKnownLater, textFrom, textOrHole, typeInWords } from './resolved-value';

export interface ReadConditions {
  readonly clauses: readonly ConditionClause[];
  /** Why the block, or a part of it that is not a clause, could not be read. */
  readonly unreadable: readonly string[];
}

export function readConditions(block: unknown, log: ProblemLog): ReadConditions {
  const operators = entriesFrom(block);
  if (!operators) return { clauses: [], unreadable: [unreadableBlock(block, log)] };
  const seen = new Set<string>();
  const clauses = operators.flatMap(([written, keys]) => {
    const operator = readOperator(written, log);
    noteRepetition(seen, written, 'condition operator', log);
    return readKeys(operator, isKnown(written) ? written : excerptOf(written), keys, log);
  });
  return { clauses, unreadable: [] };
}

function unreadableBlock(block: unknown, log: ProblemLog): string {
  if (isKnownLater(block)) return `its conditions are known at deployment only (${typeInWords(block)})`;
  return `${log.rejected(`\`Condition\` is ${typeInWords(block)}`, 'write an object: operator, then key, then value')}, not an object`;
}

function readOperator(written: PartlyKnownText, log: ProblemLog): Operator | undefined {
  if (!isKnown(written)) return undefined;
  const operator = operatorNamed(written);
  if (!operator) log.rejected(`\`${excerptOf(written)}\` is not a condition operator of IAM`, fixForOperator(written));
  return operator;
}

function fixForOperator(written: string): string {
  if (/^(for(all|any)values?:)*null.*exists?$/i.test(written)) return '`Null` asks for presence itself: write it without `IfExists`';
  if (/:.*:/.test(written)) return 'write one of `ForAllValues:` and `ForAnyValue:`, not both';
  return 'use an operator of the IAM documentation, such as `StringEquals`, `StringLike`, `ArnLike` or `Bool`';
}

function readKeys(operator: Operator | undefined, operatorWritten: string, keys: unknown, log: ProblemLog): ConditionClause[] {
  const entries = entriesFrom(keys);
  if (!entries) return [unreadableClause(operator, operatorWritten, keys, log)];
  const seen = new Set<string>();
  return entries.map(([keyWritten, value]) => {
    const isRepeated = noteRepetition(seen, keyWritten, 'condition key', log);
    const { values, valuesShown, unreadable } = readValues(keyWritten, value, log);
    const reason = operator
      ? (unreadable ?? (isRepeated ? `key \`${excerptOf(keyWritten)}\` is given twice` : undefined))
      : `operator \`${operatorWritten}\` is unknown`;
    return {
      operator,
      operatorWritten,
      key: lowerCase(keyWritten),
      keyWritten,
      values,
      ...(valuesShown && { valuesShown }),
      unreadable: reason,
    };
  });
}

/** Something other than a map of keys: an intrinsic with an unknown value, or a mistake. */
function unreadableClause(operator: Operator | undefined, operatorWritten: string, keys: unknown, log: ProblemLog): ConditionClause {
  const text = textOrHole(keys);
  const unreadable = isKnown(text)
    ? `${log.rejected(`\`${operatorWritten}\` holds ${typeInWords(keys)}`, 'write an object of condition keys and values')}, not an object`
    : `the keys and values of \`${operatorWritten}\` are known at deployment only`;
  return { operator, operatorWritten, key: text, keyWritten: text, values: [], unreadable };
}

type ReadValues = Pick<ConditionClause, 'values' | 'valuesShown' | 'unreadable'>;

function readValues(key: PartlyKnownText, value: unknown, log: ProblemLog): ReadValues {
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  const values = items.map(textFrom);
  const place = values.indexOf(undefined);
  if (values.length > 0 && place < 0) return { values: values as PartlyKnownText[] };
  const name = `\`${excerptOf(key)}\``;
  const wrong = items[place];
  if (values.length === 0) {
    return {
      values: [],
      unreadable: log.unreadable(`${name} has an empty list of values`, 'give at least one value, or leave the key out'),
    };
  }
  if (wrong instanceof DeployTimeValue) {
    const valuesShown = items.map((item): PartlyKnownText => (item instanceof DeployTimeValue ? [item.hole] : textFrom(item) ?? ''));
    return {
      values: [],
      valuesShown,
      unreadable: `the values of ${name} ${wrong === value ? 'are' : 'hold'} a list known at deployment only (${wrong.hole.what})`,
    };
  }
  return {
    values: [],
    unreadable: log.rejected(`a value of ${name} is ${typeInWords(wrong)}`, 'write values as strings, or as one list of strings'),
  };
}

/** IAM rejects names that differ only in case; true if this one was seen before. */
function noteRepetition(seen: Set<string>, written: PartlyKnownText, what: string, log: ProblemLog): boolean {
  if (!isKnown(written)) return false;
  const name = written.toLowerCase();
  const isRepeated = seen.has(name);
  if (isRepeated) log.rejected(`${what} \`${excerptOf(written)}\` is given twice, in different case`, 'keep one of them');
  seen.add(name);
  return isRepeated;
}

/** Condition keys are not case-sensitive. */
function lowerCase(text: PartlyKnownText): PartlyKnownText {
  return isKnown(text) ? text.toLowerCase() : textOf(text.map((piece) => (typeof piece === 'string' ? piece.toLowerCase() : piece)));
}
