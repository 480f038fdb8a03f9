/** Names and ARNs: the administrators of an account choose the names and paths of its users and roles. */
import { answerOf, changeOf, Row, testRows } from './answers';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { Caller } from '../../src/evaluation/assume-role-request';
import { requestOf } from '../../src/evaluation/described-request';
import { evaluate } from '../../src/evaluation/evaluate-trust-policy';
import { allow, deny, PARTNER, policy, role, root, user } from '../rules/trust-policy-cases';

const like = (operator: string, ...patterns: string[]) => ({ [operator]: { 'aws:PrincipalArn': patterns } });
const anybody = (operator: string, ...patterns: string[]) => policy(allow('*', like(operator, ...patterns)));
const allBut = (operator: string, ...patterns: string[]) => policy(allow('*'), deny('*', like(operator, ...patterns)));

// A role of an unknown account `/x:iam::222222222222:role/Deploy` has an ARN that ends like the partner's.
const STRANGERS: readonly Row[] = [
  [
    'the partition is open, and with it the account',
    'public-principal',
    'reported',
    anybody('StringLike', `arn:*:iam::${PARTNER}:role/Deploy`),
  ],
  ['an account anywhere in the ARN', 'public-principal', 'reported', anybody('StringLike', `*:${PARTNER}:*`)],
  [
    'an account after a pattern for another part',
    'public-principal',
    'reported',
    anybody('StringLike', `arn:aws:iam::*${PARTNER}:role/Deploy`),
  ],
  ['any role, with a name', 'public-principal', 'reported', anybody('StringLike', '*:role/Deploy')],
  ['a Deny that exempts an account anywhere in the ARN', 'public-principal', 'reported', allBut('StringNotLike', `*:${PARTNER}:*`)],
  ['a Deny that exempts an open partition', 'public-principal', 'reported', allBut('StringNotLike', `arn:*:iam::${PARTNER}:role/Deploy`)],
  ['ArnLike compares part by part', 'public-principal', 'quiet', anybody('ArnLike', `arn:*:iam::${PARTNER}:role/Deploy`)],
  ['nothing is open before the account', 'public-principal', 'quiet', anybody('StringLike', `arn:aws:iam::${PARTNER}:*`)],
  ['a Deny that exempts one account', 'public-principal', 'quiet', allBut('StringNotLike', `arn:aws:iam::${PARTNER}:*`)],
  ['a Deny that exempts one account, part by part', 'public-principal', 'quiet', allBut('ArnNotLike', `arn:*:iam::${PARTNER}:*`)],
];

const named = (length: number) => policy(allow(root(PARTNER), { StringEquals: { 'aws:username': 'n'.repeat(length) } }));

const LENGTHS: readonly Row[] = [
  ['the longest name', 'never-assumable', 'quiet', named(64)],
  ['a name that is too long', 'never-assumable', 'reported', named(65)],
  [
    'a role name that is too long',
    'never-assumable',
    'reported',
    policy(allow(root(PARTNER), { ArnLike: { 'aws:PrincipalArn': role(PARTNER, 'n'.repeat(65)) } })),
  ],
  [
    'a long path',
    'never-assumable',
    'quiet',
    policy(allow(root(PARTNER), { ArnLike: { 'aws:PrincipalArn': role(PARTNER, `${'p'.repeat(65)}/name`) } })),
  ],
];

describe('patterns on the ARN of the caller', () => testRows(STRANGERS));
describe('how long names are', () => testRows(LENGTHS));

describe('two paths are two principals', () => {
  test.each([
    ['roles', role(PARTNER, 'Deploy'), role(PARTNER, 'team/Deploy')],
    ['users', user(PARTNER, 'alice'), user(PARTNER, 'team/alice')],
    ['roles whose paths contain colons', role(PARTNER, 'a:b/Deploy'), role(PARTNER, 'a:c/Deploy')],
  ])('%s', (_, one, other) => {
    const [before, after] = [one, other].map((arn) => policy(allow(arn)));
    expect([changeOf(before, after), changeOf(after, before), changeOf(after, after)]).toEqual([
      'somebody new',
      'somebody new',
      'nobody new',
    ]);
  });

  const session = (roleName: string): Caller => ({ kind: 'role-session', partition: 'aws', account: PARTNER, roleName, sessionName: 'ci' });

  test.each<[string, string, string]>([
    ['team/Deploy', 'team/Deploy', 'allowed'],
    ['team/Deploy', 'Deploy', 'denied'],
    ['team/Deploy', 'other/Deploy', 'denied'],
    ['team/Deploy', 'x:y/Deploy', 'denied'],
  ])('a session of the role %s, where %s is trusted, is %s', (roleName, trusted, outcome) => {
    const [trust] = readTrustPolicy(policy(allow(role(PARTNER, trusted)))).variants;
    expect(evaluate(trust, requestOf({ caller: session(roleName), sessionName: 'ci' })).outcome).toBe(outcome);
  });
});

describe('trust never crosses a partition', () => {
  const context = { partition: 'aws' };

  test.each([
    ['a principal of China', `arn:aws-cn:iam::${PARTNER}:role/Deploy`],
    ['an account of China', root(PARTNER, 'aws-cn')],
  ])('%s', (_, principal) => expect(answerOf('never-assumable', { document: policy(allow(principal)), context })).toBe('reported'));
});
