/** A role for callers of other accounts whose trust policy is safe by default, and stays so. */
import { Duration, PhysicalName, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AssumeRoleCommandOptions, CliProfileOptions } from './assume-role-options';
import type { RoleTrust } from './chosen-caller';
import { admission, callerPermissions, chosenCaller, instructions, selfCheck } from './doors';
import { ExternalId } from './external-id';
import { MfaRequirement } from './mfa-requirement';
import { SessionNameRequirement } from './session-name-requirement';
import { SessionTagRequirement } from './session-tag-requirement';
import { SourceIdentityRequirement } from './source-identity-requirement';
import { trustStatements, TrustStatementsPrincipal } from './trust-statements';
import { actionsOf, readTrustTerms, waiversOf } from './trust-terms';
import { TrustedPrincipal } from './trusted-principal';
import { show, ValidationError } from './validation-error';
import { WAIVERS_METADATA_KEY, waiversMetadata } from '../../cloudformation/waivers';

/** Who may assume the role, under which conditions, and what it may do. */
export interface SecureCrossAccountRoleProps {
  /** Who may assume the role: at least one, each named once. */
  readonly trustedPrincipals: TrustedPrincipal[];

  /**
   * The ExternalId that callers must send, or why there is none. A principal may carry its own in its place
   * (`TrustedPrincipal.withExternalId`).
   */
  readonly externalId: ExternalId;

  /**
   * Whether callers must have shown MFA. Only IAM users can: for roles, sessions and Identity Center it has to be waived.
   *
   * @default MfaRequirement.required()
   */
  readonly mfa?: MfaRequirement;

  /**
   * The source identity that callers must set.
   *
   * @default - none is demanded, and none may be set
   */
  readonly sourceIdentity?: SourceIdentityRequirement;

  /**
   * What callers must name their session.
   *
   * @default - callers choose
   */
  readonly sessionName?: SessionNameRequirement;

  /**
   * The session tags that callers may or must pass.
   *
   * @default - none may be passed
   */
  readonly sessionTags?: SessionTagRequirement;

  /**
   * The organization that callers must belong to (`aws:PrincipalOrgID`), besides being trusted: `o-a1b2c3d4e5`.
   *
   * @default - trusted principals need not belong to an organization
   */
  readonly organizationId?: string;

  /**
   * The public addresses, or CIDR ranges of them, that callers must call from (`aws:SourceIp`). Calls through a VPC endpoint
   * carry no such address and are turned away.
   *
   * @default - callers may call from everywhere
   */
  readonly sourceIps?: string[];

  /**
   * How long a session may last: 1 to 12 hours. Callers that are roles themselves get 1 hour at most.
   *
   * @default Duration.hours(1)
   */
  readonly maxSessionDuration?: Duration;

  /**
   * The managed policies of the role.
   *
   * @default - none
   */
  readonly managedPolicies?: iam.IManagedPolicy[];

  /**
   * The inline policies of the role, by name.
   *
   * @default - none
   */
  readonly inlinePolicies?: { [name: string]: iam.PolicyDocument };

  /**
   * The permissions boundary of the role.
   *
   * @default - none
   */
  readonly permissionsBoundary?: iam.IManagedPolicy;

  /**
   * The path of the role: starts and ends with a slash.
   *
   * @default /
   */
  readonly path?: string;

  /**
   * The name of the role: 1 to 64 letters, digits and `_+=,.@-`.
   *
   * @default - CloudFormation makes up a name; the CDK does where another account or region refers to the role
   */
  readonly roleName?: string;

  /**
   * What the role is for: 1000 characters at most.
   *
   * @default - none
   */
  readonly description?: string;
}

/**
 * An IAM role for callers outside the account. By default its trust policy demands a named principal, MFA and an ExternalId:
 * one `Allow` for each principal, with every condition in it.
 *
 * Bad input throws a `ValidationError` that says what to write instead. At the end of synthesis the role looks at its own
 * resource: when its trust policy was loosened after the fact (`assumeRolePolicy.addStatements`, an override, an aspect),
 * synthesis fails and names a request that now gets in.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * new SecureCrossAccountRole(this, 'Audit', {
 *   trustedPrincipals: [TrustedPrincipal.user('111122223333', 'alice')],
 *   externalId: ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55'),
 *   managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('SecurityAudit')],
 * });
 */
export class SecureCrossAccountRole extends iam.Role {
  private readonly trust: RoleTrust;

  constructor(scope: Construct, id: string, props: SecureCrossAccountRoleProps) {
    const where = pathOf(scope, id);
    requireKnownProps(where, props);
    const terms = readTrustTerms(scope, where, props);
    super(scope, id, {
      assumedBy: new TrustStatementsPrincipal(trustStatements(terms)),
      maxSessionDuration: props.maxSessionDuration,
      managedPolicies: props.managedPolicies,
      inlinePolicies: props.inlinePolicies,
      permissionsBoundary: props.permissionsBoundary,
      path: props.path,
      roleName: requireRoleName(where, props.roleName) ?? PhysicalName.GENERATE_IF_NEEDED,
      description: props.description,
    });
    this.trust = { terms, maxSessionSeconds: (props.maxSessionDuration ?? Duration.hours(1)).toSeconds() };

    const waivers = waiversOf(terms);
    const resource = this.node.tryFindChild('Resource');
    if (waivers.length > 0 && resource instanceof iam.CfnRole) resource.addMetadata(WAIVERS_METADATA_KEY, waiversMetadata(waivers));

    const policy = new iam.PolicyDocument({ statements: trustStatements(terms), minimize: false });
    const declared = { policy, waivers, inTemplate: resource !== undefined };
    this.node.addValidation({ validate: () => selfCheck().checkFinalTrust(this, declared) });
  }

  /**
   * Gives the caller what it needs on its own side: `sts:AssumeRole` on exactly this role, and `sts:SetSourceIdentity` and
   * `sts:TagSession` where the role asks for a source identity or session tags. The trust policy does not change.
   *
   * Throws when the trust policy would not admit the caller, when nobody can tell before deployment, and when the permission
   * could not be written (a plain ARN, an account, a service, an imported role or user of another account).
   *
   * @param identity a role or user that the app creates, or that is imported in a stack of its own account
   */
  public grantAssumeRole(identity: iam.IPrincipal): iam.Grant {
    const where = `${this.node.path}, grantAssumeRole`;
    const { granteeOf, grantActions } = callerPermissions();
    const grantee = granteeOf(where, identity);
    admission().requireAdmission(where, this.trust.terms, grantee, grantee.name);
    this.requireArnIsRightFor(where, grantee.principal);
    return grantActions(where, grantee, actionsOf(this.trust.terms), this.roleArn);
  }

  /**
   * The profile that a caller puts into `~/.aws/config`. Parts that are known at deployment only are tokens, so the text fits a
   * `CfnOutput`.
   *
   * Throws when MFA is demanded and no `mfaSerial` is given, when the role demands a source identity or session tags (the CLI
   * has no settings for them), and when principals have different ExternalIds and `forPrincipal` is left out.
   */
  public cliProfile(options: CliProfileOptions): string {
    const role = chosenCaller().roleToAssume(this, 'cliProfile', this.trust, options.forPrincipal);
    return instructions().cliProfileText(this.node.path, role, options);
  }

  /**
   * The `aws sts assume-role` line that a caller runs in a POSIX shell. Parts that are known at deployment only are tokens, so
   * the text fits a `CfnOutput`.
   *
   * Where MFA is demanded the line reads the code from the shell variable `TOKEN_CODE` (and the device from `MFA_SERIAL` when
   * no `mfaSerial` is given); the shell says so when they are not set.
   *
   * Throws when the role demands something else that is not given, and when principals have different ExternalIds and
   * `forPrincipal` is left out.
   */
  public assumeRoleCommand(options: AssumeRoleCommandOptions = {}): string {
    const role = chosenCaller().roleToAssume(this, 'assumeRoleCommand', this.trust, options.forPrincipal);
    return instructions().assumeRoleCommandText(this.node.path, role, options);
  }

  /** In a stack with an explicit account the CDK would render this role's unknown account as that one. */
  private requireArnIsRightFor(where: string, caller: iam.IPrincipal): void {
    const theirs = Construct.isConstruct(caller) ? Stack.of(caller) : this.stack;
    if (theirs === this.stack || !Token.isUnresolved(this.stack.account) || Token.isUnresolved(theirs.account)) return;
    throw new ValidationError(where, `the account of this role is not known: its stack ${this.stack.node.path} names no account, while the caller is in ${theirs.account}. Give the role's stack an explicit env ({ account, region }).`);
  }
}

function pathOf(scope: Construct, id: string): string {
  return scope.node.path === '' ? id : `${scope.node.path}/${id}`;
}

const PROPS: { readonly [name in keyof Required<SecureCrossAccountRoleProps>]: true } = {
  trustedPrincipals: true,
  externalId: true,
  mfa: true,
  sourceIdentity: true,
  sessionName: true,
  sessionTags: true,
  organizationId: true,
  sourceIps: true,
  maxSessionDuration: true,
  managedPolicies: true,
  inlinePolicies: true,
  permissionsBoundary: true,
  path: true,
  roleName: true,
  description: true,
};

/** TypeScript refuses other props; plain JavaScript does not, and would see `assumedBy` or `externalIds` ignored. */
function requireKnownProps(where: string, props: SecureCrossAccountRoleProps): void {
  const unknown = Object.keys(props ?? {}).find((name) => !Object.hasOwn(PROPS, name));
  if (unknown === undefined && props) return;
  const instead: Record<string, string> = { assumedBy: 'Use trustedPrincipals.', externalIds: 'Use externalId: ExternalId.of(value).' };
  throw new ValidationError(where, unknown === undefined ? 'the props are missing. Pass trustedPrincipals and externalId.' : `there is no prop ${show(unknown)}. ${instead[unknown] ?? 'Leave it out.'}`);
}

function requireRoleName(where: string, name: string | undefined): string | undefined {
  if (name === undefined || Token.isUnresolved(name)) return name;
  if (/^[\w+=,.@-]{1,64}$/.test(name)) return name;
  const path = name.includes('/') ? ' A path goes into the prop path.' : '';
  throw new ValidationError(where, `roleName ${show(name)} is not a name IAM takes: 1 to 64 letters, digits and _+=,.@-.${path}`);
}
