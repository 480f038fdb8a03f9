/** A report for people: the findings, role by role, and one line that sums them up. */
import { Paint, paintFor } from './palette';
import { inOneLine, printable } from './printable';
import { FindingReport, RoleReport, TrustReport, UnseenReport } from './report';
import { nameOf } from './role-name';
import { describeStatement, describeWitness } from '../findings/wording';

/** Roles without findings are counted, not listed. */
export function renderReportAsText(report: TrustReport, isColoured: boolean): string {
  const paint = paintFor(isColoured);
  const told = report.roles.filter(({ findings, internalError }) => findings.length > 0 || internalError !== undefined);
  const unseen = (report.unseen ?? []).map((place) => unseenLine(place, paint));
  const blocks = [...told.map((role) => roleBlock(role, paint)), ...(unseen.length === 0 ? [] : [unseen.join('\n')]), summaryLine(report, paint)];
  return `${blocks.join('\n\n')}\n`;
}

function roleBlock(role: RoleReport, paint: Paint): string {
  const heading = paint('bold', inOneLine(nameOf(role.source))) + (role.account === null ? '' : ` in account ${role.account}`);
  const file = role.source.file === undefined ? [] : [`  ${paint('dim', inOneLine(shownFile(role.source.file)))}`];
  const open = role.findings.filter(({ acknowledged }) => acknowledged === undefined);
  const accepted = role.findings.filter(({ acknowledged }) => acknowledged !== undefined);
  return [
    heading,
    ...file,
    ...open.map((finding) => findingBlock(finding, paint)),
    ...accepted.map((finding) => acceptedLine(finding, paint)),
    ...(role.internalError === undefined ? [] : [`  ${paint('red', 'error')} this tool failed on the trust policy, so nothing is known about it: ${inOneLine(role.internalError)}`]),
  ].join('\n');
}

function shownFile(file: string): string {
  return file === '-' ? 'standard input' : file;
}

const COLOURS = { error: 'red', warning: 'yellow', info: 'blue' } as const;

function findingBlock({ ruleId, level, message, because, statement, witness, fix, docs }: FindingReport, paint: Paint): string {
  const details: [string, string][] = [
    ...(statement === undefined ? [] : [['where', describeStatement(statement)] as [string, string]]),
    ['because', because],
    ...(witness === undefined ? [] : [['witness', describeWitness(witness)] as [string, string]]),
    ['fix', fix],
    ['see', docs],
  ];
  const lines = details.map(([name, text]) => `    ${paint('dim', name.padEnd(8))} ${printable(text).replace(/\n/g, `\n${' '.repeat(13)}`)}`);
  return [`  ${paint(COLOURS[level], level)} ${paint('bold', ruleId)}: ${inOneLine(message)}`, ...lines].join('\n');
}

function acceptedLine({ ruleId, message, acknowledged }: FindingReport, paint: Paint): string {
  return `  ${paint('green', 'accepted')} ${ruleId}: ${inOneLine(message)} (${inOneLine(acknowledged?.reason ?? '')})`;
}

function unseenLine({ source, what, because }: UnseenReport, paint: Paint): string {
  return `${paint('yellow', 'not judged:')} ${inOneLine(what)}, because ${inOneLine(because)} (${inOneLine(shownFile(source.file ?? ''))})`;
}

function summaryLine({ roles, counts }: TrustReport, paint: Paint): string {
  const accepted = roles.flatMap(({ findings }) => findings).filter(({ acknowledged }) => acknowledged !== undefined).length;
  const found = [
    paint(counts.error > 0 ? 'red' : 'green', counted(counts.error, 'error')),
    counted(counts.warning, 'warning'),
    `${counts.info} info`,
    ...(accepted > 0 ? [`${accepted} accepted`] : []),
  ];
  return `${roles.length === 0 ? 'no roles' : counted(roles.length, 'role')}: ${found.join(', ')}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
