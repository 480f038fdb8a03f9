/** A message with which AWS or one of its tools refuses to assume a role, or to save a trust policy. */

export const ERROR_KINDS = [
  'root-user', 'mfa-code-rejected', 'mfa-code-malformed', 'mfa-incomplete', 'duration-over-maximum', 'duration-of-chain',
  'duration-invalid', 'session-name-invalid', 'external-id-invalid', 'session-tags-invalid', 'session-credentials', 'token-expired',
  'no-oidc-provider', 'wrong-audience', 'no-verification-key', 'provider-unreachable', 'provider-rejected-token', 'thumbprint',
  'token-invalid', 'saml-provider-missing', 'saml-issuer', 'saml-response', 'saml-late', 'sso-login-expired', 'no-token-for-action',
  'no-credentials', 'credentials-expired', 'clock-wrong', 'request-expired', 'signature-wrong', 'credentials-invalid', 'throttled',
  'region-disabled', 'packed-policy', 'principal-not-found', 'prohibited-field', 'other-actions-than-sts', 'claim-demanded',
  'issuer-with-scheme', 'policy-too-long', 'malformed-policy', 'role-of-aws', 'role-not-found', 'pod-identity-cannot-assume',
  'invalid-arn', 'profile-not-found', 'service-cannot-assume', 'cdk-bootstrap-role', 'terraform-cannot-assume', 'console-cannot-switch',
  'saving-denied', 'not-authorized', 'not-authorized-without-names', 'denied-without-reason',
] as const;

export type ErrorKind = typeof ERROR_KINDS[number];

export interface AwsText {
  readonly kind: ErrorKind;
  /** Tested against the text in one line, without quotes. */
  readonly pattern: RegExp;
  /** Such a text. */
  readonly sample: string;
  /** Where it is documented, or was reported. */
  readonly source: string;
  /** The source documents the rule only: no public text with these words was found, so the words are from memory. */
  readonly isFromMemory?: true;
}

/** Any of these, in any case of the letters. */
export function oneOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'i');
}

/** A thread of an issue or a pull request. */
export function github(thread: string): string {
  return `https://github.com/${thread}`;
}
