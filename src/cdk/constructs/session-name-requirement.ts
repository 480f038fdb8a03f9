/** What callers must name their session of the role. */
import { requirePattern } from './iam-names';

/** @internal */
export type SessionNameForm =
  | { readonly kind: 'caller-user-name' }
  | { readonly kind: 'matching'; readonly pattern: string };

/**
 * The name that callers must give the session. The caller chooses it, so it says nothing about who calls, unless it is tied
 * to the caller as `callerUserName` does.
 */
export class SessionNameRequirement {
  /**
   * The session must bear the name of the IAM user who calls, so that CloudTrail shows who it was.
   *
   * Only IAM users have a user name: a role that trusts roles, sessions or IAM Identity Center refuses this requirement.
   */
  public static callerUserName(): SessionNameRequirement {
    return new SessionNameRequirement({ kind: 'caller-user-name' });
  }

  /**
   * A session name of this form: `*` stands for any run of characters, `?` for one.
   *
   * Throws for a pattern that restricts nothing, and for one that no session name can match.
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * SessionNameRequirement.matching('deploy-*');
   */
  public static matching(pattern: string): SessionNameRequirement {
    const wideOpen = 'Leave sessionName out to accept every name.';
    return new SessionNameRequirement({ kind: 'matching', pattern: requirePattern('SessionNameRequirement.matching', 'session name', pattern, wideOpen) });
  }

  private constructor(/** @internal */ public readonly _form: SessionNameForm) {}
}
