/** The source identity that callers must set. */
import { givenTwice, requirePattern, requireSessionName } from './iam-names';
import { ValidationError } from './validation-error';

/** @internal */
export type SourceIdentityForm =
  | { readonly kind: 'any' }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'matching'; readonly pattern: string };

/**
 * The source identity that callers must set.
 *
 * A source identity is shown in CloudTrail and stays with the session, also when the session assumes further roles (role
 * chaining). The trust policy of the role requires `sts:SourceIdentity` and allows `sts:SetSourceIdentity`. The caller also needs
 * `sts:SetSourceIdentity` in its own policies, which `grantAssumeRole` adds.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html
 */
export class SourceIdentityRequirement {
  /** Callers must set a source identity, and choose its value. */
  public static required(): SourceIdentityRequirement {
    return new SourceIdentityRequirement({ kind: 'any' });
  }

  /**
   * Callers must set one of these values.
   *
   * Throws if no value is given, if a value is given twice, and for values that STS does not accept.
   *
   * @param values each 2 to 64 letters, digits and the characters `_+=,.@-`
   */
  public static oneOf(...values: string[]): SourceIdentityRequirement {
    const where = 'SourceIdentityRequirement.oneOf';
    if (values.length === 0) {
      throw new ValidationError(
        where,
        'no value is given, so no caller could assume the role. Name the values, or use SourceIdentityRequirement.required().',
      );
    }
    const instead = 'Use SourceIdentityRequirement.matching(pattern).';
    const checked = values.map((value) => requireSessionName(where, 'source identity', value, instead));
    const twice = givenTwice(checked);
    if (twice !== undefined) throw new ValidationError(where, `"${twice}" is given twice. Give each value once.`);
    return new SourceIdentityRequirement({ kind: 'one-of', values: checked });
  }

  /**
   * Callers must set a source identity that matches this pattern: `*` stands for any number of characters, `?` for one character.
   *
   * Throws if the pattern restricts nothing, or if no source identity can match it.
   *
   * @param pattern letters, digits and the characters `_+=,.@-`, with `*` and `?`
   */
  public static matching(pattern: string): SourceIdentityRequirement {
    const instead = 'Use SourceIdentityRequirement.required() to accept every value.';
    const checked = requirePattern('SourceIdentityRequirement.matching', 'source identity', pattern, instead);
    return new SourceIdentityRequirement({ kind: 'matching', pattern: checked });
  }

  private constructor(/** @internal */ public readonly _form: SourceIdentityForm) {}
}
