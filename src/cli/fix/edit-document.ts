/** Changes one trust policy in the text of its file, and reads the text again to verify that nothing else has changed. */
import { editText, EditableText, valueAt } from './edit-text';
import { readJsonTree } from './json-tree';
import { JsonEdit } from '../../findings/fix';
import { parseDocument } from '../../input/read-document';
import { applyEdits, editsBetween } from '../../remedies/json-edit';
import { yamlTree } from '../doors';

/** A trust policy in a file. */
export interface PlacedPolicy {
  /** The text of the file. */
  readonly path: readonly string[];
  /** On the trust policy; if that is JSON in a string, on the content of the string. */
  readonly edits: readonly JsonEdit[];
}

/** Undefined if the trust policy cannot be changed in place. Windows line breaks are kept. */
export function editDocument(file: string, text: string, policy: PlacedPolicy): string | undefined {
  const isOfWindows = text.includes('\r\n') && !/[^\r]\n/.test(text);
  if (!isOfWindows) return editLines(file, text, policy);
  return editLines(file, text.replaceAll('\r\n', '\n'), policy)?.replaceAll('\n', '\r\n');
}

function editLines(file: string, text: string, { path, edits }: PlacedPolicy): string | undefined {
  const document = parseDocument(file, text);
  const policy = valueAt(document, path);
  const changes = typeof policy === 'string' ? editsOfString(file, policy, edits) : edits;
  if (changes === undefined) return undefined;
  const after = applyEdits(policy, changes);
  const expected = applyEdits(document, [{ op: 'replace', path: path.map((step) => `/${escaped(step)}`).join(''), value: after }]);
  const editable = editableText(text);
  const whole: JsonEdit[] = [{ op: 'replace', path: '', value: after }];
  return [changes, whole]
    .map((each) => editText(editable, path, policy, each))
    .find((edited) => edited !== undefined && isRead(file, edited, expected));
}

function isRead(file: string, text: string, expected: unknown): boolean {
  try {
    return editsBetween(parseDocument(file, text), expected).length === 0;
  } catch {
    return false;
  }
}

/** The string with the JSON text after the edits, in the format of the text; undefined if it is not JSON text. */
function editsOfString(file: string, policy: string, edits: readonly JsonEdit[]): JsonEdit[] | undefined {
  if (!/^\s*\{/.test(policy)) return undefined;
  const edited = editDocument(file, policy, { path: [], edits });
  return edited === undefined ? undefined : [{ op: 'replace', path: '', value: edited }];
}

function escaped(step: string): string {
  return step.replace(/~/g, '~0').replace(/\//g, '~1');
}

function editableText(text: string): EditableText {
  const indentation = /^[{[][ \t]*\n([ \t]+)/.exec(text.trimStart())?.[1] ?? '  ';
  const isJson = /^\s*[{[]/.test(text);
  const renderJson = (value: unknown) => JSON.stringify(value, undefined, text.trim().includes('\n') ? indentation : undefined);
  return {
    text,
    tree: (changed) => (isJson ? readJsonTree(changed) : yamlTree().readYamlTree(changed)),
    style: {
      indentation,
      renderBlock: (value) => yamlTree().renderYaml(value, text),
      renderWhole: (value, before) => {
        const written = isJson ? renderJson(value) : yamlTree().renderYaml(value, text);
        return before.endsWith('\n') ? `${written}\n` : written;
      },
    },
  };
}
