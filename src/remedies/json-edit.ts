/** Edits of a JSON document (RFC 6902): the edits from one document to another, and the document after edits. */
import type { JsonObject } from '../cloudformation/template';
import { JsonEdit } from '../findings/fix';


/** The edits that make `before` into `after`, in the order in which they have to be applied. */
export function editsBetween(before: unknown, after: unknown): JsonEdit[] {
  return editsAt('', before, after);
}

/** The document after the edits; the given one is not changed. Throws if a path leads nowhere. */
export function applyEdits(document: unknown, edits: readonly JsonEdit[]): unknown {
  let edited = copyWithoutSharing(document);
  for (const edit of edits) edited = withEdit(edited, edit);
  return edited;
}

/**
 * A copy in which each part stands in one place only. Aliases of YAML, and values that an app uses twice, are one object in two places:
 * an edit of the one would change the other, which `structuredClone` keeps.
 */
export function copyWithoutSharing(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyWithoutSharing);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, copyWithoutSharing(item)]));
}

function editsAt(path: string, before: unknown, after: unknown): JsonEdit[] {
  if (areEqual(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return editsOfArray(path, before, after);
  if (isObject(before) && isObject(after)) return editsOfObject(path, before, after);
  return [{ op: 'replace', path, value: after }];
}

function editsOfObject(path: string, before: JsonObject, after: JsonObject): JsonEdit[] {
  const names = Object.keys(before);
  const removed = names.filter((name) => !(name in after));
  const added = Object.keys(after).filter((name) => !(name in before));
  return [
    ...removed.map((name): JsonEdit => ({ op: 'remove', path: pathOf(path, name) })),
    ...names.filter((name) => name in after).flatMap((name) => editsAt(pathOf(path, name), before[name], after[name])),
    ...added.map((name): JsonEdit => ({ op: 'add', path: pathOf(path, name), value: after[name] })),
  ];
}

/** Only the items between the common beginning and the common end are edited. */
function editsOfArray(path: string, before: readonly unknown[], after: readonly unknown[]): JsonEdit[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && areEqual(before[start], after[start])) start += 1;
  let end = 0;
  while (end < shorter - start && areEqual(before[before.length - 1 - end], after[after.length - 1 - end])) end += 1;
  const oldItems = before.slice(start, before.length - end);
  const newItems = after.slice(start, after.length - end);
  const inBoth = Math.min(oldItems.length, newItems.length);
  const edits = newItems.slice(0, inBoth).flatMap((item, index) => editsAt(pathOf(path, start + index), oldItems[index], item));
  // From the last to the first, so that the indexes of the others stay the same.
  const removed = oldItems.slice(inBoth).map((_, index): JsonEdit => ({ op: 'remove', path: pathOf(path, start + inBoth + index) }));
  const added = newItems.slice(inBoth).map((value, index): JsonEdit => ({ op: 'add', path: pathOf(path, start + inBoth + index), value }));
  return [...edits, ...removed.reverse(), ...added];
}

function withEdit(document: unknown, edit: JsonEdit): unknown {
  const steps = edit.path.split('/').slice(1).map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
  const last = steps.pop();
  if (last === undefined) return edit.op === 'remove' ? undefined : copyWithoutSharing(edit.value);
  let parent = document;
  for (const step of steps) parent = childOf(parent, step, edit.path);
  if (Array.isArray(parent)) editArray(parent, last, edit);
  else if (isObject(parent)) editObject(parent as Record<string, unknown>, last, edit);
  else throw new Error(`the document has no ${edit.path}`);
  return document;
}

function childOf(parent: unknown, step: string, path: string): unknown {
  if (Array.isArray(parent) && Number(step) < parent.length) return parent[Number(step)];
  if (isObject(parent) && Object.hasOwn(parent, step)) return parent[step];
  throw new Error(`the document has no ${path}`);
}

function editArray(items: unknown[], step: string, edit: JsonEdit): void {
  const index = step === '-' ? items.length : Number(step);
  const isThere = Number.isInteger(index) && index >= 0 && (edit.op === 'add' ? index <= items.length : index < items.length);
  if (!isThere) throw new Error(`the document has no ${edit.path}`);
  if (edit.op === 'remove') items.splice(index, 1);
  else items.splice(index, edit.op === 'add' ? 0 : 1, copyWithoutSharing(edit.value));
}

function editObject(object: Record<string, unknown>, name: string, edit: JsonEdit): void {
  if (edit.op !== 'add' && !Object.hasOwn(object, name)) throw new Error(`the document has no ${edit.path}`);
  if (edit.op === 'remove') {
    delete object[name];
    return;
  }
  Object.defineProperty(object, name, { value: copyWithoutSharing(edit.value), enumerable: true, configurable: true, writable: true });
}

function pathOf(parent: string, step: string | number): string {
  return `${parent}/${String(step).replace(/~/g, '~0').replace(/\//g, '~1')}`;
}

function areEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) || Array.isArray(other)) {
    return (
      Array.isArray(one) && Array.isArray(other) && one.length === other.length && one.every((item, index) => areEqual(item, other[index]))
    );
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length && names.every((name) => Object.hasOwn(other, name) && areEqual(one[name], other[name]))
  );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
