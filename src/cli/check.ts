/** `cdk-secure-trust check`: checks all roles of the inputs with all rules. */
import { Command, Option } from 'commander';
import { accountOption } from './account-option';
import { addBaselineOptions, BaselineOptions, baselineOf, concludeBaseline } from './baseline-option';
import { CommandIo } from './command-io';
import { PRINT_POLICY } from './example';
import { FixesInFiles } from './fixes-in-files';
import { InputError } from './input/input-error';
import { LinesOfRoles } from './input/lines-of-roles';
import { NO_CONFIG, readConfig } from './input/read-config';
import { InputReader } from './input/read-roles';
import { JudgedRoles, RoleJudge } from './judge-roles';
import { Progress } from './progress';
import { Acceptances, dayInUtc } from '../assessment/acceptances';
import { withAccountsOfApp } from '../cdk/guard/known-account';
import { PACKAGE_VERSION } from '../cdk/guard/package-version';
import { wantsColour } from '../findings/renderers/palette';
import { inOneLine } from '../findings/renderers/printable';
import { reportAsJsonPieces } from '../findings/renderers/render-json';
import { renderOverviewAsText } from '../findings/renderers/render-overview';
import { renderReportAsSarif } from '../findings/renderers/render-sarif';
import { renderReportAsText } from '../findings/renderers/render-text';
import { buildReport, isUnsafe, TrustReport } from '../findings/renderers/report';
import { hasManyFindings } from '../findings/renderers/worst-findings';

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

Exit status: 0 no findings at level error, 1 findings at level error, 2 invalid input or arguments. If one of several PATHs is invalid, the
error is printed to standard error, and the others are still checked and reported. Over fifty findings, the text shows the ten worst and
the totals.
`;

type Format = 'text' | 'json' | 'sarif';

interface CheckOptions extends BaselineOptions {
  readonly config?: string;
  readonly account?: string;
  readonly format: Format;
}

export function addCheckCommand(program: Command, io: CommandIo): void {
  const command = program
    .command('check')
    .description('check all trust policies in templates, cloud assemblies, and the output of AWS and Terraform')
    .argument('<PATH...>', 'files, folders, or - for standard input')
    .option('--config <FILE>', 'known accounts, organizations, levels and accepted findings')
    .addOption(accountOption());
  addBaselineOptions(command)
    .addOption(new Option('--format <FORMAT>', 'how to print the report').choices(['text', 'json', 'sarif']).default('text'))
    .addHelpText('after', HELP)
    .action((paths: string[], options: CheckOptions) => check(paths, options, io));
}

function check(paths: readonly string[], { config, account, format, ...options }: CheckOptions, io: CommandIo): void {
  const configured = config === undefined ? NO_CONFIG : readConfig(config);
  const baseline = baselineOf(options);
  const inputs = new InputReader(paths, { account });
  const settings = { ...configured, accounts: withAccountsOfApp(configured.accounts, inputs.deployedAccounts) };
  const acceptances = new Acceptances(configured.accept, dayInUtc(new Date()));
  const judge = new RoleJudge(settings, acceptances, new Progress(io.stderr), baseline);
  const { unseen, count, problems, leftOut } = inputs.readAll(judge);
  const judged = judge.finish();
  problems.forEach(({ message }) => io.stderr.write(`cdk-secure-trust: ${inOneLine(message)}\n`));
  if (problems.length > 0 && count === 0) return io.exitWith(2);
  linesAbout(leftOut).forEach((line) => io.stderr.write(`cdk-secure-trust: ${inOneLine(line)}\n`));
  // A role that was not checked would be removed from the baseline.
  const isComplete = problems.length === 0 && judged.reports.every(({ internalError }) => internalError === undefined);
  const ofBaseline = baseline && concludeBaseline(baseline, judged.found, isComplete, io);
  const report = buildReport(judged.reports, PACKAGE_VERSION, unseen, acceptances.stale(), ofBaseline);
  print(report, judged, format, io);
  io.exitWith(problems.length > 0 ? 2 : isUnsafe(report) ? 1 : 0);
}

/** More files of another kind are only counted. */
const MOST_LINES = 10;

function linesAbout(leftOut: readonly InputError[]): string[] {
  const lines = leftOut.slice(0, MOST_LINES).map(({ message }) => `skipped ${message}`);
  const more = leftOut.length - lines.length;
  return more > 0 ? [...lines, `skipped ${more} more files of other kinds, ${leftOut.length} in all`] : lines;
}

function print(report: TrustReport, judged: JudgedRoles, format: Format, { stdout, environment }: CommandIo): void {
  const withFixes = () => [...judged.allWithFixes()];
  switch (format) {
    case 'json': return stdout.writePieces(reportAsJsonPieces(report, judged.allWithFixes()));
    case 'sarif': {
      const lines = new LinesOfRoles();
      const fixes = new FixesInFiles();
      return stdout.write(renderReportAsSarif({ ...report, roles: withFixes() }, {
        lineOf: (source) => lines.of(source),
        replacementOf: (roleIndex, fix) => fixes.of(judged.roleAt(roleIndex), fix),
      }));
    }
    case 'text': {
      const isColoured = wantsColour(stdout.isTerminal, environment);
      return stdout.write(hasManyFindings(report)
        ? renderOverviewAsText(report, isColoured, (index) => judged.withFixes(index))
        : renderReportAsText({ ...report, roles: withFixes() }, isColoured));
    }
  }
}
