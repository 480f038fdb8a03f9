'use strict';
/**
 * Requests as AWS can produce them: every kind of caller with the condition keys that AWS documents for it. This file is written from the
 * AWS pages on condition keys, independently of the package, which has its own table of the same facts.
 *
 * A request is `{ action, sides, caller, context, undocumented, possible, tenant }`; `context` has its keys as AWS writes them, and
 * `tenant` is the tenant of a token of a shared issuer (`tokens.js`).
 */
const { chosenName, lastPart } = require('./names');
const { LONGEST_SESSION_HOURS, providerOf, WITHOUT_EXTERNAL_ID } = require('./possible-requests');
const tokens = require('./tokens');
const words = require('./vocabulary');

/**
 * Keys that AWS does not document for these callers: conditions on them cannot be compared. Callers with a token or an assertion are not
 * AWS principals, and their calls are not signed: they have none of the `aws:Principal…` keys.
 */
const UNDOCUMENTED = {
  saml: ['aws:TokenIssueTime', 'aws:FederatedProvider', 'aws:SourceIdentity'],
  oidc: ['aws:TokenIssueTime', 'aws:SourceIdentity'],
  service: ['aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:PrincipalType', 'aws:userid', 'aws:TokenIssueTime', 'aws:SourceIdentity'],
};

const KINDS = ['iam-user', 'iam-user', 'iam-user', 'role-session', 'role-session', 'federated-session', 'service', 'saml', 'oidc', 'oidc'];

/** The kind `oidc`, limited to one issuer. */
const ISSUER_OF = { 'oidc of github': tokens.GITHUB, 'oidc of google': tokens.GOOGLE };

/** @param asked the kind of the caller. Default: any. */
function generateRequest(random, asked = random.pick(KINDS)) {
  const context = { 'aws:CurrentTime': random.pick(words.NOW) };
  const sides = [];
  const kind = ISSUER_OF[asked] ? 'oidc' : asked;
  const { tenant, ...caller } = MAKERS[kind](random, context, ISSUER_OF[asked]);
  everyRequest(random, context, kind);
  sessionSettings(random, context, sides, caller);
  const action = { saml: 'sts:AssumeRoleWithSAML', oidc: 'sts:AssumeRoleWithWebIdentity' }[kind] ?? 'sts:AssumeRole';
  return { action, sides, caller, context, undocumented: UNDOCUMENTED[kind] ?? [], possible: true, tenant };
}

const MAKERS = {
  'iam-user': (random, context) => {
    const account = random.pick(words.ACCOUNTS);
    const name = chosenName(random, 'user', words.USERS, words.ACCOUNTS);
    principalKeys(random, context, account, `arn:aws:iam::${account}:user/${name}`, 'User');
    context['aws:username'] = lastPart(name);
    context['aws:userid'] = 'AIDAJQABLZS4A3QDU576Q';
    // A long-term key; with a code in the call; a session with MFA; a session without.
    const credentials = random.pick(['key', 'key', 'code', 'session', 'plain session']);
    if (credentials === 'code' || credentials === 'session') {
      context['aws:MultiFactorAuthPresent'] = 'true';
      context['aws:MultiFactorAuthAge'] = credentials === 'code' ? '0' : random.pick(['120', '300', '3599', '3600', '3601', '40000']);
    }
    if (credentials === 'plain session') context['aws:MultiFactorAuthPresent'] = 'false';
    if (credentials.endsWith('session')) {
      context['aws:TokenIssueTime'] = issueTime(random, context);
      if (random.chance(0.3)) context['aws:SignInSessionArn'] = ofAccount(random, 'aws:SignInSessionArn', account);
    }
    return { kind: 'iam-user', partition: 'aws', account, name };
  },
  'role-session': (random, context) => {
    const caller = session(random, context, 'role-session');
    if (random.chance(0.6)) context['aws:MultiFactorAuthPresent'] = 'false';
    if (random.chance(0.15)) {
      context['lambda:SourceFunctionArn'] = ofAccount(random, 'lambda:SourceFunctionArn', caller.account);
    } else if (random.chance(0.15)) {
      // Credentials of an instance profile identify the instance and its network.
      context['ec2:SourceInstanceARN'] = ofAccount(random, 'ec2:SourceInstanceARN', caller.account);
      context['aws:Ec2InstanceSourceVpc'] = random.pick(words.KEYS['aws:Ec2InstanceSourceVpc'].values);
      context['aws:Ec2InstanceSourcePrivateIPv4'] = '10.1.2.3';
    }
    return caller;
  },
  'federated-session': (random, context) => {
    const caller = session(random, context, 'federated-session');
    context['aws:FederatedProvider'] = ofAccount(random, 'aws:FederatedProvider', caller.account);
    if (random.chance(0.2)) context['saml:sub'] = random.pick(words.KEYS['saml:sub'].values);
    return caller;
  },
  'service': (random, context) => {
    const service = random.pick(words.SERVICES);
    context['aws:PrincipalIsAWSService'] = 'true';
    context['aws:PrincipalServiceName'] = service;
    context['aws:PrincipalServiceNamesList'] = [service];
    for (const key of ['aws:SourceAccount', 'aws:SourceArn']) if (random.chance(0.6)) context[key] = random.pick(words.KEYS[key].values);
    return { kind: 'service', service };
  },
  'saml': (random, context) => {
    // A provider of another account cannot be used, so no caller has one.
    const account = words.OWN;
    const provider = random.pick(words.SAML_PROVIDERS);
    for (const key of ['saml:aud', 'saml:iss', 'saml:sub', 'saml:sub_type', 'saml:doc']) context[key] = random.pick(words.KEYS[key].values);
    if (random.chance(0.4)) context['saml:namequalifier'] = random.pick(words.KEYS['saml:namequalifier'].values);
    if (random.chance(0.5)) context['saml:edupersonaffiliation'] = listOf(random, 'saml:edupersonaffiliation');
    return { kind: 'saml', partition: 'aws', account, provider };
  },
  'oidc': (random, context, asked) => {
    const issuer = asked ?? random.pick(random.chance(0.25) ? words.BUILT_IN_PROVIDERS : words.ISSUERS);
    const builtIn = words.BUILT_IN_PROVIDERS.includes(issuer);
    const tenant = claims(random, context, issuer);
    const caller = builtIn ? { kind: 'oidc', issuer } : { kind: 'oidc', issuer, provider: { partition: 'aws', account: words.OWN } };
    context['aws:FederatedProvider'] = providerOf(caller);
    if (random.chance(0.3)) context['sts:RoleAuthorizedByIdp'] = random.pick(['true', 'false']);
    return { ...caller, tenant };
  },
};

/** The claims of a token; returns the tenant if the issuer is shared. */
function claims(random, context, issuer) {
  if (issuer === tokens.GITHUB) return tokens.githubToken(random, context);
  if (issuer === tokens.GOOGLE) return tokens.googleToken(random, context);
  context[`${issuer}:sub`] = random.pick(words.KEYS[`${issuer}:sub`].values);
  context[`${issuer}:aud`] = random.pick(words.KEYS[`${issuer}:aud`].values);
  if (random.chance(0.4)) context[`${issuer}:amr`] = listOf(random, `${issuer}:amr`);
  if (random.chance(0.3)) context[`${issuer}:azp`] = random.pick(words.KEYS[`${issuer}:azp`].values);
  return undefined;
}

/** A value of the key, in which the account can only be that of the caller. */
function ofAccount(random, key, account) {
  return random.pick(words.KEYS[key].values).replace(/:\d{12}:/, `:${account}:`);
}

function session(random, context, kind) {
  const account = random.pick(words.ACCOUNTS);
  const roleName = chosenName(random, 'role', words.ROLES, words.ACCOUNTS);
  const sessionName = random.pick(words.SESSIONS);
  principalKeys(random, context, account, `arn:aws:iam::${account}:role/${roleName}`, 'AssumedRole');
  context['aws:userid'] = `AROAJQABLZS4A3QDU576Q:${sessionName}`;
  context['aws:TokenIssueTime'] = issueTime(random, context);
  if (random.chance(0.3)) context['aws:SourceIdentity'] = random.pick(words.KEYS['aws:SourceIdentity'].values);
  return { kind, partition: 'aws', account, roleName, sessionName };
}

/** For credentials that are still valid: issued just now, an hour ago, or a day and a half ago. */
function issueTime(random, context) {
  const hours = random.pick([0, 0, 1, LONGEST_SESSION_HOURS]);
  return new Date(Date.parse(context['aws:CurrentTime']) - hours * 3_600_000).toISOString().replace('.000Z', 'Z');
}

function principalKeys(random, context, account, arn, type) {
  context['aws:PrincipalArn'] = arn;
  context['aws:PrincipalAccount'] = account;
  context['aws:PrincipalType'] = type;
  context['aws:PrincipalIsAWSService'] = 'false';
  if (random.chance(0.5)) context['aws:PrincipalTag/team'] = tagValue(random);
  if (random.chance(0.3)) context['aws:PrincipalTag/level'] = random.pick(words.KEYS['aws:PrincipalTag/level'].values);
  if (random.chance(0.5)) {
    const organization = random.pick(words.KEYS['aws:PrincipalOrgID'].values);
    context['aws:PrincipalOrgID'] = organization;
    context['aws:PrincipalOrgPaths'] = [
      random.pick(words.KEYS['aws:PrincipalOrgPaths'].values.filter((path) => path.startsWith(organization))),
    ];
  }
}

const PUBLIC_ADDRESSES = [
  '203.0.113.7', '203.0.113.9', '203.0.113.200', '198.51.100.1', '198.51.100.200', '2001:db8::7', '2001:db8:0:1::9', '2600::1',
  '2001:0DB8:0000:0000:0000:0000:0000:0007',
];

function everyRequest(random, context, kind) {
  context['aws:EpochTime'] = String(Date.parse(context['aws:CurrentTime']) / 1000);
  context['aws:SecureTransport'] = random.chance(0.9) ? 'true' : 'false';
  context['aws:RequestedRegion'] = random.pick(words.KEYS['aws:RequestedRegion'].values);
  context['aws:ResourceAccount'] = words.OWN;
  if (random.chance(0.7)) {
    context['aws:ViaAWSService'] = kind === 'service' || kind === 'saml' || kind === 'oidc' || random.chance(0.8) ? 'false' : 'true';
  }
  if (random.chance(0.5)) context['aws:UserAgent'] = random.pick(words.KEYS['aws:UserAgent'].values);
  if (kind !== 'service' && random.chance(0.2)) {
    context['aws:SourceVpc'] = random.pick(words.KEYS['aws:SourceVpc'].values);
    context['aws:SourceVpce'] = random.pick(words.KEYS['aws:SourceVpce'].values);
    context['aws:VpcSourceIp'] = random.pick(['10.1.2.3', '10.200.0.1', '192.168.7.7']);
    endpointKeys(random, context);
  } else if (random.chance(0.95)) {
    context['aws:SourceIp'] = random.pick(PUBLIC_ADDRESSES);
  }
}

/** Some services also send the owner of the endpoint and of the VPC. The account need not be the caller's. */
function endpointKeys(random, context) {
  if (random.chance(0.4)) return;
  const account = random.pick(words.ACCOUNTS);
  context['aws:SourceVpcArn'] = `arn:aws:ec2:us-east-1:${account}:vpc/${context['aws:SourceVpc']}`;
  context['aws:VpceAccount'] = account;
  if (random.chance(0.5)) context['aws:VpceOrgID'] = random.pick(words.KEYS['aws:VpceOrgID'].values);
}

/** What the caller chooses: names, ids and tags, some of which need an additional allowed action. */
function sessionSettings(random, context, sides, { kind, service }) {
  context['sts:RoleSessionName'] = random.pick(words.SESSIONS);
  if (kind !== 'saml' && kind !== 'oidc' && !WITHOUT_EXTERNAL_ID.includes(service) && random.chance(0.5)) {
    context['sts:ExternalId'] = random.pick(words.KEYS['sts:ExternalId'].values.filter((value) => !value.includes('*')));
  }
  // A source identity is passed on from session to session.
  if (context['aws:SourceIdentity'] !== undefined) context['sts:SourceIdentity'] = context['aws:SourceIdentity'];
  else if (random.chance(0.2)) context['sts:SourceIdentity'] = random.pick(words.KEYS['sts:SourceIdentity'].values);
  if (context['sts:SourceIdentity'] !== undefined) sides.push('sts:SetSourceIdentity');
  if (random.chance(0.2)) {
    context['aws:TagKeys'] = listOf(random, 'aws:TagKeys');
    if (context['aws:TagKeys'].includes('team')) context['aws:RequestTag/team'] = tagValue(random);
    if (random.chance(0.3)) context['sts:TransitiveTagKeys'] = [context['aws:TagKeys'][0]];
    sides.push('sts:TagSession');
  }
  if (random.chance(0.06)) {
    context['sts:RequestContextProviders'] = [random.pick(words.KEYS['sts:RequestContextProviders'].values)];
    sides.push('sts:SetContext');
  }
}

/** Tags may be empty, but contain no wildcards. */
function tagValue(random) {
  return random.pick(words.KEYS['aws:PrincipalTag/team'].values.filter((value) => !value.includes('*')));
}

function listOf(random, key) {
  return [...new Set(random.some(words.KEYS[key].values, 1, 3))];
}

/** Keys that need an action: if only the key were changed, the request would be a different one. */
const KEYS_OF_SIDES = /^(sts:SourceIdentity|aws:SourceIdentity|aws:TagKeys|aws:RequestTag\/|sts:TransitiveTagKeys|sts:RequestContext)/;

/**
 * The request with one or two keys dropped, added or changed, whether AWS could produce it or not: the evaluator must get these right, too.
 * Checks of what AWS can produce leave them out (`possible` is false).
 */
function distort(random, request) {
  const context = { ...request.context };
  for (let change = 0; change <= random.below(2); change += 1) {
    const present = Object.keys(context).filter((key) => !KEYS_OF_SIDES.test(key));
    const key = random.chance(0.6) ? random.pick(present) : random.pick(words.KEY_NAMES.filter((name) => !KEYS_OF_SIDES.test(name)));
    if (!words.KEYS[key] || request.undocumented.includes(key)) continue;
    if (context[key] !== undefined && random.chance(0.5)) delete context[key];
    else context[key] = words.KEYS[key].list ? listOf(random, key) : distortedValue(random, key);
  }
  return { ...request, context, possible: false };
}

function distortedValue(random, key) {
  if (random.chance(0.05)) return random.pick(['', 'x', '12', 'true', 'arn:aws:iam::111122223333:user/alice']);
  const value = String(random.pick(words.KEYS[key].values));
  return words.KEYS[key].type === 'address' ? value.replace(/\/\d+$/, '') : value;
}

module.exports = { generateRequest, distort };
