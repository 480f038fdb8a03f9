import {
  ask,
  ANYBODY_AT_ALL,
  callersOfKind,
  documentOf,
  FOREIGNERS,
  LATER,
  openVerdict,
  OWNER,
  PARAMETERS,
  PARTNER,
  USERS_WITHOUT_MFA,
  verdictOn,
} from './ask-policy';
import { findRequest } from '../../src/analysis/find-request';
import { Question } from '../../src/analysis/question';
import { patternsOn } from '../../src/analysis/questions/condition-values';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const ROOT = { AWS: PARTNER };
const DEPLOY = { AWS: `arn:aws:iam::${PARTNER}:role/team/Deploy` };
const ALICE = { AWS: `arn:aws:iam::${PARTNER}:user/team/alice` };
const SESSION = { AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/build` };
const LAMBDA = { Service: 'lambda.amazonaws.com' };
const GITHUB = { Federated: `arn:aws:iam::${OWNER.account}:oidc-provider/token.actions.githubusercontent.com` };
const OKTA = { Federated: `arn:aws:iam::${OWNER.account}:saml-provider/Okta` };
const MFA = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };

const when = (Condition: unknown, rest: StatementJson = {}) => allow({ Principal: ROOT, ...rest, Condition });
const unless = (Condition: unknown, rest: StatementJson = {}) => deny({ ...rest, Condition });

describe('each kind of caller', () => {
  const KINDS = ['iam-user', 'role-session', 'federated-session', 'service', 'saml', 'oidc'] as const;

  test.each<[string, StatementJson, readonly string[]]>([
    ['an account', allow({ Principal: ROOT }), ['iam-user', 'role-session', 'federated-session']],
    ['a user', allow({ Principal: ALICE }), ['iam-user']],
    ['a role', allow({ Principal: DEPLOY }), ['role-session', 'federated-session']],
    ['a session', allow({ Principal: SESSION }), ['role-session', 'federated-session']],
    ['a service', allow({ Principal: LAMBDA }), ['service']],
    ['a SAML provider', allow({ Principal: OKTA, Action: 'sts:AssumeRoleWithSAML' }), ['saml']],
    ['a SAML provider with the wrong action', allow({ Principal: OKTA }), []],
    ['an OIDC provider', allow({ Principal: GITHUB, Action: 'sts:AssumeRoleWithWebIdentity' }), ['oidc']],
    ['an OIDC provider with the wrong action', allow({ Principal: GITHUB, Action: 'sts:AssumeRoleWithSAML' }), []],
    ['a built-in provider', allow({ Principal: { Federated: 'accounts.google.com' }, Action: 'sts:*' }), ['oidc']],
    ['every AWS principal', allow(), ['iam-user', 'role-session', 'federated-session', 'service']],
    ['everyone and every action', allow({ Action: '*' }), KINDS],
    ['every other principal', { Effect: 'Allow', NotPrincipal: ROOT, Action: 'sts:*' }, KINDS],
    ['a user of GetFederationToken', allow({ Principal: { AWS: `arn:aws:sts::${PARTNER}:federated-user/bob` } }), []],
    ['the id of a deleted user', allow({ Principal: { AWS: 'AIDAAAAAAAAAAAAAAAAAA' } }), []],
    [
      'an ARN with a wildcard, as its author intended it',
      allow({ Principal: { AWS: `arn:aws:iam::${PARTNER}:role/dev-*` } }),
      ['role-session', 'federated-session'],
    ],
    [
      'an ARN of sessions with a wildcard',
      allow({ Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/b*` } }),
      ['role-session', 'federated-session'],
    ],
    ['the ARN of a session without a principal type', allow({ Principal: SESSION.AWS }), ['role-session', 'federated-session']],
    ['services with a wildcard', allow({ Principal: { Service: 'lambda*' } }), ['service']],
    [
      'SAML providers with a wildcard',
      allow({ Principal: { Federated: `arn:aws:iam::${OWNER.account}:saml-provider/ok*` }, Action: 'sts:*' }),
      ['saml'],
    ],
    [
      'OIDC providers with a wildcard',
      allow({ Principal: { Federated: `arn:aws:iam::${OWNER.account}:oidc-provider/token.*` }, Action: 'sts:*' }),
      ['oidc'],
    ],
    [
      'a SAML provider of another account',
      allow({ Principal: { Federated: `arn:aws:iam::${PARTNER}:saml-provider/okta` }, Action: 'sts:*' }),
      [],
    ],
    [
      'OIDC providers of another account',
      allow({ Principal: { Federated: `arn:aws:iam::${PARTNER}:oidc-provider/token.*` }, Action: 'sts:*' }),
      [],
    ],
    [
      'a service without an x in its name',
      allow({ Condition: { StringNotLike: { 'aws:PrincipalServiceName': '*x*' }, Bool: { 'aws:PrincipalIsAWSService': 'true' } } }),
      ['service'],
    ],
    ['side actions only', allow({ Principal: ROOT, Action: ['sts:TagSession', 'sts:SetSourceIdentity'] }), []],
    ['all actions except the assume action', { Effect: 'Allow', Principal: ROOT, NotAction: 'sts:AssumeRole' }, []],
    ['all actions except another action', { Effect: 'Allow', Principal: LAMBDA, NotAction: 'iam:*' }, ['service']],
  ])('%s allows exactly the callers that it names', (_, statement, kinds) => {
    expect(KINDS.filter((kind) => verdictOn([statement], callersOfKind(kind)) === 'open')).toEqual(kinds);
    expect(KINDS.filter((kind) => verdictOn([statement], callersOfKind(kind)) === 'closed')).toEqual(
      KINDS.filter((kind) => !kinds.includes(kind)),
    );
  });
});

// The MFA values of each caller: long-term key, with MFA, GetSessionToken without, role session, federated session.
describe('conditions on MFA', () => {
  const callers: readonly [string, Question][] = [
    ['key', { about: 'key', callers: ({ kind, mfa }) => kind === 'iam-user' && mfa === 'absent' }],
    ['mfa', { about: 'mfa', callers: ({ kind, mfa }) => kind === 'iam-user' && mfa === 'true' }],
    ['token', { about: 'token', callers: ({ kind, mfa }) => kind === 'iam-user' && mfa === 'false' }],
    ['role', { about: 'role', callers: ({ kind, mfa }) => kind === 'role-session' && mfa === 'false' }],
    ['federated', callersOfKind('federated-session')],
  ];
  const admitted = (statements: readonly StatementJson[]) =>
    callers.filter(([, question]) => verdictOn(statements, question) !== 'closed').map(([name]) => name);

  test.each([
    [{ Bool: 'true' }, ['mfa']],
    [{ BoolIfExists: 'true' }, ['key', 'mfa', 'federated']],
    [{ Bool: 'false' }, ['token', 'role']],
    [{ BoolIfExists: 'false' }, ['key', 'token', 'role', 'federated']],
    [{ Null: 'false' }, ['mfa', 'token', 'role']],
    [{ Null: 'true' }, ['key', 'federated']],
    [{ 'ForAllValues:Bool': 'true' }, ['key', 'mfa', 'federated']],
    [{ 'ForAnyValue:Bool': 'true' }, ['mfa']],
    [{ Bool: ['true', 'false'] }, ['mfa', 'token', 'role']],
    [{ StringNotEquals: 'false' }, ['key', 'mfa', 'federated']],
    [{ BoolIfExists: 'true', Null: 'false' }, ['mfa']],
  ])('an Allow with %j admits %j', (condition, expected) => {
    const block = Object.fromEntries(
      Object.entries(condition).map(([operator, value]) => [operator, { 'aws:MultiFactorAuthPresent': value }]),
    );
    expect(admitted([when(block)])).toEqual(expected);
  });

  test.each([
    ['NumericLessThan', ['mfa']],
    ['NumericLessThanIfExists', ['key', 'mfa', 'token', 'role', 'federated']],
    ['NumericGreaterThan', ['mfa']],
  ])('an Allow with %s on the age admits %j', (operator, expected) => {
    expect(admitted([when({ [operator]: { 'aws:MultiFactorAuthAge': '3600' } })])).toEqual(expected);
  });

  test.each([
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, ['key', 'mfa', 'federated']],
    [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, ['mfa']],
    [{ Null: { 'aws:MultiFactorAuthPresent': 'true' } }, ['mfa', 'token', 'role']],
    [{ NumericGreaterThan: { 'aws:MultiFactorAuthAge': '3600' } }, ['key', 'mfa', 'token', 'role', 'federated']],
    [{ NumericGreaterThanIfExists: { 'aws:MultiFactorAuthAge': '3600' } }, ['mfa']],
  ])('a Deny with %j leaves %j', (condition, expected) => {
    expect(admitted([allow({ Principal: ROOT }), unless(condition)])).toEqual(expected);
  });

  test('a Deny for callers without MFA also denies services and web identities', () => {
    const denial = unless({ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, { Principal: '*', Action: '*' });
    expect(verdictOn([allow({ Principal: LAMBDA }), denial])).toBe('closed');
    expect(verdictOn([allow({ Principal: GITHUB, Action: 'sts:AssumeRoleWithWebIdentity' }), denial])).toBe('closed');
  });
});

describe('Deny', () => {
  test.each<[string, StatementJson[], string]>([
    ['every principal', [deny()], 'closed'],
    ['the assume action only under another name', [deny({ Action: 'STS:assumerole' })], 'closed'],
    ['an action that is not needed', [deny({ Action: 'sts:TagSession' })], 'open'],
    ['all actions except the assume action', [{ Effect: 'Deny', Principal: { AWS: '*' }, NotAction: 'sts:AssumeRole' }], 'open'],
    ['all actions except another', [{ Effect: 'Deny', Principal: { AWS: '*' }, NotAction: 'sts:TagSession' }], 'closed'],
    ['another account', [deny({ Principal: { AWS: '444455556666' } })], 'open'],
    ['the role', [deny({ Principal: DEPLOY })], 'closed'],
    ['the account of the role', [deny({ Principal: ROOT })], 'closed'],
    ['one session of the role', [deny({ Principal: SESSION })], 'open'],
    [
      'even one with the name of an example',
      [deny({ Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/example-session` } })],
      'open',
    ],
    ['all except the role, but not its account', [{ Effect: 'Deny', NotPrincipal: DEPLOY, Action: '*' }], 'closed'],
    [
      'all except the role and one of its sessions, but not their account',
      [{ Effect: 'Deny', NotPrincipal: { AWS: [DEPLOY.AWS, SESSION.AWS] }, Action: '*' }],
      'closed',
    ],
    ['all except the account, but none of its principals', [{ Effect: 'Deny', NotPrincipal: ROOT, Action: '*' }], 'closed'],
    [
      'all except the role and its account, which is not documented to be enough',
      [{ Effect: 'Deny', NotPrincipal: { AWS: [DEPLOY.AWS, PARTNER] }, Action: '*' }],
      'open',
    ],
    [
      'all except the role, its account and one session',
      [{ Effect: 'Deny', NotPrincipal: { AWS: [DEPLOY.AWS, SESSION.AWS, PARTNER] }, Action: '*' }],
      'open',
    ],
    ['all except another principal', [{ Effect: 'Deny', NotPrincipal: ALICE, Action: '*' }], 'closed'],
    ['all except one session, but not its account', [{ Effect: 'Deny', NotPrincipal: SESSION, Action: '*' }], 'closed'],
    ['one half of the addresses', [unless({ IpAddress: { 'aws:SourceIp': '0.0.0.0/1' } })], 'open'],
    ['all addresses, but not the callers without one', [unless({ IpAddress: { 'aws:SourceIp': ['0.0.0.0/0', '::/0'] } })], 'open'],
    ['everything outside a network', [unless({ NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } })], 'open'],
    ['everything outside a network that no caller is in', [unless({ NotIpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })], 'closed'],
    [
      'one value and all others',
      [unless({ StringEquals: { 'sts:RoleSessionName': 'build' } }), unless({ StringNotEquals: { 'sts:RoleSessionName': 'build' } })],
      'closed',
    ],
    ['an undocumented key', [unless({ StringLike: { 'aws:NobodyKnows': '*' } })], 'open'],
  ])('%s: %#', (_, denials, expected) => {
    expect(verdictOn([allow({ Principal: DEPLOY }), ...denials])).toBe(expected);
  });

  test('a second Allow without conditions bypasses those of the first', () => {
    expect(verdictOn([when(MFA)], USERS_WITHOUT_MFA)).toBe('closed');
    expect(verdictOn([when(MFA), allow({ Principal: ALICE })], USERS_WITHOUT_MFA)).toBe('open');
    expect(openVerdict(ask(documentOf(when(MFA), allow({ Principal: ALICE })), USERS_WITHOUT_MFA)).statements).toEqual([1]);
  });
});

test.each<[string, StatementJson, string]>([
  ['a number with leading zeros', { NumericEquals: { 'aws:PrincipalAccount': '12345678901' } }, 'open'],
  [
    'a number with leading zeros, excluded',
    { NumericEquals: { 'aws:PrincipalAccount': '12345678901' }, StringNotEquals: { 'aws:PrincipalAccount': '012345678901' } },
    'closed',
  ],
  [
    'a number with leading zeros that is different',
    { NumericEquals: { 'aws:PrincipalAccount': '12345678901' }, StringLike: { 'aws:PrincipalAccount': '1*' } },
    'closed',
  ],
  ['a fraction', { NumericEquals: { 'aws:PrincipalAccount': '111122223333.5' } }, 'closed'],
  ['a number below all accounts', { NumericLessThan: { 'aws:PrincipalAccount': '0' } }, 'closed'],
  ['a number of thirteen digits', { NumericGreaterThan: { 'aws:PrincipalAccount': '999999999999' } }, 'closed'],
  [
    'a number between two',
    { NumericGreaterThan: { 'aws:PrincipalAccount': '111122223333' }, NumericLessThan: { 'aws:PrincipalAccount': '111122223335' } },
    'open',
  ],
  [
    'no number between two',
    { NumericGreaterThan: { 'aws:PrincipalAccount': '111122223333' }, NumericLessThan: { 'aws:PrincipalAccount': '111122223334' } },
    'closed',
  ],
  ['true', { Bool: { 'aws:PrincipalAccount': 'true' } }, 'closed'],
])('among all AWS principals, those whose account is %s', (_, Condition, expected) => {
  expect(verdictOn([allow({ Condition })], callersOfKind('iam-user', 'role-session', 'federated-session'))).toBe(expected);
});

const NAME_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+=,.@-';

/** The key is present and contains none of the characters, or none after `before`. */
function notLike(key: string, characters: string, before = '*'): StatementJson {
  return when({ Null: { [key]: 'false' }, StringNotLike: { [key]: [...characters].map((character) => `${before}${character}*`) } });
}

describe('conditions on the caller', () => {
  const arn = (operator: string, ...values: string[]) => when({ [operator]: { 'aws:PrincipalArn': values } });

  test.each<[string, StatementJson, string]>([
    ['a role of the account', arn('ArnEquals', `arn:aws:iam::${PARTNER}:role/team/Deploy`), 'open'],
    ['a session, which the key never holds', arn('ArnEquals', `arn:aws:sts::${PARTNER}:assumed-role/Deploy/build`), 'closed'],
    ['the root user, who cannot call', arn('ArnEquals', `arn:aws:iam::${PARTNER}:root`), 'closed'],
    ['a role of another account', arn('ArnLike', 'arn:aws:iam::444455556666:role/*'), 'closed'],
    [
      'two patterns at once',
      when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/a*' }, StringLike: { 'aws:PrincipalArn': '*z/*b' } }),
      'open',
    ],
    [
      'two patterns that no name matches',
      when({ ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/a*' }, StringNotLike: { 'aws:PrincipalArn': '*:role/a*' } }),
      'closed',
    ],
    ['a path with a character that no name can have', arn('ArnLike', 'arn:aws:iam::*:role/te!am/*'), 'open'],
    ['a name with such a character', arn('ArnLike', 'arn:aws:iam::*:role/*!'), 'closed'],
    ['an empty name', arn('ArnEquals', `arn:aws:iam::${PARTNER}:role/`), 'closed'],
    ['every letter that a name can have, excluded', notLike('aws:username', NAME_CHARACTERS), 'closed'],
    ['every letter that a name can have except one, excluded', notLike('aws:username', NAME_CHARACTERS.replace('7', '')), 'open'],
    ['every letter that a name can have, excluded after a slash', notLike('aws:PrincipalArn', NAME_CHARACTERS, '*/*'), 'closed'],
    [
      'every letter that a name can have except one, excluded after a slash',
      notLike('aws:PrincipalArn', NAME_CHARACTERS.replace('7', ''), '*/*'),
      'open',
    ],
    ['every lower-case letter, which the ARN itself contains', notLike('aws:PrincipalArn', 'abcdefghijklmnopqrstuvwxyz'), 'closed'],
    [
      'a dozen lower-case words',
      when({
        StringNotLike: {
          'aws:PrincipalArn': ['admin', 'prod', 'root', 'power', 'sec', 'audit', 'break', 'super', 'ops', 'infra', 'fin', 'ci'].map(
            (word) => `*${word}*`,
          ),
        },
      }),
      'open',
    ],
    [
      'a user name after a path',
      when({ StringEquals: { 'aws:username': 'alice' }, ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/team/*' } }),
      'open',
    ],
    [
      'another user name',
      when({ StringEquals: { 'aws:username': 'alice' }, ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:user/team/bob' } }),
      'closed',
    ],
    [
      'roles have no user name',
      when({ Null: { 'aws:username': 'false' }, StringEquals: { 'aws:PrincipalType': 'AssumedRole' } }),
      'closed',
    ],
    ['a principal type that does not exist', when({ StringEquals: { 'aws:PrincipalType': 'Account' } }), 'closed'],
    ['no service among them', when({ Bool: { 'aws:PrincipalIsAWSService': 'true' } }), 'closed'],
    ['a name that is a number', when({ NumericLessThan: { 'aws:username': '5' } }), 'open'],
    ['an ARN that is required to be a number', when({ NumericLessThan: { 'aws:PrincipalArn': '5' } }), 'closed'],
    ['an ARN is not a number', when({ NumericNotEquals: { 'aws:PrincipalArn': '5' } }), 'open'],
  ])('%s', (_, statement, expected) => {
    expect(verdictOn([statement])).toBe(expected);
  });

  test('the role of a session may have a path, though the ARN of the session does not show it', () => {
    const [reserved, other] = ['role/aws-reserved/sso.amazonaws.com/*', 'role/team/Other'].map((name) => ({
      ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::*:${name}` },
    }));
    const { request } = openVerdict(ask(documentOf(when(reserved, { Principal: SESSION }))));
    expect(request.caller).toMatchObject({
      roleName: expect.stringMatching(/^aws-reserved\/sso\.amazonaws\.com\/.*\/?Deploy$/),
      sessionName: 'build',
    });
    expect(verdictOn([when(other, { Principal: SESSION })])).toBe('closed');
  });

  test.each<[string, StatementJson]>([
    ['all accounts except those that begin with a nine', { StringNotLike: { 'aws:PrincipalAccount': '9*' } }],
    [
      'accounts that begin like a named one',
      { StringLike: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER.slice(0, 6)}*` }, StringNotEquals: { 'aws:PrincipalAccount': PARTNER } },
    ],
    ['accounts found anywhere in the ARN', { StringLike: { 'aws:PrincipalArn': 'arn:*5678*:user/*' } }],
    ['accounts with a variable in them', { StringLike: { 'aws:PrincipalAccount': "12${aws:PrincipalTag/rest, '3456789012'}" } }],
  ])('unnamed accounts are found among %s', (_, Condition) => {
    const strangers: Question = {
      about: 'strangers',
      callers: (caller) => caller.account !== '' && caller.account !== PARTNER && caller.account !== OWNER.account,
    };
    expect(verdictOn([allow({ Condition })], strangers)).not.toBe('closed');
  });

  test('accounts compared as numbers: leading zeros do not count, so there are some below 5', () => {
    expect(verdictOn([allow({ Condition: { NumericLessThan: { 'aws:PrincipalAccount': '5' } } })], FOREIGNERS)).toBe('open');
  });

  test.each<[string, StatementJson]>([
    ['a service', { StringEquals: { 'aws:PrincipalServiceName': 'ec2.amazonaws.com' } }],
    ['a service by pattern', { StringLike: { 'aws:PrincipalServiceName': 'ec2*' } }],
    ['a service in the list of its names', { 'ForAnyValue:StringLike': { 'aws:PrincipalServiceNamesList': '*.ec2.amazonaws.com' } }],
    ['an issuer of tokens', { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:us/*' } }],
    ['a built-in issuer', { StringEquals: { 'accounts.google.com:aud': 'app' } }],
  ])('a caller that only a condition names is found: %s', (_, Condition) => {
    expect(verdictOn([{ Effect: 'Allow', Principal: '*', Action: 'sts:*', Condition }])).toBe('open');
  });
});

describe('keys that depend on one another', () => {
  test.each<[string, unknown, string]>([
    [
      'an address seen directly, or an endpoint',
      { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' }, StringEquals: { 'aws:SourceVpc': 'vpc-0' } },
      'closed',
    ],
    [
      'an endpoint without an address',
      { NotIpAddress: { 'aws:SourceIp': '0.0.0.0/0' }, StringEquals: { 'aws:SourceVpc': 'vpc-0' } },
      'open',
    ],
    [
      'the age of an MFA that is absent',
      { Bool: { 'aws:MultiFactorAuthPresent': 'false' }, NumericLessThan: { 'aws:MultiFactorAuthAge': '60' } },
      'closed',
    ],
    ['the account of the role itself', { StringEquals: { 'aws:ResourceAccount': OWNER.account } }, 'open'],
    ['the account of another role', { StringEquals: { 'aws:ResourceAccount': PARTNER } }, 'closed'],
    ['an organization that the role may belong to', { StringEquals: { 'aws:ResourceOrgID': 'o-abcdefghij' } }, 'open'],
    ['claims of another issuer', { StringLike: { 'token.example.com:sub': '*' } }, 'closed'],
    ['an ExternalId', { StringEquals: { 'sts:ExternalId': 'secret' } }, 'open'],
    ['an ExternalId that cannot be sent', { StringEquals: { 'sts:ExternalId': 'with space' } }, 'closed'],
  ])('%s', (_, Condition, expected) => {
    expect(verdictOn([when(Condition)])).toBe(expected);
  });

  test('the account of a role is unknown where it is not given', () => {
    expect(verdictOn([when({ StringEquals: { 'aws:ResourceAccount': PARTNER } })], ANYBODY_AT_ALL, {})).toBe('open');
  });

  test('a document that names a partition in its conditions belongs to that partition', () => {
    const statement = allow({ Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws-us-gov:iam::*:role/x' } } });
    expect(verdictOn([statement], FOREIGNERS, {})).toBe('open');
    expect(verdictOn([statement], FOREIGNERS, { partition: 'aws' })).toBe('closed');
  });
});

describe('side actions', () => {
  const tags: Question = { about: 'tags', callers: () => true, sides: ['sts:TagSession'] };
  const tagSession = (rest: StatementJson = {}) => allow({ Principal: ROOT, Action: 'sts:TagSession', ...rest });

  test.each<[string, StatementJson[], string]>([
    ['are not allowed with the assume action alone', [allow({ Principal: ROOT })], 'closed'],
    ['may be allowed by a separate statement', [allow({ Principal: ROOT }), tagSession()], 'open'],
    ['except for another principal', [allow({ Principal: ROOT }), tagSession({ Principal: LAMBDA })], 'closed'],
    ['or by a wildcard', [allow({ Principal: ROOT, Action: 'sts:*' })], 'open'],
    ['unless a Deny names them', [allow({ Principal: ROOT, Action: 'sts:*' }), deny({ Action: 'sts:TagSession' })], 'closed'],
    [
      'under their own conditions',
      [allow({ Principal: ROOT }), tagSession({ Condition: { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] } } })],
      'open',
    ],
    ['which may contradict those of the assume action', [when({ Null: { 'aws:TagKeys': 'true' } }), tagSession()], 'closed'],
  ])('%s', (_, statements, expected) => {
    expect(verdictOn(statements, tags)).toBe(expected);
  });

  test('a condition that requires tags, an identity or a context requires the side action', () => {
    for (const [key, action] of [
      ['aws:RequestTag/team', 'sts:TagSession'],
      ['sts:TransitiveTagKeys', 'sts:TagSession'],
      ['sts:SourceIdentity', 'sts:SetSourceIdentity'],
      ['sts:RequestContextProviders', 'sts:SetContext'],
    ]) {
      const statement = when({ Null: { [key]: 'false' } });
      expect(verdictOn([statement])).toBe('closed');
      expect(verdictOn([statement, allow({ Principal: ROOT, Action: action })])).toBe('open');
    }
  });
});

const TAGGING = { Action: ['sts:AssumeRole', 'sts:TagSession'] };
const IDENTIFYING = { Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'] };
const [A, B] = ['aws:PrincipalTag/a', 'aws:PrincipalTag/b'];
const B_OF = '${aws:PrincipalTag/b}';

describe('keys that are compared with one another', () => {
  test.each<[string, StatementJson, string]>([
    [
      'the organization, equal to a tag of the caller',
      when({ StringEquals: { 'aws:PrincipalOrgID': '${aws:PrincipalTag/org}' } }),
      'open',
    ],
    [
      'the organization, equal to a tag of the request',
      when({ StringEquals: { 'aws:PrincipalOrgID': '${aws:RequestTag/org}' } }, TAGGING),
      'open',
    ],
    [
      'the organization, equal to a tag that no request can pass',
      when({ StringEquals: { 'aws:PrincipalOrgID': '${aws:RequestTag/org}' } }),
      'closed',
    ],
    [
      'the organization, beginning with a tag',
      when({ StringLike: { 'aws:PrincipalOrgID': ['o-abc*'] }, StringEquals: { 'aws:PrincipalOrgID': '${aws:PrincipalTag/org}' } }),
      'open',
    ],
    ['two tags that are equal and not equal', when({ StringEquals: { [A]: B_OF }, StringNotEquals: { [A]: B_OF } }), 'closed'],
    [
      'two tags that are equal and not equal, the other way round',
      when({ StringEquals: { [A]: B_OF }, StringNotEquals: { [B]: '${aws:PrincipalTag/a}' } }),
      'closed',
    ],
    [
      'two tags that are equal, never ignoring case',
      when({ StringEquals: { [A]: B_OF }, StringNotEqualsIgnoreCase: { [A]: B_OF } }),
      'closed',
    ],
    [
      'two tags that are equal except for case',
      when({ StringEqualsIgnoreCase: { [A]: B_OF }, StringNotEquals: { [A]: B_OF } }),
      'open',
    ],
    [
      'two tags where one both begins and does not begin with the other',
      when({ StringLike: { [A]: `${B_OF}-*` }, StringNotLike: { [A]: `${B_OF}-*` } }),
      'closed',
    ],
    [
      'two tags that are equal, with IfExists',
      when({ StringEqualsIfExists: { [A]: B_OF }, StringNotEquals: { [A]: B_OF } }),
      'open',
    ],
    ['two tags with different ends', when({ StringLike: { [A]: `${B_OF}*` }, StringNotEquals: { [A]: B_OF } }), 'open'],
    [
      'a tag of the request that is equal and not equal to a tag of the caller',
      when({ StringEquals: { 'aws:RequestTag/a': B_OF }, StringNotEquals: { 'aws:RequestTag/a': B_OF } }, TAGGING),
      'closed',
    ],
    [
      'two tags that are equal, each with its own text',
      when({ StringEquals: { [A]: B_OF, [B]: 'x' }, StringLike: { [A]: 'y' } }),
      'closed',
    ],
    ['two tags that are equal, one with a text', when({ StringEquals: { [A]: B_OF }, StringLike: { [A]: 'xyz' } }), 'open'],
    [
      'two tags that are different, with one text for both',
      when({ StringNotEquals: { [A]: B_OF }, StringEquals: { [A]: 'x', [B]: 'x' } }),
      'closed',
    ],
    ['two tags that differ because one is missing', when({ StringNotEquals: { [A]: B_OF }, StringEquals: { [A]: 'x' } }), 'open'],
    [
      'three tags that are equal, with different ends',
      when({ StringEquals: { [A]: B_OF, [B]: '${aws:PrincipalTag/c}' }, StringNotEquals: { [A]: '${aws:PrincipalTag/c}' } }),
      'closed',
    ],
    [
      'a session name that begins with a source identity that no request can set',
      when({ StringLike: { 'sts:RoleSessionName': '${aws:SourceIdentity}-*' } }),
      'closed',
    ],
    [
      'a session name that begins like an inherited source identity',
      when({ StringLike: { 'sts:RoleSessionName': '${aws:SourceIdentity}-*' } }, IDENTIFYING),
      'open',
    ],
    [
      'a fixed session name that contains a tag',
      when({ StringLike: { 'sts:RoleSessionName': '${aws:PrincipalTag/u}-*' }, StringEquals: { 'sts:RoleSessionName': 'bob-1' } }),
      'open',
    ],
    [
      'a fixed session name that contains another tag',
      when({
        StringLike: { 'sts:RoleSessionName': '${aws:PrincipalTag/u}-*' },
        StringEquals: { 'sts:RoleSessionName': 'bob-1', 'aws:PrincipalTag/u': 'al' },
      }),
      'closed',
    ],
    [
      'a fixed session name that contains a user name',
      when({ StringLike: { 'sts:RoleSessionName': '${aws:username}-*' }, StringEquals: { 'sts:RoleSessionName': 'bob-1' } }),
      'open',
    ],
    [
      'a session name that is the name of some users',
      when({ StringLike: { 'sts:RoleSessionName': '${aws:username}-*' }, StringNotLike: { 'sts:RoleSessionName': 'e*' } }),
      'open',
    ],
    ['a key that equals itself', when({ StringLike: { 'aws:userid': '${aws:userid}' } }), 'open'],
    [
      'a key that is present and does not equal itself',
      when({ StringNotLike: { 'aws:PrincipalOrgID': '${aws:PrincipalOrgID}' }, Null: { 'aws:PrincipalOrgID': 'false' } }),
      'closed',
    ],
    ['a key that does not equal itself, or is absent', when({ StringNotLike: { 'aws:PrincipalOrgID': '${aws:PrincipalOrgID}' } }), 'open'],
    ['a key that is longer than itself', when({ StringEquals: { 'sts:ExternalId': 'x${sts:ExternalId}' } }), 'closed'],
    ['two keys that equal each other', when({ StringEquals: { [A]: B_OF, [B]: '${aws:PrincipalTag/a}' } }), 'open'],
    [
      'two keys that equal each other, one of them longer',
      when({ StringEquals: { [A]: `${B_OF}x`, [B]: '${aws:PrincipalTag/a}' } }),
      'closed',
    ],
    [
      'the id of the caller, equal to the ExternalId',
      when({ StringLike: { 'aws:userid': '${sts:ExternalId}', 'sts:ExternalId': '${aws:userid}' } }),
      'open',
    ],
  ])('%s', (_, statement, expected) => {
    expect(verdictOn([statement])).toBe(expected);
  });

  test.each<[string, StatementJson[], string]>([
    ['a Deny of the required value', [when({ StringEquals: { [A]: B_OF } }), unless({ StringEquals: { [A]: B_OF } })], 'closed'],
    ['a Deny of all other values', [when({ StringEquals: { [A]: B_OF } }), unless({ StringNotEquals: { [A]: B_OF } })], 'open'],
    [
      'Denies of both, neither of which covers a missing tag',
      [when({ Null: { [A]: 'false' } }), unless({ StringEquals: { [A]: B_OF } }), unless({ StringNotEquals: { [A]: B_OF } })],
      'open',
    ],
    [
      'a tag that callers of another statement need not pass',
      [
        allow({ Principal: DEPLOY, Condition: { StringNotEquals: { 'aws:PrincipalOrgID': '${aws:RequestTag/a}' } } }),
        when({ StringEquals: { [A]: 'x', [B]: 'y' } }, { ...TAGGING, Principal: ALICE }),
      ],
      'open',
    ],
  ])('%s', (_, statements, expected) => {
    expect(verdictOn(statements)).toBe(expected);
  });

  test.each([
    ['aws:userid', 'closed'],
    ['aws:PrincipalOrgID', 'closed'],
    [A, 'open'],
  ])('in the older version %s is compared with plain text, also after the newer version was searched', (key, expected) => {
    const document = (Version: string) => ({ Version, Statement: [when({ StringEquals: { [key]: `\${${key}}` } })] });
    const [older] = readTrustPolicy(document('2008-10-17')).variants;
    const asked = (version: '2008-10-17' | '2012-10-17') => findRequest({ variants: [{ ...older, version }] }, OWNER, ANYBODY_AT_ALL).kind;
    expect([asked('2008-10-17'), asked('2012-10-17'), asked('2008-10-17')]).toEqual([expected, 'open', expected]);
  });
});

describe('variables', () => {
  test.each<[string, unknown, Question, string]>([
    ['the session name is the user name', { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } }, ANYBODY_AT_ALL, 'open'],
    [
      'which only users can send',
      { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
      callersOfKind('role-session', 'federated-session'),
      'closed',
    ],
    [
      'a default applies to every caller',
      { StringEquals: { 'sts:RoleSessionName': "${aws:username, 'nobody'}" } },
      callersOfKind('role-session'),
      'open',
    ],
    ['the account of the role', { StringEquals: { 'aws:PrincipalAccount': '${aws:ResourceAccount}' } }, ANYBODY_AT_ALL, 'closed'],
    ['the organization of the role', { StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } }, ANYBODY_AT_ALL, 'open'],
    [
      'the account inside a pattern',
      {
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::${aws:PrincipalAccount}:role/*x*y' },
        StringNotLike: { 'aws:PrincipalArn': '*role/xy' },
      },
      ANYBODY_AT_ALL,
      'open',
    ],
    ['characters that are not variables', { StringEquals: { 'sts:ExternalId': '${*}' } }, ANYBODY_AT_ALL, 'closed'],
    ['a value that no session can have', { StringEquals: { 'sts:RoleSessionName': 'a b${aws:username}' } }, ANYBODY_AT_ALL, 'closed'],
  ])('%s', (_, Condition, question, expected) => {
    expect(verdictOn([when(Condition)], question)).toBe(expected);
  });

  test('in the older version they are text, and no session has such a name', () => {
    const statement = when({ StringEquals: { 'sts:RoleSessionName': '${aws:username}' } });
    expect(ask({ Version: '2008-10-17', Statement: [statement] }).kind).toBe('closed');
  });

  test('a Deny does not rely on a variable that may have no value', () => {
    const denial = unless({ StringNotEquals: { 'sts:ExternalId': 'a${aws:PrincipalTag/team}' } });
    expect(verdictOn([when({ StringEquals: { 'sts:ExternalId': 'bb' } }), denial])).not.toBe('closed');
  });
});

describe('what is not known before deployment', () => {
  test.each<[string, StatementJson, Question, string]>([
    ['an ExternalId', when({ StringEquals: { 'sts:ExternalId': LATER } }), ANYBODY_AT_ALL, 'open'],
    [
      'a condition that closes whatever the value',
      when({ StringEquals: { 'sts:ExternalId': LATER }, ...MFA }),
      USERS_WITHOUT_MFA,
      'closed',
    ],
    ['a principal', allow({ Principal: { AWS: LATER } }), FOREIGNERS, 'undecided'],
    ['an account', allow({ Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${Parameter}:root' } } }), FOREIGNERS, 'undecided'],
    ['the role\'s own account', allow({ Principal: { AWS: { Ref: 'AWS::AccountId' } } }), FOREIGNERS, 'closed'],
    ['a part of an account', allow({ Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::1234${Parameter}:root' } } }), FOREIGNERS, 'undecided'],
    [
      'a part of a service',
      allow({ Principal: { Service: { 'Fn::Sub': 'states.${Parameter}.amazonaws.com' } } }),
      ANYBODY_AT_ALL,
      'undecided',
    ],
    [
      'a part of the session name, with a role that is not known yet',
      when(
        { ArnEquals: { 'aws:PrincipalArn': LATER } },
        { Principal: { AWS: { 'Fn::Sub': `arn:aws:sts::${PARTNER}:assumed-role/Deploy/build-\${Parameter}` } } },
      ),
      ANYBODY_AT_ALL, 'undecided',
    ],
    [
      'a part of the name of a SAML provider',
      allow({
        Principal: { Federated: { 'Fn::Sub': `arn:aws:iam::${OWNER.account}:saml-provider/okta-\${Parameter}` } },
        Action: 'sts:AssumeRoleWithSAML',
      }), ANYBODY_AT_ALL, 'undecided',
    ],
    [
      'the id of a cluster',
      allow({
        Principal: {
          Federated: { 'Fn::Sub': 'arn:aws:iam::${AWS::AccountId}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/${Parameter}' },
        },
        Action: 'sts:AssumeRoleWithWebIdentity',
      }),
      ANYBODY_AT_ALL, 'undecided',
    ],
    ['a pattern of ARNs', when({ ArnLike: { 'aws:PrincipalArn': LATER } }), FOREIGNERS, 'undecided'],
    ['a condition key', when({ StringEquals: { 'Fn::Transform': LATER } }), ANYBODY_AT_ALL, 'undecided'],
    ['an action', allow({ Principal: ROOT, Action: LATER }), ANYBODY_AT_ALL, 'undecided'],
    ['an effect', { ...allow({ Principal: ROOT }), Effect: LATER }, ANYBODY_AT_ALL, 'undecided'],
    ['a whole statement', LATER as unknown as StatementJson, ANYBODY_AT_ALL, 'undecided'],
    ['conditions as a whole', when(LATER), ANYBODY_AT_ALL, 'undecided'],
    ['a missing principal', { Effect: 'Allow', Action: 'sts:AssumeRole' }, ANYBODY_AT_ALL, 'undecided'],
    ['an unknown operator', when({ StringMatches: { 'sts:ExternalId': 'a' } }), ANYBODY_AT_ALL, 'undecided'],
    ['MFA with an unknown operator', when({ BoolIfExist: { 'aws:MultiFactorAuthPresent': 'true' } }), USERS_WITHOUT_MFA, 'undecided'],
  ])('%s', (_, statement, question, expected) => {
    expect(ask(documentOf(statement), question, OWNER, PARAMETERS).kind).toBe(expected);
  });

  test('an unreadable Deny proves nothing: the role is not closed', () => {
    const denial = { ...deny(), Condition: LATER };
    expect(ask(documentOf(allow({ Principal: ROOT }), denial), ANYBODY_AT_ALL, OWNER, PARAMETERS).kind).toBe('undecided');
    expect(ask(documentOf(deny(), denial), ANYBODY_AT_ALL, OWNER, PARAMETERS).kind).toBe('closed');
  });

  test('an undecided verdict gives the reason', () => {
    const verdict = ask(
      documentOf(when({ StringEquals: { 'aws:PrincipalOrgID': LATER } }), deny({ Principal: { AWS: LATER } })),
      FOREIGNERS,
      OWNER,
      PARAMETERS,
    );
    expect(verdict).toEqual({ kind: 'undecided', reasons: expect.arrayContaining([expect.stringContaining('parameter "Parameter"')]) });
  });

  test('each value of a parameter is a variant: open when one of them is, with its index', () => {
    const principal = (account: string) => ({ 'Fn::Sub': `arn:aws:iam::${account}:role/\${Stage}` });
    const statement = when({ StringEquals: { 'sts:ExternalId': { Ref: 'Stage' } } }, { Principal: { AWS: principal(PARTNER) } });
    const verdict = openVerdict(
      ask(documentOf(statement, unless({ StringEquals: { 'sts:ExternalId': 'dev' } })), ANYBODY_AT_ALL, OWNER, PARAMETERS),
    );
    expect(readTrustPolicy(documentOf(statement), PARAMETERS).variants[verdict.variant].choices).toEqual([
      { origin: { kind: 'parameter', name: 'Stage' }, value: 'prod' },
    ]);
  });
});

describe('the question', () => {
  test('can be about some statements only', () => {
    const statements = [when(MFA), allow({ Principal: ALICE })];
    const about = (index: number): Question => ({ ...USERS_WITHOUT_MFA, statements: (statement) => statement.index === index });
    expect([0, 1].map((index) => verdictOn(statements, about(index)))).toEqual(['closed', 'open']);
  });

  test('can exclude values', () => {
    const ignorant: Question = {
      about: 'those who do not know it',
      callers: () => true,
      requirements: () => [
        {
          key: 'sts:externalid',
          mayBeAbsent: true,
          mayBePresent: true,
          differsFrom: [{ pattern: [{ kind: 'literal', text: 'secret' }], ignoreCase: false }],
        },
      ],
    };
    const statement = (Condition: unknown) => [when(Condition)];
    expect(verdictOn(statement({ StringEquals: { 'sts:ExternalId': 'secret' } }), ignorant)).toBe('closed');
    expect(verdictOn(statement({ StringEqualsIgnoreCase: { 'sts:ExternalId': 'secret' } }), ignorant)).toBe('open');
    expect(verdictOn(statement({ StringEqualsIfExists: { 'sts:ExternalId': 'secret' } }), ignorant)).toBe('open');
  });

  // The question excludes every value that the policy requires; only undocumented outcomes are left.
  test.each<[string, StatementJson[], string]>([
    ['an exact value', [when({ StringEquals: { 'sts:ExternalId': 'secret' } })], 'closed'],
    ['a pattern', [when({ StringLike: { 'sts:ExternalId': 'se*' } })], 'closed'],
    ['text that is not an ARN with an ARN operator', [when({ ArnLike: { 'sts:ExternalId': 'se*' } })], 'open'],
    [
      'a variable without value',
      [allow({ Principal: DEPLOY }), unless({ StringNotEquals: { 'sts:ExternalId': '${aws:username}' } })],
      'open',
    ],
  ])('can exclude all values that the policy names: %s', (_, statements, expected) => {
    const namesNothing: Question = {
      about: 'callers who send no value',
      callers: () => true,
      requirements: (policy) => [
        { key: 'sts:externalid', mayBeAbsent: true, mayBePresent: true, differsFrom: patternsOn(policy, 'sts:externalid') },
      ],
    };
    expect(verdictOn(statements, namesNothing)).toBe(expected);
  });

  test('still applies to the variables of the policy', () => {
    const without: Question = {
      about: 'no ExternalId',
      callers: () => true,
      requirements: () => [{ key: 'sts:externalid', mayBeAbsent: true, mayBePresent: false, differsFrom: [] }],
    };
    const verdict = ask(documentOf(when({ StringEquals: { 'sts:RoleSessionName': '${sts:ExternalId}' } })), without);
    expect(verdict.kind).not.toBe('open');
  });
});

test('an open verdict contains a request that the evaluator allows, and the statements that allow it', () => {
  const document = documentOf(deny({ Principal: LAMBDA }), when({ StringLike: { 'sts:ExternalId': 'a*b' }, ...MFA }));
  const verdict = openVerdict(ask(document));
  const [policy] = readTrustPolicy(document).variants;
  expect(evaluate(policy, verdict.request)).toMatchObject({ outcome: 'allowed' });
  expect(verdict).toMatchObject({ variant: 0, statements: [1] });
});

test('a search that exceeds its budget is undecided, and says why', () => {
  const statements = [when({ StringLike: { 'sts:ExternalId': 'a*b*c' }, StringNotLike: { 'sts:ExternalId': ['*a*b*c*', 'x'] } })];
  expect(verdictOn(statements)).toBe('closed');
  const reading = readTrustPolicy(documentOf(...statements));
  expect(findRequest(reading, OWNER, ANYBODY_AT_ALL, { steps: 3, longestPattern: 4096 })).toEqual({
    kind: 'undecided',
    reasons: expect.arrayContaining(['more combinations of statements and conditions than can be checked']),
  });
});
