/**
 * Text with parts that are known only at deploy time (holes).
 *
 * A CDK template writes an account as `arn:` + partition + `:iam::444455556666:root`. We keep such text as pieces: the
 * known parts can still prove something, and the unknown parts stay unknown instead of being guessed.
 */
import type { Origin } from './origin';
import { TextShape } from './text-shape';

/** What is known about the value of a hole. */
export type HoleKind =
  /** The account that owns the role (`AWS::AccountId`). */
  | 'own-account'
  /** `aws`, `aws-cn`, `aws-us-gov` … of the role (`AWS::Partition`). */
  | 'partition'
  /** `AWS::Region` of the stack. */
  | 'region'
  /** `AWS::URLSuffix` of the stack. */
  | 'url-suffix'
  /** A name or id of a resource in the account of the role: it contains no `:`, `*` or `?`. */
  | 'own-name'
  /** Anything: a parameter, an import, an attribute that is known only at deploy time. */
  | 'unknown';

/** A value that is known only at deploy time. Made by `holeFrom`, which derives its id and words from its origin. */
export interface Hole {
  readonly kind: HoleKind;
  /** Where the value comes from. Not enumerable: copies of the hole, and its JSON, do not have it. */
  readonly origin: Origin;
  /** Two holes with the same id have the same value. */
  readonly id: string;
  /** How messages refer to it: `parameter "ExternalId"`, `import of "Trust:RoleArn"`. */
  readonly what: string;
  /** For the id of a Cognito identity pool: whether the pool gives identities to guests is unknown, or it does not. */
  readonly guests?: 'unknown' | 'refused';
  /** What the template says about the text, in addition to its kind. */
  readonly shape?: TextShape;
  /** The value consists of these, in this order: `arn:aws:iam::`, twelve digits, `:role/`, and anything. */
  readonly pieces?: readonly TextPiece[];
}

export type TextPiece = string | Hole;

/**
 * Plain text, or pieces with at least one hole among them, without adjacent or empty strings.
 * Build it with `textOf`, which ensures that.
 */
export type PartlyKnownText = string | readonly TextPiece[];

/** Joins pieces into the normal form of `PartlyKnownText`. */
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

/** The pieces of a text; plain text is one piece, and empty text has none. */
export function piecesOf(text: PartlyKnownText): readonly TextPiece[] {
  if (typeof text !== 'string') return text;
  return text === '' ? [] : [text];
}

/** Is every character known? */
export function isKnown(text: PartlyKnownText): text is string {
  return typeof text === 'string';
}

/** The holes of a text, in order. */
export function holesOf(text: PartlyKnownText): readonly Hole[] {
  return typeof text === 'string' ? [] : text.filter((piece): piece is Hole => typeof piece !== 'string');
}

/** The hole, if the text consists of exactly one; otherwise undefined. */
export function onlyHole(text: PartlyKnownText): Hole | undefined {
  return text.length === 1 && typeof text[0] !== 'string' ? text[0] : undefined;
}

/** Does a known part of the text match the pattern? */
export function knownPartMatches(text: PartlyKnownText, pattern: RegExp): boolean {
  return piecesOf(text).some((piece) => typeof piece === 'string' && pattern.test(piece));
}

/** Are the texts certainly the same? No piece differs, and the holes have the same values. */
export function isSameText(one: PartlyKnownText, other: PartlyKnownText): boolean {
  const identity = (text: PartlyKnownText) =>
    JSON.stringify(piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : [piece.id])));
  return one === other || (!isKnown(one) && !isKnown(other) && identity(one) === identity(other));
}

/** For messages: holes are shown as `<what>`. */
export function showText(text: PartlyKnownText): string {
  return piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : `<${piece.what}>`)).join('');
}

/** Two texts with the same identity have the same value. */
export function identityOfText(text: PartlyKnownText): string {
  return piecesOf(text).map((piece) => (typeof piece === 'string' ? piece : `<${piece.id}>`)).join('');
}

/** Replaces each hole by the pieces that it is known to consist of. */
export function withPieces(text: PartlyKnownText): PartlyKnownText {
  if (isKnown(text) || !text.some((piece) => typeof piece !== 'string' && piece.pieces)) return text;
  return textOf(text.map((piece) => (typeof piece === 'string' ? piece : piece.pieces ?? piece)));
}

/** Replaces the holes that `valueOf` has a value for. */
export function fillHoles(text: PartlyKnownText, valueOf: (hole: Hole) => string | undefined): PartlyKnownText {
  return isKnown(text) ? text : textOf(text.map((piece) => (typeof piece === 'string' ? piece : valueOf(piece) ?? piece)));
}

/**
 * Splits at the first `limit - 1` separators in known text, as an ARN is split at its first five colons.
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

/** The part after the last slash: the name without its path. */
export function lastPartOf(text: PartlyKnownText): PartlyKnownText {
  return splitText(text, '/', Infinity).at(-1)!;
}
