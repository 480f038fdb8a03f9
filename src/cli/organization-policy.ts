/** `cdk-secure-trust organization-policy`: the resource control policy that keeps strangers out of the roles of an organization. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { accountId, accountOption } from './account-option';
import { CommandIo } from './command-io';
import { PRINT_POLICY } from './example';
import { Progress } from './progress';
import { isOrganizationId } from '../assessment/known-organizations';
import { Boundary, BoundaryRequest, drawBoundary } from '../boundary/boundary';
import { StatementTooLong } from '../boundary/boundary-policy';
import { renderBoundaryAsJson } from '../boundary/boundary-report';
import { renderBoundaryAsText } from '../boundary/render-boundary';
import { withAccountsOfApp } from '../cdk/guard/known-account';
import { shellWord } from '../explain/shell-word';
import { wantsColour } from '../findings/renderers/palette';
import { inOneLine } from '../findings/renderers/printable';
import { nameOfRole, uniqueNamesOfRoles } from '../findings/role-source';
import { refuse } from '../input/input-error';
import { InputRole } from '../input/input-role';
import { NO_CONFIG, readConfig } from '../input/read-config';
import { InputReader, RoleVisitor } from '../input/read-roles';

const HELP = `
PATH is as for check: the output of aws iam or AWS Config, cdk.out, templates, Terraform, folders; - for standard input. Give it the roles
of all accounts that the policy is for: it lets in the tokens that these roles trust today, and no others.

The policy denies
  sts:AssumeRole                 to callers from outside the organization, except for the vendors of --config and AWS services
  sts:AssumeRoleWithWebIdentity  with tokens of issuers that no role trusts, and of other tenants of an issuer that many share
and leaves SAML to the providers of each account. Where it is longer than AWS allows, it is divided into several that belong together.

The proof is about each role, its trust policy and the boundary together:
  still enters   an outsider can assume the role all the same
  loses access   somebody can assume the role today, and could not any more
  may ...        not known; the reason is listed
Accounts of the roles, and accounts that FILE of --config calls own, are taken for members of the organization. RCPs do not apply to the
management account: without --management-account, each account may be it.

Examples:
  aws iam get-account-authorization-details | cdk-secure-trust organization-policy - --organization o-a1b2c3d4e5
  ${PRINT_POLICY} |
  cdk-secure-trust organization-policy - --organization o-a1b2c3d4e5 --account 444455556666

Exit status: 0 it is proved that no outsider enters, 1 an outsider enters or it is not proved, 2 invalid input or arguments.
Whether somebody loses access does not decide it: that is for you to judge.
`;

interface OrganizationPolicyOptions {
  readonly organization: string;
  readonly managementAccount?: string;
  readonly config?: string;
  readonly account?: string;
  readonly format: 'text' | 'json';
}

export function addOrganizationPolicyCommand(program: Command, io: CommandIo): void {
  program
    .command('organization-policy')
    .description('write the resource control policy that keeps strangers out of every role of an organization, and prove it')
    .argument('<PATH...>', 'files, folders, or - for standard input')
    .addOption(new Option('--organization <ID>', 'the organization, such as o-a1b2c3d4e5').argParser(organizationId).makeOptionMandatory())
    .addOption(new Option('--management-account <ID>', 'the management account: RCPs do not apply to its roles').argParser(accountId))
    .option('--config <FILE>', 'known accounts and organizations')
    .addOption(accountOption())
    .addOption(new Option('--format <FORMAT>', 'how to print it').choices(['text', 'json']).default('text'))
    .addHelpText('after', HELP)
    .action((paths: string[], options: OrganizationPolicyOptions) => organizationPolicy(paths, options, io));
}

function organizationId(value: string): string {
  if (!isOrganizationId(value)) throw new InvalidArgumentError('Expected the ID of an organization, such as o-a1b2c3d4e5.');
  return value;
}

function organizationPolicy(paths: readonly string[], options: OrganizationPolicyOptions, io: CommandIo): void {
  const { organization, managementAccount, config, account, format } = options;
  const configured = config === undefined ? NO_CONFIG : readConfig(config);
  const inputs = new InputReader(paths, { account });
  const collector = new RoleCollector();
  const { count, problems, unseen } = inputs.readAll(collector);
  problems.forEach(({ message }) => io.stderr.write(`cdk-secure-trust: ${inOneLine(message)}\n`));
  if (problems.length > 0 && count === 0) return io.exitWith(2);
  const { roles } = collector;
  if (roles.length === 0) refuse(paths.join(' '), 'contains no role: give the roles of the organization, whose tokens are let in');
  const accounts = withAccountsOfApp(configured.accounts, inputs.deployedAccounts);
  const ids = uniqueNamesOfRoles(roles.map(({ source }) => source));
  const progress = new Progress(io.stderr);
  const boundary = drawing({
    organization,
    managementAccount,
    accounts,
    otherOrganizations: configured.organizations.filter((id) => id !== organization),
    roles: roles.map(({ document, context, source }, index) => (
      { id: ids[index], name: nameOfRole(source), document, context, roleName: source.roleName }
    )),
    unseen,
    progress: (done) => progress.show(done, roles.length),
  });
  progress.end();
  const isColoured = wantsColour(io.stdout.isTerminal, io.environment);
  const words = { accounts, command: commandLine(paths, options), isColoured };
  io.stdout.write(format === 'json' ? renderBoundaryAsJson(boundary) : renderBoundaryAsText(boundary, words));
  io.exitWith(problems.length > 0 ? 2 : boundary.isTight ? 0 : 1);
}

function drawing(asked: BoundaryRequest): Boundary {
  try {
    return drawBoundary(asked);
  } catch (error) {
    if (!(error instanceof StatementTooLong)) throw error;
    const ofUnit = error.about.kind === 'accounts' ? 'the roles and vendors' : 'the roles';
    const instead = `run it for ${ofUnit} of one organizational unit at a time, and attach each policy to its unit`;
    return refuse(asked.organization, `${error.message}: ${instead}`);
  }
}

/** The same, printed as JSON. What was piped into the command has to be piped into it again. */
function commandLine(paths: readonly string[], { organization, managementAccount, config, account }: OrganizationPolicyOptions): string {
  const options = { organization, 'management-account': managementAccount, config, account, 'format': 'json' };
  const given = Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]));
  const piped = paths.includes('-') ? '<the same input> | ' : '';
  return `${piped}${['cdk-secure-trust organization-policy', ...[...paths, ...given].map(shellWord)].join(' ')}`;
}

class RoleCollector implements RoleVisitor {
  private readonly found: ({ readonly role: InputRole; readonly input: number } | undefined)[] = [];

  public add(role: InputRole, input: number): number {
    return this.found.push({ role, input }) - 1;
  }

  public remove(id: number): void {
    this.found[id] = undefined;
  }

  /** In the order of the inputs. */
  public get roles(): readonly InputRole[] {
    const left = this.found.filter((each) => each !== undefined);
    return left.sort((one, other) => one.input - other.input).map(({ role }) => role);
  }
}
