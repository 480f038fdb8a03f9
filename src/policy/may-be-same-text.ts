/** Can two texts that are known in part only turn out to be the same? */
import { mayContain } from './holes';
import { isKnown, PartlyKnownText, piecesOf, TextPiece, withPieces } from './partly-known-text';

/** IAM does not distinguish the case of the names that it compares here. */
export function mayBeSameText(one: PartlyKnownText, other: PartlyKnownText): boolean {
  const [first, second] = [one, other].map(withPieces);
  if (isKnown(first)) return mayBecome(second, first);
  return isKnown(second) ? mayBecome(first, second) : haveLikeEnds(first, second);
}

/** The places of the text to which the pieces can lead, one piece after the other. */
function mayBecome(text: PartlyKnownText, wanted: string): boolean {
  let places: ReadonlySet<number> = new Set([0]);
  for (const piece of piecesOf(text)) places = new Set([...places].flatMap((place) => placesAfter(piece, wanted, place)));
  return places.has(wanted.length);
}

function placesAfter(piece: TextPiece, wanted: string, place: number): readonly number[] {
  if (typeof piece === 'string') return isSame(piece, wanted.slice(place, place + piece.length)) ? [place + piece.length] : [];
  const { min = 0, max = Infinity } = piece.shape ?? {};
  const after: number[] = [];
  for (let end = place; end <= wanted.length && end - place <= max; end += 1) {
    if (end - place >= min) after.push(end);
    if (end < wanted.length && !mayContain(piece, wanted[end])) break;
  }
  return after;
}

/** What is known at the beginning of both agrees, and so does what is known at the end. */
function haveLikeEnds(one: readonly TextPiece[], other: readonly TextPiece[]): boolean {
  const beginnings = [one, other].map(([piece]) => (typeof piece === 'string' ? piece : ''));
  const ends = [one, other].map((pieces) => pieces[pieces.length - 1]).map((piece) => (typeof piece === 'string' ? piece : ''));
  const [begin, end] = [beginnings, ends].map((texts) => Math.min(...texts.map(({ length }) => length)));
  return isSame(beginnings[0].slice(0, begin), beginnings[1].slice(0, begin))
    && isSame(ends[0].slice(ends[0].length - end), ends[1].slice(ends[1].length - end));
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
