/** A problem with an input, reported to the user. */

/** A longer path is shortened in messages. */
const MAX_SHOWN = 300;

/** The message is one line: the file, what is wrong with it, and how to fix it. The exit status of the command is 2. */
export class InputError extends Error {
  constructor(file: string, problem: string) {
    super(`${shortFileName(file)}: ${problem}`);
    this.name = 'InputError';
  }
}

/** @param file the file, or the option */
export function refuse(file: string, problem: string): never {
  throw new InputError(file, problem);
}

function shortFileName(file: string): string {
  if (file === '-') return 'standard input';
  return file.length > MAX_SHOWN ? `${file.slice(0, MAX_SHOWN)}...` : file;
}
