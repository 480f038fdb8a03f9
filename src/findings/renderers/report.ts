/**
 * The versioned shape of a report in JSON. Other programs read it: without a new `schemaVersion` a field can be added, but not renamed
 * or removed.
 */
import { fixInWords } from './fix-in-words';
import { TrustSummary } from '../../assessment/summarize';
import { Finding } from '../finding';
import { Level } from '../level';
import { RoleSource } from '../role-source';
import { severityOf } from '../severity';

export type FindingStatus = 'open' | 'baseline' | 'accepted';

export interface FindingReport extends Finding {
  /** From 0 to 10, as code scanning services rank alerts. */
  readonly severity: number;
  /** `accepted` by the user, or `baseline`: it was there when the baseline was written. Only open findings are counted in `counts`. */
  readonly status: FindingStatus;
  /** Present unless the finding is open. */
  readonly acknowledged?: { readonly reason: string };
}

/** The account is in the report of the role. */
export type SourceReport = Omit<RoleSource, 'account' | 'stackPath' | 'innerPath'>;

export interface RoleReport {
  readonly source: SourceReport;
  /** The account that owns the role; null if it is known only at deploy time. */
  readonly account: string | null;
  /** What the trust policy allows, whatever the settings. */
  readonly summary: TrustSummary;
  readonly findings: readonly FindingReport[];
  /** Present if the tool itself failed on this role, so that it was not checked. */
  readonly internalError?: string;
}

/** A place where deployment can add or change roles that cannot be seen before: they were not checked. */
export interface UnseenReport {
  readonly source: SourceReport;
  readonly what: string;
  readonly because: string;
}

/** An entry of `accept` in the settings file that should be removed. */
export interface StaleAcceptanceReport {
  readonly rule: string;
  readonly role: string;
  readonly reason: string;
  readonly until?: string;
  readonly because: string;
}

/** The baseline that the report was made with. */
export interface BaselineReport {
  readonly file: string;
  /** How many roles of the baseline have findings there that no longer exist. */
  readonly stale: number;
}

export interface TrustReport {
  readonly schemaVersion: '2';
  readonly tool: { readonly name: 'cdk-secure-trust'; readonly version: string };
  readonly roles: readonly RoleReport[];
  /** Absent if everything could be seen. */
  readonly unseen?: readonly UnseenReport[];
  /** Acceptances of the settings file that cover no finding; absent if there are none. */
  readonly staleAcceptances?: readonly StaleAcceptanceReport[];
  /** Absent if there is none. */
  readonly baseline?: BaselineReport;
  /** The number of open findings. */
  readonly counts: Readonly<Record<Level, number>>;
  /** The number of the others. */
  readonly countsAccepted: Readonly<Record<Exclude<FindingStatus, 'open'>, number>>;
}

/** @param acknowledgement `by` is `baseline` for a finding that the baseline accepts */
export function reportFinding(
  finding: Finding, acknowledgement: { readonly reason: string; readonly by?: string } | undefined,
): FindingReport {
  const { ruleId, also, level, message, because, statement, witness, fix, fixes, noFix, baseline, docs } = finding;
  const status = acknowledgement === undefined ? 'open' : acknowledgement.by === 'baseline' ? 'baseline' : 'accepted';
  const acknowledged = acknowledgement && { reason: acknowledgement.reason };
  // A proved fix replaces what the rule advises.
  const best = fixes?.[0] ? fixInWords(fixes[0]) : fix;
  const severity = severityOf(finding);
  return {
    ruleId, also, level, severity, status, message, because, statement, witness, fix: best, fixes, noFix, baseline, docs, acknowledged,
  };
}

export function reportSource({ file, logicalId, inside, constructPath, roleName, address }: RoleSource): SourceReport {
  return { file, logicalId, inside, constructPath, roleName, address };
}

export function buildReport(
  roles: readonly RoleReport[], toolVersion: string, unseen: readonly UnseenReport[] = [], stale: readonly StaleAcceptanceReport[] = [],
  baseline?: BaselineReport,
): TrustReport {
  const counts: Record<Level, number> = { error: 0, warning: 0, info: 0 };
  const countsAccepted = { accepted: 0, baseline: 0 };
  for (const { findings } of roles) {
    for (const { status, level } of findings) {
      if (status === 'open') counts[level] += 1;
      else countsAccepted[status] += 1;
    }
  }
  const tool = { name: 'cdk-secure-trust', version: toolVersion } as const;
  return {
    schemaVersion: '2',
    tool,
    roles,
    ...unseen.length > 0 && { unseen },
    ...stale.length > 0 && { staleAcceptances: stale },
    ...baseline && { baseline },
    counts,
    countsAccepted,
  };
}

/** Must a build fail? A role that could not be checked counts as unsafe. */
export function isUnsafe({ counts, roles }: TrustReport): boolean {
  return counts.error > 0 || roles.some(({ internalError }) => internalError !== undefined);
}
