/** Quoting for a POSIX shell. */

/**
 * One word, whatever is in it. Text that a shell leaves alone stays as it is; a token has other characters in it, so the value
 * that deployment puts in its place stands between quotes.
 */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
