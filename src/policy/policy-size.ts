/**
 * How many characters IAM counts in a document: its compact JSON without white space.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { PartlyKnownText, piecesOf } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { entriesFrom, MapEntry, textFrom } from './resolved-value';

/** The quota of every account by default. */
const DEFAULT_QUOTA = 2_048;
/** The highest quota that an account can request. */
const HIGHEST_QUOTA = 8_192;

/** Why no account can have a document of this length; undefined if some can. A document that needs a raised quota is noted in the log. */
export function checkSize(document: unknown, log: ProblemLog): string | undefined {
  const size = new Size();
  size.addValue(document);
  if (size.characters <= DEFAULT_QUOTA) return undefined;
  const characters = `the document has ${size.isExact ? '' : 'at least '}${size.characters.toLocaleString('en')} characters`;
  if (size.characters > HIGHEST_QUOTA) {
    const fix = 'name fewer principals, or trust an account and pin its principals by an `aws:PrincipalArn` pattern';
    return log.rejected(`${characters}; IAM takes at most 8,192`, fix);
  }
  const fix = 'shorten the document, or have the quota "Role trust policy length" of the account raised';
  log.needsQuota(`${characters}; the default quota is 2,048, and can be raised to 8,192`, fix);
  return undefined;
}

/** Counts characters as IAM does. */
class Size {
  public characters = 0;
  /** False when deploy-time values will add to it. */
  public isExact = true;

  public addValue(value: unknown): void {
    const text = textFrom(value);
    if (text !== undefined) {
      this.addText(text);
      if (typeof value !== 'number' && typeof value !== 'boolean') this.characters += QUOTATION_MARKS;
    } else if (Array.isArray(value)) {
      this.addBrackets(value.length);
      for (const item of value) this.addValue(item);
    } else if (value === null) {
      this.characters += 'null'.length;
    } else {
      this.addMap(entriesFrom(value));
    }
  }

  private addMap(entries: readonly MapEntry[] | undefined): void {
    if (entries === undefined) {
      this.isExact = false;
      return;
    }
    this.addBrackets(entries.length);
    for (const [key, item] of entries) {
      this.addText(key);
      this.characters += QUOTATION_MARKS + ':'.length;
      this.addValue(item);
    }
  }

  /** The brackets around this many items, and the commas between them. */
  private addBrackets(items: number): void {
    this.characters += '[]'.length + Math.max(0, items - 1);
  }

  private addText(text: PartlyKnownText): void {
    for (const piece of piecesOf(text)) {
      if (typeof piece === 'string') this.characters += lengthOf(piece);
      else this.isExact = false;
    }
  }
}

const QUOTATION_MARKS = 2;

/** The length of a string inside the quotation marks of JSON. */
function lengthOf(text: string): number {
  if (!/["\\\s\u0000-\u001f]/.test(text)) return text.length;
  return JSON.stringify(text.replace(/\s/g, '')).length - 2;
}
