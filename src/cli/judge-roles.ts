/** Checks all roles of the inputs with all rules, for a report. */
import { InputRole } from './input/input-role';
import { Progress } from './progress';
import { FileAcceptance, Acceptances } from '../assessment/acceptances';
import { AuditSettings, JudgedFinding, judgedFindings, RoleAudit } from '../assessment/assess';
import { AuditMemory } from '../assessment/audit-memory';
import { auditSharedExternalIds } from '../assessment/shared-external-ids';
import { auditAndSummarize, NOTHING_KNOWN, TrustSummary } from '../assessment/summarize';
import { Waiver } from '../cloudformation/waivers';
import { crashInWords } from '../findings/crash';
import { reportFinding, reportSource, RoleReport } from '../findings/renderers/report';
import { nameOfRole } from '../findings/role-source';
import { withoutFix } from '../remedies/remedies-for';
import { RemediesOfRoles } from '../remedies/remedies-of-roles';

/** In the order of the roles. */
export function judgeRoles(
  roles: readonly InputRole[], settings: AuditSettings, acceptances: Acceptances, progress: Progress,
): RoleReport[] {
  const memory = new AuditMemory((subject) => auditAndSummarize(subject, settings));
  const remedies = new RemediesOfRoles(settings, MOST_POLICIES);
  const judged = roles.map((role, index) => {
    progress.show(index, roles.length);
    return auditInputRole(role, { settings, acceptances, memory, remedies });
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
      ...shared[index].map((finding) => reportFinding(withoutFix(finding), acceptanceOf(finding.ruleId, role, acceptances))),
    ],
    internalError,
  }));
}

interface Audited extends RoleAudit {
  readonly summary: TrustSummary;
}

type Accepted = Waiver | FileAcceptance;

interface AuditedRole {
  readonly role: InputRole;
  readonly audited?: Audited;
  readonly findings: readonly JudgedFinding<Accepted>[];
  readonly internalError?: string;
}

/** What all roles are checked with. */
interface JudgingTools {
  readonly settings: AuditSettings;
  readonly acceptances: Acceptances;
  readonly memory: AuditMemory<Audited>;
  readonly remedies: RemediesOfRoles;
}

/** The fixes for this many different trust policies take about a minute on a slow machine. */
const MOST_POLICIES = 250;

function withFixes(judged: JudgedFinding<Accepted>, role: InputRole, remedies: RemediesOfRoles): JudgedFinding<Accepted> {
  if (judged.acknowledgement) return judged;
  const { fixes, noFix } = remedies.for(judged, role);
  return { ...judged, finding: { ...judged.finding, fixes, ...noFix !== undefined && { noFix } } };
}

/** A bug in a rule must not prevent the check of all other roles. */
function auditInputRole(role: InputRole, { settings, acceptances, memory, remedies }: JudgingTools): AuditedRole {
  try {
    // A document inside another template is not plain JSON: it contains values of the outer template.
    const audited = role.source.inside === undefined ? memory.resultOf(role) : auditAndSummarize(role, settings);
    const findings = judgedFindings(audited, settings, (ruleId) => acceptanceOf(ruleId, role, acceptances));
    return { role, audited, findings: findings.map((judged) => withFixes(judged, role, remedies)) };
  } catch (error) {
    return { role, findings: [], internalError: crashInWords(error) };
  }
}

/** What the input itself records comes first. */
function acceptanceOf(ruleId: string, { source, waivers }: InputRole, acceptances: Acceptances): Accepted | undefined {
  return waivers.find(({ rule }) => rule === ruleId) ?? acceptances.of(source, ruleId);
}
