/** The parts of a report for people: the findings of a role, what was not checked, and the totals in one line. */
import { inColumns, LABEL_WIDTH, linesOfFinding } from './finding-layout';
import { Paint } from './palette';
import { inOneLine } from './printable';
import { FindingReport, RoleReport, StaleAcceptanceReport, TrustReport, UnseenReport } from './report';
import { STALE_ACCEPTANCE_RULE, staleBaselineInWords, staleInWords } from './stale-acceptance';
import { nameOfRole } from '../role-source';

/** The name of a role, its file and its findings. */
export function roleBlock({ source, account, findings, internalError }: RoleReport, paint: Paint): string {
  return [
    headingOf({ source, account }, (name) => paint('bold', name)),
    ...source.file === undefined ? [] : [`  ${paint('dim', inOneLine(shownFile(source.file)))}`],
    ...findings.filter(({ acknowledged }) => !acknowledged).map((finding) => findingBlock(finding, paint)),
    ...findings.filter(({ acknowledged }) => acknowledged).map((finding) => acceptedLine(finding, paint)),
    ...internalError === undefined ? [] : [`  ${failureLine(internalError, paint)}`],
  ].join('\n');
}

export function failureLine(internalError: string, paint: Paint): string {
  return `${paint('red', 'error')} cdk-secure-trust failed on this trust policy, so it was not checked: ${inOneLine(internalError)}`;
}

/** `Audit in account 111122223333` */
export function headingOf({ source, account }: Pick<RoleReport, 'source' | 'account'>, paintName = (name: string) => name): string {
  return paintName(inOneLine(nameOfRole(source))) + (account === null ? '' : ` in account ${account}`);
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

function acceptedLine({ ruleId, message, acknowledged, status }: FindingReport, paint: Paint): string {
  const line = `  ${paint('green', status)} ${ruleId}: ${inOneLine(message)}`;
  // The reason is the same for all that the baseline accepts.
  return status === 'baseline' ? line : `${line} (${inOneLine(acknowledged?.reason ?? '')})`;
}

export function unseenLine({ source, what, because }: UnseenReport, paint: Paint): string {
  const file = inOneLine(shownFile(source.file ?? ''));
  return `${paint('yellow', 'not checked:')} ${inOneLine(what)}, because ${inOneLine(because)} (${file})`;
}

export function staleLine(acceptance: StaleAcceptanceReport, paint: Paint): string {
  return `${paint(COLOURS.warning, 'warning')} ${paint('bold', STALE_ACCEPTANCE_RULE)}: ${inOneLine(staleInWords(acceptance))}`;
}

export function staleBaselineLine({ baseline }: TrustReport, paint: Paint): string | undefined {
  if (baseline === undefined || baseline.stale === 0) return undefined;
  const what = staleBaselineInWords(baseline);
  return `${paint(COLOURS.warning, 'warning')} ${paint('bold', STALE_ACCEPTANCE_RULE)}: ${inOneLine(what)}`;
}

/** How many roles and findings there are. */
export function summaryLine({ roles, counts, countsAccepted: { accepted, baseline } }: TrustReport, paint: Paint): string {
  const found = [
    paint(counts.error > 0 ? 'red' : 'green', counted(counts.error, 'error')),
    counted(counts.warning, 'warning'),
    `${counts.info} info`,
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(baseline > 0 ? [`${baseline} in the baseline`] : []),
  ];
  return `${roles.length === 0 ? 'no roles' : counted(roles.length, 'role')}: ${found.join(', ')}`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
