/** The versioned shape of the output of `reach`: without a new `schemaVersion` a field can be added, but not renamed or removed. */
import { CallerSide, needsPermission } from './caller-side';
import { Edge } from './edge';
import { JudgedPath, Reach } from './explore';
import { NodeKind } from './node';
import { Power } from './power';
import { PowerLevel } from '../findings/power-level';
import { jsonDocument } from '../findings/renderers/json-pieces';
import { StaleAcceptanceReport, UnseenReport } from '../findings/renderers/report';
import { Witness } from '../findings/witness';
import { placeOf } from '../findings/wording';

export interface ReachReport {
  readonly schemaVersion: '2';
  readonly nodes: readonly NodeReport[];
  readonly edges: readonly EdgeReport[];
  readonly paths: readonly PathReport[];
  /** Paths to roles with less power that are not listed, because there are too many. */
  readonly pathsLeftOut?: number;
  /** Places that may hold roles or policies and could not be read. Absent if there are none. */
  readonly unseen?: readonly UnseenReport[];
  /** Acceptances of the settings file that cover no path. Absent if there are none, and if only some of the paths were asked for. */
  readonly staleAcceptances?: readonly StaleAcceptanceReport[];
}

/** What the output says beside the paths. */
export interface AroundPaths {
  readonly unseen: readonly UnseenReport[];
  readonly stale: readonly StaleAcceptanceReport[];
}

export interface NodeReport {
  readonly id: string;
  readonly kind: NodeKind;
  readonly account: string | null;
  readonly name: string;
  /** Null for callers that are no role or user of the inputs. */
  readonly power: PowerReport | null;
}

export interface PowerReport {
  readonly level: PowerLevel;
  readonly because: string;
  /** What is proved where the level is `not-known`. */
  readonly atLeast?: PowerLevel;
  readonly notKnown?: readonly string[];
}

export interface EdgeReport {
  readonly from: string;
  readonly to: string;
  readonly trust: 'open' | 'undecided';
  readonly callerSide: CallerSide;
  /** False where the trust policy of the same account names the caller: only a Deny or a boundary can keep it out. Default: true. */
  readonly needsPermission?: boolean;
  /** Null if `trust` is `undecided`. */
  readonly request: Witness | null;
  /** The statements of the trust policy that allow the request. */
  readonly statements?: readonly { readonly index: number; readonly sid?: string }[];
  /** Why it is undecided. */
  readonly reasons?: readonly string[];
}

export interface PathReport {
  readonly from: string;
  readonly to: string;
  readonly hops: readonly { readonly from: string; readonly to: string }[];
  readonly power: PowerReport;
  readonly accepted?: { readonly reason: string };
}

export function reachReport({ nodes, edges, paths, leftOut }: Reach, { unseen, stale }: AroundPaths = NOTHING_AROUND): ReachReport {
  const accounts = new Map(nodes.flatMap(({ id, kind, account }) => (kind === 'role' || kind === 'user' ? [[id, account] as const] : [])));
  return {
    schemaVersion: '2',
    nodes: nodes.map(({ id, kind, account = null, name, power }) => (
      { id, kind, account, name, power: power ? powerReport(power) : null }
    )),
    edges: edges.map((edge) => edgeReport(edge, needsPermission(edge, accounts))),
    paths: paths.map(pathReport),
    ...leftOut > 0 && { pathsLeftOut: leftOut },
    ...unseen.length > 0 && { unseen },
    ...stale.length > 0 && { staleAcceptances: stale },
  };
}

const NOTHING_AROUND: AroundPaths = { unseen: [], stale: [] };

export function renderReachAsJson(reach: Reach, around: AroundPaths): string {
  return jsonDocument(reachReport(reach, around));
}

function powerReport({ level, atLeast, because, notKnown }: Power): PowerReport {
  return { level, because, ...level === 'not-known' && { atLeast }, ...notKnown.length > 0 && { notKnown } };
}

function edgeReport({ from, to, callerSide, admission }: Edge, isNeeded: boolean): EdgeReport {
  const edge = { from, to, trust: admission.trust, callerSide, ...!isNeeded && { needsPermission: false } };
  if (admission.trust === 'undecided') return { ...edge, request: null, reasons: admission.reasons };
  return { ...edge, request: admission.request, statements: admission.statements.map(placeOf) };
}

function pathReport({ from, to, hops, power, accepted }: JudgedPath): PathReport {
  return {
    from,
    to,
    hops: hops.map((hop) => ({ from: hop.from, to: hop.to })),
    power: powerReport(power),
    ...accepted && { accepted: { reason: accepted.reason } },
  };
}
