/** The command: finds the sub-command, runs it, and sees to it that every ending is an exit status and, at worst, one line. */
import { Command, CommanderError } from 'commander';
import { addCheckCommand } from './check';
import { CommandIo, ExitStatus, Output } from './command-io';
import { addDiffCommand } from './diff';
import { PRINT_POLICY } from './example';
import { addExplainCommand } from './explain';
import { addExternalIdCommand } from './external-id';
import { InputError } from './input/input-error';
import { PACKAGE_VERSION } from '../cdk/guard/package-version';
import { crashInWords } from '../findings/crash';
import { inOneLine } from '../findings/renderers/printable';

const SUB_COMMANDS = [addCheckCommand, addExplainCommand, addDiffCommand, addExternalIdCommand];

const EXAMPLE = `
Example:
  ${PRINT_POLICY} | cdk-secure-trust check -

Exit status: 0 nothing wrong, 1 something found, 2 input or arguments that cannot be used.
`;

/** Where the text goes. */
export interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: CommandIo['environment'];
}

/** @param args what stands behind the name of the program */
export function run(args: readonly string[], streams: Streams): ExitStatus {
  const said: string[] = [];
  let status: ExitStatus = 0;
  const io: CommandIo = {
    ...streams,
    stdout: { isTerminal: streams.stdout.isTerminal, write: (text) => said.push(text) },
    exitWith: (wanted) => { status = wanted; },
  };
  try {
    programFor(io).parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) {
      streams.stderr.write(`cdk-secure-trust: ${problemOf(error)}\n`);
      return 2;
    }
  }
  said.forEach((text) => streams.stdout.write(text));
  return status;
}

function programFor(io: CommandIo): Command {
  const program: Command = new Command('cdk-secure-trust')
    .description('Who may assume this IAM role? Decided by reasoning: each verdict is a proof or a request that gets in.')
    .version(PACKAGE_VERSION, '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLE)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout.write, writeErr: () => undefined })
    .showSuggestionAfterError(false)
    .argument('[command]')
    .usage('<command> [options]')
    .action((unknown: string | undefined) => {
      const what = unknown === undefined ? 'no command given' : `unknown command '${unknown}'`;
      throw new CommanderError(2, 'no-command', `${what}: expected one of ${program.commands.map((command) => command.name()).join(', ')}; see --help`);
    });
  for (const addCommand of SUB_COMMANDS) addCommand(program, io);
  // Set late, so that sub-commands do not inherit it: an unknown command is told as such, whatever stands behind it.
  return program.allowExcessArguments();
}

function problemOf(error: unknown): string {
  if (error instanceof InputError) return inOneLine(error.message);
  if (error instanceof CommanderError) return inOneLine(error.message.replace(/^error: |\.$/g, '')) + (error.message.includes('--help') ? '' : '; see --help');
  return `internal error: ${inOneLine(crashInWords(error))}; please report it`;
}

/** For the launcher: the real streams. */
export function main(): void {
  process.stdout.on('error', endQuietly);
  process.stderr.on('error', endQuietly);
  process.exitCode = run(process.argv.slice(2), {
    stdout: streamOutput(process.stdout),
    stderr: streamOutput(process.stderr),
    environment: process.env,
  });
}

/** Whoever reads has gone away: `cdk-secure-trust check … | head`. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}

function streamOutput(stream: NodeJS.WriteStream): Output {
  return { isTerminal: stream.isTTY, write: (text) => { stream.write(text); } };
}
