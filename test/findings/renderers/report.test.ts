/** The shape of the JSON report. */
import { finding, reportOf, role } from './reports';
import { renderReportAsJson } from '../../../src/findings/renderers/render-json';
import { buildReport, isUnsafe } from '../../../src/findings/renderers/report';

const accepted = { acknowledged: { reason: 'agreed' } };

test('the counts are of findings that are not accepted', () => {
  const roles = [
    role({ findings: [finding(), finding(accepted), finding({ level: 'info' })] }),
    role({ account: '111122223333', findings: [finding(), finding({ level: 'warning', ...accepted })] }),
  ];
  expect(buildReport(roles, '1.2.3')).toEqual({
    schemaVersion: '2',
    tool: { name: 'cdk-secure-trust', version: '1.2.3' },
    roles,
    counts: { error: 2, warning: 0, info: 1 },
    countsAccepted: { accepted: 2, baseline: 0 },
  });
});

test('what could not be read is included if there is any', () => {
  const unseen = [{ source: { file: 'a' }, what: 'the template', because: 'it is elsewhere' }];
  expect(buildReport([], '1.2.3', { unseen }).unseen).toEqual(unseen);
  expect(buildReport([], '1.2.3', { unseen: [] })).not.toHaveProperty('unseen');
});

test.each([
  ['an error', role({ findings: [finding()] }), true],
  ['an accepted error', role({ findings: [finding(accepted)] }), false],
  ['a warning', role({ findings: [finding({ level: 'warning' })] }), false],
  ['nothing', role(), false],
  ['a role for which the tool itself failed', role({ internalError: 'x' }), true],
])('%s: unsafe is %3$s', (_, reported, expected) => {
  expect(isUnsafe(reportOf(reported))).toBe(expected);
});

test('rendered as JSON it is one document that ends with a line break', () => {
  const report = reportOf(role({ findings: [finding()] }));
  const text = renderReportAsJson(report);
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual(report);
});

test('the JSON says the same and contains no terminal control characters', () => {
  const report = reportOf(role({ source: { roleName: 'a\u001b[31m\u009b\u202e\u{e0041}\u2028\ud800"\\\n' } }));
  const text = renderReportAsJson(report);
  expect(text).toMatch(/^[\x20-\x7e\n]*$/);
  expect(JSON.parse(text)).toEqual(report);
});
