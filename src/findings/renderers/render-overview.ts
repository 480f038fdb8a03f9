/** A report for people about so many findings that nobody would read them all: the worst ones, and how many there are of which. */
import { Paint, paintFor } from './palette';
import { RoleReport, TrustReport } from './report';
import {
  counted, failureLine, findingBlock, headingOf, lastLines, placeLines, shortened, staleBaselineLine, staleLine, totalsBlocks, unseenLine,
} from './text-lines';
import { GroupOfFindings, worstFindings } from './worst-findings';

/** Of a list that can be of any length. */
const MOST_PLACES = 3;
const MOST_NOTES = 10;

/** @param withFixes the role at an index of the report, with the fixes for its findings */
export function renderOverviewAsText(report: TrustReport, isColoured: boolean, withFixes: (index: number) => RoleReport): string {
  const paint = paintFor(isColoured);
  const worst = worstFindings(report);
  const blocks = [
    ...worst.length === 0 ? [] : [worst.length === 1 ? 'The worst finding:' : `The ${worst.length} worst findings:`],
    ...worst.map((group) => groupBlock(report, group, withFixes, paint)),
    ...notChecked(report, paint),
    ...[staleBaselineLine(report, paint)].filter((line) => line !== undefined),
    ...worst.length === 0 ? [] : totalsBlocks(report, paint),
    ...hasMore(report, worst) ? ['To see all findings: --format csv, json or sarif. To see fewer: --rule and --level.'] : [],
    lastLines(report, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function groupBlock(
  { roles }: TrustReport, [first, ...others]: GroupOfFindings, withFixes: (index: number) => RoleReport, paint: Paint,
): string {
  const role = withFixes(first.role);
  const block = [...placeLines(role, paint), findingBlock(role.findings[first.finding], paint)].join('\n');
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

/** Several findings of a group are said once, and that counts as shown. */
function hasMore({ counts }: TrustReport, worst: readonly GroupOfFindings[]): boolean {
  return counts.error + counts.warning + counts.info > worst.length;
}
