// Adds a guard in the way that the test chose.
const { Aspects, Validations } = require('aws-cdk-lib');
const { TrustPolicyGuard } = require('cdk-secure-trust');

exports.addGuard = (scope, props) => addTo(new TrustPolicyGuard(props), scope);

exports.addTo = addTo;

function addTo(guard, scope) {
  if (process.env.DOOR === 'plugin') Validations.of(scope).addPlugins(guard);
  else Aspects.of(scope).add(guard);
  return guard;
}
