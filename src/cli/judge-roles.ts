/** Checks all roles of the inputs with all rules, for a report. */
import { InputRole } from './input/input-role';
import { Progress } from './progress';
import { AuditSettings, JudgedFinding, judgedFindings, RoleAudit } from '../assessment/assess';
import { AuditMemory } from '../assessment/audit-memory';
import { auditSharedExternalIds } from '../assessment/shared-external-ids';
import { auditAndSummarize, NOTHING_KNOWN, TrustSummary } from '../assessment/summarize';
import { Waiver } from '../cloudformation/waivers';
import { crashInWords } from '../findings/crash';
import { reportFinding, reportSource, RoleReport } from '../findings/renderers/report';
import { nameOfRole } from '../findings/role-source';
import { withFixes } from '../remedies/findings-with-fixes';

/** In the order of the roles. */
export function judgeRoles(roles: readonly InputRole[], settings: AuditSettings, progress: Progress): RoleReport[] {
  const memory = new AuditMemory((subject) => auditAndSummarize(subject, settings));
  const judged = roles.map((role, index) => {
    progress.show(index, roles.length);
    return auditInputRole(role, settings, memory);
  });
  progress.end();
  const shared = auditSharedExternalIds(
    judged.map(({ role, audited }) => ({ externalIds: audited?.externalIds, name: () => nameOfRole(role.source), subject: () => role })),
    settings,
  );
  return judged.map(({ role, audited, findings, internalError }, index) => ({
    source: reportSource(role.source),
    account: role.source.account ?? null,
    summary: audited?.summary ?? NOTHING_KNOWN,
    findings: [
      ...findings.map(({ finding, acknowledgement }) => reportFinding(finding, acknowledgement)),
      ...shared[index].map((finding) => reportFinding(finding, waiverOf(finding.ruleId, role.waivers))),
    ],
    internalError,
  }));
}

interface Audited extends RoleAudit {
  readonly summary: TrustSummary;
}

interface AuditedRole {
  readonly role: InputRole;
  readonly audited?: Audited;
  readonly findings: readonly JudgedFinding<Waiver>[];
  readonly internalError?: string;
}

/** A bug in a rule must not prevent the check of all other roles. */
function auditInputRole(role: InputRole, settings: AuditSettings, memory: AuditMemory<Audited>): AuditedRole {
  try {
    // A document inside another template is not plain JSON: it contains values of the outer template.
    const audited = role.source.inside === undefined ? memory.resultOf(role) : auditAndSummarize(role, settings);
    const findings = judgedFindings(audited, settings, (ruleId) => waiverOf(ruleId, role.waivers));
    return { role, audited, findings: withFixes(findings, role, settings) };
  } catch (error) {
    return { role, findings: [], internalError: crashInWords(error) };
  }
}

function waiverOf(ruleId: string, waivers: readonly Waiver[]): Waiver | undefined {
  return waivers.find(({ rule }) => rule === ruleId);
}
