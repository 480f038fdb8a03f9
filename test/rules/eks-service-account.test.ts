/** IRSA as the CDK renders it: the conditions come from a `CfnJson`, whose keys hold the issuer of the cluster. */
import { App, aws_eks as eks, aws_iam as iam, aws_lambda as lambda, CfnJson, Stack } from 'aws-cdk-lib';
import { auditTrustPolicy } from '../../src/assessment/assess';
import { summarize } from '../../src/assessment/summarize';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';

type Resources = Record<string, { readonly Type: string; readonly Properties: { readonly AssumeRolePolicyDocument: unknown } }>;

/** The role among the resources of a stack with a cluster, and what the rules say of it. */
function judged(roleOf: (cluster: eks.Cluster) => iam.IRole) {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const kubectlLayer = lambda.LayerVersion.fromLayerVersionArn(stack, 'Kubectl', 'arn:aws:lambda:eu-west-1:111111111111:layer:kubectl:1');
  const cluster = new eks.Cluster(stack, 'Cluster', { version: eks.KubernetesVersion.V1_31, kubectlLayer });
  const logicalId = stack.getLogicalId(roleOf(cluster).node.defaultChild as iam.CfnRole);
  const resources = (app.synth().getStackByName('Stack').template as { readonly Resources: Resources }).Resources;
  const document = resources[logicalId].Properties.AssumeRolePolicyDocument;
  const context: DeployTimeContext = { resources };
  return {
    findings: auditTrustPolicy({ document, context }, { accounts: new Map(), levels: {} }).map(({ ruleId }) => ruleId),
    summary: summarize(readTrustPolicy(document, context), context),
  };
}

function providerWith(cluster: eks.Cluster, claims: Readonly<Record<string, string>>): iam.IPrincipal {
  const issuer = cluster.openIdConnectProvider.openIdConnectProviderIssuer;
  const value = Object.fromEntries(Object.entries(claims).map(([claim, text]) => [`${issuer}:${claim}`, text]));
  return new iam.OpenIdConnectPrincipal(cluster.openIdConnectProvider, { StringLike: new CfnJson(cluster, 'Claims', { value }) });
}

test('the role of cluster.addServiceAccount has no finding, and its subject is known to be required', () => {
  const { findings, summary } = judged((cluster) => cluster.addServiceAccount(
    'App',
    { name: 'app', namespace: 'default' },
  ).role as iam.Role);
  expect(findings).toEqual([]);
  expect(summary).toMatchObject({ public: false, accountWide: false, mfaEnforced: null, oidcSubjectEnforced: true, satisfiable: true });
});

test.each<[string, Readonly<Record<string, string>>, readonly string[], boolean]>([
  ['one service account', { aud: 'sts.amazonaws.com', sub: 'system:serviceaccount:default:app' }, [], true],
  ['every service account of a namespace', { sub: 'system:serviceaccount:default:*' }, ['oidc-subject-wide'], true],
  ['the audience only', { aud: 'sts.amazonaws.com' }, ['oidc-subject-wide'], false],
])('a hand-written role with a CfnJson: %s', (_, claims, findings, oidcSubjectEnforced) => {
  const found = judged((cluster) => new iam.Role(cluster, 'OwnRole', { assumedBy: providerWith(cluster, claims) }));
  expect(found.findings).toEqual(findings);
  expect(found.summary).toMatchObject({ public: false, oidcSubjectEnforced });
});
