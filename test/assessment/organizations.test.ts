/** The reader's own organizations: their members are insiders. */
import { auditTrustPolicy } from '../../src/assessment/assess';
import { allow, deny, EXTERNAL_ID, MFA, ORGANIZATION, OWN, PARTNER, policy, role, root, user } from '../rules/trust-policy-cases';

const OTHER = 'o-zzzzzzzzzz';
const inOrganization = (id: unknown, operator = 'StringEquals') => ({ [operator]: { 'aws:PrincipalOrgID': id } });
const inPaths = (path: string, operator = 'ForAnyValue:StringLike') => ({ [operator]: { 'aws:PrincipalOrgPaths': path } });
const ROLES_ONLY = { StringEquals: { 'aws:PrincipalOrgID': ORGANIZATION, 'aws:PrincipalType': 'AssumedRole' } };

function audit(document: unknown, organizations: readonly string[] = [ORGANIZATION]) {
  return auditTrustPolicy({ document, context: { account: OWN } }, { accounts: new Map(), organizations, levels: {} });
}

const idsOf = (document: unknown, organizations?: readonly string[]) =>
  audit(document, organizations).map(({ ruleId, also = [] }) => [ruleId, ...also].join(' + '));

describe('a declared organization needs neither an ExternalId nor named principals; its IAM users need MFA', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['the whole organization', policy(allow('*', inOrganization(ORGANIZATION))), ['mfa-required']],
    ['all of it, with MFA', policy(allow('*', { ...MFA, ...inOrganization(ORGANIZATION) })), []],
    ['its roles', policy(allow('*', ROLES_ONLY)), []],
    ['a part of it', policy(allow('*', { ...MFA, ...inPaths(`${ORGANIZATION}/r-ab12/ou-ab12-11111111/*`) })), []],
    ['an account of it', policy(allow(root(PARTNER), { ...MFA, ...inOrganization(ORGANIZATION) })), []],
    ['the role\'s own, by the variable', policy(allow('*', { ...MFA, ...inOrganization('${aws:ResourceOrgID}') })), []],
    ['a named role of it', policy(allow(role(PARTNER, 'deploy'), inOrganization(ORGANIZATION))), []],
  ])('%s', (_, document, expected) => expect(idsOf(document)).toEqual(expected));
});

describe('no other principal is an insider', () => {
  test.each<[string, unknown, readonly string[]]>([
    ['another organization', policy(allow('*', { ...MFA, ...inOrganization(OTHER) })), ['specific-principal + external-id-required']],
    ['one of two', policy(allow('*', { ...MFA, ...inOrganization([ORGANIZATION, OTHER]) })), ['specific-principal + external-id-required']],
    ['a part of another one', policy(allow('*', { ...MFA, ...inPaths(`${OTHER}/*`) })), ['specific-principal + external-id-required']],
    [
      'an account that no condition limits to the organization',
      policy(allow(root(PARTNER), MFA)),
      ['specific-principal + external-id-required'],
    ],
    ['requests without an organization key', policy(allow('*', { ...MFA, ...inOrganization(ORGANIZATION, 'StringEqualsIfExists') })), [
      'public-principal + specific-principal + external-id-required',
    ]],
    ['every principal except its members', policy(allow('*', { ...MFA, ...inOrganization(ORGANIZATION, 'StringNotEquals') })), [
      'public-principal + specific-principal + external-id-required',
    ]],
    ['a list of paths that may be empty', policy(allow('*', { ...MFA, ...inPaths(`${ORGANIZATION}/*`, 'ForAllValues:StringLike') })), [
      'public-principal + specific-principal + external-id-required',
    ]],
    ['organizations whose ids begin alike, none of which is named', policy(allow(
      '*',
      { ...MFA, ...inOrganization(`${ORGANIZATION}*`, 'StringLike') },
    )), [
      'public-principal + specific-principal + external-id-required',
    ]],
    ['an organization in one statement, and its members and others in the next', policy(
      allow('*', { ...MFA, ...inOrganization(ORGANIZATION) }), allow(root(PARTNER), { ...MFA, ...EXTERNAL_ID }),
    ), ['specific-principal']],
  ])('%s', (_, document, expected) => expect(idsOf(document)).toEqual(expected));
});

test('a Deny of every caller outside the organization counts like the condition', () => {
  const document = policy(allow(root(PARTNER), MFA), deny('*', inOrganization(ORGANIZATION, 'StringNotEquals')));
  expect(idsOf(document)).toEqual([]);
  expect(idsOf(document, [])).toEqual(['specific-principal + external-id-required']);
});

test('an organization that is not declared is one finding, and its first fix is to declare it', () => {
  const [finding, ...others] = audit(policy(allow('*', { ...MFA, ...inOrganization(ORGANIZATION) })), []);
  expect(others).toEqual([]);
  expect(finding).toMatchObject({ ruleId: 'specific-principal', also: ['external-id-required'] });
  expect(finding.fix).toMatch(
    new RegExp(`^if ${ORGANIZATION} is your own organization, declare it: organizations: \\['${ORGANIZATION}'\\]`),
  );
});

test('the fix for its IAM users says how to allow only roles, and that is enough', () => {
  const [{ ruleId, fix }] = audit(policy(allow('*', inOrganization(ORGANIZATION))));
  expect(ruleId).toBe('mfa-required');
  expect(fix).toContain('to allow only the roles of the organization, add "StringEquals": { "aws:PrincipalType": "AssumedRole" }');
  expect(idsOf(policy(allow('*', ROLES_ONLY)))).toEqual([]);
});

test('a named user of the organization still needs MFA', () => {
  expect(idsOf(policy(allow(user(PARTNER, 'alice'), inOrganization(ORGANIZATION))))).toEqual(['mfa-required']);
});
