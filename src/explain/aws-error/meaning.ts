/** What a text means: the cause that it proves, or those that it leaves open. */
import { AwsError } from './aws-error';
import { ErrorKind } from './aws-text';
import { Cause, CauseCode, CauseCommand } from '../explanation';
import { certainly, PossibleCause } from '../possible-causes';
import { Known } from '../settling-commands';

export type CausesOf = (error: AwsError, known: Known) => readonly Cause[];

export type Meanings<Kind extends ErrorKind> = Readonly<Record<Kind, CausesOf>>;

/** A text that proves one cause. */
export function proves(cause: (error: AwsError, known: Known) => PossibleCause): CausesOf {
  return (error, known) => [certainly(cause(error, known))];
}

/** A text that says everything, whatever the caller and the role. */
export function always(code: CauseCode, where: string, message: string, fix: string, ...commands: readonly CauseCommand[]): CausesOf {
  return proves(() => ({ code, where, message, fix, commands }));
}

export const CALL = 'the call';
