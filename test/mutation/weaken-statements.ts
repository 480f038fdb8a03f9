/** Every way to weaken a statement apart from its conditions, and every way to weaken a document apart from its statements. */
import { Clause, clausesOf, DocumentJson, listOf, mapText, replaceClause, replaceStatement, StatementJson } from './statement';
import { weakenConditions, WeakStatement } from './weaken-conditions';

/** A document with one change. */
export interface Weakening {
  readonly kind: string;
  readonly what: string;
  readonly document: unknown;
}

const STRANGER = '999999999999';
const MALLORY = `arn:aws:iam::${STRANGER}:user/mallory`;
const allow = (principal: unknown, rest: object = {}) => ({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole', ...rest });

/** Every single weakening of the document; those of a Deny are a separate kind. */
export function weakenings(document: DocumentJson): Weakening[] {
  const inStatements = document.Statement.flatMap((statement, index) => {
    const weakened =
      statement.Effect === 'Deny'
        ? weakenDeny(statement)
        : [...weakenConditions(statement), ...weakenPrincipal(statement), ...weakenAction(statement)];
    const where = document.Statement.length > 1 ? `statement ${index}, ` : '';
    return weakened.map(([kind, what, by]): Weakening => ({ kind, what: where + what, document: replaceStatement(document, index, by) }));
  });
  const whole = [...flipEffects(document), ...extraStatements(document), ...otherVersions(document)];
  return [...inStatements, ...whole].filter(({ document: changed }) => JSON.stringify(changed) !== JSON.stringify(document));
}

/** The account in the ARN of the first principal, for use in other principals; parts of an `Fn::Join` are kept as they are. */
function rootOf(principal: unknown): unknown {
  return mapText(principal, (text) => text.replace(/:sts:/, ':iam:').replace(/:(user|role|assumed-role)\/.*$/, ':root'));
}

function weakenPrincipal(statement: StatementJson): WeakStatement[] {
  return statement.Principal.Federated === undefined ? weakenAwsPrincipal(statement) : weakenProvider(statement);
}

/** The same for an OIDC provider. */
function weakenProvider(statement: StatementJson): WeakStatement[] {
  const { Principal: { Federated: provider }, ...rest } = statement;
  const changed = (kind: string, what: string, by: unknown): WeakStatement => [kind, what, { ...statement, Principal: by }];
  const text = (kind: string, what: string, change: (text: string) => string): WeakStatement[] => {
    const by = mapText(provider, change);
    return by === undefined ? [] : [changed(kind, what, { Federated: by }), changed(kind, `and ${what}`, { Federated: [provider, by] })];
  };
  const own = { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] };
  return [
    changed('principal to an account root', 'the root of the own account', { AWS: own }),
    changed('principal to an account root', 'and the root of the own account', { Federated: provider, AWS: own }),
    changed('principal to *', '"*"', '*'),
    changed('principal to *', 'Federated: "*"', { Federated: '*' }),
    changed('principal to *', 'and Federated: "*"', { Federated: [provider, '*'] }),
    changed('principal to *', 'and AWS: "*"', { Federated: provider, AWS: '*' }),
    changed('principal to another account', 'and a user of another account', { Federated: provider, AWS: MALLORY }),
    ...text('principal to another account', 'the same issuer in another account', (part) => part.replace(/\d{12}/, STRANGER)),
    ...text('another principal', 'another issuer', (part) => part.replace(/oidc-provider\/.*/, 'oidc-provider/gitlab.com')),
    ...text('another principal', 'a SAML provider', (part) => part.replace(/oidc-provider\/.*/, 'saml-provider/Okta')),
    ...text('wildcard', 'every issuer', (part) => part.replace(/oidc-provider\/.*/, 'oidc-provider/*')),
    changed('another principal', 'Cognito', { Federated: 'cognito-identity.amazonaws.com' }),
    changed('another principal', 'and Cognito', { Federated: [provider, 'cognito-identity.amazonaws.com'] }),
    changed('another principal', 'and a service', { Federated: provider, Service: 'firehose.amazonaws.com' }),
    changed('another principal', 'a value known at deployment only', { Federated: { Ref: 'AnotherParameter' } }),
    ['NotPrincipal', 'everybody but it', { ...rest, NotPrincipal: { Federated: provider } }],
    ['NotPrincipal', 'no principal at all', rest],
  ];
}

function weakenAwsPrincipal(statement: StatementJson): WeakStatement[] {
  const { Principal: { AWS: principal }, ...rest } = statement;
  const principals = listOf(principal);
  const [first] = principals;
  const changed = (kind: string, what: string, by: unknown): WeakStatement => [kind, what, { ...statement, Principal: by }];
  const text = (kind: string, what: string, change: (text: string) => string): WeakStatement[] => {
    const by = mapText(first, change);
    return by === undefined ? [] : [changed(kind, what, { AWS: by })];
  };
  const root = rootOf(first) ?? { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':root']] };
  return [
    changed('principal to an account root', 'the root of its account', { AWS: root }),
    changed('principal to an account root', 'and the root of its account', { AWS: [...principals, root] }),
    changed('principal to an account root', 'the id of a foreign account', { AWS: STRANGER }),
    changed('principal to *', '"*"', '*'),
    changed('principal to *', 'AWS: "*"', { AWS: '*' }),
    changed('principal to *', 'and AWS: "*"', { AWS: [...principals, '*'] }),
    changed('principal to *', 'Service: "*"', { Service: '*' }),
    changed('principal to another account', 'a user of another account', { AWS: MALLORY }),
    changed('principal to another account', 'and a user of another account', { AWS: [...principals, MALLORY] }),
    ...text('principal to another account', 'the same name in another account', (part) => part.replace(/\d{12}/, STRANGER)),
    ...text('another principal', 'another name', (part) => part.replace(/\/[^/]*$/, '/mallory')),
    ...text('another principal', 'a role in place of a user', (part) => part.replace(/:user\/(?:.*\/)?/, ':role/')),
    ...text('another principal', 'a user in place of a role', (part) => part.replace(/:role\//, ':user/')),
    ...text('another principal', 'the role of the session', (part) =>
      part.replace(':sts:', ':iam:').replace(/:assumed-role\/([^/]*)\/.*/, ':role/$1'),
    ),
    ...text('another principal', 'the name in other case', (part) => part.replace(/[^/]*$/, (name) => name.toUpperCase())),
    ...text('another principal', 'without the path', (part) => part.replace(/:(user|role)\/.*\//, ':$1/')),
    ...text('wildcard', 'every name of its account', (part) => part.replace(/\/[^/]*$/, '/*')),
    ...text('wildcard', 'every account', (part) => part.replace(/\d{12}/, '*')),
    changed('another principal', 'a service', { Service: 'firehose.amazonaws.com' }),
    changed('another principal', 'and a service', { AWS: principal, Service: 'firehose.amazonaws.com' }),
    changed('another principal', 'and an OIDC provider', { AWS: principal, Federated: 'accounts.google.com' }),
    changed('another principal', 'a value known at deployment only', { AWS: { Ref: 'AnotherParameter' } }),
    ['NotPrincipal', 'everybody but it', { ...rest, NotPrincipal: { AWS: principal } }],
    ['NotPrincipal', 'everybody but another', { ...rest, NotPrincipal: { AWS: MALLORY } }],
    ['NotPrincipal', 'no principal at all', rest],
  ];
}

function weakenAction(statement: StatementJson): WeakStatement[] {
  const { Action: action, ...rest } = statement;
  const actions = listOf(action);
  const changed = (what: string, by: unknown): WeakStatement => ['action widened', what, { ...statement, Action: by }];
  return [
    ...['sts:*', '*', 'sts:Assume*', 'sts:AssumeRole*', 'sts:?ssumeRole'].map((pattern) => changed(pattern, pattern)),
    ...[
      'sts:TagSession',
      'sts:SetSourceIdentity',
      'sts:SetContext',
      'sts:AssumeRoleWithSAML',
      'sts:AssumeRoleWithWebIdentity',
      'sts:AssumeRole',
      'sts:AssumeRoot',
    ]
      .filter((other) => !actions.includes(other))
      .map((other) => changed(`and ${other}`, [...actions, other])),
    ['case', 'the action in small letters', { ...statement, Action: actions.map((each) => String(each).toLowerCase()) }],
    ['NotAction', 'every action but it', { ...rest, NotAction: action }],
    ['NotAction', 'every action but sts:AssumeRoot', { ...rest, NotAction: 'sts:AssumeRoot' }],
    ['NotAction', 'every action but those of IAM', { ...rest, NotAction: 'iam:*' }],
  ];
}

function weakenDeny(statement: StatementJson): WeakStatement[] {
  const { Condition: _condition, ...rest } = statement;
  return weakenConditions(statement).filter(([, what]) => !what.endsWith(': dropped'))
    .map(([, what, by]): WeakStatement => ['Deny removed or weakened', what, by])
    .concat([
      ['Deny removed or weakened', 'made an Allow', { ...statement, Effect: 'Allow' }],
      ['Deny removed or weakened', 'made an Allow without conditions', { ...rest, Effect: 'Allow' }],
      ['Deny removed or weakened', 'of another principal', { ...statement, Principal: { AWS: MALLORY } }],
      ['Deny removed or weakened', 'of another action', { ...statement, Action: 'sts:TagSession' }],
      ['Deny removed or weakened', 'of nobody but another', { ...rest, NotPrincipal: { AWS: '*' }, Condition: statement.Condition }],
    ]);
}

function flipEffects(document: DocumentJson): Weakening[] {
  return document.Statement.flatMap((statement, index): Weakening[] => {
    const flipped = (what: string, by: string, kind = 'Effect flipped') =>
      ({ kind, what: `statement ${index}, ${what}`, document: replaceStatement(document, index, { ...statement, Effect: by }) });
    if (statement.Effect === 'Deny') {
      return [{ kind: 'Deny removed or weakened', what: `statement ${index} removed`, document: replaceStatement(document, index) }];
    }
    const { Effect: _effect, ...rest } = statement;
    return [
      flipped('to Deny', 'Deny'), flipped('in small letters', 'allow', 'case'),
      { kind: 'Effect flipped', what: `statement ${index}, without an Effect`, document: replaceStatement(document, index, rest) },
    ];
  });
}

/** One more Allow, to which no condition of the others applies. */
function extraStatements(document: DocumentJson): Weakening[] {
  const [statement] = document.Statement;
  const extra = (what: string, by: object): Weakening => ({
    kind: 'extra statement',
    what,
    document: { ...document, Statement: [...document.Statement, by] },
  });
  const { Sid: _sid, ...named } = statement;
  const ofTokens = statement.Principal.Federated !== undefined;
  const without = (clause: Clause) => replaceClause(named, clause);
  return [
    extra('the same principals without conditions', allow(statement.Principal, ofTokens ? { Action: statement.Action } : {})),
    ...clausesOf(statement).map((clause) => extra(`the same without ${clause.operator} ${clause.key}`, without(clause))),
    extra('the root of a foreign account', allow({ AWS: `arn:aws:iam::${STRANGER}:root` })),
    extra('another user, under the same conditions', { ...named, Principal: { AWS: MALLORY } }),
    extra('everybody', allow({ AWS: '*' })),
    extra('a service', allow({ Service: 'firehose.amazonaws.com' })),
    extra('an OIDC provider', allow({ Federated: 'accounts.google.com' }, { Action: 'sts:AssumeRoleWithWebIdentity' })),
    extra('tags of any kind', { ...allow(statement.Principal), Action: 'sts:TagSession' }),
    extra('any source identity', { ...allow(statement.Principal), Action: 'sts:SetSourceIdentity' }),
    extra('the same once more', named),
    extra('everybody but one', { Effect: 'Allow', NotPrincipal: { AWS: MALLORY }, Action: 'sts:AssumeRole' }),
    extra('a value known at deployment only', allow({ AWS: { Ref: 'AnotherParameter' } })),
  ];
}

function otherVersions({ Version: _version, ...rest }: DocumentJson): Weakening[] {
  return [
    { kind: 'Version changed', what: '2008-10-17', document: { Version: '2008-10-17', ...rest } },
    { kind: 'Version changed', what: 'none', document: rest },
    { kind: 'Version changed', what: 'one that IAM does not know', document: { Version: '2020-01-01', ...rest } },
  ];
}

/** The kinds of weakening, in the order of the table. */
export const KINDS: readonly string[] = [
  'condition dropped', 'condition negated', 'IfExists', 'ForAllValues, ForAnyValue', 'Null', 'another operator', 'another key', 'case',
  'wildcard', 'extra value',
  'principal to an account root', 'principal to *', 'principal to another account', 'another principal', 'NotPrincipal', 'NotAction',
  'action widened',
  'extra statement', 'Effect flipped', 'Deny removed or weakened', 'Version changed',
];

/** The places where a condition of the template may decide between the original and the changed document. */
export const BRANCHES: readonly ((before: DocumentJson, after: unknown) => unknown)[] = [
  (before, after) => ({ 'Fn::If': ['Late', after, before] }),
  (before, after) => ({ 'Fn::If': ['Late', before, after] }),
  (before, after) => ({ ...(after as object), Statement: { 'Fn::If': ['Late', (after as DocumentJson).Statement, before.Statement] } }),
  (before, after) => ({
    ...(after as object),
    Statement: (after as DocumentJson).Statement.map((statement, index) => ({
      'Fn::If': ['Late', statement, before.Statement[index] ?? { Ref: 'AWS::NoValue' }],
    })),
  }),
];
