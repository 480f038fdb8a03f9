/**
 * What can be decided: text read as a number, variables, many patterns, documents in old policy versions, and documents that are too long.
 */
import { changeOf, levelsOf, testRows } from './answers';
import { allow, deny, OWN, PARTNER, policy, role, root, user } from '../rules/trust-policy-cases';

const anybody = (condition: object) => policy(allow('*', condition));
const partner = (condition: object, action: unknown = 'sts:AssumeRole') => policy(allow(root(PARTNER), condition, action));
const old = (condition: object) => ({ ...partner(condition), Version: '2008-10-17' });

describe('text with operators for other types', () => testRows([
  ['an account as a number', 'public-principal', 'quiet', anybody({ NumericEquals: { 'aws:PrincipalAccount': PARTNER } })],
  ['an ExternalId as a number', 'external-id-required', 'quiet', partner({ NumericEquals: { 'sts:ExternalId': '73914268508' } })],
  [
    'an ExternalId as a number, if there is one',
    'external-id-required',
    'reported',
    partner({ NumericEqualsIfExists: { 'sts:ExternalId': '73914268508' } }),
  ],
  ['an ExternalId as bytes', 'external-id-required', 'quiet', partner({ BinaryEquals: { 'sts:ExternalId': 'c2VjcmV0LW9mLW91cnMh' } })],
  [
    'a name that is not a number',
    'never-assumable',
    'reported',
    policy(allow(user(PARTNER, 'alice'), { NumericEquals: { 'aws:username': '7' } })),
  ],
]));

const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'];
const equalTags = { StringEquals: { 'aws:PrincipalTag/one': '${aws:PrincipalTag/two}' } };

describe('variables and many patterns', () => testRows([
  [
    "an organization compared with a tag of one's own",
    'public-principal',
    'reported',
    anybody({ StringEquals: { 'aws:PrincipalOrgID': '${aws:PrincipalTag/org}' } }),
  ],
  ['two tags that are equal and are not', 'never-assumable', 'reported',
    partner({ ...equalTags, StringNotEquals: { 'aws:PrincipalTag/one': '${aws:PrincipalTag/two}' } })],
  ['a dozen names left out', 'specific-principal', 'reported',
    partner({ StringNotLike: { 'aws:PrincipalArn': NAMES.map((name) => `arn:aws:iam::${PARTNER}:role/${name}*`) } })],
  ['a session named after its source identity', 'specific-principal', 'reported',
    partner({ StringLike: { 'sts:RoleSessionName': '${aws:SourceIdentity}-*' } }, ['sts:AssumeRole', 'sts:SetSourceIdentity'])],
]));

test('a variable with a default is the same on both sides of a change', () => {
  const trust = partner({ StringEquals: { 'sts:ExternalId': '${aws:PrincipalTag/customer, \'secret\'}' } });
  expect(changeOf(trust, trust)).toBe('nobody new');
});

const { Principal: named, ...denied } = deny(role(PARTNER, 'Deploy')) as { Principal: object };

describe('a Deny for all except a role denies the sessions of that role', () => testRows([
  ['the role alone', 'never-assumable', 'reported', policy(allow(role(PARTNER, 'Deploy')), { ...denied, NotPrincipal: named })],
]));

describe('in old policy versions a variable is plain text', () => testRows([
  ...['aws:userid', 'aws:PrincipalOrgID', 'aws:username'].flatMap((key) => ['StringLike', 'StringEquals'].map((operator) =>
    [`${operator} ${key}`, 'never-assumable', 'reported', old({ [operator]: { [key]: `\${${key}}` } })] as const)),
  ['a key compared with itself', 'never-assumable', 'quiet', partner({ StringLike: { 'aws:userid': '${aws:userid}' } })],
  ['no tag has such a value', 'never-assumable', 'quiet', old({ StringNotLike: { 'aws:userid': '${aws:userid}' } })],
]));

/** A document of about that many characters, which trusts roles of the same account. */
const ofLength = (characters: number) =>
  policy(allow(Array.from({ length: Math.ceil(characters / 50) }, (_, index) => role(OWN, `worker-${1_000_000_000 + index}`))));

describe('how long a document is', () => {
  testRows([
    ['short', 'rejected-by-iam', 'quiet', ofLength(1500)],
    ['longer than IAM ever accepts', 'rejected-by-iam', 'reported', ofLength(9000)],
  ]);

  test('longer than IAM accepts by default is a warning', () => {
    const levels = levelsOf(ofLength(4000));
    expect(levels).toContain('warning');
    expect(levels).not.toContain('error');
  });
});
