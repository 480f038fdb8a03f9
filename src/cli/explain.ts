/** `cdk-secure-trust explain`: why AssumeRole was denied, and how to fix it. */
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

Values that are not specified were not sent. Exit status: 0 allowed, 1 denied or undecided, 2 invalid input or arguments.
`;

export function addExplainCommand(program: Command, io: CommandIo): void {
  program
    .command('explain')
    .description('show why AssumeRole is denied, with all causes and how to fix them')
    .requiredOption('--trust-policy <file>', 'the trust policy, or preferably the output of aws iam get-role; - is standard input')
    .option('--role-arn <arn>', 'the ARN of the role in the call')
    .option('--caller-arn <arn>', 'who made the call: the ARN that aws sts get-caller-identity prints, an identity provider, or a service')
    .option('--error <text>', 'the error message of AWS; both ARNs are read from it')
    .addOption(repeatable('--caller-policy <file>', 'a policy of the caller, as aws iam prints it; can be repeated'))
    .option('--external-id <id>', 'the ExternalId that was sent')
    .option('--mfa', 'the caller authenticated with MFA')
    .option('--mfa-age <seconds>', 'the caller authenticated with MFA this many seconds ago')
    .option('--session-name <name>', 'the session name that was sent')
    .option('--source-identity <name>', 'the source identity that was sent')
    .addOption(repeatable('--session-tag <key=value>', 'a session tag that was sent; can be repeated'))
    .option('--duration <seconds>', 'the session duration in the call')
    .addOption(repeatable('--context <key=value>', 'another condition key of the request; can be repeated'))
    .addOption(new Option('--format <format>', 'the output format').choices(['text', 'json']).default('text'))
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
    refuse('--caller-policy', 'is specified, but this kind of caller has no policies: omit it');
  }
  const files = [flags.trustPolicy, ...flags.callerPolicy];
  if (files.filter((file) => file === '-').length > 1) refuse('-', 'is specified for two files: standard input can be read only once');
  const role: RoleInQuestion = { requested, ...usable(flags.trustPolicy, readRole(readDocument(flags.trustPolicy))) };
  const callerPolicies = flags.callerPolicy.length === 0 ? undefined : flags.callerPolicy.map(readCallerPolicy);
  const circumstances = { callerPolicies, blame: message?.blame, wasRefused: message !== undefined, now: new Date() };
  const explanation = explainCall(attempt, role, circumstances);
  const paint = paintFor(wantsColour(io.stdout.isTerminal, io.environment));
  io.stdout.write(flags.format === 'json' ? explanationAsJson(explanation) : renderExplanation(explanation, attempt, role, paint));
  io.exitWith(explanation.decision === 'allowed' ? 0 : 1);
}

function readCallerPolicy(file: string): IdentityPolicy {
  return usable(file, readIdentityPolicy(file, readDocument(file)));
}

/** @param read the content of a file, or what is wrong with it */
function usable<T extends object>(file: string, read: T | string): T {
  if (typeof read === 'string') refuse(file, read);
  return read;
}

/** One JSON document. Programs read it: without a new `schemaVersion` a field can be added, but not renamed or removed. */
function explanationAsJson({ decision, callerSide, causes, command, profile }: Explanation): string {
  return jsonDocument({ schemaVersion: '1', decision, callerSide, causes, command, profile });
}
