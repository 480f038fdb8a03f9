/** Quoting for a POSIX shell. */

/**
 * The text as one word of a shell, whatever it contains. Text without special characters is not quoted. A token contains special
 * characters, so the value that replaces it at deployment is between quotes.
 */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
