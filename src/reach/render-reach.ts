/**
 * The output of `reach` for people: every way to power, the worst first.
 *
 *     administrator  GitHub Actions repo:acme/* -> Deploy -> CfnExec in account 111122223333
 *       1        GitHub Actions repo:acme/* may assume Deploy in account 111122223333
 *                statement 0 of its trust policy allows sts:AssumeRoleWithWebIdentity with a token of …
 *       2        Deploy may assume CfnExec in account 111122223333, and its own policies allow it
 *                statement 0 …
 *       power    its policies allow every action on every resource
 */
import { JudgedPath, Reach } from './explore';
import { isFromOutside, ReachNode } from './node';
import { TAKEOVER } from './paths';
import { Power } from './power';
import { AroundPaths } from './reach-report';
import { hopInWords, nameOf, placeOfRole } from './word-hop';
import { PowerLevel } from '../findings/power-level';
import { inColumns, LABEL_WIDTH } from '../findings/renderers/finding-layout';
import { Colour, Paint, paintFor } from '../findings/renderers/palette';
import { inOneLine } from '../findings/renderers/printable';
import { staleLine, unseenLine } from '../findings/renderers/text-lines';

const COLOURS: Readonly<Record<PowerLevel, Colour>> = {
  'administrator': 'red',
  'can-become-administrator': 'red',
  'manages-permissions': 'yellow',
  'reads-secrets-or-data': 'yellow',
  'writes': 'blue',
  'reads': 'dim',
  'nothing': 'dim',
  'not-known': 'yellow',
};

const IN_WORDS: Readonly<Record<PowerLevel, string>> = {
  'administrator': 'administrator',
  'can-become-administrator': 'can become administrator',
  'manages-permissions': 'manages permissions',
  'reads-secrets-or-data': 'reads secrets or data',
  'writes': 'writes',
  'reads': 'reads',
  'nothing': 'nothing',
  'not-known': 'not known',
};

/** More paths are counted, not shown. */
const MOST_SHOWN = 50;

export function renderReachAsText(reach: Reach, { unseen, stale }: AroundPaths, isColoured: boolean): string {
  const paint = paintFor(isColoured);
  const nodes = new Map(reach.nodes.map((node) => [node.id, node]));
  const shown = reach.paths.slice(0, MOST_SHOWN);
  const blocks = [
    ...shown.map((path) => pathBlock(path, nodes, paint)),
    ...leftOutLine(reach, shown.length),
    unseen.map((place) => unseenLine(place, paint)).join('\n'),
    stale.map((acceptance) => staleLine(acceptance, paint)).join('\n'),
    totals(reach, paint),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function pathBlock(path: JudgedPath, nodes: ReadonlyMap<string, ReachNode>, paint: Paint): string {
  const { hops, power, accepted } = path;
  const names = [path.from, ...hops.map(({ to }) => to)].map((id) => nameOf(id, nodes));
  const chain = paint('bold', inOneLine(names.join(' -> ')));
  const columns = { indent: 2, labelWidth: LABEL_WIDTH, paintLabel: (label: string) => paint('dim', label) };
  const line = (label: string, text: string) => inColumns({ label, text }, columns);
  return [
    `${paint(COLOURS[power.level], IN_WORDS[power.level])}  ${chain}${placeOfRole(nodes.get(path.to))}`,
    ...hops.map((hop, index) => line(String(index + 1), hopInWords(hop, nodes))),
    ...linesOfPower(power).map((text, index) => line(index === 0 ? 'power' : '', text)),
    ...accepted ? [line('accepted', accepted.reason)] : [],
  ].join('\n');
}

function linesOfPower({ because, notKnown, level, atLeast }: Power): readonly string[] {
  const proved = level === 'not-known' && atLeast !== 'nothing' ? [`at least: ${IN_WORDS[atLeast]}`] : [];
  return [because, ...proved, ...notKnown.map((what) => `not known: ${what}`)].map(inOneLine);
}

function leftOutLine({ paths, leftOut }: Reach, shown: number): readonly string[] {
  const more = paths.length - shown + leftOut;
  return more === 0 ? [] : [`${more} more paths: --format json prints them, --to ROLE and --from PRINCIPAL select some of them`];
}

function totals({ nodes, paths, isUnsafe, isPart }: Reach, paint: Paint): string {
  const counted = (kinds: readonly ReachNode['kind'][]) => nodes.filter(({ kind }) => kinds.includes(kind)).length;
  const roles = counted(['role']);
  const users = counted(['user']);
  const counts = `${roles} ${roles === 1 ? 'role' : 'roles'}${users === 0 ? '' : `, ${users} ${users === 1 ? 'user' : 'users'}`}`;
  const takeovers = paths.filter(({ power }) => TAKEOVER.has(power.level));
  const accepted = takeovers.filter((path) => path.accepted !== undefined).length;
  const acceptedToo = accepted === 0 ? '' : ` (${accepted} accepted)`;
  const found = `${counts}; ${paths.length} ${paths.length === 1 ? 'path' : 'paths'}, `
    + `${takeovers.length} to an administrator or one step from it${acceptedToo}.`;
  const conclusion = isUnsafe
    ? paint('red', 'A caller from outside reaches an administrator.')
    : isPart ? SOME_PATHS : paint('green', accepted > 0 ? ALL_ACCEPTED : NONE_KNOWN);
  return [`${found} ${conclusion}`, ...notKnownEnds(reachedFromOutside(paths, nodes)), ...notStarted(nodes)].join('\n');
}

const SOME_PATHS = 'Other paths are not shown: without --from and --to, reach says whether a caller from outside reaches an administrator.';
const ALL_ACCEPTED = 'Every known path of a caller from outside to an administrator was accepted.';
const NONE_KNOWN = 'No caller from outside is known to reach an administrator.';

function reachedFromOutside(paths: readonly JudgedPath[], nodes: readonly ReachNode[]): readonly JudgedPath[] {
  const outside = new Set(nodes.filter((node) => node.power === undefined && isFromOutside(node)).map(({ id }) => id));
  return paths.filter(({ from }) => outside.has(from));
}

/** That no administrator is proved to be reached does not mean that none is. */
function notKnownEnds(paths: readonly JudgedPath[]): readonly string[] {
  const { length } = paths.filter(({ power: { level, atMost } }) => level === 'not-known' && TAKEOVER.has(atMost));
  if (length === 0) return [];
  const ends = length === 1 ? '1 path from outside ends' : `${length} paths from outside end`;
  return [`${ends} at a role whose power is not known: it may be an administrator. This does not change the exit status.`];
}

/** What does not count as outside, for those who look for it. */
function notStarted(nodes: readonly ReachNode[]): readonly string[] {
  const others = nodes.filter((node) => node.power === undefined && node.kind !== 'account' && !isFromOutside(node));
  if (others.length === 0) return [];
  const different = [...new Set(others.map(({ name }) => name))];
  const some = different.slice(0, 5).map(inOneLine);
  const rest = different.length - some.length;
  return [`Not from outside, and shown with --from only: ${some.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`];
}
