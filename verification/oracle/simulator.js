'use strict';
/**
 * The simulator's answer to a whole request: every action that the request needs must be allowed. The caller's identity policy allows
 * everything, so that the trust policy alone decides.
 */
const { createValidatedPolicy } = require('@cloud-copilot/iam-policy');
const { runUnsafeSimulation } = require('@cloud-copilot/iam-simulate');
const { lastPart } = require('./names');
const { providerOf } = require('./possible-requests');
const { OWN } = require('./vocabulary');

const ROLE = `arn:aws:iam::${OWN}:role/Trusting`;
const ALLOW_ALL = [{ name: 'everything', policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }];

/** @returns {'allowed' | 'denied'} */
function simulate(policy, request) {
  // An empty list means no value: AWS then has no such key in the request.
  const contextVariables = Object.fromEntries(
    Object.entries(request.context).filter(([, value]) => value.length > 0 || typeof value === 'string'),
  );
  // Nothing is validated, because the evaluator also has to handle some documents that IAM rejects.
  const resourcePolicy = createValidatedPolicy(policy, () => [], { name: 'trust policy' });
  const allowed = [request.action, ...request.sides].every(
    (action) =>
      runUnsafeSimulation(
        {
          request: { principal: principalOf(request.caller), action, resource: { resource: ROLE, accountId: OWN }, contextVariables },
          identityPolicies: ALLOW_ALL,
          serviceControlPolicies: [],
          resourceControlPolicies: [],
          resourcePolicy,
        },
        {},
      ) === 'Allowed',
  );
  return allowed ? 'allowed' : 'denied';
}

/** The caller in the format of the simulator. */
function principalOf(caller) {
  switch (caller.kind) {
    case 'iam-user':
      return `arn:${caller.partition}:iam::${caller.account}:user/${caller.name}`;
    case 'role-session':
    case 'federated-session':
      return `arn:${caller.partition}:sts::${caller.account}:assumed-role/${lastPart(caller.roleName)}/${caller.sessionName}`;
    case 'service':
      return caller.service;
    case 'saml':
      return `arn:${caller.partition}:iam::${caller.account}:saml-provider/${caller.provider}`;
    case 'oidc':
      return providerOf(caller);
  }
}

module.exports = { simulate };
