/** The condition keys that each kind of caller sends, key by key. */
import { ALICE, CALLERS, requestOf } from './policies';
import { callerAccount, CallerKind, OidcCaller } from '../../src/evaluation/assume-role-request';
import { CALLER_KEYS, callerKeys } from '../../src/evaluation/caller-keys';
import { hasShape, KeyDomain, TextDomain } from '../../src/evaluation/key-domains';
import { domainsOfAccount } from '../../src/evaluation/keys-of-account';
import { intendedKeyFor } from '../../src/evaluation/listed-keys';
import { Presence } from '../../src/evaluation/request-key-table';
import { mfaStates, nameForKeys, oidcKeyParts, requestKeyOf } from '../../src/evaluation/request-keys';

const KINDS: readonly CallerKind[] = ['iam-user', 'role-session', 'federated-session', 'saml', 'oidc', 'service'];

const [A, M, N, U]: readonly Presence[] = ['always', 'maybe', 'never', 'undocumented'];

function presenceByKind(key: string): Presence[] {
  return KINDS.map((kind) => requestKeyOf(key.toLowerCase(), kind, 'absent').presence);
}

describe('global keys: always, sometimes, never, or not documented', () => {
  //                                   user role fed  saml oidc service
  test.each<[key: string, ...Presence[]]>([
    // A call with a token or an assertion is not signed: it has no AWS principal yet.
    ['aws:PrincipalArn', A, A, A, N, N, U],
    ['aws:PrincipalAccount', A, A, A, N, N, U],
    ['aws:PrincipalOrgID', M, M, M, N, N, N],
    ['aws:PrincipalOrgPaths', M, M, M, N, N, N],
    ['aws:PrincipalTag/Team', M, M, M, N, N, M],
    ['aws:PrincipalType', A, A, A, N, N, U],
    ['aws:userid', A, A, A, N, N, U],
    ['aws:username', A, N, N, N, N, N],
    // For a user without MFA: a long-term access key has no time of issue.
    ['aws:TokenIssueTime', N, A, A, N, N, U],
    ['aws:FederatedProvider', N, N, M, U, A, N],
    ['aws:SourceIdentity', N, M, M, N, N, U],
    ['aws:SignInSessionArn', M, M, M, N, N, N],
    ['aws:AssumedRoot', N, N, N, N, N, N],
    ['aws:SourceIp', M, M, M, M, M, M],
    ['aws:SourceVpc', M, M, M, M, M, N],
    ['aws:SourceVpce', M, M, M, M, M, N],
    ['aws:SourceVpcArn', M, M, M, M, M, N],
    ['aws:VpceAccount', M, M, M, M, M, N],
    ['aws:VpceOrgID', M, M, M, M, M, N],
    ['aws:VpceOrgPaths', M, M, M, M, M, N],
    ['aws:VpcSourceIp', M, M, M, M, M, N],
    ['aws:PrincipalIsAWSService', A, A, A, N, N, A],
    ['aws:PrincipalServiceName', N, N, N, N, N, A],
    ['aws:PrincipalServiceNamesList', N, N, N, N, N, A],
    ['aws:SourceAccount', N, N, N, N, N, M],
    ['aws:SourceArn', N, N, N, N, N, M],
    ['aws:SourceOrgID', N, N, N, N, N, M],
    ['aws:SourceOrgPaths', N, N, N, N, N, M],
    ['aws:ViaAWSService', M, M, M, M, M, M],
    ['aws:CalledVia', M, M, M, N, N, N],
    ['aws:CalledViaFirst', M, M, M, N, N, N],
    ['aws:CalledViaLast', M, M, M, N, N, N],
    ['aws:CalledViaAWSMCP', M, M, M, N, N, N],
    ['aws:ViaAWSMCPService', M, M, M, N, N, N],
    ['aws:CurrentTime', A, A, A, A, A, A],
    ['aws:EpochTime', A, A, A, A, A, A],
    ['aws:SecureTransport', A, A, A, A, A, A],
    ['aws:RequestedRegion', A, A, A, A, A, A],
    // A header, which a caller can leave out.
    ['aws:UserAgent', M, M, M, M, M, M],
    ['aws:referer', M, M, M, M, M, M],
    ['aws:ResourceAccount', A, A, A, A, A, A],
    ['aws:ResourceOrgID', M, M, M, M, M, M],
    ['aws:ResourceOrgPaths', M, M, M, M, M, M],
    ['aws:ResourceTag/Team', M, M, M, M, M, M],
    // A session obtained with a token or an assertion was issued to none of these services.
    ['lambda:SourceFunctionArn', N, M, N, N, N, N],
    ['ec2:SourceInstanceArn', N, M, N, N, N, N],
    ['ec2:RoleDelivery', N, M, N, N, N, N],
    ['aws:Ec2InstanceSourceVpc', N, M, N, N, N, N],
    ['aws:Ec2InstanceSourcePrivateIPv4', N, M, N, N, N, N],
    ['codebuild:BuildArn', N, M, N, N, N, N],
    ['codebuild:ProjectArn', N, M, N, N, N, N],
    ['glue:CredentialIssuingService', N, M, N, N, N, N],
    ['glue:RoleAssumedBy', N, M, N, N, N, N],
    ['ssm:SourceInstanceArn', N, M, N, N, N, N],
    ['aws:ChatbotSourceArn', N, M, N, N, N, M],
    ['identitystore:UserId', N, M, M, N, N, N],
    // A typo: no request has such a key.
    ['aws:PrincipalOrgIDs', N, N, N, N, N, N],
    ['aws:MultiFactorAuth', N, N, N, N, N, N],
    ['sts:External-Id', N, N, N, N, N, N],
    ['aws:ExternalId', N, N, N, N, N, N],
    ['iam:PrincipalArn', N, N, N, N, N, N],
    // A name that is not similar to any key of AWS may be a new one; and services name their own keys.
    ['sts:SomethingNew', U, U, U, U, U, U],
    ['foo:bar', U, U, U, U, U, U],
    ['foo:ExternalId', U, U, U, U, U, U],
    ['ec2:InstanceType', U, U, U, U, U, U],
    // A key that AWS does not document.
    ['aws:Example', U, U, U, U, U, U],
    ['example', U, U, U, U, U, U],
  ])('%s', (key, ...presence) => {
    expect(presenceByKind(key)).toEqual(presence);
  });
});

test('the time of issue for a user: only temporary credentials have one, and MFA can be false only with them', () => {
  expect(mfaStates('iam-user').map((mfa) => [mfa, requestKeyOf('aws:tokenissuetime', 'iam-user', mfa).presence])).toEqual([
    ['absent', N], ['false', A], ['true', M],
  ]);
});

describe('the value of a key with a resource in the caller\'s account', () => {
  const place = (kind: CallerKind) => ({ kind, partition: 'aws', account: '111122223333' });
  const holds = (key: string, value: string, kind: CallerKind = 'role-session') =>
    domainsOfAccount(key.toLowerCase(), place(kind))!.some((domain) => domain.type === 'text' && hasShape(domain, value));

  test.each<[key: string, value: string]>([
    ['lambda:SourceFunctionArn', 'arn:aws:lambda:us-east-1:111122223333:function:build'],
    ['ec2:SourceInstanceArn', 'arn:aws:ec2:us-east-1:111122223333:instance/i-0'],
    ['ssm:SourceInstanceArn', 'arn:aws:ssm:us-east-1:111122223333:managed-instance/mi-0'],
    ['codebuild:ProjectArn', 'arn:aws:codebuild:us-east-1:111122223333:project/build'],
    ['codebuild:BuildArn', 'arn:aws:codebuild:us-east-1:111122223333:build/build:1'],
    ['aws:SignInSessionArn', 'arn:aws:signin:us-east-1:111122223333:session/0'],
    ['aws:ChatbotSourceArn', 'arn:aws:chatbot::111122223333:chat-configuration/slack-channel/ops'],
    ['aws:FederatedProvider', 'arn:aws:iam::111122223333:oidc-provider/gitlab.com'],
  ])('%s: of the caller\'s own account, such as %s, and of no other', (key, value) => {
    expect(holds(key, value)).toBe(true);
    expect(holds(key, value.replace('111122223333', '222222222222'))).toBe(false);
    expect(holds(key, value.replace('arn:aws:', 'arn:aws-cn:'))).toBe(false);
    expect(holds(key, `${value.replace('111122223333', '222222222222')}:111122223333:x`)).toBe(false);
    const [{ example }] = domainsOfAccount(key.toLowerCase(), place('role-session')) as TextDomain[];
    expect(holds(key, example)).toBe(true);
  });

  test('a built-in provider has no account', () => {
    expect(
      ['accounts.google.com', 'cognito-identity.amazonaws.com', 'www.amazon.com'].map((name) => holds('aws:FederatedProvider', name)),
    ).toEqual([true, true, true]);
  });

  test('nothing similar is known about other keys, nor about callers that are not AWS principals', () => {
    expect(domainsOfAccount('aws:sourcevpcarn', place('role-session'))).toBeUndefined();
    expect(domainsOfAccount('aws:federatedprovider', place('oidc'))).toBeUndefined();
  });

  test.each<[OidcCaller, string]>([
    [
      { kind: 'oidc', issuer: 'gitlab.com', provider: { partition: 'aws', account: '111122223333' } },
      'arn:aws:iam::111122223333:oidc-provider/gitlab.com',
    ],
    [{ kind: 'oidc', issuer: 'accounts.google.com' }, 'accounts.google.com'],
  ])('the call itself contains its provider: %j', (caller, provider) =>
    expect(callerKeys(caller)).toEqual(new Map([['aws:federatedprovider', provider]])),
  );
});

describe('the intended key', () => {
  test.each<[written: string, meant: string | undefined]>([
    ['aws:PrincipalOrgIDs', 'aws:PrincipalOrgID'],
    ['sts:External-Id', 'sts:ExternalId'],
    ['aws:ExternalId', 'sts:ExternalId'],
    ['aws:MultiFactorAuth', 'aws:MultiFactorAuthPresent'],
    ['aws:PrincipleArn', 'aws:PrincipalArn'],
    ['aws:SourceVpcId', 'aws:SourceVpc'],
    ['aws:RoleSessionName', 'sts:RoleSessionName'],
    ['aws:SourceAcount', 'aws:SourceAccount'],
    ['foo:ExternalId', 'sts:ExternalId'],
    // Each of these is a key, even if it is similar to another one.
    ['aws:SourceIdentity', undefined],
    ['sts:SourceIdentity', undefined],
    ['aws:SourceVpcArn', undefined],
    ['aws:SourceVpce', undefined],
    ['aws:PrincipalTag/ExternalId', undefined],
    ['iam:AWSServiceName', undefined],
    ['aws:SomethingNew', undefined],
  ])('by %s: %s', (written, expected) => expect(intendedKeyFor(written.toLowerCase())).toBe(expected));
});

describe('keys of STS', () => {
  //                                   user role fed  saml oidc service
  test.each<[key: string, ...Presence[]]>([
    ['sts:ExternalId', M, M, M, N, N, M],
    ['sts:RoleSessionName', A, A, A, A, A, A],
    ['sts:SourceIdentity', M, M, M, M, M, M],
    ['sts:TransitiveTagKeys', M, M, M, M, M, M],
    ['aws:RequestTag/Team', M, M, M, M, M, M],
    ['aws:TagKeys', M, M, M, M, M, M],
    ['sts:DurationSeconds', N, N, N, N, N, N],
    ['sts:RoleAuthorizedByIdp', N, N, N, N, M, N],
    ['sts:RequestContext/identitystore:UserId', M, M, M, M, M, M],
    ['sts:RequestContextProviders', M, M, M, M, M, M],
    ['iam:ResourceTag/Team', M, M, M, M, M, M],
    ['sts:AWSServiceName', N, N, N, N, N, N],
    ['sts:IdentityTokenAudience', N, N, N, N, N, N],
    ['sts:SigningAlgorithm', N, N, N, N, N, N],
    ['sts:TaskPolicyArn', N, N, N, N, N, N],
  ])('%s', (key, ...presence) => {
    expect(presenceByKind(key)).toEqual(presence);
  });

  test.each<[key: string, min: number, max: number, good: string, bad: string]>([
    ['sts:ExternalId', 2, 1224, 'aZ0_+=,.@:/-', '* ?#\\$é'],
    ['sts:RoleSessionName', 2, 64, 'aZ0_+=,.@-', '/:* ?${}'],
    ['sts:SourceIdentity', 2, 64, 'aZ0_+=,.@-', '/:* ?${}'],
    ['aws:PrincipalAccount', 12, 12, '0123456789', 'a-* '],
    ['aws:PrincipalOrgID', 12, 34, 'o-z0123', 'OZ_*/. '],
  ])('%s has %i to %i characters of its alphabet', (key, min, max, good, bad) => {
    const { domain } = requestKeyOf(key.toLowerCase(), 'iam-user', 'absent');
    expect(domain).toMatchObject({ type: 'text', min, max });
    const alphabet = new RegExp(`^[${domain.type === 'text' ? domain.alphabet : ''}]$`);
    expect([...good].filter((character) => !alphabet.test(character))).toEqual([]);
    expect([...bad].filter((character) => alphabet.test(character))).toEqual([]);
  });

  test('keys and values of session tags have the lengths that STS allows', () => {
    expect(requestKeyOf('aws:tagkeys', 'iam-user', 'absent').domain).toMatchObject({ max: 128 });
    expect(requestKeyOf('aws:requesttag/team', 'iam-user', 'absent').domain).toMatchObject({ max: 256 });
  });
});

describe('keys of SAML', () => {
  //                                   user role fed  saml oidc service
  test.each<[key: string, ...Presence[]]>([
    ['SAML:aud', N, N, N, A, N, N],
    ['SAML:iss', N, N, N, A, N, N],
    ['SAML:doc', N, N, N, A, N, N],
    ['SAML:sub', N, N, M, A, N, N],
    ['SAML:sub_type', N, N, M, A, N, N],
    ['SAML:namequalifier', N, N, M, M, N, N],
    ['SAML:eduPersonAffiliation', N, N, N, M, N, N],
    ['SAML:cn', N, N, N, M, N, N],
  ])('%s', (key, ...presence) => {
    expect(presenceByKind(key)).toEqual(presence);
  });
});

describe('keys of OIDC', () => {
  const GITHUB_ISSUER = 'token.actions.githubusercontent.com';
  test.each<[key: string, issuer: string, Presence]>([
    [`${GITHUB_ISSUER}:sub`, GITHUB_ISSUER, A],
    [`${GITHUB_ISSUER}:aud`, GITHUB_ISSUER, A],
    [`${GITHUB_ISSUER}:environment`, GITHUB_ISSUER, M],
    [`${GITHUB_ISSUER}:repository_id`, GITHUB_ISSUER, M],
    // The prefix must be the caller's provider.
    [`${GITHUB_ISSUER}:sub`, 'gitlab.com', N],
    [`${GITHUB_ISSUER}:sub`, `${GITHUB_ISSUER}/acme`, N],
    [`${GITHUB_ISSUER}/acme:sub`, `${GITHUB_ISSUER}/acme`, A],
    [`${GITHUB_ISSUER}/acme:sub`, GITHUB_ISSUER, N],
    ['oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub', 'oidc.eks.eu-west-1.amazonaws.com/id/ABC', A],
    ['oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub', 'oidc.eks.eu-west-1.amazonaws.com/id/DEF', N],
    ['cognito-identity.amazonaws.com:aud', 'cognito-identity.amazonaws.com', A],
    ['cognito-identity.amazonaws.com:amr', 'cognito-identity.amazonaws.com', M],
    ['accounts.google.com:aud', 'accounts.google.com', A],
    ['accounts.google.com:oaud', 'accounts.google.com', M],
    ['accounts.google.com:google/organization_number', 'accounts.google.com', M],
    ['graph.facebook.com:app_id', 'graph.facebook.com', A],
    ['graph.facebook.com:id', 'graph.facebook.com', A],
    ['www.amazon.com:user_id', 'www.amazon.com', A],
    ['oidc.circleci.com/org/ORG:oidc.circleci.com/project-id', 'oidc.circleci.com/org/ORG', M],
    ['oidc.circleci.com/org/ORG:sub', 'oidc.circleci.com/org/ORG', A],
    ['oidc.circleci.com/org/ORG:oidc.circleci.com/vcs-ref', 'oidc.circleci.com/org/ORG', N],
    ['idcs-0a1b.identity.oraclecloud.com:rpst_id', 'idcs-0a1b.identity.oraclecloud.com', M],
    ['agent.buildkite.com:organization_slug', 'agent.buildkite.com', M],
    ['agent.acme.buildkite.dev:pipeline_id', 'agent.acme.buildkite.dev', M],
    ['gitlab.com:namespace_id', 'gitlab.com', M],
    // Only the claims that AWS lists become condition keys.
    ['gitlab.com:namespace_path', 'gitlab.com', N],
    [`${GITHUB_ISSUER}:repository_owner`, GITHUB_ISSUER, N],
    [`${GITHUB_ISSUER}:repository_visibility`, GITHUB_ISSUER, N],
    [`${GITHUB_ISSUER}:constructor`, GITHUB_ISSUER, N],
    [`${GITHUB_ISSUER}/acme:repository_owner_id`, `${GITHUB_ISSUER}/acme`, M],
    ['token.actions.acme.ghe.com:job_workflow_ref', 'token.actions.acme.ghe.com', M],
    ['oidc.eks.eu-west-1.amazonaws.com/id/ABC:groups', 'oidc.eks.eu-west-1.amazonaws.com/id/ABC', N],
    ['id.example.org:azp', 'id.example.org', M],
    ['id.example.org:repository_id', 'id.example.org', N],
    ['graph.facebook.com:sub', 'graph.facebook.com', N],
    ['www.amazon.com:app_id', 'www.amazon.com', A],
  ])('%s in a token of %s: %s', (key, issuer, presence) => {
    expect(requestKeyOf(key.toLowerCase(), 'oidc', 'absent', issuer).presence).toBe(presence);
  });

  test('no other caller has the claims of a token; those of Cognito stay in the session', () => {
    expect(
      KINDS.filter((kind) => kind !== 'oidc').map((kind) => requestKeyOf(`${GITHUB_ISSUER}:sub`, kind, 'absent', GITHUB_ISSUER).presence),
    ).toEqual([N, N, N, N, N]);
    expect(requestKeyOf('cognito-identity.amazonaws.com:aud', 'federated-session', 'absent').presence).toBe(M);
    expect(requestKeyOf('cognito-identity.amazonaws.com:aud', 'role-session', 'absent').presence).toBe(N);
  });

  test.each<[key: string, issuer: string, claim: string]>([
    ['token.actions.githubusercontent.com:sub', 'token.actions.githubusercontent.com', 'sub'],
    ['oidc.eks.eu-west-1.amazonaws.com/id/abc:aud', 'oidc.eks.eu-west-1.amazonaws.com/id/abc', 'aud'],
    ['oidc.circleci.com/org/org:oidc.circleci.com/project-id', 'oidc.circleci.com/org/org', 'oidc.circleci.com/project-id'],
    ['accounts.google.com:google/organization_number', 'accounts.google.com', 'google/organization_number'],
  ])('%s is a claim of %s: %s', (key, issuer, claim) => {
    expect(oidcKeyParts(key)).toEqual({ issuer, claim });
  });

  test('a token with an unknown issuer has the claims of no issuer', () => {
    expect(requestKeyOf(`${GITHUB_ISSUER}:sub`, 'oidc', 'absent').presence).toBe(N);
  });

  test.each(['aws:sourceip', 'sts:externalid', 'saml:aud', 'no-colon', 'a.b', '', ':sub', '.b:sub', 'aws:principaltag/acme.com:team'])(
    '"%s" is not a claim',
    (key) => {
      expect(oidcKeyParts(key)).toBeUndefined();
    },
  );
});

test.each([
  'aws:TagKeys', 'aws:PrincipalOrgPaths', 'aws:SourceOrgPaths', 'aws:CalledVia', 'aws:PrincipalServiceNamesList', 'sts:TransitiveTagKeys',
  'cognito-identity.amazonaws.com:amr', 'SAML:eduPersonAffiliation', 'sts:RequestContextProviders', 'aws:ResourceOrgPaths',
])('%s has a list of values', (key) => {
  expect(requestKeyOf(key.toLowerCase(), 'iam-user', 'absent').multivalued).toBe(true);
});

test.each([
  'aws:PrincipalArn', 'aws:PrincipalTag/Team', 'aws:RequestTag/Team', 'sts:ExternalId', 'sts:RoleSessionName', 'aws:SourceIp',
  'token.actions.githubusercontent.com:sub', 'SAML:aud',
  'aws:MultiFactorAuthPresent', 'aws:MultiFactorAuthAge', 'aws:Example',
])('%s has a single value', (key) => {
  expect(mfaStates('iam-user').map((mfa) => requestKeyOf(key.toLowerCase(), 'iam-user', mfa).multivalued)).toEqual([false, false, false]);
});

describe('what a value can be', () => {
  const domainOf = (key: string, kind: CallerKind = 'iam-user') => requestKeyOf(key.toLowerCase(), kind, 'absent').domain;

  test.each<[key: string, KeyDomain]>([
    ['aws:SecureTransport', { type: 'bool', values: ['false', 'true'] }],
    ['aws:CurrentTime', { type: 'date' }],
    ['aws:EpochTime', { type: 'date' }],
    ['aws:TokenIssueTime', { type: 'date', age: 129600 }],
    ['aws:VpcSourceIp', { type: 'address', never: [] }],
    ['aws:MultiFactorAuthAge', { type: 'number', min: 0, max: 129600 }],
    ['sts:DurationSeconds', { type: 'number', min: 900, max: 43200 }],
  ])('of %s: %j', (key, domain) => {
    expect(domainOf(key)).toEqual(domain);
  });

  test.each(['aws:TagKeys', 'sts:TransitiveTagKeys'])('of %s: texts of 1 to 128 characters', (key) => {
    expect(domainOf(key)).toMatchObject({ type: 'text', min: 1, max: 128 });
  });

  test.each(['repository_id', 'repository_owner_id', 'enterprise_id', 'actor_id'])(
    'of the claim %s: numbers without leading zeros',
    (claim) => {
      const domain = domainOf(`token.actions.githubusercontent.com:${claim}`, 'oidc') as TextDomain;
      expect(domain).toMatchObject({ type: 'text', alphabet: '0-9', min: 1 });
      expect(['0', '7', '42', '07', '00'].filter((text) => hasShape(domain, text))).toEqual(['0', '7', '42']);
    },
  );

  test('a subject contains no wildcards; another claim may', () => {
    expect(['sub', 'aud'].map((claim) => domainOf(`gitlab.com:${claim}`, 'oidc'))).toMatchObject([{ alphabet: '^*?' }, { type: 'text' }]);
    expect(domainOf('gitlab.com:aud', 'oidc')).not.toHaveProperty('alphabet');
  });

  test.each<[id: string, user: boolean, session: boolean, service: boolean]>([
    ['AIDAEXAMPLEEXAMPLE123', true, false, true],
    ['AIDA', false, false, true],
    ['AROAEXAMPLEEXAMPLE123:build-7', false, true, true],
    ['AROAEXAMPLEEXAMPLE123', false, false, true],
    // A session name has at least two characters, and no colon.
    ['AROAEXAMPLEEXAMPLE123:b', false, false, true],
    ['AROAEXAMPLEEXAMPLE123:build:7', false, false, true],
  ])('aws:userid "%s" of a user: %s, of a session: %s; of a service nothing is documented: %s', (id, ...expected) => {
    const kinds: readonly CallerKind[] = ['iam-user', 'role-session', 'service'];
    expect(kinds.map((kind) => hasShape(domainOf('aws:userid', kind) as TextDomain, id))).toEqual(expected);
  });

  test.each([
    'aws:PrincipalArn', 'aws:PrincipalAccount', 'aws:userid', 'aws:PrincipalOrgID', 'aws:PrincipalOrgPaths', 'aws:SourceIdentity',
    'aws:SourceVpc', 'aws:SourceVpce', 'aws:RequestedRegion',
    'aws:TagKeys', 'aws:PrincipalTag/Team', 'sts:ExternalId', 'sts:RoleSessionName', 'sts:SourceIdentity', 'sts:TransitiveTagKeys',
    'saml:aud', 'gitlab.com:sub', 'aws:Example',
  ])('the example of %s is itself a possible value', (key) => {
    for (const kind of KINDS) {
      const { example, alphabet = ' -~', ...domain } = domainOf(key, kind) as TextDomain;
      expect(example).toMatch(new RegExp(`^[${alphabet}]{${domain.min},${domain.max}}$`));
      expect(example).not.toBe('');
      expect(hasShape({ example, ...domain }, example)).toBe(true);
    }
  });
});

describe('the keys that follow from the caller', () => {
  test.each(CALLERS.map((caller) => [caller.kind, caller] as const))(
    '%s: every key that follows from the caller is one that such a caller sends',
    (kind, caller) => {
      for (const key of callerKeys(caller).keys()) {
        // A session obtained with a token may have another provider as its value.
        expect(key === 'aws:federatedprovider' || CALLER_KEYS.has(key)).toBe(true);
        expect([A]).toContain(requestKeyOf(key, kind, mfaStates(kind)[0]).presence);
      }
    },
  );

  test('users and sessions belong to an account; services and federated callers do not', () => {
    expect(CALLERS.map(callerAccount)).toEqual([
      '111122223333',
      '111122223333',
      '111122223333',
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('a user has a name without its path, and an ARN with it', () => {
    const { context } = requestOf(ALICE);
    expect([context.get('aws:username'), context.get('aws:principalarn')]).toEqual(['alice', 'arn:aws:iam::111122223333:user/team/alice']);
  });
});

test('a service acting for itself, and a web identity, do not call through another service', () => {
  const canBeTrue = KINDS.filter((kind) => {
    const { domain } = requestKeyOf('aws:viaawsservice', kind, 'absent');
    return domain.type === 'bool' && domain.values.includes('true');
  });
  expect(canBeTrue).toEqual(['iam-user', 'role-session', 'federated-session']);
});

describe('keys of individual services', () => {
  const [LAMBDA, STATES, FIREHOSE, LOGS] = [
    'lambda.amazonaws.com',
    'states.eu-west-1.amazonaws.com',
    'firehose.amazonaws.com',
    'logs.eu-west-1.amazonaws.com',
  ];
  const ofService = (key: string, service?: string) => requestKeyOf(key, 'service', 'absent', service);

  test.each<[string | undefined, Presence]>([
    [LAMBDA, N], [STATES, N], ['ec2.amazonaws.com.cn', N], ['pods.eks.amazonaws.com', N], ['monitoring.rds.amazonaws.com', N],
    [FIREHOSE, M], ['ses.amazonaws.com', M], ['cognito-idp.amazonaws.com', M], ['example.amazonaws.com', M], ['my.lambda.amazonaws.com', M],
    [undefined, M],
  ])('%s and an ExternalId: %s', (service, expected) => expect(ofService('sts:externalid', service).presence).toBe(expected));

  test.each<[string | undefined, boolean]>([
    [LAMBDA, false], [STATES, false], [FIREHOSE, false], ['vpc-flow-logs.amazonaws.com', false],
    [LOGS, true], ['delivery.logs.amazonaws.com', true], ['s3.amazonaws.com', true], ['apigateway.amazonaws.com', true], [undefined, true],
  ])('%s sends ARNs with plain wildcards: %j', (service, expected) => {
    const { domain } = ofService('aws:sourcearn', service);
    const { alphabet = ' -~' } = domain as TextDomain;
    expect(new RegExp(`^[${alphabet}]*$`).test('arn:aws:logs:eu-west-1:111122223333:log-group:app:*')).toBe(expected);
  });

  test('other keys are the same for all of them', () => {
    for (const key of ['aws:sourceaccount', 'aws:viaawsservice', 'sts:rolesessionname']) {
      expect(ofService(key, LAMBDA)).toEqual(ofService(key));
    }
  });

  test('only issuers and services have their own keys', () => {
    expect([...CALLERS].map(nameForKeys)).toEqual(
      [...CALLERS].map((caller) => ('issuer' in caller ? caller.issuer : 'service' in caller ? caller.service : undefined)),
    );
  });
});
