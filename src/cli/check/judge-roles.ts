/** Every role through every rule: from what the inputs hold to what a report says. */
import { Progress } from './progress';
import { AuditSettings, JudgedFinding, judgedFindings, RoleAudit } from '../../assessment/assess';
import { AuditMemory } from '../../assessment/audit-memory';
import { auditSharedExternalIds } from '../../assessment/shared-external-ids';
import { auditAndSummarize, NOTHING_KNOWN, TrustSummary } from '../../assessment/summarize';
import { Waiver } from '../../cloudformation/waivers';
import { crashInWords } from '../../findings/crash';
import { FindingReport, RoleReport } from '../../findings/renderers/report';
import { nameOf } from '../../findings/renderers/role-name';
import { InputRole } from '../input/input-role';

/** In the order of the roles. */
export function judgeRoles(roles: readonly InputRole[], settings: AuditSettings, progress: Progress): RoleReport[] {
  const memory = new AuditMemory((subject) => auditAndSummarize(subject, settings));
  const judged = roles.map((role, index) => {
    progress.show(index, roles.length);
    return judge(role, settings, memory);
  });
  progress.end();
  const shared = auditSharedExternalIds(
    judged.map(({ role, audited }) => ({ externalIds: audited?.externalIds, name: () => nameOf(role.source), subject: () => role })),
    settings,
  );
  return judged.map(({ role, audited, findings, internalError }, index) => ({
    source: role.source,
    account: role.account ?? null,
    summary: audited?.summary ?? NOTHING_KNOWN,
    findings: [
      ...findings.map(findingReport),
      ...shared[index].map((finding) => findingReport({ finding, acknowledgement: waiverOf(finding.ruleId, role.waivers) })),
    ],
    internalError,
  }));
}

interface Audited extends RoleAudit {
  readonly summary: TrustSummary;
}

interface JudgedRole {
  readonly role: InputRole;
  readonly audited?: Audited;
  readonly findings: readonly JudgedFinding[];
  readonly internalError?: string;
}

/** A defect of a rule must not take the verdicts about all other roles along with it. */
function judge(role: InputRole, settings: AuditSettings, memory: AuditMemory<Audited>): JudgedRole {
  try {
    // A document inside of another template is no plain JSON: values of the outer template are in it.
    const audited = role.source.inside === undefined ? memory.resultOf(role) : auditAndSummarize(role, settings);
    return { role, audited, findings: judgedFindings(audited, settings, (ruleId) => waiverOf(ruleId, role.waivers)) };
  } catch (error) {
    return { role, findings: [], internalError: crashInWords(error) };
  }
}

function waiverOf(ruleId: string, waivers: readonly Waiver[]): Waiver | undefined {
  return waivers.find(({ rule }) => rule === ruleId);
}

function findingReport({ finding, acknowledgement }: JudgedFinding): FindingReport {
  return { ...finding, acknowledged: acknowledgement && { reason: acknowledgement.reason } };
}
