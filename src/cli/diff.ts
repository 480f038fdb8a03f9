/** `cdk-secure-trust diff`: who gets in after a change that did not before? */
import { Command, Option } from 'commander';
import { accountOption } from './account-option';
import { CommandIo } from './command-io';
import { PRINT_POLICY } from './example';
import { refuse } from './input/input-error';
import { readRoles } from './input/read-roles';
import { Progress } from './progress';
import { compareInputs } from '../diff/compare-inputs';
import { renderDiffAsJson, renderDiffAsText } from '../diff/render-diff';
import { wantsColour } from '../findings/renderers/palette';

const HELP = `
BEFORE and AFTER are recognised by what they hold, as for check, and need not be of one kind; one of them may be - (standard input).

Roles are paired by construct path, by stack and logical id, by name: by whatever both sides know. Of each pair it is said whether it is
  equivalent  the same requests get in, however the policies are written
  narrowed    somebody is shut out, and nobody new gets in
  widened     somebody new gets in
  changed     both
  undecided   values that are known only at deployment decide; the reasons are listed
A role without a counterpart is added or removed. Whoever may assume an added role is new, be it an AWS service only; such a
role is shown with a caller from outside the account, if there is any, else one of the account, else a service.
The same deploy-time value on both sides (a parameter with the same default, the same import) is the same value.

Example:
  ${PRINT_POLICY} > before.json
  sed 's/111122223333/*/' before.json | cdk-secure-trust diff before.json -

Exit status: 0 nobody new gets in, 1 somebody does or it is undecided, 2 input or arguments that cannot be used.
`;

interface DiffOptions {
  readonly account?: string;
  readonly format: 'text' | 'json';
}

export function addDiffCommand(program: Command, io: CommandIo): void {
  program
    .command('diff')
    .description('say who gets in after a change that did not before')
    .argument('<BEFORE>', 'a file, a cdk.out folder, or - for standard input')
    .argument('<AFTER>', 'the same, after the change')
    .addOption(accountOption())
    .addOption(new Option('--format <FORMAT>', 'how to print the comparison').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action((before: string, after: string, options: DiffOptions) => diff(before, after, options, io));
}

function diff(before: string, after: string, { account, format }: DiffOptions, io: CommandIo): void {
  if (before === '-' && after === '-') refuse('-', 'is given twice: give one of the two as a file');
  const comparison = compareInputs(readRoles([before], { account }), readRoles([after], { account }), new Progress(io.stderr));
  io.stdout.write(format === 'json' ? renderDiffAsJson(comparison) : renderDiffAsText(comparison, wantsColour(io.stdout.isTerminal, io.environment)));
  io.exitWith(comparison.roles.every(({ change }) => change.nobodyNew) ? 0 : 1);
}
