/** The findings about one role, or about one template that cannot be seen, and which of them were accepted. */
import { Acknowledgement, Acknowledgements } from './acknowledgement';
import type { BaselineOfApp } from './baseline-of-app';
import { judging } from './doors';
import type { FixesOfApp } from './fixes-of-app';
import { HIDDEN_TEMPLATE_RULE, hiddenTemplateFinding } from './hidden-template';
import type { AuditSettings, JudgedFinding, RoleAudit } from '../../assessment/assess';
import { crashInWords } from '../../findings/crash';
import { Finding } from '../../findings/finding';
import type { NamedExternalIds } from '../../rules/support/external-ids';
import { HiddenPlace, PlaceInTree, RoleInTree } from '../construct-tree/find-roles';

export interface Judged<Place extends PlaceInTree> {
  readonly place: Place;
  readonly findings: readonly JudgedFinding<Acknowledgement>[];
  /** The error of the guard itself that kept it from checking the role. */
  readonly internalError?: string;
}

export interface JudgedRole extends Judged<RoleInTree> {
  /** For the comparison with the other roles of the app. */
  readonly externalIds?: NamedExternalIds;
}

/** What one run of the guard judges its roles with. */
export interface GuardTools {
  readonly settings: AuditSettings;
  readonly acknowledgements: Acknowledgements;
  readonly baseline?: BaselineOfApp;
  audit(role: RoleInTree): RoleAudit;
  /** Loaded when there is something to fix. */
  fixes(): Pick<FixesOfApp, 'addTo'>;
}

/** Never throws: the CDK CLI ignores a plugin that throws, and the role would count as safe. */
export function judgeRole(role: RoleInTree, { settings, acknowledgements, baseline, audit, fixes }: GuardTools): JudgedRole {
  try {
    if (role.problem !== undefined) {
      return { place: role, findings: [judgeFinding(role, cannotBeRendered(role.problem), acknowledgements)] };
    }
    const audited = audit(role);
    // Most roles have nothing to report, and then the engine does not have to be loaded.
    const { problems, questions, externalIds } = audited;
    if (problems.length === 0 && questions.length === 0) return { place: role, findings: [], externalIds };
    const ofRole = (ruleId: string) => acknowledgements.of(role, ruleId, role.waivers);
    const findings = baseline?.judge(role, audited, settings, ofRole) ?? judging().judgedFindings(audited, settings, ofRole);
    return { place: role, findings: fixes().addTo(findings, role), externalIds };
  } catch (error) {
    return { place: role, findings: [], internalError: crashInWords(error) };
  }
}

export function judgeFinding(
  role: RoleInTree, finding: Finding, acknowledgements: Acknowledgements,
): JudgedFinding<Acknowledgement> {
  return { finding, acknowledgement: acknowledgements.of(role, finding.ruleId, role.waivers), concerns: [finding.ruleId] };
}

export function judgeHiddenPlace(place: HiddenPlace, acknowledgements: Acknowledgements): Judged<HiddenPlace> {
  const acknowledgement = acknowledgements.of(place, HIDDEN_TEMPLATE_RULE);
  return { place, findings: [{ finding: hiddenTemplateFinding(place), acknowledgement, concerns: [HIDDEN_TEMPLATE_RULE] }] };
}

/** The findings that fail the build. */
export function openErrors({ findings }: JudgedRole): Finding[] {
  return findings
    .filter(({ finding, acknowledgement }) => finding.level === 'error' && acknowledgement === undefined)
    .map(({ finding }) => finding);
}

/** Always an error: the setting for deploy-time values does not apply to a construct that cannot be rendered. */
function cannotBeRendered(problem: string): Finding {
  return {
    ruleId: 'undecided',
    level: 'error',
    message: 'the trust policy cannot be read, because its construct cannot be rendered',
    because: problem,
    fix: 'fix the error in the construct; Template.fromStack(stack) throws the same one',
    docs: judging().pageOf('undecided'),
  };
}
