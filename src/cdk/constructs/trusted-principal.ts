/** The principals that `SecureCrossAccountRole` can trust: named ones, and whole accounts with a reason. */
import * as iam from 'aws-cdk-lib/aws-iam';
import { ExternalId } from './external-id';
import { requireAccount, requireKnownText, requireNameWithPath, requireReason, requireSessionName, wildcard } from './iam-names';
import { parsePrincipalArn, requireRoleName, requireRoleNameOfSession } from './principal-arn';
import { describePrincipalForm, identityOf, PrincipalForm } from './principal-form';
import { show, ValidationError } from './validation-error';

/**
 * A principal that a role trusts.
 *
 * Account IDs are 12 digits, as text. For the account of the role itself, `Aws.ACCOUNT_ID` and `stack.account` can be used, too.
 * Names must be known at synthesis, and cannot contain wildcards. All methods throw for any other value.
 *
 * Callers of another account also need `sts:AssumeRole` in their own policies: see `SecureCrossAccountRole.grantAssumeRole`.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export class TrustedPrincipal {
  /**
   * An IAM user. IAM users are the only callers that can authenticate with MFA.
   *
   * @param account the 12 digits of the user's account
   * @param name the name of the user, with its path if it has one, such as `team/alice`
   */
  public static user(account: string, name: string): TrustedPrincipal {
    const where = 'TrustedPrincipal.user';
    return new TrustedPrincipal({ kind: 'user', account: requireAccount(where, account), name: requireNameWithPath(where, 'user', name) });
  }

  /**
   * An IAM role, which means all of its sessions.
   *
   * @param account the 12 digits of the role's account
   * @param name the name of the role, with its path if it has one, such as `team/Deploy`
   */
  public static role(account: string, name: string): TrustedPrincipal {
    const where = 'TrustedPrincipal.role';
    return new TrustedPrincipal({ kind: 'role', account: requireAccount(where, account), name: requireRoleName(where, name) });
  }

  /**
   * The sessions of a role that have this session name. Any caller that can assume that role can choose the session name.
   *
   * @param account the 12 digits of the role's account
   * @param roleName the name of the role without its path, which the ARN of a session does not include
   * @param sessionName the session name
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
   * The user, role or role session with this ARN.
   *
   * The partition and the account may be tokens if they are those of the role itself (`Aws.PARTITION`, `Aws.ACCOUNT_ID`). Throws
   * for an account (its ID or its `:root` ARN), a wildcard, a group, an identity provider, a service, and an ARN that is known
   * only at deployment.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
   * @param arn such as `arn:aws:iam::111122223333:role/Deploy`
   */
  public static arn(arn: string): TrustedPrincipal {
    return new TrustedPrincipal(parsePrincipalArn('TrustedPrincipal.arn', arn));
  }

  /**
   * A role or user of your app (`iam.Role`, `iam.User`), or an imported one with a known ARN.
   *
   * Throws for any other principal, and for an imported role or user with an ARN that is known only at deployment.
   *
   * @param principal the role or user
   */
  public static fromPrincipal(principal: iam.IPrincipal): TrustedPrincipal {
    const where = 'TrustedPrincipal.fromPrincipal';
    const granted = principal?.grantPrincipal ?? principal;
    const identity = typeof granted === 'object' && granted !== null ? identityOf(granted) : undefined;
    if (!identity) throw new ValidationError(where, `${show(granted)} is neither a role nor a user. ${insteadOf(granted)}`);
    const { resource } = identity;
    if (resource) return new TrustedPrincipal({ kind: 'resource', of: identity.of, arn: identity.arn, resource });
    const form = parsePrincipalArn(where, identity.arn);
    if (form.kind === identity.of) return new TrustedPrincipal(form);
    throw new ValidationError(
      where,
      `the imported ${identity.of} has the ARN ${show(identity.arn)}, which is not the ARN of a ${identity.of}. ` +
        'Import it with its own ARN.',
    );
  }

  /**
   * The users and groups to which IAM Identity Center assigns this permission set in this account.
   *
   * The role that Identity Center creates has a random suffix, and its path contains a region unless that is us-east-1. So the
   * account is trusted together with a condition on `aws:PrincipalArn`, with a pattern that matches only this permission set.
   *
   * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
   * @param account the 12 digits of the account in which the permission set is assigned
   * @param name the name of the permission set
   */
  public static identityCenterPermissionSet(account: string, name: string): TrustedPrincipal {
    const where = 'TrustedPrincipal.identityCenterPermissionSet';
    const text = requireKnownText(where, 'permission set name', name, 'Write the name itself.');
    if (/[*?]/.test(text)) throw wildcard(where, 'permission set name', text);
    if (!/^[\w+=,.@-]{1,32}$/.test(text)) {
      throw new ValidationError(
        where,
        `${show(text)} is not the name of a permission set, which has 1 to 32 letters, digits and _+=,.@-. Write the name, not an ARN.`,
      );
    }
    if (text.startsWith('AWSReservedSSO_')) {
      throw new ValidationError(
        where,
        `${show(text)} is the name of the role that Identity Center created. ` +
          "Write the name of the permission set, without 'AWSReservedSSO_' and without the suffix.",
      );
    }
    return new TrustedPrincipal({ kind: 'permission-set', account: requireAccount(where, account), name: text });
  }

  /**
   * A whole account: the administrators of the account decide which of its principals can assume the role.
   *
   * Use it for vendors that publish only an account ID. MFA and the ExternalId are still required unless they are waived, too. The
   * reason is recorded in the `Metadata` of the role, and acknowledges the rule `specific-principal` of the guard for this role.
   *
   * @param account the 12 digits of the account
   * @param reason why no user or role can be named; it must not be blank
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
   * The same principal with its own ExternalId, which replaces the ExternalId of the role for this principal.
   *
   * Throws if the principal already has an ExternalId.
   *
   * @param externalId the ExternalId that this principal must send, or the reason why none is required
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * TrustedPrincipal.role('444455556666', 'Scanner').withExternalId(ExternalId.of('acme-5f0c2b7e'));
   */
  public withExternalId(externalId: ExternalId): TrustedPrincipal {
    if (!(externalId instanceof ExternalId)) {
      throw new ValidationError('TrustedPrincipal.withExternalId', `${show(externalId)} is not an ExternalId. Write ExternalId.of(value).`);
    }
    if (this._externalId) {
      const message = `${describePrincipalForm(this._form)} already has an ExternalId. Give it only one.`;
      throw new ValidationError('TrustedPrincipal.withExternalId', message);
    }
    return new TrustedPrincipal(this._form, externalId);
  }
}

interface Replacement {
  readonly type: abstract new (...args: never[]) => unknown;
  readonly instead: string;
}

const USE_PLAIN_ROLE = 'Services and identity providers can send neither MFA nor an ExternalId: use iam.Role for them.';

/** What to pass instead of a principal that is neither a role nor a user. */
function insteadOf(principal: unknown): string {
  // The first match counts: some of these classes extend others.
  const replacements: readonly Replacement[] = [
    { type: iam.AnyPrincipal, instead: 'It would trust every principal: name each principal.' },
    {
      type: iam.AccountPrincipal,
      instead: "Name the user or role. To trust the whole account, use TrustedPrincipal.wholeAccount('<12 digits>', reason).",
    },
    { type: iam.ArnPrincipal, instead: 'Use TrustedPrincipal.arn() with its ARN.' },
    {
      type: iam.PrincipalWithConditions,
      instead: 'Its conditions would be lost: pass the role or user itself, and declare the conditions in the props of the role.',
    },
    { type: iam.SessionTagsPrincipal, instead: 'Pass the role or user itself, and name the tags in the prop sessionTags.' },
    { type: iam.OrganizationPrincipal, instead: 'Name each principal, and require the organization with the prop organizationId.' },
    { type: iam.CompositePrincipal, instead: 'Pass each of its principals on its own.' },
    { type: iam.ServicePrincipal, instead: USE_PLAIN_ROLE },
    { type: iam.FederatedPrincipal, instead: USE_PLAIN_ROLE },
    { type: iam.Group, instead: 'Groups cannot be principals: pass its users.' },
  ];
  const replacement = replacements.find(({ type }) => principal instanceof type);
  return replacement?.instead ?? 'Pass an iam.Role or an iam.User, or use TrustedPrincipal.arn().';
}
