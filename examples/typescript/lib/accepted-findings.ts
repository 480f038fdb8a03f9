/** Findings that the team has accepted, each at its role and with the reason. The CDK lists them, and they do not fail the build. */
import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

export function acceptAccessWithoutMfa(role: iam.Role): void {
  cdk.Validations.of(role).acknowledge({ id: 'SecureTrust::mfa-required', reason: 'Bob gets his MFA device in May' });
  // Once that is accepted, the guard reports the next rule that the same condition breaks.
  cdk.Validations.of(role).acknowledge({ id: 'SecureTrust::ineffective-condition', reason: 'BoolIfExists stays until then' });
}
