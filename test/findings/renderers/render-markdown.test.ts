/** The report in Markdown. */
import { htmlOf, outsideOfCode } from './commonmark';
import { finding, reportOf, role } from './reports';
import { renderReportAsMarkdown } from '../../../src/findings/renderers/render-markdown';
import { buildReport, TrustReport } from '../../../src/findings/renderers/report';

const markdown = (report: TrustReport) => renderReportAsMarkdown(report, (index) => report.roles[index]);

test('the findings with their details, the worst first, then the totals', () => {
  const report = reportOf(
    role({ source: { file: 'a.json', constructPath: 'Dev/Audit' }, account: '111122223333', findings: [finding()] }),
    role({ source: { file: 'b.json', constructPath: 'Prod/Audit' }, account: '777788889999', findings: [finding()] }),
    role({
      source: { file: '-', roleName: 'Public' },
      findings: [
        finding({ ruleId: 'public-principal', severity: 9.3, message: 'anyone can', docs: 'https://example.com/public-principal' }),
        finding({ ruleId: 'self-trust', acknowledged: { reason: 'agreed with @octocat' } }),
      ],
    }),
  );
  expect(markdown(report)).toBe([
    '## Trust policies: 3 errors, 0 warnings, 0 info in 3 roles',
    '',
    '### Findings',
    '',
    '- **error** [public-principal](https://example.com/public-principal): anyone can',
    '  - `Public`, standard input',
    ...details('https://example.com/public-principal'),
    '- **error** [mfa-required](https://example.com/mfa-required): IAM users of account 444455556666 can assume this role without MFA',
    '  - `Dev/Audit` in account `111122223333`, `a.json`',
    '  - `Prod/Audit` in account `777788889999`, `b.json`',
    ...details('https://example.com/mfa-required'),
    '- accepted [self-trust](https://example.com/mfa-required): IAM users of account 444455556666 can assume this role without MFA'
      + ' (accepted: agreed with `@octocat`)',
    '  - `Public`, standard input',
    '',
    '### Findings by rule',
    '',
    '- **error** mfa-required: 2 in 2 roles',
    '- **error** public-principal: 1 in 1 role',
    '',
    '### Findings by account',
    '',
    '- `111122223333`: 1 error, 0 warnings, 0 info',
    '- `777788889999`: 1 error, 0 warnings, 0 info',
    '- not known: 1 error, 0 warnings, 0 info',
    '',
  ].join('\n'));
});

function details(page: string): string[] {
  return [
    '  <details><summary>Details</summary>',
    '',
    '  ```text',
    '  because  statement 0 has no condition on aws:MultiFactorAuthPresent',
    '  fix      add a condition',
    `  see      ${page}`,
    '  ```',
    '',
    '  </details>',
    '',
  ];
}

test('without findings it says so', () => {
  expect(markdown(reportOf(role()))).toBe('## Trust policies: 0 errors, 0 warnings, 0 info in 1 role\n');
});

test('what was not checked, what should be removed and what was left out', () => {
  const report = buildReport([role({ internalError: 'it broke' })], '1', {
    unseen: [{ source: { file: 't.json' }, what: 'the nested stack "Child"', because: 'it is elsewhere' }],
    stale: [{ rule: 'mfa-required', role: 'Gone', reason: 'agreed', because: 'no role has it' }],
    selection: { rules: ['mfa-required'], notShown: { error: 1, warning: 0, info: 0 } },
  });
  expect(markdown(report)).toBe([
    '## Trust policies: 0 errors, 0 warnings, 0 info in 1 role',
    '### Not checked',
    '- `Audit`, `cdk.out/Stack.template.json`: cdk-secure-trust failed on this trust policy: it broke\n'
      + '- the nested stack `"Child"`, because it is elsewhere (`t.json`)',
    '### Acceptances to remove',
    '- **warning** stale-acceptance: mfa-required is accepted for Gone, but no role has it: remove the acceptance from the settings file',
    'Shown: findings of mfa-required. Not shown: 1 error, 0 warnings, 0 info.',
  ].join('\n\n') + '\n');
});

const HOSTILE = '</code></details>`| ```\n# x\n\n<script>@octocat #1 https://evil.example <!--';

test('the details are inside the item, and hostile names are text everywhere', () => {
  const report = buildReport([
    role({
      source: { file: HOSTILE, constructPath: HOSTILE },
      account: HOSTILE,
      findings: [
        finding({ message: HOSTILE, because: HOSTILE, fix: HOSTILE, statement: { index: 0, sid: HOSTILE } }),
        finding({ message: HOSTILE, acknowledged: { reason: HOSTILE } }),
      ],
    }),
    role({ source: { roleName: HOSTILE }, internalError: HOSTILE }),
  ], '1', {
    unseen: [{ source: { file: HOSTILE }, what: HOSTILE, because: HOSTILE }],
    stale: [{ rule: 'mfa-required', role: HOSTILE, reason: HOSTILE, because: HOSTILE }],
  });
  const html = htmlOf(markdown(report));
  expect(html.match(/<li>\n?<p><strong>error<\/strong>[^]*?<details>[^]*?<pre>[^]*?<\/pre>\n<\/details>\n<\/li>/)).not.toBeNull();
  const outside = outsideOfCode(markdown(report));
  expect(outside).not.toMatch(/script|octocat|#1|evil|`|\||<!--/);
  expect(outside.match(/<details>/g)).toHaveLength(1);
  expect(outside.match(/<h[1-6]>/g)).toEqual(['<h2>', '<h3>', '<h3>', '<h3>', '<h3>', '<h3>']);
});

test('of very many findings the ten worst are shown, with the number of the others', () => {
  const roles = Array.from({ length: 300 }, (_, n) => (
    role({ source: { roleName: `role-${n}` }, findings: [finding({ message: `m${n % 20}` })] })
  ));
  const printed = markdown(reportOf(...roles));
  expect(printed).toContain('### The 10 worst findings');
  expect(printed.match(/^- \*\*error\*\* \[/gm)).toHaveLength(10);
  expect(printed).toContain('  - and 5 more\n');
  expect(printed).toContain('- **error** mfa-required: 300 in 300 roles');
  expect(printed).toContain('**Not shown:** findings other than the ten worst');
});

test('it fits into a comment, however long the texts are, and says what was cut', () => {
  const long = `${'<`@x '.repeat(4_000)}`;
  const roles = Array.from({ length: 50 }, (_, n) => role({
    source: { file: long, roleName: `${n}${long}` },
    account: `${n}${long}`,
    findings: [finding({ message: `${n} ${long}`, because: long, fix: long })],
  }));
  const printed = renderReportAsMarkdown(reportOf(...roles), (index) => roles[index]);
  expect(printed.length).toBeLessThan(65_000);
  expect(printed).toMatch(/\*\*Cut:\*\* \d+ more findings are not shown, and the details of \d+ findings are not shown/);
});
