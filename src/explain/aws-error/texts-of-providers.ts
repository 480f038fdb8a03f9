/** The messages of STS and tools about a token or an assertion. */
import { AwsText, github, oneOf } from './aws-text';

const WEB_IDENTITY_ERRORS = 'https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html';
const SAML_GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_saml.html';

export const TEXTS_OF_PROVIDERS: readonly AwsText[] = [
  {
    kind: 'token-expired',
    pattern: oneOf(
      /Token expired: current date\/time/, /web identity token that was passed is expired/,
      /ExpiredToken\w*\)? when calling the AssumeRoleWithWebIdentity operation/,
    ),
    sample: 'Token expired: current date/time 1700003600 must be before the expiration date/time1700000000',
    source: WEB_IDENTITY_ERRORS,
  },
  {
    kind: 'no-oidc-provider',
    pattern: /No OpenIDConnect provider found in your account/i,
    sample: 'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
    source: github('aws-actions/configure-aws-credentials/issues/280'),
  },
  {
    kind: 'wrong-audience',
    pattern: /Incorrect token audience/i,
    sample: 'Incorrect token audience',
    source: github('aws-actions/configure-aws-credentials/issues/775'),
  },
  {
    kind: 'no-verification-key',
    pattern: /Couldn ?t retrieve verification key from your identity provider/i,
    sample: "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation " +
      'for requirements',
    source: github('aws/aws-sdk-php/issues/1725'),
  },
  {
    kind: 'provider-unreachable',
    pattern: /IDPCommunicationError|identity provider \(IDP\) (could not be reached|did not respond)/i,
    sample: 'IDPCommunicationError: The request could not be fulfilled because the identity provider (IDP) could not be reached',
    source: WEB_IDENTITY_ERRORS,
  },
  {
    kind: 'provider-rejected-token',
    pattern: /IDPRejectedClaim|identity provider \(IdP\) reported that authentication failed/i,
    sample: 'IDPRejectedClaim: The identity provider (IdP) reported that authentication failed.',
    source: WEB_IDENTITY_ERRORS,
  },
  {
    kind: 'thumbprint',
    pattern: /HTTPS certificate doesn ?t match configured thumbprint/i,
    sample: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint",
    source: github('aws-actions/configure-aws-credentials/issues/357'),
  },
  {
    kind: 'token-invalid',
    pattern: oneOf(
      /ID Token provided is not a valid JWT/,
      /Missing a required claim/,
      /Provided Token is not a (Login With|valid)/,
      /web identity token (that was passed|provided) could not be validated/,
      /token .{0,20}signature is invalid/,
    ),
    sample: 'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    source: WEB_IDENTITY_ERRORS,
  },
  {
    kind: 'saml-provider-missing',
    pattern: /Specified provider doesn ?t exist/i,
    sample: "Specified provider doesn't exist",
    source: SAML_GUIDE,
  },
  {
    kind: 'saml-issuer',
    pattern: /Issuer not present in specified provider/i,
    sample: 'Issuer not present in specified provider',
    source: github('dbeaver/cloudbeaver/issues/3112'),
  },
  {
    kind: 'saml-late',
    pattern: /Token must be redeemed within 5 minutes of issuance/i,
    sample: 'Token must be redeemed within 5 minutes of issuance',
    source: SAML_GUIDE,
  },
  {
    kind: 'saml-response',
    pattern: oneOf(
      /invalid SAML response/,
      /Response signature invalid/,
      /RoleSessionName is required in AuthnResponse/,
      /RoleSessionName in AuthnResponse must match/,
      /Source Identity (in AuthnResponse )?must match/,
      /Response does not contain the required audience/,
    ),
    sample: 'Response signature invalid',
    source: SAML_GUIDE,
  },
  {
    kind: 'no-token-for-action',
    pattern: oneOf(
      /Could not load credentials from any providers/, /ACTIONS_ID_TOKEN_REQUEST_(URL|TOKEN)/,
      /Did you mean to set the \W?id-token\W? permission/,
    ),
    sample: 'Credentials could not be loaded, please check your action inputs: Could not load credentials from any providers',
    source: github('aws-actions/configure-aws-credentials/issues/271'),
  },
];
