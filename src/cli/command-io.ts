/** The streams and the environment of a subcommand, so that tests can run it in the same process and see all its output. */

export interface Output {
  /** On a terminal, colours and progress are shown. */
  readonly isTerminal: boolean;
  /** Standard output is written when the command has finished, and only if it did not fail. */
  write(text: string): void;
}

/** Standard output of a subcommand. */
export interface Report extends Output {
  /** For very long reports: each piece is made when it is written. */
  writePieces(pieces: Iterable<string>): void;
}

/** 0: no problem found. 1: a problem found. 2: invalid input or arguments. */
export type ExitStatus = 0 | 1 | 2;

export interface CommandIo {
  readonly stdout: Report;
  readonly stderr: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Sets the exit status of the program. For invalid input a subcommand throws an `InputError` instead, which means status 2. */
  exitWith(status: ExitStatus): void;
}
