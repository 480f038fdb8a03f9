'use strict';
/** The policies of an `OrganizationTrustBoundary`, given to AWS Organizations as moto implements it: created, attached and read again. */
const fs = require('node:fs');
const path = require('node:path');
const moto = require('../deployment/moto');

const REPOSITORY = path.join(__dirname, '..', '..');
const GITHUB = 'token.actions.githubusercontent.com';
const TYPE = 'RESOURCE_CONTROL_POLICY';

/** @returns a remark; undefined if everything was tried */
async function checkBoundary(work, expectSame) {
  const lacking = moto.missing();
  if (lacking !== undefined) {
    expectSame(`${lacking} is on this machine`, process.env.CI === undefined, true);
    return `RCPs not tried: ${lacking} is not on this machine`;
  }
  moto.install();
  await moto.withMoto((address) => storePolicies(address, synthesize(work), expectSame));
  return undefined;
}

/** @returns the properties of two policies, because one has too many tenants for a single one */
function synthesize(work) {
  process.env.CDK_VALIDATION = 'false';
  const { App, Stack } = require('aws-cdk-lib');
  const { OrganizationTrustBoundary } = require(REPOSITORY);
  const app = new App({ outdir: path.join(work, 'boundary') });
  const tenants = (first) => Array.from({ length: 120 }, (_, index) => `${first}acme-organization-${index}/*`);
  new OrganizationTrustBoundary(new Stack(app, 'Organization'), 'Boundary', {
    organizationId: 'o-a1b2c3d4e5',
    trustedAccounts: ['464622532012'],
    trustedTokenSubjects: { [GITHUB]: tenants('repo:'), 'gitlab.com': tenants('project_path:') },
  });
  const template = path.join(app.synth().directory, 'Organization.template.json');
  const resources = Object.values(JSON.parse(fs.readFileSync(template, 'utf8')).Resources);
  return resources.filter(({ Type: type }) => type === 'AWS::Organizations::Policy').map(({ Properties: properties }) => properties);
}

async function storePolicies(address, policies, expectSame) {
  expectSame('the boundary is divided', policies.length, 2);
  await call(address, 'CreateOrganization', { FeatureSet: 'ALL' });
  const { Roots: [{ Id: root }] } = await call(address, 'ListRoots', {});
  await call(address, 'EnablePolicyType', { RootId: root, PolicyType: TYPE });
  for (const { Name, Description, Type, Content } of policies) {
    const text = JSON.stringify(Content);
    expectSame(`${Name} is short enough`, text.length <= 5_120, true);
    const { Policy: { PolicySummary: { Id } } } = await call(address, 'CreatePolicy', { Name, Description, Type, Content: text });
    await call(address, 'AttachPolicy', { PolicyId: Id, TargetId: root });
    const { Policy: stored } = await call(address, 'DescribePolicy', { PolicyId: Id });
    expectSame(`${Name} as it is stored`, [stored.PolicySummary.Type, JSON.parse(stored.Content)], [TYPE, Content]);
  }
  const { Policies: attached } = await call(address, 'ListPoliciesForTarget', { TargetId: root, Filter: TYPE });
  const names = attached.map(({ Name }) => Name).filter((name) => name !== 'RCPFullAWSAccess').sort();
  expectSame('what is attached to the root', names, policies.map(({ Name }) => Name).sort());
}

/** See https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html; moto looks at no signature. */
async function call(address, operation, request) {
  const answer = await fetch(address, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSOrganizationsV20161128.${operation}`,
      'authorization': 'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: JSON.stringify(request),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${operation}: ${text}`);
  return text === '' ? {} : JSON.parse(text);
}

module.exports = { checkBoundary, storePolicies, synthesize };
