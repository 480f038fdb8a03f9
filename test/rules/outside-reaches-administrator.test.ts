/** Does a caller from outside whom another rule reports end up at an administrator? */
import { auditTrustPolicy } from '../../src/assessment/assess';
import { Finding } from '../../src/findings/finding';
import { Level } from '../../src/findings/level';
import { AdministratorsFromOutside, mayNameOutsider } from '../../src/reach/administrators-from-outside';
import { ADMINISTRATOR, arnOf, mayAssume, OTHER, OWN, PARTNER, principalOf, root, trusts, WrittenRole } from '../reach/worlds';

type World = Readonly<Record<string, WrittenRole>>;

/** The finding about the role `Gate`. */
function findingIn(world: World, levels: Readonly<Record<string, Level>> = {}): Finding | undefined {
  const settings = { accounts: new Map(), levels };
  const principals = Object.entries(world).map(([key, written]) => principalOf(key, written));
  const findings = auditTrustPolicy(principals.find(({ id }) => id === 'Gate')!.trustPolicy!, settings);
  const openings = findings.filter((finding) => mayNameOutsider({ finding }));
  return new AdministratorsFromOutside(principals, settings).at('Gate', openings, () => undefined)?.finding;
}

/** Rows of different lengths do not fit into a jest table as they are. */
const named = (worlds: Readonly<Record<string, World>>) => Object.entries(worlds);

const deny = (action: string) => ({ Effect: 'Deny', Action: action, Resource: '*' });
/** A role that the whole account of the partner can assume. */
const gate = (allows: readonly object[] = [], more: WrittenRole = {}): World => (
  { Gate: { trust: [trusts(root(PARTNER))], allows, ...more } }
);
const trustsGate = { AWS: arnOf(OWN, 'Gate') };
const admin = (more: WrittenRole = {}): World => ({ Admin: { trust: [trusts(trustsGate)], allows: ADMINISTRATOR, ...more } });
const PASSES = [
  { Action: 'iam:PassRole', Resource: arnOf(OWN, 'Admin') },
  { Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'], Resource: '*' },
];
const service = (name: string) => ({ trust: [trusts({ Service: name })] });

describe('closed: the caller is not reported, or gets no further than to roles without such power', () => {
  test.each(named({
    'a role without permissions': gate(),
    'a role that can only be assumed by a service': { Gate: { ...service('lambda.amazonaws.com'), allows: ADMINISTRATOR } },
    'a role of the own account': { Gate: { trust: [trusts(root(OWN))], allows: ADMINISTRATOR } },
    'a Deny over the union of two statements': gate([{ NotAction: 'iam:*', Resource: '*' }, { Action: 'iam:*', Resource: '*' }, deny('*')]),
    'a boundary that leaves too little': gate(ADMINISTRATOR, { boundary: [{ Action: 's3:*', Resource: '*' }] }),
    'everything but what leads there': gate([{ NotAction: ['iam:*', 'sts:*', 'lambda:*', 'ec2:*'], Resource: 'arn:aws:s3:::reports/*' }]),
    'an administrator that does not trust it': { ...gate(mayAssume('*')), ...admin({ trust: [trusts({ AWS: arnOf(OWN, 'Else') })] }) },
    'an administrator of another account that it may not assume': { ...gate(), ...admin({ account: OTHER }) },
    'an administrator that it may not assume by a Deny': { ...gate([deny('sts:AssumeRole')]), ...admin() },
    'an administrator that it passes to a service that its trust does not name': {
      ...gate(PASSES), ...admin(service('ec2.amazonaws.com')),
    },
  }))('%s', (_, world) => expect(findingIn(world)).toBeUndefined());
});

describe('open: the path is proved', () => {
  const AT_ADMIN = 'a caller from outside who assumes this role ends up at Admin, which is an administrator';

  test.each<[string, World, string]>([
    ['the role itself', gate(ADMINISTRATOR), 'a caller from outside who assumes this role is an administrator'],
    [
      'two statements that are everything only together',
      gate([{ NotAction: 'iam:*', Resource: '*' }, { Action: 'iam:*', Resource: '*' }]),
      'a caller from outside who assumes this role is an administrator',
    ],
    [
      'a boundary that leaves everything',
      gate(ADMINISTRATOR, { boundary: ADMINISTRATOR }),
      'a caller from outside who assumes this role is an administrator',
    ],
    ['a role that trusts it', { ...gate(), ...admin() }, AT_ADMIN],
    [
      'a role that trusts the whole account', { ...gate(mayAssume('*')), ...admin({ trust: [trusts(root(OWN))] }) }, AT_ADMIN,
    ],
    ['a role of another account that it may assume', { ...gate(mayAssume(arnOf(OTHER, '*'))), ...admin({ account: OTHER }) }, AT_ADMIN],
    [
      'one role more',
      {
        ...gate(),
        Middle: { trust: [trusts(trustsGate)], allows: [] },
        ...admin({ trust: [trusts({ AWS: arnOf(OWN, 'Middle') })] }),
      },
      AT_ADMIN,
    ],
    [
      'a role that it can pass to a service',
      { ...gate(PASSES), ...admin(service('lambda.amazonaws.com')) },
      'a caller from outside who assumes this role can become an administrator',
    ],
  ])('%s', (_, world, message) => {
    const finding = findingIn(world)!;
    expect(finding).toMatchObject({ message, level: 'warning', witness: { caller: { account: PARTNER } } });
    expect(finding.because).toContain('(specific-principal)');
    expect(finding.because).not.toContain('not known');
  });
});

describe('undecided: what is missing is named, at the same level', () => {
  const NOT_KNOWN = /^whether a caller from outside who assumes this role ends up(, by way of Admin,)? as an administrator is not known$/;

  test.each<[string, World, string]>([
    ['a managed policy that the input does not contain', gate([], { missing: ['policy'] }), 'not known: a policy is missing'],
    ['a boundary that the input does not contain', gate(ADMINISTRATOR, { missing: ['boundary'] }), 'not known: a boundary is missing'],
    [
      'a tag of the principal',
      gate([{ ...ADMINISTRATOR[0], Condition: { StringEquals: { 'aws:PrincipalTag/team': 'admins' } } }]),
      'not known: statement 0 of policy "inline" depends on the condition key aws:principaltag/team',
    ],
    [
      'a hop into another account with a permission that depends on a tag',
      {
        ...gate([{ ...mayAssume(arnOf(OTHER, '*'))[0], Condition: { StringEquals: { 'aws:PrincipalTag/team': 'admins' } } }]),
        ...admin({ account: OTHER }),
      },
      'Gate may assume Admin in account 222233334444, if its own policies allow it, which is not known',
    ],
  ])('%s', (_, world, because) => {
    const finding = findingIn(world)!;
    expect(finding.message).toMatch(NOT_KNOWN);
    expect(finding.because).toContain(because);
    expect(finding.level).toBe('warning');
    expect(findingIn(world, { 'outside-reaches-administrator': 'error' })!.level).toBe('error');
  });
});

test('what is proved is said, and not what may be the case besides', () => {
  const found = findingIn({ ...gate([], { missing: ['policy'] }), ...admin() })!;
  expect(found.message).toBe('a caller from outside who assumes this role ends up at Admin, which is an administrator');
});

test('a chain through an account whose permissions are not among the inputs does not become an administrator', () => {
  const between = { Middle: { account: OTHER, trust: [trusts(trustsGate)], missing: ['all'] as const } };
  const far = admin({ account: '555566667777', trust: [trusts({ AWS: arnOf(OTHER, 'Middle') })] });
  const found = findingIn({ ...gate(mayAssume(arnOf(OTHER, 'Middle'))), ...between, ...far })!;
  expect(found.message).toContain('is not known');
  expect(found.because).toContain('Gate may assume Middle');
});
