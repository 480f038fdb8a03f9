/** A report in Markdown, for a comment on a pull request and for the summary of a job. */
import { inColumns, LABEL_WIDTH, linesOfFinding } from './finding-layout';
import { codeBlock, fittingItems, MarkdownItem, nameAsCode, sentence } from './markdown';
import { FindingReport, isOpen, RoleReport, TrustReport } from './report';
import { SameFinding, sameFindings } from './same-findings';
import { STALE_ACCEPTANCE_RULE, staleInWords } from './stale-acceptance';
import { counted, countsInWords, selectionInWords, shortened } from './text-lines';
import { totalsByAccount, totalsByRule } from './totals';
import { hasManyFindings, worstFindings } from './worst-findings';
import { nameOfRole } from '../role-source';

/** Of a list that can be of any length. */
const MOST_PLACES = 10;
const MOST_NOTES = 10;
const MOST_ACCOUNTS = 10;

/**
 * All findings, or of very many the worst; the worst first. Findings that say the same are said once.
 *
 * @param withFixes the role at an index of the report, with the fixes for its findings
 */
export function renderReportAsMarkdown(report: TrustReport, withFixes: (index: number) => RoleReport): string {
  const hasMany = hasManyFindings(report);
  const found = hasMany ? worstOfMany(report, withFixes) : sameFindings(report.roles.map((_, index) => withFixes(index)));
  const head = [`## Trust policies: ${countsInWords(report.counts)} in ${counted(report.roles.length, 'role')}`];
  const tail = [...notChecked(report), ...totals(report), ...report.selection ? [selectionInWords(report.selection)] : []];
  const heading = found.length === 0 ? [] : [hasMany ? `### The ${found.length} worst findings` : '### Findings'];
  const items = found.length === 0 ? [] : fittingItems(found.map(itemOf), [...head, ...heading, ...tail], 'findings');
  const others = hasMany ? ['**Not shown:** findings other than the ten worst. The formats csv, json and sarif have all of them.'] : [];
  return `${[...head, ...heading, ...items, ...others, ...tail].map((block) => block.trimEnd()).join('\n\n')}\n`;
}

function worstOfMany(report: TrustReport, withFixes: (index: number) => RoleReport): SameFinding[] {
  return worstFindings(report).map(([first, ...others]) => {
    const role = withFixes(first.role);
    const elsewhere = [...new Set(others.map((place) => place.role))].filter((index) => index !== first.role);
    return { finding: role.findings[first.finding], roles: [role, ...elsewhere.map((index) => report.roles[index])], namesAccount: false };
  });
}

function itemOf({ finding, roles, namesAccount }: SameFinding): MarkdownItem {
  const { ruleId, docs, message, acknowledged } = finding;
  const places = shortened(roles.slice(0, MOST_PLACES).map(placeOf), roles.length);
  const reason = acknowledged === undefined ? '' : ` (accepted: ${sentence(acknowledged.reason)})`;
  const [first] = roles;
  return {
    lines: [`- ${labelOf(finding)} [${ruleId}](${docs}): ${sentence(message)}${reason}`, ...places.map((place) => `  - ${place}`)],
    details: isOpen(finding) ? [
      ...codeBlock(linesOfFinding(finding).map((line) => inColumns(line, { indent: 0, labelWidth: LABEL_WIDTH })).join('\n')),
      ...namesAccount ? ['', `As it reads for account ${nameAsCode(first.account ?? '')}; for the others, their own is in its place.`] : [],
    ] : [],
  };
}

function labelOf(finding: FindingReport): string {
  return isOpen(finding) ? `**${finding.level}**` : finding.status;
}

function placeOf({ source, account }: Pick<RoleReport, 'source' | 'account'>): string {
  const name = nameAsCode(nameOfRole(source)) + (account === null ? '' : ` in account ${nameAsCode(account)}`);
  return source.file === undefined ? name : `${name}, ${source.file === '-' ? 'standard input' : nameAsCode(source.file)}`;
}

/** What is not known is not safe, so it stands before the totals. */
function notChecked({ roles, unseen = [], staleAcceptances = [] }: TrustReport): string[] {
  const failed = roles.flatMap((role) => (role.internalError === undefined ? [] : [
    `${placeOf(role)}: cdk-secure-trust failed on this trust policy: ${sentence(role.internalError)}`,
  ]));
  const hidden = unseen.map(({ source, what, because }) => (
    `${sentence(what)}, because ${sentence(because)} (${nameAsCode(source.file ?? '')})`
  ));
  const stale = staleAcceptances.map((each) => `**warning** ${STALE_ACCEPTANCE_RULE}: ${sentence(staleInWords(each))}`);
  return [
    ...listed('### Not checked', [...failed, ...hidden], MOST_NOTES),
    ...listed('### Acceptances to remove', stale, MOST_NOTES),
  ];
}

function totals(report: TrustReport): string[] {
  const rules = totalsByRule(report).map(({ level, ruleId, findings, roles }) => (
    `**${level}** ${ruleId}: ${findings} in ${counted(roles, 'role')}`
  ));
  const accounts = totalsByAccount(report).map(({ account, ...counts }) => (
    `${account === null ? 'not known' : nameAsCode(account)}: ${countsInWords(counts)}`
  ));
  return [...listed('### Findings by rule', rules, rules.length), ...listed('### Findings by account', accounts, MOST_ACCOUNTS)];
}

function listed(heading: string, lines: readonly string[], most: number): string[] {
  return lines.length === 0 ? [] : [heading, shortened(lines.slice(0, most), lines.length).map((line) => `- ${line}`).join('\n')];
}
