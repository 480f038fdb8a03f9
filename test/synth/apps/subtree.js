// VARIANT names the place of the guard; every role is unsafe.
const { App, NestedStack, Stack, Stage, Aspects, Validations, aws_iam: iam } = require('aws-cdk-lib');
const { TrustPolicyGuard } = require('cdk-secure-trust');

const app = new App();
const unsafe = (scope, id) => new iam.Role(scope, id, { assumedBy: new iam.AccountPrincipal('444455556666') });
const top = new Stack(app, 'Top');
const role = unsafe(top, 'Role');
unsafe(new NestedStack(top, 'Nested'), 'Role');
const other = new Stack(app, 'Other', { env: { account: '111122223333', region: 'eu-west-1' } });
unsafe(other, 'Role');
const stage = new Stage(app, 'Prod');
const inStage = new Stack(stage, 'Inner');
unsafe(inStage, 'Role');
unsafe(new Stack(stage, 'Second', { env: { account: '999900001111', region: 'eu-west-1' } }), 'Role');

const guard = new TrustPolicyGuard();
const places = { role, top, stage, app, 'stack in Stage': inStage };
for (const place of process.env.VARIANT.split(' + ')) {
  const [, door, name] = /^(aspect|plugin) on (.*)$/.exec(place);
  if (door === 'aspect') Aspects.of(places[name]).add(guard);
  else Validations.of(places[name]).addPlugins(guard);
}
app.synth();
