'use strict';
/**
 * Documents written to be slow, through every rule: how long until there is a verdict.
 *
 *     node verification/bench/hostile.js
 */
require('ts-node').register({ transpileOnly: true, dir: __dirname });
const { auditTrustPolicy } = require('../../src/assessment/assess');
const { summarize } = require('../../src/assessment/summarize');
const { readTrustPolicy } = require('../../src/cloudformation/read-trust-policy');

const ACCOUNT = '111122223333';
const times = (count, make) => Array.from({ length: count }, (_, index) => make(index));
const account = (index) => String(100_000_000_000 + index * 7919);
const allow = (principal, condition = {}) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRole',
  Principal: { AWS: principal },
  Condition: condition,
});
const deny = (condition) => ({ Effect: 'Deny', Action: 'sts:AssumeRole', Principal: { AWS: '*' }, Condition: condition });
const root = `arn:aws:iam::${ACCOUNT}:root`;
const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

const DOCUMENTS = {
  '20,000 statements, an account each': times(20_000, (index) => allow(account(index))),
  '20,000 statements, an account each, with MFA': times(20_000, (index) => allow(account(index), mfa)),
  '20,000 statements, the same': times(20_000, () => allow(root, mfa)),
  '20,000 Deny statements': [allow(root), ...times(20_000, (index) => deny({ StringLike: { 'sts:RoleSessionName': `${index}*` } }))],
  '20,000 principals in one list': [allow(times(20_000, account), mfa)],
  'a pattern of 1 MB': [allow(root, { StringLike: { 'sts:ExternalId': 'a*'.repeat(500_000) } })],
  'a name of 1 MB': [allow('*', { StringLike: { 'aws:PrincipalArn': '*a'.repeat(500_000) } })],
  '500 alternations': [
    allow(root, {
      StringLike: { 'sts:ExternalId': times(500, (index) => `*?${index}*?${index + 1}*?`) },
      StringNotLike: { 'sts:ExternalId': times(500, (index) => `*${index}?*`) },
    }),
  ],
  '500 alternations in names': [
    allow('*', {
      StringLike: { 'aws:PrincipalArn': times(500, (index) => `*?${index}*?x*?`) },
      StringNotLike: { 'aws:PrincipalArn': times(500, (index) => `*${index}?*`) },
    }),
  ],
  '200 account patterns': [
    allow('*', { StringLike: { 'aws:PrincipalArn': times(200, (index) => `arn:aws:iam::*${index}*${index + 1}*:role/*`) } }),
  ],
  'a maze of 1,000 Deny statements': [
    allow(root),
    ...times(1_000, (index) =>
      deny({
        StringNotEquals: {
          'sts:ExternalId': `a${index % 14}`,
          'sts:RoleSessionName': `b${index % 15}`,
          'aws:PrincipalTag/x': `c${index % 13}`,
        },
      }),
    ),
  ],
};

let slowest = 0;
for (const [name, statements] of Object.entries(DOCUMENTS)) {
  const document = { Version: '2012-10-17', Statement: statements };
  const before = process.cpuUsage();
  const findings = auditTrustPolicy({ document, context: { account: '999999999999' } }, { accounts: new Map(), levels: {} });
  const seconds = (since) => ((since.user + since.system) / 1e6);
  const audit = seconds(process.cpuUsage(before));
  const between = process.cpuUsage();
  summarize(readTrustPolicy(document, {}), {});
  const summary = seconds(process.cpuUsage(between));
  slowest = Math.max(slowest, audit, summary);
  const counts = [...findings.reduce((all, { ruleId }) => all.set(ruleId, (all.get(ruleId) ?? 0) + 1), new Map())];
  console.log(
    `${name}: audit ${audit.toFixed(1)} s, summary ${summary.toFixed(1)} s of CPU ` +
      `(${counts.map(([id, count]) => `${id} ${count}`).join(', ')})`,
  );
}
console.log(`slowest: ${slowest.toFixed(1)} s of CPU`);
