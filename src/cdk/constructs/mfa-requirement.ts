/** Whether callers must have authenticated with MFA, and how recently. */
import { Duration } from 'aws-cdk-lib';
import { requireReason } from './iam-names';
import { ValidationError } from './validation-error';

/** GetSessionToken returns credentials for at most 36 hours, so the MFA session of a user never gets older. */
const LONGEST_MFA_SESSION = Duration.hours(36).toSeconds();
const SHORTEST_MAX_AGE = 60;

/** @internal */
export type MfaForm =
  | { readonly kind: 'required'; readonly maxAgeSeconds?: number }
  | { readonly kind: 'waived'; readonly reason: string };

/** Options for requiring MFA. */
export interface RequiredMfaOptions {
  /**
   * How long ago the caller may have authenticated with MFA (`aws:MultiFactorAuthAge`): a whole number of seconds, from 1 minute
   * to 36 hours, the longest lifetime of an MFA session. Older MFA sessions are denied.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthage
   * @default - for the whole lifetime of the caller's MFA session
   */
  readonly maxAge?: Duration;
}

/**
 * Whether a caller must have authenticated with MFA.
 *
 * Only IAM users can: AWS never sends `aws:MultiFactorAuthPresent` with the value `true` for role sessions, services and users of
 * IAM Identity Center, even if the person behind them signed in with MFA.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export class MfaRequirement {
  /**
   * Callers must have authenticated with MFA.
   *
   * The condition is `Bool` on `aws:MultiFactorAuthPresent`, which does not match if the key is missing from the request, as it
   * is with a long-term access key. Throws if `maxAge` is out of range or a token.
   *
   * @param options how long ago the caller may have authenticated
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * MfaRequirement.required({ maxAge: Duration.hours(1) });
   */
  public static required(options: RequiredMfaOptions = {}): MfaRequirement {
    return new MfaRequirement({ kind: 'required', maxAgeSeconds: options.maxAge && maxAgeSeconds(options.maxAge) });
  }

  /**
   * MFA is not required.
   *
   * The reason is recorded in the `Metadata` of the role, and acknowledges the rule `mfa-required` of the guard for this role.
   * Throws if the reason is blank.
   *
   * @param reason why the role does not require MFA
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * MfaRequirement.waived('the caller is a CI role, which cannot use MFA');
   */
  public static waived(reason: string): MfaRequirement {
    return new MfaRequirement({ kind: 'waived', reason: requireReason('MfaRequirement.waived', reason) });
  }

  private constructor(/** @internal */ public readonly _form: MfaForm) {}
}

function maxAgeSeconds(maxAge: Duration): number {
  const where = 'MfaRequirement.required';
  if (maxAge.isUnresolved()) {
    throw new ValidationError(
      where,
      'maxAge is a token, which is known only at deployment, so it cannot be checked. Write the duration, for example Duration.hours(1).',
    );
  }
  const seconds = maxAge.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < SHORTEST_MAX_AGE || seconds > LONGEST_MFA_SESSION) {
    throw new ValidationError(
      where,
      `maxAge is ${seconds} seconds. MFA sessions last at most 36 hours, so a longer age would restrict nothing. ` +
        'Give a whole number of seconds from 1 minute to 36 hours, for example Duration.hours(1).',
    );
  }
  return seconds;
}
