'use strict';
/** The IAM documents of a stack: as they should be after deployment according to its template, and as IAM stored them. */
const { resolve } = require('./resolve');
const { storedPolicies, storedRole } = require('./stored');

/** @returns the roles: the path of the construct in the app, the document in the template, the same resolved, and the role as stored */
async function rolesOf(accounts, stack) {
  const { iam } = await accounts.of(stack.account);
  return Promise.all(resourcesOf(stack, 'AWS::IAM::Role').map(async ([logicalId, { Properties, Metadata }]) => ({
    path: Metadata['aws:cdk:path'].replace(/\/Resource$/, ''),
    inTemplate: Properties.AssumeRolePolicyDocument,
    wanted: resolve(Properties.AssumeRolePolicyDocument, stack, stack.ids),
    ...await storedRole(iam, stack.ids.get(logicalId)),
  })));
}

/** @returns the inline policies: their owner, the resolved document, and the stored document of that name */
async function policiesOf(accounts, stack) {
  const { iam } = await accounts.of(stack.account);
  const attachments = resourcesOf(stack, 'AWS::IAM::Policy').flatMap(([, { Properties }]) => {
    const { PolicyName, PolicyDocument, Users = [], Roles = [] } = resolve(Properties, stack, stack.ids);
    const owners = [...Users.map((name) => ['user', name]), ...Roles.map((name) => ['role', name])];
    return owners.map(([kind, name]) => [kind, name, PolicyName, PolicyDocument]);
  });
  return Promise.all(attachments.map(async ([kind, name, PolicyName, PolicyDocument]) => {
    const stored = await storedPolicies(iam, kind, name);
    return { of: `${kind} ${name}`, wanted: PolicyDocument, document: stored.find((policy) => policy.name === PolicyName)?.document };
  }));
}

function resourcesOf({ template }, type) {
  return Object.entries(template.Resources).filter(([, resource]) => resource.Type === type);
}

module.exports = { policiesOf, rolesOf };
