#!/usr/bin/env python3
"""A role for a caller of another account, and a guard for every other role. `-c unsafe=true` makes one of those unsafe, `-c accepted=true` accepts it."""
from aws_cdk import App, Aspects, Environment
from cdk_secure_trust import TrustPolicyGuard

from accepted_findings import accept_access_without_mfa
from workload_stack import WorkloadStack

app = App()
Aspects.of(app).add(TrustPolicyGuard())

workload = WorkloadStack(
    app,
    "Workload",
    env=Environment(account="444455556666", region="eu-west-1"),
    unsafe=app.node.try_get_context("unsafe") == "true",
)
if app.node.try_get_context("accepted") == "true":
    accept_access_without_mfa(workload.support)

app.synth()
