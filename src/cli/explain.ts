/** `cdk-secure-trust explain`: why a call that asked for a role was denied, and how to fix it. */
import { Command, Option } from 'commander';
import { CommandIo } from './command-io';
import { ExplainFlags, readAttempt, readMessage, readRequestedArn } from './explain-arguments';
import { refuse } from './input/input-error';
import { readDocument } from './input/read-document';
import { callerAccount } from '../evaluation/assume-role-request';
import { RoleInQuestion } from '../explain/attempt';
import { explainCall } from '../explain/explain-call';
import { Explanation } from '../explain/explanation';
import { IdentityPolicy, readIdentityPolicy } from '../explain/identity-policy';
import { readRole } from '../explain/read-role';
import { renderExplanation } from '../explain/render-explanation';
import { paintFor, wantsColour } from '../findings/renderers/palette';
import { jsonDocument } from '../findings/renderers/render-json';

const EXAMPLE = `
Example:
  echo '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}}}' |
    cdk-secure-trust explain --trust-policy - --role-arn arn:aws:iam::444455556666:role/Audit --caller-arn arn:aws:iam::111122223333:user/alice --mfa

What is not given was not sent. Exit status: 0 allowed, 1 denied or undecided, 2 arguments or input that cannot be used.
`;

export function addExplainCommand(program: Command, io: CommandIo): void {
  program
    .command('explain')
    .description('why is AssumeRole denied? every cause, and how to fix it')
    .requiredOption('--trust-policy <file>', 'the trust policy, or better: what aws iam get-role prints; - is standard input')
    .option('--role-arn <arn>', 'the role that was asked for')
    .option('--caller-arn <arn>', 'who called: what aws sts get-caller-identity prints; an identity provider; a service')
    .option('--error <text>', 'the message that AWS printed; both ARNs are read from it')
    .addOption(repeatable('--caller-policy <file>', 'a policy of the caller, as aws iam prints it; may be repeated'))
    .option('--external-id <id>', 'the ExternalId that was sent')
    .option('--mfa', 'the call showed MFA')
    .option('--mfa-age <seconds>', 'the call showed MFA that many seconds ago')
    .option('--session-name <name>', 'the session name that was sent')
    .option('--source-identity <name>', 'the source identity that was set')
    .addOption(repeatable('--session-tag <key=value>', 'a session tag that was passed; may be repeated'))
    .option('--duration <seconds>', 'the duration that was asked for')
    .addOption(repeatable('--context <key=value>', 'another condition key of the request; may be repeated'))
    .addOption(new Option('--format <format>', 'how to print').choices(['text', 'json']).default('text'))
    .addHelpText('after', EXAMPLE)
    .action((flags: ExplainFlags) => explain(flags, io));
}

function repeatable(flags: string, description: string): Option {
  return new Option(flags, description).default([], 'none').argParser((value: string, before: readonly string[]) => [...before, value]);
}

function explain(flags: ExplainFlags, io: CommandIo): void {
  const message = readMessage(flags.error);
  const attempt = readAttempt(flags, message);
  const requested = readRequestedArn(flags, message);
  if (flags.callerPolicy.length > 0 && callerAccount(attempt.caller) === undefined) {
    refuse('--caller-policy', 'is given, but such a caller has no policies of its own: leave it out');
  }
  const files = [flags.trustPolicy, ...flags.callerPolicy];
  if (files.filter((file) => file === '-').length > 1) refuse('-', 'is given for two files: it can be read only once');
  const role: RoleInQuestion = { requested, ...usable(flags.trustPolicy, readRole(readDocument(flags.trustPolicy))) };
  const callerPolicies = flags.callerPolicy.length === 0 ? undefined : flags.callerPolicy.map(readCallerPolicy);
  const explanation = explainCall(attempt, role, { callerPolicies, blame: message?.blame, wasRefused: message !== undefined, now: new Date() });
  const paint = paintFor(wantsColour(io.stdout.isTerminal, io.environment));
  io.stdout.write(flags.format === 'json' ? explanationAsJson(explanation) : renderExplanation(explanation, attempt, role, paint));
  io.exitWith(explanation.decision === 'allowed' ? 0 : 1);
}

function readCallerPolicy(file: string): IdentityPolicy {
  return usable(file, readIdentityPolicy(file, readDocument(file)));
}

/** @param read what a file holds, or what is wrong with it */
function usable<T extends object>(file: string, read: T | string): T {
  if (typeof read === 'string') refuse(file, read);
  return read;
}

/** One JSON document. Programs read it: a field may be added, never renamed or removed, without a new `schemaVersion`. */
function explanationAsJson({ decision, callerSide, causes, command, profile }: Explanation): string {
  return jsonDocument({ schemaVersion: '1', decision, callerSide, causes, command, profile });
}
