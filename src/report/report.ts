/**
 * The versioned shape of a report in JSON. Other programs read it: a field may be added, never renamed or removed, without a
 * new `schemaVersion`.
 */
import { Level } from '../findings/level';
import { Witness } from '../findings/witness';

export interface FindingReport {
  readonly ruleId: string;
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

export interface RoleReport {
  /** What is known about the place of the role. */
  readonly source: {
    readonly file?: string;
    readonly logicalId?: string;
    readonly constructPath?: string;
    readonly roleName?: string;
  };
  /** The account that owns the role; null when it is known at deploy time only. */
  readonly account: string | null;
  readonly findings: readonly FindingReport[];
  /** Present when the tool itself failed on this role: then nothing is known about it. */
  readonly internalError?: string;
}

export interface TrustReport {
  readonly schemaVersion: '1';
  readonly tool: { readonly name: 'cdk-secure-trust'; readonly version: string };
  readonly roles: readonly RoleReport[];
  /** The findings that nobody accepted. */
  readonly counts: Readonly<Record<Level, number>>;
}

export function buildReport(roles: readonly RoleReport[], toolVersion: string): TrustReport {
  const counts: Record<Level, number> = { error: 0, warning: 0, info: 0 };
  for (const { findings } of roles) {
    for (const { level } of findings.filter(({ acknowledged }) => acknowledged === undefined)) counts[level] += 1;
  }
  return { schemaVersion: '1', tool: { name: 'cdk-secure-trust', version: toolVersion }, roles, counts };
}
