/** A report as one JSON document. */
import { printable } from './printable';
import { TrustReport } from './report';

export function renderReportAsJson(report: TrustReport): string {
  return jsonDocument(report);
}

/** Ends with a line break, as text files do. Safe to print to a terminal, whatever names it contains. */
export function jsonDocument(value: unknown): string {
  return printable(`${JSON.stringify(value, undefined, 2)}\n`);
}
