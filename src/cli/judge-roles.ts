/**
 * Checks roles with all rules, for a report. They come one after the other, and there can be very many: what is kept of a role is what the
 * report says about it. The role itself is kept only where fixes are worked out, or an ExternalId is compared with those of other roles.
 */
import { JudgedByCommand, JudgedRole, JudgedRoles } from './judged-roles';
import { PowerOfRoles, PowerSoFar, RolesTogether } from './power-of-roles';
import { Progress } from './progress';
import { RolesToFix } from './roles-to-fix';
import { acceptanceOf, Acceptances } from '../assessment/acceptances';
import { auditRole, AuditSettings, AuditSubject, judgedFindings, RoleAudit } from '../assessment/assess';
import { AuditMemory } from '../assessment/audit-memory';
import { isSelected, Selection } from '../assessment/selection';
import { auditSharedExternalIds } from '../assessment/shared-external-ids';
import { auditAndSummarize, NOTHING_KNOWN, TrustSummary } from '../assessment/summarize';
import { Baseline, BaselineAcceptance } from '../baseline/baseline';
import { crashInWords } from '../findings/crash';
import { Finding } from '../findings/finding';
import { countLevels, LevelCounts, NO_COUNTS, sumOfCounts } from '../findings/level';
import { FindingReport, reportFinding, reportSource } from '../findings/renderers/report';
import { nameOfRole } from '../findings/role-source';
import { severityOf } from '../findings/severity';
import { InputRole } from '../input/input-role';
import { mayNameOutsider } from '../reach/administrators-from-outside';
import { withoutFix } from '../remedies/remedies-for';
import { OUTSIDE_REACHES_ADMINISTRATOR } from '../rules/rule-ids';

interface Audited extends RoleAudit {
  readonly summary?: TrustSummary;
}

export interface JudgeOptions {
  /** Default: all findings are shown. */
  readonly selection?: Selection;
  /** Default: no finding is known. */
  readonly baseline?: Baseline;
  /** Default: what a role can do does not count. */
  readonly powers?: PowerOfRoles;
  /** Are the answers about each trust policy shown, too? They take longer than the rules. Default: no. */
  readonly summarizes?: boolean;
}

interface SharedFindings {
  readonly shared: ReadonlyMap<number, readonly FindingReport[]>;
  readonly notShown: LevelCounts;
}

export class RoleJudge {
  private readonly judged: (JudgedRole | undefined)[] = [];
  private readonly memory: AuditMemory<Audited>;
  private readonly rolesToFix = new RolesToFix();
  /** The ids of roles with findings that are kept as long as the roles are going to be looked at together. */
  private readonly keptForOthers: number[] = [];
  private readonly summaries = new Map<string, TrustSummary>();
  private readonly selection: Selection;
  private readonly baseline: Baseline | undefined;
  private readonly powers: PowerOfRoles | undefined;
  private readonly audit: (subject: AuditSubject) => Audited;

  constructor(
    private readonly settings: AuditSettings,
    private readonly acceptances: Acceptances,
    private readonly progress: Progress,
    { selection = {}, baseline, powers, summarizes = false }: JudgeOptions = {},
  ) {
    this.selection = selection;
    this.baseline = baseline;
    this.powers = powers;
    const audit = summarizes ? auditAndSummarize : auditRole;
    this.audit = (subject) => audit(subject, settings);
    this.memory = new AuditMemory(this.audit);
  }

  /** @returns an id for `remove` */
  public add(role: InputRole, input: number): number {
    this.progress.show(this.judged.length);
    if (this.powers?.isTogether === false) this.forgetOthers();
    return this.judged.push(this.judge(role, input, this.judged.length)) - 1;
  }

  public remove(id: number): void {
    this.judged[id] = undefined;
  }

  /** There turned out to be too many roles to look at them together. */
  private forgetOthers(): void {
    for (const id of this.keptForOthers.splice(0)) this.judged[id] &&= withoutRole(this.judged[id]);
  }

  /** To be called once, after the last role was added. */
  public finish(): JudgedRoles {
    this.progress.end();
    const judged = this.judged.splice(0).filter((each) => each !== undefined);
    judged.sort((one, other) => one.input - other.input);
    const together = judged.some(({ report, openings = [] }) => report.findings.length + openings.length > 0)
      ? this.powers?.together(this.settings) : undefined;
    const graded = judged.map((each) => this.withPower(each, together));
    const shared = this.auditShared(graded);
    const reached = together ? this.auditReached(graded, together) : NONE_SHARED;
    const notShown = sumOfCounts([...graded.map((each) => each.notShown ?? NO_COUNTS), shared.notShown, reached.notShown]);
    return new JudgedRoles(graded, [shared, reached].map((each) => each.shared), this.settings, notShown);
  }

  /** The power that counts in the end, and with it how serious the findings are. */
  private withPower(judged: JudgedRole, together: RolesTogether | undefined): JudgedRole {
    const { id, report, power } = judged;
    if (power === undefined || !this.powers || report.findings.length === 0) return judged;
    const ofPrincipal = together?.ids.get(id);
    const level = ofPrincipal === undefined ? this.powers.alone(power) : together!.administrators.powerOf(ofPrincipal).level;
    const findings = report.findings.map((finding) => ({ ...finding, severity: severityOf(finding, level) }));
    return { ...judged, power: { level }, report: { ...report, findings } };
  }

  /** The findings about callers from outside who end up at an administrator. */
  private auditReached(judged: readonly JudgedRole[], { administrators, ids }: RolesTogether): SharedFindings {
    const found = judged.flatMap(({ id, role, openings = [], power }, index) => {
      const principal = ids.get(id);
      if (role === undefined || principal === undefined || openings.length === 0) return [];
      const reached = administrators.at(principal, openings, (end) => this.acceptances.of(end, OUTSIDE_REACHES_ADMINISTRATOR));
      if (reached === undefined) return [];
      const acknowledgement = acceptanceOf(OUTSIDE_REACHES_ADMINISTRATOR, role, this.acceptances) ?? reached.acceptance;
      const finding = withoutFix(reached.finding);
      const selected = this.select([{ finding, acknowledgement, concerns: [OUTSIDE_REACHES_ADMINISTRATOR] }]);
      return [{ index, power, ...selected }];
    });
    return sharedFindings(found);
  }

  /** By the index of the role, the findings about an ExternalId that other roles trust too. */
  private auditShared(judged: JudgedRole[]): SharedFindings {
    const sharing = judged.flatMap(({ role, externalIds }, index) => (role && externalIds ? [{ index, role, externalIds }] : []));
    const found = auditSharedExternalIds(
      sharing.map(({ role, externalIds }) => ({ externalIds, name: () => nameOfRole(role.source), subject: () => role })),
      this.settings,
    );
    const selected = found.map((findings, place) => this.select(findings.map((finding) => {
      const { role, index } = sharing[place];
      const acknowledgement = acceptanceOf(finding.ruleId, role, this.acceptances) ?? this.acceptShared(judged, index, role, finding);
      return { finding: withoutFix(finding), acknowledgement, concerns: [finding.ruleId] };
    })));
    return sharedFindings(selected.map((each, place) => {
      const { index } = sharing[place];
      return { index, power: judged[index].power, ...each };
    }));
  }

  /** The findings that are shown, and how many open ones are not. */
  private select(findings: readonly JudgedByCommand[]): { readonly shown: readonly JudgedByCommand[]; readonly notShown: LevelCounts } {
    const shown = findings.filter((finding) => isSelected(finding, this.selection));
    if (shown.length === findings.length) return { shown, notShown: NO_COUNTS };
    const isHidden = (judged: JudgedByCommand) => judged.acknowledgement === undefined && !shown.includes(judged);
    return { shown, notShown: countLevels(findings.filter(isHidden).map(({ finding }) => finding.level)) };
  }

  private acceptShared(judged: JudgedRole[], index: number, role: InputRole, finding: Finding): BaselineAcceptance | undefined {
    if (!this.baseline) return undefined;
    const { found, acceptance } = this.baseline.acceptShared(role, finding, () => judged[index].found);
    judged[index] = { ...judged[index], found };
    return acceptance;
  }

  private findingsOf(role: InputRole, audited: Audited): Pick<JudgedRole, 'found'> & Required<Pick<JudgedRole, 'findings'>> {
    if (audited.problems.length === 0 && audited.questions.length === 0) return { findings: [] };
    const ofRole = (ruleId: string) => acceptanceOf(ruleId, role, this.acceptances);
    return this.baseline?.judge(role, audited, this.settings, ofRole) ?? { findings: judgedFindings(audited, this.settings, ofRole) };
  }

  /** A bug in a rule must not prevent the check of all other roles. */
  private judge(role: InputRole, input: number, id: number): JudgedRole {
    const report = { source: reportSource(role.source), account: role.source.account ?? null, summary: NOTHING_KNOWN, findings: [] };
    try {
      // A document inside another template is not plain JSON: it contains values of the outer template.
      const audited = role.source.inside === undefined ? this.memory.resultOf(role) : this.audit(role);
      const { findings: all, found } = this.findingsOf(role, audited);
      const { shown: findings, notShown } = this.select(all);
      const power = all.length === 0 ? undefined : this.powers?.soFar(role);
      const reported = reportedFindings(findings, power);
      const isTogether = power !== undefined && this.powers?.isTogether === true;
      const judged = {
        id,
        report: { ...report, summary: audited.summary && this.oneOf(audited.summary), findings: reported },
        input,
        externalIds: audited.externalIds,
        role,
        findings,
        power,
        openings: isTogether ? all.filter(mayNameOutsider).map(({ finding }) => finding) : undefined,
        notShown: notShown === NO_COUNTS ? undefined : notShown,
        found,
      };
      if (this.rolesToFix.isWanted(role, reported)) return judged;
      if (!isTogether) return withoutRole(judged);
      this.keptForOthers.push(id);
      return judged;
    } catch (error) {
      return { id, report: { ...report, internalError: crashInWords(error) }, input };
    }
  }

  /** The same object for the same answers. */
  private oneOf(summary: TrustSummary): TrustSummary {
    const key = Object.values(summary).join();
    const known = this.summaries.get(key) ?? summary;
    this.summaries.set(key, known);
    return known;
  }
}

function reportedFindings(findings: readonly JudgedByCommand[], power: PowerSoFar | undefined): readonly FindingReport[] {
  return findings.map(({ finding, acknowledgement }) => reportFinding(finding, acknowledgement, power?.level));
}

/** Findings about a role that only other roles show. */
interface SelectedOfRole {
  readonly index: number;
  readonly power?: PowerSoFar;
  readonly shown: readonly JudgedByCommand[];
  readonly notShown: LevelCounts;
}

function sharedFindings(ofRoles: readonly SelectedOfRole[]): SharedFindings {
  return {
    shared: new Map(ofRoles.map(({ index, power, shown }) => [index, reportedFindings(shown, power)])),
    notShown: sumOfCounts(ofRoles.map(({ notShown }) => notShown)),
  };
}

const NONE_SHARED: SharedFindings = sharedFindings([]);

/** An ExternalId may still have to be compared with those of other roles. */
function withoutRole(judged: JudgedRole): JudgedRole {
  const { role, externalIds } = judged;
  return { ...judged, role: role && externalIds && compact(role), findings: undefined, openings: undefined };
}

/** Text takes less memory than an object. */
function compact(role: InputRole): InputRole {
  const { document, isPrinted } = role;
  return isPrinted && typeof document === 'object' && document !== null ? { ...role, document: JSON.stringify(document) } : role;
}
