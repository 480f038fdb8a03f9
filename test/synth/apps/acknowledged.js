// Two roles with the same findings, in stacks of different accounts; VARIANT says what is acknowledged, and where.
const { App, Stack, Stage, Validations, aws_iam: iam } = require('aws-cdk-lib');
const { addGuard } = require('./add-guard');

const app = new App();
addGuard(app, { reportFile: 'report.json', levels: { 'specific-principal': 'off' } });
const stack = (id, account) => new Stack(app, id, { env: { account, region: 'eu-west-1' } });
const partner = () => new iam.AccountPrincipal('444455556666');
const one = new iam.Role(stack('One', '111122223333'), 'Audit', { assumedBy: partner() });
const two = new iam.Role(stack('Two', '222233334444'), 'Audit', { assumedBy: partner() });

const acknowledge = (scope, ...ids) => {
  for (const id of ids) Validations.of(scope).acknowledge({ id, reason: `agreed at '${scope.node.path}'` });
};
const both = ['SecureTrust::mfa-required', 'SecureTrust::external-id-required'];
switch (process.env.VARIANT) {
  case 'nothing': break;
  case 'one of two findings of one role':
    acknowledge(one, 'SecureTrust::mfa-required');
    acknowledge(two, ...both);
    break;
  case 'all findings of one of two roles': acknowledge(one, ...both); break;
  case 'everything, at the roles':
    acknowledge(one, ...both);
    acknowledge(two, ...both);
    break;
  case 'everything, at the app': acknowledge(app, ...both); break;
  case 'wrong ids':
    acknowledge(app, 'mfa-required', 'external-id-required', 'TrustPolicyGuard::mfa-required');
    acknowledge(app, 'SecureTrust::mfa', 'SecureTrust::unsafe-trust-policies');
    break;
}
app.synth();
