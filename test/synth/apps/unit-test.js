// What a user's unit test does; the test runs this with NODE_ENV=test, as jest does.
const { App, Stack, aws_iam: iam, assertions } = require('aws-cdk-lib');
const { addGuard } = require('./add-guard');

const stack = new Stack(new App(), 'Partner');
addGuard(stack.node.root);
new iam.Role(stack, 'Audit', {
  assumedBy: process.env.VARIANT === 'safe' ? new iam.ServicePrincipal('lambda.amazonaws.com') : new iam.AccountPrincipal('444455556666'),
});
assertions.Template.fromStack(stack);
