/** Runs the TypeScript that our pages print, in a stack of its own, and reads the roles that it makes from the rendered template. */
import * as cdk from 'aws-cdk-lib';
import * as bedrockagentcore from 'aws-cdk-lib/aws-bedrockagentcore';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import * as library from '../src';
import { OWN, PARTNER, role, SECRET } from './rules/trust-policy-cases';
import { AuditSubject } from '../src/assessment/assess';
import { roleAsWritten } from '../src/cloudformation/role-as-written';
import { trustInTemplate } from '../src/cloudformation/trust-policies-of-template';

const MODULES: Readonly<Record<string, unknown>> = { 'aws-cdk-lib': cdk, 'aws-cdk-lib/aws-iam': iam, 'cdk-secure-trust': library };

export interface RoleOfPage {
  readonly logicalId: string;
  readonly subject: AuditSubject;
}

/** What the code of the rule pages takes for granted. */
function rolePageScope(stack: cdk.Stack): Readonly<Record<string, unknown>> {
  return {
    ...library,
    Duration: cdk.Duration,
    cdk,
    iam,
    bedrockagentcore,
    stack,
    github: iam.OpenIdConnectProvider.fromOpenIdConnectProviderArn(
      stack, 'GitHub', `arn:aws:iam::${OWN}:oidc-provider/token.actions.githubusercontent.com`,
    ),
    provider: iam.SamlProvider.fromSamlProviderArn(stack, 'Corp', `arn:aws:iam::${OWN}:saml-provider/Corp`),
    trustAnchor: { attrTrustAnchorArn: `arn:aws:rolesanywhere:eu-west-1:${OWN}:trust-anchor/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9` },
  };
}

/** The roles of the statements; `this` is the stack in them. */
export function rolesOfCode(code: string): readonly RoleOfPage[] {
  const app = new cdk.App({ context: { trustedArn: role(OWN, 'deploy') } });
  const stack = new cdk.Stack(app, 'Page', { env: { account: OWN, region: 'eu-west-1' } });
  runCode(code, rolePageScope(stack), stack);
  return rolesOfApp(app, 'Page');
}

/** The roles of a whole program of a page, which makes its own app, with `added` at its end. */
export function rolesOfProgram(program: string, added = ''): readonly RoleOfPage[] {
  const apps: cdk.App[] = [];
  class RememberedApp extends cdk.App {
    public constructor(props?: cdk.AppProps) {
      super(props);
      apps.push(this);
    }
  }
  const modules = { ...MODULES, 'aws-cdk-lib': { ...cdk, App: RememberedApp } };
  // What the guard says of them is asked of the rules here.
  const quiet = { add: () => undefined };
  runCode(`${program}\n${added}`, {
    cdk,
    require: (name: keyof typeof modules) => (
      name === 'aws-cdk-lib' ? { ...modules[name], Aspects: { of: () => quiet } } : modules[name]
    ),
  });
  const [stack] = apps[0].node.children.filter((child) => child instanceof cdk.Stack);
  return rolesOfApp(apps[0], stack.artifactId);
}

/** An expression of `assumedBy`, an operator with its conditions, or statements. */
export function statementsFor(fragment: string): readonly string[] {
  if (/^assumedBy:/m.test(fragment)) {
    const props = fragment.replace(/^\/\/.*$/gm, '').split(/^(?=assumedBy:)/m).filter((each) => each.trim() !== '');
    return props.map((prop) => `new iam.Role(stack, 'Role', {\n${prop}\n})`);
  }
  if (/^String\w+:/.test(fragment)) return statementsFor(`assumedBy: new iam.OpenIdConnectPrincipal(github, {\n${fragment}\n})`);
  return [fragment];
}

/** A secure role with one prop as a page writes it, `mfa: …`, or with one trusted principal. */
export function secureRoleWith(code: string): string {
  const isPrincipal = code.startsWith('TrustedPrincipal.');
  const isForRole = code.startsWith('mfa: MfaRequirement.waived');
  const usual = `TrustedPrincipal.${isForRole ? 'role' : 'user'}('${PARTNER}', '${isForRole ? 'scanner' : 'alice'}')`;
  const isRole = code.startsWith('TrustedPrincipal.role(');
  const props = [
    ...isRole ? ["mfa: MfaRequirement.waived('a role cannot authenticate with MFA')"] : [],
    `trustedPrincipals: [${isPrincipal ? code : usual}]`,
    ...code.startsWith('externalId:') ? [] : [`externalId: ExternalId.of('${SECRET}')`],
    ...isPrincipal ? [] : [code],
  ];
  return `new SecureCrossAccountRole(stack, 'Role', { ${props.join(', ')} })`;
}

export function runCode(code: string, scope: Readonly<Record<string, unknown>>, self?: unknown): void {
  const { outputText } = transpileModule(code, { compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 } });
  const given = { exports: {}, ...scope };
  // The code is that of our own pages: nothing from outside is run.
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function(...Object.keys(given), outputText.replace('"use strict";', '')).apply(self, Object.values(given));
}

function rolesOfApp(app: cdk.App, stack: string): readonly RoleOfPage[] {
  const { template } = app.synth().getStackArtifact(stack);
  const account = (app.node.children.find((child) => child instanceof cdk.Stack) as cdk.Stack).account;
  return trustInTemplate(template, { account, partition: 'aws', region: 'eu-west-1' }).policies.map(
    ({ document, context, logicalId, resource }) => (
      { logicalId, subject: { document, context, role: roleAsWritten(logicalId, resource) } }
    ),
  );
}
