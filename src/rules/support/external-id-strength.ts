/** Is an ExternalId easy to guess? */
import { EXAMPLE_VALUES, FILLER_WORDS } from '../tables/guessable-words';

/** 16 random letters and digits cannot be guessed: even if they are hexadecimal, that is 64 bits. */
const ENOUGH_CHARACTERS = 16;

/** Sixteen random hexadecimal digits contain ten different ones on average; five or fewer occur once in 30,000 times. */
const FEW_DIFFERENT = 5;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const ACCOUNT_ID = /(?<!\d)\d{12}(?!\d)/g;
const FILLERS = new RegExp(FILLER_WORDS.join('|'), 'gi');

/** Why the text is easy to guess, as the end of a sentence about it; undefined when it is not. */
export function whyGuessable(text: string): string | undefined {
  if (EXAMPLE_VALUES.has(text.toLowerCase())) return 'appears in published examples';
  const characters = text.replace(/[^A-Za-z0-9]/g, '');
  if (text.length >= ENOUGH_CHARACTERS && isMonotonous(characters)) return 'repeats a few characters or counts through them';
  if (UUID.test(text)) return undefined;
  if (/^\d{12}$/.test(text)) return 'is an account ID, and account IDs are not secret';
  if (text.length < ENOUGH_CHARACTERS) return `has ${countOf(text.length)}`;
  const rest = text.replace(ACCOUNT_ID, '').replace(FILLERS, '').replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
  if (rest.length < ENOUGH_CHARACTERS) return `has ${rest === '' ? 'nothing' : countOf(rest.length)} besides account IDs and common words`;
  const only = classesOf(rest);
  return only.length === 1 ? `consists of ${only[0]} only, like a name or a number` : undefined;
}

function countOf(length: number): string {
  return length === 1 ? 'only one character' : `only ${length} characters`;
}

/** Punctuation separates words; it makes nothing harder to guess. */
function classesOf(text: string): string[] {
  return CHARACTER_CLASSES.filter(({ pattern }) => pattern.test(text)).map(({ name }) => name);
}

const CHARACTER_CLASSES = [
  { pattern: /[a-z]/, name: 'lowercase letters' },
  { pattern: /[A-Z]/, name: 'uppercase letters' },
  { pattern: /[0-9]/, name: 'digits' },
] as const;

/** `0000…`, `abcabc…`, `1234567890abcdef`. */
function isMonotonous(characters: string): boolean {
  const text = characters.toLowerCase();
  const different = new Set<number>();
  let steps = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    different.add(code);
    if (at > 0 && Math.abs(code - text.charCodeAt(at - 1)) <= 1) steps += 1;
  }
  return different.size <= FEW_DIFFERENT || steps >= (text.length - 1) * 0.75;
}
