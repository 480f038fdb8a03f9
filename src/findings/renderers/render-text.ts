/** A report for people: the findings of each role, and a summary in one line. */
import { paintFor } from './palette';
import { TrustReport } from './report';
import { roleBlock, staleLine, summaryLine, unseenLine } from './text-lines';

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
