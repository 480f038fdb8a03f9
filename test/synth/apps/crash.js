// Injected errors: the audit of one role throws (a role that needs the engine), or the guard fails to start. VARIANT says which, and where.
const { App, Stack, Stage, aws_iam: iam } = require('aws-cdk-lib');
const { TrustPolicyGuard } = require('cdk-secure-trust');
const assess = require('cdk-secure-trust/lib/assessment/assess');
const { addGuard } = require('./add-guard');

const { auditRole } = assess;
assess.auditRole = (subject, settings) => {
  if (JSON.stringify(subject.document).includes('ecs-tasks')) throw new TypeError('the engine broke');
  return auditRole(subject, settings);
};
if (process.env.VARIANT === 'cannot begin') {
  TrustPolicyGuard.prototype.runOf = () => { throw new TypeError('the guard broke'); };
}

const app = new App();
addGuard(app, { reportFile: 'report.json' });
const stack = new Stack(process.env.VARIANT === 'in a Stage' ? new Stage(app, 'Prod') : app, 'Service');
new iam.Role(stack, 'Task', {
  assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('ecs-tasks.amazonaws.com'), new iam.ServicePrincipal('ecs.amazonaws.com')),
});
new iam.Role(stack, 'Worker', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
app.synth();
