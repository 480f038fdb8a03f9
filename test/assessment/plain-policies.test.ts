/** Policies that are recognised by shape as having no finding: the rules have to agree about each of them. */
import fc from 'fast-check';
import { AuditSubject, auditRole } from '../../src/assessment/assess';
import { auditPlainPolicy } from '../../src/assessment/plain-policies';
import { AccountStanding } from '../../src/rules/support/known-accounts';

const OWN = '111111111111';
const PARTNER = '222222222222';
const SECRET = '9b0e6f0c-4c1f-4c0b-8d0a-2f1f6c1f7a55';
const GITHUB = 'token.actions.githubusercontent.com';

type Json = Record<string, unknown>;

const join = (...pieces: unknown[]) => ({ 'Fn::Join': ['', pieces] });
const ownArn = (resource: string) => join('arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, `:${resource}`);
const policy = (statement: Json): Json => ({
  Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', ...statement }],
  Version: '2012-10-17',
});

const SERVICE = policy({ Principal: { Service: 'lambda.amazonaws.com' } });
const OWN_ACCOUNT = policy({ Principal: { AWS: ownArn('root') }, Sid: 'Own' });
const PARTNER_USER = policy({
  Condition: {
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' },
    StringEquals: { 'sts:ExternalId': SECRET },
  },
  Principal: { AWS: `arn:aws:iam::${PARTNER}:user/alice` },
});
const BRANCH = policy({
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: {
    StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
    StringLike: { [`${GITHUB}:sub`]: 'repo:acme/shop:ref:refs/heads/main' },
  },
  Principal: { Federated: ownArn(`oidc-provider/${GITHUB}`) },
});
const PLAIN = { SERVICE, OWN_ACCOUNT, PARTNER_USER, BRANCH };

const settings = (standing?: AccountStanding) => ({
  accounts: new Map(standing === undefined ? [] : [[PARTNER, { id: PARTNER, standing }]]),
  levels: {},
});

function subjectOf(document: unknown, rest: Partial<AuditSubject> = {}): AuditSubject {
  return { document, context: { account: OWN }, ...rest };
}

/** The policy with one text replaced by another. */
const changed = (plain: Json, text: string, other: string) => JSON.parse(JSON.stringify(plain).replace(text, other)) as Json;

describe('policies recognised as plain have no finding by the rules either', () => {
  test.each(Object.entries(PLAIN))('%s', (_, document) => {
    const subject = subjectOf(document);
    expect(auditPlainPolicy(subject, settings())).toEqual(auditRole(subject, settings()));
    expect(auditRole(subject, settings())).toMatchObject({ problems: [], questions: [] });
  });

  test.each<[string, Partial<AuditSubject>, AccountStanding | undefined]>([
    ['in a stack without an account', { context: {} }, undefined],
    ['in the account of the partner', { context: { account: PARTNER } }, undefined],
    ['of a partner of the same owner', {}, 'own'],
    ['of a vendor', {}, 'vendor'],
    ['with sessions of an hour', { role: { maxSessionDuration: 3600 } }, undefined],
  ])('a partner\'s user %s', (_, rest, standing) => {
    const subject = subjectOf(PARTNER_USER, rest);
    expect(auditPlainPolicy(subject, settings(standing))).toEqual(auditRole(subject, settings(standing)));
  });
});

describe('any other policy goes to the rules', () => {
  test.each<[string, unknown, Partial<AuditSubject>]>([
    ['another partition', PARTNER_USER, { context: { account: OWN, partition: 'aws-us-gov' } }],
    ['long sessions', PARTNER_USER, { role: { maxSessionDuration: 7200 } }],
    ['sessions whose duration is a parameter', PARTNER_USER, { role: { maxSessionDuration: { Ref: 'Duration' } } }],
    ['the older version', { ...SERVICE, Version: '2008-10-17' }, {}],
    ['no version', { Statement: SERVICE.Statement }, {}],
    ['an Id', { ...SERVICE, Id: 'x' }, {}],
    ['two statements', { ...SERVICE, Statement: [...SERVICE.Statement as Json[], ...OWN_ACCOUNT.Statement as Json[]] }, {}],
    ['a Deny', policy({ Effect: 'Deny', Principal: { Service: 'lambda.amazonaws.com' } }), {}],
    ['NotPrincipal', policy({ NotPrincipal: { AWS: PARTNER } }), {}],
    ['every principal', policy({ Principal: { AWS: '*' } }), {}],
    ['another action', policy({ Action: 'sts:*', Principal: { Service: 'lambda.amazonaws.com' } }), {}],
    ['two kinds of principals', policy({ Principal: { AWS: PARTNER, Service: 'lambda.amazonaws.com' } }), {}],
    ['Roles Anywhere', policy({ Principal: { Service: 'rolesanywhere.amazonaws.com' } }), {}],
    ['a service that can be confused', policy({ Principal: { Service: 'personalize.amazonaws.com' } }), {}],
    ['every service', policy({ Principal: { Service: '*' } }), {}],
    ['a Sid that IAM rejects', policy({ Principal: { Service: 'lambda.amazonaws.com' }, Sid: 'a b' }), {}],
    ['text', JSON.stringify(SERVICE), {}],
    ['a user whose name is a placeholder', changed(PARTNER_USER, 'user/alice', 'user/ACCOUNT_ID'), {}],
    ['an ExternalId that is a placeholder', changed(PARTNER_USER, SECRET, 'your-external-id-9b0e6f0c4c1f4c0b8d0a2f1f'), {}],
    ['an organization that is a placeholder', changed(BRANCH, 'acme', 'YOUR-ORG'), {}],
    ['a service that is a placeholder', changed(SERVICE, 'lambda', 'your-service'), {}],
  ])('%s', (_, document, rest) => expect(auditPlainPolicy(subjectOf(document, rest), settings())).toBeUndefined());
});

/** Values to replace any part of a document with: near misses of the expected values, and junk. */
const REPLACEMENTS: readonly unknown[] = [
  'true', true, 'false', false, null, '', '*', 3600, '3600', '0', 0, '-1', '99999', [], {}, ['true', 'false'], PARTNER, OWN, SECRET,
  'a'.repeat(20),
  '12345678901234567890', `${PARTNER}-${'x'.repeat(8)}`, 'change-me-change-me', 'abcdefghijklmnop1', '${aws:username}-5d1f0c77ab',
  'sts:AssumeRole', 'sts:*',
  'sts:AssumeRoleWithWebIdentity', 'sts:TagSession', 'Deny', 'lambda.amazonaws.com', 'ec2.amazonaws.com', 'personalize.amazonaws.com',
  'pods.eks.amazonaws.com',
  'rolesanywhere.amazonaws.com', 'evil.example.com', `arn:aws:iam::${PARTNER}:root`, `arn:aws:iam::${PARTNER}:role/deploy`,
  `arn:aws:iam::${OWN}:user/bob`,
  `arn:aws-cn:iam::${PARTNER}:user/alice`, `arn:aws:iam::${PARTNER}:user/*`, 'arn:aws:iam::12345:user/a', ownArn('root'),
  ownArn('role/x'), ownArn('user/x'),
  ownArn(`oidc-provider/${GITHUB}`), ownArn('oidc-provider/gitlab.com'), 'repo:acme/*', 'repo:acme/shop:*', 'repo:acme*',
  'repo:acme/shop:pull_request',
  'repo:acme/shop:ref:refs/heads/*', 'repo:acme/shop:ref:refs/heads/release/1', 'repo:acme/shop:environment:prod', 'sts.amazonaws.com',
  { Ref: 'Parameter' },
  'repo:YOUR-ORG/shop:ref:refs/heads/main', 'repo:acme/REPO:ref:refs/heads/main', `arn:aws:iam::${PARTNER}:user/ACCOUNT_ID`,
  `arn:aws:iam::${PARTNER}:user/YOUR_USER`,
  'your-service.amazonaws.com', 'xxxx.amazonaws.com', 'REPLACE_WITH_9b0e6f0c4c1f4c0b', 'xxxx-9b0e6f0c-4c1f-4c0b-8d0a',
];
const KEYS = [
  'aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge', 'sts:ExternalId', `${GITHUB}:sub`, `${GITHUB}:aud`, 'aws:PrincipalArn', 'Bool',
  'BoolIfExists',
  'StringEquals', 'StringLike', 'StringNotEquals', 'NumericLessThan', 'NumericGreaterThan', 'Null', 'AWS', 'Service', 'Federated',
  'Principal', 'Action', 'Sid', 'Resource',
];

/** Every location in a document, as a path. */
function placesIn(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const below = Object.entries(value).flatMap(([key, part]) => placesIn(part, [...path, Array.isArray(value) ? Number(key) : key]));
  return path.length === 0 ? below : [path, ...below];
}

type Damage = readonly [place: number, how: 'replace' | 'remove' | 'rename' | 'add', value: unknown, key: string];

function damaged(document: unknown, [place, how, value, key]: Damage): unknown {
  const places = placesIn(document);
  const path = places[place % places.length];
  const copy = structuredClone(document) as Json;
  const holder = path.slice(0, -1).reduce<Json>((at, step) => at[step] as Json, copy);
  const last = path[path.length - 1];
  if (how === 'replace') {holder[last] = value;} else if (how === 'add'
    && !Array.isArray(holder)) {holder[key] = value;} else if (Array.isArray(holder)) {holder.splice(Number(last), 1);} else {
    if (how === 'rename') holder[key] = holder[last];
    delete holder[last];
  }
  return copy;
}

const damage: fc.Arbitrary<Damage> = fc.tuple(
  fc.nat(1000), fc.constantFrom(
    'replace',
    'replace',
    'remove',
    'rename',
    'add',
  ), fc.constantFrom(...REPLACEMENTS), fc.constantFrom(...KEYS),
);

test('a policy one or two changes away from a plain one that is still recognised as plain has no finding by the rules either', () => {
  let recognised = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(PLAIN)), fc.array(damage, { maxLength: 2 }), fc.constantFrom(OWN, PARTNER, undefined),
      fc.constantFrom(undefined, 'aws', 'aws-cn'), fc.constantFrom(undefined, 3600, 3601, '7200'),
      fc.constantFrom(undefined, 'own', 'vendor'),
      (plain, damages, account, partition, maxSessionDuration, standing) => {
        const document = damages.reduce<unknown>(damaged, plain);
        const subject = subjectOf(document, { context: { account, partition }, role: { logicalId: 'Role', maxSessionDuration } });
        const audit = auditPlainPolicy(subject, settings(standing as AccountStanding | undefined));
        if (audit === undefined) return;
        recognised += 1;
        expect(auditRole(subject, settings(standing as AccountStanding | undefined))).toEqual(audit);
      },
    ),
    // All of them in every run: few changes leave a policy plain.
    { numRuns: 3_000, seed: 1 },
  );
  expect(recognised).toBeGreaterThan(250);
});
