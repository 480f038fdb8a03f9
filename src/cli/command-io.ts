/** What a sub-command may touch of the world around it, so that tests can run it in-process and look at everything it said. */

export interface Output {
  /** Does a person look at it? Then colours and progress are welcome. */
  readonly isTerminal: boolean;
  /** To standard output it gets when the command has ended, and only if no error ended it. */
  write(text: string): void;
}

/** 0: nothing wrong. 1: what was looked for was found. 2: input or arguments cannot be used. */
export type ExitStatus = 0 | 1 | 2;

export interface CommandIo {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The status the program shall end with. A sub-command whose input is bad throws an `InputError` instead: that is status 2. */
  exitWith(status: ExitStatus): void;
}
