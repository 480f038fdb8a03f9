/**
 * Edits a document in its text: JSON keeps its format, and YAML its comments, anchors and short forms, because only the changed characters
 * are replaced.
 */
import { replaceInPlace, insertInPlace, removeInPlace, TextStyle } from './splice-text';
import { partAt, partsOf, TextNode } from './text-tree';
import { JsonEdit } from '../../findings/fix';
import { applyEdits } from '../../remedies/json-edit';

export interface EditableText {
  readonly text: string;
  readonly style: TextStyle;
  /** Undefined if the positions of values in the text are not known. */
  tree(text: string): TextNode | undefined;
}

/**
 * The text after the edits; undefined if the part to be edited is not literal there.
 *
 * @param base the path of the part
 * @param part the data of the part
 * @param edits with paths inside the part
 */
export function editText(editable: EditableText, base: readonly string[], part: unknown, edits: readonly JsonEdit[]): string | undefined {
  let text: string | undefined = editable.text;
  let current = part;
  for (const edit of edits) {
    const after = applyEdits(current, [edit]);
    const tree = editable.tree(text);
    if (tree === undefined) return undefined;
    text = withEdit({ text, tree, style: editable.style, base }, edit, after);
    if (text === undefined) return undefined;
    current = after;
  }
  return text;
}

interface Scene {
  readonly text: string;
  readonly tree: TextNode;
  readonly style: TextStyle;
  readonly base: readonly string[];
}

/** The target of a path, as far as the text contains it. */
interface Descent {
  /** From the whole document to the last existing value. */
  readonly nodes: readonly TextNode[];
  readonly steps: readonly string[];
}

function withEdit(scene: Scene, edit: JsonEdit, after: unknown): string | undefined {
  const steps = [...scene.base, ...stepsOf(edit.path)];
  const { nodes } = descend(scene.tree, steps);
  const depth = nodes.length - 1;
  const parent = nodes[steps.length - 1];
  const step = steps[steps.length - 1];
  if (edit.op === 'add' && step !== undefined && depth === steps.length - 1 && parent !== undefined) {
    const done = inserted(scene, parent, step, edit.value);
    if (done !== undefined) return done;
  }
  if (edit.op === 'remove' && depth === steps.length && parent !== undefined && parent.kind !== 'leaf' && partsOf(parent).length > 1) {
    return removeInPlace(scene.text, parent, partAt(parent, step)!);
  }
  const isWritten = edit.op === 'replace' && depth === steps.length;
  return replaceAt(scene, steps.slice(0, isWritten ? depth : Math.min(depth, steps.length - 1)), nodes, after);
}

/** Undefined where there is nothing next to which it could be inserted. */
function inserted({ text, style }: Scene, parent: TextNode, step: string, value: unknown): string | undefined {
  if (parent.kind === 'leaf' || partsOf(parent).length === 0) return undefined;
  const index = parent.kind === 'map' || step === '-' ? partsOf(parent).length : Number(step);
  return insertInPlace(text, parent, { index, key: parent.kind === 'map' ? step : undefined, value }, style);
}

/** Rewrites the value at the path: the edited value, or the value around it if the text does not contain it literally. */
function replaceAt({ text, style, base }: Scene, steps: readonly string[], nodes: readonly TextNode[], after: unknown): string | undefined {
  if (steps.length < base.length) return undefined;
  const value = valueAt(after, steps.slice(base.length));
  const last = steps[steps.length - 1];
  const parent = nodes[steps.length - 1];
  if (last === undefined || parent === undefined || parent.kind === 'leaf') return style.renderWhole(value, text);
  return replaceInPlace(text, parent, partAt(parent, last)!, value, style);
}

function descend(tree: TextNode, steps: readonly string[]): Descent {
  const nodes = [tree];
  for (const step of steps) {
    const part = partAt(nodes[nodes.length - 1], step);
    if (part === undefined) break;
    nodes.push(part.value);
  }
  return { nodes, steps };
}

export function stepsOf(path: string): string[] {
  return path.split('/').slice(1).map((step) => step.replace(/~1/g, '/').replace(/~0/g, '~'));
}

export function valueAt(document: unknown, steps: readonly string[]): unknown {
  let value = document;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}
