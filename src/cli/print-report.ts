/** Prints the report of `check` in the format that was asked for. */
import { CommandIo } from './command-io';
import { FixesInFiles } from './fixes-in-files';
import { JudgedRoles } from './judged-roles';
import { wantsColour } from '../findings/renderers/palette';
import { reportAsCsvPieces } from '../findings/renderers/render-csv';
import { reportAsJsonPieces } from '../findings/renderers/render-json';
import { renderReportAsMarkdown } from '../findings/renderers/render-markdown';
import { renderOverviewAsText } from '../findings/renderers/render-overview';
import { reportAsSarifPieces } from '../findings/renderers/render-sarif';
import { renderReportAsText } from '../findings/renderers/render-text';
import { FindingReport, RoleReport, TrustReport } from '../findings/renderers/report';
import { hasManyFindings } from '../findings/renderers/worst-findings';
import { LinesOfRoles } from '../input/lines-of-roles';

export const FORMATS = ['text', 'summary', 'json', 'sarif', 'markdown', 'csv'] as const;

export type Format = typeof FORMATS[number];

export function printReport(report: TrustReport, judged: JudgedRoles, format: Format, { stdout, environment }: CommandIo): void {
  const withAllFixes = () => ({ ...report, roles: [...judged.allWithFixes()] });
  const isColoured = wantsColour(stdout.isTerminal, environment);
  const overview = () => renderOverviewAsText(report, isColoured, (index) => judged.withFixes(index));
  switch (format) {
    case 'json': return stdout.writePieces(reportAsJsonPieces(report, withReasons(judged.allWithFixes())));
    case 'csv': return stdout.writePieces(reportAsCsvPieces(report, judged.allWithFixes()));
    case 'sarif': {
      const lines = new LinesOfRoles();
      const fixes = new FixesInFiles();
      return stdout.writePieces(reportAsSarifPieces(report, judged.allWithFixes(), {
        lineOf: (source) => lines.of(source),
        replacementOf: (roleIndex, fix) => fixes.of(judged.roleAt(roleIndex), fix),
      }));
    }
    case 'markdown': return stdout.write(renderReportAsMarkdown(report, (index) => judged.withFixes(index)));
    case 'summary': return stdout.write(overview());
    case 'text': return stdout.write(hasManyFindings(report) ? overview() : renderReportAsText(withAllFixes(), isColoured));
  }
}

/** Programs find `fixes` in each finding. Those of accepted ones are not worked out. */
function* withReasons(roles: Iterable<RoleReport>): Generator<RoleReport> {
  for (const role of roles) {
    const { findings } = role;
    yield findings.some(({ acknowledged }) => acknowledged) ? { ...role, findings: findings.map(withReason) } : role;
  }
}

function withReason(finding: FindingReport): FindingReport {
  const { acknowledged, fixes = [], status } = finding;
  if (!acknowledged) return finding;
  const noFix = status === 'baseline'
    ? 'the baseline accepts it: cdk-secure-trust fix works out how to fix it' : 'it is accepted, so nothing has to be changed';
  return { ...finding, fixes, noFix };
}
