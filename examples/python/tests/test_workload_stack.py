"""Unit tests of who can assume the roles of the stack."""
from aws_cdk import App, Environment
from cdk_secure_trust import AssumeRoleOutcome, TrustAnswer, TrustPolicy

from workload_stack import WorkloadStack

ALICE = "arn:aws:iam::111122223333:user/alice"
EXTERNAL_ID = "9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55"


def workload(unsafe: bool = False) -> WorkloadStack:
    return WorkloadStack(App(), "Workload", env=Environment(account="444455556666", region="eu-west-1"), unsafe=unsafe)


def test_alice_gets_in_with_mfa_and_the_external_id():
    trust = TrustPolicy.from_role(workload().audit)
    decision = trust.evaluate(caller_arn=ALICE, mfa=True, external_id=EXTERNAL_ID)
    assert decision.outcome == AssumeRoleOutcome.ALLOWED, decision.reasons


def test_alice_does_not_get_in_without_mfa():
    trust = TrustPolicy.from_role(workload().audit)
    decision = trust.evaluate(caller_arn=ALICE, external_id=EXTERNAL_ID)
    assert decision.outcome == AssumeRoleOutcome.DENIED


def test_nobody_gets_in_without_mfa_nor_without_an_external_id():
    stack = workload()
    for role in [stack.audit, stack.support]:
        summary = TrustPolicy.from_role(role).summary
        assert (summary.mfa_enforced, summary.external_id_enforced) == (TrustAnswer.YES, TrustAnswer.YES)


def test_only_the_branch_main_deploys():
    issuer = "token.actions.githubusercontent.com"
    trust = TrustPolicy.from_role(workload().deploy)

    def outcome_of(subject: str) -> AssumeRoleOutcome:
        return trust.evaluate(
            federated_provider=f"arn:aws:iam::444455556666:oidc-provider/{issuer}",
            context={f"{issuer}:aud": "sts.amazonaws.com", f"{issuer}:sub": subject},
        ).outcome

    assert outcome_of("repo:acme/app:ref:refs/heads/main") == AssumeRoleOutcome.ALLOWED
    assert outcome_of("repo:acme/app:pull_request") == AssumeRoleOutcome.DENIED


def test_bool_if_exists_would_let_somebody_in_who_is_refused_now():
    change = TrustPolicy.from_role(workload().support).compare_with(TrustPolicy.from_role(workload(unsafe=True).support))
    assert change.widens == TrustAnswer.YES
    assert "user/bob, without MFA" in change.newly_allowed
