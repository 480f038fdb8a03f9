/** What is wrong with an input, for whoever gave it. */

/** A longer path is no path that anybody wants to read. */
const MAX_SHOWN = 300;

/** The message is one line: the file, what is wrong with it, how to put it right. The command ends with exit status 2. */
export class InputError extends Error {
  constructor(file: string, problem: string) {
    super(`${shownFile(file)}: ${problem}`);
    this.name = 'InputError';
  }
}

/** @param file or the option that was given */
export function refuse(file: string, problem: string): never {
  throw new InputError(file, problem);
}

function shownFile(file: string): string {
  if (file === '-') return 'standard input';
  return file.length > MAX_SHOWN ? `${file.slice(0, MAX_SHOWN)}...` : file;
}
