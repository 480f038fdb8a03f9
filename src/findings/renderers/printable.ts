/** Names come from files that anyone can write, so control characters are shown as text and never sent to the terminal. */

/**
 * Control characters (escape sequences begin with one), line separators, unpaired surrogates, and characters that are invisible or change
 * the writing direction, which can make one name look like another.
 */
const NOT_PRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with `\u001b` in place of an escape character. Line breaks are kept. */
export function printable(text: string): string {
  return text.replace(NOT_PRINTABLE, (character) => (character === '\n' ? character : escaped(character)));
}

/** The same, with line breaks escaped as well. */
export function inOneLine(text: string): string {
  return text.replace(NOT_PRINTABLE, escaped);
}

/** Escaped as in JSON, so that JSON text still holds the same data. */
function escaped(character: string): string {
  return character.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}
