/** The words for one hop of a path: who may assume which role, and which statement and which permission allow it. */
import { needsPermission } from './caller-side';
import { Edge } from './edge';
import { ReachNode } from './node';
import { inOneLine } from '../findings/renderers/printable';
import { describeStatement, describeWitness, listOf } from '../findings/wording';

/** By id. The power of a caller that is no role or user of the inputs is undefined. */
export type NodesToName = ReadonlyMap<string, Pick<ReachNode, 'name' | 'account' | 'power'>>;

/** Two lines. */
export function hopInWords(hop: Edge, nodes: NodesToName): string {
  const { from, to, admission } = hop;
  const isOutsider = nodes.get(from)?.power === undefined;
  const may = admission.trust === 'open' ? 'may assume' : 'may be allowed to assume';
  const permission = isOutsider ? '' : `, ${permissionInWords(hop, nodes)}`;
  const headline = `${nameOf(from, nodes)} ${may} ${nameOf(to, nodes)}${placeOfRole(nodes.get(to))}${permission}`;
  if (admission.trust === 'undecided') return inLines(headline, `its trust policy depends on ${listOf(admission.reasons)}`);
  const statements = listOf(admission.statements.map(describeStatement));
  const allows = admission.statements.length === 1 ? 'allows' : 'allow';
  return inLines(headline, `${statements} of its trust policy ${allows} ${describeWitness(admission.request)}`);
}

function permissionInWords(hop: Edge, nodes: NodesToName): string {
  const accounts = new Map([hop.from, hop.to].map((id) => [id, nodes.get(id)?.account]));
  return hop.callerSide === 'allows' && !needsPermission(hop, accounts) ? 'which names it' : OWN_POLICIES[hop.callerSide];
}

const OWN_POLICIES: Readonly<Record<Edge['callerSide'], string>> = {
  'allows': 'and its own policies allow it',
  'denies': 'but its own policies do not allow it',
  'not-known': 'if its own policies allow it, which is not known',
};

export function placeOfRole(role: Pick<ReachNode, 'account'> | undefined): string {
  return role?.account === undefined ? '' : ` in account ${role.account}`;
}

export function nameOf(id: string, nodes: NodesToName): string {
  return nodes.get(id)?.name ?? id;
}

function inLines(...lines: readonly string[]): string {
  return lines.map(inOneLine).join('\n');
}
