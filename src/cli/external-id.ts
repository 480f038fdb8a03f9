/** `cdk-secure-trust external-id`: a value for `ExternalId.of` that nobody guesses. */
import { randomUUID } from 'crypto';
import { Command } from 'commander';
import { CommandIo } from './command-io';

const EXAMPLE = `
Example:
  cdk-secure-trust external-id

Write the value into the trust policy, and give it to the one caller it is for.
`;

export function addExternalIdCommand(program: Command, io: CommandIo): void {
  program
    .command('external-id')
    .description('print a fresh random ExternalId')
    .addHelpText('after', EXAMPLE)
    .action(() => io.stdout.write(`${randomUUID()}\n`));
}
