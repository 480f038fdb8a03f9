/** What `diff` prints: a page for people, or one JSON document. */
import { ComparedRole, Comparison } from './compare-inputs';
import { ChangeKind } from './compare-trust';
import { Colour, Paint, paintFor } from '../findings/renderers/palette';
import { inOneLine } from '../findings/renderers/printable';
import { jsonDocument } from '../findings/renderers/render-json';
import { Witness } from '../findings/witness';
import { describeWitness } from '../findings/wording';

/** The versioned shape: a field may be added, never renamed or removed, without a new `schemaVersion`. */
export interface DiffReport {
  readonly schemaVersion: '1';
  readonly roles: readonly {
    readonly id: string;
    readonly change: ChangeKind;
    readonly newlyAllowed: Witness | null;
    readonly newlyDenied: Witness | null;
    /** Of what is undecided: why. */
    readonly reasons?: readonly string[];
  }[];
}

export function renderDiffAsJson({ roles }: Comparison): string {
  const report: DiffReport = {
    schemaVersion: '1',
    roles: roles.map(({ id, change: { kind, newlyAllowed = null, newlyDenied = null, reasons } }) => ({
      id, change: kind, newlyAllowed, newlyDenied, reasons: kind === 'undecided' ? reasons : undefined,
    })),
  };
  return jsonDocument(report);
}

/** In the order of the page: what lets somebody in comes first. */
const COLOURS: Readonly<Record<ChangeKind, Colour>> = {
  widened: 'red', changed: 'red', added: 'yellow', undecided: 'yellow', narrowed: 'green', removed: 'green', equivalent: 'dim',
};
const ORDER = Object.keys(COLOURS) as ChangeKind[];

/** Roles that nothing changed for are counted, not listed. */
export function renderDiffAsText({ roles, unseen }: Comparison, isColoured: boolean): string {
  const paint = paintFor(isColoured);
  const told = ORDER.flatMap((kind) => roles.filter(({ change, moves }) => change.kind === kind && (kind !== 'equivalent' || moves.length > 0)));
  const hidden = unseen.map(({ what, because }) => `${paint('yellow', 'not compared')} ${inOneLine(what)}, because ${inOneLine(because)}`).join('\n');
  const blocks = [...told.map((role) => roleBlock(role, paint)), ...hidden ? [hidden] : [], summaryLine(roles, paint)];
  return `${blocks.join('\n\n')}\n`;
}

function roleBlock({ id, change: { kind, newlyAllowed, newlyDenied, reasons, nobodyNew }, account, moves }: ComparedRole, paint: Paint): string {
  const where = account === undefined || id.endsWith(account) ? '' : ` in account ${account}`;
  const lines = [`${paint(COLOURS[kind], kind)} ${paint('bold', inOneLine(id))}${where}`];
  const tell = (name: string, text: string) => lines.push(`  ${paint('dim', name.padEnd(13))} ${inOneLine(text)}`);
  for (const move of moves) tell('note', move);
  if (newlyAllowed) tell('newly allowed', describeWitness(newlyAllowed));
  if (newlyDenied) tell('newly denied', describeWitness(newlyDenied));
  if (kind === 'undecided') {
    for (const reason of reasons) tell('because', reason);
    if (nobodyNew) tell('note', 'nobody new gets in; whether somebody is shut out is not decided');
  }
  if (kind === 'added' && nobodyNew) tell('note', 'nobody gets in');
  return lines.join('\n');
}

function summaryLine(roles: readonly ComparedRole[], paint: Paint): string {
  const counts = ORDER.map((kind) => [roles.filter(({ change }) => change.kind === kind).length, kind] as const).filter(([count]) => count > 0);
  const all = roles.length === 0 ? 'no roles' : `${roles.length} ${roles.length === 1 ? 'role' : 'roles'}: ${counts.map((each) => each.join(' ')).join(', ')}`;
  return `${all}. ${conclusion(roles, paint)}`;
}

function conclusion(roles: readonly ComparedRole[], paint: Paint): string {
  if (roles.every(({ change }) => change.nobodyNew)) return paint('green', 'Nobody new gets in.');
  const isProved = roles.some(({ change }) => change.newlyAllowed !== undefined);
  return paint('red', isProved ? 'Somebody new gets in.' : 'Whether somebody new gets in is not decided.');
}
