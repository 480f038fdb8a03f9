/** Which tokens a boundary lets in because roles trust them today. */
import { addTokensOf } from '../../src/boundary/tokens-of-roles';
import { keyOfEveryToken, subjectsByIssuer, TokenCollector } from '../../src/boundary/trusted-tokens';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';

const GITHUB = 'token.actions.githubusercontent.com';
const EKS = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';
const SENTINEL = 'sts.windows.net/33e01921-4d64-4f8c-a055-5bdaffd5e33d';

/** The terms for roles that trust the issuer under these conditions. */
function letIn(issuer: string, ...conditions: readonly (object | undefined)[]): Record<string, readonly string[]> {
  const tokens = new TokenCollector();
  const Principal = { Federated: issuer.includes('cognito-identity') ? issuer : `arn:aws:iam::111122223333:oidc-provider/${issuer}` };
  for (const Condition of conditions) {
    const statement = { Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithWebIdentity', ...Condition && { Condition } };
    addTokensOf(readTrustPolicy({ Version: '2012-10-17', Statement: [statement] }), tokens);
  }
  return subjectsByIssuer(tokens.collected());
}

const like = (values: object) => ({ StringLike: values });
const equal = (values: object) => ({ StringEquals: values });

test.each<[string, string, readonly (object | undefined)[], Record<string, readonly string[]>]>([
  // Issuers with one owner.
  ['a cluster, whatever the subject', EKS, [equal({ [`${EKS}:sub`]: 'system:serviceaccount:shop:cart' })], { [EKS]: ['*'] }],
  ['an issuer without conditions', 'idp.example.com', [undefined], { 'idp.example.com': ['*'] }],
  // The tenant is the organization, not the repository.
  ['a branch', GITHUB, [equal({ [`${GITHUB}:sub`]: 'repo:acme/shop:ref:refs/heads/main' })], { [GITHUB]: ['repo:acme/*'] }],
  ['any repository', GITHUB, [like({ [`${GITHUB}:sub`]: 'repo:acme/*' })], { [GITHUB]: ['repo:acme/*'] }],
  ['an owner with its id', GITHUB, [like({ [`${GITHUB}:sub`]: 'repo:acme@123/shop@456:*' })], { [GITHUB]: ['repo:acme@123/*'] }],
  ['an id with a wildcard, as it is', GITHUB, [like({ [`${GITHUB}:sub`]: 'repo:acme@1*/shop:*' })],
    { [GITHUB]: ['repo:acme@1*/shop:*'] }],
  ['a subject that begins with another claim', GITHUB, [like({ [`${GITHUB}:sub`]: 'environment:live:repo:acme/shop' })],
    { [GITHUB]: ['environment:live:repo:acme/*'] }],
  ['the id of the owner', GITHUB, [equal({ [`${GITHUB}:sub`]: 'environment:live', [`${GITHUB}:repository_owner_id`]: '4242' })],
    { [`${GITHUB}:repository_owner_id`]: ['4242'] }],
  ['several roles', GITHUB, [like({ [`${GITHUB}:sub`]: 'repo:b/x:*' }), like({ [`${GITHUB}:sub`]: ['repo:a/x:*', 'repo:a/y:*'] })],
    { [GITHUB]: ['repo:a/*', 'repo:b/*'] }],
  ['a group', 'gitlab.com', [like({ 'gitlab.com:sub': 'project_path:acme/tools/shop:ref_type:branch:ref:main' })],
    { 'gitlab.com': ['project_path:acme/*'] }],
  ['an organization', 'app.terraform.io', [like({ 'app.terraform.io:sub': 'organization:acme:project:*:workspace:*:run_phase:*' })],
    { 'app.terraform.io': ['organization:acme:*'] }],
  ['a pool', 'cognito-identity.amazonaws.com', [equal({ 'cognito-identity.amazonaws.com:aud': 'us-east-1:pool' })],
    { 'cognito-identity.amazonaws.com:aud': ['us-east-1:pool'] }],
  ['a session name', SENTINEL, [equal({ 'sts:RoleSessionName': 'MicrosoftSentinel_1' })], { [SENTINEL]: ['MicrosoftSentinel_1'] }],
  // What names no tenant lets nobody in.
  ['any tenant', GITHUB, [like({ [`${GITHUB}:sub`]: 'repo:*' })], {}],
  ['part of a name', GITHUB, [like({ [`${GITHUB}:sub`]: 'repo:acme*' })], {}],
  ['an environment', GITHUB, [equal({ [`${GITHUB}:sub`]: 'environment:live' })], {}],
  ['no condition', GITHUB, [undefined], {}],
  ['the audience', GITHUB, [equal({ [`${GITHUB}:aud`]: 'sts.amazonaws.com' })], {}],
  ['everybody except one', GITHUB, [{ StringNotLike: { [`${GITHUB}:sub`]: 'repo:acme/*' } }], {}],
  ['a wildcard that StringEquals does not know', 'accounts.google.com', [equal({ 'accounts.google.com:aud': '*' })], {}],
  ['a policy variable', GITHUB, [like({ [`${GITHUB}:sub`]: 'repo:${aws:PrincipalTag/owner}/*' })], {}],
  ['a deploy-time value', GITHUB, [like({ [`${GITHUB}:sub`]: { 'Fn::Sub': 'repo:${Owner}/*' } })], {}],
])('%s', (_, issuer, conditions, expected) => {
  expect(letIn(issuer, ...conditions)).toEqual(expected);
});

test('a statement that denies lets nobody in', () => {
  const tokens = new TokenCollector();
  const statement = {
    Effect: 'Deny',
    Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/idp.example.com' },
    Action: 'sts:AssumeRoleWithWebIdentity',
  };
  addTokensOf(readTrustPolicy({ Version: '2012-10-17', Statement: [statement] }), tokens);
  expect(tokens.collected()).toEqual([]);
});

test.each([
  [GITHUB, `${GITHUB}:sub`], ['graph.facebook.com', 'graph.facebook.com:app_id'], ['www.amazon.com', 'www.amazon.com:app_id'],
  ['cognito-identity.amazonaws.com', 'cognito-identity.amazonaws.com:sub'], [EKS, `${EKS}:sub`],
])('every token of %s has %s', (issuer, key) => {
  expect(keyOfEveryToken(issuer)).toBe(key);
});

test('a pattern that another one covers is left out', () => {
  const tokens = new TokenCollector();
  for (const pattern of ['repo:acme/shop:*', 'repo:acme/*', 'repo:acme-two/*', 'repo:acme/?*']) tokens.addTenant(GITHUB, 'sub', pattern);
  expect(subjectsByIssuer(tokens.collected())).toEqual({ [GITHUB]: ['repo:acme-two/*', 'repo:acme/*'] });
});
