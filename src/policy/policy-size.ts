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
const HIGHEST_QUOTA = 8_192;

/** Why no account can have a document of this length; undefined where some can. What needs a raised quota is noted in the log. */
export function checkSize(document: unknown, log: ProblemLog): string | undefined {
  const size = sizeOf(document);
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

interface Size { readonly characters: number; /** False when deploy-time values will add to it. */ readonly isExact: boolean }

function sizeOf(document: unknown): Size {
  let isExact = true;
  const ofText = (text: PartlyKnownText) => {
    if (!isKnown(text)) isExact = false;
    return sum(piecesOf(text).map((piece) => (typeof piece === 'string' ? lengthOf(piece) : 0)));
  };
  const ofValue = (value: unknown): number => {
    const text = textFrom(value);
    if (text !== undefined) return ofText(text) + (typeof value === 'number' || typeof value === 'boolean' ? 0 : 2);
    if (Array.isArray(value)) return inBrackets(value.map(ofValue));
    const entries = entriesFrom(value);
    if (entries) return inBrackets(entries.map(([key, item]) => 3 + ofText(key) + ofValue(item)));
    if (value === null) return 4;
    isExact = false;
    return 0;
  };
  return { characters: ofValue(document), isExact };
}

/** With brackets around the items and commas between them. */
function inBrackets(sizes: readonly number[]): number {
  return 2 + sum(sizes) + Math.max(0, sizes.length - 1);
}

function sum(sizes: readonly number[]): number {
  return sizes.reduce((total, size) => total + size, 0);
}

/** Of a string inside the quotation marks of JSON. */
function lengthOf(text: string): number {
  if (!/["\\\s\u0000-\u001f]/.test(text)) return text.length;
  return JSON.stringify(text.replace(/\s/g, '')).length - 2;
}
