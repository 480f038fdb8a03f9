/** `cdk-secure-trust check`: checks all roles of the inputs with all rules. */
import { Command, Option } from 'commander';
import { accountOption } from './account-option';
import { addBaselineOptions, BaselineOptions, baselineOf, concludeBaseline } from './baseline-option';
import { CommandIo } from './command-io';
import { PRINT_POLICY } from './example';
import { RoleJudge } from './judge-roles';
import { JudgedRoles } from './judged-roles';
import { outputOption, withOutput } from './output-file';
import { pageOf, visitorOfBoth } from './page';
import { MOST_TOGETHER, PowerOfRoles } from './power-of-roles';
import { Format, FORMATS, printReport } from './print-report';
import { Progress } from './progress';
import { ruleOption } from './rule-option';
import { Acceptances, dayInUtc } from '../assessment/acceptances';
import { AuditSettings, levelOf } from '../assessment/assess';
import { isAcceptanceSelected, Selection } from '../assessment/selection';
import { withAccountsOfApp } from '../cdk/guard/known-account';
import { packageVersion } from '../cdk/guard/package-version';
import { Level } from '../findings/level';
import { inOneLine } from '../findings/renderers/printable';
import { buildReport, isUnsafe, TrustReport } from '../findings/renderers/report';
import { PrincipalCollector } from '../input/collect-principals';
import { InputError, refuse } from '../input/input-error';
import { NO_CONFIG, readConfig } from '../input/read-config';
import { InputReader } from '../input/read-roles';
import { explore } from '../reach/explore';
import { InputPrincipal } from '../reach/node';

const LEVELS: readonly Level[] = ['error', 'warning', 'info'];

const HELP = `
A PATH is one of these; the type is detected from the content. Use - for standard input.
  cdk.out                the folder of a cloud assembly
  a template             of CloudFormation, in JSON or YAML
  a trust policy         in JSON or YAML
  the output of aws iam  get-role, list-roles, get-account-authorization-details
  AWS Config             the output of aws configservice select-resource-config, select-aggregate-resource-config,
                         batch-get-resource-config, batch-get-aggregate-resource-config or get-resource-config-history;
                         a configuration snapshot or history file. A query has to select accountId, resourceType, arn and
                         configuration.assumeRolePolicyDocument. Of several states of a role, the newest counts.
  Terraform              the output of terraform show -json for a plan or a state; a state file (version 4)
  a folder               with any of these; links, hidden folders and node_modules are skipped
Each file can be compressed with gzip, and can hold several documents, such as one on each line.

If neither --account nor the input specifies the account, every account that a trust policy names is foreign.
FILE has the same settings as the properties of TrustPolicyGuard:
  { "accounts": [{ "id": "111122223333", "standing": "own", "name": "tooling" }], "organizations": ["o-a1b2c3d4e5"],
    "levels": { "mfa-required": "warning" }, "undecided": "warning",
    "accept": [{ "rule": "mfa-required", "role": "Workload/Audit", "reason": "The vendor has no MFA", "until": "2027-01-31" }] }
"standing" is own (same owner) or vendor (a third party); organizations are your own; a level is error, warning, info or off.

Examples:
  cdk-secure-trust check cdk.out
  cdk-secure-trust check cdk.out --baseline trust-baseline.json --update-baseline
  aws iam get-account-authorization-details --filter Role | cdk-secure-trust check -
  terraform show -json plan.bin | cdk-secure-trust check -
  ${PRINT_POLICY} | cdk-secure-trust check -

--level and --rule decide what is shown, in every format, and what the exit status is about. A finding is shown for every rule that it
concerns, also if another rule leads it. How many other findings there are is always said.

How severe a finding is depends on its level, on who can assume the role and, if the input contains the policies of the role, on what
these allow. The worst findings come first.

Formats: text for people (the worst findings first; over fifty, the ten worst and the totals), summary (the ten worst and the totals),
markdown (for a comment on a pull request or the summary of a job), csv (one line for each finding), json and sarif (for programs),
html (a page to search and filter, with the graph of who can assume which role).

Exit status: 0 no findings at level error, 1 findings at level error, 2 invalid input or arguments; with --level, findings at that level
count like errors. If one of several PATHs is invalid, the error is printed to standard error, and the others are still checked and
reported.
`;

interface CheckOptions extends BaselineOptions {
  readonly config?: string;
  readonly account?: string;
  readonly level?: Level;
  readonly rule: readonly string[];
  readonly format: Format | 'html';
  readonly output?: string;
}

export function addCheckCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('check')
    .description('check all trust policies in templates, cloud assemblies, and the output of AWS and Terraform')
    .argument('<PATH...>', 'files, folders, or - for standard input')
    .option('--config <FILE>', 'known accounts, organizations, levels and accepted findings')
    .addOption(accountOption())
    .addOption(new Option('--level <LEVEL>', 'only findings at this level or a higher one, each of which fails the check').choices(LEVELS))
    .addOption(ruleOption('only findings of this rule; can be repeated'));
  addBaselineOptions(command)
    .addOption(new Option('--format <FORMAT>', 'how to print the report').choices([...FORMATS, 'html']).default('text'))
    .addOption(outputOption())
    .addHelpText('after', HELP)
    .action((paths: string[], options: CheckOptions) => check(paths, options, io));
}

function check(paths: readonly string[], { config, account, format, output, ...options }: CheckOptions, io: CommandIo): void {
  const configured = config === undefined ? NO_CONFIG : readConfig(config);
  const selection = selectionOf(options, configured);
  const baseline = baselineOf(options);
  // The page shows all roles, and where they lead.
  const collector = new PrincipalCollector(format === 'html' ? undefined : MOST_TOGETHER);
  const inputs = new InputReader(paths, { account, permissions: collector.permissions });
  const settings = { ...configured, accounts: withAccountsOfApp(configured.accounts, inputs.deployedAccounts) };
  const acceptances = new Acceptances(configured.accept, dayInUtc(new Date()));
  const powers = new PowerOfRoles(collector);
  const judge = new RoleJudge(settings, acceptances, new Progress(io.stderr), {
    selection, baseline, powers, summarizes: format === 'json',
  });
  const { unseen, count, problems, leftOut } = inputs.readAll(visitorOfBoth(judge, collector));
  const judged = judge.finish();
  problems.forEach(({ message }) => io.stderr.write(`cdk-secure-trust: ${inOneLine(message)}\n`));
  if (problems.length > 0 && count === 0) return io.exitWith(2);
  if (!powers.isTogether && judged.reports.some(({ findings }) => findings.length > 0)) io.stderr.write(`cdk-secure-trust: ${TOO_MANY}\n`);
  linesAbout(leftOut).forEach((line) => io.stderr.write(`cdk-secure-trust: ${inOneLine(line)}\n`));
  // A role that was not checked would be removed from the baseline.
  const isComplete = problems.length === 0 && judged.reports.every(({ internalError }) => internalError === undefined);
  const report = buildReport(judged.reports, packageVersion(), {
    unseen,
    stale: acceptances.stale().filter((stale) => isAcceptanceSelected(stale, selection)),
    selection: selection && { ...selection, notShown: judged.notShown },
    baseline: baseline && concludeBaseline(baseline, judged.found, isComplete, io),
  });
  withOutput(output, io.stdout, (stdout) => {
    if (format === 'html') stdout.write(pageOfCheck(judged, powers.principals, settings, report));
    else printReport(report, judged, format, { ...io, stdout });
  });
  io.exitWith(problems.length > 0 ? 2 : isUnsafe(report) ? 1 : 0);
}

function pageOfCheck(
  judged: JudgedRoles, principals: readonly InputPrincipal[], settings: AuditSettings, { unseen = [], staleAcceptances = [] }: TrustReport,
): string {
  const reach = explore({ principals, settings, acceptances: new Acceptances([], '') });
  return pageOf('roles', { judged, principals, reach, settings, unseen, stale: staleAcceptances });
}

/** Undefined: everything is shown. */
function selectionOf({ level, rule }: Pick<CheckOptions, 'level' | 'rule'>, settings: AuditSettings): Selection | undefined {
  const off = rule.find((id) => levelOf(id, settings) === 'off');
  if (off !== undefined) refuse('--rule', `${off} has level off in the config file, so it is not checked: omit one of the two`);
  if (level === undefined && rule.length === 0) return undefined;
  return { ...rule.length > 0 && { rules: [...new Set(rule)] }, ...level && { level } };
}

const TOO_MANY = `more than ${MOST_TOGETHER} roles: severity counts only the policies that AWS prints with a role, `
  + 'not the roles that it leads to, and outside-reaches-administrator is not checked: use cdk-secure-trust reach';

/** More files of another kind are only counted. */
const MOST_LINES = 10;

function linesAbout(leftOut: readonly InputError[]): string[] {
  const lines = leftOut.slice(0, MOST_LINES).map(({ message }) => `skipped ${message}`);
  const more = leftOut.length - lines.length;
  return more > 0 ? [...lines, `skipped ${more} more files of other kinds, ${leftOut.length} in all`] : lines;
}
