/** The generated code in Python: tests beside those of the example, and a program for a Python in which only the CDK is installed. */
'use strict';

const { forEachStack, indented } = require('./parts');

const addRoles = (stack, minimizes) => `    add_roles(app, "${stack}", ${minimizes ? 'True' : 'False'})\n`;

module.exports = {
  file: 'tests/test_generated_code.py',

  program: ({ output, stacks, minimize, roles, secureRoles, guard, acknowledgement }) => `import aws_cdk as cdk
from aws_cdk import aws_iam as iam


def test_generated_code():
    app = cdk.App(outdir="${output}")
${forEachStack(stacks, addRoles)}    app.synth()


def test_what_the_guard_is_told():
    from cdk_secure_trust import KnownAccount, TrustPolicyGuard

    guard = ${indented(guard, '    ')}
    assert guard.name == "SecureTrust"


def test_secure_roles():
    from cdk_secure_trust import (
        ExternalId, MfaRequirement, OidcSubject, SecureCrossAccountRole, SecureOidcRole, SessionNameRequirement, SessionTagRequirement,
        SourceIdentityRequirement, TrustedPrincipal,
    )

    app = cdk.App(outdir="${output}/secure-roles")
    stack = cdk.Stack(app, "SecureRoles", env=cdk.Environment(account="444455556666", region="eu-west-1"))
    provider = iam.CfnOIDCProvider(
        stack, "Provider", url="https://token.actions.githubusercontent.com",
        client_id_list=["sts.amazonaws.com", "https://github.com/acme"],
    )
${secureRoles.map(({ id, construct, code }) => `    ${construct}(
        stack,
        "${id}",
        ${indented(code, '        ')},
    )
`).join('')}    app.synth()


def add_roles(app, name, minimize):
    stack = cdk.Stack(app, name)
    stack.node.set_context("${minimize}", minimize)
${roles.map(({ id, code }) => `    iam.Role(
        stack,
        "${id}",
        ${indented(code, '        ')},
    )
`).join('')}
    role = iam.Role(stack, "Acknowledged", assumed_by=iam.AccountRootPrincipal())
    ${indented(acknowledgement, '    ')}


if __name__ == "__main__":
    test_generated_code()
`,
};
