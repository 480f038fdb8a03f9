/** The generated code in Java: a test beside those of the example. */
'use strict';

const { forEachStack, indented } = require('./parts');

const addRoles = (stack, minimizes) => `        addRoles(app, "${stack}", ${minimizes});\n`;

module.exports = {
  file: 'src/test/java/com/example/workload/GeneratedCodeTest.java',

  program: ({ output, stacks, minimize, roles, secureRoles, guard, acknowledgement }) => `package com.example.workload;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.cdksecuretrust.*;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awscdk.*;
import software.amazon.awscdk.services.iam.*;

class GeneratedCodeTest {
    @Test
    void generatedCode() {
        final App app = App.Builder.create().outdir("${output}").build();
${forEachStack(stacks, addRoles)}        app.synth();
    }

    @Test
    void secureRoles() {
        final App app = App.Builder.create().outdir("${output}/secure-roles").build();
        final Stack stack = Stack.Builder.create(app, "SecureRoles")
            .env(Environment.builder().account("444455556666").region("eu-west-1").build())
            .build();
        final CfnOIDCProvider provider = CfnOIDCProvider.Builder.create(stack, "Provider")
            .url("https://token.actions.githubusercontent.com")
            .clientIdList(List.of("sts.amazonaws.com", "https://github.com/acme"))
            .build();
${secureRoles.map(({ id, construct, code }) => `        ${construct}.Builder.create(stack, "${id}")
            ${indented(code, '            ')}
            .build();
`).join('')}        app.synth();
    }

    @Test
    void whatTheGuardIsTold() {
        final TrustPolicyGuard guard = ${indented(guard, '        ')};
        assertEquals("SecureTrust", guard.getName());
    }

    private static void addRoles(final App app, final String name, final boolean minimize) {
        final Stack stack = new Stack(app, name);
        stack.getNode().setContext("${minimize}", minimize);
${roles.map(({ id, code }) => `        Role.Builder.create(stack, "${id}")
            ${indented(code, '            ')}
            .build();
`).join('')}
        final Role role = Role.Builder.create(stack, "Acknowledged").assumedBy(new AccountRootPrincipal()).build();
        ${indented(acknowledgement, '        ')};
    }
}
`,
};
