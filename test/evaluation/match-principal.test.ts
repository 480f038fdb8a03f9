/** Every kind of principal element against every kind of caller. */
import { ALICE, allow, CALLERS, DEPLOY, GITHUB, GOOGLE, holeOf, LAMBDA, OKTA, policyOf, PORTAL } from './policies';
import { Caller } from '../../src/evaluation/assume-role-request';
import { matchPrincipal, matchPrincipals, usesKey } from '../../src/evaluation/match-principal';
import { Truth } from '../../src/evaluation/truth';
import { PrincipalKey } from '../../src/policy/principal';

function truthOfPrincipal(principal: unknown, caller: Caller): Truth {
  const [statement] = policyOf(allow({ Principal: principal, Action: '*' })).statements;
  return matchPrincipals(statement.principals, statement.notPrincipal, caller);
}

/** `arn:aws:sts::111122223333:assumed-role/Deploy/build-7`, with an unknown role path. */
const BY_SESSION_ARN: Caller = { ...DEPLOY, roleName: 'Deploy', pathIsUnknown: true };

const arn = (end: string) => `arn:aws:iam::111122223333:${end}`;

describe('which callers a principal matches', () => {
  type Who = Truth;
  //                  principal                                             alice   deploy  portal  lambda  okta    github  google
  test.each<[principal: unknown, ...Who[]]>([
    ['*', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes', 'yes'],
    // Whether `AWS: "*"` matches services and web identities is not documented.
    [{ AWS: '*' }, 'yes', 'yes', 'yes', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'unconfirmed'],
    [{ AWS: ['111122223333', '*'] }, 'yes', 'yes', 'yes', 'unconfirmed', 'unconfirmed', 'unconfirmed', 'unconfirmed'],
    [{ Service: '*' }, 'no', 'no', 'no', 'yes', 'no', 'no', 'no'],
    [{ Federated: '*' }, 'no', 'no', 'no', 'no', 'yes', 'yes', 'yes'],
    [{ AWS: '111122223333' }, 'yes', 'yes', 'yes', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('root') }, 'yes', 'yes', 'yes', 'no', 'no', 'no', 'no'],
    [{ AWS: '999999999999' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws-cn:iam::111122223333:root' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('user/team/alice') }, 'yes', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('user/alice') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('user/team/Alice') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws:iam::999999999999:user/team/alice' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('role/team/Deploy') }, 'no', 'yes', 'no', 'no', 'no', 'no', 'no'],
    // A role with another path is another role.
    [{ AWS: arn('role/Deploy') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('role/other/Deploy') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('role/x/team/Deploy') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('role/team/deploy') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('role/team') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws:iam::999999999999:role/team/Deploy' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws-us-gov:iam::111122223333:role/team/Deploy' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [
      { AWS: arn('role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef') },
      'no',
      'no',
      'yes',
      'no',
      'no',
      'no',
      'no',
    ],
    [{ AWS: 'arn:aws:sts::111122223333:assumed-role/Deploy/build-7' }, 'no', 'yes', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws:sts::111122223333:assumed-role/Deploy/build-8' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws:sts::999999999999:assumed-role/Deploy/build-7' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws:sts::111122223333:federated-user/alice' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'AIDAEXAMPLEEXAMPLE123' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'AROAEXAMPLEEXAMPLE123' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ Service: 'lambda.amazonaws.com' }, 'no', 'no', 'no', 'yes', 'no', 'no', 'no'],
    [{ Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] }, 'no', 'no', 'no', 'yes', 'no', 'no', 'no'],
    [{ Service: 'ec2.amazonaws.com' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ Federated: 'arn:aws:iam::222233334444:saml-provider/Okta' }, 'no', 'no', 'no', 'no', 'yes', 'no', 'no'],
    [{ Federated: 'arn:aws:iam::222233334444:saml-provider/Other' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ Federated: arn('saml-provider/Okta') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [
      { Federated: 'arn:aws:iam::222233334444:oidc-provider/token.actions.githubusercontent.com' },
      'no',
      'no',
      'no',
      'no',
      'no',
      'yes',
      'no',
    ],
    [
      { Federated: 'arn:aws:iam::222233334444:oidc-provider/token.actions.githubusercontent.com/acme' },
      'no',
      'no',
      'no',
      'no',
      'no',
      'no',
      'no',
    ],
    [{ Federated: arn('oidc-provider/token.actions.githubusercontent.com') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ Federated: 'accounts.google.com' }, 'no', 'no', 'no', 'no', 'no', 'no', 'yes'],
    [{ Federated: 'www.amazon.com' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('group/team') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: '1111222233334' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ CanonicalUser: '*' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    // Several keys and lists are a union.
    [{ AWS: arn('user/team/alice'), Service: 'lambda.amazonaws.com' }, 'yes', 'no', 'no', 'yes', 'no', 'no', 'no'],
    [{ AWS: [arn('user/team/alice'), arn('role/team/Deploy')] }, 'yes', 'yes', 'no', 'no', 'no', 'no', 'no'],
    // IAM rejects wildcards inside an ARN. They are interpreted as the author intended, in case such a document exists.
    [{ AWS: 'arn:aws:iam::*:root' }, 'unconfirmed', 'unconfirmed', 'unconfirmed', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('role/team/Dep*') }, 'no', 'unconfirmed', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: arn('user/*') }, 'unconfirmed', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws:sts::111122223333:assumed-role/Deploy/*' }, 'no', 'unconfirmed', 'no', 'no', 'no', 'no', 'no'],
    [{ AWS: 'arn:aws:iam::9999*:root' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    [{ Service: '*.amazonaws.com' }, 'no', 'no', 'no', 'unconfirmed', 'no', 'no', 'no'],
    // With the key of another kind it matches no caller.
    [{ AWS: '*.amazonaws.com' }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    // Principals have no variables: this is a user name with braces, which cannot exist.
    [{ AWS: arn('user/${aws:username}*') }, 'no', 'no', 'no', 'no', 'no', 'no', 'no'],
    // An element without principals is undecided.
    [{}, 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
    [{ AWS: [] }, 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown', 'unknown'],
  ])('%j', (principal, ...expected) => {
    expect(CALLERS.map((caller) => truthOfPrincipal(principal, caller))).toEqual(expected);
  });

  test('a provider created in an account is distinct from the one built into IAM, although the issuer is the same', () => {
    const provider = { partition: 'aws', account: '222233334444' };
    const principals = ['accounts.google.com', 'arn:aws:iam::222233334444:oidc-provider/accounts.google.com'].map((Federated) => ({
      Federated,
    }));
    expect(principals.map((principal) => truthOfPrincipal(principal, { ...GOOGLE, provider }))).toEqual(['no', 'yes']);
    expect(principals.map((principal) => truthOfPrincipal(principal, GOOGLE))).toEqual(['yes', 'no']);
  });

  test.each<[key: PrincipalKey, ...boolean[]]>([
    ['AWS', true, true, true, false, false, false, false],
    ['Service', false, false, false, true, false, false, false],
    ['Federated', false, false, false, false, true, true, true],
    ['CanonicalUser', false, false, false, false, false, false, false],
  ])('the callers of the key `%s`', (key, ...expected) => {
    expect(CALLERS.map((caller) => usesKey(caller, key))).toEqual(expected);
  });
});

describe(
  'a caller known by the ARN of its session, which has no path: the name decides, and it is unique in the account',
  () => {
    test.each<[principal: unknown, Truth]>([
      [{ AWS: arn('role/Deploy') }, 'yes'],
      [{ AWS: arn('role/team/Deploy') }, 'yes'],
      [{ AWS: arn('role/team/deploy') }, 'no'],
      [{ AWS: arn('role/Deploy/team') }, 'no'],
      [{ AWS: 'arn:aws:iam::999999999999:role/Deploy' }, 'no'],
      [{ AWS: 'arn:aws-cn:iam::111122223333:role/Deploy' }, 'no'],
      [{ AWS: 'arn:aws:sts::111122223333:assumed-role/Deploy/build-7' }, 'yes'],
    ])('%j: %s', (principal, expected) => {
      expect(truthOfPrincipal(principal, BY_SESSION_ARN)).toBe(expected);
    });
  },
);

describe('a pattern where IAM accepts no wildcard is compared part by part, if it is an ARN', () => {
  const crafted = { ...ALICE, account: '999999999999', name: ':iam::111122223333:user/alice' };
  test.each<[principal: unknown, Truth]>([
    [{ AWS: 'arn:*:iam::111122223333:user/alice' }, 'no'],
    [{ AWS: 'arn:aws:iam::*:user/*alice' }, 'unconfirmed'],
    [{ AWS: '*:user/alice' }, 'unconfirmed'],
  ])('%j: %s', (principal, expected) => {
    expect(truthOfPrincipal(principal, crafted)).toBe(expected);
  });
});

describe('NotPrincipal', () => {
  test.each<[principal: unknown, caller: Caller, Truth]>([
    [{ AWS: arn('user/team/alice') }, ALICE, 'no'],
    [{ AWS: arn('user/team/alice') }, DEPLOY, 'yes'],
    [{ AWS: arn('user/team/alice') }, LAMBDA, 'yes'],
    [{ AWS: '111122223333' }, PORTAL, 'no'],
    [{ AWS: '999999999999' }, PORTAL, 'yes'],
    [{ Service: 'lambda.amazonaws.com' }, LAMBDA, 'no'],
    [{ Federated: 'accounts.google.com' }, GOOGLE, 'no'],
    [{ Federated: 'accounts.google.com' }, GITHUB, 'yes'],
    [{ AWS: '*' }, ALICE, 'no'],
    [{ AWS: '*' }, OKTA, 'unconfirmed'],
    [{ AWS: { Ref: 'Parameter' } }, ALICE, 'unknown'],
    [{ AWS: { Ref: 'Parameter' } }, LAMBDA, 'unknown'],
    [{}, ALICE, 'unknown'],
  ])('%j: for %j %s', (NotPrincipal, caller, expected) => {
    const [statement] = policyOf(allow({ NotPrincipal })).statements;
    expect(matchPrincipals(statement.principals, statement.notPrincipal, caller)).toBe(expected);
  });
});

describe('principals known only at deploy time', () => {
  const joined = (...parts: unknown[]) => ({ 'Fn::Join': ['', parts] });
  test.each<[what: string, principal: unknown, caller: Caller, Truth]>([
    ['a parameter under AWS', { AWS: { Ref: 'Trusted' } }, ALICE, 'unknown'],
    // It may turn out to be `"*"`, and whether that matches services and web identities is not documented.
    ['a parameter under AWS', { AWS: { Ref: 'Trusted' } }, LAMBDA, 'unknown'],
    ['a parameter under AWS', { AWS: { Ref: 'Trusted' } }, OKTA, 'unknown'],
    ['a list from a parameter under AWS', { AWS: { 'Fn::Split': [',', { Ref: 'Trusted' }] } }, LAMBDA, 'unknown'],
    ['a parameter under AWS, followed by more text', { AWS: joined({ Ref: 'Trusted' }, ':root') }, ALICE, 'unknown'],
    ['a parameter under AWS, followed by more text', { AWS: joined({ Ref: 'Trusted' }, ':root') }, LAMBDA, 'no'],
    ['a wildcard followed by a parameter, which may be empty', { AWS: joined('*', { Ref: 'Trusted' }) }, LAMBDA, 'unknown'],
    // Under the other keys `"*"` matches no caller of another kind.
    ['a list from a parameter under Service', { Service: { 'Fn::Split': [',', { Ref: 'Trusted' }] } }, LAMBDA, 'unknown'],
    ['a list from a parameter under Service', { Service: { 'Fn::Split': [',', { Ref: 'Trusted' }] } }, OKTA, 'no'],
    ['a parameter under Federated', { Federated: { Ref: 'Trusted' } }, OKTA, 'unknown'],
    ['a parameter under Federated', { Federated: { Ref: 'Trusted' } }, LAMBDA, 'no'],
    ['a parameter for the whole value', { Ref: 'Trusted' }, LAMBDA, 'unknown'],
    ['a parameter as account', { AWS: joined('arn:aws:iam::', { Ref: 'Account' }, ':root') }, ALICE, 'unknown'],
    ['a parameter as account', { AWS: joined('arn:aws:iam::', { Ref: 'Account' }, ':root') }, LAMBDA, 'no'],
    ['my account', { AWS: { Ref: 'AWS::AccountId' } }, ALICE, 'unknown'],
    ['my partition', { AWS: joined('arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root') }, ALICE, 'unknown'],
    ['my partition', { AWS: joined('arn:', { Ref: 'AWS::Partition' }, ':iam::999999999999:root') }, ALICE, 'no'],
    ['a parameter as the name of a role', { AWS: joined('arn:aws:iam::111122223333:role/', { Ref: 'Role' }) }, DEPLOY, 'unknown'],
    ['a parameter as the name of a role', { AWS: joined('arn:aws:iam::999999999999:role/', { Ref: 'Role' }) }, DEPLOY, 'no'],
    [
      'a parameter as the path of a role',
      { AWS: joined('arn:aws:iam::111122223333:role/', { Ref: 'Path' }, '/Deploy') },
      DEPLOY,
      'unknown',
    ],
    [
      'a parameter as the path of another role',
      { AWS: joined('arn:aws:iam::111122223333:role/', { Ref: 'Path' }, '/Other') },
      DEPLOY,
      'no',
    ],
    [
      'a parameter as the path of a role, whose session has none',
      { AWS: joined('arn:aws:iam::111122223333:role/', { Ref: 'Path' }, '/Deploy') },
      BY_SESSION_ARN,
      'yes',
    ],
    // No caller of another kind, whatever the value of the parameter.
    ['a parameter as the name of a user', { AWS: joined('arn:aws:iam::111122223333:user/', { Ref: 'User' }) }, DEPLOY, 'no'],
    [
      'a parameter as the name of a provider',
      { Federated: joined('arn:aws:iam::222233334444:saml-provider/', { Ref: 'Provider' }) },
      OKTA,
      'unknown',
    ],
    [
      'a parameter as the name of a provider',
      { Federated: joined('arn:aws:iam::222233334444:saml-provider/', { Ref: 'Provider' }) },
      GITHUB,
      'no',
    ],
    ['a parameter as an issuer', { Federated: joined('arn:aws:iam::222233334444:oidc-provider/', { Ref: 'Issuer' }) }, GITHUB, 'unknown'],
    ['a parameter as an issuer', { Federated: joined('arn:aws:iam::222233334444:oidc-provider/', { Ref: 'Issuer' }) }, OKTA, 'no'],
    ['a service of my URL suffix', { Service: joined('lambda.', { Ref: 'AWS::URLSuffix' }) }, LAMBDA, 'unknown'],
    ['a service of my URL suffix', { Service: joined('lambda.', { Ref: 'AWS::URLSuffix' }) }, ALICE, 'no'],
    ['a parameter beside a known principal', { AWS: [arn('user/team/alice'), { Ref: 'Trusted' }] }, ALICE, 'yes'],
    ['a parameter inside an ARN with a wildcard', { AWS: joined('arn:aws:iam::', { Ref: 'Account' }, ':role/*') }, DEPLOY, 'unknown'],
    ['a parameter inside an ARN with a wildcard', { AWS: joined('arn:aws:iam::', { Ref: 'Account' }, ':role/*') }, ALICE, 'no'],
  ])('%s: %j for %j: %s', (_what, principal, caller, expected) => {
    expect(truthOfPrincipal(principal, caller)).toBe(expected);
  });
});

test('a user or a role with an unknown part in its name may be the caller', () => {
  const name = ['app-', holeOf()];
  const named = { partition: 'aws', account: '111122223333', name, written: '' };
  expect(matchPrincipal({ ...named, kind: 'role' }, { ...DEPLOY, roleName: 'app-7' })).toBe('unknown');
  expect(matchPrincipal({ ...named, kind: 'role' }, { ...DEPLOY, roleName: 'x/app-7' })).toBe('no');
  expect(matchPrincipal({ ...named, kind: 'role' }, { ...DEPLOY, roleName: 'y-app-7/x' })).toBe('no');
  expect(matchPrincipal({ ...named, kind: 'user' }, { ...ALICE, name: 'app-7' })).toBe('unknown');
  expect(matchPrincipal({ ...named, kind: 'user' }, ALICE)).toBe('no');
});

test.each(['te*', 'tea?/', '${aws:username}'])('a name has no wildcards and no variables, even before an unknown part: %s', (beginning) => {
  const principal = { kind: 'user' as const, partition: 'aws', account: '111122223333', name: [beginning, holeOf()], written: '' };
  expect(matchPrincipal(principal, ALICE)).toBe('no');
});
