/** Where the fixes of a report change the files that were checked: SARIF contains this, so that an editor can make the change. */
import { editDocument } from './fix/edit-document';
import { FileTexts } from './fix/fix-input';
import { Fix } from '../findings/fix';
import { LineReplacement } from '../findings/renderers/render-sarif';
import { InputRole } from '../input/input-role';

/** Reading a template again for each of very many fixes would take minutes. */
const MOST_REPLACEMENTS = 200;

export class FixesInFiles {
  private readonly texts = new FileTexts();
  private replacements = 0;

  /** Undefined where the trust policy is not literal in a file. */
  public of(role: InputRole | undefined, { edits }: Fix): LineReplacement | undefined {
    if (role === undefined || role.isPrinted) return undefined;
    const { source, document } = role;
    if (edits.length === 0 || source.file === '-' || this.replacements === MOST_REPLACEMENTS) return undefined;
    try {
      const path = this.texts.access.placeOf({ source, document });
      const before = path && this.texts.access.textOf(source.file);
      const after = path && before !== undefined ? editDocument(source.file, before, { path, edits }) : undefined;
      if (before === undefined || after === undefined) return undefined;
      this.replacements += 1;
      return changedLines(before, after);
    } catch {
      // For a file that cannot be read a second time, there is no place to show the change.
      return undefined;
    }
  }
}

/** Everything between the lines that both texts begin with and those that both end with. */
function changedLines(before: string, after: string): LineReplacement {
  const [old, changed] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, changed.length);
  let start = 0;
  while (start < shorter && old[start] === changed[start]) start += 1;
  let end = 0;
  while (end < shorter - start && old[old.length - 1 - end] === changed[changed.length - 1 - end]) end += 1;
  const lines = changed.slice(start, changed.length - end);
  return { startLine: start + 1, endLine: old.length - end + 1, text: lines.map((line) => `${line}\n`).join('') };
}
