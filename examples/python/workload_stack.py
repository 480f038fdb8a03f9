"""The workload account, and the roles through which users of another account and a workflow of GitHub Actions access it."""
from aws_cdk import Stack
from aws_cdk import aws_iam as iam
from cdk_secure_trust import ExternalId, OidcSubject, SecureCrossAccountRole, SecureOidcRole, TrustedPrincipal
from constructs import Construct


class WorkloadStack(Stack):
    def __init__(self, scope: Construct, id: str, *, unsafe: bool, **kwargs) -> None:
        """:param unsafe: whether to make a mistake in the trust policy of `Support`, which the guard finds"""
        super().__init__(scope, id, **kwargs)

        self.audit = SecureCrossAccountRole(
            self,
            "Audit",
            trusted_principals=[TrustedPrincipal.user("111122223333", "alice")],
            external_id=ExternalId.of("9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55"),
            managed_policies=[iam.ManagedPolicy.from_aws_managed_policy_name("SecurityAudit")],
        )

        # Written by hand. BoolIfExists looks similar, but allows requests with a long-term access key and without MFA.
        mfa = "BoolIfExists" if unsafe else "Bool"
        self.support = iam.Role(
            self,
            "Support",
            assumed_by=iam.ArnPrincipal("arn:aws:iam::111122223333:user/bob").with_conditions(
                {
                    mfa: {"aws:MultiFactorAuthPresent": "true"},
                    "StringEquals": {"sts:ExternalId": "c2a4d7e1-8f3b-4b6e-a1d9-5e0c7b92f364"},
                }
            ),
        )

        self.deploy = SecureOidcRole(
            self,
            "Deploy",
            provider_arn="arn:aws:iam::444455556666:oidc-provider/token.actions.githubusercontent.com",
            subjects=[OidcSubject.github_branch(owner="acme", repository="app", branch="main")],
        )
