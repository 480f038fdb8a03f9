/** What callers may say when they ask for a CLI profile or for the command that assumes a role. */
import { Duration } from 'aws-cdk-lib';
import { TrustedPrincipal } from './trusted-principal';

/** What every way to assume a role has. */
export interface AssumeRoleOptions {
  /**
   * The ARN of the caller's MFA device (`arn:aws:iam::111122223333:mfa/alice`), or its serial number. A FIDO key (`u2f/`)
   * will not do: it gives no token codes.
   *
   * @default - none; `cliProfile` throws when the role demands MFA, `assumeRoleCommand` then reads the shell variable `MFA_SERIAL`
   */
  readonly mfaSerial?: string;

  /**
   * The name of the session: 2 to 64 letters, digits and `_+=,.@-`.
   *
   * @default - the name of the trusted user, where the role trusts one user by name; otherwise `cliProfile` leaves it to the
   * CLI and `assumeRoleCommand` says `cli-session`
   */
  readonly sessionName?: string;

  /**
   * How long the session lasts: from 15 minutes to the role's `maxSessionDuration`, and 1 hour at most for callers that are
   * roles themselves.
   *
   * @default - what STS gives: 1 hour
   */
  readonly duration?: Duration;

  /**
   * The caller it is for, as given in `trustedPrincipals`. Needed where principals of the role have different ExternalIds.
   *
   * @default - any caller
   */
  readonly forPrincipal?: TrustedPrincipal;
}

/** A profile of the AWS CLI. */
export interface CliProfileOptions extends AssumeRoleOptions {
  /** The name of the profile; `default` is the default profile. */
  readonly profileName: string;

  /** The profile whose credentials call AssumeRole; with MFA it has to be that of an IAM user. */
  readonly sourceProfile: string;
}

/** An `aws sts assume-role` command. */
export interface AssumeRoleCommandOptions extends AssumeRoleOptions {
  /**
   * The source identity to set: 2 to 64 letters, digits and `_+=,.@-`.
   *
   * @default - the one value that the role accepts, where it is one; none where the role demands none. Throws otherwise
   */
  readonly sourceIdentity?: string;

  /**
   * The session tags to pass, value by key.
   *
   * @default - none; throws when the role demands some
   */
  readonly sessionTags?: { [key: string]: string };
}
