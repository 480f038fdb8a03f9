'use strict';
/**
 * The simulator's answer: the stored trust policy and the stored policies of the caller, and the condition keys that AWS includes in such a
 * request. Every action that the request needs has to be allowed. (The entry point without checks is used: the other one leaves out keys
 * that its tables do not list for sts:SetSourceIdentity, although the trust policies of CDK apps require them there.)
 */
const { createValidatedPolicy } = require('@cloud-copilot/iam-policy');
const { runUnsafeSimulation } = require('@cloud-copilot/iam-simulate');
const { identityOf } = require('./callers');

const ANYTHING = [{ name: 'anything', document: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] } }];

/** @returns the result of each side while the other allows everything, and the combined result: `allowed` or `denied` */
function simulate({ role, caller, policies, sends }) {
  const ask = (trustPolicy, callerPolicies) => (isAllowed(role, caller, sends, trustPolicy, callerPolicies) ? 'allowed' : 'denied');
  return { trust: ask(role.document, ANYTHING), caller: ask(trusting(caller), policies), decision: ask(role.document, policies) };
}

function isAllowed(role, caller, sends, trustPolicy, callerPolicies) {
  const actions = ['sts:AssumeRole', ...sends.sourceIdentity === undefined ? [] : ['sts:SetSourceIdentity']];
  return actions.every((action) => runUnsafeSimulation({
    request: {
      principal: caller, action, resource: {
        resource: role.arn,
        accountId: role.arn.split(':')[4],
      }, contextVariables: conditionKeys(caller, sends),
    },
    identityPolicies: callerPolicies.map(({ name, document }) => ({ name, policy: document })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: createValidatedPolicy(trustPolicy, () => [], { name: 'trust policy' }),
  }, {}) === 'Allowed');
}

function trusting(caller) {
  const account = identityOf(caller)?.account;
  const principal = account === undefined ? { Service: caller } : { AWS: `arn:aws:iam::${account}:root` };
  return {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] }],
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html says which requests have which keys. */
function conditionKeys(caller, { mfa, mfaAge, externalId, sourceIdentity, sessionName, context }) {
  const sent = {
    'sts:RoleSessionName': sessionName,
    'sts:ExternalId': externalId,
    'sts:SourceIdentity': sourceIdentity,
    'aws:MultiFactorAuthPresent': mfaAge === undefined ? mfa?.toString() : 'true',
    'aws:MultiFactorAuthAge': mfaAge?.toString(),
    'aws:SecureTransport': 'true',
    ...context,
    ...keysOfCaller(caller),
  };
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined));
}

function keysOfCaller(caller) {
  const identity = identityOf(caller);
  if (!identity) return { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': caller };
  const { kind, account, name, arn } = identity;
  return {
    'aws:PrincipalIsAWSService': 'false',
    'aws:PrincipalArn': arn,
    'aws:PrincipalAccount': account,
    'aws:PrincipalType': kind === 'user' ? 'User' : 'AssumedRole',
    ...kind === 'user' ? { 'aws:username': name } : {},
  };
}

module.exports = { simulate };
