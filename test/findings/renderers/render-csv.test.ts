/** The report as CSV: RFC 4180, one line for each finding, and no cell that a spreadsheet takes for a formula. */
import * as fc from 'fast-check';
import { finding, reportOf, role } from './reports';
import { reportAsCsvPieces } from '../../../src/findings/renderers/render-csv';
import { buildReport, TrustReport } from '../../../src/findings/renderers/report';
import { propertyRuns } from '../../property-runs';

const csv = (report: TrustReport) => [...reportAsCsvPieces(report, report.roles)].join('');

/** A reader of RFC 4180: records end with CRLF, quotes are doubled inside quotes. */
function parse(text: string): string[][] {
  const records: string[][] = [[]];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    records[records.length - 1].push(quoted === undefined ? plain : quoted.replace(/""/g, '"'));
    if (end !== ',') records.push([]);
  }
  return records.slice(0, -1);
}

function rows(report: TrustReport): Record<string, string>[] {
  const [header, ...records] = parse(csv(report));
  return records.map((record) => Object.fromEntries(header.map((column, index) => [column, record[index]])));
}

test('a line for each finding of each role, also where several say the same', () => {
  const witness = {
    action: 'sts:AssumeRole',
    caller: { kind: 'iam-user', arn: 'arn:aws:iam::444455556666:user/example', account: '444455556666' },
    context: {},
  } as const;
  const report = reportOf(
    role({
      source: { file: 'cdk.out/Stack.template.json', logicalId: 'AuditABC', constructPath: 'Stack/Audit/Resource' },
      account: '111122223333',
      findings: [
        finding({ also: ['external-id-required', 'action-wide'], statement: { index: 1, sid: 'Partner' }, witness, fix: 'a\n  b' }),
        finding({ acknowledged: { reason: 'agreed' } }),
      ],
    }),
    role({ source: { roleName: 'Same' }, findings: [finding()] }),
    role({ source: { roleName: 'Quiet' } }),
  );
  expect(rows(report)).toMatchObject([
    {
      'status': 'open',
      'level': 'error',
      'severity': '7.8',
      'rule': 'mfa-required',
      'also': 'external-id-required action-wide',
      'account': '111122223333',
      'role': 'Stack/Audit',
      'message': 'IAM users of account 444455556666 can assume this role without MFA',
      'because': 'statement 0 has no condition on aws:MultiFactorAuthPresent',
      'statement': 'statement 1 "Partner"',
      'witness': 'sts:AssumeRole by arn:aws:iam::444455556666:user/example, without MFA (long-term access key), without ExternalId',
      'fix': 'a / b',
      'reason': '',
      'file': 'cdk.out/Stack.template.json',
      'construct path': 'Stack/Audit/Resource',
      'logical id': 'AuditABC',
    },
    { status: 'accepted', reason: 'agreed', role: 'Stack/Audit' },
    { 'status': 'open', 'role': 'Same', 'role name': 'Same', 'account': '' },
  ]);
});

test('what was not checked, and an acceptance that covers nothing, are lines too', () => {
  const report = buildReport([role({ internalError: 'it broke' })], '1', {
    unseen: [{ source: { file: 't.json' }, what: 'a nested stack', because: 'it is elsewhere' }],
    stale: [{ rule: 'mfa-required', role: 'Gone', reason: 'agreed', because: 'no role has it' }],
  });
  expect(rows(report)).toMatchObject([
    { status: 'not checked', level: 'error', role: 'Audit', message: 'it broke' },
    { status: 'not checked', level: '', file: 't.json', message: 'a nested stack', because: 'it is elsewhere' },
    {
      status: 'open',
      level: 'warning',
      rule: 'stale-acceptance',
      reason: 'agreed',
      message: 'mfa-required is accepted for Gone, but no role has it: remove the acceptance from the settings file',
    },
  ]);
});

test('without findings there is the header alone', () => {
  expect(csv(reportOf(role()))).toMatch(/^status,level,severity,rule,[^\r\n]+\r\n$/);
});

/** What begins a cell for a spreadsheet: the text of the cell, and what follows a semicolon in it. */
const FORMULA = /(?:^|;)[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

test.each([
  ['=cmd|\'/C calc\'!A0', "'=cmd|'/C calc'!A0"],
  ['@SUM(1+1)', "'@SUM(1+1)"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  [' =1', "' =1"],
  ['\t=1', '\\u0009=1'],
  ['"=1"', "'\"=1\""],
  ['\uff1d1', "'\uff1d1"],
  ['a;=1', "a;'=1"],
  ['a\n=1', 'a / =1'],
  ['a,b', 'a,b'],
  ['a"b', 'a"b'],
  ['a\r\nb', 'a\\u000d / b'],
  ['\u001b[31m\u202e', '\\u001b[31m\\u202e'],
  ['repo:acme/*-x', 'repo:acme/*-x'],
])('the name %j is shown as %s', (name, expected) => {
  const [row] = rows(reportOf(role({ source: { roleName: name }, findings: [finding()] })));
  expect(row.role).toBe(expected);
});

test('a very long text is cut, because a spreadsheet would put the rest into another row', () => {
  const [row, ...others] = rows(reportOf(role({ findings: [finding({ because: 'x'.repeat(100_000) })] })));
  expect(others).toEqual([]);
  expect(row.because).toHaveLength(32_003);
});

test('no name breaks a line, adds a cell or begins a formula', () => {
  const hostile = fc.string({
    unit: fc.constantFrom('=', '+', '-', '@', ';', ',', '"', '\'', '\n', '\r', '\t', ' ', '|', 'a', '\uff1d', '\u0000'),
  });
  fc.assert(
    fc.property(hostile, hostile, (name, reason) => {
      const report = reportOf(role({
        source: { roleName: name, file: reason },
        findings: [finding({ message: name, because: reason, acknowledged: { reason: name } })],
      }));
      const lines = csv(report).split('\r\n');
      expect(lines).toHaveLength(3);
      const [header, ...records] = parse(csv(report));
      expect(records.map(({ length }) => length)).toEqual([header.length]);
      for (const cell of records[0]) expect(cell.replace(/(^|;)'/g, '$1\u2060')).not.toMatch(FORMULA);
    }),
    propertyRuns(400),
  );
});
