/** The parts of a report for people: the findings of a role, what was not checked, and the totals in one line. */
import { inColumns, LABEL_WIDTH, linesOfFinding } from './finding-layout';
import { Paint } from './palette';
import { inOneLine } from './printable';
import { FindingReport, isOpen, RoleReport, SelectionReport, StaleAcceptanceReport, TrustReport, UnseenReport } from './report';
import { STALE_ACCEPTANCE_RULE, staleBaselineInWords, staleInWords } from './stale-acceptance';
import { totalsByAccount, totalsByRule } from './totals';
import { LevelCounts } from '../level';
import { nameOfRole } from '../role-source';
import { listOf } from '../wording';

/** The name of a role and its file, on two lines. */
export function placeLines({ source, account }: Pick<RoleReport, 'source' | 'account'>, paint: Paint): readonly string[] {
  const heading = headingOf({ source, account }, (name) => paint('bold', name));
  return source.file === undefined ? [heading] : [heading, `  ${paint('dim', inOneLine(shownFile(source.file)))}`];
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

/** A finding below the role or the roles that it is about. */
export function findingBlock(finding: FindingReport, paint: Paint): string {
  if (!isOpen(finding)) return acceptedLine(finding, paint);
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

/** Of a list that can be of any length. */
const MOST_ACCOUNTS = 10;

/** How many findings there are of each rule and in each account. */
export function totalsBlocks(report: TrustReport, paint: Paint): readonly string[] {
  const byRule = totalsByRule(report);
  const width = Math.max(...byRule.map(({ ruleId }) => ruleId.length));
  const rules = byRule.map(({ level, ruleId, findings, roles }) => (
    `${level.padEnd(7)} ${paint('bold', ruleId.padEnd(width))}  ${findings} in ${counted(roles, 'role')}`
  ));
  const byAccount = totalsByAccount(report);
  const accounts = byAccount.slice(0, MOST_ACCOUNTS).map(({ account, ...counts }) => (
    `${account === null ? 'not known' : inOneLine(account)}  ${countsInWords(counts)}`
  ));
  return [
    ['Findings by rule:', ...rules].join('\n  '),
    ['Findings by account:', ...shortened(accounts, byAccount.length)].join('\n  '),
  ];
}

export function countsInWords({ error, warning, info }: LevelCounts): string {
  return `${counted(error, 'error')}, ${counted(warning, 'warning')}, ${info} info`;
}

/** Says how many are left out. */
export function shortened(shown: readonly string[], all: number): readonly string[] {
  return all > shown.length ? [...shown, `and ${all - shown.length} more`] : shown;
}

/** What the report is about, if not about everything, and how many roles and findings there are. */
export function lastLines(report: TrustReport, paint: Paint): string {
  const { selection } = report;
  return [...selection ? [selectionInWords(selection)] : [], summaryLine(report, paint)].join('\n');
}

/** `Shown, and failing the check: findings of mfa-required at level warning or error. Not shown: 3 errors, 2 warnings, 1 info.` */
export function selectionInWords({ rules, level, notShown }: SelectionReport): string {
  const levels = { error: ' at level error', warning: ' at level warning or error', info: ' at any level' };
  const shown = `findings${rules === undefined ? '' : ` of ${listOf(rules)}`}${level === undefined ? '' : levels[level]}`;
  return `${level === undefined ? 'Shown' : 'Shown, and failing the check'}: ${shown}. Not shown: ${countsInWords(notShown)}.`;
}

export function staleBaselineLine({ baseline }: TrustReport, paint: Paint): string | undefined {
  if (baseline === undefined || baseline.stale === 0) return undefined;
  const what = staleBaselineInWords(baseline);
  return `${paint(COLOURS.warning, 'warning')} ${paint('bold', STALE_ACCEPTANCE_RULE)}: ${inOneLine(what)}`;
}

/** How many roles and findings there are. */
function summaryLine({ roles, counts, countsAccepted: { accepted, baseline }, staleAcceptances = [] }: TrustReport, paint: Paint): string {
  const found = [
    paint(counts.error > 0 ? 'red' : 'green', counted(counts.error, 'error')),
    counted(counts.warning, 'warning'),
    `${counts.info} info`,
    ...(staleAcceptances.length > 0 ? [counted(staleAcceptances.length, STALE_ACCEPTANCE_RULE)] : []),
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
    ...(baseline > 0 ? [`${baseline} in the baseline`] : []),
  ];
  return `${roles.length === 0 ? 'no roles' : counted(roles.length, 'role')}: ${found.join(', ')}`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
