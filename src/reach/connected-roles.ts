/** The roles and users of all inputs together: the graph of who may assume whom, and the power of each of them. */
import { deployTimeNames, withDeployTimeNames } from './deploy-time-names';
import { ReachGraph } from './graph';
import { InputPrincipal, placePrincipals, PlacedPrincipal } from './node';
import { Power, powersOf } from './power';
import { TrustPolicies } from './trust-of-role';
import { AuditSettings } from '../assessment/assess';
import { memoize } from '../evaluation/memoize';

export interface RolesToConnect {
  readonly principals: readonly InputPrincipal[];
  readonly settings: AuditSettings;
  /** Which callers from outside the trust policies admit takes the most time. Default: it is found out. */
  readonly withoutOutsiders?: boolean;
  /** Called after each role. */
  readonly progress?: (done: number) => void;
}

export interface ConnectedRoles {
  /** With the names under which requests are asked about. */
  readonly principals: readonly PlacedPrincipal[];
  readonly trust: TrustPolicies;
  readonly graph: ReachGraph;
  powerOf(id: string): Power;
}

export function connectRoles({ principals, settings, withoutOutsiders, progress }: RolesToConnect): ConnectedRoles {
  const names = deployTimeNames(principals);
  const placed = withDeployTimeNames(placePrincipals(principals, names), names);
  const { accounts, organizations = [] } = settings;
  const trust = new TrustPolicies(settings, (hole) => names.get(hole.id));
  const graph = new ReachGraph({ principals: placed, trust, insiders: { declared: accounts, organizations }, withoutOutsiders, progress });
  // For the services that a role can be passed to.
  const withTrust = placed.map((principal) => ({
    ...principal, trust: principal.trustPolicy && trust.of(principal.trustPolicy).reading.variants,
  }));
  const powers = powersOf(withTrust, memoize((id: string) => [...assumableBy(graph, id)], new Map()));
  return { principals: placed, trust, graph, powerOf: (id) => powers.get(id)! };
}

function* assumableBy(graph: ReachGraph, id: string): Generator<{ readonly id: string; readonly truth: 'yes' | 'unknown' }> {
  // What it can assume is not known, and so is its power.
  const edges = graph.isOpen(id) ? graph.ownEdges(id) : graph.edgesFrom(id);
  for (const { to, callerSide, trust } of edges) {
    if (callerSide !== 'denies') yield { id: to, truth: callerSide === 'allows' && trust === 'open' ? 'yes' : 'unknown' };
  }
}
