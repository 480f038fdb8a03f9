"""Findings that the team has accepted, each at its role and with the reason. The CDK lists them, and they do not fail the build."""
import aws_cdk as cdk
from aws_cdk import aws_iam as iam


def accept_access_without_mfa(role: iam.Role) -> None:
    cdk.Validations.of(role).acknowledge(cdk.Acknowledgment(
        id="SecureTrust::mfa-required",
        reason="Bob gets his MFA device in May",
    ))
    # Once that is accepted, the guard reports the next rule that the same condition breaks.
    cdk.Validations.of(role).acknowledge(cdk.Acknowledgment(
        id="SecureTrust::ineffective-condition",
        reason="BoolIfExists stays until then",
    ))
