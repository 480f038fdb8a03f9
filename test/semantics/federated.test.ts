/** Callers with a token or an assertion: the keys of their calls, and which tenant a token belongs to. */
import { answerOf, changeOf, Row, testRows } from './answers';
import { COGNITO, conditionOn, GITHUB, provider, takes } from '../rules/tokens';
import { allowFederated, OWN, PARTNER, policy } from '../rules/trust-policy-cases';

const MAIN = 'repo:acme/app:ref:refs/heads/main';
const GOOGLE = 'accounts.google.com';
const pinned = conditionOn(GITHUB, { sub: MAIN, aud: 'sts.amazonaws.com' }, 'StringEquals');
const withKey = (operator: string, key: string, value: string) =>
  policy(allowFederated(provider(GITHUB), { ...pinned, [operator]: { ...(pinned as Record<string, object>)[operator], [key]: value } }));
const refusing = (operator: string, key: string, value: string) => policy(
  allowFederated(provider(GITHUB), pinned),
  { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity', Condition: { [operator]: { [key]: value } } },
);
const saml = (condition: object) => policy(
  {
    Effect: 'Allow',
    Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/corp` },
    Action: 'sts:AssumeRoleWithSAML',
    Condition: condition,
  },
);

describe('calls without the keys of AWS principals', () => testRows([
  ['an organization', 'never-assumable', 'reported', withKey('StringEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5')],
  ['an ARN', 'never-assumable', 'reported', withKey('StringLike', 'aws:PrincipalArn', `arn:aws:iam::${OWN}:*`)],
  ['an account', 'never-assumable', 'reported', withKey('StringEquals', 'aws:PrincipalAccount', OWN)],
  [
    'an ARN, of the holders of assertions',
    'never-assumable',
    'reported',
    saml({ StringLike: { 'aws:PrincipalArn': `arn:aws:iam::${OWN}:*` } }),
  ],
  [
    'a Deny for those of another organization',
    'never-assumable',
    'reported',
    refusing('StringNotEquals', 'aws:PrincipalOrgID', 'o-a1b2c3d4e5'),
  ],
  ['a Deny for those of another ARN', 'never-assumable', 'reported', refusing('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${OWN}:*`)],
  ['a Deny that a missing key does not match', 'never-assumable', 'quiet', refusing('StringEquals', 'aws:PrincipalAccount', PARTNER)],
  ['a condition that a missing key meets', 'never-assumable', 'quiet', withKey('StringNotEquals', 'aws:PrincipalAccount', PARTNER)],
  [
    'of nobody, no other tenant',
    'oidc-tenant',
    'quiet',
    policy(allowFederated(provider(GITHUB), { StringEquals: { 'aws:PrincipalAccount': OWN } })),
  ],
]));

describe('a provider of another account cannot be used', () => testRows([
  ['for tokens', 'never-assumable', 'reported', policy(allowFederated(`arn:aws:iam::${PARTNER}:oidc-provider/${GITHUB}`, pinned))],
  ['for assertions', 'never-assumable', 'reported',
    policy({ Effect: 'Allow', Principal: { Federated: `arn:aws:iam::${PARTNER}:saml-provider/corp` }, Action: 'sts:AssumeRoleWithSAML' })],
]));

const tokensOf = (operator: string, value: string) => policy({
  Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRoleWithWebIdentity', Condition: { [operator]: { 'aws:FederatedProvider': value } },
});

describe('tokens restricted only by a condition on the provider', () => test.each([
  ['a built-in provider', 'somebody new', tokensOf('StringEquals', GOOGLE)],
  ['a pattern of a built-in provider', 'somebody new', tokensOf('StringLike', 'accounts.*')],
  ['a provider of the account', 'somebody new', tokensOf('StringEquals', `arn:aws:iam::${OWN}:oidc-provider/idp.example.net/tenant`)],
  ['a pattern of providers of the account', 'somebody new', tokensOf('ArnLike', `arn:aws:iam::${OWN}:oidc-provider/idp.*`)],
  ['a provider of another account', 'nobody new', tokensOf('StringEquals', `arn:aws:iam::${PARTNER}:oidc-provider/idp.example.net`)],
  ['a name that no built-in provider has', 'nobody new', tokensOf('StringEquals', 'idp.example.net')],
])('%s: %s', (_, answer, document) => expect(changeOf(policy(), document)).toBe(answer)));

const google = (claims: Readonly<Record<string, string>>) => policy(allowFederated(GOOGLE, conditionOn(GOOGLE, claims, 'StringEquals')));

describe('Google', () => testRows([
  ['the caller that requests a token chooses oaud', 'oidc-tenant', 'reported', google({ oaud: 'https://acme.example' })],
  ['the authorized party', 'oidc-tenant', 'quiet', google({ aud: '1234.apps.googleusercontent.com' })],
  ['a subject', 'oidc-tenant', 'quiet', google({ sub: '100000000000000000001' })],
  ['an organization', 'oidc-tenant', 'quiet', google({ 'google/organization_number': '900000000001' })],
  ['a subject compared with itself', 'oidc-tenant', 'reported', google({ sub: '${accounts.google.com:sub}' })],
]));

const subject = (sub: string): Row => [sub, 'oidc-tenant', 'reported', takes(GITHUB, { sub })];
const ownSubject = (sub: string): Row => [sub, 'oidc-tenant', 'quiet', takes(GITHUB, { sub })];

describe('subjects of GitHub that any organization can compose', () => testRows([
  'environment:production', 'environment:*', 'ref:refs/heads/main', 'workflow:deploy', 'actor:alice', 'repository_visibility:private',
  'job_workflow_ref:acme/ci/.github/workflows/deploy.yml@refs/heads/main', '*:repo:acme/app', 'repo:*:environment:production', 'repo:acme*',
].map(subject)));

describe('subjects of GitHub that contain the owner', () => testRows([
  MAIN, 'repo:acme/app:*', 'environment:production:repo:acme/app', 'environment:production:repo:acme/*',
  'repository_owner:acme:environment:production',
  'repo:acme@1111/app@5551:ref:refs/heads/main', 'repo:acme@*/app@*:ref:refs/heads/main',
].map(ownSubject)));

describe('claims of GitHub', () => testRows([
  ['an id as a number', 'oidc-tenant', 'quiet', takes(GITHUB, { repository_owner_id: '1111' }, 'NumericEquals')],
  ['an id as text', 'oidc-tenant', 'quiet', takes(GITHUB, { repository_id: '5551' }, 'StringEquals')],
  [
    'a claim that AWS passes on',
    'never-assumable',
    'quiet',
    takes(GITHUB, { sub: MAIN, repository_id: '5551', environment: 'production' }, 'StringEquals'),
  ],
  [
    'a claim that AWS does not pass on',
    'never-assumable',
    'reported',
    takes(GITHUB, { sub: MAIN, repository_owner: 'acme' }, 'StringEquals'),
  ],
]));

const SENTINEL = 'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d';

describe('what IAM requires of a trust policy with a shared issuer', () => testRows([
  ['a subject', 'rejected-by-iam', 'quiet', takes(GITHUB, { sub: MAIN }, 'StringEquals')],
  ['no subject, but an id', 'rejected-by-iam', 'reported', takes(GITHUB, { repository_id: '5551' }, 'StringEquals')],
  ['a subject of wildcards only', 'rejected-by-iam', 'reported', takes(GITHUB, { sub: '*' })],
  ['a subject under a negation', 'rejected-by-iam', 'reported', takes(GITHUB, { sub: MAIN }, 'StringNotEquals')],
  ['a subject without case', 'rejected-by-iam', 'quiet', takes(GITHUB, { sub: MAIN }, 'StringEqualsIgnoreCase')],
  [
    'Vercel without an audience',
    'rejected-by-iam',
    'reported',
    takes('oidc.vercel.com', { sub: 'owner:acme:project:app:environment:production' }, 'StringEquals'),
  ],
  ['Vercel with an audience', 'rejected-by-iam', 'quiet', takes('oidc.vercel.com', { aud: 'https://vercel.com/acme' }, 'StringEquals')],
  [
    'Sentinel without a session name',
    'rejected-by-iam',
    'reported',
    takes(SENTINEL, { aud: 'api://1462b192-27f7-4cb9-8523-0f4ecb54b47e' }, 'StringEquals'),
  ],
]));

test('an exact subject of Cognito is one identity', () => {
  const document = policy(
    allowFederated(COGNITO, conditionOn(COGNITO, { sub: 'eu-west-1:12345678-1234-1234-1234-123456790ab' }, 'StringEquals')),
  );
  expect(answerOf('oidc-tenant', { document })).toBe('quiet');
});
