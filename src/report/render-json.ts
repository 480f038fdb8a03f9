/** A report as one JSON document. */
import { buildReport, RoleReport } from './report';

/** Ends with a line break, as text files do. */
export function renderReportAsJson(roles: readonly RoleReport[], toolVersion: string): string {
  return `${JSON.stringify(buildReport(roles, toolVersion), undefined, 2)}\n`;
}
