/** Which findings of very many are shown: the worst ones, and findings that say the same about several roles once. */
import { FindingReport, isOpen, TrustReport } from './report';
import { RULES } from '../../rules/catalogue';

/** More findings are summed up. */
export const FEW = 50;
/** How many different findings a summary shows. */
export const MOST_GROUPS = 10;

export function hasManyFindings({ counts }: TrustReport): boolean {
  return counts.error + counts.warning + counts.info > FEW;
}

/** What several roles have in common. The statement can be another one in each of them. */
export function groupOfFinding({ ruleId, message, because }: FindingReport): string {
  return `${ruleId} ${message} ${because}`;
}

/** Places in the report, counted from 0. */
export interface PlaceOfFinding {
  readonly role: number;
  readonly finding: number;
}

/** The places of findings that say the same, in the order of the report. */
export type GroupOfFindings = readonly [PlaceOfFinding, ...PlaceOfFinding[]];

/** By severity, then in the order of the catalogue, which begins with the widest openings, then in the order of the report. */
export function worstFindings({ roles }: TrustReport): GroupOfFindings[] {
  const byRank = new Map<number, PlaceOfFinding[]>();
  roles.forEach(({ findings }, role) => findings.forEach((each, finding) => {
    if (!isOpen(each)) return;
    const rank = rankOfFinding(each);
    const places = byRank.get(rank);
    if (places) places.push({ role, finding });
    else byRank.set(rank, [{ role, finding }]);
  }));
  const findingAt = ({ role, finding }: PlaceOfFinding) => roles[role].findings[finding];
  const worstFirst = [...byRank].sort(([one], [other]) => one - other).map(([, places]) => places);
  const worst: GroupOfFindings[] = [];
  for (const places of worstFirst) {
    if (worst.length === MOST_GROUPS) break;
    const groups = new Map<string, [PlaceOfFinding, ...PlaceOfFinding[]]>();
    for (const place of places) {
      const key = groupOfFinding(findingAt(place));
      const group = groups.get(key);
      if (group) group.push(place);
      else if (groups.size < MOST_GROUPS) groups.set(key, [place]);
    }
    worst.push(...[...groups.values()].slice(0, MOST_GROUPS - worst.length));
  }
  return worst;
}

const ORDER = new Map(RULES.map(({ id }, index) => [id, index]));

/** Lower for what is worse: the severity, and at the same severity the place of the rule in the catalogue. */
export function rankOfFinding({ severity, ruleId }: FindingReport): number {
  return Math.round((10 - severity) * 10) * 1_000 + (ORDER.get(ruleId) ?? RULES.length);
}
