/** What `diff` prints: a page for people, or one JSON document. */
import { ComparedRole, Comparison } from './compare-inputs';
import { ChangeKind } from '../../audit/compare-trust';
import { Witness } from '../../findings/witness';
import { describeWitness } from '../../findings/wording';
import { Colour, Paint, paintFor } from '../../report/palette';
import { inOneLine, printable } from '../../report/printable';

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

/** A name in it does nothing to the terminal it is printed on. */
export function renderDiffAsJson({ roles }: Comparison): string {
  const report: DiffReport = {
    schemaVersion: '1',
    roles: roles.map(({ id, change: { kind, newlyAllowed = null, newlyDenied = null, reasons } }) => ({
      id, change: kind, newlyAllowed, newlyDenied, ...(kind === 'undecided' ? { reasons } : {}),
    })),
  };
  return printable(`${JSON.stringify(report, undefined, 2)}\n`);
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
  const hidden = unseen.map(({ what, because }) => `${paint('yellow', 'not compared')} ${inOneLine(what)}, because ${inOneLine(because)}`);
  const blocks = [...told.map((role) => roleBlock(role, paint)), ...(hidden.length === 0 ? [] : [hidden.join('\n')]), summaryLine(roles, paint)];
  return `${blocks.join('\n\n')}\n`;
}

function roleBlock({ id, change: { kind, newlyAllowed, newlyDenied, reasons, nobodyNew }, account, moves }: ComparedRole, paint: Paint): string {
  const where = account === undefined || id.endsWith(account) ? '' : ` in account ${account}`;
  const details: [string, string][] = [
    ...moves.map((move): [string, string] => ['note', move]),
    ...(newlyAllowed === undefined ? [] : [['newly allowed', describeWitness(newlyAllowed)] as [string, string]]),
    ...(newlyDenied === undefined ? [] : [['newly denied', describeWitness(newlyDenied)] as [string, string]]),
    ...(kind === 'undecided' ? reasons.map((reason): [string, string] => ['because', reason]) : []),
    ...(kind === 'undecided' && nobodyNew ? [['note', 'nobody new gets in; whether somebody is shut out is not decided'] as [string, string]] : []),
    ...(kind === 'added' && nobodyNew ? [['note', 'nobody gets in'] as [string, string]] : []),
  ];
  const lines = details.map(([name, text]) => `  ${paint('dim', name.padEnd(13))} ${inOneLine(text)}`);
  return [`${paint(COLOURS[kind], kind)} ${paint('bold', inOneLine(id))}${where}`, ...lines].join('\n');
}

function summaryLine(roles: readonly ComparedRole[], paint: Paint): string {
  const counts = ORDER.map((kind) => [kind, roles.filter(({ change }) => change.kind === kind).length] as const).filter(([, count]) => count > 0);
  const all = `${roles.length === 0 ? 'no' : roles.length} ${roles.length === 1 ? 'role' : 'roles'}`;
  return `${[all, ...counts.map(([kind, count]) => `${count} ${kind}`)].join(', ').replace(', ', counts.length > 0 ? ': ' : '')}. ${conclusion(roles, paint)}`;
}

function conclusion(roles: readonly ComparedRole[], paint: Paint): string {
  if (roles.every(({ change }) => change.nobodyNew)) return paint('green', 'Nobody new gets in.');
  const isProved = roles.some(({ change }) => change.newlyAllowed !== undefined);
  return paint('red', isProved ? 'Somebody new gets in.' : 'Whether somebody new gets in is not decided.');
}
