'use strict';
/**
 * node check-organization-policy.js [--organizations 2000] [--requests 60] [--seed 1] [--only N] [--show 5]
 *
 * Gives random organizations to `organization-policy`, and what it wrote and proved to the simulator: trust policy and RCPs together.
 *
 *   still enters   the simulator allows the request
 *   loses access   the simulator allows the request without the RCPs, and denies it with them
 *   nobody enters  the simulator allows no request of an outsider
 *   nobody loses   the simulator denies no request because of the RCPs
 *
 * Ends with one line, and with status 1 if the simulator contradicts a proof. `--only` repeats one organization.
 */
process.env.TZ = 'UTC';
const path = require('node:path');
const { parseArgs } = require('node:util');
const { loadPolicy } = require('@cloud-copilot/iam-policy');
const { Random } = require('./random');

const LIB = path.resolve(process.env.CDK_SECURE_TRUST_LIB ?? path.join(__dirname, '..', '..', 'lib'));
const { drawBoundary } = require(path.join(LIB, 'boundary/boundary.js'));

/** As in `check-explain.js`: the engine behind both doors of the simulator, which validates nothing. */
const simulator = (file) => require(path.join(path.dirname(require.resolve('@cloud-copilot/iam-simulate')), file));
const { authorize } = simulator('core_engine/CoreSimulatorEngine.js');
const { RequestContextImpl } = simulator('requestContext.js');
const { AwsRequestImpl } = simulator('request/request.js');
const { DiscoveryContextKeyConstraints } = simulator('context_keys/discoveryContextKeyConstraints.js');

const ORGANIZATION = 'o-a1b2c3d4e5';
const OTHER_ORGANIZATION = 'o-b1b2c3d4e5';
const MANAGEMENT = '101010101010';
const MEMBERS = ['202020202020', '303030303030'];
const VENDORS = ['464622532012', '956993596390'];
const STRANGERS = ['666677778888', '999900001111'];
const ACCOUNTS = [MANAGEMENT, ...MEMBERS, ...VENDORS, ...STRANGERS];
const EXTERNAL_IDS = ['ext-1', 'ext-2'];

const GITHUB = 'token.actions.githubusercontent.com';
const GITLAB = 'gitlab.com';
const EKS = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const OTHER = 'idp.example.com';
const POOL = 'cognito-identity.amazonaws.com';
const SERVICES = ['lambda.amazonaws.com', 'ec2.amazonaws.com', 'pods.eks.amazonaws.com'];

const GITHUB_PATTERNS = [
  'repo:acme/*', 'repo:acme/shop:*', 'repo:acme/shop:ref:refs/heads/main', 'repo:*', 'repo:acme*', 'repo:acme@1/shop@2:*', 'environment:live',
];
const GITHUB_SUBJECTS = [
  'repo:acme/shop:ref:refs/heads/main', 'repo:acme/other:pull_request', 'repo:acme-evil/shop:ref:refs/heads/main',
  'repo:evil/shop:ref:refs/heads/main', 'repo:acme@1/shop@2:ref:refs/heads/main', 'environment:live',
];
const GITLAB_PATTERNS = ['project_path:acme/*', 'project_path:acme/tools/shop:ref_type:branch:ref:main', 'project_path:*'];
const GITLAB_SUBJECTS = ['project_path:acme/tools/shop:ref_type:branch:ref:main', 'project_path:evil/shop:ref_type:branch:ref:main'];
const POOLS = ['us-east-1:11111111-aaaa-4aaa-8aaa-111111111111', 'us-east-1:22222222-bbbb-4bbb-8bbb-222222222222'];

/** AWS attaches it to every level, and it cannot be detached. */
const RCP_FULL_ACCESS = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] };

function organizationOf(seed, number) {
  const random = new Random(seed, number);
  const roles = random.some([0], 1, 5).map((_, index) => {
    const account = random.pick([MANAGEMENT, ...MEMBERS]);
    const name = `Role${index}`;
    return { id: name, name, roleName: name, document: trustPolicy(random, account), context: { account } };
  });
  return {
    random,
    organization: ORGANIZATION,
    managementAccount: random.chance(0.8) ? MANAGEMENT : undefined,
    accounts: new Map(VENDORS.filter(() => random.chance(0.6)).map((id) => [id, { id, standing: 'vendor' }])),
    otherOrganizations: [],
    unseen: [],
    roles,
  };
}

function trustPolicy(random, account) {
  const make = () => statement(random, account);
  const allows = random.some([0], 1, 2).map(make);
  const denies = random.chance(0.2) ? [{ ...statement(random, account), Effect: 'Deny' }] : [];
  return { Version: '2012-10-17', Statement: [...allows, ...denies] };
}

function statement(random, account) {
  const kind = random.pick(['aws', 'aws', 'aws', 'aws', 'token', 'token', 'token', 'saml', 'service', 'anybody']);
  const sides = random.chance(0.25) ? ['sts:TagSession', 'sts:SetSourceIdentity'] : [];
  const of = (Principal, actions, conditions) => {
    const Condition = conditionsOf(random, conditions);
    return { Effect: 'Allow', Principal, Action: [...actions, ...sides], ...Condition && { Condition } };
  };
  switch (kind) {
    case 'aws': return of({ AWS: awsPrincipals(random) }, ['sts:AssumeRole'], awsConditions(random));
    case 'token': return tokenStatement(random, account, of);
    case 'saml': return of({ Federated: `arn:aws:iam::${account}:saml-provider/Okta` }, ['sts:AssumeRoleWithSAML'], []);
    case 'service': return of({ Service: random.some([0], 1, 2).map(() => random.pick(SERVICES)) }, ['sts:AssumeRole'], []);
    default: return of('*', [random.pick(['sts:*', 'sts:AssumeRole', 'sts:AssumeRoleWithWebIdentity'])], awsConditions(random));
  }
}

function awsPrincipals(random) {
  return random.some([0], 1, 2).map(() => {
    const account = random.pick(ACCOUNTS);
    const [root, role, user] = ['root', 'role/Deploy', 'user/alice'].map((name) => `arn:aws:iam::${account}:${name}`);
    return random.pick(['*', root, root, account, role, user]);
  });
}

function awsConditions(random) {
  return random.pick([
    [], [], [],
    [['StringEquals', 'sts:ExternalId', random.pick(EXTERNAL_IDS)]],
    [['StringEquals', 'aws:PrincipalOrgID', random.pick([ORGANIZATION, OTHER_ORGANIZATION])]],
    [['StringNotEquals', 'aws:PrincipalOrgID', ORGANIZATION]],
    [['StringEqualsIfExists', 'aws:PrincipalOrgID', ORGANIZATION]],
    [['StringEquals', 'aws:PrincipalAccount', random.pick(ACCOUNTS)]],
    [['StringNotEquals', 'aws:PrincipalAccount', random.pick(ACCOUNTS)]],
    [['Null', 'aws:PrincipalOrgID', random.pick(['true', 'false'])]],
    [['StringEquals', 'aws:RequestTag/Team', 'blue']],
    [['Bool', 'aws:PrincipalIsAWSService', random.pick(['true', 'false'])]],
  ]);
}

function tokenStatement(random, account, of) {
  const issuer = random.pick([GITHUB, GITHUB, GITLAB, EKS, OTHER, POOL]);
  const Principal = { Federated: issuer === POOL ? POOL : `arn:aws:iam::${account}:oidc-provider/${issuer}` };
  return of(Principal, ['sts:AssumeRoleWithWebIdentity'], tokenConditions(random, issuer));
}

function tokenConditions(random, issuer) {
  const operator = random.pick(['StringLike', 'StringLike', 'StringLike', 'StringEquals', 'StringNotLike', 'StringLikeIfExists']);
  const sub = `${issuer}:sub`;
  switch (issuer) {
    case GITHUB: {
      const owner = random.chance(0.25) ? [['StringEquals', `${GITHUB}:repository_owner_id`, random.pick(['1', '2'])]] : [];
      return [...random.chance(0.85) ? [[operator, sub, random.pick(GITHUB_PATTERNS)]] : [], ...owner];
    }
    case GITLAB: return random.chance(0.85) ? [[operator, sub, random.pick(GITLAB_PATTERNS)]] : [];
    case POOL: return [
      ...random.chance(0.85) ? [['StringEquals', `${POOL}:aud`, random.pick(POOLS)]] : [],
      ...random.chance(0.7) ? [['ForAnyValue:StringLike', `${POOL}:amr`, random.pick(['authenticated', 'unauthenticated'])]] : [],
    ];
    default: return random.chance(0.5) ? [['StringEquals', sub, 'system:serviceaccount:shop:cart']] : [];
  }
}

function conditionsOf(random, conditions) {
  if (conditions.length === 0) return undefined;
  const block = {};
  for (const [operator, key, value] of conditions) (block[operator] ??= {})[key] = value;
  return block;
}

/** A request as AWS can produce it, with whom it is from. */
function requestOf(random, roleAccount, trusted) {
  const kind = random.pick(['aws', 'aws', 'aws', 'token', 'token', 'token', 'service', 'saml']);
  const tags = kind !== 'service' && random.chance(0.25) ? { 'aws:RequestTag/Team': random.pick(['blue', 'red']), 'aws:TagKeys': ['Team'] } : {};
  const request = { aws: awsRequest, token: tokenRequest, service: serviceRequest, saml: samlRequest }[kind](random, roleAccount, trusted);
  return { ...request, sides: 'aws:TagKeys' in tags ? ['sts:TagSession'] : [], context: { 'sts:RoleSessionName': 'ci', ...request.context, ...tags } };
}

function awsRequest(random, roleAccount, { accounts }) {
  const account = random.pick(ACCOUNTS);
  const isMember = account === MANAGEMENT || MEMBERS.includes(account);
  const organization = isMember ? ORGANIZATION : random.pick([undefined, OTHER_ORGANIZATION]);
  const isUser = random.chance(0.5);
  const principal = isUser
    ? `arn:aws:iam::${account}:user/${random.pick(['alice', 'bob'])}`
    : `arn:aws:sts::${account}:assumed-role/${random.pick(['Deploy', 'Other'])}/ci`;
  return {
    action: 'sts:AssumeRole',
    principal,
    isOutsider: !isMember && !accounts.has(account),
    context: {
      ...callerKeys(principal),
      ...organization && { 'aws:PrincipalOrgID': organization },
      ...random.chance(0.5) && { 'sts:ExternalId': random.pick(EXTERNAL_IDS) },
    },
  };
}

function callerKeys(principal) {
  const [, service, account, rest] = /^arn:aws:(iam|sts)::(\d{12}):(.*)$/.exec(principal) ?? [];
  if (account === undefined || rest.includes('-provider/')) return {};
  const arn = service === 'iam' ? principal : `arn:aws:iam::${account}:role/${rest.split('/')[1]}`;
  return { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': account, 'aws:PrincipalIsAWSService': 'false' };
}

function tokenRequest(random, roleAccount, { tenants }) {
  const issuer = random.pick([GITHUB, GITHUB, GITLAB, EKS, OTHER, POOL]);
  const claims = {
    [GITHUB]: () => ({
      [`${GITHUB}:sub`]: random.pick(GITHUB_SUBJECTS),
      [`${GITHUB}:aud`]: 'sts.amazonaws.com',
      [`${GITHUB}:repository_owner_id`]: random.pick(['1', '2', '3']),
    }),
    [GITLAB]: () => ({ [`${GITLAB}:sub`]: random.pick(GITLAB_SUBJECTS), [`${GITLAB}:aud`]: 'sts.amazonaws.com' }),
    [POOL]: () => ({
      [`${POOL}:sub`]: `${POOLS[0].slice(0, 10)}33333333-cccc-4ccc-8ccc-333333333333`,
      [`${POOL}:aud`]: random.pick(POOLS),
      [`${POOL}:amr`]: random.pick([['authenticated'], ['unauthenticated']]),
    }),
  }[issuer]?.() ?? { [`${issuer}:sub`]: random.pick(['system:serviceaccount:shop:cart', 'someone']), [`${issuer}:aud`]: 'sts.amazonaws.com' };
  const isGuest = claims[`${POOL}:amr`]?.[0] === 'unauthenticated';
  return {
    action: 'sts:AssumeRoleWithWebIdentity',
    principal: issuer === POOL ? POOL : `arn:aws:iam::${roleAccount}:oidc-provider/${issuer}`,
    isOutsider: isGuest || !isOfTrustedTenant(issuer, claims, tenants),
    context: claims,
  };
}

/** Without the code under test: is it a tenant that the terms name? No role names the owners that are called evil, not even by a pattern. */
function isOfTrustedTenant(issuer, claims, tenants) {
  const terms = tenants.get(issuer);
  if (terms === undefined) return false;
  if (terms.size === 0) return true;
  return [...terms].some(([key, patterns]) => patterns.some((pattern) => {
    if (key === `${issuer}:sub` && claims[key].includes('evil')) return false;
    const [start, ...rest] = pattern.split('*');
    return rest.length === 0 ? claims[key] === start : String(claims[key]).startsWith(start);
  }));
}

function serviceRequest(random) {
  const service = random.pick(SERVICES);
  const context = { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': service };
  return { action: 'sts:AssumeRole', principal: service, isOutsider: false, context };
}

function samlRequest(random, roleAccount) {
  return {
    action: 'sts:AssumeRoleWithSAML',
    principal: `arn:aws:iam::${roleAccount}:saml-provider/Okta`,
    isOutsider: false,
    context: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' },
  };
}

/** The request of a witness, with what its caller's ARN says. */
function requestOfWitness({ action, caller, context }) {
  const service = caller.kind === 'service' ? { 'aws:PrincipalIsAWSService': 'true', 'aws:PrincipalServiceName': caller.arn } : {};
  const needed = [['aws:TagKeys', 'sts:TagSession'], ['sts:SourceIdentity', 'sts:SetSourceIdentity']];
  const sides = needed.flatMap(([key, side]) => (key in context ? [side] : []));
  return { action, principal: caller.arn, sides, context: { ...callerKeys(caller.arn), ...service, ...context } };
}

function isAllowed({ action, principal, sides, context }, role, rcps) {
  return [action, ...sides].every((each) => isActionAllowed(each, { principal, context }, role, rcps));
}

function isActionAllowed(action, { principal, context }, { document, context: { account }, id }, rcps) {
  const load = (policy, index = 0) => loadPolicy(policy, { name: `policy-${index}` });
  const isOfAws = /^arn:aws:(iam|sts)::\d{12}:(user|assumed-role)\//.test(principal);
  const allowAll = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
  return authorize({
    request: new AwsRequestImpl(
      principal, { resource: `arn:aws:iam::${account}:role/${id}`, accountId: account }, action, new RequestContextImpl(context),
    ),
    identityPolicies: isOfAws ? [load(allowAll)] : [],
    serviceControlPolicies: [],
    resourceControlPolicies: rcps.length === 0 ? [] : [{ orgIdentifier: 'root', policies: [RCP_FULL_ACCESS, ...rcps].map(load) }],
    resourcePolicy: load(document),
    simulationParameters: { simulationMode: 'Strict', discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([]) },
    serviceSettings: {},
  }).result === 'Allowed';
}

/** What the simulator contradicts. */
function contradictionsIn(asked, requests, tally) {
  const { random, ...request } = asked;
  const boundary = drawBoundary(request);
  const rcps = boundary.policies.map(({ document }) => document);
  const tenants = new Map(boundary.terms.tokens.map((each) => [each.issuer, each.tenants]));
  const trusted = { accounts: new Set(boundary.terms.accounts), tenants };
  const count = (what) => tally.set(what, (tally.get(what) ?? 0) + 1);
  const found = [];
  const must = (holds, what, details) => {
    count(what);
    if (!holds) found.push({ what, ...details });
  };
  for (const role of request.roles) {
    const of = (list) => list.filter((each) => each.role === role.id);
    // Where the management account is not known, this is what holds unless the role belongs to it.
    const bound = role.context.account === asked.managementAccount ? [] : rcps;
    for (const { request: witness } of of(boundary.stillEnters)) {
      must(isAllowed(requestOfWitness(witness), role, bound), 'still enters: allowed', { role, witness });
    }
    for (const { request: witness } of of(boundary.losesAccess)) {
      const made = requestOfWitness(witness);
      must(isAllowed(made, role, []), 'loses access: allowed without the RCPs', { role, witness });
      must(!isAllowed(made, role, rcps), 'loses access: denied with them', { role, witness });
    }
    const unknown = of(boundary.notKnown);
    unknown.forEach(({ question }) => count(`not known: ${question}`));
    const isTight = of(boundary.stillEnters).length === 0 && !unknown.some(({ question }) => question === 'stillEnters');
    const nobodyLoses = of(boundary.losesAccess).length === 0 && !unknown.some(({ question }) => question === 'losesAccess');
    for (let number = 0; number < requests; number += 1) {
      const made = requestOf(random, role.context.account, trusted);
      const [today, then] = [isAllowed(made, role, []), isAllowed(made, role, bound)];
      if (isTight && made.isOutsider) {
        must(!then, 'no outsider enters: denied', { role, made });
        if (today) count('... of these, allowed by the trust policy');
        // Without the management account, a proof holds for it, too.
        const either = 'no outsider enters, whichever the management account is: denied';
        if (asked.managementAccount === undefined) must(!today, either, { role, made });
      }
      if (!made.isOutsider && today) must(then, 'nobody who is named loses access: allowed', { role, made });
      if (nobodyLoses && today) must(then, 'nobody loses access: allowed', { role, made });
    }
  }
  return found.map((each) => ({ ...each, rcps }));
}

function main() {
  const { values } = parseArgs({
    options: {
      organizations: { type: 'string', default: '2000' }, requests: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' },
      only: { type: 'string' }, show: { type: 'string', default: '5' },
    },
  });
  const [count, requests, seed, show] = [values.organizations, values.requests, values.seed, values.show].map(Number);
  const first = values.only === undefined ? 0 : Number(values.only);
  const last = values.only === undefined ? count : first + 1;
  const tally = new Map();
  let failed = 0;
  for (let number = first; number < last; number += 1) {
    const contradictions = contradictionsIn(organizationOf(seed, number), requests, tally);
    for (const each of contradictions.slice(0, Math.max(0, show - failed))) console.log(JSON.stringify({ number, ...each }));
    failed += contradictions.length;
  }
  for (const what of [...tally.keys()].sort()) console.log(`  ${what}: ${tally.get(what)}`);
  const checked = [...tally].reduce((sum, [what, times]) => (/^(not known|\.\.\.)/.test(what) ? sum : sum + times), 0);
  console.log(`oracle: ${checked - failed} passed, ${failed} failed`);
  process.exit(failed === 0 ? 0 : 1);
}

main();
