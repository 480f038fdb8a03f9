/** What stopped the work, in one line; for a defect, with the file and the position in the published code. */

/** The message of whatever was thrown. */
export function textOfError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The message of an error that nobody expected, with the position in the code. */
export function crashInWords(error: unknown): string {
  // A file that cannot be written is not a defect of this tool, and the message names it.
  const stack = error instanceof Error && !('syscall' in error) ? error.stack ?? '' : '';
  const [position] = stack.split('\n').flatMap((line) => /^\s+at .*?([\w.-]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? []);
  return position === undefined ? textOfError(error) : `${textOfError(error)} (at ${position})`;
}
