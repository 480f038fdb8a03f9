/** A report as one JSON document. */
import { printable } from './printable';
import { TrustReport } from './report';

export function renderReportAsJson(report: TrustReport): string {
  return jsonDocument(report);
}

/** Ends with a line break, as text files do. A name in it does nothing to the terminal it is printed on. */
export function jsonDocument(value: unknown): string {
  return printable(`${JSON.stringify(value, undefined, 2)}\n`);
}
