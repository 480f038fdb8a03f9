/**
 * Checks roles with all rules, for a report. They come one after the other, and there can be very many: what is kept of a role is what the
 * report says about it. The role itself is kept only where fixes are worked out, or an ExternalId is compared with those of other roles.
 */
import { Progress } from './progress';
import { acceptanceOf, Acceptances, FileAcceptance } from '../assessment/acceptances';
import { AuditSettings, JudgedFinding, judgedFindings, RoleAudit } from '../assessment/assess';
import { AuditMemory } from '../assessment/audit-memory';
import { isSelected, Selection } from '../assessment/selection';
import { auditSharedExternalIds } from '../assessment/shared-external-ids';
import { auditAndSummarize, NOTHING_KNOWN, TrustSummary } from '../assessment/summarize';
import { Baseline, BaselineAcceptance, FoundInRole } from '../baseline/baseline';
import { Waiver } from '../cloudformation/waivers';
import { crashInWords } from '../findings/crash';
import { Finding } from '../findings/finding';
import { countLevels, LevelCounts, NO_COUNTS, sumOfCounts } from '../findings/level';
import { FindingReport, isOpen, reportFinding, reportSource, RoleReport } from '../findings/renderers/report';
import { groupOfFinding, MOST_GROUPS, rankOfFinding } from '../findings/renderers/worst-findings';
import { nameOfRole } from '../findings/role-source';
import { InputRole } from '../input/input-role';
import { withoutFix } from '../remedies/remedies-for';
import { RemediesOfRoles } from '../remedies/remedies-of-roles';
import { NamedExternalIds } from '../rules/support/external-ids';

/** The fixes of so many different trust policies take about a minute on a slow machine. */
const MOST_POLICIES = 250;

interface Audited extends RoleAudit {
  readonly summary: TrustSummary;
}

interface JudgedRole {
  /** Without fixes. */
  readonly report: RoleReport;
  /** The number of the input. */
  readonly input: number;
  readonly externalIds?: NamedExternalIds;
  readonly role?: InputRole;
  /** Those of the report, if fixes of them can be worked out. */
  readonly findings?: readonly JudgedByCommand[];
  /** Absent if all findings are shown. */
  readonly notShown?: LevelCounts;
  /** What the baseline has to know at the end. */
  readonly found?: FoundInRole;
}

type JudgedByCommand = JudgedFinding<Accepted>;

interface SharedFindings {
  readonly shared: ReadonlyMap<number, readonly FindingReport[]>;
  readonly notShown: LevelCounts;
}

type Accepted = Waiver | FileAcceptance | BaselineAcceptance;

export class RoleJudge {
  private readonly judged: (JudgedRole | undefined)[] = [];
  private readonly memory: AuditMemory<Audited>;
  private readonly examples = new Examples();
  private readonly summaries = new Map<string, TrustSummary>();

  constructor(
    private readonly settings: AuditSettings,
    private readonly acceptances: Acceptances,
    private readonly progress: Progress,
    private readonly selection: Selection = {},
    private readonly baseline?: Baseline,
  ) {
    this.memory = new AuditMemory((subject) => auditAndSummarize(subject, settings));
  }

  /** @returns an id for `remove` */
  public add(role: InputRole, input: number): number {
    this.progress.show(this.judged.length);
    return this.judged.push(this.judge(role, input)) - 1;
  }

  public remove(id: number): void {
    this.judged[id] = undefined;
  }

  /** To be called once, after the last role was added. */
  public finish(): JudgedRoles {
    this.progress.end();
    const judged = this.judged.splice(0).filter((each) => each !== undefined);
    judged.sort((one, other) => one.input - other.input);
    const { shared, notShown } = this.auditShared(judged);
    return new JudgedRoles(judged, shared, this.settings, sumOfCounts([...judged.map((each) => each.notShown ?? NO_COUNTS), notShown]));
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
    const reported = selected.map(({ shown }) => shown.map(({ finding, acknowledgement }) => reportFinding(finding, acknowledgement)));
    return {
      shared: new Map(sharing.map(({ index }, place) => [index, reported[place]])),
      notShown: sumOfCounts(selected.map(({ notShown }) => notShown)),
    };
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
  private judge(role: InputRole, input: number): JudgedRole {
    const report = { source: reportSource(role.source), account: role.source.account ?? null, summary: NOTHING_KNOWN, findings: [] };
    try {
      // A document inside another template is not plain JSON: it contains values of the outer template.
      const audited = role.source.inside === undefined ? this.memory.resultOf(role) : auditAndSummarize(role, this.settings);
      const { findings: all, found } = this.findingsOf(role, audited);
      const { shown: findings, notShown } = this.select(all);
      const reported = findings.map(({ finding, acknowledgement }) => reportFinding(finding, acknowledgement));
      const hasFixes = this.examples.isWanted(role, reported);
      return {
        report: { ...report, summary: this.oneOf(audited.summary), findings: reported },
        input,
        externalIds: audited.externalIds,
        role: hasFixes ? role : audited.externalIds && compact(role),
        findings: hasFixes ? findings : undefined,
        notShown: notShown === NO_COUNTS ? undefined : notShown,
        found,
      };
    } catch (error) {
      return { report: { ...report, internalError: crashInWords(error) }, input };
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

/** The reports of all roles, in the order of the inputs. */
export class JudgedRoles {
  /** Without fixes. */
  public readonly reports: readonly RoleReport[];
  private readonly remedies: RemediesOfRoles;

  constructor(
    private readonly judged: readonly JudgedRole[],
    /** By the index of the role: findings without fixes. */
    private readonly shared: ReadonlyMap<number, readonly FindingReport[]>,
    settings: AuditSettings,
    /** The open findings that the selection leaves out. */
    public readonly notShown: LevelCounts,
  ) {
    this.remedies = new RemediesOfRoles(settings, MOST_POLICIES);
    this.reports = judged.map(({ report }, index) => withShared(report, shared.get(index)));
  }

  /** What the baseline has to know. */
  public get found(): readonly FoundInRole[] {
    return this.judged.flatMap(({ found }) => found ?? []);
  }

  /** Undefined if there are no fixes for it. */
  public roleAt(index: number): InputRole | undefined {
    return this.judged[index].role;
  }

  public* allWithFixes(): Generator<RoleReport> {
    for (const index of this.judged.keys()) yield this.withFixes(index);
  }

  public withFixes(index: number): RoleReport {
    const { report, role, findings } = this.judged[index];
    if (report.findings.length === 0) return this.reports[index];
    const fixed = report.findings.map((finding, place) => {
      if (finding.acknowledged) return finding;
      if (!role || !findings) return { ...finding, ...this.remedies.notForMore };
      const judged = findings[place];
      return reportFinding({ ...judged.finding, ...this.remedies.for(judged, role) }, undefined);
    });
    return withShared({ ...report, findings: fixed }, this.shared.get(index));
  }
}

function withShared(report: RoleReport, shared: readonly FindingReport[] = []): RoleReport {
  return shared.length === 0 ? report : { ...report, findings: [...report.findings, ...shared] };
}

/** The roles for which fixes are worked out: the first ones, and one for each finding that a summary of very many may show. */
class Examples {
  private kept = 0;
  private readonly shown = new Map<number, Set<string>>();

  public isWanted({ isPrinted }: InputRole, findings: readonly FindingReport[]): boolean {
    const open = findings.filter(isOpen);
    if (open.length === 0) return false;
    const isExample = open.map((finding) => this.isFirst(finding)).includes(true);
    // What is part of a template is kept with it.
    if (isExample || !isPrinted) return true;
    this.kept += 1;
    return this.kept <= MOST_POLICIES;
  }

  private isFirst(finding: FindingReport): boolean {
    const key = rankOfFinding(finding);
    const groups = this.shown.get(key) ?? new Set();
    this.shown.set(key, groups);
    if (groups.size === MOST_GROUPS) return false;
    const before = groups.size;
    return groups.add(groupOfFinding(finding)).size > before;
  }
}

/** Text takes less memory than an object. */
function compact(role: InputRole): InputRole {
  const { document, isPrinted } = role;
  return isPrinted && typeof document === 'object' && document !== null ? { ...role, document: JSON.stringify(document) } : role;
}
