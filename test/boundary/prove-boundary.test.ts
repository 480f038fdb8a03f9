/** What a boundary does to a role, proved: who still enters, who loses access, and what is not known. */
import { drawBoundary } from '../../src/boundary/boundary';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';

const ORGANIZATION = 'o-a1b2c3d4e5';
const OWN = '111122223333';
const MEMBER = '222233334444';
const MANAGEMENT = '101010101010';
const VENDOR = '464622532012';
const STRANGER = '777788889999';
const GITHUB = 'token.actions.githubusercontent.com';
const POOL = 'cognito-identity.amazonaws.com';

interface Statement {
  readonly Principal: unknown;
  readonly Action?: unknown;
  readonly Condition?: unknown;
}

interface Placed {
  readonly roleName?: string;
  readonly account?: string;
  /** `null`: not specified. */
  readonly management?: string | null;
  readonly otherOrganizations?: readonly string[];
  readonly context?: DeployTimeContext;
}

const policy = (...statements: readonly object[]) => ({
  Version: '2012-10-17', Statement: statements.map((statement) => ({ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement })),
});

/** A role beside another one, which trusts the repositories of acme. */
function draw(document: unknown, { roleName, account = OWN, management = MANAGEMENT, otherOrganizations = [], context }: Placed = {}) {
  const trustsAcme = policy(tokens('repo:acme/shop:*'));
  return drawBoundary({
    organization: ORGANIZATION,
    managementAccount: management ?? undefined,
    accounts: new Map([[VENDOR, { id: VENDOR, standing: 'vendor' }], [MEMBER, { id: MEMBER, standing: 'own' }]]),
    otherOrganizations,
    unseen: [],
    roles: [
      { id: 'Acme', name: 'Acme', document: trustsAcme, context: { account: OWN } },
      { id: 'Role', name: 'Role', document, context: context ?? { account }, roleName },
    ],
  });
}

function tokens(subject: string, provider = `arn:aws:iam::${OWN}:oidc-provider/${GITHUB}`): Statement {
  return {
    Principal: { Federated: provider }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringLike: { [`${GITHUB}:sub`]: subject } },
  };
}

/** Who still enters, and who loses access; `?` for what is not known. */
function effects(document: unknown, placed?: Placed) {
  const { stillEnters, losesAccess, notKnown } = draw(document, placed);
  const unknown = (asked: string) => notKnown.flatMap(({ question, callers }) => (question === asked ? [`? ${callers}`] : []));
  return {
    enters: [...stillEnters.map(({ callers }) => callers), ...unknown('stillEnters')],
    loses: [...losesAccess.map(({ callers }) => callers), ...unknown('losesAccess')],
  };
}

const root = (id: string): Statement => ({ Principal: { AWS: `arn:aws:iam::${id}:root` } });
const anyone = (Condition?: object): Statement => ({ Principal: { AWS: '*' }, ...Condition && { Condition } });
const UNNAMED = 'callers of accounts that the trust policy does not name';
const OF_STRANGER = `callers of account ${STRANGER}`;
const NOBODY = { enters: [], loses: [] };

test.each<[string, object]>([
  ['an account of the organization', policy(root(MEMBER))],
  ['its own account', policy(root(OWN))],
  ['a vendor', policy(root(VENDOR))],
  ['a vendor with session tags', policy({ ...root(VENDOR), Action: ['sts:AssumeRole', 'sts:TagSession'] })],
  ['the whole organization', policy(anyone({ StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION } }))],
  ['its own organization', policy(anyone({ StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } }))],
  ['a part of the organization', policy(anyone({ 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': `${ORGANIZATION}/r-ab12/*` } }))],
  ['services', policy({
    Principal: { Service: ['lambda.amazonaws.com', 'pods.eks.amazonaws.com'] }, Action: ['sts:AssumeRole', 'sts:TagSession'],
  })],
  ['a SAML provider', policy({
    Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/Okta` }, Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
  })],
  ['a repository', policy(tokens('repo:acme/shop:ref:refs/heads/main'))],
  ['an issuer with one owner', policy({
    Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/idp.example.com` },
    Action: ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'],
  })],
  ['people who sign in to an identity pool', policy({
    Principal: { Federated: POOL },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: { 'StringEquals': { [`${POOL}:aud`]: 'us-east-1:pool' }, 'ForAnyValue:StringLike': { [`${POOL}:amr`]: 'authenticated' } },
  })],
])('a role that trusts %s: no outsider enters, and nobody loses access', (_, document) => {
  expect(effects(document)).toEqual(NOBODY);
});

test.each<[string, object, readonly string[]]>([
  ['another account', policy(root(STRANGER)), [OF_STRANGER]],
  ['any account', policy(anyone()), [UNNAMED]],
  ['another organization', policy(anyone({ StringEquals: { 'aws:PrincipalOrgID': 'o-b1b2c3d4e5' } })), [UNNAMED]],
  ['everybody outside an organization', policy(anyone({ StringNotEquals: { 'aws:PrincipalOrgID': ORGANIZATION } })), [UNNAMED]],
  ['another account, with tags only', policy({
    ...root(STRANGER), Action: ['sts:AssumeRole', 'sts:TagSession'], Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } },
  }), [OF_STRANGER]],
  ['every repository', policy(tokens('repo:*')), [`tokens of ${GITHUB}`]],
  ['a vendor and another account', policy(root(VENDOR), root(STRANGER)), [OF_STRANGER]],
])('a role that trusts %s: no outsider enters, and those who could lose access', (_, document, loses) => {
  expect(effects(document)).toEqual({ enters: [], loses });
});

test('the requests are those of the callers that lose access', () => {
  const [{ request }] = draw(policy(tokens('repo:*'))).losesAccess;
  expect(request.caller.kind).toBe('oidc');
  expect(request.context[`${GITHUB}:sub`]).toEqual(expect.stringMatching(/^repo:(?!acme\/)/));
  expect(draw(policy(root(STRANGER))).losesAccess[0].request.caller.account).toBe(STRANGER);
});

describe('RCPs do not apply', () => {
  test.each<[string, object, Placed, readonly string[]]>([
    ['the management account', policy(root(STRANGER)), { account: MANAGEMENT }, [OF_STRANGER]],
    ['the management account, for tokens', policy(tokens('repo:*', `arn:aws:iam::${MANAGEMENT}:oidc-provider/${GITHUB}`)),
      { account: MANAGEMENT }, [`tokens of ${GITHUB}`]],
    ['the management account, for requests with tags only', policy({
      ...root(STRANGER), Action: ['sts:AssumeRole', 'sts:TagSession'], Condition: { StringEquals: { 'aws:RequestTag/team': 'blue' } },
    }), { account: MANAGEMENT }, [OF_STRANGER]],
    ['the management account, for sessions with a source identity only', policy({
      ...anyone({ StringEquals: { 'sts:SourceIdentity': 'alice' } }), Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
    }), { account: MANAGEMENT }, [UNNAMED]],
    ['a service-linked role', policy(root(STRANGER)), { roleName: 'AWSServiceRoleForSupport' }, [OF_STRANGER]],
  ])('to %s: outsiders still enter, and nobody loses access', (_, document, placed, enters) => {
    expect(effects(document, placed)).toEqual({ enters, loses: [] });
  });

  test.each<[string, object, object]>([
    ['a stranger may still enter', policy(root(STRANGER)), { enters: [`? ${OF_STRANGER}`], loses: [OF_STRANGER] }],
    ['a vendor is no outsider', policy(root(VENDOR)), NOBODY],
    ['a tenant that a role names is no outsider', policy(tokens('repo:acme/shop:*')), NOBODY],
  ])('to the management account, which is not known: %s', (_, document, expected) => {
    expect(effects(document, { management: null })).toEqual(expected);
  });

  test('a member of another organization of the same owner is no outsider', () => {
    const document = policy(anyone({ StringEquals: { 'aws:PrincipalOrgID': 'o-b1b2c3d4e5' } }));
    const placed = { account: MANAGEMENT };
    expect(effects(document, placed).enters).toEqual([UNNAMED]);
    expect(effects(document, { ...placed, otherOrganizations: ['o-b1b2c3d4e5'] })).toEqual(NOBODY);
  });
});

test('guests of a trusted identity pool still enter, because anybody can be a guest', () => {
  const guests = { Principal: { Federated: POOL }, Action: 'sts:AssumeRoleWithWebIdentity' };
  const document = policy({ ...guests, Condition: { StringEquals: { [`${POOL}:aud`]: 'us-east-1:pool' } } });
  expect(effects(document)).toEqual({ enters: ['guests of an identity pool'], loses: [] });
});

describe('what the deployment decides is not known', () => {
  const parameters = { Partner: { Type: 'String' } };
  const context: DeployTimeContext = { account: OWN, parameters };

  test('an account that is a parameter may lose access, and does not enter', () => {
    const document = policy({ Principal: { AWS: { 'Fn::Sub': 'arn:aws:iam::${Partner}:root' } } });
    expect(effects(document, { context })).toEqual({ enters: [], loses: [`? ${UNNAMED}`] });
  });

  const unreadable = { 'Fn::ImportValue': 'Policy' };

  test('whatever a document that cannot be read says: no outsider enters, and only outsiders may lose access', () => {
    expect(effects(unreadable, { context })).toEqual({
      enters: [], loses: [`? ${UNNAMED}`, `? tokens of ${GITHUB}`, '? tokens of issuers that the trust policy does not name'],
    });
  });

  test('to which RCPs do not apply: anybody may enter', () => {
    expect(effects(unreadable, { context: { account: MANAGEMENT } })).toEqual({
      enters: [`? ${UNNAMED}`, '? tokens of issuers that the trust policy does not name'], loses: [],
    });
  });
});

test('it is tight only if nobody enters and nothing about that is unknown', () => {
  expect(draw(policy(root(STRANGER))).isTight).toBe(true);
  expect(draw(policy(root(STRANGER)), { management: null }).isTight).toBe(false);
  expect(draw(policy(root(STRANGER)), { account: MANAGEMENT }).isTight).toBe(false);
});
