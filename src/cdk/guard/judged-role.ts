/** One role after the audit, or one template that nobody can see: the findings, and who accepted which of them. */
import { Acknowledgement, acknowledgementOf } from './acknowledgement';
import { judging } from './doors';
import { HIDDEN_TEMPLATE_RULE, hiddenTemplateFinding } from './hidden-template';
import type { AuditSettings, JudgedFinding, RoleAudit } from '../../assessment/assess';
import { crashInWords } from '../../findings/crash';
import { Finding } from '../../findings/finding';
import type { NamedExternalIds } from '../../rules/external-id-shared';
import { HiddenPlace, PlaceInTree, RoleInTree } from '../construct-tree/find-roles';

export interface Judged<Place extends PlaceInTree> {
  readonly place: Place;
  readonly findings: readonly JudgedFinding<Acknowledgement>[];
  /** What went wrong inside the guard itself; then nothing is known about the role. */
  readonly internalError?: string;
}

export interface JudgedRole extends Judged<RoleInTree> {
  /** What the comparison with the other roles of the app needs to know. */
  readonly externalIds?: NamedExternalIds;
}

/** Never throws: the CDK's command line passes over a plugin that does, and the role would count as safe. */
export function judgeRole(role: RoleInTree, settings: AuditSettings, audit: (role: RoleInTree) => RoleAudit): JudgedRole {
  try {
    if (role.problem !== undefined) return { place: role, findings: [judgeFinding(role, unreadable(role.problem))] };
    const audited = audit(role);
    // Most roles have nothing to report, and then the engine need not even be loaded.
    if (audited.problems.length === 0 && audited.questions.length === 0) return { place: role, findings: [], externalIds: audited.externalIds };
    const findings = judging().judgedFindings(audited, settings, (ruleId) => acknowledgementOf(role, ruleId, role.waivers));
    return { place: role, findings, externalIds: audited.externalIds };
  } catch (error) {
    return { place: role, findings: [], internalError: crashInWords(error) };
  }
}

export function judgeFinding(role: RoleInTree, finding: Finding): JudgedFinding<Acknowledgement> {
  return { finding, acknowledgement: acknowledgementOf(role, finding.ruleId, role.waivers) };
}

export function judgeHiddenPlace(place: HiddenPlace): Judged<HiddenPlace> {
  return { place, findings: [{ finding: hiddenTemplateFinding(place), acknowledgement: acknowledgementOf(place, HIDDEN_TEMPLATE_RULE) }] };
}

/** The findings that fail the build. */
export function openErrors({ findings }: JudgedRole): Finding[] {
  return findings.filter(({ finding, acknowledgement }) => finding.level === 'error' && acknowledgement === undefined).map(({ finding }) => finding);
}

/** Whatever the user thinks of deploy-time values, a construct that cannot be rendered is none: always an error. */
function unreadable(problem: string): Finding {
  return {
    ruleId: 'undecided',
    level: 'error',
    message: 'the trust policy cannot be read, because its construct cannot be rendered',
    because: problem,
    fix: 'correct the construct so that it renders; Template.fromStack(stack) shows the same error',
    docs: judging().pageOf('undecided'),
  };
}
