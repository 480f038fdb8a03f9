/** Whether callers must have shown MFA, and how recently. */
import { Duration } from 'aws-cdk-lib';
import { requireReason } from './iam-names';
import { ValidationError } from './validation-error';

/** GetSessionToken gives credentials for 36 hours at most, so no MFA session of a user gets older. */
const LONGEST_MFA_SESSION = Duration.hours(36).toSeconds();
const SHORTEST_MAX_AGE = 60;

/** @internal */
export type MfaForm =
  | { readonly kind: 'required'; readonly maxAgeSeconds?: number }
  | { readonly kind: 'waived'; readonly reason: string };

/** How MFA is demanded. */
export interface RequiredMfaOptions {
  /**
   * How long ago the caller may have shown MFA: a whole number of seconds, from 1 minute to 36 hours (no MFA session of a user
   * lives longer). A cached MFA session older than this is turned away.
   *
   * @default - as long as the caller's MFA session lives
   */
  readonly maxAge?: Duration;
}

/**
 * Whether a caller must have shown MFA.
 *
 * Only IAM users can: the sessions of roles, of services and of IAM Identity Center never carry MFA, whatever their owner did
 * to get them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
 */
export class MfaRequirement {
  /**
   * Callers must have shown MFA: `Bool` on `aws:MultiFactorAuthPresent`, which a request without MFA does not pass.
   *
   * Throws when `maxAge` is out of bounds or a token.
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * MfaRequirement.required({ maxAge: Duration.hours(1) });
   */
  public static required(options: RequiredMfaOptions = {}): MfaRequirement {
    return new MfaRequirement({ kind: 'required', maxAgeSeconds: options.maxAge && maxAgeSeconds(options.maxAge) });
  }

  /**
   * MFA is not demanded. The reason is recorded in the `Metadata` of the role, and answers the rule `mfa-required`.
   *
   * @exampleMetadata fixture=in-a-stack
   * @example
   * MfaRequirement.waived('the caller is a CI role, which cannot show MFA');
   */
  public static waived(reason: string): MfaRequirement {
    return new MfaRequirement({ kind: 'waived', reason: requireReason('MfaRequirement.waived', reason) });
  }

  private constructor(/** @internal */ public readonly _form: MfaForm) {}
}

function maxAgeSeconds(maxAge: Duration): number {
  const where = 'MfaRequirement.required';
  if (maxAge.isUnresolved()) throw new ValidationError(where, 'maxAge is a token, known at deployment only, so it cannot be checked. Write the duration, e.g. Duration.hours(1).');
  const seconds = maxAge.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < SHORTEST_MAX_AGE || seconds > LONGEST_MFA_SESSION) {
    throw new ValidationError(where, `maxAge is ${seconds} seconds. Give a whole number of seconds from 1 minute to 36 hours, e.g. Duration.hours(1): MFA sessions live 36 hours at most, so a longer age would restrict nothing.`);
  }
  return seconds;
}
