// A secure role that something loosens afterwards: its own check fails the build, without any guard.
const { App, Stack, aws_iam: iam } = require('aws-cdk-lib');
const { ExternalId, SecureCrossAccountRole, TrustedPrincipal } = require('cdk-secure-trust');

const app = new App();
const stack = new Stack(app, 'Partner', { env: { account: '111122223333', region: 'eu-west-1' } });
const role = new SecureCrossAccountRole(stack, 'Audit', {
  trustedPrincipals: [TrustedPrincipal.user('444455556666', 'alice')],
  externalId: ExternalId.of('9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55'),
});
if (process.env.VARIANT !== 'safe') {
  role.assumeRolePolicy.addStatements(new iam.PolicyStatement({
    actions: ['sts:AssumeRole'],
    principals: [new iam.ArnPrincipal('arn:aws:iam::444455556666:user/bob')],
  }));
}
app.synth();
