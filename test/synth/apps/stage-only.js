// An unsafe role inside a Stage inside a Stage; no stack at the top level.
const { App, Stack, Stage, aws_iam: iam } = require('aws-cdk-lib');
const { addGuard } = require('./add-guard');

const app = new App();
addGuard(app);
const stage = new Stage(new Stage(app, 'Prod'), 'Europe');
new iam.Role(new Stack(stage, 'Partner'), 'Audit', { assumedBy: new iam.AccountPrincipal('444455556666') });
app.synth();
