/** Recognizes placeholders that were never replaced. A text that may be a real name counts as a value. */
import { PartlyKnownText, piecesOf } from '../../policy/partly-known-text';
import { LAST_WORDS, MARKS, REQUESTS, SINGLE_WORDS, WHOLE_VALUES, WHOLE_WORDS, WORDS, YOUR } from '../tables/placeholder-words';

/**
 * `arn`, `value`: of an account, an organization, an ExternalId, a subject. `label`: the name or value of a tag, where `ACCOUNT_ID` may be
 * what a team calls its tags.
 */
export type TextKind = 'value' | 'label';

/** The placeholders in the text, as written there; deploy-time values are not placeholders. */
export function placeholdersIn(text: PartlyKnownText, kind: TextKind = 'value'): readonly string[] {
  const written = writtenPartsOf(text);
  if (!MAY_HOLD_ONE.test(written)) return [];
  const marked = MARKS.flatMap((mark) => written.match(mark) ?? []);
  if (marked.length > 0) return withoutParts(marked);
  const parts = written.split(/[:/.=@\s]+/).filter((part) => part !== '');
  const asked = [written, ...parts].filter((part) => REQUESTS.some((request) => request.test(part)) || YOUR.test(part));
  const found = asked.length > 0 || kind === 'label' ? asked : wordsOf(written, parts);
  return withoutParts(found).slice(0, 3);
}

/** A quick check: could any of the texts contain a placeholder? */
export function mayHoldPlaceholder(texts: readonly PartlyKnownText[]): boolean {
  return MAY_HOLD_ONE.test(texts.map(writtenPartsOf).join('\n'));
}

/** Each deploy-time value is replaced by a character that belongs to no name, marker or word. */
function writtenPartsOf(text: PartlyKnownText): string {
  return typeof text === 'string' ? text : piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : '\0')).join('');
}

/** Most texts have none of the characters and words that a placeholder needs. */
const MAY_HOLD_ONE = new RegExp([
  '[<{[$%@#…]|&lt;|__|\\.{3}|xxxx|[A-Z]{2}',
  '[Yy]our|[Cc]hange|[Rr]eplace|[Ii]nsert|[Ff]ill|[Hh]ere|[Tt]o[-_ ]be|[Tt]odo|tbd|[Ff]ixme|[Pp]laceholder',
  '^o-[a-z-]*org|^arn:[^:]*:(?:iam|sts)::[A-Za-z]',
].join('|'), 'm');

function wordsOf(written: string, parts: readonly string[]): readonly string[] {
  if (WHOLE_VALUES.test(written)) return [written];
  const account = accountNotFilledIn(written);
  const others = parts.filter((part) => isPutTogether(part, parts.length > 1));
  return [...(account === undefined ? [] : [account]), ...others];
}

/** `ACCOUNT_ID`, `MY-ORG`, and, next to other parts, `OWNER`. */
function isPutTogether(part: string, standsAmongOthers: boolean): boolean {
  if (!/^[A-Z]+(?:[-_][A-Z]+)*$/.test(part)) return false;
  const words = part.split(/[-_]/);
  if (words.length === 1) return (standsAmongOthers ? SINGLE_WORDS : WHOLE_WORDS).has(part);
  return words.every((word) => WORDS.has(word)) && LAST_WORDS.has(words[words.length - 1]);
}

/** The account of an ARN, with letters in place of its digits: `arn:aws:iam::accountA:role/ci`. */
function accountNotFilledIn(written: string): string | undefined {
  const account = /^arn:[^:]*:(?:iam|sts)::([A-Za-z][\w-]*):/.exec(written)?.[1];
  return account === undefined || ACCOUNTS_OF_AWS.has(account) ? undefined : account;
}

const ACCOUNTS_OF_AWS: ReadonlySet<string> = new Set(['aws', 'cloudfront', 'aws-marketplace']);

/** Each once, and of two that overlap the longer one. */
function withoutParts(found: readonly string[]): readonly string[] {
  const each = [...new Set(found)];
  return each.filter((one) => !each.some((other) => other !== one && other.includes(one)));
}
