/** `--rule` and `--level`: whatever a chosen rule finds or asks is shown, whichever finding reports it. */
import * as fc from 'fast-check';
import { auditRole, AuditSettings, judgedFindings } from '../../src/assessment/assess';
import { fails, isAcceptanceSelected, isSelected, Selection } from '../../src/assessment/selection';
import { compareLevels, Level, LevelSetting } from '../../src/findings/level';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { arbitraryDocument } from '../properties/arbitrary-policies';
import { OWNER } from '../properties/vocabulary';
import { propertyRuns } from '../property-runs';
import { allow, EXTERNAL_ID, MFA, OWN, PARTNER, policy, root, user } from '../rules/trust-policy-cases';

type Levels = AuditSettings['levels'];

const settingsOf = (levels: Levels): AuditSettings => ({ accounts: new Map(), levels });

function shown(document: unknown, selection: Selection, accepted: readonly string[] = [], context: object = { account: OWN }): string[] {
  const settings = settingsOf({});
  const acceptanceOf = (id: string) => (accepted.includes(id) ? { reason: 'agreed' } : undefined);
  return judgedFindings(auditRole({ document, context }, settings), settings, acceptanceOf)
    .filter((judged) => isSelected(judged, selection))
    .map(({ finding: { level, ruleId }, acknowledgement }) => `${level} ${ruleId}${acknowledgement ? ' (accepted)' : ''}`);
}

const account = policy(allow(root(PARTNER)));
const idle = policy(allow(user(PARTNER, 'alice'), { ...EXTERNAL_ID, BoolIfExists: MFA.Bool }));
const unknownExternalId = policy(allow('*', { StringLike: { 'sts:ExternalId': { Ref: 'Value' } } }));
const withParameter = { account: OWN, parameters: { Value: { Type: 'String' } } };

test.each<[string, unknown, Selection, readonly string[], readonly string[]]>([
  ['nothing is chosen', account, {}, [], ['error specific-principal']],
  ['the rule that leads', account, { rules: ['specific-principal'] }, [], ['error specific-principal']],
  ['a rule that the finding lists', account, { rules: ['mfa-required'] }, [], ['error specific-principal']],
  ['a rule that finds nothing', account, { rules: ['oidc-tenant'] }, [], []],
  ['one of several rules', account, { rules: ['oidc-tenant', 'external-id-required'] }, [], ['error specific-principal']],
  ['a rule that only the reason of the finding names', idle, { rules: ['ineffective-condition'] }, [], ['error mfa-required']],
  ['a rule whose finding is accepted', account, { rules: ['mfa-required'] }, ['mfa-required'], ['error mfa-required (accepted)']],
  [
    'a rule that leads once the broader one is accepted', account, { rules: ['mfa-required'] }, ['specific-principal'],
    ['error mfa-required'],
  ],
  ['a lower level', account, { level: 'info' }, [], ['error specific-principal']],
  ['a level and a rule', account, { level: 'error', rules: ['mfa-required'] }, [], ['error specific-principal']],
])('%s', (_, document, selection, accepted, expected) => expect(shown(document, selection, accepted)).toEqual(expected));

test.each<[string, Selection, readonly string[], readonly string[]]>([
  ['a question that a finding answers is shown with this finding', { rules: ['external-id-required'] }, [], ['error public-principal']],
  [
    'a question that stays open is shown as undecided', { rules: ['external-id-required'] },
    ['public-principal', 'specific-principal', 'mfa-required'], ['warning undecided'],
  ],
  ['undecided can be chosen itself', { rules: ['undecided'] }, ['public-principal', 'specific-principal', 'mfa-required'], [
    'warning undecided',
  ]],
  ['a warning is not shown at level error', { rules: ['external-id-required'], level: 'error' }, [
    'public-principal', 'specific-principal', 'mfa-required',
  ], []],
])('%s', (_, selection, accepted, expected) => (
  expect(shown(unknownExternalId, selection, accepted, withParameter)).toEqual(expected)
));

test.each(RULE_IDS.map((id) => [id]))('a document that cannot be read is shown for %s', (id) => {
  const unreadable = { 'Fn::ImportValue': 'Policy' };
  expect(shown(unreadable, { rules: [id] })).toEqual(['error undecided']);
});

test.each<[found: Level, asked: Level | undefined, expected: boolean]>([
  ['error', undefined, true], ['warning', undefined, false], ['info', undefined, false],
  ['error', 'error', true], ['warning', 'error', false],
  ['error', 'warning', true], ['warning', 'warning', true], ['info', 'warning', false],
  ['info', 'info', true],
])('%s fails a check at level %s: %s', (found, asked, expected) => expect(fails(found, asked)).toBe(expected));

test.each<[Selection | undefined, boolean]>([
  [undefined, true], [{ level: 'warning' }, true], [{ level: 'error' }, false], [{ rules: ['mfa-required'] }, true],
  [{ rules: ['oidc-tenant'] }, false],
])('the warning about an acceptance of mfa-required, with %j: %s', (selection, expected) => {
  expect(isAcceptanceSelected({ rule: 'mfa-required' }, selection)).toBe(expected);
});

const arbitraryLevels: fc.Arbitrary<Levels> = fc.dictionary(
  fc.constantFrom(...RULE_IDS.filter((id) => id !== 'undecided')), fc.constantFrom<LevelSetting>('error', 'warning', 'info', 'off'),
  { maxKeys: RULE_IDS.length },
);

test('whatever a chosen rule finds or asks, and the user did not accept, is shown at its level or a higher one', () => {
  fc.assert(
    fc.property(
      arbitraryDocument, arbitraryLevels, fc.subarray([...RULE_IDS]), fc.constantFrom(...RULE_IDS),
      fc.constantFrom<Level>('error', 'warning', 'info'),
      (document, levels, accepted, chosen, level) => {
        const settings = settingsOf(levels);
        const audit = auditRole({ document, context: OWNER }, settings);
        const judged = judgedFindings(audit, settings, (id) => (accepted.includes(id) ? { reason: 'agreed' } : undefined));
        const open = judged.filter((each) => each.acknowledgement === undefined && isSelected(each, { rules: [chosen], level }));
        const asked = accepted.includes('undecided') ? [] : audit.questions;
        const wanted = [...audit.problems, ...asked].filter(({ rule, level: found }) => (
          !accepted.includes(chosen) && (rule === undefined || rule.id === chosen) && compareLevels(found, level) >= 0
        ));
        for (const { level: found } of wanted) expect(open.some(({ finding }) => compareLevels(finding.level, found) >= 0)).toBe(true);
      },
    ),
    propertyRuns(150),
  );
});
