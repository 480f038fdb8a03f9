/** How many open findings a report has, by rule and by account. */
import { FindingReport, isOpen, TrustReport } from './report';
import { compareLevels, Level, LevelCounts, NO_COUNTS } from '../level';

export interface TotalOfRule {
  readonly ruleId: string;
  readonly level: Level;
  readonly findings: number;
  /** How many roles have such a finding. */
  readonly roles: number;
}

/** The highest level first, and within a level the most findings. */
export function totalsByRule({ roles }: Pick<TrustReport, 'roles'>): readonly TotalOfRule[] {
  const totals = new Map<string, { readonly finding: FindingReport; findings: number; roles: number }>();
  for (const { findings } of roles) {
    const ofRole = new Set<string>();
    for (const finding of findings.filter(isOpen)) {
      const key = `${finding.level} ${finding.ruleId}`;
      const total = totals.get(key) ?? { finding, findings: 0, roles: 0 };
      totals.set(key, total);
      total.findings += 1;
      total.roles += ofRole.has(key) ? 0 : 1;
      ofRole.add(key);
    }
  }
  return [...totals.values()]
    .map(({ finding: { ruleId, level }, ...numbers }) => ({ ruleId, level, ...numbers }))
    .sort((one, other) => compareLevels(other.level, one.level) || other.findings - one.findings);
}

export interface TotalOfAccount extends LevelCounts {
  /** Null: known only at deploy time. */
  readonly account: string | null;
}

/** The most errors first. */
export function totalsByAccount({ roles }: Pick<TrustReport, 'roles'>): readonly TotalOfAccount[] {
  const totals = new Map<string | null, Record<Level, number>>();
  for (const { account, findings } of roles) {
    for (const { level } of findings.filter(isOpen)) {
      const total = totals.get(account) ?? { ...NO_COUNTS };
      totals.set(account, total);
      total[level] += 1;
    }
  }
  return [...totals].map(([account, counts]) => ({ account, ...counts })).sort((one, other) => (
    other.error - one.error || other.warning - one.warning || other.info - one.info
  ));
}
