'use strict';
/**
 * Trust policies made around a request, so that they allow it about half of the time: most statements name its caller and its action, and
 * test keys that it has; some match only nearly, which is where evaluators make mistakes.
 */
const { lastPart } = require('./names');
const words = require('./vocabulary');

/** `theme`: one of `pointed-statements.js`, whose statements then replace the first. */
function generatePolicy(random, request, theme) {
  const count = theme ? random.pick([0, 0, 0, 1]) : random.pick([1, 1, 2, 2, 3]);
  const effect = (index) => ((index > 0 && random.chance(0.4)) || random.chance(0.04) ? 'Deny' : 'Allow');
  const statements = [
    ...(theme?.statements(random, request) ?? []),
    ...Array.from({ length: count }, (_, index) => statement(random, request, effect(index))),
  ];
  // The side actions of a request have to be allowed as well, often in a separate statement.
  if (request.sides.length > 0 && random.chance(0.5)) {
    statements.push({
      Effect: 'Allow',
      Principal: principals(random, request),
      Action: random.pick([request.sides, 'sts:*', [...request.sides, request.action]]),
    });
  }
  const version = random.pick(['2012-10-17', '2012-10-17', '2012-10-17', '2012-10-17', '2008-10-17', undefined]);
  return {
    ...(version === undefined ? {} : { Version: version }),
    Statement: statements.length === 1 && random.chance(0.5) ? statements[0] : statements,
  };
}

function statement(random, request, effect) {
  const result = { Effect: effect };
  // A Deny that always matches would leave nothing to compare.
  const fits = effect === 'Allow' ? 0.9 : 0.55;
  const named = random.chance(fits) ? principals(random, request) : principals(random, undefined);
  if (random.chance(effect === 'Deny' ? 0.15 : 0.04)) result.NotPrincipal = random.chance(0.7) ? principals(random, undefined) : named;
  else result.Principal = named;
  if (random.chance(0.06)) {
    result.NotAction = random.pick([['iam:*'], 'sts:TagSession', 'sts:AssumeRole', ['s3:*', 'sts:SetSourceIdentity'], 'sts:*']);
  } else result.Action = actions(random, request, effect);
  const clauses = random.pick(effect === 'Allow' ? [0, 1, 1, 2, 2, 3] : [0, 1, 1, 2]);
  if (clauses > 0 || random.chance(0.1)) result.Condition = conditions(random, request, clauses, effect);
  return result;
}

// ---- Who

/** Principals that match the caller of the request; arbitrary ones if there is no request. */
function principals(random, request) {
  if (random.chance(0.03)) return '*';
  const map = {};
  const add = ([type, value]) => {
    map[type] = map[type] === undefined ? value : [...new Set([map[type], value].flat())];
  };
  if (request) add(fittingPrincipal(random, request.caller));
  const others = request ? random.below(3) - 1 : 1 + random.below(2);
  for (let other = 0; other < others; other += 1) add(anyPrincipal(random));
  return map;
}

function fittingPrincipal(random, caller) {
  switch (caller.kind) {
    case 'iam-user':
      return [
        'AWS',
        random.pick([...nameable(`arn:aws:iam::${caller.account}:user/${caller.name}`), ...accountForms(caller.account), '*']),
      ];
    case 'role-session':
    case 'federated-session': {
      const role = lastPart(caller.roleName);
      return ['AWS', random.pick([
        ...nameable(`arn:aws:iam::${caller.account}:role/${caller.roleName}`),
        `arn:aws:sts::${caller.account}:assumed-role/${role}/${caller.sessionName}`,
        ...accountForms(caller.account), '*',
      ])];
    }
    case 'service':
      return ['Service', caller.service];
    case 'saml':
      return ['Federated', `arn:aws:iam::${caller.account}:saml-provider/${caller.provider}`];
    case 'oidc':
      return ['Federated', caller.provider ? `arn:aws:iam::${caller.provider.account}:oidc-provider/${caller.issuer}` : caller.issuer];
  }
}

/** IAM accepts no wildcard in the ARN of a principal, although a path may contain the character. */
function nameable(arn) {
  return /[*?]/.test(arn) ? [] : [arn];
}

function accountForms(account) {
  return [account, `arn:aws:iam::${account}:root`];
}

function anyPrincipal(random) {
  const account = random.pick(words.ACCOUNTS);
  return random.pick([
    ['AWS', `arn:aws:iam::${account}:user/${random.pick(words.USERS)}`],
    ['AWS', `arn:aws:iam::${account}:role/${random.pick(words.ROLES)}`],
    ['AWS', `arn:aws:iam::${account}:role/${random.pick(words.ROLES)}`],
    ['AWS', `arn:aws:iam::${account}:role/${random.pick(['deploy', 'audit', 'x/Deploy'])}`],
    ['AWS', `arn:aws:sts::${account}:assumed-role/${random.pick(['Deploy', 'Audit'])}/${random.pick(words.SESSIONS)}`],
    ['AWS', random.pick(accountForms(account))],
    ['AWS', random.pick(accountForms(account))],
    ['AWS', `arn:aws-cn:iam::${account}:root`],
    ['AWS', `arn:aws:sts::${account}:federated-user/alice`],
    ['AWS', random.pick(['AIDAJQABLZS4A3QDU576Q', 'AROAJQABLZS4A3QDU576Q'])],
    ['Service', random.pick(words.SERVICES)],
    ['Federated', `arn:aws:iam::${account}:saml-provider/${random.pick(words.SAML_PROVIDERS)}`],
    ['Federated', `arn:aws:iam::${account}:oidc-provider/${random.pick(words.ISSUERS)}`],
    ['Federated', random.pick(words.BUILT_IN_PROVIDERS)],
  ]);
}

// ---- What

const ACTIONS = [
  'sts:AssumeRole', 'STS:assumerole', 'sts:AssumeRole*', 'sts:AssumeRoleWith*', 'sts:Assume*', 'sts:*', '*', 'sts:?ssumeRole',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'sts:SetSourceIdentity', 'sts:SetContext', 'sts:tag*', 's3:GetObject', 'iam:*',
  'sts:AssumeRoleWithWebIdentit?',
];

function actions(random, request, effect) {
  const list = random.some(ACTIONS, 0, 1);
  if (random.chance(effect === 'Allow' ? 0.92 : 0.7)) {
    list.push(
      random.pick([
        request.action,
        request.action,
        request.action,
        'sts:*',
        'sts:Assume*',
        request.action.toUpperCase().replace('STS:', 'sts:'),
      ]),
    );
  }
  if (effect === 'Allow' && random.chance(0.6)) list.push(...request.sides);
  if (list.length === 0) list.push(random.pick(ACTIONS));
  return list.length === 1 && random.chance(0.6) ? list[0] : list;
}

// ---- When

function conditions(random, request, count, effect) {
  const block = {};
  for (let clause = 0; clause < count; clause += 1) {
    const present = Object.keys(request.context).filter((key) => words.KEYS[key]);
    const key = random.chance(0.8) ? random.pick(present) : random.pick(words.KEY_NAMES);
    const facts = words.KEYS[key];
    // Most clauses of an Allow are intended to match, and half of those of a Deny.
    const hold = random.chance(effect === 'Allow' ? 0.82 : 0.5);
    const operator = operatorFor(random, facts, hold);
    const values = Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () =>
      valueFor(random, operator, facts, request.context, key, hold),
    );
    const written = random.chance(0.15) ? random.pick([key.toLowerCase(), key.toUpperCase()]) : key;
    const inBlock = (block[operator] ??= {});
    inBlock[written] = values.length === 1 && random.chance(0.7) ? values[0] : values;
  }
  return block;
}

const OPERATORS = {
  text: [
    'StringEquals',
    'StringEquals',
    'StringNotEquals',
    'StringEqualsIgnoreCase',
    'StringNotEqualsIgnoreCase',
    'StringLike',
    'StringLike',
    'StringNotLike',
  ],
  arn: ['ArnEquals', 'ArnLike', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'StringEquals', 'StringLike', 'StringNotLike', 'StringNotEquals'],
  number: [
    'NumericEquals',
    'NumericNotEquals',
    'NumericLessThan',
    'NumericLessThanEquals',
    'NumericGreaterThan',
    'NumericGreaterThanEquals',
  ],
  date: ['DateEquals', 'DateNotEquals', 'DateLessThan', 'DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals'],
  bool: ['Bool', 'Bool', 'Bool', 'StringEquals'],
  address: ['IpAddress', 'IpAddress', 'NotIpAddress'],
};
const ALL_OPERATORS = [...new Set(Object.values(OPERATORS).flat()), 'BinaryEquals'];

function operatorFor(random, facts, hold) {
  if (random.chance(0.08)) return 'Null';
  const fitting = random.chance(0.04) ? ALL_OPERATORS : OPERATORS[facts.type];
  let operator = random.pick(fitting);
  // Negated clauses match too easily; try once more if the clause is intended to fail.
  if (!hold && operator.includes('Not')) operator = random.pick(fitting);
  if (random.chance(0.15)) operator += 'IfExists';
  if (random.chance(facts.list ? 0.9 : 0.06)) operator = `${random.pick(['ForAllValues', 'ForAnyValue'])}:${operator}`;
  return operator;
}

function valueFor(random, operator, facts, context, key, hold) {
  const sent = context[key];
  if (operator === 'Null') {
    return random.pick([sent === undefined ? 'true' : 'false', sent === undefined ? 'true' : 'false', 'true', 'false', true]);
  }
  const towards = hold !== /Not/.test(operator) && sent !== undefined && random.chance(0.85);
  const value = towards ? [sent].flat()[random.below([sent].flat().length)] : random.pick(facts.values);
  if (typeof value !== 'string') return value;
  if (/String|Arn/.test(operator)) return textValue(random, operator, value, towards, context);
  if (operator.includes('IpAddress') && towards && facts.type === 'address') return random.pick([value, blockAround(random, value)]);
  if (operator.includes('Binary')) return Buffer.from(value).toString('base64');
  if (facts.type === 'number' && /^\d+$/.test(value) && random.chance(0.2)) return Number(value);
  return value;
}

const VARIABLES = [
  '${aws:username}', '${sts:RoleSessionName}', '${aws:PrincipalTag/team}', "${aws:PrincipalTag/team, 'blue'}", "${aws:username, 'ci'}",
  '${aws:PrincipalAccount}',
  '${sts:ExternalId}', '${AWS:UserName}', "${aws:PrincipalTag/none, ''}",
];

function textValue(random, operator, value, towards, context) {
  const roll = random.next();
  if (roll < 0.1) return variableText(random, operator, value, context);
  if (/Like|Arn/.test(operator) && roll < 0.6) return glob(random, value);
  if (operator.includes('IgnoreCase') && roll < 0.5) return random.pick([value.toUpperCase(), value.toLowerCase()]);
  if (roll > 0.97) return random.pick(['', '*', '${*}', '${$}', `${value}*`, `${value}\${?}`, value.toUpperCase()]);
  if (roll > 0.9 && !towards) return value.slice(0, -1);
  return value;
}

const ARNS_WITH_VARIABLES = [
  'arn:aws:iam::${aws:PrincipalAccount}:user/${aws:username}', 'arn:aws:iam::111122223333:user/*${aws:username}',
  'arn:aws:iam::*:role/${aws:PrincipalTag/team}',
];

/** A text that becomes the value, or nearly so, once its variables are replaced. */
function variableText(random, operator, value, context) {
  const roll = random.next();
  if (roll < 0.3 && /^[\w.:/-]+$/.test(value)) {
    return `\${${random.pick(['aws:PrincipalTag/none', 'aws:username', 'aws:PrincipalTag/team'])}, '${value}'}`;
  }
  const holdsPart = (key) => typeof context[key] === 'string' && context[key] !== '' && value.includes(context[key]);
  const part = random.pick([...Object.keys(context).filter(holdsPart), '']);
  if (roll < 0.7 && part !== '') return value.replace(context[part], () => `\${${random.chance(0.2) ? part.toUpperCase() : part}}`);
  if (operator.includes('Arn') || value.startsWith('arn:')) {
    return random.pick(ARNS_WITH_VARIABLES);
  }
  const variable = random.pick(VARIABLES);
  return random.pick([variable, variable, `${variable}-2`, `*${variable}`, `${variable}\${*}`]);
}

/** A pattern that the value matches, or nearly matches. */
function glob(random, value) {
  if (value === '') return random.pick(['*', '?', '']);
  if (value.startsWith('arn:') && random.chance(0.5)) return arnGlob(random, value);
  const at = random.below(value.length);
  const end = at + random.below(value.length - at + 1);
  return random.pick([
    `${value.slice(0, at)}*`,
    `*${value.slice(at)}`,
    `${value.slice(0, at)}*${value.slice(end)}`,
    `${value.slice(0, at)}?${value.slice(at + 1)}`,
    `${value.slice(0, at)}?${value.slice(at)}`,
    `${value.slice(0, at)}**${value.slice(end)}`,
    `${value}*`,
    value,
  ]);
}

/** A wildcard in place of one part, or of several: with the ARN operators it must not match a colon. */
function arnGlob(random, value) {
  const parts = value.split(':');
  const at = 1 + random.below(parts.length - 1);
  const count = random.chance(0.6) ? 1 : 1 + random.below(parts.length - at);
  const wildcard = random.pick(['*', '*', `${parts[at].slice(0, 2)}*`, `*${parts[at + count - 1].slice(-2)}`]);
  return [...parts.slice(0, at), wildcard, ...parts.slice(at + count)].join(':');
}

function blockAround(random, address) {
  return address.includes(':')
    ? `${address}/${random.pick([16, 32, 48, 64, 112, 128])}`
    : `${address}/${random.pick([1, 8, 16, 23, 24, 25, 31, 32])}`;
}

module.exports = { generatePolicy };
