/** The report for people. */
import { finding, reportOf, role } from './reports';
import { renderReportAsText } from '../../../src/findings/renderers/render-text';
import { buildReport } from '../../../src/findings/renderers/report';

const text = (...roles: Parameters<typeof reportOf>) => renderReportAsText(reportOf(...roles), false);

test('a finding says what, where, why, who, how to fix it and where to read more', () => {
  const witness = {
    action: 'sts:AssumeRole',
    caller: { kind: 'iam-user', arn: 'arn:aws:iam::444455556666:user/example', account: '444455556666' },
    context: {},
  } as const;
  const printed = text(role({
    source: { file: 'cdk.out/Stack.template.json', logicalId: 'AuditABC', constructPath: 'Stack/Audit/Resource' },
    account: '111122223333',
    findings: [finding({ statement: { index: 1, sid: 'AllowPartner' }, witness, fix: 'add this:\n  "Bool": {}' })],
  }));
  expect(printed).toBe([
    'Stack/Audit in account 111122223333',
    '  cdk.out/Stack.template.json',
    '  error mfa-required: IAM users of account 444455556666 can assume this role without MFA',
    '    where    statement 1 "AllowPartner"',
    '    because  statement 0 has no condition on aws:MultiFactorAuthPresent',
    '    witness  sts:AssumeRole by arn:aws:iam::444455556666:user/example, without MFA (long-term access key), without ExternalId',
    '    fix      add this:',
    '               "Bool": {}',
    '    see      https://example.com/mfa-required',
    '',
    '1 role: 1 error, 0 warnings, 0 info',
    '',
  ].join('\n'));
});

test('findings are grouped by role, accepted ones come last, and roles without findings are only counted', () => {
  const printed = text(
    role({
      findings: [
        finding({ acknowledged: { reason: 'agreed' } }),
        finding({ level: 'warning', ruleId: 'action-wide', message: 'm' }),
      ],
    }),
    role({ source: { roleName: 'Quiet' } }),
    role({ source: { file: '-', roleName: 'Named' }, findings: [finding({ level: 'info', ruleId: 'self-trust', message: 'm' })] }),
  );
  expect(printed.split('\n').filter((line) => !line.startsWith('    '))).toEqual([
    'Audit',
    '  cdk.out/Stack.template.json',
    '  warning action-wide: m',
    '  accepted mfa-required: IAM users of account 444455556666 can assume this role without MFA (agreed)',
    '',
    'Named',
    '  standard input',
    '  info self-trust: m',
    '',
    '3 roles: 0 errors, 1 warning, 1 info, 1 accepted',
    '',
  ]);
});

test.each([
  ['no role', [], 'no roles: 0 errors, 0 warnings, 0 info\n'],
  ['roles without findings', [role(), role()], '2 roles: 0 errors, 0 warnings, 0 info\n'],
])('%s', (_, roles, expected) => {
  expect(text(...roles)).toBe(expected);
});

test('a role for which the tool itself failed is reported', () => {
  expect(text(role({ internalError: 'x\ny' }))).toContain(
    '  error cdk-secure-trust failed on this trust policy, so it was not checked: x\\u000ay\n',
  );
});

test('what could not be read is reported', () => {
  const unseen = [{ source: { file: 't.json' }, what: 'the template of the nested stack "Child"', because: 'it is elsewhere' }];
  expect(renderReportAsText(buildReport([], '1', { unseen }), false)).toBe(
    'not checked: the template of the nested stack "Child", because it is elsewhere (t.json)\n\nno roles: 0 errors, 0 warnings, 0 info\n',
  );
});

test('colours are the only escape sequences, and appear only when requested', () => {
  const hostile = '\u001b[2J\u009b\u202e\r';
  const report = reportOf(role({
    source: { file: hostile, constructPath: hostile },
    internalError: hostile,
    findings: [
      finding({ message: hostile, because: hostile, fix: hostile, docs: hostile, statement: { index: 0, sid: hostile } }),
      finding({ acknowledged: { reason: hostile } }),
    ],
  }));
  expect(renderReportAsText(report, false)).toMatch(/^[\x20-\x7e\n]*$/);
  const coloured = renderReportAsText(report, true);
  expect(coloured).toContain('\u001b[31merror\u001b[39m');
  expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(renderReportAsText(report, false));
});
