/**
 * The versioned shape of a report in JSON. Other programs read it: a field may be added, never renamed or removed, without a
 * new `schemaVersion`.
 */
import { TrustSummary } from '../../assessment/summarize';
import { Level } from '../level';
import { Witness } from '../witness';

export interface FindingReport {
  readonly ruleId: string;
  /** The narrower rules that report the same opening; absent where there are none. */
  readonly also?: readonly string[];
  readonly level: Level;
  readonly message: string;
  readonly because: string;
  /** The statement that lets it happen, counted from 0. */
  readonly statement?: { readonly index: number; readonly sid?: string };
  readonly witness?: Witness;
  readonly fix: string;
  readonly docs: string;
  /** Present when somebody accepted the finding. */
  readonly acknowledged?: { readonly reason: string };
}

/** What is known about a place. */
export interface SourceReport {
  /** `-` for standard input. */
  readonly file?: string;
  readonly logicalId?: string;
  /** The logical id inside of the template that the resource carries along, for a role that stands in one. */
  readonly inside?: string;
  readonly constructPath?: string;
  readonly roleName?: string;
}

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
