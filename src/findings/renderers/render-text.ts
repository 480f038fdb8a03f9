/** A report for people: every finding, the worst first, then the totals. */
import { Paint, paintFor } from './palette';
import { RoleReport, TrustReport } from './report';
import { compareRoles, SameFinding, sameFindings } from './same-findings';
import { failureLine, findingBlock, lastLines, placeLines, staleBaselineLine, staleLine, totalsBlocks, unseenLine } from './text-lines';
import { FEW } from './worst-findings';

/** Roles without findings are counted, not listed. */
export function renderReportAsText(report: TrustReport, isColoured: boolean): string {
  const paint = paintFor(isColoured);
  const unseen = report.unseen?.map((place) => unseenLine(place, paint)).join('\n');
  const stale = report.staleAcceptances?.map((acceptance) => staleLine(acceptance, paint)).join('\n');
  const { error, warning, info } = report.counts;
  const blocks = [
    ...failedRoles(report.roles, paint),
    ...findingsByRoles(rolesToShow(report), paint),
    ...[unseen, stale, staleBaselineLine(report, paint)].filter((block) => block !== undefined),
    // The totals of one finding would only say it again.
    ...error + warning + info > 1 ? totalsBlocks(report, paint) : [],
    lastLines(report, paint),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Whatever is wrong with them is not known. */
function failedRoles(roles: readonly RoleReport[], paint: Paint): readonly string[] {
  return [...roles].sort(compareRoles).flatMap((role) => (
    role.internalError === undefined ? [] : [[...placeLines(role, paint), `  ${failureLine(role.internalError, paint)}`].join('\n')]
  ));
}

/** Findings about the same roles are in one block if no other finding comes between them. */
function findingsByRoles(reports: readonly RoleReport[], paint: Paint): readonly string[] {
  const blocks: string[][] = [];
  let before: SameFinding['roles'] | undefined;
  for (const same of sameFindings(reports)) {
    const isSameRoles = before?.length === same.roles.length && before.every((role, index) => role === same.roles[index]);
    if (!isSameRoles) blocks.push(same.roles.flatMap((role) => placeLines(role, paint)));
    blocks[blocks.length - 1].push(...linesOf(same, paint));
    before = same.roles;
  }
  return blocks.map((lines) => lines.join('\n'));
}

function linesOf({ finding, roles: [first], namesAccount }: SameFinding, paint: Paint): readonly string[] {
  const note = `    ${paint('dim', `as it reads for account ${first.account}; for the others, their own account is in its place`)}`;
  return [findingBlock(finding, paint), ...namesAccount ? [note] : []];
}

/** Nobody would read a long list of what a baseline accepts: it is only counted. */
function rolesToShow({ roles, countsAccepted }: TrustReport): TrustReport['roles'] {
  if (countsAccepted.baseline <= FEW) return roles;
  return roles.map((role) => ({ ...role, findings: role.findings.filter(({ status }) => status !== 'baseline') }));
}
