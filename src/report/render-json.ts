/** A report as one JSON document. */
import { printable } from './printable';
import { TrustReport } from './report';

/** Ends with a line break, as text files do. A name in it does nothing to the terminal it is printed on. */
export function renderReportAsJson(report: TrustReport): string {
  return printable(`${JSON.stringify(report, undefined, 2)}\n`);
}
