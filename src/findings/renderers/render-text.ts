/** A report for people: the findings of each role, and a summary in one line. */
import { inColumns, LABEL_WIDTH, linesOfFinding } from './finding-layout';
import { Paint, paintFor } from './palette';
import { inOneLine } from './printable';
import { FindingReport, RoleReport, StaleAcceptanceReport, TrustReport, UnseenReport } from './report';
import { STALE_ACCEPTANCE_RULE, staleInWords } from './stale-acceptance';
import { nameOfRole } from '../role-source';

/** Roles without findings are counted, not listed. */
export function renderReportAsText(report: TrustReport, isColoured: boolean): string {
  const paint = paintFor(isColoured);
  const shown = report.roles.filter(({ findings, internalError }) => findings.length > 0 || internalError !== undefined);
  const unseen = report.unseen?.map((place) => unseenLine(place, paint)).join('\n');
  const stale = report.staleAcceptances?.map((acceptance) => staleLine(acceptance, paint)).join('\n');
  const blocks = [
    ...shown.map((role) => roleBlock(role, paint)),
    ...[unseen, stale].filter((block) => block !== undefined),
    summaryLine(report, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function roleBlock({ source, account, findings, internalError }: RoleReport, paint: Paint): string {
  const heading = paint('bold', inOneLine(nameOfRole(source))) + (account === null ? '' : ` in account ${account}`);
  return [
    heading,
    ...source.file === undefined ? [] : [`  ${paint('dim', inOneLine(shownFile(source.file)))}`],
    ...findings.filter(({ acknowledged }) => !acknowledged).map((finding) => findingBlock(finding, paint)),
    ...findings.filter(({ acknowledged }) => acknowledged).map((finding) => acceptedLine(finding, paint)),
    ...internalError === undefined ? [] : [failureLine(internalError, paint)],
  ].join('\n');
}

function failureLine(internalError: string, paint: Paint): string {
  return `  ${paint('red', 'error')} cdk-secure-trust failed on this trust policy, so it was not checked: ${inOneLine(internalError)}`;
}

function shownFile(file: string): string {
  return file === '-' ? 'standard input' : file;
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'blue' } as const;

function findingBlock(finding: FindingReport, paint: Paint): string {
  const { level, ruleId, message } = finding;
  const columns = { indent: 4, labelWidth: LABEL_WIDTH, paintLabel: (label: string) => paint('dim', label) };
  return [
    `  ${paint(COLOURS[level], level)} ${paint('bold', ruleId)}: ${inOneLine(message)}`,
    ...linesOfFinding(finding).map((line) => inColumns(line, columns)),
  ].join('\n');
}

function acceptedLine({ ruleId, message, acknowledged }: FindingReport, paint: Paint): string {
  return `  ${paint('green', 'accepted')} ${ruleId}: ${inOneLine(message)} (${inOneLine(acknowledged?.reason ?? '')})`;
}

function unseenLine({ source, what, because }: UnseenReport, paint: Paint): string {
  const file = inOneLine(shownFile(source.file ?? ''));
  return `${paint('yellow', 'not checked:')} ${inOneLine(what)}, because ${inOneLine(because)} (${file})`;
}

function staleLine(acceptance: StaleAcceptanceReport, paint: Paint): string {
  return `${paint(COLOURS.warning, 'warning')} ${paint('bold', STALE_ACCEPTANCE_RULE)}: ${inOneLine(staleInWords(acceptance))}`;
}

function summaryLine({ roles, counts }: TrustReport, paint: Paint): string {
  const accepted = roles.flatMap(({ findings }) => findings).filter(({ acknowledged }) => acknowledged).length;
  const found = [
    paint(counts.error > 0 ? 'red' : 'green', counted(counts.error, 'error')),
    counted(counts.warning, 'warning'),
    `${counts.info} info`,
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
  ];
  return `${roles.length === 0 ? 'no roles' : counted(roles.length, 'role')}: ${found.join(', ')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
