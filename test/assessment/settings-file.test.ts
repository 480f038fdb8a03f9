/** The settings file: what it accepts, what it refuses and with which words; and the schema says the same. */
import { readFileSync } from 'fs';
import { join } from 'path';
import Ajv from 'ajv';
import { Acceptances, FileAcceptance } from '../../src/assessment/acceptances';
import { readSettings, SettingsProblem } from '../../src/assessment/settings-file';
import { RoleSource } from '../../src/findings/role-source';
import { RULE_IDS } from '../../src/rules/rule-ids';

const SCHEMA = JSON.parse(readFileSync(join(__dirname, '..', '..', 'schema', 'secure-trust.schema.json'), 'utf8')) as {
  readonly properties: {
    readonly levels: { readonly properties: object };
    readonly accept: { readonly items: { readonly properties: object } };
  };
};
const isValid = new Ajv().compile(SCHEMA);
const ACCEPTED = { rule: 'mfa-required', role: 'Workload/Audit', reason: 'The vendor has no MFA' };

test.each<[what: string, settings: object]>([
  ['nothing', {}],
  ['the schema itself', { $schema: 'schema/secure-trust.schema.json' }],
  ['an acceptance', { accept: [ACCEPTED] }],
  ['an acceptance that ends', { accept: [{ ...ACCEPTED, until: '2027-02-28' }] }],
  ['an ARN with * for the account', { accept: [{ ...ACCEPTED, role: 'arn:aws:iam::*:role/vendor-*' }] }],
  ['an ARN with a path', { accept: [{ ...ACCEPTED, role: 'arn:aws:iam::111122223333:role/team/Audit' }] }],
  ['levels of all rules', { levels: Object.fromEntries(RULE_IDS.map((id) => [id, 'warning'])) }],
  ['accounts and organizations', { accounts: [{ id: '111122223333', standing: 'own' }], organizations: ['o-a1b2c3d4e5'] }],
])('%s is a settings file, by the schema as well', (_, settings) => {
  expect(() => readSettings(settings)).not.toThrow();
  expect(isValid(settings)).toBe(true);
});

const EXPECTED = '{ "rule": "mfa-required", "role": "Stack/Role", "reason": "…" }';

test.each<[settings: unknown, problem: string]>([
  [[], 'is not a settings file: expected an object with accounts, organizations, levels, undecided, accept'],
  [{ accept: {} }, `accept is not a list: expected [${EXPECTED}]`],
  [{ accept: ['mfa-required'] }, `accept[0] is not an acceptance: expected ${EXPECTED}`],
  [
    { accept: [{ ...ACCEPTED, why: 'x' }] },
    'accept[0] contains "why", which is not a setting: expected rule, role, reason, until',
  ],
  [
    { accept: [{ ...ACCEPTED, rule: 'mfa' }] },
    'accept[0].rule is "mfa", which is not a rule: did you mean mfa-required? "cdk-secure-trust rules" lists all rules',
  ],
  [
    { accept: [ACCEPTED, { ...ACCEPTED, role: ' ' }] },
    'accept[1].role is " ": expected a construct path, a role name, an ARN, or one of these with *',
  ],
  [{ accept: [{ ...ACCEPTED, reason: '' }] }, 'accept[0].reason is "": say why the finding is accepted'],
  [{ accept: [{ rule: 'mfa-required', role: 'Audit' }] }, 'accept[0].reason is missing: say why the finding is accepted'],
  [{ accept: [{ ...ACCEPTED, until: 'May' }] }, 'accept[0].until is "May": expected a day, such as "2027-01-31"'],
])('%j is refused, by the schema as well', (settings, problem) => {
  expect(() => readSettings(settings)).toThrow(new SettingsProblem(problem));
  expect(isValid(settings)).toBe(false);
});

// A pattern cannot say these.
test.each<[settings: unknown, problem: string]>([
  [{ accept: [{ ...ACCEPTED, until: '2027-02-30' }] }, 'accept[0].until is "2027-02-30": expected a day, such as "2027-01-31"'],
  [
    { accept: [{ ...ACCEPTED, role: 'arn:aws:iam::111122223333:role/team/*' }] },
    'accept[0].role is "arn:aws:iam::111122223333:role/team/*": the paths of roles are not compared, so write the name of the role '
      + 'without *',
  ],
])('%j is refused', (settings, problem) => {
  expect(() => readSettings(settings)).toThrow(new SettingsProblem(problem));
});

test('the schema names all rules', () => {
  expect(Object.keys(SCHEMA.properties.levels.properties)).toEqual(RULE_IDS);
  expect(SCHEMA.properties.accept.items.properties).toMatchObject({
    rule: { enum: RULE_IDS },
  });
});

describe('the roles of an acceptance', () => {
  const IN_APP: RoleSource = {
    constructPath: 'Prod/Workload/Audit/Resource',
    stackPath: 'Prod/Workload',
    logicalId: 'Audit3D8ADE0A',
    roleName: 'audit',
    account: '111122223333',
  };
  const IN_DUMP: RoleSource = { roleName: 'vendor.read+write', account: '111122223333' };
  const IN_TERRAFORM: RoleSource = { address: 'module.audit.aws_iam_role.this["eu"]', roleName: 'audit' };
  const accepts = (role: string, source: RoleSource) => new Acceptances([{ ...ACCEPTED, role }], '2026-11-27').of(source, 'mfa-required');

  test.each<[role: string, source: RoleSource]>([
    ['Prod/Workload/Audit/Resource', IN_APP], ['Prod/Workload/Audit', IN_APP], ['Prod/*', IN_APP], ['*/Audit', IN_APP], ['*', IN_APP],
    ['audit', IN_APP], ['arn:aws:iam::111122223333:role/audit', IN_APP], ['arn:aws:iam::111122223333:role/team/audit', IN_APP],
    ['arn:aws:iam::*:role/aud*', IN_APP], ['vendor.read+write', IN_DUMP], ['arn:aws:iam::111122223333:role/vendor.*', IN_DUMP],
    ['module.audit.aws_iam_role.this["eu"]', IN_TERRAFORM], ['module.audit.*', IN_TERRAFORM], ['Audit', { logicalId: 'Audit' }],
  ])('%s is %j', (role, source) => {
    expect(accepts(role, source)).toMatchObject({ reason: ACCEPTED.reason });
  });

  test.each<[role: string, source: RoleSource]>([
    ['Prod/Workload', IN_APP], ['Workload/Audit', IN_APP], ['Prod/Workload/Audi', IN_APP], ['prod/workload/audit', IN_APP],
    ['arn:aws:iam::444455556666:role/audit', IN_APP], ['arn:aws:iam::111122223333:role/Audit', IN_APP],
    ['arn:aws:iam::111122223333:user/audit', IN_APP], ['arn:aws:iam::*:role', IN_APP], ['vendorXread+write', IN_DUMP],
    ['vendor.readdwrite', IN_DUMP],
    // It is not known which account the role is in.
    ['arn:aws:iam::*:role/audit', IN_TERRAFORM],
  ])('%s is not %j', (role, source) => {
    expect(accepts(role, source)).toBeUndefined();
  });

  test('an acceptance is for its rule only', () => {
    expect(new Acceptances([ACCEPTED], '2026-11-27').of({ roleName: 'Workload/Audit' }, 'external-id-required')).toBeUndefined();
  });
});

describe('until', () => {
  const ENDS: FileAcceptance = { ...ACCEPTED, role: '*', until: '2027-01-31' };

  test.each<[today: string, isAccepted: boolean]>([
    ['2026-11-27', true], ['2027-01-31', true], ['2027-02-01', false], ['2028-01-01', false],
  ])('on %s an acceptance until 2027-01-31 counts: %s', (today, isAccepted) => {
    expect(new Acceptances([ENDS], today).of({ roleName: 'audit' }, 'mfa-required') !== undefined).toBe(isAccepted);
  });

  test('an acceptance that has ended, or covered nothing, is stale', () => {
    const unused = { ...ACCEPTED, role: 'gone' };
    const used = { ...ACCEPTED, role: 'audit' };
    const acceptances = new Acceptances([ENDS, unused, used], '2027-02-01');
    expect(acceptances.of({ roleName: 'audit' }, 'mfa-required')).toBe(used);
    expect(acceptances.stale()).toEqual([
      { ...ENDS, because: 'it ended on 2027-01-31' },
      { ...unused, because: 'no role that matches it has a finding of this rule' },
    ]);
  });
});
