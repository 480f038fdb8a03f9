/** `cdk-secure-trust explain`: why AssumeRole was denied, and how to fix it. */
import { randomUUID } from 'crypto';
import { Command, Option } from 'commander';
import { CommandIo } from './command-io';
import { arnInCallerIdentity, callerNamed, callerOf, callerWithPath } from './explain-caller';
import { ExplainFlags, shown } from './explain-flags';
import { readGivenPolicies } from './explain-policies';
import { readProfile, sentBy } from './explain-profile';
import { readTrustOf, requestedArnIn } from './explain-role';
import { readSent } from './explain-sent';
import { callerArn } from '../evaluation/assume-role-request';
import { Attempt, readRoleArn, RoleArn } from '../explain/attempt';
import { AwsError, isAwsError, readAwsError } from '../explain/aws-error/aws-error';
import { ErrorKind } from '../explain/aws-error/aws-text';
import { explainError, isOfToken as isAboutToken } from '../explain/aws-error/explain-error';
import { explainCall, GivenProfile } from '../explain/explain-call';
import { Explanation } from '../explain/explanation';
import { RoleProfile } from '../explain/profile/aws-config';
import { explainProfile } from '../explain/profile/explain-profile';
import { RoleRead } from '../explain/read-role';
import { ExplainedCall, renderExplanation } from '../explain/render-explanation';
import { Known } from '../explain/settling-commands';
import { callerOfToken, contextOfToken, timesOfToken, Token } from '../explain/token/token-claims';
import { jsonDocument } from '../findings/renderers/json-pieces';
import { paintFor, wantsColour } from '../findings/renderers/palette';
import { refuse } from '../input/input-error';
import { readTokenFile } from '../input/read-token';

const ALICE = 'arn:aws:iam::111122223333:user/alice';

const EXAMPLE = `
Examples:
  cdk-secure-trust explain --error "Not authorized to perform sts:AssumeRoleWithWebIdentity"

  echo '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}}' |
    cdk-secure-trust explain --trust-policy - --role-arn arn:aws:iam::444455556666:role/Audit --caller-arn ${ALICE}

The error alone gives the possible causes. With the trust policy, the answer is certain. Values that are not specified were not sent.
Exit status: 0 allowed, 1 denied, undecided or not known, 2 invalid input or arguments.
`;

export function addExplainCommand(program: Command, io: CommandIo): void {
  program
    .command('explain')
    .description('show why AssumeRole is denied, with all causes and how to fix them')
    .option('--error <text>', 'the error message of AWS, of a tool or a log, or a CloudTrail record; enough by itself')
    .option('--trust-policy <path>', 'the output of aws iam get-role, a trust policy, a template or a cdk.out folder; - is standard input')
    .option('--role <name>', 'which role of the template or folder')
    .option('--role-arn <arn>', 'the ARN of the role in the call')
    .option('--profile <name>', 'the profile of the call, read from AWS_CONFIG_FILE or ~/.aws/config; credentials are never read')
    .option('--caller-arn <arn>', 'who made the call: what aws sts get-caller-identity prints, an identity provider, or a service')
    .option('--token <file>', 'the OIDC token of the call (JWT) or its claims as JSON; decoded, never verified, sent or printed')
    .addOption(repeatable('--caller-policy <file>', 'a policy of the caller, as aws iam prints it; can be repeated'))
    .option('--boundary <file>', 'the permissions boundary of the caller')
    .addOption(repeatable('--scp <file>', "an SCP of the caller's account, or {\"levels\":[[...],...]}; can be repeated"))
    .addOption(repeatable('--rcp <file>', "an RCP of the role's account, or {\"levels\":[[...],...]}; can be repeated"))
    .addOption(repeatable('--session-policy <file>', "a session policy of the caller's session; can be repeated"))
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
  const error = flags.error === undefined ? undefined : readError(flags.error);
  refuseTwoOnStandardInput(flags);
  const profile = flags.profile === undefined ? undefined : readProfile(flags.profile, io.environment);
  const token = flags.token === undefined ? undefined : readTokenFile(flags.token);
  const { explanation, call } = explainWhatIsGiven(flags, { error, profile, token });
  const paint = paintFor(wantsColour(io.stdout.isTerminal, io.environment));
  io.stdout.write(flags.format === 'json' ? explanationAsJson(explanation) : renderExplanation(explanation, call, paint));
  io.exitWith(explanation.decision === 'allowed' ? 0 : 1);
}

interface Explained {
  readonly explanation: Explanation;
  readonly call: ExplainedCall;
}

/** What else is known besides the options. */
interface Sources {
  readonly error?: AwsError;
  readonly profile?: GivenProfile;
  readonly token?: Token;
}

function explainWhatIsGiven(flags: ExplainFlags, sources: Sources): Explained {
  const { error, profile } = sources;
  const trust = readTrustOf(flags);
  if (!trust && !error && !profile) refuse('--trust-policy', 'is missing: specify the trust policy, or what AWS answered with --error');
  const isNamed = flags.callerArn !== undefined || error?.callerArn !== undefined;
  const isOfOther = error !== undefined && (isAboutSaving(error) || !isAboutDeniedCall(error) && !isNamed);
  if (!trust || isOfOther) return explainWithoutTrust(flags, sources);
  const isNameless = flags.callerArn === undefined && error?.callerArn === undefined && sources.token === undefined;
  if (isNameless && !error?.service && !profile) refuseMissingCaller(error);
  const requested = readRequestedArn(flags, sources, trust);
  const role = { requested, ...trust };
  const attempt = readAttempt(flags, sources, trust.real ?? requested);
  const given = readGivenPolicies(flags, attempt.caller);
  const explanation = explainCall(attempt, role, { given, error, profile, now: new Date(), newExternalId: randomUUID });
  return { explanation, call: { caller: attempt.callerWritten, role: role.requested.written } };
}

/** The other errors prevent the call, whatever the policies say. */
function isAboutDeniedCall({ kind }: AwsError): boolean {
  return kind === 'not-authorized' || kind === 'not-authorized-without-names' || kind === 'denied-without-reason';
}

/** Nobody called AssumeRole: the trust policy was not saved, so what a trust policy allows does not matter. */
function isAboutSaving({ kind }: AwsError): boolean {
  return SAVING.has(kind);
}

const SAVING: ReadonlySet<ErrorKind> = new Set([
  'saving-denied', 'principal-not-found', 'prohibited-field', 'other-actions-than-sts', 'claim-demanded', 'policy-too-long',
  'malformed-policy',
]);

function explainWithoutTrust(flags: ExplainFlags, { error, profile }: Sources): Explained {
  const ofProfile = profile?.profile.source?.roleArn?.written;
  const given = flags.callerArn === undefined ? undefined : arnInCallerIdentity(flags.callerArn);
  const written = given ?? error?.callerArn ?? error?.service ?? ofProfile;
  const caller = given === undefined ? callerNamed(written ?? '') : callerOf(given, '--caller-arn');
  const ofError = readRoleArn(error?.resourceArn ?? '') ?? profile?.profile.roleArn;
  const role = flags.roleArn === undefined ? ofError : requestedArnIn({ flags });
  const known: Known = { caller, role };
  const explanation = error ? explainError(error, known) : explainProfile(profile!, known);
  const causes = error ? [...profile?.causes ?? [], ...explanation.causes] : explanation.causes;
  return { explanation: { ...explanation, causes }, call: { caller: caller && written, role: role?.written } };
}

function readError(text: string): AwsError {
  const read = readAwsError(text);
  if (isAwsError(read)) return read;
  const what = read.about === undefined ? 'is not a message about assuming a ' +
    'role' : `is about ${shown(read.about)}, not about assuming a role`;
  refuse('--error', `${what}: specify the whole text that AWS printed ("User: arn:... is not authorized to perform: sts:AssumeRole ...")`);
}

function refuseTwoOnStandardInput({ trustPolicy, token, callerPolicy, boundary, scp, rcp, sessionPolicy }: ExplainFlags): void {
  const files = [trustPolicy, token, ...callerPolicy, boundary, ...scp, ...rcp, ...sessionPolicy];
  if (files.filter((file) => file === '-').length > 1) refuse('-', 'is specified for two files: standard input can be read only once');
}

const CALLER_ARN = 'the ARN that aws sts get-caller-identity prints';
const CLAIMS = 'the claims of the token with --token';

function readAttempt(flags: ExplainFlags, { error, profile, token }: Sources, role: RoleArn): Attempt {
  const given = flags.callerArn === undefined ? undefined : arnInCallerIdentity(flags.callerArn);
  const ofToken = token && callerArn(callerOfToken(token, role));
  const written = given ?? ofToken ?? error?.callerArn ?? error?.service ?? profile?.profile.source?.roleArn?.written;
  if (written === undefined) refuseMissingCaller(error, profile);
  const caller = callerOf(written, given === undefined ? '--error' : '--caller-arn');
  if (token && (caller.kind !== 'oidc' || caller.issuer !== token.issuer)) {
    refuse('--token', `is of the issuer ${shown(token.issuer)}, but --caller-arn is another caller: omit one of them`);
  }
  const withoutClaims = readSent(flags, error, { ...profile ? sentBy(profile.profile) : {}, ...error?.calledWith });
  const sent = token ? { ...withoutClaims, context: new Map([...contextOfToken(token), ...withoutClaims.context]) } : withoutClaims;
  const isOfToken = caller.kind === 'oidc' || caller.kind === 'saml';
  if (isOfToken && sent.externalId !== undefined) refuse('--external-id', 'cannot be sent with a token or an assertion: omit it');
  if (isOfToken && sent.sourceIdentity !== undefined) {
    refuse('--source-identity', 'cannot be sent with a token or an assertion (the provider sets it): omit it');
  }
  return {
    caller: callerWithPath(sent.context.get('aws:principalarn'), caller),
    callerWritten: written,
    isTokenKnown: token !== undefined,
    tokenTimes: token && timesOfToken(token),
    sent,
  };
}

function refuseMissingCaller(error: AwsError | undefined, given?: GivenProfile): never {
  if (given) refuse('--caller-arn', `is missing${whoCallsWith(given.profile)}`);
  refuse(
    '--caller-arn',
    error
      ? `is missing, and the message does not name the caller: specify ${isAboutToken(error) ? CLAIMS : CALLER_ARN}, ` +
        'or the ARN of the identity provider'
      : `is missing: specify ${CALLER_ARN}, or the message with --error`,
  );
}

/** Where the credentials of a profile come from says whom to ask. Of a permission set, the config file does not have the whole name. */
function whoCallsWith({ name, settings, source }: RoleProfile): string {
  const caller = source?.name ?? settings.get('source_profile') ?? name;
  const why = source?.kind === 'identity-center' ? ', and the config file does not contain the whole name of the Identity Center role' : '';
  return `${why}: specify what aws sts get-caller-identity --profile ${shown(caller)} prints, or the message with --error`;
}

function readRequestedArn(flags: ExplainFlags, { error, profile }: Sources, trust: RoleRead): RoleArn {
  const arn = requestedArnIn({ flags, error: error?.resourceArn, profile: profile?.profile.settings.get('role_arn'), trust });
  if (arn) return arn;
  refuse(
    '--role-arn',
    error
      ? 'is missing, and the message does not name the role: specify the ARN of the role in the call'
      : 'is missing: specify the ARN of the role in the call, or the message with --error',
  );
}

/** One JSON document. Programs read it: without a new `schemaVersion` a field can be added, but not renamed or removed. */
function explanationAsJson({ decision, callerSide, messageToOwner, causes, afterwards, command, profile }: Explanation): string {
  return jsonDocument({ schemaVersion: '2', decision, callerSide, messageToOwner, causes, afterwards, command, profile });
}
