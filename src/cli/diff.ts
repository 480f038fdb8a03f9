/** `cdk-secure-trust diff`: who can assume a role after a change and could not before? */
import { Command, Option } from 'commander';
import { accountOption } from './account-option';
import { CommandIo } from './command-io';
import { PRINT_POLICY } from './example';
import { Progress } from './progress';
import { compareInputs, InputComparison } from '../diff/compare-inputs';
import { renderDiffAsJson, renderDiffAsText } from '../diff/render-diff';
import { renderDiffAsMarkdown } from '../diff/render-diff-markdown';
import { wantsColour } from '../findings/renderers/palette';
import { isFolder } from '../input/folder';
import { refuse } from '../input/input-error';
import { readRoles } from '../input/read-roles';

const HELP = `
BEFORE and AFTER are the same kinds of input as for check, and can be of different kinds; one of them can be - (standard input).

Roles are paired by construct path, by stack and logical ID, by name, or by Terraform address: whatever both sides have. Trust policies by
themselves are paired by their files in the two folders, or by their order in one file. Each pair is one of
  equivalent  the policies allow the same requests, however they are written
  narrowed    a request is no longer allowed, and no new request is
  widened     a request is allowed that was not allowed before
  changed     both
  undecided   the result depends on values that are known only at deployment; the reasons are listed
A role without a counterpart is added or removed. Every request that an added role allows is new, even if only an AWS service can
make it. For such a role, the report shows a caller from outside the account if there is one, or one of the account, or a service.
The same deploy-time value on both sides (a parameter with the same default, the same import) counts as the same value.

Example:
  ${PRINT_POLICY} > before.json
  sed 's/111122223333/*/' before.json | cdk-secure-trust diff before.json -

Exit status: 0 no new request is allowed, 1 a new request is allowed or the result is undecided, 2 invalid input or arguments.
`;

interface DiffOptions {
  readonly account?: string;
  readonly format: 'text' | 'json' | 'markdown';
}

export function addDiffCommand(program: Command, io: CommandIo): void {
  program
    .command('diff')
    .description('show who can assume a role after a change and could not before')
    .argument('<BEFORE>', 'a file, a cdk.out folder, or - for standard input')
    .argument('<AFTER>', 'the same, after the change')
    .addOption(accountOption())
    .addOption(new Option('--format <FORMAT>', 'how to print the comparison').choices(['text', 'json', 'markdown']).default('text'))
    .addHelpText('after', HELP)
    .action((before: string, after: string, options: DiffOptions) => diff(before, after, options, io));
}

function diff(before: string, after: string, { account, format }: DiffOptions, io: CommandIo): void {
  if (before === '-' && after === '-') refuse('-', 'is specified twice: specify one of the two as a file');
  const read = (path: string) => ({ ...readRoles([path], { account }), folder: isFolder(path) ? path : undefined });
  const comparison = compareInputs(read(before), read(after), new Progress(io.stderr));
  const isColoured = wantsColour(io.stdout.isTerminal, io.environment);
  io.stdout.write(rendered(comparison, format, isColoured));
  io.exitWith(comparison.roles.every(({ change }) => change.admitsNobodyNew) ? 0 : 1);
}

function rendered(comparison: InputComparison, format: DiffOptions['format'], isColoured: boolean): string {
  switch (format) {
    case 'json': return renderDiffAsJson(comparison);
    case 'markdown': return renderDiffAsMarkdown(comparison);
    case 'text': return renderDiffAsText(comparison, isColoured);
  }
}
