'use strict';
/**
 * node check-power.js [--worlds 10000] [--seed 1] [--only N] [--show 5]
 *
 * Compares with the simulator what the policies of a principal allow: random identity-based policies and boundaries, and for each of them
 * - requests: an action on a resource is allowed or not, as the simulator says;
 * - `allowsSome`: `yes` if the simulator allows the action on one of many resources, and never `no` then;
 * - everything: never `yes` if the simulator denies one request, never `no` if the policies allow everything by themselves.
 *
 * Ends with one line, and with status 1 if an answer differs. `--only` repeats one world.
 */
process.env.TZ = 'UTC';
const path = require('node:path');
const { parseArgs } = require('node:util');
const { loadPolicy } = require('@cloud-copilot/iam-policy');
const { Random } = require('./random');

const LIB = path.resolve(process.env.CDK_SECURE_TRUST_LIB ?? path.join(__dirname, '..', '..', 'lib'));
const { PermissionSet } = require(path.join(LIB, 'permissions/permission-set.js'));
const { coversEverything } = require(path.join(LIB, 'permissions/covers-everything.js'));
const { readIdentityPolicy } = require(path.join(LIB, 'permissions/read-identity-policy.js'));

const simulator = (file) => require(path.join(path.dirname(require.resolve('@cloud-copilot/iam-simulate')), file));
const { authorize } = simulator('core_engine/CoreSimulatorEngine.js');
const { RequestContextImpl } = simulator('requestContext.js');
const { AwsRequestImpl } = simulator('request/request.js');
const { DiscoveryContextKeyConstraints } = simulator('context_keys/discoveryContextKeyConstraints.js');

const ACCOUNT = '111122223333';
const USER = `arn:aws:iam::${ACCOUNT}:user/alice`;
const ACTIONS = ['s3:GetObject', 's3:PutObject', 'iam:PutUserPolicy', 'sqs:SendMessage'];
const RESOURCES = [
  'arn:aws:s3:::reports/a', 'arn:aws:s3:::reports/b/c', 'arn:aws:s3:::other/a', `arn:aws:sqs:eu-west-1:${ACCOUNT}:orders`, USER,
  `arn:aws:iam::${ACCOUNT}:user/team/bob`,
];
/** Without `*:*`: IAM accepts it as every action, and the simulator matches no action with it. */
const PATTERNS_OF_ACTIONS = ['*', 's3:*', 's3:Get*', 's3:GetObject', 's3:?utObject', 'iam:*', 'iam:PutUserPolicy', 'sqs:*'];
const PATTERNS_OF_RESOURCES = [
  '*', '*', 'arn:aws:s3:::reports/*', 'arn:aws:s3:::*', 'arn:aws:s3:::*/a', 'arn:aws:s3:::other/a', `arn:aws:sqs:*:${ACCOUNT}:*`,
  `arn:aws:iam::${ACCOUNT}:user/\${aws:username}`, `arn:aws:iam::*:user/*`,
];

function statement(random, allowShare) {
  const actions = random.some(PATTERNS_OF_ACTIONS, 1, 3);
  const resources = random.some(PATTERNS_OF_RESOURCES, 1, 2);
  return {
    Effect: random.chance(allowShare) ? 'Allow' : 'Deny',
    [random.chance(0.15) ? 'NotAction' : 'Action']: actions,
    [random.chance(0.15) ? 'NotResource' : 'Resource']: resources,
    ...random.chance(0.2) && { Condition: { StringEquals: { 'aws:PrincipalAccount': random.pick([ACCOUNT, '444455556666']) } } },
  };
}

function world(seed, number) {
  const random = new Random(seed, number);
  const policy = (allowShare) => ({ Version: '2012-10-17', Statement: random.some([0], 1, 3).map(() => statement(random, allowShare)) });
  return { identity: random.some([0], 1, 2).map(() => policy(0.75)), boundary: random.chance(0.4) ? policy(0.85) : undefined };
}

function isAllowedBySimulator({ identity, boundary }, action, resource) {
  const load = (document, index = 0) => loadPolicy(document, { name: `policy-${index}` });
  const context = { 'aws:PrincipalAccount': ACCOUNT, 'aws:username': 'alice', 'aws:PrincipalArn': USER };
  return authorize({
    request: new AwsRequestImpl(USER, { resource, accountId: ACCOUNT }, action, new RequestContextImpl(context)),
    identityPolicies: identity.map(load),
    sessionPolicy: undefined,
    permissionBoundaries: boundary && [load(boundary)],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: undefined,
    simulationParameters: { simulationMode: 'Strict', discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]) },
    serviceSettings: {},
  }).result === 'Allowed';
}

/** What differs, in words. */
function differencesIn(one) {
  const read = (document, index) => readIdentityPolicy(document, { name: `policy ${index}` });
  const set = new PermissionSet(
    { identity: one.identity.map(read), boundary: one.boundary && read(one.boundary, 'boundary'), lacksPolicies: false, lacksBoundary: false },
    { kind: 'user', arn: USER, account: ACCOUNT, name: 'alice', partition: 'aws' },
  );
  const found = [];
  let deniesOne = false;
  for (const action of ACTIONS) {
    const allowed = RESOURCES.filter((resource) => isAllowedBySimulator(one, action, resource));
    deniesOne ||= allowed.length < RESOURCES.length;
    for (const resource of RESOURCES) {
      const mine = set.allows({ action, resource });
      if (mine !== (allowed.includes(resource) ? 'yes' : 'no')) found.push(`${action} on ${resource}: ${mine}`);
    }
    const some = set.allowsSome(action, undefined);
    if (some !== 'yes' && allowed.length > 0) found.push(`${action} on some resource: ${some}, although on ${allowed[0]}`);
  }
  const everything = coversEverything(set);
  if (everything === 'yes' && deniesOne) found.push('everything');
  if (everything === 'unknown') found.push('everything: unknown');
  return found;
}

function main() {
  const { values } = parseArgs({
    options: {
      worlds: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, only: { type: 'string' },
      show: { type: 'string', default: '5' },
    },
  });
  const [count, seed, show] = [values.worlds, values.seed, values.show].map(Number);
  const first = values.only === undefined ? 0 : Number(values.only);
  const last = values.only === undefined ? count : first + 1;
  let failed = 0;
  for (let number = first; number < last; number += 1) {
    const one = world(seed, number);
    const differences = differencesIn(one);
    if (differences.length === 0) continue;
    failed += 1;
    if (failed <= show) console.log(JSON.stringify({ number, differences, ...one }));
  }
  console.log(`oracle: ${last - first - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

main();
