/** A report as one JSON document. */
import { jsonPieces } from './json-pieces';
import { TrustReport } from './report';

export function renderReportAsJson(report: TrustReport): string {
  return [...reportAsJsonPieces(report, report.roles)].join('');
}

/**
 * The same, piece by piece: a report about very many roles is longer than the memory that they take.
 *
 * @param roles those of the report; with more about them where that is not to be kept
 */
export function reportAsJsonPieces(report: TrustReport, roles: Iterable<TrustReport['roles'][number]>): Generator<string> {
  return jsonPieces({ ...report, roles: [] }, 'roles', roles);
}
