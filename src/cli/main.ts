/** The command: runs the subcommand, and turns every error into an exit status and a message of one line. */
import { writeSync } from 'fs';
import { setFlagsFromString } from 'v8';
import { Command, CommanderError } from 'commander';
import { addCheckCommand } from './check';
import { CommandIo, ExitStatus, Output } from './command-io';
import { addDiffCommand } from './diff';
import { PRINT_POLICY } from './example';
import { addExplainCommand } from './explain';
import { addExternalIdCommand } from './external-id';
import { addFixCommand } from './fix';
import { addOrganizationPolicyCommand } from './organization-policy';
import { whyNotWritten } from './output-file';
import { addReachCommand } from './reach';
import { addRulesCommand } from './rules';
import { packageVersion } from '../cdk/guard/package-version';
import { crashInWords } from '../findings/crash';
import { inOneLine } from '../findings/renderers/printable';
import { InputError } from '../input/input-error';

const SUB_COMMANDS = [
  addCheckCommand, addFixCommand, addExplainCommand, addDiffCommand, addReachCommand, addOrganizationPolicyCommand, addRulesCommand,
  addExternalIdCommand,
];

const EXAMPLE = `
Example:
  ${PRINT_POLICY} | cdk-secure-trust check -

Exit status: 0 no problems found, 1 problems found, 2 invalid input or arguments.
`;

/** The streams and the environment of the process. */
export interface Streams {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly environment: CommandIo['environment'];
}

/** @param args the arguments, without the name of the program */
export function run(args: readonly string[], streams: Streams): ExitStatus {
  const printed: Iterable<string>[] = [];
  let status: ExitStatus = 0;
  const io: CommandIo = {
    ...streams,
    stdout: {
      isTerminal: streams.stdout.isTerminal,
      write: (text) => printed.push([text]),
      writePieces: (pieces) => printed.push(pieces),
    },
    exitWith: (wanted) => { status = wanted; },
  };
  try {
    programFor(io).parse(args, { from: 'user' });
    for (const pieces of printed) writeAll(pieces, streams.stdout);
  } catch (error) {
    if (!(error instanceof CommanderError && error.exitCode === 0)) {
      streams.stderr.write(`cdk-secure-trust: ${problemOf(error)}\n`);
      return 2;
    }
    // The help, or the version.
    for (const pieces of printed) writeAll(pieces, streams.stdout);
  }
  return status;
}

/** Short pieces together: each call for one takes its time. */
function writeAll(pieces: Iterable<string>, output: Output): void {
  let waiting = '';
  for (const piece of pieces) {
    waiting += piece;
    if (waiting.length < 65_536) continue;
    output.write(waiting);
    waiting = '';
  }
  if (waiting !== '') output.write(waiting);
}

function programFor(io: CommandIo): Command {
  const program: Command = new Command('cdk-secure-trust')
    .description('Who can assume this IAM role? Every answer is a proof, or a concrete request that the trust policy allows.')
    .version(packageVersion(), '--version', 'print the version')
    .helpOption('--help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EXAMPLE)
    .exitOverride()
    .configureOutput({ writeOut: io.stdout.write, writeErr: () => undefined })
    .showSuggestionAfterError(false)
    .argument('[command]')
    .usage('<command> [options]')
    .action((unknown: string | undefined) => {
      const what = unknown === undefined ? 'no command specified' : `unknown command '${unknown}'`;
      throw new CommanderError(
        2,
        'no-command',
        `${what}: expected one of ${program.commands.map((command) => command.name()).join(', ')}; see --help`,
      );
    });
  for (const addCommand of SUB_COMMANDS) addCommand(program, io);
  // Set last, so that subcommands do not inherit it: an unknown command is reported as such, whatever arguments follow.
  return program.allowExcessArguments();
}

function problemOf(error: unknown): string {
  if (error instanceof InputError) return inOneLine(error.message);
  if (error instanceof CommanderError) {
    return inOneLine(error.message.replace(/^error: |\.$/g, '')) + (error.message.includes('--help') ? '' : '; see --help');
  }
  return `internal error: ${inOneLine(crashInWords(error))}; please report it`;
}

/**
 * The heap otherwise grows to several times of what is in use, and memory that was used once is not given back. Little of what a check
 * makes is needed for longer than the check of one role. See docs/decisions/reading-large-inputs.md.
 */
const MEMORY_OPTIONS = ['--max-semi-space-size=2', '--semi-space-growth-factor=1', '--heap-growing-percent=70'];
const NEWEST_NODE_TRIED = 24;

/** Runs the command with the streams of the process. */
export function main(): void {
  // Node complains about an option that its version of V8 does not have.
  if (Number.parseInt(process.versions.node, 10) <= NEWEST_NODE_TRIED) MEMORY_OPTIONS.forEach((option) => setFlagsFromString(option));
  process.stdout.on('error', endAtWriteError);
  process.stderr.on('error', endAtWriteError);
  process.exitCode = run(process.argv.slice(2), {
    stdout: streamOutput(process.stdout),
    stderr: streamOutput(process.stderr),
    environment: process.env,
  });
}

function endAtWriteError({ code = 'unknown' }: NodeJS.ErrnoException): void {
  // The reader closed the pipe: `cdk-secure-trust check … | head`.
  if (code === 'EPIPE') process.exit();
  try {
    writeSync(process.stderr.fd, `cdk-secure-trust: standard output: cannot be written: ${whyNotWritten(code)}\n`);
  } catch {
    // Standard error cannot be written either.
  }
  process.exit(2);
}

function streamOutput(stream: NodeJS.WriteStream): Output {
  return { isTerminal: stream.isTTY, write: (text) => { stream.write(text); } };
}
