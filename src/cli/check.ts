/** `cdk-secure-trust check`: checks all roles of the inputs with all rules. */
import { Command, Option } from 'commander';
import { accountOption } from './account-option';
import { CommandIo } from './command-io';
import { PRINT_POLICY } from './example';
import { FixesInFiles } from './fixes-in-files';
import { InputError } from './input/input-error';
import { InputRole } from './input/input-role';
import { LinesOfRoles } from './input/lines-of-roles';
import { NO_CONFIG, readConfig } from './input/read-config';
import { readRoles } from './input/read-roles';
import { judgeRoles } from './judge-roles';
import { Progress } from './progress';
import { Acceptances, dayInUtc } from '../assessment/acceptances';
import { withAccountsOfApp } from '../cdk/guard/known-account';
import { PACKAGE_VERSION } from '../cdk/guard/package-version';
import { wantsColour } from '../findings/renderers/palette';
import { inOneLine } from '../findings/renderers/printable';
import { renderReportAsJson } from '../findings/renderers/render-json';
import { renderReportAsSarif } from '../findings/renderers/render-sarif';
import { renderReportAsText } from '../findings/renderers/render-text';
import { buildReport, isUnsafe, TrustReport } from '../findings/renderers/report';

const HELP = `
A PATH is a cloud assembly (the folder cdk.out), a CloudFormation template in JSON or YAML, a trust policy, or the output of
aws iam get-role, list-roles or get-account-authorization-details. The type is detected from the content. Use - for standard input.

If neither --account nor the input specifies the account, every account that a trust policy names is foreign.
FILE has the same settings as the properties of TrustPolicyGuard:
  { "accounts": [{ "id": "111122223333", "standing": "own", "name": "tooling" }], "organizations": ["o-a1b2c3d4e5"],
    "levels": { "mfa-required": "warning" }, "undecided": "warning",
    "accept": [{ "rule": "mfa-required", "role": "Workload/Audit", "reason": "The vendor has no MFA", "until": "2027-01-31" }] }
"standing" is own (same owner) or vendor (a third party); organizations are your own; a level is error, warning, info or off.

Examples:
  cdk-secure-trust check cdk.out
  aws iam get-account-authorization-details --filter Role | cdk-secure-trust check -
  ${PRINT_POLICY} | cdk-secure-trust check -

Exit status: 0 no findings at level error, 1 findings at level error, 2 invalid input or arguments. If one of several PATHs is invalid, the
error is printed to standard error, and the others are still checked and reported.
`;

type Format = 'text' | 'json' | 'sarif';

interface CheckOptions {
  readonly config?: string;
  readonly account?: string;
  readonly format: Format;
}

export function addCheckCommand(program: Command, io: CommandIo): void {
  program
    .command('check')
    .description('check all trust policies in templates, cloud assemblies and the output of aws iam')
    .argument('<PATH...>', 'files, cdk.out folders, or - for standard input')
    .option('--config <FILE>', 'known accounts, organizations, levels and accepted findings')
    .addOption(accountOption())
    .addOption(new Option('--format <FORMAT>', 'how to print the report').choices(['text', 'json', 'sarif']).default('text'))
    .addHelpText('after', HELP)
    .action((paths: string[], options: CheckOptions) => check(paths, options, io));
}

function check(paths: readonly string[], { config, account, format }: CheckOptions, io: CommandIo): void {
  const configured = config === undefined ? NO_CONFIG : readConfig(config);
  const problems: InputError[] = [];
  const { roles, unseen, deployedAccounts } = readRoles(paths, { account }, (problem) => problems.push(problem));
  if (problems.length > 0) {
    problems.forEach(({ message }) => io.stderr.write(`cdk-secure-trust: ${inOneLine(message)}\n`));
    if (problems.length === paths.length) return io.exitWith(2);
  }
  const settings = { ...configured, accounts: withAccountsOfApp(configured.accounts, deployedAccounts) };
  const acceptances = new Acceptances(configured.accept, dayInUtc(new Date()));
  const judged = judgeRoles(roles, settings, acceptances, new Progress(io.stderr));
  const report = buildReport(judged, PACKAGE_VERSION, unseen, acceptances.stale());
  io.stdout.write(render(report, roles, format, io));
  io.exitWith(problems.length > 0 ? 2 : isUnsafe(report) ? 1 : 0);
}

/** `roles`: those of the report, in the same order. */
function render(report: TrustReport, roles: readonly InputRole[], format: Format, io: CommandIo): string {
  switch (format) {
    case 'json': return renderReportAsJson(report);
    case 'sarif': {
      const lines = new LinesOfRoles();
      const fixes = new FixesInFiles();
      return renderReportAsSarif(report, {
        lineOf: (source) => lines.of(source),
        replacementOf: (roleIndex, fix) => fixes.of(roles[roleIndex], fix),
      });
    }
    case 'text': return renderReportAsText(report, wantsColour(io.stdout.isTerminal, io.environment));
  }
}
