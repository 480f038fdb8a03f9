/** `--account`, which several sub-commands take. */
import { InvalidArgumentError, Option } from 'commander';

export function accountOption(): Option {
  return new Option('--account <ID>', 'the account that owns roles whose input names none').argParser(accountId);
}

function accountId(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError('Expected 12 digits, such as 111122223333.');
  return value;
}
