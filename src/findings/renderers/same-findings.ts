/**
 * Findings that say the same about several roles, as the roles of several Stages and accounts do: what people read says them once, and
 * lists the roles. Other programs get every finding of every role.
 */
import { linesOfFinding } from './finding-layout';
import { FindingReport, isOpen, RoleReport } from './report';
import { nameOfRole } from '../role-source';

export interface SameFinding {
  /** In the words for the first role. */
  readonly finding: FindingReport;
  /** By name. */
  readonly roles: readonly [RoleReport, ...RoleReport[]];
  /** Do the words name the account of the role, which is another one for the other roles? */
  readonly namesAccount: boolean;
}

/** The worst first, then by the name of the first role; accepted findings come last. */
export function sameFindings(reports: readonly RoleReport[]): SameFinding[] {
  const byName = [...reports].sort(compareRoles);
  const groups = new Map<string, { finding: FindingReport; roles: [RoleReport, ...RoleReport[]]; words: Set<string> }>();
  for (const role of byName) {
    for (const finding of role.findings) {
      const words = wordsOf(finding);
      const key = role.account === null ? words : words.replaceAll(role.account, '<own account>');
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, { finding, roles: [role], words: new Set([words]) });
        continue;
      }
      group.words.add(words);
      if (!group.roles.includes(role)) group.roles.push(role);
    }
  }
  const found = [...groups.values()].map(({ finding, roles, words }) => ({ finding, roles, namesAccount: words.size > 1 }));
  return found.sort((one, other) => (
    severityToShow(other.finding) - severityToShow(one.finding) || compareRoles(one.roles[0], other.roles[0])
  ));
}

/** Everything that is shown. */
function wordsOf(finding: FindingReport): string {
  const { level, ruleId, message, acknowledged } = finding;
  return JSON.stringify([level, ruleId, message, acknowledged?.reason, linesOfFinding(finding)]);
}

function severityToShow(finding: FindingReport): number {
  return isOpen(finding) ? finding.severity : -1;
}

/** By name, then by account. The order does not depend on the language of the machine. */
export function compareRoles(one: RoleReport, other: RoleReport): number {
  return compareTexts(nameOfRole(one.source), nameOfRole(other.source)) || compareTexts(one.account ?? '', other.account ?? '');
}

function compareTexts(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
