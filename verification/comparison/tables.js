'use strict';
/**
 * The trust policies, with the correct answer for each, from `policies/<kind>/<family>.json`. An invalid table is rejected.
 */
const fs = require('node:fs');
const path = require('node:path');

const FOLDER = path.join(__dirname, 'policies');

/** `unsafe` allows a principal that should be denied; `broken` allows nobody, or IAM rejects it; `safe` has no weakness. */
const KINDS = ['unsafe', 'broken', 'safe'];

/** How the CDK form is written: with `iam.Role`, or with another construct where that cannot express it. */
const WRITTEN_WITH = ['iam.Role', 'CfnRole', 'CfnInclude'];

const FIELDS = ['id', 'rules', 'accounts', 'source', 'properties', 'template', 'cdk', 'differs', 'reason', 'document'];

/**
 * Every policy of every table, with its kind, its family (and `about`: the family in words) and the account that owns the role. The fields
 * are explained in README.md.
 */
function readTables() {
  const policies = KINDS.flatMap((kind) => fs.readdirSync(path.join(FOLDER, kind)).sort().flatMap((file) => readTable(kind, file)));
  const seen = new Set();
  for (const { id } of policies) {
    if (seen.has(id)) throw new Error(`policies: the id ${id} is given twice`);
    seen.add(id);
  }
  return policies;
}

function readTable(kind, file) {
  const { about, account, policies } = JSON.parse(fs.readFileSync(path.join(FOLDER, kind, file), 'utf8'));
  return policies.map((policy) => {
    const refuse = (what) => { throw new Error(`policies/${kind}/${file}: ${policy.id ?? 'a policy without id'} ${what}`); };
    const unknown = Object.keys(policy).find((field) => !FIELDS.includes(field));
    if (unknown !== undefined) refuse(`holds ${unknown}: expected ${FIELDS.join(', ')}`);
    if (!/^[a-z0-9-]+$/.test(policy.id ?? '')) refuse('has no id of small letters, digits and hyphens');
    if (!policy.reason) refuse('gives no reason');
    if (kind === 'safe' && policy.rules !== undefined) refuse('names rules, though it is safe');
    if (kind !== 'safe' && !policy.rules?.length) refuse('names no rule that has to speak');
    const cdk = policy.cdk ?? WRITTEN_WITH[0];
    if (!WRITTEN_WITH.includes(cdk)) refuse(`is written with ${cdk}: expected one of ${WRITTEN_WITH.join(', ')}`);
    return { kind, family: path.basename(file, '.json'), about, account, rules: [], accounts: [], ...policy, cdk };
  });
}

/** The raw form: a CloudFormation template that contains the document unchanged. */
function rawTemplate({ document, properties, template }) {
  const Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: document, ...properties } };
  return { AWSTemplateFormatVersion: '2010-09-09', ...template, Resources: { Role } };
}

module.exports = { KINDS, rawTemplate, readTables };
