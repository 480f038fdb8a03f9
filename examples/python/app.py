#!/usr/bin/env python3
"""A role for a caller of another account, and a guard for every other role. `-c unsafe=true` makes one of those unsafe."""
from aws_cdk import App, Aspects, Environment
from cdk_secure_trust import TrustPolicyGuard

from workload_stack import WorkloadStack

app = App()
Aspects.of(app).add(TrustPolicyGuard())

WorkloadStack(
    app,
    "Workload",
    env=Environment(account="444455556666", region="eu-west-1"),
    unsafe=app.node.try_get_context("unsafe") == "true",
)

app.synth()
