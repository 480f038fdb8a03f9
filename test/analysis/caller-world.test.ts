import { documentOf, OWNER, PARTNER } from './asking';
import { strangerTo } from '../../src/analysis/accounts-told-apart';
import { everybody } from '../../src/analysis/caller-class';
import { worldOf } from '../../src/analysis/caller-world';
import { readTrustPolicy } from '../../src/policy/read-trust-policy';
import { allow, deny, StatementJson } from '../evaluation/policies';

const SETTINGS = { partition: 'aws', ownAccount: OWNER.account, ownAccountIsKnown: true, otherAccounts: [] };

function worldFor(statements: readonly StatementJson[], otherAccounts: readonly string[] = []) {
  return worldOf(readTrustPolicy(documentOf(...statements)).variants, { ...SETTINGS, otherAccounts });
}

const when = (operator: string, key: string, ...values: string[]) => allow({ Condition: { [operator]: { [key]: values } } });

describe('accounts', () => {
  test('are those that are named anywhere, and a stranger', () => {
    const { accounts, gaps } = worldFor([allow({ Principal: { AWS: PARTNER } }), when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::444455556666-bucket')], ['222233334444']);
    expect(new Set(accounts)).toEqual(new Set(['999999999999', OWNER.account, PARTNER, '222233334444', '444455556666']));
    expect(gaps).toEqual([]);
  });

  test.each<[string, StatementJson, RegExp[]]>([
    ['a pattern of accounts', when('StringLike', 'aws:PrincipalAccount', '9*'), [/^9/, /^[^9]/]],
    ['a pattern inside of an ARN', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::12*:role/x'), [/^12/, /^(?!12)/]],
    ['two patterns', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::1*:role/x', 'arn:aws:iam::*1:role/x'), [/^1.*1$/, /^1.*[^1]$/, /^[^1].*1$/, /^[^1].*[^1]$/]],
    ['a wildcard that swallows colons', when('StringLike', 'aws:PrincipalArn', 'arn:*5678*'), [/5678/, /^((?!5678).)*$/]],
    ['a variable', when('StringEquals', 'aws:PrincipalAccount', '12${aws:PrincipalTag/rest}'), [/^12/, /^(?!12)/]],
    ['a principal with a wildcard', allow({ Principal: { AWS: 'arn:aws:iam::12*:root' } }), [/^12/, /^(?!12)/]],
    ['a pattern that a named account fits', when('StringLike', 'aws:PrincipalAccount', `${PARTNER.slice(0, 11)}?`, PARTNER), [/^11112222333[^3]$/, /^(?!11112222333)/]],
  ])('nobody named are told apart by %s', (_, statement, classes) => {
    const { accounts, gaps } = worldFor([statement]);
    const strangers = accounts.filter((account) => account !== PARTNER && account !== OWNER.account);
    for (const expected of classes) expect(strangers.filter((account) => expected.test(account))).not.toEqual([]);
    expect(strangers.every((account) => /^\d{12}$/.test(account))).toBe(true);
    expect(gaps).toEqual([]);
  });

  test.each<[string, StatementJson]>([
    ['their order', when('NumericLessThan', 'aws:PrincipalAccount', '200000000000')],
    ['patterns beyond counting', when('StringLike', 'aws:PrincipalAccount', ...Array.from({ length: 30 }, (_, index) => `*${index}*${index + 1}*${index + 2}*`))],
    ['a pattern too long', when('StringLike', 'aws:PrincipalAccount', '*1'.repeat(3000))],
  ])('are not all told apart by %s: that leaves a gap', (_, statement) => {
    const world = worldFor([statement]);
    expect(world.gaps).toEqual([]);
    expect(world.accounts).toContain('999999999999');
    expect(world.gaps).not.toEqual([]);
  });

  test('a stranger is nobody who is named', () => {
    const named = new Set(['999999999999', '888888888888', '777777777777', '666666666666', '555555555550', '100000000000']);
    expect(strangerTo(new Set())).toBe('999999999999');
    expect(strangerTo(named)).toMatch(/^\d{12}$/);
    expect(named.has(strangerTo(named))).toBe(false);
  });
});

test('of services, providers and sessions there are those that are spoken of, and one that nobody names', () => {
  const world = worldFor([
    allow({ Principal: { Service: ['lambda.amazonaws.com', 'example.amazonaws.com'] } }),
    allow({ Principal: { Federated: `arn:aws:iam::${OWNER.account}:saml-provider/example` } }),
    deny({ Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/x/example-session` } }),
    when('StringEquals', 'aws:PrincipalServiceName', 'ec2.amazonaws.com'),
    when('StringLike', 'token.actions.githubusercontent.com:sub', 'repo:us/*'),
    when('StringEquals', 'accounts.google.com:aud', 'app'),
  ]);
  expect(world.services).toEqual(['lambda.amazonaws.com', 'example.amazonaws.com', 'ec2.amazonaws.com', '2-example.amazonaws.com']);
  expect(world.samlProviders.map(({ name }) => name)).toEqual(['example', '2-example']);
  expect(world.issuers.map(({ name, account }) => [name, account])).toEqual([
    ['token.actions.githubusercontent.com', OWNER.account],
    ['accounts.google.com', ''],
    ['issuer.example.com', OWNER.account],
  ]);
  expect(world.sessionNames).toEqual(['2-example-session', 'example-session']);
});

test('everybody is every kind of caller with every state of MFA it can have', () => {
  const kinds = everybody(worldFor([allow()])).filter(({ account }) => account === OWNER.account || account === '').map(({ kind, mfa }) => `${kind} ${mfa}`);
  expect(kinds).toEqual([
    'iam-user absent', 'iam-user false', 'iam-user true', 'role-session absent', 'role-session false', 'federated-session absent', 'service absent', 'saml absent', 'oidc absent',
  ]);
});
