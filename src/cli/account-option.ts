/** The option `--account`, which several subcommands have. */
import { InvalidArgumentError, Option } from 'commander';

export function accountOption(): Option {
  return new Option('--account <ID>', 'the account that owns the roles whose input does not name an account').argParser(accountId);
}

export function accountId(value: string): string {
  if (!/^\d{12}$/.test(value)) throw new InvalidArgumentError('Expected 12 digits, such as 111122223333.');
  return value;
}
