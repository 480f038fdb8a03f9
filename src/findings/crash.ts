/** What stopped the work, in one line; for a defect, with the file and the position in the published code. */

/** What went wrong, in words, whatever was thrown. */
export function textOfError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The same of something that is not expected to go wrong. */
export function crashInWords(error: unknown): string {
  // A file that cannot be written is no defect, and the message says which.
  const stack = error instanceof Error && !('syscall' in error) ? error.stack ?? '' : '';
  const [position] = stack.split('\n').flatMap((line) => /^\s+at .*?([\w.-]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? []);
  return position === undefined ? textOfError(error) : `${textOfError(error)} (at ${position})`;
}
