/** The report for code scanning services. */
import { finding, reportOf, role } from './reports';
import { renderReportAsSarif } from '../../../src/findings/renderers/render-sarif';
import { buildReport, RoleReport } from '../../../src/findings/renderers/report';
import { RULE_IDS } from '../../../src/rules/rule-ids';

interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly DescribedRule[] } };
  readonly results: readonly Result[];
  readonly invocations: readonly unknown[];
}

interface DescribedRule {
  readonly id: string;
  readonly helpUri: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly locations: readonly unknown[];
}

function runOf(...roles: RoleReport[]): Run {
  return (JSON.parse(renderReportAsSarif(reportOf(...roles), { lineOf: () => 7 })) as { runs: Run[] }).runs[0];
}

test('a result names its rule, its role, the line, and how to fix it', () => {
  const { results } = runOf(role({
    source: { file: 'cdk.out/My Stack.template.json', logicalId: 'Audit', constructPath: 'Stack/Audit/Resource' },
    findings: [finding({ statement: { index: 0, sid: 'Partner' } })],
  }));
  expect(results).toEqual([{
    ruleId: 'mfa-required',
    ruleIndex: RULE_IDS.indexOf('mfa-required'),
    level: 'error',
    properties: { 'security-severity': '7.8', 'status': 'open' },
    message: {
      text: [
        'Stack/Audit: IAM users of account 444455556666 can assume this role without MFA',
        'Where: statement 0 "Partner"',
        'Because: statement 0 has no condition on aws:MultiFactorAuthPresent',
        'Fix: add a condition',
        'See: https://example.com/mfa-required',
      ].join('\n'),
    },
    locations: [{
      physicalLocation: { artifactLocation: { uri: 'cdk.out/My%20Stack.template.json', uriBaseId: '%SRCROOT%' }, region: { startLine: 7 } },
      logicalLocations: [{ fullyQualifiedName: 'Stack/Audit/Resource', kind: 'resource' }],
    }],
    partialFingerprints: {
      'cdkSecureTrust/v1': expect.stringMatching(/^[0-9a-f]{32}$/),
      'primaryLocationLineHash': expect.stringMatching(/^[0-9a-f]{32}$/),
    },
  }]);
});

test.each([['error', 'error'], ['warning', 'warning'], ['info', 'note']] as const)('the level %s is %s', (level, expected) => {
  expect(runOf(role({ findings: [finding({ level })] })).results).toMatchObject([{ level: expected }]);
});

test('an accepted finding is a suppressed result', () => {
  const { results } = runOf(role({ findings: [finding({ acknowledged: { reason: 'agreed' } })] }));
  expect(results).toMatchObject([{ suppressions: [{ kind: 'inSource', justification: 'agreed' }] }]);
});

test('every rule has help, a level and a severity, and results refer to their rule', () => {
  const { tool: { driver: { rules } }, results } = runOf(role({ findings: RULE_IDS.map((ruleId) => finding({ ruleId })) }));
  expect(rules.map(({ id }) => id)).toEqual(RULE_IDS);
  expect(results.map(({ ruleId, ruleIndex }) => rules[ruleIndex].id === ruleId)).toEqual(RULE_IDS.map(() => true));
  for (const rule of rules) {
    expect(rule).toMatchObject({
      name: expect.stringMatching(/^([A-Z][a-z]*)+$/),
      shortDescription: { text: expect.stringMatching(/./) },
      fullDescription: { text: expect.stringMatching(/./) },
      help: { text: expect.stringContaining(rule.helpUri), markdown: expect.stringContaining(`(${rule.helpUri})`) },
      helpUri: expect.stringMatching(new RegExp(`/docs/rules/${rule.id}\\.md$`)),
      defaultConfiguration: { level: expect.stringMatching(/^(error|warning|note)$/) },
    });
    expect(Number(rule.properties['security-severity'])).toBeGreaterThan(0);
  }
});

describe('fingerprints', () => {
  const fingerprints = (...roles: RoleReport[]) =>
    runOf(...roles).results.map((result) => result.partialFingerprints.primaryLocationLineHash);
  const [known] = fingerprints(role({ findings: [finding()] }));

  test.each([
    ['in another folder', role({ source: { file: '/elsewhere/Stack.template.json', logicalId: 'Audit' }, findings: [finding()] })],
    ['in other words', role({ findings: [finding({ message: 'm', because: 'b', fix: 'f', level: 'warning' })] })],
    ['after another finding', role({ findings: [finding({ ruleId: 'external-id-required' }), finding()] })],
    ['in another account', role({ account: '111122223333', findings: [finding()] })],
  ])('are the same %s', (_, other) => {
    expect(fingerprints(other)).toContain(known);
  });

  test.each([
    ['another role', role({ source: { file: 'cdk.out/Stack.template.json', logicalId: 'Other' }, findings: [finding()] })],
    ['another file', role({ source: { file: 'cdk.out/Other.template.json', logicalId: 'Audit' }, findings: [finding()] })],
    ['another rule', role({ findings: [finding({ ruleId: 'external-id-required' })] })],
  ])('differ for %s', (_, other) => {
    expect(fingerprints(other)).not.toContain(known);
  });

  test('differ for two findings of one rule about one role', () => {
    expect(new Set(fingerprints(role({ findings: [finding(), finding()] }))).size).toBe(2);
  });
});

test('a file outside the working folder has an absolute address', () => {
  expect(runOf(role({ source: { file: '/elsewhere/t.json' }, findings: [finding()] })).results[0].locations).toMatchObject([
    { physicalLocation: { artifactLocation: { uri: 'file:///elsewhere/t.json' } } },
  ]);
  expect(runOf(role({ source: { file: '-' }, findings: [finding()] })).results[0].locations).toMatchObject([
    { physicalLocation: { artifactLocation: { uri: 'standard-input' } } },
  ]);
});

test('a place that was not checked is a notification', () => {
  const unseen = [{ source: { file: 't.json' }, what: 'the template of "Child"', because: 'it is elsewhere' }];
  const report = buildReport([role({ internalError: 'x' })], '1', { unseen });
  const { runs } = JSON.parse(renderReportAsSarif(report, { lineOf: () => 1 })) as { runs: Run[] };
  expect(runs[0].invocations).toMatchObject([{
    executionSuccessful: false,
    toolExecutionNotifications: [
      { level: 'error', message: { text: 'Audit: x' } },
      { level: 'note', message: { text: 'not checked: the template of "Child", because it is elsewhere' } },
    ],
  }]);
  expect(runOf(role()).invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [] }]);
});

test('it contains no terminal control characters', () => {
  const hostile = '\u001b[2J\u009b\u202e';
  const report = reportOf(role({ source: { file: hostile, constructPath: hostile }, findings: [finding({ message: hostile })] }));
  const text = renderReportAsSarif(report, { lineOf: () => 1 });
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
});
