/** What the texts of `texts-of-sts.ts` about the credentials of the caller mean: no policy was looked at. */
import { always, CALL, Meanings } from './meaning';
import { CauseCommand } from '../explanation';
import { SHOW_CALLER, SHOW_CONFIGURATION, variable } from '../settling-commands';

const LOG_IN: CauseCommand = { by: 'caller', run: `aws sso login --profile ${variable('AWS_PROFILE', 'the name of your profile')}` };
/** The time of AWS, to compare with that of the machine. */
const SHOW_TIME: CauseCommand = { by: 'caller', run: 'curl -sSI https://sts.amazonaws.com | grep -i "^date:"' };

type Kind =
  | 'sso-login-expired' | 'no-credentials' | 'credentials-expired' | 'clock-wrong' | 'request-expired' | 'signature-wrong'
  | 'credentials-invalid';

export const MEANING_OF_CREDENTIALS: Meanings<Kind> = {
  'sso-login-expired': always(
    'credentials-expired', CALL, 'the login of IAM Identity Center has expired, so the call was never made', 'log in again', LOG_IN,
  ),
  'no-credentials': always(
    'credentials-expired', CALL, 'no credentials were found, so the call was never made',
    'set AWS_PROFILE, or give the profile a source_profile or credential_source', SHOW_CONFIGURATION,
  ),
  'credentials-expired': always(
    'credentials-expired', CALL, 'the session of the caller has expired: the call was refused before any policy was looked at',
    'get new credentials: log in again, or remove an old AWS_SESSION_TOKEN from the environment', SHOW_CALLER, SHOW_CONFIGURATION,
  ),
  'clock-wrong': always(
    'credentials-expired', CALL,
    'the clock of the machine is wrong by some minutes or more, or the request was sent long after it was signed, so AWS refuses its ' +
      'signature',
    'set the clock (NTP; after a suspend, restart the virtual machine, the container or WSL), and call again', SHOW_TIME,
  ),
  'request-expired': always(
    'credentials-expired', CALL,
    'the request was too old when AWS received it: the clock of the machine is wrong, or the session of the caller, or a presigned ' +
      'request, has expired',
    'compare the clock with that of AWS; if it is right, get new credentials, and sign the request again', SHOW_TIME, SHOW_CALLER,
  ),
  'signature-wrong': always(
    'credentials-expired', CALL,
    'AWS knows the access key, but the request was signed with another secret: the secret access key does not belong to the key id, was ' +
      'copied incompletely or with white space, or something on the way changed the request',
    'set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY anew, as a pair, without quotes and spaces; if both are right, check the clock and ' +
      'any proxy',
    SHOW_CONFIGURATION, SHOW_TIME,
  ),
  'credentials-invalid': always(
    'credentials-expired', CALL,
    'AWS does not know the credentials: a deleted or inactive access key, a session token that was left out, another ' +
      'partition, or a Region that the account has not enabled',
    'set all of AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN anew, or use a profile; ' +
      'outside the default Regions use the regional STS endpoint',
    SHOW_CALLER, SHOW_CONFIGURATION,
  ),
};
