/** Every way from outside to power. */
import { ADMINISTRATOR, arnOf, mayAssume, OTHER, OWN, PARTNER, pathsIn, reachIn, root, trusts, WrittenRole } from './worlds';

const READS = [{ Action: 'ec2:DescribeInstances', Resource: '*' }];
const gate = (more: WrittenRole = {}): WrittenRole => ({ trust: [trusts(root(PARTNER))], allows: mayAssume(arnOf(OTHER, '*')), ...more });
const admin = (caller: string, more: WrittenRole = {}): WrittenRole => (
  { account: OTHER, trust: [trusts({ AWS: arnOf(OWN, caller) })], allows: ADMINISTRATOR, ...more }
);
const PATH = `account:${PARTNER} -> Gate -> Admin: administrator`;

describe('paths', () => {
  test('over a role of one account to an administrator of another', () => {
    const reach = reachIn({ Gate: gate(), Admin: admin('Gate') });
    expect(pathsIn(reach)).toEqual([PATH]);
    expect(reach.isUnsafe).toBe(true);
  });

  test('none if the role in between has no permission', () => {
    const reach = reachIn({ Gate: gate({ allows: READS }), Admin: admin('Gate') });
    expect(pathsIn(reach)).toEqual([]);
    expect(reach.isUnsafe).toBe(false);
  });

  test('one that is not certain if its permissions are not known', () => {
    const reach = reachIn({ Gate: gate({ allows: undefined, missing: ['policy'] }), Admin: admin('Gate') });
    expect(pathsIn(reach).filter((path) => path.endsWith('Admin: administrator'))).toEqual([PATH]);
    expect(reach.paths[0].isCertain).toBe(false);
    expect(reach.isUnsafe).toBe(true);
  });

  test('in circles, each role once', () => {
    const reach = reachIn({
      Gate: gate({ trust: [trusts(root(PARTNER)), trusts({ AWS: arnOf(OTHER, 'Middle') })] }),
      Middle: { account: OTHER, trust: [trusts({ AWS: arnOf(OWN, 'Gate') })], allows: [...mayAssume('*')] },
      Admin: { account: OTHER, trust: [trusts({ AWS: arnOf(OTHER, 'Middle') })], allows: ADMINISTRATOR },
    });
    expect(pathsIn(reach)).toEqual([`account:${PARTNER} -> Gate -> Middle -> Admin: administrator`]);
  });

  test('over a chain of a thousand roles', () => {
    const world: Record<string, WrittenRole> = {};
    for (let number = 0; number < 1000; number += 1) {
      const trust = number === 0 ? trusts(root(PARTNER)) : trusts({ AWS: arnOf(OWN, `Role${number - 1}`) });
      world[`Role${number}`] = { trust: [trust], allows: number === 999 ? ADMINISTRATOR : READS };
    }
    const [path] = reachIn(world).paths;
    expect(path).toMatchObject({ to: 'Role999', power: { level: 'administrator' } });
    expect(path.hops).toHaveLength(1000);
  });

  test('the worst first: the widest circle of callers, then the shortest way', () => {
    const anybody = trusts({ AWS: '*' });
    const reach = reachIn({
      Secrets: { trust: [anybody], allows: [{ Action: 'secretsmanager:GetSecretValue', Resource: '*' }] },
      Partner: { trust: [trusts(root(PARTNER))], allows: ADMINISTRATOR },
      Public: { account: OTHER, trust: [anybody], allows: ADMINISTRATOR },
    });
    expect(pathsIn(reach)).toEqual([
      'any-aws-account -> Public: administrator', `account:${PARTNER} -> Partner: administrator`,
      `account:${PARTNER} -> Partner -> Public: administrator`, 'any-aws-account -> Secrets: reads-secrets-or-data',
    ]);
  });

  test('not from services, which use a role for somebody who may pass it', () => {
    const world = { Admin: { trust: [trusts({ Service: 'lambda.amazonaws.com' })], allows: ADMINISTRATOR } };
    expect(reachIn(world)).toMatchObject({ paths: [], isUnsafe: false });
    expect(pathsIn(reachIn(world, { from: 'lambda.amazonaws.com' }))).toEqual(['service:lambda.amazonaws.com -> Admin: administrator']);
  });

  test('not from own accounts', () => {
    const reach = reachIn({ Gate: gate(), Admin: admin('Gate') }, { accounts: [{ id: PARTNER, standing: 'own' }] });
    expect(reach).toMatchObject({ paths: [], isUnsafe: false });
  });

  test('from people of IAM Identity Center only if somebody asks, but from every other SAML provider', () => {
    const saml = (provider: string) => ({
      Effect: 'Allow',
      Action: 'sts:AssumeRoleWithSAML',
      Principal: { Federated: `arn:aws:iam::${OWN}:saml-provider/${provider}` },
      Condition: { StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } },
    });
    const name = 'aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef';
    const provider = 'AWSSSO_1a2b3c4d_DO_NOT_DELETE';
    expect(reachIn({ Reserved: { name, trust: [saml(provider)], allows: ADMINISTRATOR } }).isUnsafe).toBe(false);
    expect(reachIn({ Ordinary: { trust: [saml(provider)], allows: ADMINISTRATOR } }).isUnsafe).toBe(true);
    expect(reachIn({ Reserved: { name, trust: [saml('Okta')], allows: ADMINISTRATOR } }).isUnsafe).toBe(true);
  });
});

test('an administrator is not followed into other roles of its account, not even over another account', () => {
  const reach = reachIn({
    Gate: gate({ allows: ADMINISTRATOR }),
    Away: { account: OTHER, trust: [trusts({ AWS: arnOf(OWN, 'Gate') })], allows: ADMINISTRATOR },
    Near: { trust: [trusts({ AWS: arnOf(OWN, 'Gate') })], allows: ADMINISTRATOR },
    Back: { trust: [trusts({ AWS: arnOf(OTHER, 'Away') })], allows: ADMINISTRATOR },
  });
  expect(pathsIn(reach)).toEqual([
    `account:${PARTNER} -> Gate: administrator`, `account:${PARTNER} -> Gate -> Away: administrator`,
  ]);
});

describe('--from and --to', () => {
  const world = { Gate: gate(), Admin: admin('Gate'), Reader: admin('Gate', { allows: READS }) };

  test.each<[string, object, string[]]>([
    ['from a role', { from: 'Gate' }, ['Gate -> Admin: administrator']],
    ['from an account', { from: PARTNER }, [PATH]],
    ['from outside', { from: 'outside' }, [PATH]],
    ['to a role without power', { to: 'Reader' }, [`account:${PARTNER} -> Gate -> Reader: reads`]],
    ['to an ARN', { to: arnOf(OTHER, 'Admin') }, [PATH]],
  ])('%s', (_, query, paths) => expect(pathsIn(reachIn(world, query))).toEqual(paths));

  test.each([{ from: 'Nobody' }, { to: 'Nothing' }])('%j is refused', (query) => {
    expect(() => reachIn(world, query)).toThrow(/is called "No/);
  });
});

describe('an acceptance covers a path', () => {
  const world = { Gate: gate(), Admin: admin('Gate'), Second: gate({ trust: [trusts(root(PARTNER))] }), Other: admin('Second') };
  const accept = (role: string) => [{ rule: 'outside-reaches-administrator', role, reason: 'The partner deploys for us' }];

  test.each<[string, string[], boolean]>([
    ['by its first role', ['Gate', 'Second'], false],
    ['by its last role', ['Admin', 'Other'], false],
    ['and not the path through another role', ['Gate'], true],
  ])('%s', (_, roles, isUnsafe) => {
    const reach = reachIn(world, { accept: roles.flatMap(accept) });
    expect(reach.isUnsafe).toBe(isUnsafe);
    expect(reach.paths.some(({ accepted }) => accepted !== undefined)).toBe(true);
  });
});

test('a path is listed once, however many statements lead to the role', () => {
  const gone = trusts({ AWS: arnOf(OWN, 'gone') }, { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } });
  const world = { Role: { trust: [gone, trusts(root(OWN))], allows: ADMINISTRATOR }, Other: { trust: [] }, User: { allows: READS } };
  expect(pathsIn(reachIn(world, { from: `account:${OWN}` }))).toEqual([`account:${OWN} -> Role: administrator`]);
  const named = { ...admin('Gate'), trust: [trusts({ AWS: arnOf(OWN, 'Gate') }), trusts(root(OWN))] };
  expect(pathsIn(reachIn({ Gate: gate(), Admin: named }, { from: 'Gate' }))).toEqual(['Gate -> Admin: administrator']);
});
