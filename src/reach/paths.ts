/**
 * Every way to power: from each caller, through each role that it may assume first, the shortest way to each role that may do more than
 * read. Worst first.
 */
import { Edge } from './edge';
import { GroupTarget, ReachGraph } from './graph';
import { accountKeyOf, NodeKind } from './node';
import { Power } from './power';
import { POWER_LEVELS, PowerLevel } from '../findings/power-level';

export interface ReachPath {
  readonly from: string;
  readonly to: string;
  /** The first leads away from `from`, the last to `to`. */
  readonly hops: readonly Edge[];
  readonly power: Power;
  /** Something on the way is not known: a trust policy is undecided, or the policies of a caller are not among the inputs. */
  readonly isCertain: boolean;
}

export interface FoundPaths {
  readonly paths: readonly ReachPath[];
  /** Paths to roles with less power that were not kept, because there are too many. */
  readonly leftOut: number;
}

export interface PathQuery {
  /** The ids of the nodes where paths begin. */
  readonly from: readonly string[];
  /** Only paths that end at one of these roles, whatever its power. Default: paths to roles with power. */
  readonly to?: ReadonlySet<string>;
  readonly powerOf: (id: string) => Power;
}

/** An outsider that has this power can take over the account, or is one step from it. */
export const TAKEOVER: ReadonlySet<PowerLevel> = new Set(['administrator', 'can-become-administrator']);

const WITHOUT_POWER: ReadonlySet<PowerLevel> = new Set(['reads', 'nothing']);

/** More than anybody reads. Those to administrators are always kept. */
const MOST_PATHS = 20_000;

export function findPaths(graph: ReachGraph, { from, to, powerOf }: PathQuery): FoundPaths {
  const paths: ReachPath[] = [];
  let leftOut = 0;
  // Where no power is known, a way to it that is not known either says nothing.
  const followsUnknown = to !== undefined || [...graph.principals.keys()].some((id) => isKnownPower(powerOf(id)));
  const entries = edgesByEntry(graph, from);
  const isDirect = (start: string, target: string) => entries.get(target)?.some((edge) => edge.from === start) === true;
  for (const [entry, edges] of entries) {
    const reached = shortestWays(graph, entry, { powerOf, followsUnknown });
    for (const edge of edges) {
      for (const [target, way] of reached) {
        const power = powerOf(target);
        // Whoever can assume the role needs no way around. An acceptance of the role covers both.
        if (target !== entry && isDirect(edge.from, target)) continue;
        const isWanted = to ? to.has(target) : !WITHOUT_POWER.has(power.level) && !isWordedByLongerPath(power);
        if (!isWanted || target === edge.from || way.passes(edge.from) || (!to && saysNothing(power, way))) continue;
        if (paths.length >= MOST_PATHS && !TAKEOVER.has(power.level)) leftOut += 1;
        else paths.push(pathOf(edge, way, target, power));
      }
    }
  }
  const inOrder = paths.map((path) => ({ path, rank: rankOf(path, graph) }));
  inOrder.sort((one, other) => compareRanks(one.rank, other.rank));
  return { paths: inOrder.map(({ path }) => path), leftOut };
}

/** The edges from the beginnings, by the role that they lead to. */
function edgesByEntry(graph: ReachGraph, from: readonly string[]): ReadonlyMap<string, readonly Edge[]> {
  const found = new Map<string, Edge[]>();
  for (const id of from) {
    for (const edge of graph.edgesFrom(id)) {
      if (edge.callerSide === 'denies') continue;
      const known = found.get(edge.to);
      if (known) known.push(edge);
      else found.set(edge.to, [edge]);
    }
  }
  return found;
}

/** The last edge of the shortest way to a role, and the way before it; none for the role where it begins. */
export class Way {
  constructor(private readonly before?: Way, private readonly last?: Edge) { }

  public get hops(): readonly Edge[] {
    return [...this.backwards()].reverse();
  }

  public passes(id: string): boolean {
    for (const { from } of this.backwards()) if (from === id) return true;
    return false;
  }

  /** A chain of roles can be of any length. */
  private* backwards(): Generator<Edge> {
    const at = { way: this as Way };
    while (at.way.before && at.way.last) {
      yield at.way.last;
      at.way = at.way.before;
    }
  }
}

const NO_ACCOUNTS: ReadonlySet<string> = new Set();

interface Walking {
  readonly powerOf: PathQuery['powerOf'];
  /** Follow edges where it is not known whether the policies of the caller allow the call? */
  readonly followsUnknown: boolean;
}

/** To each role that a role leads to, and to itself. An administrator is not followed into other roles of its account. */
export function shortestWays(graph: ReachGraph, entry: string, { powerOf, followsUnknown }: Walking): ReadonlyMap<string, Way> {
  const found = new Map<string, Way>([[entry, new Way()]]);
  /** The accounts that an administrator on the way belongs to. */
  const administered = new Map<Way, ReadonlySet<string>>();
  const accountsOf = (way: Way) => administered.get(way) ?? NO_ACCOUNTS;
  const targets = new TargetsLeft(graph, (id) => found.has(id));
  // A map lists what is added while it is read.
  for (const [id, way] of found) {
    if (powerOf(id).level === 'administrator') administered.set(way, new Set([...accountsOf(way), accountOf(graph, id)]));
    // An administrator needs no role of its own account.
    const own = accountsOf(way);
    const isWanted = (to: string) => own.size === 0 || !own.has(accountOf(graph, to));
    const follow = (edge: Edge) => {
      const isOpen = edge.callerSide === 'allows' || (edge.callerSide === 'not-known' && followsUnknown);
      if (!isOpen || found.has(edge.to) || !isWanted(edge.to)) return;
      const next = new Way(way, edge);
      found.set(edge.to, next);
      if (own.size > 0) administered.set(next, own);
    };
    graph.ownEdges(id).forEach(follow);
    if (followsUnknown || !graph.isOpen(id)) for (const edge of targets.edgesFrom(id, isWanted)) follow(edge);
  }
  return found;
}

/** The roles that trust whole accounts and were not found yet: each is looked at until one of the callers reaches it. */
class TargetsLeft {
  private readonly left = new Map<string, readonly GroupTarget[]>();

  constructor(private readonly graph: ReachGraph, private readonly isFound: (id: string) => boolean) { }

  public* edgesFrom(id: string, isWanted: (to: string) => boolean): Generator<Edge> {
    const caller = this.graph.principals.get(id);
    if (!caller) return;
    for (const group of this.graph.targetsOf(caller)) {
      const { key, targets, isWhole } = group;
      const candidates = isWhole ? this.left.get(key) ?? targets : targets;
      for (const target of candidates) {
        if (this.isFound(target.role.id) || !isWanted(target.role.id)) continue;
        const edge = this.graph.edgeThroughAccount(caller, target, group);
        if (edge) yield edge;
      }
      if (isWhole && candidates.length > 0) this.left.set(key, candidates.filter(({ role }) => !this.isFound(role.id)));
    }
  }
}

function accountOf(graph: ReachGraph, id: string): string {
  return accountKeyOf(graph.principals.get(id) ?? {});
}

/** It becomes an administrator by assuming the role of one: the path that leads there says so, and shows how. */
export function isWordedByLongerPath({ level, path }: Power): boolean {
  return level === 'can-become-administrator' && path !== undefined && path.actions.every((action) => action === 'sts:AssumeRole');
}

/** Neither the power of the role is known, nor whether the roles on the way have the permission to get there. */
export function saysNothing({ level, atLeast }: Power, way: Way): boolean {
  return level === 'not-known' && WITHOUT_POWER.has(atLeast) && way.hops.some(({ callerSide }) => callerSide === 'not-known');
}

function isKnownPower({ level, atLeast }: Power): boolean {
  return !WITHOUT_POWER.has(level === 'not-known' ? atLeast : level);
}

function pathOf(first: Edge, way: Way, to: string, power: Power): ReachPath {
  const hops = [first, ...way.hops];
  const isCertain = hops.every(({ callerSide, trust }) => callerSide !== 'not-known' && trust === 'open');
  return { from: first.from, to, hops, power, isCertain };
}

/** From the widest circle of callers to the narrowest. */
const BREADTH: readonly NodeKind[] = [
  'internet', 'any-aws-account', 'organization', 'account', 'identity-provider', 'service', 'user', 'role',
];

type Rank = readonly (number | string)[];

function rankOf({ from, to, hops, power }: ReachPath, graph: ReachGraph): Rank {
  const start = graph.outsiders.get(from) ?? graph.principals.get(from);
  const level = power.level === 'not-known' ? POWER_LEVELS.indexOf('writes') + 0.5 : POWER_LEVELS.indexOf(power.level);
  const isUndecided = hops.some(({ trust }) => trust === 'undecided');
  return [level, BREADTH.indexOf(start?.kind ?? 'role'), isUndecided ? 1 : 0, hops.length, from, to];
}

function compareRanks(one: Rank, other: Rank): number {
  for (const [index, value] of one.entries()) {
    if (value !== other[index]) return value < other[index] ? -1 : 1;
  }
  return 0;
}
