/**
 * JSON whose CloudFormation intrinsics have been resolved: ordinary JSON, plus the three classes below for values that are
 * partly or completely unknown before deployment. Values without intrinsics are passed on as they are, never copied.
 */
import { Hole, PartlyKnownText, TextPiece, withPieces } from './partly-known-text';

/** Text with holes. */
export class HoledText {
  constructor(public readonly pieces: readonly TextPiece[]) {}
}

/** A value about which nothing is known before deployment, possibly not even whether it is text. */
export class DeployTimeValue {
  constructor(public readonly hole: Hole, /** True if it is certainly a list. */ public readonly isList: boolean = false) {}
}

export type MapEntry = readonly [key: PartlyKnownText, value: unknown];

/** A map that was changed by resolving; its keys can have holes. */
export class ResolvedMap {
  constructor(public readonly entries: readonly MapEntry[]) {}
}

/** The result of `Ref: AWS::NoValue`: the property or list item does not exist. */
export const NO_VALUE: unique symbol = Symbol('AWS::NoValue');

/** A text as a resolved value. */
export function valueOfText(text: PartlyKnownText): string | HoledText {
  return typeof text === 'string' ? text : new HoledText(text);
}

/** The text of a scalar: numbers and booleans become their JSON text. Undefined for anything that is not text. */
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

/** Is the value, or a part of its text, known only at deploy time? */
export function isKnownLater(value: unknown): value is DeployTimeValue | HoledText {
  return value instanceof DeployTimeValue || value instanceof HoledText;
}

/** The text where only text is allowed: a hole for a value known only at deployment, and empty for anything else. */
export function textOrHole(value: unknown): PartlyKnownText {
  return textFrom(value) ?? (value instanceof DeployTimeValue ? [value.hole] : '');
}

/** Replaces every hole by the pieces that it is known to consist of. */
export function withPiecesOfHoles(value: unknown): unknown {
  if (value instanceof HoledText) return valueOfText(withPieces(value.pieces));
  if (Array.isArray(value)) return value.map(withPiecesOfHoles);
  const entries = entriesFrom(value);
  return entries === undefined ? value : new ResolvedMap(entries.map(([key, item]) => [withPieces(key), withPiecesOfHoles(item)]));
}

/** A property of the map itself, not an inherited one. */
export function ownProperty<T>(map: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return map && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The entries of a map; undefined for anything that is not a map. */
export function entriesFrom(value: unknown): readonly MapEntry[] | undefined {
  if (value instanceof ResolvedMap) return value.entries;
  return isPlainMap(value) ? Object.keys(value).map((key): MapEntry => [key, value[key]]) : undefined;
}

/** A JSON object, and not one of the classes of this file. */
export function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    && !isKnownLater(value) && !(value instanceof ResolvedMap);
}

/** How messages refer to a value of the wrong type. */
export function typeInWords(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof DeployTimeValue) return value.hole.what;
  if (entriesFrom(value)) return 'an object';
  return textFrom(value) === undefined ? `a value of type ${typeof value}` : `a ${typeof value === 'object' ? 'string' : typeof value}`;
}
