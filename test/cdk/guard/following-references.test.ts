/** A principal behind a reference - in the same template, in another stack, in a nested stack - is checked as if it were written out. */
import { App, Aws, CfnOutput, Environment, Fn, NestedStack, PhysicalName, Stack, aws_iam as iam } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { TrustPolicyGuard } from '../../../src/cdk/guard/trust-policy-guard';

const HOME: Environment = { account: '111122223333', region: 'eu-west-1' };
const ELSEWHERE: Environment = { account: '444455556666', region: 'eu-west-1' };

/** `<path> <rule>` of each finding. */
function findingsIn(build: (app: App) => void): string[] {
  const app = new App();
  build(app);
  const { directory, stacks } = app.synth();
  const templatePaths = stacks.map(({ templateFile }) => `${directory}/${templateFile}`);
  const context = { appConstruct: app, templatePaths, stackTemplates: [], accountId: undefined, region: undefined };
  const findings = new TrustPolicyGuard().validate(context).violations.filter(({ severity }) => severity !== 'fatal');
  return findings
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${constructPath} ${ruleName}`))
    .sort();
}

/** A role for the workflows of one repository of GitHub, or of any repository. */
function workflowRole(scope: Construct, id: string, providerArn: string, subject: string): iam.Role {
  return new iam.Role(scope, id, {
    assumedBy: new iam.FederatedPrincipal(providerArn, {
      StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' },
      StringLike: { 'token.actions.githubusercontent.com:sub': subject },
    }, 'sts:AssumeRoleWithWebIdentity'),
  });
}

describe('an OIDC provider', () => {
  const url = 'https://token.actions.githubusercontent.com';
  const providers: [string, (scope: Construct) => string][] = [
    ['written out', () => `arn:aws:iam::${Aws.ACCOUNT_ID}:oidc-provider/token.actions.githubusercontent.com`],
    [
      'made by CloudFormation',
      (scope) => new iam.OidcProviderNative(scope, 'Provider', { url, thumbprints: ['0'.repeat(40)] }).oidcProviderArn,
    ],
    ['made by a custom resource', (scope) => new iam.OpenIdConnectProvider(scope, 'Provider', { url }).openIdConnectProviderArn],
    ['made by its L1 construct', (scope) => new iam.CfnOIDCProvider(scope, 'Provider', { url }).ref],
  ];
  const places: [string, (app: App) => { provider: Construct; role: Construct }][] = [
    ['in the same stack', (app) => {
      const stack = new Stack(app, 'Roles');
      return { provider: stack, role: stack };
    }],
    ['in another stack', (app) => ({ provider: new Stack(app, 'Providers'), role: new Stack(app, 'Roles') })],
    ['in a nested stack', (app) => {
      const stack = new Stack(app, 'Roles');
      return { provider: new NestedStack(stack, 'Providers'), role: stack };
    }],
    ['around a nested stack', (app) => {
      const stack = new Stack(app, 'Outer');
      return { provider: stack, role: new NestedStack(stack, 'Roles') };
    }],
  ];

  describe.each(places)('%s', (_where, place) => {
    test.each(providers)('%s is recognised by its issuer', (_how, providerArn) => {
      const found = findingsIn((app) => {
        const { provider, role } = place(app);
        const arn = providerArn(provider);
        workflowRole(role, 'Any', arn, 'repo:*');
        workflowRole(role, 'One', arn, 'repo:my-org/my-repo:ref:refs/heads/main');
      });
      expect(found.filter((finding) => finding.includes('/Any/'))).toEqual([expect.stringMatching(/Roles\/Any\/Resource oidc-tenant$/)]);
      expect(found.filter((finding) => !finding.includes('/Any/'))).toEqual([]);
    });
  });
});

describe('a role', () => {
  const trustedRole = (scope: Construct, props: Partial<iam.RoleProps> = {}) =>
    new iam.Role(scope, 'Trusted', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), ...props });
  const trusting = (scope: Construct, arn: string) => new iam.Role(scope, 'Role', { assumedBy: new iam.ArnPrincipal(arn) });

  test.each<[string, (app: App) => void]>([
    ['of another stack', (app) => trusting(new Stack(app, 'Two'), trustedRole(new Stack(app, 'One')).roleArn)],
    ['of a nested stack', (app) => {
      const stack = new Stack(app, 'Stack');
      trusting(stack, trustedRole(new NestedStack(stack, 'Nested')).roleArn);
    }],
    ['of the stack around', (app) => {
      const stack = new Stack(app, 'Stack');
      trusting(new NestedStack(stack, 'Nested'), trustedRole(stack).roleArn);
    }],
    [
      'of a nested stack of another stack',
      (app) => trusting(new Stack(app, 'Two'), trustedRole(new NestedStack(new Stack(app, 'One'), 'Nested')).roleArn),
    ],
    ['exported under a name that is put together', (app) => {
      new CfnOutput(new Stack(app, 'One'), 'Arn', {
        value: trustedRole(app.node.findChild('One') as Stack).roleArn,
        exportName: `${Aws.STACK_NAME}-Arn`,
      });
      trusting(new Stack(app, 'Two'), Fn.importValue('One-Arn'));
    }],
  ])('%s belongs to the role\'s own account, so trusting it has no finding', (_where, build) => {
    expect(findingsIn(build)).toEqual([]);
  });

  test('of another account is foreign; its account is an own account, because the app deploys to it', () => {
    const found = findingsIn((app) => {
      const trusted = trustedRole(new Stack(app, 'One', { env: ELSEWHERE }), { roleName: PhysicalName.GENERATE_IF_NEEDED });
      trusting(new Stack(app, 'Two', { env: HOME }), trusted.roleArn);
      trusting(new Stack(app, 'Three', { env: HOME }), 'arn:aws:iam::777788889999:role/stranger');
    });
    expect(found).toEqual(['Three/Role/Resource external-id-required']);
  });

  test('that an import does not lead to is undecided', () => {
    expect(findingsIn((app) => trusting(new Stack(app, 'Two'), Fn.importValue('Elsewhere')))).toEqual(['Two/Role/Resource undecided']);
  });
});
