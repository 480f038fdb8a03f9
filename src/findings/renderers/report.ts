/**
 * The versioned shape of a report in JSON. Other programs read it: a field may be added, never renamed or removed, without a
 * new `schemaVersion`.
 */
import { TrustSummary } from '../../assessment/summarize';
import { Finding } from '../finding';
import { Level } from '../level';
import { RoleSource } from '../role-source';

export interface FindingReport extends Finding {
  /** Present when the finding was accepted. */
  readonly acknowledged?: { readonly reason: string };
}

/** The account is in the report of the role. */
export type SourceReport = Omit<RoleSource, 'account' | 'stackPath'>;

export interface RoleReport {
  readonly source: SourceReport;
  /** The account that owns the role; null when it is known at deploy time only. */
  readonly account: string | null;
  /** What the trust policy comes down to, whatever the settings. */
  readonly summary: TrustSummary;
  readonly findings: readonly FindingReport[];
  /** Present when the tool itself failed on this role: then nothing is known about it. */
  readonly internalError?: string;
}

/** A place where roles may come in, or change, that nobody can see before deployment: what is there was not judged. */
export interface UnseenReport {
  readonly source: SourceReport;
  readonly what: string;
  readonly because: string;
}

export interface TrustReport {
  readonly schemaVersion: '1';
  readonly tool: { readonly name: 'cdk-secure-trust'; readonly version: string };
  readonly roles: readonly RoleReport[];
  /** Left out when everything could be seen. */
  readonly unseen?: readonly UnseenReport[];
  /** The findings that nobody accepted. */
  readonly counts: Readonly<Record<Level, number>>;
}

export function reportFinding(finding: Finding, acknowledgement: { readonly reason: string } | undefined): FindingReport {
  const { ruleId, also, level, message, because, statement, witness, fix, docs } = finding;
  const acknowledged = acknowledgement && { reason: acknowledgement.reason };
  return { ruleId, also, level, message, because, statement, witness, fix, docs, acknowledged };
}

export function reportSource({ file, logicalId, inside, constructPath, roleName, address }: RoleSource): SourceReport {
  return { file, logicalId, inside, constructPath, roleName, address };
}

export function buildReport(roles: readonly RoleReport[], toolVersion: string, unseen: readonly UnseenReport[] = []): TrustReport {
  const counts: Record<Level, number> = { error: 0, warning: 0, info: 0 };
  for (const { findings } of roles) {
    for (const { level } of findings.filter(({ acknowledged }) => acknowledged === undefined)) counts[level] += 1;
  }
  const tool = { name: 'cdk-secure-trust', version: toolVersion } as const;
  return { schemaVersion: '1', tool, roles, ...(unseen.length === 0 ? {} : { unseen }), counts };
}

/** Would a build have to fail? What could not be judged at all counts as unsafe. */
export function isUnsafe({ counts, roles }: TrustReport): boolean {
  return counts.error > 0 || roles.some(({ internalError }) => internalError !== undefined);
}
