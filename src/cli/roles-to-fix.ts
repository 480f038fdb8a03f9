/** Which roles of very many are kept, so that fixes can be worked out for them. */
import { MOST_POLICIES } from './judged-roles';
import { FindingReport, isOpen } from '../findings/renderers/report';
import { groupOfFinding, MOST_GROUPS, rankOfFinding } from '../findings/renderers/worst-findings';
import { InputRole } from '../input/input-role';

/** The roles for which fixes are worked out: the first ones, and one for each finding that a summary of very many may show. */
export class RolesToFix {
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
