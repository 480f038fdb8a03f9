/** A report for people: the findings of each role, and a summary in one line. */
import { paintFor } from './palette';
import { TrustReport } from './report';
import { roleBlock, staleBaselineLine, staleLine, summaryLine, unseenLine } from './text-lines';
import { FEW } from './worst-findings';

/** Roles without findings are counted, not listed. */
export function renderReportAsText(report: TrustReport, isColoured: boolean): string {
  const paint = paintFor(isColoured);
  const shown = rolesToShow(report).filter(({ findings, internalError }) => findings.length > 0 || internalError !== undefined);
  const unseen = report.unseen?.map((place) => unseenLine(place, paint)).join('\n');
  const stale = report.staleAcceptances?.map((acceptance) => staleLine(acceptance, paint)).join('\n');
  const blocks = [
    ...shown.map((role) => roleBlock(role, paint)),
    ...[unseen, stale, staleBaselineLine(report, paint)].filter((block) => block !== undefined),
    summaryLine(report, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Nobody would read a long list of what a baseline accepts: it is only counted. */
function rolesToShow({ roles, countsAccepted }: TrustReport): TrustReport['roles'] {
  if (countsAccepted.baseline <= FEW) return roles;
  return roles.map((role) => ({ ...role, findings: role.findings.filter(({ status }) => status !== 'baseline') }));
}
