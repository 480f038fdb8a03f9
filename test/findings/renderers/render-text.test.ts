/** The report for people. */
import { finding, reportOf, role } from './reports';
import { Selection } from '../../../src/assessment/selection';
import { renderReportAsText } from '../../../src/findings/renderers/render-text';
import { buildReport, FindingReport } from '../../../src/findings/renderers/report';

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

test('accepted findings come last, roles without findings are only counted, and the totals follow', () => {
  const printed = text(
    role({
      findings: [
        finding({ acknowledged: { reason: 'agreed' } }),
        finding({ level: 'warning', severity: 5.2, ruleId: 'action-wide', message: 'm' }),
      ],
    }),
    role({ source: { roleName: 'Quiet' } }),
    role({
      source: { file: '-', roleName: 'Named' },
      findings: [finding({ level: 'info', severity: 2, ruleId: 'self-trust', message: 'm' })],
    }),
  );
  expect(printed.split('\n').filter((line) => !line.startsWith('    '))).toEqual([
    'Audit',
    '  cdk.out/Stack.template.json',
    '  warning action-wide: m',
    '',
    'Named',
    '  standard input',
    '  info self-trust: m',
    '',
    'Audit',
    '  cdk.out/Stack.template.json',
    '  accepted mfa-required: IAM users of account 444455556666 can assume this role without MFA (agreed)',
    '',
    'Findings by rule:',
    '  warning action-wide  1 in 1 role',
    '  info    self-trust   1 in 1 role',
    '',
    'Findings by account:',
    '  not known  0 errors, 1 warning, 1 info',
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

/** The headings and the first lines of the findings, without the totals. */
function outline(...roles: Parameters<typeof reportOf>): string[] {
  const [findings] = text(...roles).split('\nFindings by rule:');
  return findings.split('\n').filter((line) => line !== '' && !line.startsWith('    '));
}

const at = (constructPath: string, account: string | null, ...findings: FindingReport[]) => (
  role({ source: { constructPath }, account, findings })
);

describe('the worst finding comes first', () => {
  const worse = finding({ ruleId: 'public-principal', message: 'worse', severity: 9.3 });
  const bad = finding({ message: 'bad' });
  const warning = finding({ ruleId: 'action-wide', level: 'warning', message: 'hm', severity: 5.2 });

  test.each<[string, Parameters<typeof reportOf>, string[]]>([
    ['by severity', [at('A', null, bad), at('B', null, worse)], [
      'B', '  error public-principal: worse', 'A', '  error mfa-required: bad',
    ]],
    ['then by role', [at('B', null, finding({ message: 'one' })), at('A', null, finding({ message: 'other' }))], [
      'A', '  error mfa-required: other', 'B', '  error mfa-required: one',
    ]],
    ['also where another role comes between the findings of one role', [at('A', null, worse, warning), at('B', null, bad)], [
      'A', '  error public-principal: worse', 'B', '  error mfa-required: bad', 'A', '  warning action-wide: hm',
    ]],
    ['with one heading for findings of one role that follow each other', [at('A', null, bad, worse)], [
      'A', '  error public-principal: worse', '  error mfa-required: bad',
    ]],
    ['after the roles that could not be checked', [at('A', null, worse, bad), role({ source: { logicalId: 'B' }, internalError: 'x' })], [
      'B', '  error cdk-secure-trust failed on this trust policy, so it was not checked: x',
      'A', '  error public-principal: worse', '  error mfa-required: bad',
    ]],
  ])('%s', (_, roles, expected) => expect(outline(...roles)).toEqual(expected));
});

describe('the same finding in several Stages and accounts is said once', () => {
  const [dev, prod] = ['111122223333', '777788889999'];
  const subject = (account: string) => finding({ ruleId: 'oidc-tenant', because: `a token of arn:aws:iam::${account}:oidc-provider/x` });

  test('with the places listed by name', () => {
    const other = at('Dev/Other', dev, finding({ fix: 'y' }));
    expect(outline(at('Prod/Audit', prod, finding()), at('Dev/Audit', dev, finding()), other)).toEqual([
      'Dev/Audit in account 111122223333',
      'Prod/Audit in account 777788889999',
      '  error mfa-required: IAM users of account 444455556666 can assume this role without MFA',
      'Dev/Other in account 111122223333',
      '  error mfa-required: IAM users of account 444455556666 can assume this role without MFA',
    ]);
  });

  test('also where it names the account of the role', () => {
    const printed = text(at('Dev/Audit', dev, subject(dev)), at('Prod/Audit', prod, subject(prod)));
    expect(printed.split(' oidc-tenant: ')).toHaveLength(2);
    expect(printed).toContain(`arn:aws:iam::${dev}:oidc-provider/x`);
    expect(printed).toContain(`\n    as it reads for account ${dev}; for the others, their own account is in its place\n`);
  });

  test('but not where the account is a stranger in one of them', () => {
    expect(text(at('Dev/Audit', dev, subject(dev)), at('Prod/Audit', prod, subject(dev))).split(' oidc-tenant: ')).toHaveLength(3);
  });

  test('and each place counts', () => {
    expect(text(at('Prod/Audit', prod, finding()), at('Dev/Audit', dev, finding()))).toContain([
      'Findings by rule:',
      '  error   mfa-required  2 in 2 roles',
      '',
      'Findings by account:',
      `  ${prod}  1 error, 0 warnings, 0 info`,
      `  ${dev}  1 error, 0 warnings, 0 info`,
      '',
      '2 roles: 2 errors, 0 warnings, 0 info',
    ].join('\n'));
  });
});

test.each<[Selection, string]>([
  [{ rules: ['mfa-required'] }, 'Shown: findings of mfa-required. Not shown: 3 errors, 1 warning, 0 info.'],
  [{ level: 'error' }, 'Shown, and failing the check: findings at level error. Not shown: 3 errors, 1 warning, 0 info.'],
  [
    { rules: ['mfa-required', 'oidc-tenant'], level: 'warning' },
    'Shown, and failing the check: findings of mfa-required and oidc-tenant at level warning or error. '
      + 'Not shown: 3 errors, 1 warning, 0 info.',
  ],
  [{ level: 'info' }, 'Shown, and failing the check: findings at any level. Not shown: 3 errors, 1 warning, 0 info.'],
])('with %j the text says how many other findings there are', (selection, expected) => {
  const report = buildReport([], '1', { selection: { ...selection, notShown: { error: 3, warning: 1, info: 0 } } });
  expect(renderReportAsText(report, false)).toBe(`${expected}\nno roles: 0 errors, 0 warnings, 0 info\n`);
});
