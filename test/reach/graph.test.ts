/** Which callers may assume which roles: the trust policy decides, and the caller's own policies. */
import { arnOf, edgesIn, mayAssume, OTHER, OWN, PARTNER, principalOf, reachIn, root, trusts, WrittenRole } from './worlds';
import { connectRoles } from '../../src/reach/connected-roles';

const edgesOf = (world: Readonly<Record<string, WrittenRole>>, options = {}) => edgesIn(reachIn(world, options));
const CALLER = 'Caller';
const caller = arnOf(OWN, CALLER);
const ID = { StringEquals: { 'sts:ExternalId': '9b0e6f0c' } };
const GITHUB = 'token.actions.githubusercontent.com';
const web = (condition: object) => ({
  Effect: 'Allow',
  Action: 'sts:AssumeRoleWithWebIdentity',
  Principal: { Federated: `arn:aws:iam::${OWN}:oidc-provider/${GITHUB}` },
  Condition: { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' }, ...condition },
});

describe('outsiders are classes of callers', () => {
  test.each<[string, object, string]>([
    ['anybody', trusts({ AWS: '*' }), 'any-aws-account -> Role: open, allows'],
    ['an account', trusts(root(PARTNER)), `account:${PARTNER} -> Role: open, not-known`],
    [
      'a role of an account that is not among the inputs', trusts({ AWS: arnOf(PARTNER, 'ci') }),
      `account:${PARTNER} -> Role: open, not-known`,
    ],
    [
      'an organization', trusts({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }),
      'organization:o-a1b2c3d4e5 -> Role: open, not-known',
    ],
    [
      'an organizational unit',
      trusts({ AWS: '*' }, { 'ForAnyValue:StringLike': { 'aws:PrincipalOrgPaths': 'o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/*' } }),
      'organization:o-a1b2c3d4e5 -> Role: open, not-known',
    ],
    [
      'a network', trusts({ AWS: '*' }, { StringEquals: { 'aws:SourceVpce': 'vpce-0123456789abcdef0' } }),
      'any-aws-account:named-network -> Role: open, allows',
    ],
    ['a service', trusts({ Service: 'lambda.amazonaws.com' }), 'service:lambda.amazonaws.com -> Role: open, allows'],
    [
      'a repository of GitHub', web({ StringLike: { [`${GITHUB}:sub`]: 'repo:acme/app:*' } }),
      `oidc:${GITHUB}:repo:acme/app:* -> Role: open, allows`,
    ],
    ['every tenant of GitHub', web({}), `oidc:${GITHUB} -> Role: open, allows`],
    [
      'a SAML provider',
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithSAML',
        Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/Okta` },
        Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
      },
      `saml:arn:aws:iam::${OWN}:saml-provider/Okta -> Role: open, allows`,
    ],
  ])('%s', (_, statement, edge) => {
    // The role itself is no caller: it has no permission.
    expect(edgesOf({ Role: { trust: [statement] } }).filter((each) => !each.startsWith('account:1111'))).toEqual([edge]);
  });

  test.each<[string, object, string]>([
    ['an organization of GitHub', { StringLike: { [`${GITHUB}:sub`]: 'repo:acme/*' } }, 'repo:acme/another-repository:ref:refs/heads/main'],
    ['a repository', { StringLike: { [`${GITHUB}:sub`]: 'repo:acme/app:*' } }, 'repo:acme/app:pull_request'],
    ['a branch', { StringEquals: { [`${GITHUB}:sub`]: 'repo:acme/app:ref:refs/heads/main' } }, 'repo:acme/app:ref:refs/heads/main'],
    [
      'branches, but not all', {
        StringLike: { [`${GITHUB}:sub`]: 'repo:acme/*' }, StringNotLike: { [`${GITHUB}:sub`]: 'repo:acme/*:ref:refs/heads/main' },
      }, 'repo:acme/',
    ],
    ['a subject of its own form', { StringLike: { [`${GITHUB}:sub`]: 'project:1?' } }, 'project:1x'],
  ])('the request has a typical subject if there is one, or else the shortest: %s', (_, condition, subject) => {
    const [edge] = reachIn({ Role: { trust: [web(condition)] } }).edges.filter(({ from }) => from.startsWith('oidc:'));
    expect(edge.admission).toMatchObject({ trust: 'open', request: { context: { [`${GITHUB}:sub`]: subject } } });
  });

  test('a Deny counts: nobody from outside is left', () => {
    const deny = { ...trusts({ AWS: '*' }, { StringNotEquals: { 'aws:PrincipalAccount': OWN } }), Effect: 'Deny' };
    expect(edgesOf({ Role: { trust: [trusts({ AWS: '*' }), deny] } }).filter((edge) => !edge.startsWith('account:1111'))).toEqual([]);
  });

  test('a statement that nobody can use admits nobody', () => {
    const impossible = trusts({ AWS: arnOf(PARTNER, 'ci') }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
    expect(edgesOf({ Role: { trust: [impossible] } })).toEqual([]);
  });

  test('the own organization and own accounts are no outsiders', () => {
    const ownOrganization = trusts({ AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': '${aws:ResourceOrgID}' } });
    const world = { Role: { trust: [trusts(root(PARTNER)), ownOrganization] } };
    const { nodes } = reachIn(world, { accounts: [{ id: PARTNER, standing: 'own' }] });
    expect(nodes.filter(({ isOwn }) => isOwn === false)).toEqual([]);
  });
});

describe('a role of the inputs', () => {
  const between = (role: WrittenRole, of: WrittenRole) => edgesOf({ [CALLER]: { trust: [], ...of }, Role: role })
    .filter((edge) => edge.startsWith(`${CALLER} `));

  test.each<[string, WrittenRole, WrittenRole, string[]]>([
    ['named in its own account, needs no permission', { trust: [trusts({ AWS: caller })] }, {}, ['Caller -> Role: open, allows']],
    [
      'named in its own account, is kept out by a Deny of its own', { trust: [trusts({ AWS: caller })] },
      { allows: [{ Effect: 'Deny', Action: 'sts:*', Resource: '*' }] }, ['Caller -> Role: open, denies'],
    ],
    [
      'named in its own account, is kept out by its boundary', { trust: [trusts({ AWS: caller })] },
      { boundary: [{ Action: 's3:*', Resource: '*' }] }, ['Caller -> Role: open, denies'],
    ],
    [
      'whose session is named, is not kept out by its boundary',
      { trust: [trusts({ AWS: `arn:aws:sts::${OWN}:assumed-role/${CALLER}/deploy` })] },
      { boundary: [{ Action: 's3:*', Resource: '*' }] }, ['Caller -> Role: open, allows'],
    ],
    [
      'named by another account, needs a permission', { account: OTHER, trust: [trusts({ AWS: caller })] }, {},
      ['Caller -> Role: open, denies'],
    ],
    [
      'named by another account, has it for this role', { account: OTHER, trust: [trusts({ AWS: caller })] },
      { allows: mayAssume(arnOf(OTHER, 'Role')) }, ['Caller -> Role: open, allows'],
    ],
    [
      'named by another account, has it for another role', { account: OTHER, trust: [trusts({ AWS: caller })] },
      { allows: mayAssume(arnOf(OTHER, 'Roles')) }, ['Caller -> Role: open, denies'],
    ],
    [
      'whose policies are not among the inputs', { account: OTHER, trust: [trusts({ AWS: caller })] }, { missing: ['all'] },
      ['Caller -> Role: open, not-known'],
    ],
    ['with a path', { trust: [trusts({ AWS: arnOf(OWN, 'team/Caller') })] }, { name: 'team/Caller' }, ['Caller -> Role: open, allows']],
    [
      'in a pattern of names', { trust: [trusts(root(OWN), { ArnLike: { 'aws:PrincipalArn': arnOf(OWN, 'Call*') } })] },
      { allows: mayAssume('*') }, ['Caller -> Role: open, allows'],
    ],
    [
      'outside a pattern of names', { trust: [trusts(root(OWN), { ArnLike: { 'aws:PrincipalArn': arnOf(OWN, 'Deploy*') } })] },
      { allows: mayAssume('*') }, [],
    ],
    [
      'named beside the whole account, needs no permission if it sends the ExternalId',
      { trust: [trusts(root(OWN)), trusts({ AWS: caller }, ID)] }, {}, ['Caller -> Role: open, allows'],
    ],
    [
      'whose session is named beside the role, is not kept out by its boundary',
      { trust: [trusts({ AWS: caller }), trusts({ AWS: `arn:aws:sts::${OWN}:assumed-role/${CALLER}/deploy` }, ID)] },
      { boundary: [{ Action: 's3:*', Resource: '*' }] }, ['Caller -> Role: open, allows'],
    ],
    ...[
      { 'sts:ExternalId': ['aa', 'bb'] }, { 'sts:RoleSessionName': ['aa', 'bb'] }, { 'aws:RequestTag/team': ['aa', 'bb'] },
    ].flatMap((either): [string, WrittenRole, WrittenRole, string[]][] => {
      const [key] = Object.keys(either);
      const Role = { account: OTHER, trust: [{ ...trusts({ AWS: caller }, { StringEquals: either }), Action: 'sts:*' }] };
      const only = (value: string, Effect: string) => (
        { Effect, Action: 'sts:*', Resource: '*', Condition: { StringEquals: { [key]: value } } }
      );
      const row = (what: string, allows: readonly object[]): [string, WrittenRole, WrittenRole, string[]] => (
        [`${what} of the two values of ${key} that the trust policy allows`, Role, { allows }, ['Caller -> Role: open, not-known']]
      );
      return [
        row('allowed to send the second', [only('bb', 'Allow')]),
        row('forbidden to send the first', [{ Action: 'sts:*', Resource: '*' }, only('aa', 'Deny')]),
      ];
    }),
    ['that cannot show MFA', { trust: [trusts({ AWS: caller }, { Bool: { 'aws:MultiFactorAuthPresent': 'true' } })] }, {}, []],
  ])('%s', (_, role, of, edges) => expect(between(role, of)).toEqual(edges));
});

describe('a whole account is one node, and its members lead further if their policies say so', () => {
  const world = (of: WrittenRole): Readonly<Record<string, WrittenRole>> => ({
    [CALLER]: { trust: [], ...of }, Role: { account: OTHER, trust: [trusts(root(OWN))], allows: [{ Action: '*', Resource: '*' }] },
  });

  test.each<[string, WrittenRole, string[]]>([
    ['allowed for this role', { allows: mayAssume(arnOf(OTHER, 'Role')) }, ['allows']],
    ['allowed by a pattern', { allows: mayAssume('arn:aws:iam::*:role/R*') }, ['allows']],
    ['allowed for all but this role', { allows: [{ Action: 'sts:AssumeRole', NotResource: arnOf(OTHER, 'Role') }] }, []],
    ['allowed and denied', { allows: [...mayAssume('*'), { Effect: 'Deny', Action: 'sts:*', Resource: `arn:aws:iam::${OTHER}:*` }] }, []],
    ['not allowed', { allows: [{ Action: 's3:*', Resource: '*' }] }, []],
    ['not known', { missing: ['policy'] }, ['not-known']],
  ])('%s', (_, of, sides) => {
    const { edges, paths } = reachIn(world(of), { from: CALLER });
    expect(edges.map(({ from, to }) => `${from} -> ${to}`)).toContain(`account:${OWN} -> Role`);
    expect(paths.flatMap(({ hops }) => hops.map(({ callerSide }) => callerSide))).toEqual(sides);
  });

  test('named beside everybody, who need no permission in the account of the role if they send the ExternalId', () => {
    const Role = { trust: [trusts(root(OWN)), trusts({ AWS: '*' }, ID)], allows: [{ Action: '*', Resource: '*' }] };
    const { paths } = reachIn({ [CALLER]: { trust: [] }, Role }, { from: CALLER });
    expect(paths).toMatchObject([{ hops: [{ admission: { request: { context: { 'sts:ExternalId': '9b0e6f0c' } } } }] }]);
  });

  test('the request is one that the policies of the caller allow, although another statement names it', () => {
    const [other, first] = ['other', '9b0e6f0c'].map((id) => ({ StringEquals: { 'sts:ExternalId': id } }));
    const Role = { account: OTHER, trust: [trusts(root(OWN), first), trusts({ AWS: caller }, other)] };
    const allows = [...mayAssume('*'), { Effect: 'Deny', ...mayAssume('*')[0], Condition: other }];
    const principals = [principalOf(CALLER, { trust: [], allows }), principalOf('Role', Role)];
    const { graph } = connectRoles({ principals, settings: { accounts: new Map(), levels: {} } });
    const allowed = [...graph.edgesFrom(CALLER)].filter(({ callerSide }) => callerSide === 'allows');
    expect(allowed.map(({ admission }) => admission)).toMatchObject([{ request: { context: { 'sts:ExternalId': '9b0e6f0c' } } }]);
  });

  test('the request shows the very caller', () => {
    const { paths: [{ hops: [{ admission }] }] } = reachIn(world({ allows: mayAssume('*') }), { from: CALLER });
    const arn = `arn:aws:sts::${OWN}:assumed-role/${CALLER}/example-session`;
    expect(admission).toMatchObject({ trust: 'open', request: { caller: { arn } } });
  });

  test('an IAM user of the inputs is a caller, too', () => {
    const { Role } = world({});
    const { paths } = reachIn({ Alice: { allows: mayAssume(arnOf(OTHER, 'Role')) }, Role }, { from: 'Alice' });
    expect(paths).toHaveLength(1);
  });
});

describe('several statements about one caller: the edge that is proved counts', () => {
  const SECOND = { StringEquals: { 'sts:ExternalId': 'second' } };
  const withSecond = [{ Action: 'sts:AssumeRole', Resource: '*', Condition: SECOND }];
  const named = trusts({ AWS: caller }, ID);
  const principals = (world: Readonly<Record<string, WrittenRole>>) => (
    Object.entries(world).map(([key, written]) => principalOf(key, written))
  );
  const settings = { accounts: new Map(), levels: {} };

  test.each<[string, readonly object[], string]>([
    ['the role, and its account', [named, trusts(root(OWN), SECOND)], 'open, allows'],
    ['its account, and the role', [trusts(root(OWN), SECOND), named], 'open, allows'],
    ['the role, and everybody', [named, trusts({ AWS: '*' }, SECOND)], 'open, allows'],
    ['the role twice', [named, trusts({ AWS: caller }, SECOND)], 'open, allows'],
    ['its account twice', [trusts(root(OWN), ID), trusts(root(OWN), SECOND)], 'open, allows'],
    // Whether another request is allowed that both sides allow is not looked into.
    ['the role alone', [named], 'open, not-known'],
    ['the role, and another account', [named, trusts(root(PARTNER), SECOND)], 'open, not-known'],
  ])('another account trusts %s', (_, trust, expected) => {
    const world = { [CALLER]: { trust: [], allows: withSecond }, Role: { account: OTHER, trust } };
    const edges = connectRoles({ principals: principals(world), settings }).graph.edgesFrom(CALLER);
    expect(edges.map((edge) => `${edge.trust}, ${edge.callerSide}`)).toEqual([expected]);
  });

  test('in the report and on paths, with the request that is proved', () => {
    const reach = reachIn({
      [CALLER]: { trust: [trusts(root(PARTNER))], allows: withSecond },
      Role: { account: OTHER, trust: [named, trusts(root(OWN), SECOND)], allows: [{ Action: '*', Resource: '*' }] },
    });
    const isAsked = ({ from, to }: { readonly from: string; readonly to: string }) => from === CALLER && to === 'Role';
    const admission = { trust: 'open', request: { context: { 'sts:ExternalId': 'second' } }, statements: [{ index: 1 }] };
    const expected = { callerSide: 'allows', admission };
    expect(reach.edges.filter(isAsked)).toMatchObject([expected]);
    expect(reach.paths.find(({ to }) => to === 'Role')?.hops.filter(isAsked)).toMatchObject([expected]);
  });

  test('an account whose users are admitted, and perhaps a role of it that the inputs do not show', () => {
    const gone = trusts({ AWS: arnOf(OWN, 'gone') }, { StringEquals: { 'aws:PrincipalOrgID': { Ref: 'Organization' } } });
    const users = trusts(root(OWN), { Bool: { 'aws:MultiFactorAuthPresent': 'true' } });
    const world = { Role: { trust: [gone, users] }, User: { allows: withSecond } };
    const account = `account:${OWN}`;
    expect(edgesOf(world).filter((edge) => edge.startsWith(account))).toEqual([`${account} -> Role: open, not-known`]);
    const { graph } = connectRoles({ principals: principals(world), settings });
    expect(graph.ownEdges(account).map(({ trust }) => trust)).toEqual(['undecided', 'open']);
    expect(graph.edgesFrom(account).map(({ trust }) => trust)).toEqual(['open']);
  });

  test('each pair of nodes has one edge', () => {
    const gone = trusts({ AWS: arnOf(OWN, 'gone') }, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } });
    const world = {
      Role: { trust: [gone, trusts(root(OWN)), trusts({ AWS: '*' }), named] },
      [CALLER]: { trust: [], allows: withSecond },
      User: { allows: withSecond },
    };
    const { edges } = reachIn(world);
    const pairs = edges.map(({ from, to }) => `${from} -> ${to}`);
    expect(pairs).toEqual([...new Set(pairs)]);
    const { graph } = connectRoles({ principals: principals(world), settings });
    for (const from of [...graph.outsiders.keys(), ...graph.principals.keys()]) {
      const targets = graph.edgesFrom(from).map(({ to }) => to);
      expect(targets).toEqual([...new Set(targets)]);
    }
  });
});
