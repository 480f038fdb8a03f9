'use strict';
/** The callers: users and role sessions with their policies; those of the example, and additional ones. */
const {
  AttachUserPolicyCommand, CreatePolicyCommand, CreateRoleCommand, CreateUserCommand, DeleteRolePolicyCommand, DeleteUserPolicyCommand,
  PutRolePolicyCommand, PutUserPolicyCommand,
} = require('@aws-sdk/client-iam');
const { inlinePolicies } = require('./stored');

/** A user, or the role behind a session; undefined for an AWS service. */
function identityOf(arn) {
  const user = /^arn:aws:iam::(\d{12}):user\/(.+)$/.exec(arn);
  if (user) return { kind: 'user', account: user[1], name: user[2], arn };
  const session = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/(.+)$/.exec(arn);
  return session
    ? { kind: 'role', account: session[1], name: session[2], arn: `arn:aws:iam::${session[1]}:role/${session[2]}` }
    : undefined;
}

/** Creates the callers that are not part of the example, and gives every caller the policies in the table. */
async function makeCallers(accounts, callers) {
  for (const { arn, isOfExample, policies = {}, attached = {} } of Object.values(callers)) {
    const identity = identityOf(arn);
    if (!identity) continue;
    const { iam } = await accounts.of(identity.account);
    if (!isOfExample) await make(iam, identity);
    for (const [name, document] of Object.entries(policies)) await putPolicy(iam, identity, name, document);
    for (const [name, document] of Object.entries(attached)) {
      const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument: JSON.stringify(document) }));
      await iam.send(new AttachUserPolicyCommand({ UserName: identity.name, PolicyArn: Policy.Arn }));
    }
  }
}

async function make(iam, { kind, account, name }) {
  if (kind === 'user') return iam.send(new CreateUserCommand({ UserName: name }));
  const principal = { AWS: `arn:aws:iam::${account}:root` };
  const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: principal }] };
  return iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) }));
}

function putPolicy(iam, { kind, name }, PolicyName, document) {
  const PolicyDocument = JSON.stringify(document);
  return iam.send(kind === 'user'
    ? new PutUserPolicyCommand({ UserName: name, PolicyName, PolicyDocument })
    : new PutRolePolicyCommand({ RoleName: name, PolicyName, PolicyDocument }));
}

/** Runs the work while the caller has this policy in place of its inline ones. */
async function withPolicyInstead(accounts, identity, document, work) {
  const { iam } = await accounts.of(identity.account);
  const own = await inlinePolicies(iam, identity.kind, identity.name);
  for (const { name } of own) await deletePolicy(iam, identity, name);
  await putPolicy(iam, identity, 'Instead', document);
  try {
    return await work();
  } finally {
    await deletePolicy(iam, identity, 'Instead');
    for (const { name, document: before } of own) await putPolicy(iam, identity, name, before);
  }
}

function deletePolicy(iam, { kind, name }, PolicyName) {
  return iam.send(kind === 'user'
    ? new DeleteUserPolicyCommand({ UserName: name, PolicyName })
    : new DeleteRolePolicyCommand({ RoleName: name, PolicyName }));
}

module.exports = { identityOf, makeCallers, withPolicyInstead };
