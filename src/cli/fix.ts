/** `cdk-secure-trust fix`: applies the fixes of all findings about a trust policy, each proved by the engine. */
import { Command, Option } from 'commander';
import { accountOption } from './account-option';
import { CommandIo } from './command-io';
import { PRINT_POLICY } from './example';
import { changeFiles } from './fix/change-files';
import { FixInput, readFixInput } from './fix/fix-input';
import { FailedRole, leavesErrors, FixOutcome, withSharedExternalIds } from './fix/outcome';
import { Choice, planFixes, RolePlan } from './fix/plan-fixes';
import { renderOutcomeAsJson } from './fix/render-json';
import { renderOutcomeAsText } from './fix/render-text';
import { PlaceholderNames, readSetValues } from './fix/set-values';
import { writeTextFile } from './fix/write-file';
import { Progress } from './progress';
import { repeatable, ruleOption } from './rule-option';
import { Acceptances, dayInUtc } from '../assessment/acceptances';
import { AuditSettings } from '../assessment/assess';
import { withAccountsOfApp } from '../cdk/guard/known-account';
import { crashInWords } from '../findings/crash';
import { paintFor, wantsColour } from '../findings/renderers/palette';
import { nameOfRole } from '../findings/role-source';
import { isCompressed } from '../input/byte-chunks';
import { InputError, refuse } from '../input/input-error';
import { InputRole } from '../input/input-role';
import { NO_CONFIG, readConfig } from '../input/read-config';

const HELP = `
PATH is a trust policy or a CloudFormation template, in JSON or YAML; the output of aws iam get-role, list-roles or
get-account-authorization-details; the results of AWS Config; the output of terraform show -json; a cloud assembly (the folder
cdk.out); or a folder of these. Use - for standard input.

For each finding at level error or warning, the first fix is applied to the trust policy, and the result is checked again, until no
finding with a fix is left. Every fix is proved: the finding is gone, the role can still be assumed, and nobody can assume it who could
not before. If a fix has to allow a new request, it shows that request.

The changes are printed as a unified diff. For the output of aws iam or AWS Config, the commands that update the roles are printed
instead; for Terraform, the argument of each role. Values that only you know are written <name>; specify them with --set name=value, and
the fix is proved again with your values. Specifying the values of an alternative (a line "or") chooses that alternative.

--write changes the file. Fixes that lack a value are not written. Only the changed lines are exchanged: comments, anchors, short forms
of intrinsic functions and the format of all other lines stay. cdk.out is not changed, because cdk synth writes it again.

Examples:
  cdk-secure-trust fix cdk.out
  aws iam get-role --role-name Audit | cdk-secure-trust fix -
  ${PRINT_POLICY} > policy.json
  cdk-secure-trust fix policy.json
  cdk-secure-trust fix policy.json --set user=alice --set external-id="$(cdk-secure-trust external-id)" --write

Exit status: 0 no finding at level error is left, 1 findings at level error are left or values are missing, 2 invalid input or arguments.
With --rule and --role, only the findings of these rules and roles count.
`;

interface FixOptions {
  readonly config?: string;
  readonly account?: string;
  readonly rule: readonly string[];
  readonly role: readonly string[];
  readonly set: readonly string[];
  readonly write?: boolean;
  readonly format: 'text' | 'json';
}

export function addFixCommand(program: Command, io: CommandIo): void {
  program
    .command('fix')
    .description('change trust policies so that findings are gone, with proof')
    .argument('<PATH>', 'a file, a folder, or - for standard input')
    .option('--config <FILE>', 'known accounts, organizations and levels, as JSON')
    .addOption(accountOption())
    .addOption(ruleOption('fix only the findings of this rule; can be repeated'))
    .addOption(repeatable('--role <NAME>', 'fix only this role: its name, logical ID or construct path; can be repeated'))
    .addOption(repeatable('--set <NAME=VALUE>', 'the value of a placeholder; can be repeated'))
    .option('--write', 'change the file instead of printing the changes only')
    .addOption(new Option('--format <FORMAT>', 'how to print the fixes').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action((file: string, options: FixOptions) => fix(file, options, io));
}

function fix(file: string, options: FixOptions, io: CommandIo): void {
  const isWriting = options.write === true;
  if (isWriting && file === '-') refuse(file, 'cannot be changed: omit --write, or specify a file');
  const values = readSetValues(options.set);
  const configured = options.config === undefined ? NO_CONFIG : readConfig(options.config);
  const input = readFixInput(file, { account: options.account });
  const settings = { ...configured, accounts: withAccountsOfApp(configured.accounts, input.deployedAccounts) };
  const acceptances = new Acceptances(configured.accept, dayInUtc(new Date()));
  const roles = chosenRoles(file, input.roles, options.role).map((role) => withAcceptances(role, acceptances));
  if (isWriting) roles.forEach((role) => refuseToWrite(role, input));
  const planWith = (names: PlaceholderNames) => (
    { names, ...planRoles(roles, settings, { names, rules: options.rule, isWriting }, new Progress(io.stderr)) }
  );
  const first = planWith(new PlaceholderNames(values));
  const preferring = first.names.preferringUnused();
  const { names, plans, failed } = preferring ? planWith(preferring) : first;
  names.refuseUnused();
  const changes = changeFiles(input, plans);
  if (isWriting) changes.files.forEach(({ file: changed, after }) => writeTextFile(changed, after));
  const finalPlans = withSharedExternalIds(plans, settings, options.rule);
  const outcome: FixOutcome = { input, isWriting, plans: finalPlans, failed, changes, values };
  const paint = paintFor(wantsColour(io.stdout.isTerminal, io.environment));
  io.stdout.write(options.format === 'json' ? renderOutcomeAsJson(outcome) : renderOutcomeAsText(outcome, paint));
  io.exitWith(leavesErrors(outcome) ? 1 : 0);
}

/** What the settings file accepts needs no fix, like what the input itself records as accepted. */
function withAcceptances(role: InputRole, acceptances: Acceptances): InputRole {
  return { ...role, waivers: [...role.waivers, ...acceptances.allFor(role.source)] };
}

function refuseToWrite(role: InputRole, input: FixInput): void {
  const { file } = role.source;
  const kind = input.kindOf(role);
  if (kind === 'synthesized') refuse(file, 'is written by cdk synth, which would undo the change: omit --write, and change the app');
  if (kind === 'dump') refuse(file, 'is the output of AWS or Terraform: omit --write, and use what is printed');
  if (isCompressed(file)) refuse(file, 'is compressed, and only text is changed: decompress it first (gunzip), then run fix on the result');
}

function chosenRoles(file: string, roles: readonly InputRole[], names: readonly string[]): readonly InputRole[] {
  if (names.length === 0) return roles;
  const isNamed = ({ source }: InputRole, name: string) => (
    [nameOfRole(source), source.roleName, source.logicalId, source.inside, source.constructPath, source.address].includes(name)
  );
  const unknown = names.find((name) => !roles.some((role) => isNamed(role, name)));
  if (unknown !== undefined) {
    refuse(file, `contains no role ${JSON.stringify(unknown)}: expected a role name, logical ID or construct path`);
  }
  return roles.filter((role) => names.some((name) => isNamed(role, name)));
}

interface Plans {
  readonly plans: readonly RolePlan[];
  readonly failed: readonly FailedRole[];
}

/** A bug in a rule or a fix must not prevent the fixes of all other roles. */
function planRoles(roles: readonly InputRole[], settings: AuditSettings, choice: Choice, progress: Progress): Plans {
  const plans: RolePlan[] = [];
  const failed: FailedRole[] = [];
  for (const [index, role] of roles.entries()) {
    progress.show(index, roles.length);
    try {
      plans.push(planFixes(role, settings, choice));
    } catch (error) {
      if (error instanceof InputError) throw error;
      failed.push({ role, internalError: crashInWords(error) });
    }
  }
  progress.end();
  return { plans, failed };
}
