/** Names come from files that anybody may have written: what a terminal would obey is shown, never sent. */

/**
 * Control characters (escape sequences begin with one), separators of lines, half characters, and what is invisible or turns the
 * direction of writing, by which one name looks like another.
 */
const NOT_PRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The text with `\u001b` for an escape character; line breaks stay. */
export function printable(text: string): string {
  return text.replace(NOT_PRINTABLE, (character) => (character === '\n' ? character : escaped(character)));
}

/** The same with line breaks escaped too. */
export function inOneLine(text: string): string {
  return text.replace(NOT_PRINTABLE, escaped);
}

/** In the spelling of JSON, so that JSON text stays the same data. */
function escaped(character: string): string {
  return character.split('').map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}
