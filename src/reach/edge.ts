/** An edge of the graph: a caller that a trust policy admits to a role. */
import { CallerSide } from './caller-side';
import { Admission } from './trust-of-role';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly trust: Admission['trust'];
  readonly callerSide: CallerSide;
  /** Worked out when it is needed. */
  readonly admission: Admission;
}

/** Of several edges from one node to another, the one that is proved best; in the order in which the pairs appear. */
export function bestEdges(edges: Iterable<Edge>): readonly Edge[] {
  const best = new Map<string, Map<string, Edge>>();
  for (const edge of edges) {
    const to = best.get(edge.from) ?? new Map<string, Edge>();
    best.set(edge.from, to);
    const known = to.get(edge.to);
    if (known === undefined || rankOf(edge) < rankOf(known)) to.set(edge.to, edge);
  }
  return [...best.values()].flatMap((to) => [...to.values()]);
}

/** Both sides proved comes first; an edge whose caller is kept out by its own policies leads nowhere. */
function rankOf({ trust, callerSide }: Edge): number {
  if (callerSide === 'denies') return 4;
  return (trust === 'open' ? 0 : 2) + (callerSide === 'allows' ? 0 : 1);
}
