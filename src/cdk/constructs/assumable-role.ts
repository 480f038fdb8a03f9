/** A role of another app, of which only the ARN and what it demands are known: the caller's side of the trust. */
import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { AssumeRoleCommandOptions, AssumeRoleOptions, CliProfileOptions } from './assume-role-options';
import { callerPermissions, instructions } from './doors';
import { ExternalId } from './external-id';
import { parsePrincipalArn } from './principal-arn';
import { RoleToAssume } from './role-to-assume';
import { requireKeys, SessionTagForm } from './session-tag-requirement';
import { actionsOf } from './trust-terms';
import { show, ValidationError } from './validation-error';

/** What a caller knows of a role that another app owns. */
export interface AssumableRoleAttributes {
  /** The ARN of the role, with its path: `arn:aws:iam::444455556666:role/team/Audit`. May be a token. */
  readonly roleArn: string;

  /**
   * The ExternalId that the role demands of this caller.
   *
   * @default - none
   */
  readonly externalId?: ExternalId;

  /**
   * Whether the role demands MFA. Then only IAM users can assume it.
   *
   * @default false
   */
  readonly mfaRequired?: boolean;

  /**
   * Whether the role demands a source identity.
   *
   * @default false
   */
  readonly sourceIdentityRequired?: boolean;

  /**
   * The keys of the session tags that the role demands.
   *
   * @default - none
   */
  readonly sessionTagKeys?: string[];
}

/**
 * A role that this app does not create but wants to assume. It says no more about the role's trust policy than its attributes
 * do: whether the role really trusts the caller is for the app that owns it.
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
  /** Throws when an attribute is malformed: a literal `roleArn` has to be the ARN of a role. */
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
      sessionTags: attributes.sessionTagKeys && demandedTags(where, attributes.sessionTagKeys),
    };
  }

  /**
   * Gives the caller what it needs on its own side: `sts:AssumeRole` on exactly this role, and `sts:SetSourceIdentity` and
   * `sts:TagSession` where the role demands a source identity or session tags.
   *
   * Throws when the permission could not be written (a plain ARN, an account, a service, an imported role or user of another
   * account), and when the role demands MFA of a caller that is a role.
   *
   * @param identity a role or user that the app creates, or that is imported in a stack of its own account
   */
  public grantAssumeRole(identity: iam.IPrincipal): iam.Grant {
    const where = `${this.node.path}, grantAssumeRole`;
    const { granteeOf, grantActions } = callerPermissions();
    const grantee = granteeOf(where, identity);
    if (this.role.mfaRequired && grantee.of === 'role') {
      throw new ValidationError(where, `${grantee.name} is a role and can never show MFA, which the role to assume demands. Grant it to an IAM user, or leave mfaRequired out if that is not so.`);
    }
    return grantActions(where, grantee, actionsOf(this.role), this.roleArn);
  }

  /**
   * The profile that a caller puts into `~/.aws/config`. See `SecureCrossAccountRole.cliProfile`.
   *
   * Throws when MFA is demanded and no `mfaSerial` is given, when the role demands a source identity or session tags (the CLI
   * has no settings for them), and for `forPrincipal`, of which this app knows nothing.
   */
  public cliProfile(options: CliProfileOptions): string {
    this.refusePrincipal('cliProfile', options);
    return instructions().cliProfileText(this.node.path, this.role, options);
  }

  /**
   * The `aws sts assume-role` line that a caller runs in a POSIX shell. See `SecureCrossAccountRole.assumeRoleCommand`.
   *
   * Throws when the role demands a source identity or session tags that are not given, and for `forPrincipal`, of which this
   * app knows nothing.
   */
  public assumeRoleCommand(options: AssumeRoleCommandOptions = {}): string {
    this.refusePrincipal('assumeRoleCommand', options);
    return instructions().assumeRoleCommandText(this.node.path, this.role, options);
  }

  private refusePrincipal(method: string, options: AssumeRoleOptions): void {
    if (options.forPrincipal === undefined) return;
    throw new ValidationError(`${this.node.path}, ${method}`, 'forPrincipal is given, but of this role only its ARN and one ExternalId are known. Leave forPrincipal out.');
  }
}

function requireRoleArn(where: string, arn: unknown): string {
  // A token as a whole (an import, a parameter) cannot be read; one that merely holds tokens can.
  if (typeof arn === 'string' && Token.isUnresolved(arn) && !arn.includes(':')) return arn;
  const form = parsePrincipalArn(where, arn);
  if (form.kind !== 'role') throw new ValidationError(where, `roleArn ${show(arn)} is not the ARN of a role. Write e.g. arn:aws:iam::444455556666:role/Audit.`);
  return arn as string;
}

function externalIdOf(where: string, externalId: ExternalId | undefined): string | undefined {
  if (externalId === undefined) return undefined;
  if (!(externalId instanceof ExternalId)) throw new ValidationError(where, `externalId is ${show(externalId)}, not of the class ExternalId. Write ExternalId.of(value).`);
  return externalId._form.kind === 'sent' ? externalId._form.value : undefined;
}

function demandedTags(where: string, keys: readonly string[]): SessionTagForm {
  const checked = requireKeys(`${where}, sessionTagKeys`, keys);
  return { keys: checked, patterns: new Map(checked.map((key) => [key, '*'])) };
}
