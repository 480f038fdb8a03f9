/** The trust policy of a role between two fixes: as it is printed, with `<name>` for missing values, and as the engine checks it. */
import { Fix, JsonEdit, Placeholder } from '../../findings/fix';
import { applyEdits, editsBetween } from '../../remedies/json-edit';
import { examplesOf, fillPlaceholders } from '../../remedies/placeholders';

export class DraftOfRole {
  /** The placeholders that have no value. */
  public readonly open: Placeholder[] = [];
  private written: unknown;
  private judged: unknown;

  constructor(document: unknown) {
    this.written = document;
    this.judged = document;
  }

  /** With `<name>`. */
  public get printed(): unknown {
    return this.written;
  }

  /** With the examples. */
  public get document(): unknown {
    return this.judged;
  }

  /** False if the fix could not be written with its placeholders; nothing is changed then. */
  public apply({ edits, placeholders }: Pick<Fix, 'edits' | 'placeholders'>): boolean {
    const all = [...this.open, ...placeholders];
    const judged = applyEdits(this.judged, fillPlaceholders(edits, examplesOf(placeholders)) as JsonEdit[]);
    const written = applyEdits(this.written, withTexts(edits, this.textsByExample()) as JsonEdit[]);
    if (editsBetween(fillPlaceholders(written, examplesOf(all)), judged).length > 0) return false;
    this.open.push(...placeholders);
    this.judged = judged;
    this.written = written;
    return true;
  }

  /** An edit that moves the text of an earlier fix contains the example. */
  private textsByExample(): ReadonlyMap<string, string> {
    const texts = new Map<string, string>();
    const values = examplesOf(this.open);
    if (values.size === 0) return texts;
    for (const text of textsIn(this.written)) {
      const filled = fillPlaceholders(text, values) as string;
      if (filled !== text) texts.set(filled, text);
    }
    return texts;
  }
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(textsIn)];
}

function withTexts(value: unknown, texts: ReadonlyMap<string, string>): unknown {
  if (texts.size === 0) return value;
  if (typeof value === 'string') return texts.get(value) ?? pathWithTexts(value, texts);
  if (Array.isArray(value)) return value.map((item) => withTexts(item, texts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [texts.get(key) ?? key, withTexts(item, texts)]));
}

/** The path of an edit can lead through a name that has a placeholder in it. */
function pathWithTexts(text: string, texts: ReadonlyMap<string, string>): string {
  if (!text.startsWith('/')) return text;
  const inPath = (step: string) => step.replace(/~/g, '~0').replace(/\//g, '~1');
  const steps = new Map([...texts].map(([example, written]) => [inPath(example), inPath(written)]));
  return text.split('/').map((step) => steps.get(step) ?? step).join('/');
}
