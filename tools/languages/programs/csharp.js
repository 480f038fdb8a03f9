/** The generated code in C#: a class in the project of the package, which only has to compile. */
'use strict';

const { forEachStack, indented } = require('./parts');

const addRoles = (stack, minimizes) => `        AddRoles(app, "${stack}", ${minimizes});\n`;

module.exports = {
  file: 'GeneratedCode.cs',

  program: ({ output, stacks, minimize, roles, secureRoles, guard, acknowledgement }) => `using System.Collections.Generic;
using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using CdkSecureTrust;

internal static class GeneratedCode
{
    internal static void Synthesize()
    {
        var app = new App(new AppProps { Outdir = "${output}" });
${forEachStack(stacks, addRoles)}        app.Synth();
    }

    internal static void SynthesizeSecureRoles()
    {
        var app = new App(new AppProps { Outdir = "${output}/secure-roles" });
        var environment = new Amazon.CDK.Environment { Account = "444455556666", Region = "eu-west-1" };
        var stack = new Stack(app, "SecureRoles", new StackProps { Env = environment });
        var provider = new CfnOIDCProvider(stack, "Provider", new CfnOIDCProviderProps {
            Url = "https://token.actions.githubusercontent.com",
            ClientIdList = new[] { "sts.amazonaws.com", "https://github.com/acme" },
        });
${secureRoles.map(({ id, construct, code }) => `        new ${construct}(stack, "${id}", new ${construct}Props {
            ${indented(code, '            ')},
        });
`).join('')}        app.Synth();
    }

    internal static TrustPolicyGuard Guard()
    {
        return ${indented(guard, '        ')};
    }

    private static void AddRoles(App app, string name, bool minimize)
    {
        var stack = new Stack(app, name);
        stack.Node.SetContext("${minimize}", minimize);
${roles.map(({ id, code }) => `        new Role(stack, "${id}", new RoleProps {
            ${indented(code, '            ')},
        });
`).join('')}
        var role = new Role(stack, "Acknowledged", new RoleProps { AssumedBy = new AccountRootPrincipal() });
        ${indented(acknowledgement, '        ')};
    }
}
`,
};
