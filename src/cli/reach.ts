/** `cdk-secure-trust reach`: who gets where from outside, through all roles of the inputs together, and what can be done there? */
import { Command, Option } from 'commander';
import { accountOption } from './account-option';
import { CommandIo } from './command-io';
import { PRINT_POLICY } from './example';
import { RoleJudge } from './judge-roles';
import { outputOption, withOutput } from './output-file';
import { pageOf, visitorOfBoth } from './page';
import { PowerOfRoles } from './power-of-roles';
import { Progress } from './progress';
import { Acceptances, dayInUtc } from '../assessment/acceptances';
import { withAccountsOfApp } from '../cdk/guard/known-account';
import { wantsColour } from '../findings/renderers/palette';
import { inOneLine } from '../findings/renderers/printable';
import { PrincipalCollector } from '../input/collect-principals';
import { InputError } from '../input/input-error';
import { NO_CONFIG, readConfig } from '../input/read-config';
import { InputReader } from '../input/read-roles';
import { explore, UnknownNode } from '../reach/explore';
import { renderReachAsJson } from '../reach/reach-report';
import { renderReachAsText } from '../reach/render-reach';

const HELP = `
PATH is as for check: cdk.out, templates, the output of aws iam or AWS Config, Terraform, folders; - for standard input. All of them are
one graph, whatever accounts they are from. The permissions of roles and users are in templates, in Terraform, and in the output of
  aws iam get-account-authorization-details
Where they are missing, it says so.

A path begins with a caller from outside: the internet, any AWS account, an organization, an account whose roles are not in the inputs,
an identity provider. It ends with what the policies of the last role allow, the worst first:
  administrator             every action on every resource
  can become administrator  actions that are known to lead there; the report says which
  manages permissions, reads secrets or data, writes, reads, nothing; not known

--from shows the paths from a role, a user, an account, a service or an identity provider instead; --to shows all paths to a role.
FILE of --config is as for check. What it accepts for outside-reaches-administrator, by the first role of a path or by the last one, does
not count:
  { "accept": [{ "rule": "outside-reaches-administrator", "role": "Deploy", "reason": "Only the main branch can deploy" }] }

Examples:
  aws iam get-account-authorization-details > account.json && cdk-secure-trust reach account.json
  cdk-secure-trust reach cdk.out --to Deploy
  ${PRINT_POLICY} |
    cdk-secure-trust reach -

Exit status: 0 no caller from outside reaches an administrator or a role that is one step from it, 1 one does, 2 invalid input or arguments.
`;

interface ReachOptions {
  readonly config?: string;
  readonly account?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: 'text' | 'json' | 'html';
  readonly output?: string;
}

export function addReachCommand(program: Command, io: CommandIo): void {
  program
    .command('reach')
    .description('show every way from outside to a role with power, through all roles of the inputs together')
    .argument('<PATH...>', 'files, folders, or - for standard input')
    .option('--config <FILE>', 'known accounts, organizations and accepted findings')
    .addOption(accountOption())
    .option('--to <ROLE>', 'only the paths that end at this role')
    .option('--from <PRINCIPAL>', 'where paths begin: outside (the default), or a role, user, account, service or identity provider')
    .addOption(new Option('--format <FORMAT>', 'how to print the paths').choices(['text', 'json', 'html']).default('text'))
    .addOption(outputOption())
    .addHelpText('after', HELP)
    .action((paths: string[], options: ReachOptions) => reach(paths, options, io));
}

function reach(paths: readonly string[], { config, account, from, to, format, output }: ReachOptions, io: CommandIo): void {
  const configured = config === undefined ? NO_CONFIG : readConfig(config);
  const collector = new PrincipalCollector();
  const inputs = new InputReader(paths, { account, permissions: collector.permissions });
  const settings = { ...configured, accounts: withAccountsOfApp(configured.accounts, inputs.deployedAccounts) };
  const acceptances = new Acceptances(configured.accept, dayInUtc(new Date()));
  const progress = new Progress(io.stderr);
  // Only the page shows findings, too.
  const powers = new PowerOfRoles(collector);
  const judge = format === 'html' ? new RoleJudge(settings, acceptances, progress, { powers }) : undefined;
  const { unseen, count, problems } = inputs.readAll(judge ? visitorOfBoth(judge, collector) : collector);
  problems.forEach(({ message }) => io.stderr.write(`cdk-secure-trust: ${inOneLine(message)}\n`));
  if (problems.length > 0 && count === 0) return io.exitWith(2);
  const { principals } = powers;
  const found = exploring(() => explore({
    principals, settings, acceptances, query: { from, to }, progress: (done) => progress.show(done, principals.length),
  }));
  progress.end();
  const around = { unseen, stale: found.isPart ? [] : acceptances.staleOnPaths() };
  const isColoured = output === undefined && wantsColour(io.stdout.isTerminal, io.environment);
  const rendered = {
    text: () => renderReachAsText(found, around, isColoured),
    json: () => renderReachAsJson(found, around),
    html: () => pageOf('paths', { judged: judge!.finish(), principals, reach: found, settings, ...around }),
  };
  withOutput(output, io.stdout, (stdout) => stdout.write(rendered[format]()));
  io.exitWith(problems.length > 0 ? 2 : found.isUnsafe ? 1 : 0);
}

/** A node that is not there is an argument that is wrong. */
function exploring<Result>(explored: () => Result): Result {
  try {
    return explored();
  } catch (error) {
    if (error instanceof UnknownNode) throw new InputError(`--${error.option}`, error.message);
    throw error;
  }
}
