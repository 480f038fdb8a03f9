/** A problem with an input, reported to the user. */

/** A longer path is shortened in messages. */
const MAX_SHOWN = 300;

/** The message is one line: the file, what is wrong with it, and how to fix it. The exit status of the command is 2. */
export class InputError extends Error {
  constructor(public readonly file: string, public readonly problem: string) {
    super(`${shortFileName(file)}: ${problem}`);
    this.name = 'InputError';
  }
}

/** The content is intact, and of another kind: in a folder, such a file is left out. */
export class OtherKindError extends InputError { }

/** @param file the file, or the option */
export function refuse(file: string, problem: string): never {
  throw new InputError(file, problem);
}

export function refuseOtherKind(file: string, problem: string): never {
  throw new OtherKindError(file, problem);
}

function shortFileName(file: string): string {
  if (file === '-') return 'standard input';
  return file.length > MAX_SHOWN ? `${file.slice(0, MAX_SHOWN)}...` : file;
}
