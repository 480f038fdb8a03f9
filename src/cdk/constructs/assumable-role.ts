/** The caller's side of the trust: a role of another app, known by its ARN and by what it requires of callers. */
import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AssumeRoleCommandOptions, AssumeRoleOptions, CliProfileOptions } from './assume-role-options';
import { callerPermissions, instructions, trustTerms } from './doors';
import { ExternalId } from './external-id';
import { parsePrincipalArn } from './principal-arn';
import { RoleToAssume } from './role-to-assume';
import { requireKeys, SessionTagForm } from './session-tag-requirement';
import { show, ValidationError } from './validation-error';

/** Attributes of an `AssumableRole`: what a caller knows about a role that is created elsewhere. */
export interface AssumableRoleAttributes {
  /** The ARN of the role, including its path, such as `arn:aws:iam::444455556666:role/team/Audit`. It may be a token. */
  readonly roleArn: string;

  /**
   * The ExternalId that the role requires from this caller.
   *
   * @default - no ExternalId is sent
   */
  readonly externalId?: ExternalId;

  /**
   * Whether the role requires MFA. If it does, only IAM users can assume it.
   *
   * @default false
   */
  readonly mfaRequired?: boolean;

  /**
   * Whether the role requires a source identity.
   *
   * @default false
   */
  readonly sourceIdentityRequired?: boolean;

  /**
   * The keys of the session tags that the role requires.
   *
   * @default - no session tags are required, and none are passed
   */
  readonly sessionTagKeys?: string[];
}

/**
 * A role that this app does not create, but that one of its users or roles assumes.
 *
 * It knows only its attributes. It cannot check the trust policy of the role: the owner of the role decides whether it trusts
 * the caller.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 *
 * @exampleMetadata fixture=in-a-stack
 * @example
 * const audit = AssumableRole.fromAttributes(this, 'Audit', {
 *   roleArn: 'arn:aws:iam::444455556666:role/Audit',
 *   externalId: ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55'),
 * });
 * audit.grantAssumeRole(scanner);
 */
export class AssumableRole extends Construct {
  /**
   * Refers to a role by its ARN and by what it requires of callers.
   *
   * Throws if an attribute is malformed, or if `roleArn` is known and is not the ARN of a role.
   *
   * @param scope the parent construct
   * @param id the ID of the construct, unique within its scope
   * @param attributes the ARN of the role, and what the role requires of this caller
   */
  public static fromAttributes(scope: Construct, id: string, attributes: AssumableRoleAttributes): AssumableRole {
    return new AssumableRole(scope, id, attributes);
  }

  /** The ARN of the role. */
  public readonly roleArn: string;
  private readonly role: RoleToAssume;

  private constructor(scope: Construct, id: string, attributes: AssumableRoleAttributes) {
    super(scope, id);
    const where = this.node.path;
    this.roleArn = requireRoleArn(where, attributes.roleArn);
    this.role = {
      roleArn: this.roleArn,
      externalId: externalIdOf(where, attributes.externalId),
      mfaRequired: attributes.mfaRequired ?? false,
      callersAreUsers: true,
      sourceIdentity: attributes.sourceIdentityRequired ? { kind: 'any' } : undefined,
      sessionTags: attributes.sessionTagKeys && requiredTags(where, attributes.sessionTagKeys),
    };
  }

  /**
   * Allows the caller, in its own policies, to assume this role and no other: `sts:AssumeRole`, and also
   * `sts:SetSourceIdentity` and `sts:TagSession` if the role requires a source identity or session tags.
   *
   * Throws if the permission cannot be written (for an ARN, an account, a service, or an imported role or user of another
   * account), and if the role requires MFA and the caller is a role.
   *
   * @param identity a role or user that the app creates, or that is imported into a stack of its own account
   */
  public grantAssumeRole(identity: iam.IPrincipal): iam.Grant {
    const where = `${this.node.path}, grantAssumeRole`;
    const { granteeOf, grantActions } = callerPermissions();
    const grantee = granteeOf(where, identity);
    if (this.role.mfaRequired && grantee.of === 'role') {
      throw new ValidationError(
        where,
        `mfaRequired is true, and ${grantee.name} is a role, whose sessions never carry MFA. ` +
          'Grant the permission to an IAM user, or leave mfaRequired out if the role does not require MFA.',
      );
    }
    return grantActions(where, grantee, trustTerms().actionsOf(this.role), this.roleArn);
  }

  /**
   * A profile for the `~/.aws/config` file of the caller. See `SecureCrossAccountRole.cliProfile`.
   *
   * Throws if the role requires MFA and `mfaSerial` is not given, if the role requires a source identity or session tags (a
   * profile has no settings for them), and if `forPrincipal` is given (this app does not know the trusted principals).
   *
   * @see https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-role.html
   * @param options the names of the profiles, and what the caller sends
   */
  public cliProfile(options: CliProfileOptions): string {
    this.refusePrincipal('cliProfile', options);
    return instructions().cliProfileText(this.node.path, this.role, options);
  }

  /**
   * The `aws sts assume-role` command that a caller runs in a POSIX shell. See `SecureCrossAccountRole.assumeRoleCommand`.
   *
   * Throws if the role requires a source identity or session tags that are not given, and if `forPrincipal` is given (this app
   * does not know the trusted principals).
   *
   * @see https://docs.aws.amazon.com/cli/latest/reference/sts/assume-role.html
   * @param options what the caller sends
   */
  public assumeRoleCommand(options: AssumeRoleCommandOptions = {}): string {
    this.refusePrincipal('assumeRoleCommand', options);
    return instructions().assumeRoleCommandText(this.node.path, this.role, options);
  }

  private refusePrincipal(method: string, options: AssumeRoleOptions): void {
    if (options.forPrincipal === undefined) return;
    throw new ValidationError(
      `${this.node.path}, ${method}`,
      'forPrincipal is given, but the trusted principals of this role are not known here, only its ARN and one ExternalId. ' +
        'Leave forPrincipal out.',
    );
  }
}

function requireRoleArn(where: string, arn: unknown): string {
  // A token as a whole (an import, a parameter) cannot be read. An ARN that contains tokens can.
  if (typeof arn === 'string' && Token.isUnresolved(arn) && !arn.includes(':')) return arn;
  const form = parsePrincipalArn(where, arn);
  if (form.kind === 'role') return arn as string;
  throw new ValidationError(
    where,
    `roleArn ${show(arn)} is not the ARN of a role. Write, for example, arn:aws:iam::444455556666:role/Audit.`,
  );
}

function externalIdOf(where: string, externalId: ExternalId | undefined): string | undefined {
  if (externalId === undefined) return undefined;
  if (!(externalId instanceof ExternalId)) {
    throw new ValidationError(where, `externalId is ${show(externalId)}, which is not an ExternalId. Write ExternalId.of(value).`);
  }
  return externalId._form.kind === 'sent' ? externalId._form.value : undefined;
}

function requiredTags(where: string, keys: readonly string[]): SessionTagForm {
  const checked = requireKeys(`${where}, sessionTagKeys`, keys);
  return { keys: checked, patterns: new Map(checked.map((key) => [key, '*'])) };
}
