/** `cdk-secure-trust external-id`: prints a value for `ExternalId.of` that cannot be guessed. */
import { randomUUID } from 'crypto';
import { Command } from 'commander';
import { CommandIo } from './command-io';

const EXAMPLE = `
Example:
  cdk-secure-trust external-id

Use the value in the trust policy, and share it only with the one caller that it is for.
`;

export function addExternalIdCommand(program: Command, io: CommandIo): void {
  program
    .command('external-id')
    .description('print a new random ExternalId')
    .addHelpText('after', EXAMPLE)
    .action(() => io.stdout.write(`${randomUUID()}\n`));
}
