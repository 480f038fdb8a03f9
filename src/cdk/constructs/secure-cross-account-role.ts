/** A role for callers of other accounts, with a trust policy that is safe by default and stays safe. */
import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AssumeRoleCommandOptions, CliProfileOptions } from './assume-role-options';
import type { RoleTrust } from './chosen-caller';
import { admission, callerPermissions, chosenCaller, instructions, secureRole, trustStatements, trustTerms } from './doors';
import { ExternalId } from './external-id';
import { MfaRequirement } from './mfa-requirement';
import type { ExpectedProps } from './secure-role';
import { SecureRoleProps } from './secure-role-props';
import { SessionNameRequirement } from './session-name-requirement';
import { SessionTagRequirement } from './session-tag-requirement';
import { SourceIdentityRequirement } from './source-identity-requirement';
import { TrustedPrincipal } from './trusted-principal';
import { ValidationError } from './validation-error';

/** Properties for a `SecureCrossAccountRole`: who can assume the role, under which conditions, and what the role can do. */
export interface SecureCrossAccountRoleProps extends SecureRoleProps {
  /** The principals that can assume the role: at least one, each named once. */
  readonly trustedPrincipals: TrustedPrincipal[];

  /**
   * The ExternalId that callers must send, or the reason why none is required.
   *
   * A principal can have its own ExternalId instead: `TrustedPrincipal.withExternalId`.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_common-scenarios_third-party.html
   */
  readonly externalId: ExternalId;

  /**
   * Whether callers must have authenticated with MFA.
   *
   * Only IAM users can. If a trusted principal is a role, a role session or a permission set of IAM Identity Center, MFA must be
   * waived: `MfaRequirement.waived(reason)`.
   *
   * @default - callers must have authenticated with MFA, however long ago
   */
  readonly mfa?: MfaRequirement;

  /**
   * The source identity that callers must set.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
   * @default - no source identity is required, and callers cannot set one
   */
  readonly sourceIdentity?: SourceIdentityRequirement;

  /**
   * The session name that callers must use.
   *
   * @default - callers choose the session name
   */
  readonly sessionName?: SessionNameRequirement;

  /**
   * The session tags that callers can or must pass.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html
   * @default - callers cannot pass session tags
   */
  readonly sessionTags?: SessionTagRequirement;

  /**
   * The ID of the AWS organization that the trusted principals must also belong to (`aws:PrincipalOrgID`), such as `o-a1b2c3d4e5`.
   *
   * @default - the trusted principals can belong to any organization, or to none
   */
  readonly organizationId?: string;

  /**
   * The public IP addresses or CIDR ranges that callers must call from (`aws:SourceIp`).
   *
   * A call through a VPC endpoint does not have this key, so it is denied.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-sourceip
   * @default - callers can call from any address
   */
  readonly sourceIps?: string[];
}

/**
 * An IAM role for callers of other accounts.
 *
 * By default its trust policy requires a named principal, MFA and an ExternalId. The policy has one `Allow` statement for each
 * principal, with all conditions in it.
 *
 * Throws if a prop is not valid; the message says what to write instead. At the end of synthesis, the role
 * checks its own resource: if its trust policy was loosened after construction (`assumeRolePolicy.addStatements`, an override,
 * an aspect), synthesis fails and names a request that is now allowed.
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
    const where = secureRole().pathOf(scope, id);
    secureRole().requireKnownProps(where, props, EXPECTED_PROPS);
    const terms = trustTerms().readTrustTerms(scope, where, props);
    const statements = () => trustStatements().statementsOf(terms);
    super(scope, id, secureRole().rolePropsOf(where, props, statements()));
    this.trust = { terms, maxSessionSeconds: (props.maxSessionDuration ?? Duration.hours(1)).toSeconds() };
    secureRole().declareTrust(this, statements(), trustTerms().waiversOf(terms));
  }

  /**
   * Allows the caller, in its own policies, to assume this role and no other: `sts:AssumeRole`, and also
   * `sts:SetSourceIdentity` and `sts:TagSession` if the role requires a source identity or accepts session tags. The trust policy
   * does not change.
   *
   * Throws if the trust policy does not admit the caller, if that cannot be determined before deployment, and if the permission
   * cannot be written (for an ARN, an account, a service, or an imported role or user of another account).
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
   * @param identity a role or user that the app creates, or that is imported into a stack of its own account
   */
  public grantAssumeRole(identity: iam.IPrincipal): iam.Grant {
    const where = `${this.node.path}, grantAssumeRole`;
    const { granteeOf, grantActions } = callerPermissions();
    const grantee = granteeOf(where, identity);
    admission().requireAdmission(where, this.trust.terms, grantee, grantee.name);
    this.requireArnIsRightFor(where, grantee.principal);
    return grantActions(where, grantee, trustTerms().actionsOf(this.trust.terms), this.roleArn);
  }

  /**
   * A profile for the `~/.aws/config` file of the caller.
   *
   * Values that are known only at deployment are tokens, so the text can be the value of a `CfnOutput`.
   *
   * Throws if the role requires MFA and `mfaSerial` is not given, if the role requires a source identity or session tags (a
   * profile has no settings for them), and if the trusted principals have different ExternalIds and `forPrincipal` is not given.
   *
   * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
   * @param options the names of the profiles, and what the caller sends
   */
  public cliProfile(options: CliProfileOptions): string {
    const role = chosenCaller().roleToAssume(this, 'cliProfile', this.trust, options.forPrincipal);
    return instructions().cliProfileText(this.node.path, role, options);
  }

  /**
   * The `aws sts assume-role` command that a caller runs in a POSIX shell.
   *
   * Values that are known only at deployment are tokens, so the text can be the value of a `CfnOutput`. If the role requires MFA,
   * the command reads the code from the shell variable `TOKEN_CODE`, and the device from `MFA_SERIAL` if `mfaSerial` is not given.
   * The shell prints what to set if a variable is missing.
   *
   * Throws if the role requires a session name, a source identity or session tags that are not given, and if the trusted
   * principals have different ExternalIds and `forPrincipal` is not given.
   *
   * @see https://docs.aws.amazon.com/cli/latest/reference/sts/assume-role.html
   * @param options what the caller sends
   */
  public assumeRoleCommand(options: AssumeRoleCommandOptions = {}): string {
    const role = chosenCaller().roleToAssume(this, 'assumeRoleCommand', this.trust, options.forPrincipal);
    return instructions().assumeRoleCommandText(this.node.path, role, options);
  }

  /** In a stack with an explicit account, the CDK would render the unknown account of this role as that account. */
  private requireArnIsRightFor(where: string, caller: iam.IPrincipal): void {
    const theirs = Construct.isConstruct(caller) ? Stack.of(caller) : this.stack;
    if (theirs === this.stack || !Token.isUnresolved(this.stack.account) || Token.isUnresolved(theirs.account)) return;
    throw new ValidationError(
      where,
      `the account of this role is not known: its stack ${this.stack.node.path} has no explicit account, ` +
        `while the caller is in ${theirs.account}. Give the stack of the role an explicit env ({ account, region }).`,
    );
  }
}

const EXPECTED_PROPS: ExpectedProps<SecureCrossAccountRoleProps> = {
  names: {
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
  },
  required: 'trustedPrincipals and externalId',
  instead: { assumedBy: 'Use trustedPrincipals.', externalIds: 'Use externalId: ExternalId.of(value).' },
};
