/** Whether callers must set a source identity, and which. */
import { givenTwice, requirePattern, requireSessionName } from './iam-names';
import { ValidationError } from './validation-error';

/** @internal */
export type SourceIdentityForm =
  | { readonly kind: 'any' }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'matching'; readonly pattern: string };

/**
 * The source identity that callers must set: it stays with the session through every further role, and CloudTrail shows it.
 *
 * The role's trust policy then demands `sts:SourceIdentity` and allows `sts:SetSourceIdentity`. The caller needs
 * `sts:SetSourceIdentity` in its own policies too; `grantAssumeRole` gives it.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
export class SourceIdentityRequirement {
  /** Any source identity, but one must be set. */
  public static required(): SourceIdentityRequirement {
    return new SourceIdentityRequirement({ kind: 'any' });
  }

  /**
   * One of these values, exactly. Each has 2 to 64 letters, digits and `_+=,.@-`.
   *
   * Throws when no value is given, when one is given twice, and for values that STS would refuse.
   */
  public static oneOf(...values: string[]): SourceIdentityRequirement {
    const where = 'SourceIdentityRequirement.oneOf';
    if (values.length === 0) throw new ValidationError(where, 'no value is given, so nobody could assume the role. Name the values, or use SourceIdentityRequirement.required().');
    const checked = values.map((value) => requireSessionName(where, 'source identity', value, 'Use SourceIdentityRequirement.matching(pattern).'));
    const twice = givenTwice(checked);
    if (twice !== undefined) throw new ValidationError(where, `"${twice}" is given twice. Give each value once.`);
    return new SourceIdentityRequirement({ kind: 'one-of', values: checked });
  }

  /**
   * A source identity of this form: `*` stands for any run of characters, `?` for one.
   *
   * Throws for a pattern that restricts nothing, and for one that no source identity can match.
   */
  public static matching(pattern: string): SourceIdentityRequirement {
    const wideOpen = 'Use SourceIdentityRequirement.required().';
    return new SourceIdentityRequirement({ kind: 'matching', pattern: requirePattern('SourceIdentityRequirement.matching', 'source identity', pattern, wideOpen) });
  }

  private constructor(/** @internal */ public readonly _form: SourceIdentityForm) {}
}
