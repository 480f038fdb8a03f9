// Injected errors: the audit of one role throws (a role that needs the engine), or the guard fails to start. VARIANT says which, and where.
const { App, Stack, Stage, aws_iam: iam } = require('aws-cdk-lib');
const { TrustPolicyGuard } = require('cdk-secure-trust');
const engine = require('cdk-secure-trust/lib/engine');
const { addGuard } = require('./add-guard');

// Every function of the engine that is called with the role and the settings: the names in the package are short, and change.
for (const [name, part] of Object.entries(engine)) {
  if (typeof part !== 'function') continue;
  engine[name] = new Proxy(part, {
    apply: (called, self, args) => {
      if (args.length > 1 && JSON.stringify(args[0]?.document ?? null).includes('ecs-tasks')) throw new TypeError('the engine broke');
      return Reflect.apply(called, self, args);
    },
  });
}
if (process.env.VARIANT === 'cannot begin') {
  TrustPolicyGuard.prototype.runOf = () => { throw new TypeError('the guard broke'); };
}

const app = new App();
addGuard(app, { reportFile: 'report.json' });
const stack = new Stack(process.env.VARIANT === 'in a Stage' ? new Stage(app, 'Prod') : app, 'Service');
new iam.Role(stack, 'Task', { assumedBy: new iam.CompositePrincipal(new iam.ServicePrincipal('ecs-tasks.amazonaws.com'), new iam.ServicePrincipal('ecs.amazonaws.com')) });
new iam.Role(stack, 'Worker', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
app.synth();
