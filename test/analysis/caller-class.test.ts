/** The callers to try for a principal, and the caller that results once its name is known. */
import { documentOf, OWNER, PARAMETERS, PARTNER } from './ask-policy';
import { arnPrefix, CallerClass, callersOf, callersOfStatement, everyCaller, nameCaller } from '../../src/analysis/caller-class';
import { worldOf } from '../../src/analysis/caller-world';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { isAwsCaller } from '../../src/evaluation/assume-role-request';
import { allow, StatementJson } from '../evaluation/policies';

const WORLD = worldOf([], { partition: 'aws', ownAccount: OWNER.account, ownAccountIsKnown: true, otherAccounts: [] });

/** The callers of a statement that names one principal, as one line each. */
function callersFor(principal: unknown): string[] {
  const [{ statements: [statement] }] = readTrustPolicy(documentOf(allow({ Principal: principal })), PARAMETERS).variants;
  return [...new Set(callersOf(statement.principals[0], WORLD).map(lineOf))];
}

function lineOf({ kind, partition, account, name, sessionName, named }: CallerClass): string {
  return [kind, `${partition}:${account}`, name ?? '-', sessionName ?? '-', ...named ? ['named'] : []].join(' ');
}

const later = (text: string) => ({ 'Fn::Sub': text });

test.each<[string, unknown, string[]]>([
  ['a user', { AWS: `arn:aws:iam::${PARTNER}:user/team/alice` }, [`iam-user aws:${PARTNER} team/alice - named`]],
  [
    'a user with a partly unknown name',
    { AWS: later(`arn:aws:iam::${PARTNER}:user/a-\${Parameter}`) },
    [`iam-user aws:${PARTNER} - - named`],
  ],
  [
    'a role',
    { AWS: `arn:aws:iam::${PARTNER}:role/team/Deploy` },
    ['role-session', 'federated-session'].map((kind) => `${kind} aws:${PARTNER} team/Deploy example-session named`),
  ],
  [
    'a role with a partly unknown name',
    { AWS: later(`arn:aws:iam::${PARTNER}:role/a-\${Parameter}`) },
    ['role-session', 'federated-session'].map((kind) => `${kind} aws:${PARTNER} - example-session named`),
  ],
  [
    'a session, whose role may have a path',
    { AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/build` },
    ['role-session', 'federated-session'].map((kind) => `${kind} aws:${PARTNER} - build named`),
  ],
  [
    'an account',
    { AWS: PARTNER },
    [`iam-user aws:${PARTNER} - -`, `role-session aws:${PARTNER} - example-session`, `federated-session aws:${PARTNER} - example-session`],
  ],
  ['an account of another partition', { AWS: `arn:aws-cn:iam::${PARTNER}:user/alice` }, [`iam-user aws-cn:${PARTNER} alice - named`]],
  [
    "an unknown partition is the role's own",
    { AWS: later(`arn:\${Parameter}:iam::${PARTNER}:user/alice`) },
    [`iam-user aws:${PARTNER} alice - named`],
  ],
  ['a service', { Service: 'lambda.amazonaws.com' }, ['service : lambda.amazonaws.com -']],
  ['a SAML provider', { Federated: `arn:aws:iam::${OWNER.account}:saml-provider/Okta` }, [`saml aws:${OWNER.account} Okta -`]],
  ['a SAML provider of another account, which STS does not accept', { Federated: `arn:aws:iam::${PARTNER}:saml-provider/Okta` }, []],
  [
    'a SAML provider with a partly unknown name is any provider',
    { Federated: later(`arn:aws:iam::${OWNER.account}:saml-provider/ex\${Parameter}`) },
    [`saml aws:${OWNER.account} example -`],
  ],
  [
    'a SAML provider of an unknown account is any provider',
    { Federated: later('arn:aws:iam::${Parameter}:saml-provider/Okta') },
    [`saml aws:${OWNER.account} example -`],
  ],
  [
    'an OIDC provider',
    { Federated: `arn:aws:iam::${OWNER.account}:oidc-provider/token.example.com` },
    [`oidc aws:${OWNER.account} token.example.com -`],
  ],
  [
    'an OIDC provider of another account, which STS does not accept',
    { Federated: `arn:aws:iam::${PARTNER}:oidc-provider/token.example.com` },
    [],
  ],
  [
    'an OIDC provider of an unknown account is any provider',
    { Federated: later('arn:aws:iam::${Parameter}:oidc-provider/token.example.com') },
    [`oidc aws:${OWNER.account} issuer.example.com -`],
  ],
  ['a built-in provider', { Federated: 'accounts.google.com' }, ['oidc aws: accounts.google.com -']],
  ['a federated user cannot call', { AWS: `arn:aws:sts::${PARTNER}:federated-user/bob` }, []],
  ['the id of a deleted role matches no caller', { AWS: 'AROAEXAMPLEEXAMPLE000' }, []],
  ['every principal', '*', [...new Set(everyCaller(WORLD).map(lineOf))]],
])('the callers of a principal: %s', (_, principal, expected) => expect(callersFor(principal)).toEqual(expected));

test.each<[string, StatementJson, number]>([
  [
    'NotPrincipal: every caller',
    { Effect: 'Allow', NotPrincipal: { AWS: `arn:aws:iam::${PARTNER}:user/alice` }, Action: '*' },
    everyCaller(WORLD).length,
  ],
  ['principals that could not be read: every caller', { Effect: 'Allow', Action: '*' }, everyCaller(WORLD).length],
  ['of two users: those of both', allow({ Principal: { AWS: ['alice', 'bob'].map((name) => `arn:aws:iam::${PARTNER}:user/${name}`) } }), 6],
])('the callers of a statement, %s', (_, statement, expected) => {
  expect(callersOfStatement(readTrustPolicy(documentOf(statement)).variants[0].statements[0], WORLD)).toHaveLength(expected);
});

test('a provider of another account is possible where the account of the role is unknown', () => {
  const world = worldOf([], { partition: 'aws', ownAccount: OWNER.account, ownAccountIsKnown: false, otherAccounts: [] });
  const [
    {
      statements: [{ principals }],
    },
  ] = readTrustPolicy(documentOf(allow({ Principal: { Federated: `arn:aws:iam::${PARTNER}:saml-provider/Okta` } }))).variants;
  expect(callersOf(principals[0], world).map(lineOf)).toEqual([`saml aws:${PARTNER} Okta -`]);
});

const PLACE = { mfa: 'absent', account: PARTNER, partition: 'aws' } as const;

test.each<[string, CallerClass, object, string | undefined]>([
  [
    'a user',
    { ...PLACE, kind: 'iam-user' },
    { kind: 'iam-user', partition: 'aws', account: PARTNER, name: 'x' },
    `arn:aws:iam::${PARTNER}:user/`,
  ],
  [
    'a session', {
      ...PLACE,
      kind: 'role-session',
      sessionName: 'build',
    }, { kind: 'role-session', partition: 'aws', account: PARTNER, roleName: 'x', sessionName: 'build' },
    `arn:aws:iam::${PARTNER}:role/`,
  ],
  [
    'a session without a given name', { ...PLACE, kind: 'federated-session' },
    {
      kind: 'federated-session',
      partition: 'aws',
      account: PARTNER,
      roleName: 'x',
      sessionName: 'example-session',
    }, `arn:aws:iam::${PARTNER}:role/`,
  ],
  ['a service', { kind: 'service', mfa: 'absent', account: '', partition: '' }, { kind: 'service', service: 'x' }, undefined],
  ['a SAML caller', { ...PLACE, kind: 'saml' }, { kind: 'saml', partition: 'aws', account: PARTNER, provider: 'x' }, undefined],
  [
    'an OIDC caller',
    { ...PLACE, kind: 'oidc' },
    { kind: 'oidc', issuer: 'x', provider: { partition: 'aws', account: PARTNER } },
    undefined,
  ],
  ['an OIDC caller of a built-in issuer', { ...PLACE, kind: 'oidc', account: '' }, { kind: 'oidc', issuer: 'x' }, undefined],
])('%s with every part known', (_, caller, expected, prefix) => {
  expect(nameCaller(caller, 'x')).toEqual(expected);
  expect(isAwsCaller(caller)).toBe(prefix !== undefined);
  if (prefix !== undefined) expect(arnPrefix(caller)).toBe(prefix);
});
