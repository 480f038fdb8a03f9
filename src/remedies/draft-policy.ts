/**
 * A copy of a trust policy to make changes on. Only literal parts of the document can be changed: a part that deployment chooses (`Fn::If`
 * around a statement, a condition block from a mapping) makes the change fail with `NotEditable`, and then the fix is not offered.
 */
import { copyWithoutSharing } from './json-edit';
import { readJsonText } from '../policy/json-text';
import { isPlainMap } from '../policy/resolved-value';

export type JsonMap = Record<string, unknown>;

/** The part to be changed is not literal in the document. */
export class NotEditable extends Error {}

/** The elements of a statement, as IAM spells them. Documents may spell them in different case. */
type StatementElement = 'Sid' | 'Effect' | 'Principal' | 'NotPrincipal' | 'Action' | 'NotAction' | 'Resource' | 'NotResource' | 'Condition';

/** One principal of a statement, as written in the document. */
export interface WrittenPrincipal {
  readonly key: string;
  readonly value: unknown;
}

export interface WrittenCondition {
  readonly operator: string;
  readonly key: string;
  /** One value, or a list. */
  readonly value: unknown;
}

/** The document that edits are about: JSON text is read first. */
export function editableDocument(document: unknown): unknown {
  return typeof document === 'string' ? readJsonText(document) : document;
}

export class DraftPolicy {
  public readonly statements: DraftStatement[];
  private readonly document: JsonMap;
  private readonly statementKey: string;
  private readonly isList: boolean;

  /** @throws NotEditable if the statements of the document are not literal */
  public constructor(document: unknown) {
    const copy = copyWithoutSharing(document);
    if (!isPlainMap(copy)) throw new NotEditable('the document is not written out');
    this.document = copy as JsonMap;
    this.statementKey = nameIn(this.document, 'Statement') ?? 'Statement';
    const written = this.document[this.statementKey];
    this.isList = Array.isArray(written);
    const items: readonly unknown[] = Array.isArray(written) ? written : [written];
    this.statements = items.map((item, index) => new DraftStatement(mapOf(item, 'the statement'), index));
  }

  /** The statement with this index in the document as it was read. */
  public statement(index: number): DraftStatement {
    const found = this.statements.find((statement) => statement.index === index);
    if (!found) throw new NotEditable('the statement is not written out');
    return found;
  }

  /** A new statement, behind the others. */
  public add(json: JsonMap): DraftStatement {
    const indices = this.statements.map(({ index }) => index);
    const added = new DraftStatement(json, Math.max(...indices, -1) + 1);
    this.statements.push(added);
    return added;
  }

  public drop(statement: DraftStatement): void {
    if (this.statements.length === 1) throw new NotEditable('no statement would be left');
    this.statements.splice(this.statements.indexOf(statement), 1);
  }

  /** A copy of the statement, inserted after it. A Sid has to be unique, so the copy gets a suffix. */
  public split(statement: DraftStatement): DraftStatement {
    const copy = new DraftStatement(copyWithoutSharing(statement.json) as JsonMap, statement.index);
    const sid = copy.element('Sid');
    if (typeof sid === 'string') copy.set('Sid', this.unusedSid(sid));
    this.statements.splice(this.statements.indexOf(statement) + 1, 0, copy);
    return copy;
  }

  public set version(version: string) {
    const before = nameIn(this.document, 'Version');
    if (before !== undefined) this.document[before] = version;
    else Object.assign(this.document, { Version: version });
  }

  /** IAM has only two versions. */
  public correctVersion(): void {
    const written = nameIn(this.document, 'Version');
    if (written !== undefined && this.document[written] !== '2008-10-17') this.document[written] = '2012-10-17';
  }

  public toDocument(): unknown {
    const statements = this.statements.map(({ json }) => json);
    return { ...this.document, [this.statementKey]: this.isList || statements.length > 1 ? statements : statements[0] };
  }

  public unusedSid(sid: string): string {
    const used = new Set(this.statements.map((statement) => statement.element('Sid')));
    let number = 2;
    while (used.has(`${sid}${number}`)) number += 1;
    return `${sid}${number}`;
  }
}

export class DraftStatement {
  public constructor(public readonly json: JsonMap, public readonly index: number) {}

  public element(name: StatementElement): unknown {
    const written = nameIn(this.json, name);
    return written === undefined ? undefined : this.json[written];
  }

  public set(name: StatementElement, value: unknown): void {
    this.json[nameIn(this.json, name) ?? name] = value;
  }

  public remove(name: StatementElement): void {
    const written = nameIn(this.json, name);
    if (written !== undefined) delete this.json[written];
  }

  /** In the order in which they are read. */
  public get principals(): readonly WrittenPrincipal[] {
    const written = this.element('Principal');
    if (written === '*') return [{ key: 'AWS', value: '*' }];
    return Object.entries(mapOf(written, 'the principal')).flatMap(([key, named]) => listOf(named).map((value) => ({ key, value })));
  }

  /** Keeps a list where there was one. */
  public set principals(principals: readonly WrittenPrincipal[]) {
    const before = this.element('Principal');
    const wereLists = new Set(isPlainMap(before) ? Object.keys(before).filter((key) => Array.isArray(before[key])) : []);
    const after: JsonMap = {};
    for (const key of new Set(principals.map((principal) => principal.key))) {
      const values = principals.filter((principal) => principal.key === key).map(({ value }) => value);
      after[key] = values.length === 1 && !wereLists.has(key) ? values[0] : values;
    }
    this.set('Principal', after);
  }

  public get actions(): readonly unknown[] {
    const written = this.element('Action');
    return written === undefined ? [] : listOf(written);
  }

  public set actions(actions: readonly unknown[]) {
    const wasList = Array.isArray(this.element('Action'));
    this.remove('NotAction');
    this.set('Action', actions.length === 1 && !wasList ? actions[0] : actions);
  }

  public get conditions(): readonly WrittenCondition[] {
    const written = this.element('Condition');
    if (written === undefined) return [];
    return Object.entries(mapOf(written, 'the condition block')).flatMap(([operator, keys]) => (
      Object.entries(mapOf(keys, 'the condition')).map(([key, value]) => ({ operator, key, value }))
    ));
  }

  public addCondition({ operator, key, value }: WrittenCondition): void {
    const block = this.conditionBlock();
    const operatorWritten = nameIn(block, operator) ?? operator;
    const keys = mapOf(block[operatorWritten] ?? {}, 'the condition');
    if (nameIn(keys, key) !== undefined) throw new NotEditable(`there is a condition ${operator} on ${key} already`);
    block[operatorWritten] = { ...keys, [key]: value };
    this.set('Condition', block);
  }

  /** Leaves no empty block. */
  public removeCondition({ operator, key }: Pick<WrittenCondition, 'operator' | 'key'>): void {
    const block = this.conditionBlock();
    const keys = mapOf(block[operator], 'the condition');
    if (!Object.hasOwn(keys, key)) throw new NotEditable(`there is no condition ${operator} on ${key}`);
    delete keys[key];
    if (Object.keys(keys).length === 0) delete block[operator];
    if (Object.keys(block).length === 0) this.remove('Condition');
  }

  /** In its place where the operator stays the same. */
  public replaceCondition(before: Pick<WrittenCondition, 'operator' | 'key'>, after: WrittenCondition): void {
    const keys = mapOf(this.conditionBlock()[before.operator], 'the condition');
    if (before.operator === after.operator && before.key === after.key && Object.hasOwn(keys, before.key)) {
      keys[before.key] = after.value;
      return;
    }
    this.removeCondition(before);
    this.addCondition(after);
  }

  private conditionBlock(): JsonMap {
    return mapOf(this.element('Condition') ?? {}, 'the condition block');
  }
}

/** The name of the element in the object, in whatever case. */
function nameIn(object: JsonMap, name: string): string | undefined {
  if (Object.hasOwn(object, name)) return name;
  return Object.keys(object).find((each) => each.toLowerCase() === name.toLowerCase());
}

/** An intrinsic function is a map too, but its entries are not elements. */
function mapOf(value: unknown, what: string): JsonMap {
  if (!isPlainMap(value) || Object.keys(value).some((key) => key.startsWith('Fn::') || key === 'Ref')) {
    throw new NotEditable(`${what} is not written out`);
  }
  return value as JsonMap;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
