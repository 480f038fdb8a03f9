/** Trust policies in templates: the CDK's own, and values that are known only at deploy time. */
import { answerOf, levelsOf, testRows } from './answers';
import { GITHUB, takes } from '../rules/tokens';
import { allow, allowService, MFA, OWN, PARTNER, policy, role, root } from '../rules/trust-policy-cases';

const REFUSES_EXTERNAL_IDS = { Null: { 'sts:ExternalId': 'true' } };

describe('the bootstrap stack of the CDK denies calls with an ExternalId', () => testRows([
  ['the role\'s own account', 'ineffective-condition', 'quiet', policy(allow(root(OWN), REFUSES_EXTERNAL_IDS))],
  ['a trusted account beside it', 'ineffective-condition', 'quiet', policy(allow([root(OWN), root(PARTNER)], REFUSES_EXTERNAL_IDS))],
]));

const subject = (context: object) => ({
  document: takes(GITHUB, { sub: { 'Fn::Join': ['', ['repo:', { Ref: 'OwnerRepo' }, ':*']] } }),
  context: { parameters: { OwnerRepo: { Type: 'String', ...context } } },
});

describe('a subject known only at deployment', () => {
  test('anything at all', () => expect(answerOf('oidc-tenant', subject({}))).toBe('undecided'));
  test('one repository', () => expect(answerOf('oidc-tenant', subject({ AllowedPattern: '^[\\w-]+/[\\w.-]+$' }))).toBe('quiet'));
});

describe('a condition that another statement makes pointless', () => testRows([
  ['MFA', 'shadowed-condition', 'reported', policy(allow(root(OWN), MFA), allow(root(OWN)))],
  ['the account of a service', 'shadowed-condition', 'reported',
    policy(allowService('lambda.amazonaws.com', { StringEquals: { 'aws:SourceAccount': OWN } }), allowService('lambda.amazonaws.com'))],
  ['another principal', 'shadowed-condition', 'quiet', policy(allow(role(OWN, 'admin'), MFA), allow(role(OWN, 'other')))],
]));

test('a source account that a service need not send is at most information', () => {
  const levels = levelsOf(policy(allowService('lambda.amazonaws.com', { StringEqualsIfExists: { 'aws:SourceAccount': OWN } })));
  expect(levels.filter((level) => level !== 'info')).toEqual([]);
});

describe('placeholders', () => testRows([
  ['in a subject', 'placeholder-value', 'reported', takes(GITHUB, { sub: 'repo:<organization>/<repository>:ref:refs/heads/main' })],
  ['none', 'placeholder-value', 'quiet', takes(GITHUB, { sub: 'repo:acme/app:ref:refs/heads/main' })],
]));
