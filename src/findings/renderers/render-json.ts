/** A report as one JSON document. */
import { printable } from './printable';
import { TrustReport } from './report';

export function renderReportAsJson(report: TrustReport): string {
  return [...reportAsJsonPieces(report, report.roles)].join('');
}

const NO_ROLES = '"roles": []';

/**
 * The same, piece by piece: a report about very many roles is longer than the memory that they take.
 *
 * @param roles those of the report; with more about them where that is not to be kept
 */
export function* reportAsJsonPieces(report: TrustReport, roles: Iterable<TrustReport['roles'][number]>): Generator<string> {
  const around = jsonDocument({ ...report, roles: [] });
  const start = around.indexOf(NO_ROLES);
  yield `${around.slice(0, start)}"roles": [`;
  let separator = '';
  for (const role of roles) {
    yield printable(`${separator}\n    ${JSON.stringify(role, undefined, 2).replace(/\n/g, '\n    ')}`);
    separator = ',';
  }
  yield `${separator === '' ? '' : '\n  '}]${around.slice(start + NO_ROLES.length)}`;
}

/** Ends with a line break, as text files do. Safe to print to a terminal, whatever names it contains. */
export function jsonDocument(value: unknown): string {
  return printable(`${JSON.stringify(value, undefined, 2)}\n`);
}
