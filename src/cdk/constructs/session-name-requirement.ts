/** The session name that callers must use. */
import { requirePattern } from './iam-names';

/** @internal */
export type SessionNameForm =
  | { readonly kind: 'caller-user-name' }
  | { readonly kind: 'matching'; readonly pattern: string };

/**
 * The session name that callers must use (`sts:RoleSessionName`).
 *
 * The caller chooses the session name, so it does not identify the caller unless `callerUserName` ties it to the caller's name.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#ck_rolesessionname
 */
export class SessionNameRequirement {
  /**
   * The session name must be the user name of the calling IAM user (`${aws:username}`), so that CloudTrail shows who called.
   *
   * Only IAM users have a user name: `SecureCrossAccountRole` throws if one of its trusted principals is a role, a role session
   * or a permission set of IAM Identity Center.
   */
  public static callerUserName(): SessionNameRequirement {
    return new SessionNameRequirement({ kind: 'caller-user-name' });
  }

  /**
   * The session name must match this pattern: `*` stands for any number of characters, `?` for one character.
   *
   * Throws if the pattern restricts nothing, or if no session name can match it.
   *
   * @param pattern letters, digits and the characters `_+=,.@-`, with `*` and `?`
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * SessionNameRequirement.matching('deploy-*');
   */
  public static matching(pattern: string): SessionNameRequirement {
    const instead = 'Leave sessionName out to accept every name.';
    const checked = requirePattern('SessionNameRequirement.matching', 'session name', pattern, instead);
    return new SessionNameRequirement({ kind: 'matching', pattern: checked });
  }

  private constructor(/** @internal */ public readonly _form: SessionNameForm) {}
}
