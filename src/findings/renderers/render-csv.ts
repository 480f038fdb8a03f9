/**
 * A report as CSV, for spreadsheets: one line for each finding of each role, and one for each place that was not checked.
 *
 * See https://www.rfc-editor.org/rfc/rfc4180 and https://owasp.org/www-community/attacks/CSV_Injection
 */
import { inOneLine } from './printable';
import { FindingReport, RoleReport, SourceReport, TrustReport } from './report';
import { STALE_ACCEPTANCE_RULE, staleInWords } from './stale-acceptance';
import { nameOfRole } from '../role-source';
import { describeStatement, describeWitness } from '../wording';

/** In the order of the columns. New ones can be added at the end. */
const COLUMNS = [
  'status', 'level', 'severity', 'rule', 'also', 'account', 'role', 'message', 'because', 'statement', 'witness', 'fix', 'reason', 'file',
  'construct path', 'logical id', 'role name', 'address', 'docs',
] as const;

type Row = Partial<Readonly<Record<typeof COLUMNS[number], string>>>;

/** @param roles those of the report; with more about them where that is not to be kept */
export function* reportAsCsvPieces({ unseen = [], staleAcceptances = [] }: TrustReport, roles: Iterable<RoleReport>): Generator<string> {
  yield record(COLUMNS);
  for (const role of roles) {
    const place = columnsOf(role.source, role.account);
    for (const finding of role.findings) yield line({ ...place, ...columnsOfFinding(finding) });
    // What was not checked is not safe: a list without it would say so.
    if (role.internalError !== undefined) yield line({ ...place, status: 'not checked', level: 'error', message: role.internalError });
  }
  for (const { source, what, because } of unseen) {
    yield line({ ...columnsOf(source, null), status: 'not checked', message: what, because });
  }
  for (const stale of staleAcceptances) {
    const { reason } = stale;
    yield line({ status: 'open', level: 'warning', rule: STALE_ACCEPTANCE_RULE, message: staleInWords(stale), reason });
  }
}

function columnsOf(source: SourceReport, account: string | null): Row {
  const { file, constructPath, logicalId, roleName, address } = source;
  return {
    'account': account ?? undefined,
    'role': nameOfRole(source),
    file,
    'construct path': constructPath,
    'logical id': logicalId,
    'role name': roleName,
    address,
  };
}

function columnsOfFinding(finding: FindingReport): Row {
  const { level, severity, ruleId, also, message, because, statement, witness, fix, acknowledged, docs } = finding;
  return {
    status: finding.status,
    level,
    severity: severity.toFixed(1),
    rule: ruleId,
    also: also?.join(' '),
    message,
    because,
    statement: statement && describeStatement(statement),
    witness: witness && describeWitness(witness),
    fix,
    reason: acknowledged?.reason,
    docs,
  };
}

function line(row: Row): string {
  return record(COLUMNS.map((column) => row[column] ?? ''));
}

function record(values: readonly string[]): string {
  return `${values.map(cell).join(',')}\r\n`;
}

/** A spreadsheet puts what is beyond 32,767 characters into further rows. */
const MOST_CHARACTERS = 32_000;

function cell(value: string): string {
  const text = withoutFormulas(inOneLine(value.replace(/\n */g, ' / ')));
  const shown = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}...` : text;
  return /[",]/.test(shown) ? `"${shown.replace(/"/g, '""')}"` : shown;
}

/**
 * A cell that begins like a formula is a formula to a spreadsheet, so it gets an apostrophe. In some countries the semicolon separates
 * cells, so what follows one can be a cell too.
 */
function withoutFormulas(text: string): string {
  return text.replace(/(^|;)(?=[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20])/g, '$1\'');
}
