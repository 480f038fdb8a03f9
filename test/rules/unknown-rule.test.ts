/** The rule that a misspelled ID probably means. */
import { RULE_IDS } from '../../src/rules/rule-ids';
import { isRule, nearestRule, notARule } from '../../src/rules/unknown-rule';

test.each([
  ['mfa-requird', 'mfa-required'],
  ['mfa-requried', 'mfa-required'],
  ['mfa', 'mfa-required'],
  ['MFA_REQUIRED', 'mfa-required'],
  ['SecureTrust::mfa-require', 'mfa-required'],
  ['externalid-required', 'external-id-required'],
  ['external-id-share', 'external-id-shared'],
  ['externalid', 'external-id-shared'],
  ['principal', 'public-principal'],
  ['public', 'public-principal'],
  ['confused-deputies', 'confused-deputy'],
  ['undecide', 'undecided'],
])('%s means %s', (written, expected) => {
  expect(isRule(written)).toBe(false);
  expect(nearestRule(written)).toBe(expected);
});

test.each([[''], ['?'], ['x'.repeat(100_000)], ['\u0000|`<b>']])('something that resembles no rule still gets an answer', (written) => {
  expect(RULE_IDS).toContain(nearestRule(written));
});

test('every rule is its own nearest, and so is its ID without any one letter', () => {
  for (const id of RULE_IDS) {
    expect(isRule(id)).toBe(true);
    for (const index of [...id].keys()) expect(nearestRule(id.slice(0, index) + id.slice(index + 1))).toBe(id);
  }
});

test('the message says where all rules are listed', () => {
  expect(notARule('mfa')).toBe('is not a rule: did you mean mfa-required? "cdk-secure-trust rules" lists all rules');
});
