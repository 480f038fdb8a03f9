'use strict';
/**
 * What IAM has stored, read back with the calls behind the AWS CLI's get-role, get-user-policy, get-role-policy and get-policy-version, and
 * in the form that these print: IAM sends documents URL-encoded, the CLI prints them as JSON.
 */
const {
  GetPolicyCommand, GetPolicyVersionCommand, GetRoleCommand, GetRolePolicyCommand, GetUserPolicyCommand,
  paginateListAttachedRolePolicies, paginateListAttachedUserPolicies, paginateListRolePolicies, paginateListUserPolicies,
} = require('@aws-sdk/client-iam');

const CALLS = {
  user: {
    inline: paginateListUserPolicies, get: GetUserPolicyCommand, attached: paginateListAttachedUserPolicies,
    named: (UserName) => ({ UserName }),
  },
  role: {
    inline: paginateListRolePolicies, get: GetRolePolicyCommand, attached: paginateListAttachedRolePolicies,
    named: (RoleName) => ({ RoleName }),
  },
};

/** @returns `encoded`: the trust policy as IAM sent it; `document`: read; `printed`: what `aws iam get-role` prints */
async function storedRole(iam, name) {
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: name }));
  const encoded = Role.AssumeRolePolicyDocument;
  const document = decoded(encoded);
  return { arn: Role.Arn, encoded, document, printed: { Role: { ...Role, AssumeRolePolicyDocument: document } } };
}

/** The policies of a user or a role, inline and attached: `printed` is what the AWS CLI prints of each. */
async function storedPolicies(iam, kind, name) {
  return [...await inlinePolicies(iam, kind, name), ...await attachedPolicies(iam, kind, name)];
}

async function inlinePolicies(iam, kind, name) {
  const { inline, get, named } = CALLS[kind];
  const policies = [];
  for await (const { PolicyNames } of inline({ client: iam }, named(name))) {
    for (const PolicyName of PolicyNames) {
      const { $metadata, PolicyDocument, ...rest } = await iam.send(new get({ ...named(name), PolicyName }));
      const document = decoded(PolicyDocument);
      policies.push({ name: PolicyName, document, printed: { ...rest, PolicyDocument: document } });
    }
  }
  return policies;
}

async function attachedPolicies(iam, kind, name) {
  const { attached, named } = CALLS[kind];
  const policies = [];
  for await (const { AttachedPolicies } of attached({ client: iam }, named(name))) {
    for (const { PolicyName, PolicyArn } of AttachedPolicies) policies.push(await attachedPolicy(iam, PolicyName, PolicyArn));
  }
  return policies;
}

async function attachedPolicy(iam, name, PolicyArn) {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy.DefaultVersionId }));
  const document = decoded(PolicyVersion.Document);
  return { name, document, printed: { PolicyVersion: { ...PolicyVersion, Document: document } } };
}

function decoded(text) {
  return JSON.parse(decodeURIComponent(text));
}

module.exports = { inlinePolicies, storedPolicies, storedRole };
