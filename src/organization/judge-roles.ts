/** Judges roles as `check` does: the same rules, levels and acceptances. One role that cannot be judged does not hide the others. */
import { acceptanceOf, Acceptances, dayInUtc } from '../assessment/acceptances';
import { auditRole, judgedFindings, RoleAudit } from '../assessment/assess';
import { AuditMemory } from '../assessment/audit-memory';
import type { SettingsOfFile } from '../assessment/settings-file';
import { auditSharedExternalIds } from '../assessment/shared-external-ids';
import { crashInWords } from '../findings/crash';
import { Finding } from '../findings/finding';
import { nameOfRole } from '../findings/role-source';
import { severityOf } from '../findings/severity';
import { InputRole } from '../input/input-role';

export interface JudgedRole {
  readonly role: InputRole;
  /** Those that nobody accepted, the worst first. */
  readonly findings: readonly Finding[];
  /** Present if the tool itself failed on this role: it counts as unsafe. */
  readonly internalError?: string;
}

export class RoleJudge {
  private readonly memory: AuditMemory<RoleAudit>;

  /** @param now acceptances can end, and a function runs for hours */
  constructor(private readonly settings: SettingsOfFile, private readonly now: () => Date) {
    this.memory = new AuditMemory((subject) => auditRole(subject, settings));
  }

  /** @param roles that are deployed together: they must not trust one ExternalId for different accounts */
  public judge(roles: readonly InputRole[]): JudgedRole[] {
    const acceptances = new Acceptances(this.settings.accept, dayInUtc(this.now()));
    const audits = roles.map((role) => this.audit(role));
    const shared = auditSharedExternalIds(
      audits.map(({ role, audit }) => ({ externalIds: audit?.externalIds, name: () => nameOfRole(role.source), subject: () => role })),
      this.settings,
    );
    return audits.map(({ role, audit, internalError }, index) => {
      if (audit === undefined) return { role, findings: [], internalError };
      const isOpen = (ruleId: string) => acceptanceOf(ruleId, role, acceptances) === undefined;
      const own = judgedFindings(audit, this.settings, (ruleId) => acceptanceOf(ruleId, role, acceptances));
      const open = own.flatMap(({ finding, acknowledgement }) => (acknowledgement === undefined ? [finding] : []));
      return { role, findings: worstFirst([...open, ...shared[index].filter(({ ruleId }) => isOpen(ruleId))]) };
    });
  }

  private audit(role: InputRole): { readonly role: InputRole; readonly audit?: RoleAudit; readonly internalError?: string } {
    try {
      // A document inside another template is not plain JSON: it contains values of the outer template.
      return { role, audit: role.source.inside === undefined ? this.memory.resultOf(role) : auditRole(role, this.settings) };
    } catch (error) {
      return { role, internalError: crashInWords(error) };
    }
  }
}

/** The findings that make the role unsafe. */
export function errorsOf({ findings }: JudgedRole): readonly Finding[] {
  return findings.filter(({ level }) => level === 'error');
}

/** The severity of an error is above that of every warning. */
function worstFirst(findings: readonly Finding[]): Finding[] {
  return [...findings].sort((one, other) => severityOf(other) - severityOf(one));
}
