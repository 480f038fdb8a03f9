/** What the texts of `texts-of-sts.ts` mean: errors that no policy causes. */
import { always, CALL, Meanings, proves } from './meaning';
import { callerAccount, isSession } from '../../evaluation/assume-role-request';
import { CauseCommand } from '../explanation';
import { describeRole } from '../possible-causes';
import { assumeWith, SHOW_CALLER, SHOW_CONFIGURATION, showRole } from '../settling-commands';

const SHOW_MFA_DEVICES: CauseCommand = { by: 'caller', run: 'aws iam list-mfa-devices' };

type Kind =
  | 'root-user' | 'mfa-code-rejected' | 'mfa-code-malformed' | 'mfa-incomplete' | 'duration-over-maximum' | 'duration-of-chain'
  | 'duration-invalid' | 'session-credentials' | 'region-disabled' | 'packed-policy' | 'throttled';

export const MEANING_OF_STS: Meanings<Kind> = {
  'root-user': always(
    'principal-not-trusted', CALL, 'the caller is the root user of an account, which cannot assume roles',
    'call as an IAM user, a role, or a user of IAM Identity Center', SHOW_CALLER,
  ),
  'mfa-code-rejected': always(
    'mfa-code-rejected', CALL,
    'AWS did not accept the MFA code: it is wrong, was used before (each code is valid once), belongs to another device, or the clock of ' +
      'the device is wrong',
    'wait for the next code, and send the serial number of an MFA device of the calling user: an ARN with mfa/, not user/; ' +
      'a role session has no device',
    SHOW_MFA_DEVICES,
  ),
  'mfa-code-malformed': always(
    'mfa-code-rejected', CALL, 'what was sent is not an MFA code of 6 digits together with the serial number or the ARN of a device',
    'send the 6 digits of a virtual or hardware device; the output of a FIDO security key is not a code, and no such key works for calls ' +
      'of the CLI and the SDKs: register a virtual device as well',
    SHOW_MFA_DEVICES,
  ),
  'mfa-incomplete': proves((_error, known) => ({
    code: 'mfa-code-rejected',
    where: CALL,
    message: 'the call has only one of the serial number and the code of the MFA device',
    fix: known.caller && isSession(known.caller)
      ? 'send neither: the session of a role has no MFA device'
      : 'send both, --serial-number and --token-code; with mfa_serial in the profile, the AWS CLI asks for the code',
    commands: [assumeWith(known, { mfa: !(known.caller && isSession(known.caller)) })],
  })),
  'duration-over-maximum': proves((_error, known) => ({
    code: 'duration-too-long',
    where: CALL,
    message: `the call requests a longer session than the MaxSessionDuration of ${describeRole(known)} allows`,
    fix: 'request less (the default of a role is 3600 seconds), or have the owner raise the MaxSessionDuration of the role, to 43200 ' +
      'at most',
    commands: [assumeWith(known, { more: '--duration-seconds 3600' }), showRole(known)],
  })),
  'duration-of-chain': proves((_error, known) => ({
    code: 'chaining-over-an-hour',
    where: CALL,
    message: 'the caller is itself a role session, or has a session of get-session-token, and STS limits such a session to 3600 seconds ' +
      '(role chaining), whatever the MaxSessionDuration of the role is',
    fix: 'request 3600 seconds or less (duration_seconds in a profile), or call with the long-term credentials of a user',
    commands: [assumeWith(known, { more: '--duration-seconds 3600' })],
  })),
  'duration-invalid': always(
    'duration-too-long', CALL, 'the requested duration is outside of what STS accepts',
    'request between 900 and 43200 seconds', SHOW_CALLER,
  ),
  'session-credentials': always(
    'wrong-action', CALL, 'GetSessionToken and GetFederationToken accept only the long-term credentials of an IAM user, and the ' +
      'caller has a session',
    'call with the access key of the user: unset AWS_SESSION_TOKEN, and use another profile', SHOW_CALLER, SHOW_CONFIGURATION,
  ),
  'region-disabled': proves((_error, known) => ({
    code: 'region-disabled',
    where: 'the Region of the call',
    message: `STS is not active in this Region for account ${(known.caller && callerAccount(known.caller)) ?? 'of the caller'}`,
    fix: "have an administrator of the caller's account activate STS for the Region (IAM console, Account settings), " +
      'or call another Region',
    commands: [{ by: 'caller', run: 'aws sts get-caller-identity --region us-east-1' }],
  })),
  'packed-policy': always(
    'packed-policy-too-large', CALL, 'the session tags and session policies of the call are too large together, in the packed form ' +
      'that STS uses',
    'pass fewer or shorter tags and policies; transitive tags and those of EKS Pod Identity count as well; ' +
      'with configure-aws-credentials set role-skip-session-tagging: true',
    SHOW_CALLER,
  ),
  'throttled': always(
    'throttled', CALL, 'AWS refused the call because there were too many; it counts those of an account in a Region, and looked ' +
      'at no policy',
    'wait and try again, with more retries (AWS_RETRY_MODE=adaptive), and keep the credentials of a session until they expire instead of ' +
      'assuming the role for each call; the other callers of the account count as well',
    {
      by: 'caller-account',
      run: 'aws cloudtrail lookup-events --lookup-attributes AttributeKey=EventName,AttributeValue=AssumeRole --max-results 50',
    },
  ),
};
