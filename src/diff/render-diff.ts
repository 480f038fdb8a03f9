/** The output of `diff`: text for people, or one JSON document. */
import { ComparedRole, InputComparison } from './compare-inputs';
import { ChangeKind } from './compare-trust';
import { inColumns, LabelledLine } from '../findings/renderers/finding-layout';
import { jsonDocument } from '../findings/renderers/json-pieces';
import { Colour, Paint, paintFor } from '../findings/renderers/palette';
import { inOneLine } from '../findings/renderers/printable';
import { Witness } from '../findings/witness';
import { describeWitness } from '../findings/wording';

/** The versioned shape: without a new `schemaVersion` a field can be added, but not renamed or removed. */
export interface DiffReport {
  readonly schemaVersion: '2';
  readonly roles: readonly {
    readonly id: string;
    readonly change: ChangeKind;
    readonly newlyAllowed: Witness | null;
    readonly newlyDenied: Witness | null;
    /** Only for `undecided`. */
    readonly reasons?: readonly string[];
  }[];
}

export function renderDiffAsJson({ roles }: InputComparison): string {
  const report: DiffReport = {
    schemaVersion: '2',
    roles: roles.map(({ id, change: { kind, newlyAllowed = null, newlyDenied = null, reasons } }) => ({
      id, change: kind, newlyAllowed, newlyDenied, reasons: kind === 'undecided' ? reasons : undefined,
    })),
  };
  return jsonDocument(report);
}

/** In the order of the output: changes that allow new requests come first. */
const COLOUR_OF_CHANGE: Readonly<Record<ChangeKind, Colour>> = {
  widened: 'red', changed: 'red', added: 'yellow', undecided: 'yellow', narrowed: 'green', removed: 'green', equivalent: 'dim',
};
const ORDER = Object.keys(COLOUR_OF_CHANGE) as ChangeKind[];

/** Unchanged roles are counted, not listed. */
export function renderDiffAsText({ roles, unseen }: InputComparison, isColoured: boolean): string {
  const paint = paintFor(isColoured);
  const hidden = unseen
    .map(({ what, because }) => `${paint('yellow', 'not compared')} ${inOneLine(what)}, because ${inOneLine(because)}`)
    .join('\n');
  const blocks = [...rolesToShow(roles).map((role) => changeBlock(role, paint)), ...hidden ? [hidden] : [], countsLine(roles, paint)];
  return `${blocks.join('\n\n')}\n`;
}

/** Unchanged roles have nothing to show, unless they moved. */
export function rolesToShow(roles: readonly ComparedRole[]): readonly ComparedRole[] {
  const isShown = ({ change, moves }: ComparedRole) => change.kind !== 'equivalent' || moves.length > 0;
  return ORDER.flatMap((kind) => roles.filter((role) => role.change.kind === kind && isShown(role)));
}

function changeBlock(role: ComparedRole, paint: Paint): string {
  const { id, change: { kind }, account } = role;
  const where = account === undefined || id.endsWith(account) ? '' : ` in account ${account}`;
  const columns = { indent: 2, labelWidth: 'newly allowed'.length, paintLabel: (label: string) => paint('dim', label) };
  return [
    `${paint(COLOUR_OF_CHANGE[kind], kind)} ${paint('bold', inOneLine(id))}${where}`,
    ...linesOfChange(role).map(({ label, text }) => inColumns({ label, text: inOneLine(text) }, columns)),
  ].join('\n');
}

/** What is shown below the name of a role. */
export function linesOfChange({ change, moves }: ComparedRole): readonly LabelledLine[] {
  const { kind, newlyAllowed, newlyDenied, reasons, admitsNobodyNew } = change;
  const lines: LabelledLine[] = [];
  const add = (label: string, text: string) => lines.push({ label, text });
  for (const move of moves) add('note', move);
  if (newlyAllowed) add('newly allowed', describeWitness(newlyAllowed));
  if (newlyDenied) add('newly denied', describeWitness(newlyDenied));
  if (kind === 'undecided') {
    for (const reason of reasons) add('because', reason);
    if (admitsNobodyNew) add('note', 'no new request is allowed; whether a request is no longer allowed is undecided');
  }
  if (kind === 'added' && admitsNobodyNew) add('note', 'no request is allowed');
  return lines;
}

function countsLine(roles: readonly ComparedRole[], paint: Paint): string {
  return `${countsInWords(roles)}. ${paint(isHarmless(roles) ? 'green' : 'red', conclusion(roles))}`;
}

/** `3 roles: 1 widened, 2 equivalent` */
export function countsInWords(roles: readonly ComparedRole[]): string {
  const counts = ORDER.flatMap((kind) => {
    const count = roles.filter(({ change }) => change.kind === kind).length;
    return count === 0 ? [] : [`${count} ${kind}`];
  });
  const all = `${roles.length} ${roles.length === 1 ? 'role' : 'roles'}: ${counts.join(', ')}`;
  return roles.length === 0 ? 'no roles' : all;
}

export function conclusion(roles: readonly ComparedRole[]): string {
  if (isHarmless(roles)) return 'No new request is allowed.';
  const isProved = roles.some(({ change }) => change.newlyAllowed !== undefined);
  return isProved ? 'A new request is allowed.' : 'Whether a new request is allowed is undecided.';
}

function isHarmless(roles: readonly ComparedRole[]): boolean {
  return roles.every(({ change }) => change.admitsNobodyNew);
}
