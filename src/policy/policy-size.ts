/**
 * How many characters IAM counts in a document: its compact JSON, white space left out.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
import { isKnown, PartlyKnownText, piecesOf } from './partly-known-text';
import { ProblemLog } from './policy-problems';
import { entriesFrom, textFrom } from './resolved-value';

/** What every account may have. */
const DEFAULT_QUOTA = 2_048;
/** What an account may ask for. */
const HIGHEST_QUOTA = 4_096;

export function checkSize(document: unknown, log: ProblemLog): void {
  const size = sizeOf(document);
  if (size.characters <= DEFAULT_QUOTA) return;
  const characters = `the document has ${size.isExact ? '' : 'at least '}${size.characters.toLocaleString('en')} characters`;
  if (size.characters > HIGHEST_QUOTA) {
    log.rejected(`${characters}; IAM takes at most 4,096`, 'name fewer principals, or trust an account and pin its principals by an `aws:PrincipalArn` pattern');
  } else {
    log.rejected(`${characters}; the default quota is 2,048, and can be raised to 4,096`, 'shorten the document, or have the quota "Role trust policy length" of the account raised');
  }
}

interface Size { readonly characters: number; /** False when deploy-time values will add to it. */ readonly isExact: boolean }

function sizeOf(document: unknown): Size {
  let characters = 0;
  let isExact = true;
  const addText = (text: PartlyKnownText) => {
    if (!isKnown(text)) isExact = false;
    for (const piece of piecesOf(text)) characters += typeof piece === 'string' ? lengthOf(piece) : 0;
  };
  const add = (value: unknown): void => {
    const text = textFrom(value);
    if (text !== undefined) {
      characters += typeof value === 'number' || typeof value === 'boolean' ? 0 : 2;
      addText(text);
      return;
    }
    if (Array.isArray(value)) {
      characters += 2 + Math.max(0, value.length - 1);
      value.forEach(add);
      return;
    }
    const entries = entriesFrom(value);
    if (!entries) {
      if (value === null) characters += 4;
      else isExact = false;
      return;
    }
    characters += 2 + Math.max(0, entries.length - 1);
    for (const [key, item] of entries) {
      characters += 3;
      addText(key);
      add(item);
    }
  };
  add(document);
  return { characters, isExact };
}

/** Of a string inside the quotation marks of JSON. */
function lengthOf(text: string): number {
  if (!/["\\\s\u0000-\u001f]/.test(text)) return text.length;
  return JSON.stringify(text.replace(/\s/g, '')).length - 2;
}
