// A clean stack beside an unsafe one and an unsafe Stage, of which the clean one is selected.
const { App, Stack, Stage, aws_iam: iam } = require('aws-cdk-lib');
const { addGuard } = require('./add-guard');

const app = new App();
addGuard(app);
new iam.Role(new Stack(app, 'Clean'), 'Worker', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
new iam.Role(new Stack(app, 'Partner'), 'Audit', { assumedBy: new iam.AccountPrincipal('444455556666') });
new iam.Role(new Stack(new Stage(app, 'Prod'), 'Partner'), 'Audit', { assumedBy: new iam.AccountPrincipal('444455556666') });
app.synth();
