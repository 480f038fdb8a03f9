'use strict';
/**
 * Statements about one fact that is easy to get wrong: names with paths, subjects that a tenant composes, keys that occur together, text
 * compared as a number, keys compared with themselves. A theme is `{ kinds, statements(random, request) }`, made around a request of these
 * kinds.
 */
const { lastPart, openPattern } = require('./names');
const tokens = require('./tokens');
const words = require('./vocabulary');

const allow = (Principal, Condition, action = 'sts:AssumeRole') => ({
  Effect: 'Allow',
  Principal,
  Action: action,
  ...(Condition && { Condition }),
});
const deny = (Principal, Condition, action = 'sts:AssumeRole') => ({ ...allow(Principal, Condition, action), Effect: 'Deny' });
const ifExists = (random) => (random.chance(0.1) ? 'IfExists' : '');

const AWS_KINDS = ['iam-user', 'role-session', 'role-session', 'federated-session'];

/** The principal of a statement that leaves the choice to its conditions. */
function wide(random, { account }) {
  return { AWS: random.pick(['*', '*', '*', account, `arn:aws:iam::${account}:root`, `arn:aws:iam::${words.PARTNER}:root`]) };
}

/** Patterns on the ARN of the caller that leave its partition, its account or its path open. */
const openArns = {
  kinds: AWS_KINDS,
  statements: (random, { caller, context }) => {
    const patterns = () =>
      Array.from({ length: random.pick([1, 1, 2, 4]) }, () => openPattern(random, context['aws:PrincipalArn'], words.ACCOUNTS));
    const operator = random.pick(['StringLike', 'StringLike', 'StringLike', 'ArnLike', 'ArnEquals', 'StringEquals']) + ifExists(random);
    const negated = random.pick(['StringNotLike', 'StringNotLike', 'ArnNotLike', 'ArnNotEquals', 'StringNotEquals']) + ifExists(random);
    const principal = wide(random, caller);
    return random.pick([
      () => [allow(principal, { [operator]: { 'aws:PrincipalArn': patterns() } })],
      () => [allow(principal), deny({ AWS: '*' }, { [negated]: { 'aws:PrincipalArn': patterns() } })],
      () => [allow(principal, { [operator]: { 'aws:PrincipalArn': patterns() }, [negated]: { 'aws:PrincipalArn': patterns() } })],
      () => [allow(principal, { [negated]: { 'aws:PrincipalArn': patterns() } })],
      () => [
        allow(principal, {
          [operator]: { 'aws:PrincipalArn': patterns() },
          StringEquals: { 'aws:PrincipalAccount': random.pick(words.ACCOUNTS) },
        }),
      ],
      () => [allow(principal, { StringLike: { 'aws:username': '?'.repeat(random.pick([5, 64, 65])) } })],
    ])();
  },
};

/** Roles of the same name with different paths: never the same principal. */
const twoPaths = {
  kinds: ['role-session', 'role-session', 'federated-session', 'iam-user'],
  statements: (random, { caller }) => {
    const [type, name] = caller.kind === 'iam-user' ? ['user', caller.name] : ['role', caller.roleName];
    const named = () =>
      `arn:aws:iam::${caller.account}:${type}/${random.pick([
        name,
        name,
        lastPart(name),
        `x/${lastPart(name)}`,
        `team/${lastPart(name)}`,
        `a:b/${lastPart(name)}`,
      ])}`;
    // IAM accepts no wildcard in the ARN of a principal, although a path may contain the character.
    const principal = () => ({
      AWS: [named(), named()]
        .slice(random.below(2))
        .filter((arn) => !/[*?]/.test(arn))
        .concat(random.chance(0.2) ? caller.account : []),
    });
    const first = principal();
    const allowed = allow(first.AWS.length > 0 ? first : { AWS: caller.account });
    const second = principal();
    if (second.AWS.length === 0 || random.chance(0.6)) return [allowed];
    return [
      allow({ AWS: caller.account }),
      random.chance(0.7)
        ? deny(second)
        : { Effect: 'Deny', NotPrincipal: { AWS: [...second.AWS, caller.account] }, Action: 'sts:AssumeRole' },
    ];
  },
};

/** Which tenant of a shared issuer a token belongs to. */
const tenants = {
  kinds: ['oidc of github', 'oidc of github', 'oidc of google'],
  statements: (random, { caller: { issuer, provider }, context }) => {
    const claims = Object.keys(words.KEYS).filter((key) => key.startsWith(`${issuer}:`));
    const telling =
      issuer === tokens.GITHUB
        ? ['sub', 'sub', 'sub', 'repository', 'job_workflow_ref', 'repository_owner_id']
        : ['oaud', 'oaud', 'sub', 'aud'];
    const condition = {};
    for (let clause = random.pick([1, 1, 2]); clause > 0; clause -= 1) {
      const key = random.chance(0.85) ? `${issuer}:${random.pick(telling)}` : random.pick(claims);
      const operator = random.pick([
        'StringLike',
        'StringLike',
        'StringEquals',
        'StringEquals',
        'StringEqualsIgnoreCase',
        'StringNotLike',
        'ForAnyValue:StringLike',
        'StringLikeIfExists',
      ]);
      const sent = context[key];
      const value = () =>
        random.pick([
          ...(sent === undefined
            ? []
            : [sent, sent, beginning(random, sent), `*${ending(random, sent)}`, `${beginning(random, sent)}${ending(random, sent)}`]),
          ...random.some(words.KEYS[key].values, 2, 2),
          ...(random.chance(0.15) ? [`\${${key}}`] : []),
        ]);
      condition[operator] = { ...condition[operator], [key]: random.chance(0.8) ? value() : [value(), value()] };
    }
    const principal = { Federated: provider ? `arn:aws:iam::${provider.account}:oidc-provider/${issuer}` : issuer };
    return [allow(principal, condition, 'sts:AssumeRoleWithWebIdentity')];
  },
};

/** The text up to one of its separators. */
function beginning(random, text) {
  const parts = text.split(/(?<=[:/@])/);
  return `${parts.slice(0, 1 + random.below(parts.length)).join('')}*`;
}

function ending(random, text) {
  const parts = text.split(/(?=[:/@])/);
  return parts.slice(random.below(parts.length)).join('');
}

/** Keys of AWS principals for callers that are not AWS principals, alone and in a Deny. */
const noPrincipals = {
  kinds: ['oidc of github', 'oidc', 'saml'],
  statements: (random, { action, caller }) => {
    const federated = caller.kind === 'saml' ? `arn:aws:iam::${caller.account}:saml-provider/${caller.provider}`
      : caller.provider ? `arn:aws:iam::${caller.provider.account}:oidc-provider/${caller.issuer}` : caller.issuer;
    const key = random.pick([
      'aws:PrincipalArn',
      'aws:PrincipalAccount',
      'aws:PrincipalOrgID',
      'aws:PrincipalTag/team',
      'aws:username',
      'aws:MultiFactorAuthPresent',
    ]);
    const value = random.pick(words.KEYS[key].values.map(String));
    const operator = random.pick([
      'StringEquals',
      'StringLike',
      'StringNotEquals',
      'StringNotLike',
      'StringEqualsIfExists',
      'StringNotEqualsIfExists',
    ]);
    const condition = random.chance(0.2) ? { Null: { [key]: random.pick(['true', 'false']) } } : { [operator]: { [key]: value } };
    if (random.chance(0.5)) return [allow({ Federated: federated }, condition, action)];
    return [
      allow({ Federated: federated }, undefined, action),
      deny(random.pick(['*', { Federated: federated }, { AWS: '*' }]), condition, action),
    ];
  },
};

const MFA_FALSE = { Bool: { 'aws:MultiFactorAuthPresent': 'false' } };
const missing = (key) => ({ Null: { [key]: 'true' } });

/** Keys of which one implies something about the other. */
const together = {
  kinds: AWS_KINDS,
  statements: (random, { caller, context }) => {
    const arn = (key) => ({
      [random.pick(['ArnLike', 'StringLike', 'ArnEquals'])]: {
        [key]: random.chance(0.5) ? random.pick(words.KEYS[key].values) : (context[key] ?? random.pick(words.KEYS[key].values)),
      },
    });
    const endpoint = {
      StringEquals: { [random.pick(['aws:SourceVpce', 'aws:SourceVpc'])]: random.pick(['vpce-0aaa', 'vpc-0aaa', 'vpc-0bbb']) },
    };
    const [one, other] = random.pick([
      [MFA_FALSE, missing('aws:TokenIssueTime')],
      [MFA_FALSE, { DateLessThan: { 'aws:TokenIssueTime': '2026-06-15T12:30:00Z' } }],
      [endpoint, missing(random.pick(['aws:VpceAccount', 'aws:SourceVpc', 'aws:SourceVpcArn', 'aws:VpcSourceIp']))],
      [{ StringEquals: { 'aws:VpceAccount': random.pick(words.ACCOUNTS) } }, missing('aws:SourceVpce')],
      [{ StringEquals: { 'aws:VpceAccount': random.pick(words.ACCOUNTS) } }, { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }],
      [arn('aws:SourceVpcArn'), {}],
      [arn('lambda:SourceFunctionArn'), {}],
      [arn('lambda:SourceFunctionArn'), { StringEquals: { 'aws:PrincipalAccount': random.pick(words.ACCOUNTS) } }],
      [arn('ec2:SourceInstanceARN'), random.pick([{}, missing('aws:Ec2InstanceSourceVpc')])],
      [{ StringEquals: { 'aws:Ec2InstanceSourceVpc': 'vpc-0aaa' } }, {}],
      [{ StringLike: { 'aws:FederatedProvider': random.pick(words.KEYS['aws:FederatedProvider'].values) } }, {}],
      [arn('aws:SignInSessionArn'), {}],
      [{ StringLike: { 'aws:SourceIdentity': '*' } }, missing('aws:TokenIssueTime')],
    ]);
    const joined = Object.fromEntries(
      [...Object.keys(one), ...Object.keys(other)].map((operator) => [operator, { ...one[operator], ...other[operator] }]),
    );
    return [allow(wide(random, caller), joined, ['sts:AssumeRole', 'sts:SetSourceIdentity'])];
  },
};

/** Numbers, Booleans and bytes for keys that hold text. */
const otherOperators = {
  kinds: ['iam-user', 'iam-user', 'role-session', 'service', 'oidc of github'],
  statements: (random, { action, caller, context }) => {
    const present = words.TEXT_KEYS.filter((key) => context[key] !== undefined);
    const key = random.chance(0.8) ? random.pick(present) : random.pick(words.TEXT_KEYS);
    const value = random.chance(0.6) && context[key] !== undefined ? context[key] : random.pick(words.KEYS[key].values);
    const [operator, written] = random.pick([
      ['NumericEquals', value], ['NumericEquals', value], ['NumericNotEquals', value], ['NumericLessThanEquals', value],
      ['NumericGreaterThan', '1000'],
      [
        'BinaryEquals',
        Buffer.from(value).toString('base64'),
      ], ['BinaryEquals', value], ['Bool', random.pick(['true', 'false', value])], ['DateEquals', value],
    ]);
    const condition = { [operator + ifExists(random)]: { [key]: written } };
    if (random.chance(0.3)) condition.StringLike = { [key]: random.pick([`${value.slice(0, 2)}*`, '*', `*${value.slice(-1)}`]) };
    const principal =
      caller.kind === 'service'
        ? { Service: caller.service }
        : caller.kind === 'oidc'
          ? { Federated: `arn:aws:iam::${words.OWN}:oidc-provider/${caller.issuer}` }
          : wide(random, caller);
    return [allow(principal, condition, action)];
  },
};

const COMPARED_WITH_THEMSELVES = [
  'aws:userid',
  'aws:PrincipalOrgID',
  'sts:ExternalId',
  'aws:username',
  'aws:PrincipalTag/team',
  'sts:RoleSessionName',
  'aws:PrincipalAccount',
  'aws:PrincipalArn',
];

/** A key compared with itself, or with another one: in the old policy version the variable is plain text. */
const variables = {
  kinds: AWS_KINDS,
  statements: (random, { caller }) => {
    const key = random.pick(COMPARED_WITH_THEMSELVES);
    const other = random.chance(0.6) ? key : random.pick([...COMPARED_WITH_THEMSELVES, 'aws:SourceIdentity', 'aws:RequestTag/team']);
    const operator =
      random.pick(['StringLike', 'StringEquals', 'StringNotLike', 'StringNotEquals', 'StringEqualsIgnoreCase', 'ArnLike']) +
      ifExists(random);
    const value = random.pick([
      `\${${other}}`,
      `\${${other}}`,
      `\${${other}}-*`,
      `*\${${other}}`,
      `\${${other}, 'blue'}`,
      `\${${other.toUpperCase()}}`,
    ]);
    return [allow(wide(random, caller), { [operator]: { [key]: value } })];
  },
};

const THEMES = { openArns, twoPaths, tenants, noPrincipals, together, otherOperators, variables };

module.exports = { THEMES };
