/** The shape of the JSON report. */
import { renderReportAsJson } from '../../src/report/render-json';
import { buildReport, FindingReport } from '../../src/report/report';

const finding = (level: FindingReport['level'], acknowledged?: { reason: string }): FindingReport => ({
  ruleId: 'mfa-required', level, message: 'm', because: 'b', fix: 'f', docs: 'd', ...(acknowledged && { acknowledged }),
});

test('the counts are of findings that nobody accepted', () => {
  const roles = [
    { source: {}, account: null, findings: [finding('error'), finding('error', { reason: 'agreed' }), finding('info')] },
    { source: {}, account: '111122223333', findings: [finding('error'), finding('warning', { reason: 'agreed' })] },
  ];
  expect(buildReport(roles, '1.2.3')).toEqual({
    schemaVersion: '1', tool: { name: 'cdk-secure-trust', version: '1.2.3' }, roles, counts: { error: 2, warning: 0, info: 1 },
  });
});

test('rendered as JSON it is one document that ends with a line break', () => {
  const text = renderReportAsJson([], '1.2.3');
  expect(text.endsWith('}\n')).toBe(true);
  expect(JSON.parse(text)).toEqual({ schemaVersion: '1', tool: { name: 'cdk-secure-trust', version: '1.2.3' }, roles: [], counts: { error: 0, warning: 0, info: 0 } });
});
