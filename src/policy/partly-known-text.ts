/**
 * Text of which some parts are known only at deploy time.
 *
 * A CDK template writes an account as `arn:` + partition + `:iam::444455556666:root`. We keep such text as pieces, so the
 * parts that are known can still prove something, and the parts that are not stay visibly unknown instead of being guessed.
 */
import type { Origin } from './origin';
import { TextShape } from './text-shape';

/** What is known of the value that a hole will hold. */
export type HoleKind =
  /** The account that owns the role (`AWS::AccountId`). */
  | 'own-account'
  /** `aws`, `aws-cn`, `aws-us-gov` … of the role (`AWS::Partition`). */
  | 'partition'
  /** `AWS::Region` of the stack. */
  | 'region'
  /** `AWS::URLSuffix` of the stack. */
  | 'url-suffix'
  /** A name or id of a resource of the own account: no `:`, `*` or `?` in it. */
  | 'own-name'
  /** Anything: a parameter, an import, an attribute nobody can know before deployment. */
  | 'unknown';

/** A value that is known only at deploy time. Made by `holeFrom`, which derives its id and its words from its origin. */
export interface Hole {
  readonly kind: HoleKind;
  /** Where the value comes from. Not enumerable: a copy of the hole, and its JSON, are without it. */
  readonly origin: Origin;
  /** Two holes with the same id hold the same value. */
  readonly id: string;
  /** How messages call it: `parameter "ExternalId"`, `import of "Trust:RoleArn"`. */
  readonly what: string;
  /** Of the id of a Cognito identity pool of the template: whether the pool gives identities to guests is unknown, or it refuses. */
  readonly guests?: 'unknown' | 'refused';
  /** What its template says of the text, beside its kind. */
  readonly shape?: TextShape;
  /** The value is made of these, one behind the other: `arn:aws:iam::`, twelve digits, `:role/`, and anything. */
  readonly pieces?: readonly TextPiece[];
}

export type TextPiece = string | Hole;

/**
 * Either plain text, or pieces with at least one hole among them; never two neighbouring strings, never an empty string piece.
 * Build it with `textOf`, which keeps that shape.
 */
export type PartlyKnownText = string | readonly TextPiece[];

/** Joins pieces into the one normal form of `PartlyKnownText`. */
export function textOf(pieces: Iterable<PartlyKnownText | Hole>): PartlyKnownText {
  const joined: TextPiece[] = [];
  const add = (piece: TextPiece) => {
    if (piece === '') return;
    const last = joined[joined.length - 1];
    if (typeof piece === 'string' && typeof last === 'string') joined[joined.length - 1] = last + piece;
    else joined.push(piece);
  };
  for (const piece of pieces) {
    if (isManyPieces(piece)) piece.forEach(add);
    else add(piece);
  }
  if (joined.length === 0) return '';
  return joined.length === 1 && typeof joined[0] === 'string' ? joined[0] : joined;
}

function isManyPieces(piece: PartlyKnownText | Hole): piece is readonly TextPiece[] {
  return Array.isArray(piece);
}

/** The pieces of a text; plain text is one piece, empty text none. */
export function piecesOf(text: PartlyKnownText): readonly TextPiece[] {
  if (typeof text !== 'string') return text;
  return text === '' ? [] : [text];
}

/** Is every character known now? */
export function isKnown(text: PartlyKnownText): text is string {
  return typeof text === 'string';
}

/** The holes of a text, in order. */
export function holesOf(text: PartlyKnownText): readonly Hole[] {
  return typeof text === 'string' ? [] : text.filter((piece): piece is Hole => typeof piece !== 'string');
}

/** The one hole that the text is; undefined where it is anything else, or more. */
export function onlyHole(text: PartlyKnownText): Hole | undefined {
  return text.length === 1 && typeof text[0] !== 'string' ? text[0] : undefined;
}

/** Does a part of the text that is known match the pattern? */
export function knownPartMatches(text: PartlyKnownText, pattern: RegExp): boolean {
  return piecesOf(text).some((piece) => typeof piece === 'string' && pattern.test(piece));
}

/** Surely the same text: no piece differs, and the holes hold the same values. */
export function isSameText(one: PartlyKnownText, other: PartlyKnownText): boolean {
  const identity = (text: PartlyKnownText) => JSON.stringify(piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : [piece.id])));
  return one === other || (!isKnown(one) && !isKnown(other) && identity(one) === identity(other));
}

/** For messages: holes stand as `<what>`. */
export function showText(text: PartlyKnownText): string {
  return piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : `<${piece.what}>`)).join('');
}

/** Tells one text from another: two texts with the same identity hold the same value. */
export function identityOfText(text: PartlyKnownText): string {
  return piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : `<${piece.id}>`)).join('');
}

/** Puts the pieces of which a hole is known to be made in its place. */
export function withPieces(text: PartlyKnownText): PartlyKnownText {
  if (isKnown(text) || !text.some((piece) => typeof piece !== 'string' && piece.pieces)) return text;
  return textOf(text.map((piece) => (typeof piece === 'string' ? piece : piece.pieces ?? piece)));
}

/** Puts values into the holes for which `valueOf` has one; the other holes stay. */
export function fillHoles(text: PartlyKnownText, valueOf: (hole: Hole) => string | undefined): PartlyKnownText {
  return isKnown(text) ? text : textOf(text.map((piece) => (typeof piece === 'string' ? piece : valueOf(piece) ?? piece)));
}

/**
 * Splits at the first `limit - 1` separators that stand in known text, as an ARN is split at its first five colons.
 * A hole never counts as containing the separator.
 */
export function splitText(text: PartlyKnownText, separator: string, limit: number): PartlyKnownText[] {
  const parts: (PartlyKnownText | Hole)[][] = [[]];
  for (const piece of piecesOf(text)) {
    let rest: TextPiece = piece;
    while (typeof rest === 'string' && parts.length < limit && rest.includes(separator)) {
      const at: number = rest.indexOf(separator);
      parts[parts.length - 1].push(rest.slice(0, at));
      parts.push([]);
      rest = rest.slice(at + separator.length);
    }
    parts[parts.length - 1].push(rest);
  }
  return parts.map(textOf);
}

/** What stands behind the last slash: of a name with its path, the name alone. */
export function lastPartOf(text: PartlyKnownText): PartlyKnownText {
  return splitText(text, '/', Infinity).at(-1)!;
}
