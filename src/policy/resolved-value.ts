/**
 * JSON from which CloudFormation's intrinsics have been worked out: ordinary JSON, plus the three shapes below for what is
 * known in part, or not at all, before deployment. Values without intrinsics are passed on as they are, never copied.
 */
import { Hole, PartlyKnownText, TextPiece, withPieces } from './partly-known-text';

/** Text with holes. */
export class HoledText {
  constructor(public readonly pieces: readonly TextPiece[]) {}
}

/** A value of which nothing is known before deployment, perhaps not even that it is text. */
export class DeployTimeValue {
  constructor(public readonly hole: Hole, /** True when it is a list for certain. */ public readonly isList: boolean = false) {}
}

export type MapEntry = readonly [key: PartlyKnownText, value: unknown];

/** A map that was changed by resolving; its keys may have holes. */
export class ResolvedMap {
  constructor(public readonly entries: readonly MapEntry[]) {}
}

/** What `Ref: AWS::NoValue` leaves: the property or list element that holds it does not exist. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** A text as a resolved value. */
export function valueOfText(text: PartlyKnownText): string | HoledText {
  return typeof text === 'string' ? text : new HoledText(text);
}

/** The text of a scalar: numbers and booleans become their JSON text. Undefined for everything that is no text. */
export function textFrom(value: unknown): PartlyKnownText | undefined {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean': return String(value);
    default:
      if (value instanceof HoledText) return value.pieces;
      return value instanceof DeployTimeValue && !value.isList ? [value.hole] : undefined;
  }
}

/** Is the value, or a part of its text, one that only deployment will tell? */
export function isKnownLater(value: unknown): value is DeployTimeValue | HoledText {
  return value instanceof DeployTimeValue || value instanceof HoledText;
}

/** The text where only text can stand: of what is known later it is a hole, of anything else nothing. */
export function textOrHole(value: unknown): PartlyKnownText {
  return textFrom(value) ?? (value instanceof DeployTimeValue ? [value.hole] : '');
}

/** Puts the pieces in the place of every hole that is known to be made of some. */
export function withPiecesOfHoles(value: unknown): unknown {
  if (value instanceof HoledText) return valueOfText(withPieces(value.pieces));
  if (Array.isArray(value)) return value.map(withPiecesOfHoles);
  const entries = entriesFrom(value);
  return entries === undefined ? value : new ResolvedMap(entries.map(([key, item]) => [withPieces(key), withPiecesOfHoles(item)]));
}

/** A property of the map itself, none that it inherits. */
export function ownProperty<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The entries of a map; undefined for everything that is no map. */
export function entriesFrom(value: unknown): readonly MapEntry[] | undefined {
  if (value instanceof ResolvedMap) return value.entries;
  return isPlainMap(value) ? Object.keys(value).map((key): MapEntry => [key, value[key]]) : undefined;
}

/** A JSON object, and none of the shapes of this file. */
export function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    && !isKnownLater(value) && !(value instanceof ResolvedMap);
}

/** How messages name a value of the wrong type. */
export function typeInWords(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof DeployTimeValue) return value.hole.what;
  if (entriesFrom(value)) return 'an object';
  return textFrom(value) === undefined ? `a value of type ${typeof value}` : `a ${typeof value === 'object' ? 'string' : typeof value}`;
}
