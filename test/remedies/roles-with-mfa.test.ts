/**
 * A role cannot show MFA, and a caller of a foreign account needs an ExternalId: a fix for a statement that nobody can use has to do
 * everything that is needed at once, because each half alone is an error.
 */
import { brokenPromises, fixedDocument, judgedWithFixes } from './offered-fixes';
import { EXAMPLE_OF_EXTERNAL_ID } from '../../src/remedies/placeholders';
import { allow, EXTERNAL_ID, MFA, OWN, PARTNER, policy, role, root, user } from '../rules/trust-policy-cases';

const NEW_ID = { StringEquals: { 'sts:ExternalId': EXAMPLE_OF_EXTERNAL_ID } };
const ID_IF_SENT = { StringEqualsIfExists: EXTERNAL_ID.StringEquals };
const ID_OF_PARAMETER = { StringEquals: { 'sts:ExternalId': { Ref: 'ExternalId' } } };
const MFA_OF_LAST_HOUR = { ...MFA, NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } };
const APP = role(PARTNER, 'app');
const JOB = role(PARTNER, 'job');
const ALICE = user(PARTNER, 'alice');

const DROP = 'drop the condition on aws:MultiFactorAuthPresent, which no caller of the statement can meet';
const DROP_ALL = 'drop the conditions on MFA, which a role cannot show';
const NAME = 'name an IAM user, which can show MFA, instead of the role';
const AND_ID = ', and require an ExternalId';

type Offered = readonly (readonly [title: string, statement: object])[];

test.each<[what: string, before: object, offered: Offered]>([
  ['a foreign role', allow(APP, MFA), [
    [`${DROP}${AND_ID}`, allow(APP, NEW_ID)],
    [`${NAME}${AND_ID}`, allow(ALICE, { ...MFA, ...NEW_ID })],
  ]],
  ['several foreign roles', allow([APP, JOB], MFA), [
    [`${DROP}${AND_ID}`, allow([APP, JOB], NEW_ID)],
    [`${NAME}${AND_ID}`, allow([ALICE], { ...MFA, ...NEW_ID })],
  ]],
  ['a foreign role, and the time since MFA', allow(APP, MFA_OF_LAST_HOUR), [
    [`${DROP_ALL}${AND_ID}`, allow(APP, NEW_ID)],
    [`${NAME}${AND_ID}`, allow(ALICE, { ...MFA_OF_LAST_HOUR, ...NEW_ID })],
  ]],
  ['an ExternalId that is required already', allow(APP, { ...MFA, ...EXTERNAL_ID }), [
    [DROP, allow(APP, EXTERNAL_ID)],
    [NAME, allow(ALICE, { ...MFA, ...EXTERNAL_ID })],
  ]],
  ['an ExternalId that counts only if it is sent', allow(APP, { ...MFA, ...ID_IF_SENT }), [
    [`${DROP}${AND_ID}`, allow(APP, EXTERNAL_ID)],
    [`${NAME}${AND_ID}`, allow(ALICE, { ...MFA, ...EXTERNAL_ID })],
  ]],
  ['an ExternalId that deployment chooses', allow(APP, { ...MFA, ...ID_OF_PARAMETER }), [
    [DROP, allow(APP, ID_OF_PARAMETER)],
    [NAME, allow(ALICE, { ...MFA, ...ID_OF_PARAMETER })],
  ]],
  ['a role of the own account', allow(role(OWN, 'app'), MFA), [
    [DROP, allow(role(OWN, 'app'))],
    [NAME, allow(user(OWN, 'alice'), MFA)],
  ]],
  ['another action than the one of foreign roles', allow(APP, undefined, 'sts:AssumeRoleWithSAML'), [
    [`allow sts:AssumeRole${AND_ID}`, allow(APP, NEW_ID)],
  ]],
])('%s', (_, before, offered) => {
  const subject = { document: policy(before), context: { account: OWN } };
  const judged = judgedWithFixes(subject);
  const finding = judged.findings.find(({ ruleId }) => ruleId === 'never-assumable')!;
  const { fixes = [] } = finding;
  expect(fixes.map((fix) => [fix.title, fixedDocument(subject, fix)])).toEqual(offered.map(([title, after]) => [title, policy(after)]));
  expect(fixes.map(({ proof }) => proof.admitsNobodyNew)).toEqual(fixes.map(() => false));
  expect(fixes.flatMap((fix) => brokenPromises(judged, finding, fix))).toEqual([]);
});

test('true without quotes is the same value: the fix that writes it with quotes is no other one', () => {
  const alice = (value: unknown) => allow(ALICE, { BoolIfExists: { 'aws:MultiFactorAuthPresent': value }, ...EXTERNAL_ID });
  const titlesFor = (value: unknown) => {
    const { findings } = judgedWithFixes({ document: policy(alice(value)), context: { account: OWN } });
    return findings.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title));
  };
  expect(titlesFor(true)).toEqual(titlesFor('true'));
  expect(titlesFor(true).length).toBeGreaterThan(0);
});

test.each<[what: string, principal: unknown]>([
  ['a user of the account', [APP, ALICE]],
  ['the account, which has users', root(PARTNER)],
  ['a principal that deployment chooses', { Ref: 'Caller' }],
])('%s can show MFA, so that the role is not one that nobody can assume', (_, principal) => {
  const { findings } = judgedWithFixes({ document: policy(allow(principal, MFA)), context: { account: OWN } });
  expect(findings.map(({ ruleId }) => ruleId)).not.toContain('never-assumable');
});
