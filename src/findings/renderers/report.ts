/**
 * The versioned shape of a report in JSON. Other programs read it: without a new `schemaVersion` a field can be added, but not renamed
 * or removed.
 */
import { fixInWords } from './fix-in-words';
import { fails, Selection } from '../../assessment/selection';
import { TrustSummary } from '../../assessment/summarize';
import { Finding } from '../finding';
import { countLevels, LevelCounts } from '../level';
import { PowerLevel } from '../power-level';
import { RoleSource } from '../role-source';
import { severityOf } from '../severity';

export type FindingStatus = 'open' | 'baseline' | 'accepted';

export interface FindingReport extends Finding {
  /** From 0 to 10, as code scanning services rank alerts: by level, by who can assume the role, and by what it can do, if that is known. */
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
  /** What the trust policy allows, whatever the settings. Absent if the report is not one of those that show it. */
  readonly summary?: TrustSummary;
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
  /** Absent if all findings are in the report. */
  readonly selection?: SelectionReport;
  /** Absent if there is none. */
  readonly baseline?: BaselineReport;
  /** The number of open findings in the report. */
  readonly counts: LevelCounts;
  /** The number of the others. */
  readonly countsAccepted: Readonly<Record<Exclude<FindingStatus, 'open'>, number>>;
}

/** The user asked for the findings of some rules or from a level on. */
export interface SelectionReport extends Selection {
  /** The number of other findings that were not accepted. */
  readonly notShown: LevelCounts;
}

export function isOpen({ status }: Pick<FindingReport, 'status'>): boolean {
  return status === 'open';
}

/**
 * @param acknowledgement `by` is `baseline` for a finding that the baseline accepts
 * @param power of the role, if its policies were read
 */
export function reportFinding(
  finding: Finding, acknowledgement: { readonly reason: string; readonly by?: string } | undefined, power?: PowerLevel,
): FindingReport {
  const { ruleId, also, level, message, because, statement, witness, fix, fixes, noFix, baseline, docs } = finding;
  const status = acknowledgement === undefined ? 'open' : acknowledgement.by === 'baseline' ? 'baseline' : 'accepted';
  const acknowledged = acknowledgement && { reason: acknowledgement.reason };
  // A proved fix replaces what the rule advises.
  const best = fixes?.[0] ? fixInWords(fixes[0]) : fix;
  const severity = severityOf(finding, power);
  return {
    ruleId, also, level, severity, status, message, because, statement, witness, fix: best, fixes, noFix, baseline, docs, acknowledged,
  };
}

export function reportSource({ file, logicalId, inside, constructPath, roleName, address }: RoleSource): SourceReport {
  return { file, logicalId, inside, constructPath, roleName, address };
}

/** What a report says beside the roles. */
export interface AroundRoles {
  readonly unseen?: readonly UnseenReport[];
  readonly stale?: readonly StaleAcceptanceReport[];
  readonly selection?: SelectionReport;
  readonly baseline?: BaselineReport;
}

export function buildReport(
  roles: readonly RoleReport[], toolVersion: string, { unseen = [], stale = [], selection, baseline }: AroundRoles = {},
): TrustReport {
  const findings = roles.flatMap((role) => role.findings);
  const countOf = (status: FindingStatus) => findings.filter((finding) => finding.status === status).length;
  return {
    schemaVersion: '2',
    tool: { name: 'cdk-secure-trust', version: toolVersion },
    roles,
    ...unseen.length > 0 && { unseen },
    ...stale.length > 0 && { staleAcceptances: stale },
    ...selection && { selection },
    ...baseline && { baseline },
    counts: countLevels(findings.filter(isOpen).map(({ level }) => level)),
    countsAccepted: { accepted: countOf('accepted'), baseline: countOf('baseline') },
  };
}

/**
 * Must a build fail? Errors fail it, or whatever is at the level that was asked for. A role that could not be checked counts as unsafe, and
 * an acceptance that covers nothing is a warning.
 */
export function isUnsafe({ counts, roles, staleAcceptances = [], selection }: TrustReport): boolean {
  const failing = (['error', 'warning', 'info'] as const).some((level) => counts[level] > 0 && fails(level, selection?.level));
  const isStale = staleAcceptances.length > 0 && fails('warning', selection?.level);
  return failing || isStale || roles.some(({ internalError }) => internalError !== undefined);
}
