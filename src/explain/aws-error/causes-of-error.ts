/** The causes of an error, the likeliest first. */
import { AwsError } from './aws-error';
import { CAUSES } from './meaning-of-texts';
import { Cause, CauseCommand } from '../explanation';
import { Known } from '../settling-commands';

export function causesOfError(error: AwsError, known: Known): readonly Cause[] {
  const found = CAUSES[error.kind](error, known);
  return error.encodedMessage === undefined ? found : found.map((cause) => withDecoding(cause, error.encodedMessage!));
}

function withDecoding(cause: Cause, message: string): Cause {
  const decode: CauseCommand = {
    by: 'caller-account', run: `aws sts decode-authorization-message --encoded-message ${message} --query DecodedMessage --output text`,
  };
  return { ...cause, commands: [decode, ...cause.commands] };
}
