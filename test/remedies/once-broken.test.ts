/** Policies for which a fix was offered that did not hold, found at random: each with what was wrong. */
import { tryFixes } from './fix-tally';
import { judgedWithFixes } from './offered-fixes';
import { allow, EXTERNAL_ID, OWN, PARTNER, policy, role } from '../rules/trust-policy-cases';

const subjectOf = (document: object) => ({ document, context: { account: OWN } });

/** One object in two statements, as an alias of YAML or a constant of an app makes it. */
const partner = { AWS: PARTNER };
const deleted = { AWS: 'AIDAAAAAAAAAAAAAAAAAA' };
const mfaIfSent = { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } };
const ALICE = `arn:aws:iam::${PARTNER}:user/alice`;

test.each<[what: string, document: object]>([
  ['a principal that two statements share was exchanged in both', policy(
    {
      Effect: 'Allow',
      Principal: partner,
      Action: 'sts:*',
      Condition: { 'ForAllValues:NumericEquals': { 'aws:MultiFactorAuthAge': '3600' } },
    },
    {
      Effect: 'Allow',
      Principal: partner,
      Action: 'sts:AssumeRole',
      Condition: { ArnNotLike: { 'aws:PrincipalArn': [`*:${PARTNER}:*`] } },
    },
  )],
  ['a deleted principal that two statements share was exchanged in both', policy(
    {
      Effect: 'Deny',
      Principal: deleted,
      Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
      Condition: { StringEquals: { 'accounts.google.com:aud': 'a*' }, NumericLessThan: { 'aws:MultiFactorAuthAge': 'x' } },
    },
    { Effect: 'Allow', Principal: deleted, Action: 'sts:TagSession' },
    {
      Effect: 'Allow',
      Principal: { Federated: 'accounts.google.com' },
      Action: 'sts:AssumeRoleWithWebIdentity',
      Condition: { StringEquals: { 'accounts.google.com:aud': 'a*?' } },
    },
  )],
  ['a condition was dropped that kept an undecided one from mattering', policy(
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:sts::${PARTNER}:assumed-role/Deploy/example-session` },
      Action: 'sts:AssumeRole',
      // AWS does not say what becomes of a value that is no address.
      Condition: { IpAddress: { 'aws:VpceAccount': PARTNER }, StringEquals: { 'saml:aud': 'https://signin.aws.amazon.com/saml' } },
    },
    allow(OWN),
  )],
  ['two statements shadow others, and only one of them is about everybody', policy(
    allow('*', { ArnNotLike: { 'aws:PrincipalArn': '*/Deploy' } }),
    allow(role(PARTNER, 'Deploy'), undefined, 'sts:*'),
    allow(`arn:aws:sts::${PARTNER}:assumed-role/Deploy/ab`, { Null: { 'aws:PrincipalTag/team': 'false' } }),
  )],
  ['a principal was dropped whose condition is now information only', policy({
    Effect: 'Allow',
    Principal: { Service: 'lambda.amazonaws.com', AWS: PARTNER },
    Action: 'sts:*',
    Condition: {
      'ForAllValues:StringEquals': { 'token.example.com:sub': 'a*' },
      'ForAnyValue:StringNotEqualsIgnoreCase': { 'aws:PrincipalServiceNamesList': '*.amazonaws.com' },
      'StringNotEqualsIgnoreCase': { 'sts:ExternalId': 'a?' },
    },
  })],
  ['a condition excluded a role that cannot exist beside the one that another statement names', policy(
    allow(role(PARTNER, 'Deploy')),
    allow('*', { StringNotLike: { 'aws:PrincipalArn': `arn:*:iam::${PARTNER}:role/team/Deploy` } }),
  )],
])('%s', (_, document) => expect(tryFixes([{ name: 'the policy', subject: subjectOf(document) }]).broken).toEqual([]));

test('no text takes the place of a date', () => {
  const document = policy({
    Effect: 'Allow',
    NotPrincipal: { AWS: [role(OWN, 'Admin'), '111122223333'] },
    Action: '*',
    Condition: { Null: { 'aws:PrincipalArn': 'false' }, DateNotEquals: { 'aws:TokenIssueTime': '2030-01-01T00:00:00Z' } },
  });
  const { findings } = judgedWithFixes(subjectOf(document));
  const written = JSON.stringify(findings.flatMap(({ fixes = [] }) => fixes.flatMap(({ edits }) => edits)));
  expect(written).toContain('aws:PrincipalOrgID');
  expect(written).not.toMatch(/TokenIssueTime":"</);
});

test('a condition that two statements share is corrected where the fix says so, and only there', () => {
  const document = policy(
    { ...allow(ALICE, { ...mfaIfSent, ...EXTERNAL_ID }), Sid: 'Alice' },
    { ...allow(ALICE.replace('alice', 'bob'), { ...mfaIfSent, ...EXTERNAL_ID }), Sid: 'Bob' },
  );
  const findings = judgedWithFixes(subjectOf(document)).findings.filter(({ ruleId }) => ruleId === 'mfa-required');
  const places = findings.map(({ statement, fixes = [] }) => [
    statement?.index, [...new Set(fixes[0].edits.map(({ path }) => path.split('/')[2]))],
  ]);
  expect(places).toEqual([[0, ['0']], [1, ['1']]]);
});
