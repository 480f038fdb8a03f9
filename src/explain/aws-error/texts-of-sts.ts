/** The messages of STS about errors that no policy causes: credentials, MFA code, duration, Region, size. */
import { AwsText, github, oneOf } from './aws-text';

const STS_ERRORS = 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html#API_AssumeRole_Errors';
const IAM_ROLES_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html';

export const TEXTS_OF_STS: readonly AwsText[] = [
  {
    kind: 'root-user',
    pattern: /Roles may not be assumed by root accounts/i,
    sample: 'Roles may not be assumed by root accounts.',
    source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_switch-role-console.html',
  },
  {
    kind: 'mfa-code-rejected',
    pattern: /MultiFactorAuthentication failed with invalid MFA one time pass ?code/i,
    sample: 'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    source: github('aws/aws-cli/issues/2279'),
  },
  {
    kind: 'mfa-code-rejected',
    pattern: /MultiFactorAuthentication failed, unable to validate MFA code/i,
    sample: 'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and ' +
      'associated with this user.',
    source: github('aws/aws-cli/issues/6325'),
  },
  {
    kind: 'mfa-incomplete',
    pattern: oneOf(
      /MultiFactorAuthentication failed, must provide both MFA serial number and one time pass ?code/,
    ),
    sample: 'MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.',
    source: github('y13i/sgviz/issues/9'),
  },
  {
    kind: 'mfa-code-malformed',
    pattern: oneOf(/at ?(tokenCode|serialNumber) ?failed to satisfy constraint/, /Invalid length for parameter (TokenCode|SerialNumber)/),
    sample: "2 validation errors detected: Value '[redacted]' at 'tokenCode' failed to satisfy constraint: Member must satisfy regular " +
      "expression pattern: [\\d]*; Value '[redacted]' at 'tokenCode' failed to satisfy constraint: Member must have length less than or " +
      'equal to 6',
    source: github('boto/botocore/issues/1567'),
  },
  {
    kind: 'session-name-invalid',
    pattern: oneOf(/at ?roleSessionName ?failed to satisfy constraint/, /Invalid length for parameter RoleSessionName/),
    sample: "1 validation error detected: Value 'dependabot[bot]' at 'roleSessionName' failed to satisfy constraint: Member must satisfy " +
      'regular expression pattern: [\\w+=,.@-]*',
    source: github('aws-actions/configure-aws-credentials/issues/1306'),
  },
  {
    kind: 'external-id-invalid',
    pattern: oneOf(/at ?externalId ?failed to satisfy constraint/, /Invalid length for parameter ExternalId/),
    sample: "1 validation error detected: Value '%20' at 'externalId' failed to satisfy constraint: Member must satisfy regular " +
      'expression pattern: [\\w+=,.@:\\/-]*',
    source: github('aws/aws-cli/issues/4745'),
  },
  {
    kind: 'session-tags-invalid',
    pattern: oneOf(/at ?(tags|transitiveTagKeys)[.\w]* ?failed to satisfy constraint/, /Invalid length for parameter Tags\[/),
    sample: "1 validation error detected: Value 'main (release)' at 'tags.4.member.value' failed to satisfy constraint: Member must " +
      'satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*',
    // Reported for tags of another API; the pattern is that of https://docs.aws.amazon.com/STS/latest/APIReference/API_Tag.html
    source: github('SWO-GS/auto-tag/issues/90'),
  },
  {
    kind: 'duration-of-chain',
    pattern: /DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining/i,
    sample: 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    source: github('99designs/aws-vault/issues/263'),
  },
  {
    kind: 'duration-over-maximum',
    pattern: /DurationSeconds exceeds (the )?MaxSessionDuration set for this role/i,
    sample: 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
    source: IAM_ROLES_GUIDE,
  },
  {
    kind: 'duration-invalid',
    pattern: oneOf(/at ?durationSeconds ?failed to satisfy constraint/, /Invalid range for parameter DurationSeconds/),
    sample: "1 validation error detected: Value '60' at 'durationSeconds' failed to satisfy constraint: " +
      'Member must have value greater than or equal to 900',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html',
  },
  {
    kind: 'session-credentials',
    pattern: /Cannot call Get(SessionToken|FederationToken) with session credentials/i,
    sample: 'Cannot call GetSessionToken with session credentials',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetSessionToken.html',
  },
  {
    kind: 'sso-login-expired',
    pattern: oneOf(
      /SSO session (associated with this profile )?has expired/,
      /Error loading SSO Token/,
      /Token has expired and refresh failed/,
    ),
    sample: 'The SSO session associated with this profile has expired or is otherwise invalid. ' +
      'To refresh this SSO session run aws sso login with the corresponding profile.',
    source: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html',
  },
  {
    kind: 'no-credentials',
    pattern: oneOf(
      /Unable to locate credentials/,
      /NoCredentialProviders/,
      /Could not load the default credentials/,
      /Missing credentials in config/,
      /CredentialsProviderError/,
      /Unable to load credentials from any of the providers in the chain/,
      /No valid credential sources found/,
      /Need to perform AWS calls for account \S+, but no credentials have been configured/,
    ),
    sample: 'Unable to locate credentials. You can configure credentials by running "aws configure".',
    source: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-chap-troubleshooting.html',
  },
  {
    kind: 'credentials-expired',
    pattern: /security token included in the request is expired|ExpiredToken/i,
    sample: 'The security token included in the request is expired',
    source: STS_ERRORS,
  },
  {
    kind: 'clock-wrong',
    pattern: oneOf(/Signature expired: ?\S+ is now earlier than/, /Signature not yet current/, /RequestTimeTooSkewed/),
    sample: 'Signature expired: 20160609T184512Z is now earlier than 20160610T013008Z (20160610T014508Z - 15 min.)',
    source: github('devsecops/bootcamp/issues/101'),
  },
  {
    kind: 'request-expired',
    pattern: /RequestExpired|Request has expired/i,
    sample: 'RequestExpired: Request has expired.',
    source: github('aws/aws-sdk-go-v2/issues/1674'),
  },
  {
    kind: 'signature-wrong',
    pattern: /SignatureDoesNotMatch|request signature we calculated does not match/i,
    sample: 'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing ' +
      'method. Consult the service documentation for details.',
    source: github('aws/aws-cli/issues/602'),
  },
  {
    kind: 'throttled',
    pattern: /Throttling\w*\W{1,4}Rate exceeded|\bRate exceeded\b|ThrottlingException/i,
    sample: 'Throttling: Rate exceeded',
    source: github('aws/aws-sdk-go-v2/issues/2481'),
  },
  {
    kind: 'credentials-invalid',
    pattern: oneOf(
      /security token included in the request is invalid/,
      /InvalidClientTokenId/,
    ),
    sample: 'The security token included in the request is invalid.',
    source: 'https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html',
  },
  {
    kind: 'region-disabled',
    pattern: /STS is not activated in this region|RegionDisabledException/i,
    sample: 'STS is not activated in this region for account:111122223333. ' +
      'Your account administrator can activate STS in this region using the IAM Console.',
    source: github('turbot/steampipe-plugin-aws/issues/1510'),
  },
  {
    kind: 'packed-policy',
    pattern: /PackedPolicyTooLarge|Packed (size|policy)|Serialized token too large for session/i,
    sample: 'Packed size of session tags consumes 112% of allotted space.',
    source: github('aws/containers-roadmap/issues/2413'),
  },
];
