/** The options of a CLI profile and of the command that assumes a role. */
import { Duration } from 'aws-cdk-lib';
import { TrustedPrincipal } from './trusted-principal';

/** Options for assuming a role with the AWS CLI. */
export interface AssumeRoleOptions {
  /**
   * The ARN of the caller's virtual MFA device (`arn:aws:iam::111122223333:mfa/alice`), or the serial number of a hardware TOTP
   * token. FIDO security keys (`u2f/`) do not work with the AWS CLI, because they do not generate codes.
   *
   * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
   * @default - no device. If the role requires MFA, `cliProfile` throws, and the command of `assumeRoleCommand` reads the device
   * from the shell variable `MFA_SERIAL`
   */
  readonly mfaSerial?: string;

  /**
   * The name of the session: 2 to 64 letters, digits and the characters `_+=,.@-`.
   *
   * @default - the name of the trusted user, if the role trusts exactly one user by name. Otherwise the AWS CLI chooses a name
   * (`cliProfile`), or the name is `cli-session` (`assumeRoleCommand`)
   */
  readonly sessionName?: string;

  /**
   * How long the session lasts, in whole seconds: from 15 minutes up to the `maxSessionDuration` of the role. If the caller is
   * itself a role session (role chaining), the maximum is 1 hour.
   *
   * @see https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
   * @default - 1 hour, the default of STS
   */
  readonly duration?: Duration;

  /**
   * The caller that uses the profile or command: one of the `trustedPrincipals` of the role. Required if the principals of the
   * role have different ExternalIds.
   *
   * @default - all trusted principals
   */
  readonly forPrincipal?: TrustedPrincipal;
}

/** Options for a profile of the AWS CLI. */
export interface CliProfileOptions extends AssumeRoleOptions {
  /** The name of the profile. `default` is the default profile. */
  readonly profileName: string;

  /** The profile whose credentials call AssumeRole. If the role requires MFA, it must have the credentials of an IAM user. */
  readonly sourceProfile: string;
}

/** Options for an `aws sts assume-role` command. */
export interface AssumeRoleCommandOptions extends AssumeRoleOptions {
  /**
   * The source identity to set: 2 to 64 letters, digits and the characters `_+=,.@-`.
   *
   * @default - the value that the role accepts, if it accepts exactly one; no source identity, if the role does not require one.
   * Otherwise `assumeRoleCommand` throws
   */
  readonly sourceIdentity?: string;

  /**
   * The session tags to pass: the value of each key.
   *
   * @default - no session tags. `assumeRoleCommand` throws if the role requires any
   */
  readonly sessionTags?: { [key: string]: string };
}
