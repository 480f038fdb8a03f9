/** The generated code in TypeScript: a module beside those of the example, which has to compile. The repository's own tests run it. */
'use strict';

const { forEachStack, indented } = require('./parts');

const addRoles = (stack, minimizes) => `  addRoles(app, '${stack}', ${minimizes});\n`;

module.exports = {
  file: 'lib/generated-code.ts',

  program: ({ output, stacks, minimize, roles, secureRoles, guard, acknowledgement }) => `import * as cdk from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import {
  ExternalId, KnownAccount, MfaRequirement, OidcSubject, SecureCrossAccountRole, SecureOidcRole, SessionNameRequirement,
  SessionTagRequirement, SourceIdentityRequirement, TrustedPrincipal, TrustPolicyGuard,
} from 'cdk-secure-trust';

export function synthesize() {
  const app = new cdk.App({ outdir: '${output}' });
${forEachStack(stacks, addRoles)}  app.synth();
}

export function synthesizeSecureRoles() {
  const app = new cdk.App({ outdir: '${output}/secure-roles' });
  const stack = new cdk.Stack(app, 'SecureRoles', { env: { account: '444455556666', region: 'eu-west-1' } });
  const provider = new iam.CfnOIDCProvider(stack, 'Provider', {
    url: 'https://token.actions.githubusercontent.com', clientIdList: ['sts.amazonaws.com', 'https://github.com/acme'],
  });
${secureRoles.map(({ id, construct, code }) => `  new ${construct}(stack, '${id}', {
    ${indented(code, '    ')},
  });
`).join('')}  app.synth();
}

export const guard = ${guard};

function addRoles(app: cdk.App, name: string, minimize: boolean) {
  const stack = new cdk.Stack(app, name);
  stack.node.setContext('${minimize}', minimize);
${roles.map(({ id, code }) => `  new iam.Role(stack, '${id}', {
    ${indented(code, '    ')},
  });
`).join('')}
  const role = new iam.Role(stack, 'Acknowledged', { assumedBy: new iam.AccountRootPrincipal() });
  ${indented(acknowledgement, '  ')};
}
`,
};
