/** Without an environment, the account of a template's roles is not known: it may be one that a policy names. */
import { ANYBODY_AT_ALL, ask, documentOf, FOREIGNERS, LATER, OWNER, PARTNER, verdictOn } from './ask-policy';
import { Question } from '../../src/analysis/question';
import { allow, deny, StatementJson } from '../evaluation/policies';

const OTHER = '222233334444';
const OWN = { Ref: 'AWS::AccountId' };
const OWN_ROOT = { 'Fn::Join': ['', ['arn:aws:iam::', OWN, ':root']] };
const VARIABLE = '${aws:ResourceAccount}';

const trust = (AWS: unknown, Condition?: object) => allow({ Principal: { AWS }, ...Condition && { Condition } });
const ofAccount = (value: unknown, operator = 'StringEquals') => ({ [operator]: { 'aws:PrincipalAccount': value } });
const admin = { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${PARTNER}:role/Admin` } };
const manyAccounts = Array.from({ length: 101 }, (_, index) => String(300_000_000_000 + index));

/** For a role in an account that the policy does not name, in the account that it names, and in an unknown account. */
test.each<[string, StatementJson[], Question, elsewhere: string, there: string, unknown: string]>([
  ['the role\'s own account, and a role of a named one', [trust(OWN_ROOT, admin)], ANYBODY_AT_ALL, 'closed', 'open', 'undecided'],
  ['the role\'s own account by its id', [trust(OWN, admin)], ANYBODY_AT_ALL, 'closed', 'open', 'undecided'],
  [
    'a named account that is required to be the role\'s own',
    [trust(PARTNER, ofAccount(OWN))],
    ANYBODY_AT_ALL,
    'closed',
    'open',
    'undecided',
  ],
  [
    'a named account that is required to be the role\'s own or another',
    [trust(PARTNER, ofAccount([OTHER, OWN]))],
    ANYBODY_AT_ALL,
    'closed',
    'open',
    'undecided',
  ],
  ['the same by a policy variable', [trust(PARTNER, ofAccount(VARIABLE))], ANYBODY_AT_ALL, 'closed', 'open', 'undecided'],
  [
    'a named account, and a Deny that exempts the role\'s own',
    [trust(PARTNER), deny({ Condition: ofAccount(OWN, 'StringNotEquals') })],
    ANYBODY_AT_ALL,
    'closed',
    'open',
    'undecided',
  ],
  ['the role\'s own account as one of two', [trust(OWN_ROOT, ofAccount([OTHER, PARTNER]))], ANYBODY_AT_ALL, 'closed', 'open', 'undecided'],
  [
    'the role\'s own account, and roles of accounts that match a pattern',
    [trust(OWN_ROOT, ofAccount('11112222*', 'StringLike'))],
    ANYBODY_AT_ALL,
    'closed',
    'open',
    'undecided',
  ],
  [
    'the role\'s own account, and roles of any account',
    [trust(OWN_ROOT, { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/Admin' } })],
    ANYBODY_AT_ALL,
    'open',
    'open',
    'open',
  ],
  ['the role\'s own account, whichever it is', [trust(OWN_ROOT)], ANYBODY_AT_ALL, 'open', 'open', 'open'],
  [
    'the role\'s own account, except the named one',
    [trust(OWN_ROOT, admin), deny({ Principal: { AWS: PARTNER } })],
    ANYBODY_AT_ALL,
    'closed',
    'closed',
    'closed',
  ],
  ['a named account and another one', [trust(PARTNER, ofAccount(OTHER))], ANYBODY_AT_ALL, 'closed', 'closed', 'closed'],
  ['an account other than the role\'s own', [trust(OWN_ROOT, admin)], FOREIGNERS, 'closed', 'closed', 'closed'],
])('%s', (_, statements, question, elsewhere, there, unknown) => {
  expect(verdictOn(statements, question)).toBe(elsewhere);
  expect(verdictOn(statements, question, { ...OWNER, account: PARTNER })).toBe(there);
  expect(verdictOn(statements, question, {})).toBe(unknown);
});

test('a named account that is required to be another one, or one known only at deploy time', () => {
  expect(verdictOn([trust(PARTNER, ofAccount([OTHER, LATER]))])).toBe('undecided');
});

test('the reason says which account it may be', () => {
  expect(ask(documentOf(trust(OWN_ROOT, admin)), ANYBODY_AT_ALL, {})).toEqual({
    kind: 'undecided',
    reasons: [`the account of the role, which may be ${PARTNER}`],
  });
});

test('not all of very many named accounts are tried', () => {
  const { kind, reasons } = ask(
    documentOf(trust(OWN_ROOT, { StringEquals: { 'aws:PrincipalAccount': manyAccounts } })),
    ANYBODY_AT_ALL,
    {},
  ) as { kind: string; reasons: string[] };
  expect(kind).toBe('undecided');
  expect(reasons).toEqual([expect.stringContaining('very many accounts')]);
});
