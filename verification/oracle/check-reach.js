'use strict';
/**
 * node check-reach.js [--organizations 10000] [--seed 1] [--only N] [--show 5]
 *
 * Gives small random organizations to `reach`, and each pair of their roles to the simulator: the trust policy of the one, and the
 * policies and the boundary of the other.
 *
 *   may assume      the simulator allows the request that is shown
 *   kept out        the trust policy admits it, and the simulator denies the request because of the caller's policies
 *   may not assume  the simulator denies every request that is tried
 *
 * Ends with one line, and with status 1 if the simulator contradicts an edge. `--only` repeats one organization.
 */
process.env.TZ = 'UTC';
const path = require('node:path');
const { parseArgs } = require('node:util');
const { loadPolicy } = require('@cloud-copilot/iam-policy');
const { Random } = require('./random');

const LIB = path.resolve(process.env.CDK_SECURE_TRUST_LIB ?? path.join(__dirname, '..', '..', 'lib'));
const { ReachGraph } = require(path.join(LIB, 'reach/graph.js'));
const { placePrincipals } = require(path.join(LIB, 'reach/node.js'));
const { TrustPolicies } = require(path.join(LIB, 'reach/trust-of-role.js'));
const { readIdentityPolicy } = require(path.join(LIB, 'permissions/read-identity-policy.js'));

const simulator = (file) => require(path.join(path.dirname(require.resolve('@cloud-copilot/iam-simulate')), file));
const { authorize } = simulator('core_engine/CoreSimulatorEngine.js');
const { RequestContextImpl } = simulator('requestContext.js');
const { AwsRequestImpl } = simulator('request/request.js');
const { DiscoveryContextKeyConstraints } = simulator('context_keys/discoveryContextKeyConstraints.js');

const ACCOUNTS = ['111122223333', '222233334444'];
const EXTERNAL_IDS = ['ext-1', 'ext-2'];
const SESSIONS = ['example-session', 'other'];
const policyOf = (statements) => ({ Version: '2012-10-17', Statement: statements });
const arnOf = ({ account, name }) => `arn:aws:iam::${account}:role/${name}`;

function organizationOf(seed, number) {
  const random = new Random(seed, number);
  const names = random.some([0], 2, 5).map((_, index) => ({ account: random.pick(ACCOUNTS), name: `Role${index}` }));
  return names.map((role) => ({
    ...role,
    trust: policyOf([
      ...random.some([0], 1, 2).map(() => trustStatement(random, names, 'Allow')),
      ...random.chance(0.25) ? [trustStatement(random, names, 'Deny')] : [],
    ]),
    identity: random.some([0], 0, 2).map(() => policyOf([permission(random, names, random.chance(0.8) ? 'Allow' : 'Deny')])),
    boundary: random.chance(0.25) ? policyOf([permission(random, names, 'Allow')]) : undefined,
  }));
}

function trustStatement(random, names, effect) {
  const role = random.pick(names);
  const principals = [
    '*', arnOf(role), arnOf(role), arnOf(role), `arn:aws:iam::${role.account}:root`, role.account,
    `arn:aws:sts::${role.account}:assumed-role/${role.name}/${random.pick(SESSIONS)}`,
  ];
  const Condition = trustCondition(random, names);
  return {
    Effect: effect,
    Principal: { AWS: random.pick(principals) },
    Action: random.pick(['sts:AssumeRole', 'sts:AssumeRole', 'sts:*', 'sts:Assume*', 'sts:TagSession']),
    ...Condition && { Condition },
  };
}

function trustCondition(random, names) {
  const role = random.pick(names);
  return random.pick([
    undefined, undefined, undefined,
    { StringEquals: { 'sts:ExternalId': random.pick([EXTERNAL_IDS, ...EXTERNAL_IDS]) } },
    { StringNotEquals: { 'sts:ExternalId': EXTERNAL_IDS[0] } },
    { ArnLike: { 'aws:PrincipalArn': random.pick([arnOf(role), `arn:aws:iam::${role.account}:role/*`, 'arn:aws:iam::*:role/Role1']) } },
    { StringNotLike: { 'aws:PrincipalArn': `*:role/${role.name}` } },
    { StringEquals: { 'aws:PrincipalAccount': role.account } },
    { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
    { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } },
  ]);
}

function permission(random, names, effect) {
  const role = random.pick(names);
  return {
    Effect: effect,
    [random.chance(0.1) ? 'NotAction' : 'Action']: random.pick(['sts:AssumeRole', 'sts:AssumeRole', 'sts:*', '*', 'sts:Get*', 's3:*']),
    [random.chance(0.1) ? 'NotResource' : 'Resource']: random.pick(['*', arnOf(role), arnOf(role), `arn:aws:iam::${role.account}:role/*`]),
    ...random.chance(0.25) && { Condition: { [random.pick(['StringEquals', 'StringNotEquals'])]: { 'sts:ExternalId': random.pick(EXTERNAL_IDS) } } },
  };
}

function isAllowed(caller, role, { principal, context }) {
  const load = (policy, index = 0) => loadPolicy(policy, { name: `policy-${index}` });
  const sent = {
    'aws:PrincipalArn': arnOf(caller), 'aws:PrincipalAccount': caller.account, 'aws:PrincipalIsAWSService': 'false',
    'sts:RoleSessionName': 'ci', ...context,
  };
  return authorize({
    request: new AwsRequestImpl(principal, { resource: arnOf(role), accountId: role.account }, 'sts:AssumeRole', new RequestContextImpl(sent)),
    identityPolicies: caller.identity.map(load),
    permissionBoundaries: caller.boundary && [load(caller.boundary)],
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: load(role.trust),
    simulationParameters: { simulationMode: 'Strict', discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]) },
    serviceSettings: {},
  }).result === 'Allowed';
}

function principalOf({ account, name, trust, identity, boundary }) {
  return {
    id: name,
    kind: 'role',
    partition: 'aws',
    account,
    name,
    source: { file: 'organization.json', roleName: name, account },
    trustPolicy: { document: trust, context: { account, partition: 'aws' } },
    policies: {
      identity: identity.map((document, index) => readIdentityPolicy(document, { name: `policy ${index}` })),
      boundary: boundary && readIdentityPolicy(boundary, { name: 'the boundary' }),
      missing: [],
    },
  };
}

const CONTEXTS = [{}, ...EXTERNAL_IDS.map((id) => ({ 'sts:ExternalId': id }))];

/** Every request of the caller that the conditions distinguish. */
function requestsOf({ account, name }) {
  const principals = [...SESSIONS, 'third'].map((session) => `arn:aws:sts::${account}:assumed-role/${name}/${session}`);
  return principals.flatMap((principal) => CONTEXTS.map((context) => ({ principal, context })));
}

function graphOf(roles) {
  const settings = { accounts: new Map(), levels: {} };
  return new ReachGraph({
    principals: placePrincipals(roles.map(principalOf), new Map()),
    trust: new TrustPolicies(settings, () => undefined),
    insiders: { declared: settings.accounts, organizations: [] },
    withoutOutsiders: true,
  });
}

/** What the simulator contradicts. */
function contradictionsIn(roles, tally) {
  const graph = graphOf(roles);
  const found = [];
  const must = (holds, what, details) => {
    tally.set(what, (tally.get(what) ?? 0) + 1);
    if (!holds) found.push({ what, ...details });
  };
  for (const caller of roles) {
    const edges = new Map([...graph.edgesFrom(caller.name)].map((edge) => [edge.to, edge]));
    for (const role of roles.filter((each) => each !== caller)) {
      const edge = edges.get(role.name);
      const details = { from: caller.name, to: role.name };
      if (edge?.admission.trust === 'undecided' || edge?.callerSide === 'not-known') {
        tally.set('not known', (tally.get('not known') ?? 0) + 1);
      } else if (edge?.callerSide === 'allows') {
        const { caller: { arn: principal }, context } = edge.admission.request;
        must(isAllowed(caller, role, { principal, context }), 'may assume: allowed', { ...details, principal, context });
      } else {
        const what = edge ? 'kept out by its own policies: denied' : 'may not assume: denied';
        must(!requestsOf(caller).some((request) => isAllowed(caller, role, request)), what, details);
      }
    }
  }
  return found.map((each) => ({ ...each, roles }));
}

function main() {
  const { values } = parseArgs({
    options: {
      organizations: { type: 'string', default: '10000' }, seed: { type: 'string', default: '1' }, only: { type: 'string' },
      show: { type: 'string', default: '5' },
    },
  });
  const [count, seed, show] = [values.organizations, values.seed, values.show].map(Number);
  const first = values.only === undefined ? 0 : Number(values.only);
  const last = values.only === undefined ? count : first + 1;
  const tally = new Map();
  let failed = 0;
  for (let number = first; number < last; number += 1) {
    const contradictions = contradictionsIn(organizationOf(seed, number), tally);
    for (const each of contradictions.slice(0, Math.max(0, show - failed))) console.log(JSON.stringify({ number, ...each }));
    failed += contradictions.length;
  }
  for (const what of [...tally.keys()].sort()) console.log(`  ${what}: ${tally.get(what)}`);
  const checked = [...tally].reduce((sum, [what, times]) => (what === 'not known' ? sum : sum + times), 0);
  console.log(`oracle: ${checked - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

main();
