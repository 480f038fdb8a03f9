/** The roles of a check with what was found about them: the report of each, and the fixes where they can be worked out. */
import { PowerSoFar } from './power-of-roles';
import { FileAcceptance } from '../assessment/acceptances';
import { AuditSettings, JudgedFinding } from '../assessment/assess';
import { BaselineAcceptance, FoundInRole } from '../baseline/baseline';
import { Waiver } from '../cloudformation/waivers';
import { Finding } from '../findings/finding';
import { Fix, Remedies } from '../findings/fix';
import { LevelCounts } from '../findings/level';
import { FindingReport, reportFinding, RoleReport } from '../findings/renderers/report';
import { InputRole } from '../input/input-role';
import { RemediesOfRoles } from '../remedies/remedies-of-roles';
import { NamedExternalIds } from '../rules/support/external-ids';

/** The fixes of so many different trust policies take about a minute on a slow machine. */
export const MOST_POLICIES = 250;

export type Accepted = Waiver | FileAcceptance | BaselineAcceptance;

export type JudgedByCommand = JudgedFinding<Accepted>;

export interface JudgedRole {
  /** What `RoleJudge.add` returned. */
  readonly id: number;
  /** Without fixes. */
  readonly report: RoleReport;
  /** The number of the input. */
  readonly input: number;
  readonly externalIds?: NamedExternalIds;
  readonly role?: InputRole;
  /** Those of the report, if fixes of them can be worked out. */
  readonly findings?: readonly JudgedByCommand[];
  /** What its policies allow, as far as they are among the inputs. At first as far as they have been read. */
  readonly power?: PowerSoFar;
  /** Findings that may name a caller from outside, shown or not. */
  readonly openings?: readonly Finding[];
  /** Absent if all findings are shown. */
  readonly notShown?: LevelCounts;
  /** What the baseline has to know at the end. */
  readonly found?: FoundInRole;
}

/** The reports of all roles, in the order of the inputs. */
export class JudgedRoles {
  /** Without fixes. */
  public readonly reports: readonly RoleReport[];
  private readonly remedies: RemediesOfRoles;

  constructor(
    private readonly judged: readonly JudgedRole[],
    /** By the index of the role: findings without fixes, which only other roles show. */
    private readonly shared: readonly ReadonlyMap<number, readonly FindingReport[]>[],
    settings: AuditSettings,
    /** The open findings that the selection leaves out. */
    public readonly notShown: LevelCounts,
  ) {
    this.remedies = new RemediesOfRoles(settings, MOST_POLICIES);
    this.reports = judged.map(({ report }, index) => this.withShared(report, index));
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
    const { report, role, findings, power } = this.judged[index];
    if (report.findings.length === 0) return this.reports[index];
    const fixed = report.findings.map((finding, place) => {
      if (finding.acknowledged) return finding;
      if (!role || !findings) return { ...finding, ...this.remedies.notForMore };
      const judged = findings[place];
      const remedies = inLanguageOf(role, this.remedies.for(judged, role));
      return reportFinding({ ...judged.finding, ...remedies }, undefined, power?.level);
    });
    return this.withShared({ ...report, findings: fixed }, index);
  }

  private withShared(report: RoleReport, index: number): RoleReport {
    const shared = this.shared.flatMap((each) => each.get(index) ?? []);
    return shared.length === 0 ? report : { ...report, findings: [...report.findings, ...shared] };
  }
}

/** Terraform has a language of its own. */
function inLanguageOf({ source: { address }, isPrinted }: InputRole, remedies: Remedies): Remedies {
  if (address === undefined || !isPrinted) return remedies;
  return { ...remedies, fixes: remedies.fixes.map((fix): Fix => ({ ...fix, language: 'hcl' })) };
}
