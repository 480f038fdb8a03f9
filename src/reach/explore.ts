/** From the roles and users of all inputs to the graph, the power of each of them, and every way to power. */
import { connectRoles } from './connected-roles';
import { bestEdges, Edge } from './edge';
import { ReachGraph } from './graph';
import { InputPrincipal, isFromOutside, Outsider, PlacedPrincipal, ReachNode } from './node';
import { findPaths, FoundPaths, ReachPath, TAKEOVER } from './paths';
import { Power } from './power';
import { Acceptances, FileAcceptance } from '../assessment/acceptances';
import { AuditSettings } from '../assessment/assess';
import { nameOfRole } from '../findings/role-source';
import { OUTSIDE_REACHES_ADMINISTRATOR } from '../rules/rule-ids';

/** Where paths begin and end; undefined: outside, and at power. Throws an `UnknownNode` if no node has the name. */
export interface ReachQuery {
  readonly from?: string;
  readonly to?: string;
}

/** The user asked for a node that is not there. */
export class UnknownNode extends Error {
  constructor(public readonly option: keyof ReachQuery, message: string) {
    super(message);
  }
}

export interface JudgedPath extends ReachPath {
  /** Does it begin outside and end at an administrator, or one step from it, with nobody having accepted that? */
  readonly isUnsafe: boolean;
  readonly accepted?: FileAcceptance;
}

export interface Reach {
  readonly nodes: readonly ReachNode[];
  readonly edges: readonly Edge[];
  readonly paths: readonly JudgedPath[];
  readonly leftOut: number;
  readonly isUnsafe: boolean;
  /** The user asked for some of the paths: whether a caller from outside reaches an administrator on another one is not known. */
  readonly isPart: boolean;
}

export interface Exploration {
  readonly principals: readonly InputPrincipal[];
  readonly settings: AuditSettings;
  readonly acceptances: Acceptances;
  readonly query?: ReachQuery;
  readonly progress?: (done: number) => void;
}

export function explore({ principals, settings, acceptances, query = {}, progress }: Exploration): Reach {
  const { principals: placed, graph, powerOf } = connectRoles({ principals, settings, progress });
  const found = findPaths(graph, { from: startsOf(graph, query.from), to: endsOf(graph, query.to), powerOf });
  const paths = found.paths.map((path) => judged(path, graph, acceptances));
  const nodes = [...graph.outsiders.values(), ...placed.map((principal) => nodeOf(principal, powerOf(principal.id)))];
  return {
    nodes,
    edges: allEdges(graph, found),
    paths,
    leftOut: found.leftOut,
    isUnsafe: paths.some((path) => path.isUnsafe),
    isPart: query.to !== undefined || (query.from ?? OUTSIDE) !== OUTSIDE,
  };
}

function nodeOf({ id, kind, account, source, callerName }: PlacedPrincipal, power: Power): ReachNode {
  return { id, kind, account, name: source.roleName ?? source.address ?? (source.constructPath ? nameOfRole(source) : callerName), power };
}

/** Those of the graph, and those of the paths that lead through an account. */
function allEdges({ edges }: ReachGraph, { paths }: FoundPaths): readonly Edge[] {
  return bestEdges([...edges, ...paths.flatMap(({ hops }) => hops)]);
}

function judged(path: ReachPath, graph: ReachGraph, acceptances: Acceptances): JudgedPath {
  const start = graph.outsiders.get(path.from);
  const takesOver = TAKEOVER.has(path.power.level) || TAKEOVER.has(path.power.atLeast);
  if (!takesOver || start === undefined || !isFromOutside(start)) return { ...path, isUnsafe: false };
  const ends = [path.hops[0].to, path.to].flatMap((id) => graph.principals.get(id) ?? []);
  const accepted = ends.map(({ source }) => acceptances.of(source, OUTSIDE_REACHES_ADMINISTRATOR)).find((each) => each !== undefined);
  return { ...path, accepted, isUnsafe: accepted === undefined };
}

export const OUTSIDE = 'outside';

function startsOf(graph: ReachGraph, from: string = OUTSIDE): readonly string[] {
  if (from === OUTSIDE) return [...graph.outsiders.values()].filter(isFromOutside).map(({ id }) => id);
  const outsiders = [...graph.outsiders.values()].filter((outsider) => isCalled(from, outsider)).map(({ id }) => id);
  const found = [...outsiders, ...principalsCalled(graph, from)];
  return found.length > 0 ? found : refuse('from', `no role, user or outsider is called "${from}"`);
}

function endsOf(graph: ReachGraph, to: string | undefined): ReadonlySet<string> | undefined {
  if (to === undefined) return undefined;
  const found = principalsCalled(graph, to);
  return found.length > 0 ? new Set(found) : refuse('to', `no role is called "${to}"`);
}

function isCalled(name: string, { id, name: words, account }: Outsider): boolean {
  return [id, words, account, id.slice(id.indexOf(':') + 1)].includes(name);
}

function principalsCalled(graph: ReachGraph, name: string): readonly string[] {
  const isMeant = ({ id, arn, callerName, source }: PlacedPrincipal) =>
    [id, arn, callerName, callerName.slice(callerName.lastIndexOf('/') + 1), source.constructPath, source.address].includes(name);
  return [...graph.principals.values()].filter(isMeant).map(({ id }) => id);
}

function refuse(option: keyof ReachQuery, problem: string): never {
  throw new UnknownNode(option, `${problem}: specify ${EXPECTED[option]}, as the report prints it`);
}

const EXPECTED: Readonly<Record<keyof ReachQuery, string>> = {
  from: 'outside, or an account, a service, an identity provider, or the name or ARN of a role or user',
  to: 'the name or ARN of a role',
};
