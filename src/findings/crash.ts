/** What stopped the work in one line, with the position in the code where it is a defect: `tools/bundle/where.js` finds it in the sources. */

export function crashInWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // A file that cannot be written is no defect, and the message says which.
  if ('syscall' in error) return error.message;
  const position = error.stack?.split('\n').flatMap((line) => /^\s+at .*?([\w.-]+:\d+:\d+)\)?$/.exec(line)?.[1] ?? [])[0];
  return position === undefined ? error.message : `${error.message} (at ${position})`;
}
