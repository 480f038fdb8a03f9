/** One opening, one finding; no combination of levels and acceptances hides a hole. */
import * as fc from 'fast-check';
import { Acceptance, auditRole, AuditSettings, auditTrustPolicy, judgedFindings } from '../../src/assessment/assess';
import { LevelSetting } from '../../src/findings/level';
import { RULE_IDS } from '../../src/rules/rule-ids';
import { arbitraryDocument } from '../properties/arbitrary-policies';
import { OWNER } from '../properties/vocabulary';
import { propertyRuns } from '../property-runs';
import { allow, allowFederated, EXTERNAL_ID, MFA, OWN, PARTNER, policy, role, root, user } from '../rules/trust-policy-cases';

type Levels = AuditSettings['levels'];

const CONTEXT = { account: OWN };
const GITHUB = 'token.actions.githubusercontent.com';

const settingsOf = (levels: Levels): AuditSettings => ({ accounts: new Map(), levels });

/** `leader + follower + follower`, followed by `(accepted)` if it is accepted. */
function judge(document: unknown, levels: Levels = {}, accepted: readonly string[] = [], context: object = CONTEXT): string[] {
  const settings = settingsOf(levels);
  const acceptanceOf = (ruleId: string): Acceptance | undefined => (accepted.includes(ruleId) ? { reason: 'agreed' } : undefined);
  return judgedFindings(auditRole({ document, context }, settings), settings, acceptanceOf)
    .map(({ finding: { ruleId, also = [], level }, acknowledgement }) =>
      `${level} ${[ruleId, ...also].join(' + ')}${acknowledgement ? ' (accepted)' : ''}`);
}

const github = (subject: string) => policy(allowFederated(
  `arn:aws:iam::${OWN}:oidc-provider/${GITHUB}`, {
    StringLike: { [`${GITHUB}:sub`]: subject },
    StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com' },
  },
));

describe('the broadest rule leads; where it is off, lowered or accepted, the next one does', () => {
  const anyPrincipal = policy(allow('*', { ...MFA, ...EXTERNAL_ID }));
  const account = policy(allow(root(PARTNER)));

  test.each<[string, unknown, Levels, readonly string[], readonly string[]]>([
    ['every principal, with MFA and an ExternalId', anyPrincipal, {}, [], ['error public-principal + specific-principal']],
    ['public-principal off', anyPrincipal, { 'public-principal': 'off' }, [], ['error specific-principal']],
    ['public-principal lowered', anyPrincipal, { 'public-principal': 'warning' }, [], ['error specific-principal + public-principal']],
    [
      'public-principal accepted',
      anyPrincipal,
      {},
      ['public-principal'],
      ['error public-principal (accepted)', 'error specific-principal'],
    ],
    ['a foreign account', account, {}, [], ['error specific-principal + mfa-required + external-id-required']],
    [
      'specific-principal accepted',
      account,
      {},
      ['specific-principal'],
      ['error specific-principal (accepted)', 'error mfa-required + external-id-required'],
    ],
    ['specific-principal off', account, { 'specific-principal': 'off' }, [], ['error mfa-required + external-id-required']],
    [
      'specific-principal off and MFA lowered',
      account,
      { 'specific-principal': 'off', 'mfa-required': 'info' },
      [],
      ['error external-id-required + mfa-required'],
    ],
    [
      'a follower accepted',
      account,
      {},
      ['mfa-required'],
      ['error specific-principal + external-id-required', 'error mfa-required (accepted)'],
    ],
    ['all accepted', account, {}, ['specific-principal', 'mfa-required', 'external-id-required'], [
      'error specific-principal (accepted)', 'error mfa-required (accepted)', 'error external-id-required (accepted)',
    ]],
    ['all lowered: the broadest leads', account, {
      'specific-principal': 'info',
      'mfa-required': 'info',
      'external-id-required': 'info',
    }, [], [
      'info specific-principal + mfa-required + external-id-required',
    ]],
    ['other tenants', github('repo:acme*'), {}, [], ['error oidc-tenant + oidc-subject-wide']],
    ['oidc-tenant off', github('repo:acme*'), { 'oidc-tenant': 'off' }, [], ['warning oidc-subject-wide']],
    ['oidc-tenant accepted', github('repo:acme*'), {}, ['oidc-tenant'], ['error oidc-tenant (accepted)', 'warning oidc-subject-wide']],
    ['every action', policy(allow(role(PARTNER, 'ci'), EXTERNAL_ID, 'sts:*')), {}, [], ['warning action-wide + session-tags-unbounded']],
    [
      'action-wide off',
      policy(allow(role(PARTNER, 'ci'), EXTERNAL_ID, 'sts:*')),
      { 'action-wide': 'off' },
      [],
      ['warning session-tags-unbounded'],
    ],
    ['a condition that restricts nothing, named by a rule about the callers', policy(allow(
      user(PARTNER, 'alice'),
      { ...EXTERNAL_ID, BoolIfExists: MFA.Bool },
    )), {}, [], [
      'error mfa-required',
    ]],
    ['the same, once that is accepted', policy(allow(
      user(PARTNER, 'alice'),
      { ...EXTERNAL_ID, BoolIfExists: MFA.Bool },
    )), {}, ['mfa-required'], [
      'error mfa-required (accepted)', 'error ineffective-condition',
    ]],
    ['the same, once that is lowered', policy(allow(
      user(PARTNER, 'alice'),
      { ...EXTERNAL_ID, BoolIfExists: MFA.Bool },
    )), { 'mfa-required': 'info' }, [], [
      'error ineffective-condition + mfa-required',
    ]],
    ['two statements are two openings', policy(allow(root(PARTNER), MFA), allow(user(PARTNER, 'alice'), EXTERNAL_ID)), {}, [], [
      'error specific-principal + external-id-required', 'error mfa-required',
    ]],
  ])('%s', (_, document, levels, accepted, expected) => expect(judge(document, levels, accepted)).toEqual(expected));
});

describe('a finding lists the other rules in words', () => {
  const messageOf = (document: unknown) => auditTrustPolicy({ document, context: CONTEXT }, settingsOf({}))[0].message;

  test.each<[unknown, string]>([
    [
      policy(allow(root(PARTNER))),
      `any principal in account ${PARTNER} can assume this role, and neither MFA nor an ExternalId is required`,
    ],
    [policy(allow(root(PARTNER), MFA)), `any principal in account ${PARTNER} can assume this role, and an ExternalId is not required`],
    [
      policy(allow(user(PARTNER, 'alice'))),
      `IAM users of account ${PARTNER} can assume this role without MFA, and an ExternalId is not required`,
    ],
    [policy(allow('*')), 'anyone with an AWS account can assume this role, and neither MFA nor an ExternalId is required'],
  ])('%j', (document, expected) => expect(messageOf(document)).toBe(expected));

  test('and its fix closes all of it', () => {
    const [{ fix }] = auditTrustPolicy({ document: policy(allow(user(PARTNER, 'alice'))), context: CONTEXT }, settingsOf({}));
    expect(fix).toContain('"Bool": { "aws:MultiFactorAuthPresent": "true" }');
    expect(fix).toContain('"StringEquals": { "sts:ExternalId"');
  });
});

describe('a question that an opening answers is not undecided as well', () => {
  const context = { ...CONTEXT, parameters: { Value: { Type: 'String' } } };
  const documentOf = (condition: object) => policy(allow('*', condition));

  test.each<[string, object, Levels, readonly string[], readonly string[]]>([
    [
      'an ExternalId beside every principal',
      { StringLike: { 'sts:ExternalId': { Ref: 'Value' } } },
      {},
      [],
      ['error public-principal + specific-principal + mfa-required'],
    ],
    ['the same with the broader rules off', { StringLike: { 'sts:ExternalId': { Ref: 'Value' } } }, {
      'public-principal': 'off',
      'specific-principal': 'off',
      'mfa-required': 'off',
    }, [], [
      'warning undecided',
    ]],
    ['the same with the broader rules accepted', {
      ...MFA,
      StringLike: { 'sts:ExternalId': { Ref: 'Value' } },
    }, {}, ['public-principal', 'specific-principal'], [
      'error public-principal (accepted)', 'error specific-principal (accepted)', 'warning undecided',
    ]],
    [
      'a question of an accepted rule',
      { StringLike: { 'sts:ExternalId': { Ref: 'Value' } } },
      { 'public-principal': 'off', 'specific-principal': 'off', 'mfa-required': 'off' },
      ['external-id-required'],
      [],
    ],
    ['whether MFA is required, with that rule at warning', { ...EXTERNAL_ID, Bool: { 'aws:MultiFactorAuthPresent': { Ref: 'Value' } } }, {
      'public-principal': 'off', 'specific-principal': 'off', 'mfa-required': 'warning',
    }, [], ['warning undecided']],
  ])('%s', (_, condition, levels, accepted, expected) => expect(judge(documentOf(condition), levels, accepted, context)).toEqual(expected));
});

const arbitraryLevels: fc.Arbitrary<Levels> = fc.dictionary(
  fc.constantFrom(...RULE_IDS), fc.constantFrom<LevelSetting>('error', 'warning', 'info', 'off'), { maxKeys: RULE_IDS.length },
);
const arbitraryAcceptances = fc.subarray([...RULE_IDS]);

/** The rules that find something open, each asked alone, and the level of the most serious problem of each. */
function openAtErrorLevel(document: unknown, levels: Levels): string[] {
  const { problems } = auditRole({ document, context: OWNER }, settingsOf(levels));
  return [...new Set(problems.filter(({ level }) => level === 'error').map(({ rule: { id } }) => id))];
}

test('whatever the levels and acceptances, what a rule at level error finds open, and is not accepted, is an error', () => {
  fc.assert(
    fc.property(arbitraryDocument, arbitraryLevels, arbitraryAcceptances, (document, levels, accepted) => {
      const settings = settingsOf(levels);
      const open = openAtErrorLevel(document, levels).filter((id) => !accepted.includes(id));
      const acceptanceOf = (id: string) => (accepted.includes(id) ? { reason: 'agreed' } : undefined);
      const judged = judgedFindings(auditRole({ document, context: OWNER }, settings), settings, acceptanceOf);
      const errors = judged.filter(({ finding, acknowledgement }) => finding.level === 'error' && acknowledgement === undefined);
      if (open.length > 0) expect(errors).not.toEqual([]);
      // No rule that is accepted or off leads or is listed as open.
      for (const { finding: { ruleId, also = [] }, acknowledgement } of judged) {
        for (const id of acknowledgement ? [] : [ruleId, ...also]) {
          expect(
            accepted.includes(id) || levels[id] === 'off' ? id : 'none',
          ).toBe('none');
        }
      }
    }),
    propertyRuns(150),
  );
});

test('each rule is independent: turning others off does not change its findings', () => {
  fc.assert(
    fc.property(arbitraryDocument, fc.constantFrom(...RULE_IDS.filter((id) => id !== 'undecided')), (document, id) => {
      const alone = Object.fromEntries(RULE_IDS.filter((other) => other !== id).map((other) => [other, 'off' as const]));
      const found = (levels: Levels) => auditRole({ document, context: OWNER }, settingsOf(levels)).problems
        .filter(({ rule }) => rule.id === id)
        .map((problem) => problem.asFinding())
        .map(({ message, statement }) => ({ message, statement }));
      expect(found(alone)).toEqual(found({}));
    }),
    propertyRuns(150),
  );
});

test('two findings of one statement about the same callers are never led by rules of which one defers to the other', () => {
  fc.assert(
    fc.property(arbitraryDocument, (document) => {
      const findings = auditTrustPolicy({ document, context: OWNER }, settingsOf({}));
      const said = findings.flatMap(({ ruleId, also = [], statement, witness }) =>
        [ruleId, ...also].map((id) => `${id} ${statement?.index} ${witness?.caller.kind}`));
      const aboutAwsCallers = said.filter((text) => /^(specific-principal|mfa-required|external-id-required) /.test(text));
      expect(new Set(aboutAwsCallers).size).toBe(aboutAwsCallers.length);
    }),
    propertyRuns(150),
  );
});
