/** Who may assume a role: the principals that `SecureCrossAccountRole` takes, each by name or with a reason. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { ExternalId } from './external-id';
import { requireAccount, requireKnownText, requireNameWithPath, requireReason, requireSessionName, wildcard } from './iam-names';
import { parsePrincipalArn, requireRoleName, requireRoleNameOfSession } from './principal-arn';
import { describePrincipal, identityOf, PrincipalForm } from './principal-form';
import { show, ValidationError } from './validation-error';

/**
 * A principal that a role trusts. Account ids are 12 digits, kept as text; for the account of the role itself `Aws.ACCOUNT_ID`
 * and `stack.account` do as well. Names are known text, never a pattern.
 *
 * Callers of another account also need `sts:AssumeRole` in their own policies; see `SecureCrossAccountRole.grantAssumeRole`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export class TrustedPrincipal {
  /**
   * An IAM user. Users are the only callers that can show MFA.
   *
   * @param account the 12 digits of the user's account
   * @param name the user's name, with its path where it has one: `team/alice`
   */
  public static user(account: string, name: string): TrustedPrincipal {
    const where = 'TrustedPrincipal.user';
    return new TrustedPrincipal({ kind: 'user', account: requireAccount(where, account), name: requireNameWithPath(where, 'user', name) });
  }

  /**
   * A role: each of its sessions.
   *
   * @param account the 12 digits of the role's account
   * @param name the role's name, with its path where it has one: `team/Deploy`
   */
  public static role(account: string, name: string): TrustedPrincipal {
    const where = 'TrustedPrincipal.role';
    return new TrustedPrincipal({ kind: 'role', account: requireAccount(where, account), name: requireRoleName(where, name) });
  }

  /**
   * One session of a role. Whoever may assume that role chooses the name of the session.
   *
   * @param account the 12 digits of the role's account
   * @param roleName the role's name without a path: the ARN of a session has none
   * @param sessionName the name of the session
   */
  public static roleSession(account: string, roleName: string, sessionName: string): TrustedPrincipal {
    const where = 'TrustedPrincipal.roleSession';
    return new TrustedPrincipal({
      kind: 'session',
      account: requireAccount(where, account),
      roleName: requireRoleNameOfSession(where, roleName),
      sessionName: requireSessionName(where, 'session name', sessionName),
    });
  }

  /**
   * The user, role or role session with this ARN. Partition and own account may be tokens in it (`Aws.PARTITION`).
   *
   * Throws for everything else: an account (its id or `:root`), wildcards, groups, providers, services, and ARNs that are
   * known at deployment only.
   */
  public static arn(arn: string): TrustedPrincipal {
    return new TrustedPrincipal(parsePrincipalArn('TrustedPrincipal.arn', arn));
  }

  /**
   * A role or user of your app (`iam.Role`, `iam.User`), or one that is imported with a known ARN.
   *
   * Throws for other principals, and for imported ones whose ARN is known at deployment only.
   */
  public static fromPrincipal(principal: iam.IPrincipal): TrustedPrincipal {
    const where = 'TrustedPrincipal.fromPrincipal';
    const granted = principal?.grantPrincipal ?? principal;
    const identity = typeof granted === 'object' && granted !== null ? identityOf(granted) : undefined;
    if (!identity) throw new ValidationError(where, `${show(granted)} is neither a role nor a user. ${insteadOf(granted)}`);
    if (identity.resource) return new TrustedPrincipal({ kind: 'resource', of: identity.of, arn: identity.arn, resource: identity.resource });
    const form = parsePrincipalArn(where, identity.arn);
    if (form.kind !== identity.of) throw new ValidationError(where, `the imported ${identity.of} has the ARN ${show(identity.arn)}, which is not the ARN of a ${identity.of}. Import it with its own ARN.`);
    return new TrustedPrincipal(form);
  }

  /**
   * The people (or groups) who are assigned this permission set of IAM Identity Center in this account.
   *
   * Identity Center's role has a random suffix and, unless Identity Center lives in us-east-1, a region in its path; so the
   * account is trusted together with a pattern on `aws:PrincipalArn` that fits only this permission set.
   *
   * @param account the 12 digits of the account in which the permission set is assigned
   * @param name the name of the permission set
   */
  public static identityCenterPermissionSet(account: string, name: string): TrustedPrincipal {
    const where = 'TrustedPrincipal.identityCenterPermissionSet';
    const text = requireKnownText(where, 'permission set name', name, 'Write the name itself.');
    if (/[*?]/.test(text)) throw wildcard(where, 'permission set name', text);
    if (!/^[\w+=,.@-]{1,32}$/.test(text)) {
      throw new ValidationError(where, `${show(text)} is not the name of a permission set: 1 to 32 letters, digits and _+=,.@-. Write the name itself, not an ARN.`);
    }
    if (text.startsWith('AWSReservedSSO_')) {
      throw new ValidationError(where, `${show(text)} is the name of the role that Identity Center made. Write the name of the permission set, without 'AWSReservedSSO_' and without the suffix.`);
    }
    return new TrustedPrincipal({ kind: 'permission-set', account: requireAccount(where, account), name: text });
  }

  /**
   * Everybody in the account whom its administrators give `sts:AssumeRole`: the way out for vendors that publish only an
   * account id. MFA and the ExternalId are still demanded unless they are waived too.
   *
   * The reason is recorded in the `Metadata` of the role, and answers the rule `specific-principal`.
   *
   * @param account the 12 digits of the account
   * @param reason why no user or role can be named
   */
  public static wholeAccount(account: string, reason: string): TrustedPrincipal {
    const where = 'TrustedPrincipal.wholeAccount';
    return new TrustedPrincipal({ kind: 'account', account: requireAccount(where, account), reason: requireReason(where, reason) });
  }

  private constructor(
    /** @internal */ public readonly _form: PrincipalForm,
    /** @internal */ public readonly _externalId?: ExternalId,
  ) {}

  /**
   * The same principal with an ExternalId of its own, which stands in the place of the role's. Throws when it has one already.
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * TrustedPrincipal.role('444455556666', 'Scanner').withExternalId(ExternalId.of('acme-5f0c2b7e'));
   */
  public withExternalId(externalId: ExternalId): TrustedPrincipal {
    if (!(externalId instanceof ExternalId)) {
      throw new ValidationError('TrustedPrincipal.withExternalId', `${show(externalId)} is not an ExternalId. Write ExternalId.of(value).`);
    }
    if (this._externalId) throw new ValidationError('TrustedPrincipal.withExternalId', `${describePrincipal(this._form)} has an ExternalId already. Give it one only.`);
    return new TrustedPrincipal(this._form, externalId);
  }
}

/** What to write in the place of a principal that is neither a role nor a user. */
function insteadOf(principal: unknown): string {
  const noMfa = 'Services and identity providers show neither MFA nor an ExternalId: use iam.Role for them.';
  // The first that fits: some of these classes extend others.
  const instead: readonly (readonly [abstract new (...args: never[]) => unknown, string])[] = [
    [iam.AnyPrincipal, 'Nobody asks for everybody here: name each principal.'],
    [iam.AccountPrincipal, "Name the user or role; to trust the whole account use TrustedPrincipal.wholeAccount('<12 digits>', reason)."],
    [iam.ArnPrincipal, 'Use TrustedPrincipal.arn() with its ARN.'],
    [iam.PrincipalWithConditions, 'Its conditions would be lost: pass the role or user itself, and say the conditions in the props of the role.'],
    [iam.SessionTagsPrincipal, 'Pass the role or user itself, and name the tags in the prop sessionTags.'],
    [iam.OrganizationPrincipal, 'Name each principal, and narrow them with the prop organizationId.'],
    [iam.CompositePrincipal, 'Pass each of its principals on its own.'],
    [iam.ServicePrincipal, noMfa],
    [iam.FederatedPrincipal, noMfa],
    [iam.Group, 'Groups cannot be principals: pass its users.'],
  ];
  return instead.find(([kind]) => principal instanceof kind)?.[1] ?? 'Pass an iam.Role or an iam.User, or use TrustedPrincipal.arn().';
}
