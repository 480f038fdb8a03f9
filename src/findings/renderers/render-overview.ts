/** A report for people about so many findings that nobody would read them all: the worst ones, and how many there are of which. */
import { compareLevels } from '../level';
import { Paint, paintFor } from './palette';
import { inOneLine } from './printable';
import { FindingReport, RoleReport, TrustReport } from './report';
import { counted, failureLine, headingOf, roleBlock, staleBaselineLine, staleLine, summaryLine, unseenLine } from './text-lines';
import { GroupOfFindings, worstFindings } from './worst-findings';

/** Of a list that can be of any length. */
const MOST_PLACES = 3;
const MOST_ACCOUNTS = 10;
const MOST_NOTES = 10;

/** @param withFixes the role at an index of the report, with the fixes for its findings */
export function renderOverviewAsText(report: TrustReport, isColoured: boolean, withFixes: (index: number) => RoleReport): string {
  const paint = paintFor(isColoured);
  const worst = worstFindings(report);
  const blocks = [
    worst.length === 1 ? 'The worst finding:' : `The ${worst.length} worst findings:`,
    ...worst.map((group) => groupBlock(report, group, withFixes, paint)),
    ...notChecked(report, paint),
    ...[staleBaselineLine(report, paint)].filter((line) => line !== undefined),
    ['Findings by rule:', ...totalsByRule(report, paint)].join('\n'),
    ['Findings by account:', ...totalsByAccount(report)].join('\n'),
    'To see all findings: --format json or --format sarif.',
    summaryLine(report, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function groupBlock(
  { roles }: TrustReport, [first, ...others]: GroupOfFindings, withFixes: (index: number) => RoleReport, paint: Paint,
): string {
  const { findings, ...role } = withFixes(first.role);
  const block = roleBlock({ ...role, findings: [findings[first.finding]] }, paint);
  const elsewhere = new Set(others.map((place) => place.role).filter((each) => each !== first.role));
  if (elsewhere.size === 0) return block;
  const places = [...elsewhere].slice(0, MOST_PLACES).map((index) => headingOf(roles[index]));
  return `${block}\n  the same finding about ${counted(elsewhere.size, 'other role')}: ${shortened(places, elsewhere.size).join(', ')}`;
}

function notChecked({ roles, unseen = [], staleAcceptances = [] }: TrustReport, paint: Paint): string[] {
  const failed = roles.flatMap((role) => (role.internalError === undefined ? [] : [{ ...role, internalError: role.internalError }]));
  const lines = [
    ...failed.slice(0, MOST_NOTES).map((role) => `${headingOf(role)}: ${failureLine(role.internalError, paint)}`),
    ...unseen.slice(0, MOST_NOTES).map((place) => unseenLine(place, paint)),
    ...staleAcceptances.slice(0, MOST_NOTES).map((stale) => staleLine(stale, paint)),
  ];
  return lines.length === 0 ? [] : [shortened(lines, failed.length + unseen.length + staleAcceptances.length).join('\n')];
}

/** Says how many are left out. */
function shortened(shown: readonly string[], all: number): readonly string[] {
  return all > shown.length ? [...shown, `and ${all - shown.length} more`] : shown;
}

/** The highest level first, and within a level the most findings. */
function totalsByRule({ roles }: TrustReport, paint: Paint): string[] {
  const totals = new Map<string, { readonly finding: FindingReport; findings: number; roles: number }>();
  for (const { findings } of roles) {
    const ofRole = new Set<string>();
    for (const finding of openOf(findings)) {
      const key = `${finding.level} ${finding.ruleId}`;
      const total = totals.get(key) ?? { finding, findings: 0, roles: 0 };
      totals.set(key, total);
      total.findings += 1;
      total.roles += ofRole.has(key) ? 0 : 1;
      ofRole.add(key);
    }
  }
  const worstFirst = [...totals.values()].sort((one, other) => (
    compareLevels(other.finding.level, one.finding.level) || other.findings - one.findings
  ));
  const width = Math.max(...worstFirst.map(({ finding }) => finding.ruleId.length));
  return worstFirst.map(({ finding: { level, ruleId }, findings, roles: affected }) => (
    `  ${level.padEnd(7)} ${paint('bold', ruleId.padEnd(width))}  ${findings} in ${counted(affected, 'role')}`
  ));
}

/** The most errors first. */
function totalsByAccount({ roles }: TrustReport): string[] {
  const totals = new Map<string, Record<FindingReport['level'], number>>();
  for (const { account, findings } of roles) {
    for (const { level } of openOf(findings)) {
      const key = account ?? 'not known';
      const total = totals.get(key) ?? { error: 0, warning: 0, info: 0 };
      totals.set(key, total);
      total[level] += 1;
    }
  }
  const worstFirst = [...totals].sort(([, one], [, other]) => (
    other.error - one.error || other.warning - one.warning || other.info - one.info
  ));
  const lines = worstFirst.slice(0, MOST_ACCOUNTS).map(([account, { error, warning, info }]) => (
    `${inOneLine(account)}  ${counted(error, 'error')}, ${counted(warning, 'warning')}, ${info} info`
  ));
  return shortened(lines, totals.size).map((line) => `  ${line}`);
}

function openOf(findings: readonly FindingReport[]): FindingReport[] {
  return findings.filter(({ acknowledged }) => !acknowledged);
}
