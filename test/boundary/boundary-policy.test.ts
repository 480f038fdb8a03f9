/** The resource control policy of a boundary: what it says, that AWS takes it, and how it is divided. */
import {
  BoundaryPolicy, BoundaryTerms, charactersIn, MOST_CHARACTERS, StatementTooLong, writeBoundary,
} from '../../src/boundary/boundary-policy';
import { TokenCollector } from '../../src/boundary/trusted-tokens';

const ORGANIZATION = 'o-a1b2c3d4e5';
const GITHUB = 'token.actions.githubusercontent.com';

interface Trusted {
  readonly accounts?: readonly string[];
  readonly issuers?: readonly string[];
  /** Issuer, claim, pattern. */
  readonly tenants?: readonly (readonly [string, string, string])[];
}

function terms({ accounts = [], issuers = [], tenants = [] }: Trusted): BoundaryTerms {
  const tokens = new TokenCollector();
  issuers.forEach((issuer) => tokens.addIssuer(issuer));
  tenants.forEach(([issuer, claim, pattern]) => tokens.addTenant(issuer, claim, pattern));
  return { organization: ORGANIZATION, accounts, tokens: tokens.collected() };
}

const write = (trusted: Trusted) => writeBoundary(terms(trusted), 'Boundary');
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const account = (index: number) => String(200_000_000_000 + index);
const cluster = (index: number) => `oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE${index}`;

const deny = (Sid: string, Action: string, Condition?: object) => (
  { Sid, Effect: 'Deny', Principal: '*', Action, Resource: '*', ...Condition && { Condition } }
);

test('without trusted accounts and tokens, it lets in the organization and AWS services', () => {
  const [{ document }] = write({});
  expect(document).toEqual({
    Version: '2012-10-17',
    Statement: [
      deny('DenyCallersFromOutside', 'sts:AssumeRole', {
        StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION },
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
      }),
      deny('DenyTokensOfOtherIssuers', 'sts:AssumeRoleWithWebIdentity'),
    ],
  });
});

test('it names trusted accounts, issuers of one owner, and tenants of shared issuers', () => {
  const [{ document: { Statement } }] = write({
    accounts: ['111122223333', '444455556666'],
    issuers: ['idp.example.com'],
    tenants: [[GITHUB, 'sub', 'repo:acme/*'], [GITHUB, 'repository_owner_id', '4242']],
  });
  expect(Statement).toEqual([
    deny('DenyCallersFromOutside', 'sts:AssumeRole', {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalAccount': ['111122223333', '444455556666'] },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    }),
    deny('DenyTokensOfOtherIssuers', 'sts:AssumeRoleWithWebIdentity', {
      Null: { 'idp.example.com:sub': 'true', [`${GITHUB}:sub`]: 'true' },
    }),
    deny('DenyOtherTenantsOfGitHubActions', 'sts:AssumeRoleWithWebIdentity', {
      Null: { [`${GITHUB}:sub`]: 'false' },
      StringNotLikeIfExists: { [`${GITHUB}:repository_owner_id`]: '4242', [`${GITHUB}:sub`]: 'repo:acme/*' },
    }),
  ]);
});

const LARGE: Trusted = {
  accounts: numbers(100).map(account),
  issuers: numbers(30).map(cluster),
  tenants: [
    ...numbers(120).map((index) => [GITHUB, 'sub', `repo:acme-organization-${index}/*`] as const),
    ...numbers(100).map((index) => ['gitlab.com', 'sub', `project_path:acme-group-${index}/*`] as const),
    ['vstoken.actions.githubusercontent.com', 'sub', 'repo:acme/*'],
  ],
};

describe.each<[string, Trusted]>([
  ['nothing', {}],
  ['a vendor', { accounts: ['111122223333'] }],
  ['all kinds of terms', {
    accounts: ['111122223333'],
    issuers: ['idp.example.com', 'graph.facebook.com'],
    tenants: [[GITHUB, 'sub', 'repo:acme/*'], ['cognito-identity.amazonaws.com', 'aud', 'us-east-1:pool']],
  }],
  ['more than one policy', LARGE],
])('a boundary of %s', (_, trusted) => {
  const policies = write(trusted);
  const statements = policies.flatMap(({ document }) => document.Statement);

  test('has only what RCPs can have', () => {
    for (const { document } of policies) {
      expect(Object.keys(document)).toEqual(['Version', 'Statement']);
      expect(document.Version).toBe('2012-10-17');
      const sids = document.Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
    }
    for (const { Sid, Effect, Principal, Action, Resource } of statements) {
      expect({ Effect, Principal, Resource }).toEqual({ Effect: 'Deny', Principal: '*', Resource: '*' });
      expect(Action).toMatch(/^sts:AssumeRole(WithWebIdentity)?$/);
      expect(Sid).toMatch(/^[A-Za-z0-9]+$/);
    }
  });

  test('has at most 5,120 characters in each part', () => {
    for (const { document, characters } of policies) {
      expect(characters).toBe(JSON.stringify(document).length);
      expect(characters).toBeLessThanOrEqual(MOST_CHARACTERS);
    }
  });

  test('never denies AWS services', () => {
    for (const { Action, Condition } of statements) {
      if (Action === 'sts:AssumeRole') expect(Condition?.BoolIfExists).toEqual({ 'aws:PrincipalIsAWSService': 'false' });
    }
  });

  test('denies calls with a token by nothing but claims, and calls with an assertion not at all', () => {
    for (const { Action, Condition = {} } of statements) {
      expect(Action).not.toBe('sts:AssumeRoleWithSAML');
      const keys = Object.values(Condition).flatMap((values) => Object.keys(values));
      if (Action !== 'sts:AssumeRole') expect(keys.filter((key) => /^(aws|sts|saml):/i.test(key))).toEqual([]);
    }
  });
});

test('it is divided by statements, each of which is in one part', () => {
  const policies = write(LARGE);
  expect(policies.map(({ name }) => name)).toEqual(['Boundary-1', 'Boundary-2', 'Boundary-3']);
  const sids = policies.flatMap(({ document }) => document.Statement.map(({ Sid }) => Sid));
  expect(sids.sort()).toEqual([
    'DenyCallersFromOutside', 'DenyOtherTenantsOfGitHubActions', 'DenyOtherTenantsOfGitHubActions2', 'DenyOtherTenantsOfGitLab',
    'DenyTokensOfOtherIssuers',
  ]);
});

test('the last policy that fits has exactly 5,120 characters', () => {
  const withSubject = (length: number): Trusted => ({ tenants: [[GITHUB, 'sub', `repo:${'a'.repeat(length)}/*`]] });
  const [{ characters }] = write(withSubject(1));
  const room = MOST_CHARACTERS - characters;
  expect(write(withSubject(1 + room)).map((policy: BoundaryPolicy) => policy.characters)).toEqual([MOST_CHARACTERS]);
  expect(write(withSubject(2 + room))).toHaveLength(2);
});

test.each<[string, Trusted, string]>([
  ['accounts', { accounts: numbers(400).map(account) },
    '400 trusted accounts need a policy of 6,300 characters, and AWS takes at most 5,120'],
  ['issuers', { issuers: numbers(100).map(cluster) },
    expect.stringMatching(/^100 issuers of tokens need a policy of/)],
  ['tenants', { tenants: numbers(300).map((index) => [GITHUB, 'sub', `repo:acme-organization-${index}/*`] as const) },
    expect.stringMatching(/^300 tenants of token\.actions\.githubusercontent\.com need a policy of/)],
])('too many %s for one statement are refused, because a Deny cannot be divided', (_, trusted, message) => {
  let thrown: unknown;
  try {
    write(trusted);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(StatementTooLong);
  expect((thrown as Error).message).toEqual(message);
});

test('lengths count as the caller measures them', () => {
  const long = (document: BoundaryPolicy['document']) => charactersIn(document) + 4_750;
  expect(writeBoundary(terms({}), 'Boundary', long)).toHaveLength(2);
});
