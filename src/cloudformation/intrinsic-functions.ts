/**
 * The intrinsic functions of CloudFormation, with one reader for each. If a reader cannot determine the value, it returns undefined or a
 * deploy-time value; it never guesses.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html
 */
import { DeployTimeContext } from './deploy-time-context';
import { readGetAtt, readRef } from './references';
import { asText, Resolution, unknownExpression } from './resolution';
import { holeFrom, mayContain } from '../policy/holes';
import { Origin } from '../policy/origin';
import { Hole, isKnown, onlyHole, PartlyKnownText, piecesOf, textOf, TextPiece, withPieces } from '../policy/partly-known-text';
import { isPlainMap, NO_VALUE, ownProperty, valueOfText } from '../policy/resolved-value';

export type IntrinsicFunction = (resolution: Resolution, argument: unknown, context: DeployTimeContext) => unknown;

/** By their keys in JSON. The results of all others (`Fn::Base64`, `Fn::Transform` …) are known only at deploy time. */
export const INTRINSIC_FUNCTIONS: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['Ref', readRef],
  ['Fn::GetAtt', readGetAtt],
  ['Fn::Join', readJoin],
  ['Fn::Sub', readSub],
  ['Fn::Select', readSelect],
  ['Fn::Split', readSplit],
  ['Fn::If', readIf],
  ['Fn::FindInMap', readFindInMap],
  ['Fn::ImportValue', readImportValue],
  ...['Fn::GetAZs', 'Fn::Cidr'].map((name): [string, IntrinsicFunction] => [
    name,
    (_resolution, argument, context) => unknownExpression(name, argument, context, true),
  ]),
]);

/** No policy can contain longer text, and references that repeat each other would let it grow without bound. */
const MAX_TEXT_PIECES = 10_000;
const MAX_TEXT_LENGTH = 200_000;

/** If a mapping has more keys than this, they are not tried one by one. */
const MAX_MAPPING_KEYS = 64;

function readJoin(resolution: Resolution, argument: unknown, context: DeployTimeContext): unknown {
  if (!Array.isArray(argument) || argument.length !== 2) return undefined;
  const delimiter = resolution.resolveText(argument[0], context);
  const items = resolution.resolve(argument[1], context);
  if (!Array.isArray(items)) return undefined;
  const texts = items.map((item) => asText(item, item, context));
  return joinedText(texts.flatMap((text, index) => (index === 0 ? [text] : [delimiter, text])));
}

function joinedText(texts: readonly PartlyKnownText[]): unknown {
  let [pieces, length] = [0, 0];
  for (const text of texts) {
    if (isKnown(text)) length += text.length;
    pieces += isKnown(text) ? 1 : text.length;
  }
  return pieces > MAX_TEXT_PIECES || length > MAX_TEXT_LENGTH ? undefined : valueOfText(textOf(texts));
}

function readSub(resolution: Resolution, argument: unknown, context: DeployTimeContext): unknown {
  const [template, variables] = Array.isArray(argument) ? argument as unknown[] : [argument, {}];
  if (typeof template !== 'string' || !isPlainMap(variables)) return undefined;
  const texts: PartlyKnownText[] = [];
  let end = 0;
  for (const match of template.matchAll(/\$\{([^}]*)\}/g)) {
    texts.push(template.slice(end, match.index), substituted(resolution, match[1], variables, context));
    end = match.index + match[0].length;
  }
  return joinedText([...texts, template.slice(end)]);
}

/** The replacement of `${name}`; `${!name}` is the literal text `${name}`. */
function substituted(
  resolution: Resolution, name: string, variables: Readonly<Record<string, unknown>>, context: DeployTimeContext,
): PartlyKnownText {
  if (name.startsWith('!')) return `\${${name.slice(1)}}`;
  if (Object.hasOwn(variables, name)) return resolution.resolveText(variables[name], context);
  const reference = name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name };
  return resolution.resolveText(reference, context);
}

function readSelect(resolution: Resolution, argument: unknown, context: DeployTimeContext): unknown {
  if (!Array.isArray(argument) || argument.length !== 2) return undefined;
  const index = resolution.resolveText(argument[0], context);
  const written: unknown = argument[1];
  const list = resolution.resolve(written, context);
  // CloudFormation does not accept null values there: whether it would count an `AWS::NoValue` is not documented.
  if (!Array.isArray(list) || (Array.isArray(written) && written.length !== list.length)) return undefined;
  return isKnown(index) && /^\d+$/.test(index) ? list[Number(index)] : undefined;
}

function readSplit(resolution: Resolution, argument: unknown, context: DeployTimeContext): unknown {
  const [separator, value] = Array.isArray(argument) ? argument as unknown[] : [];
  const text = withPieces(resolution.resolveText(value, context));
  if (typeof separator !== 'string' || separator === '' || !isSplittable(text, separator)) {
    return unknownExpression('Fn::Split', argument, context, true);
  }
  const parts: (PartlyKnownText | Hole)[][] = [[]];
  for (const piece of piecesOf(text)) {
    const [first, ...rest] = typeof piece === 'string' ? piece.split(separator) : [piece];
    parts[parts.length - 1].push(first);
    for (const part of rest) parts.push([part]);
  }
  return parts.map((part) => valueOfText(textOf(part)));
}

/** No deploy-time value can contain a separator, or complete one that begins in the known text before it. */
function isSplittable(text: PartlyKnownText, separator: string): boolean {
  const pieces = piecesOf(text);
  return pieces.every((piece, index) => {
    if (typeof piece !== 'string') return !mayContain(piece, separator[0]);
    for (let length = 1; length < separator.length; length += 1) {
      if (piece.endsWith(separator.slice(0, length)) && mayGoOnWith(pieces.slice(index + 1), separator.slice(length))) return false;
    }
    return true;
  });
}

/** Can the pieces, with their deploy-time values, begin with this text? */
function mayGoOnWith(pieces: readonly TextPiece[], text: string): boolean {
  let places = new Set([0]);
  for (const piece of pieces) {
    const next = new Set<number>();
    for (const place of places) {
      if (typeof piece === 'string') {
        if (piece.startsWith(text.slice(place))) return true;
        if (text.startsWith(piece, place)) next.add(place + piece.length);
        continue;
      }
      let end = place;
      next.add(end);
      while (end < text.length && mayContain(piece, text[end])) next.add(end += 1);
      if (end === text.length) return true;
    }
    places = next;
  }
  return false;
}

function readIf(resolution: Resolution, argument: unknown, context: DeployTimeContext): unknown {
  if (!Array.isArray(argument) || argument.length !== 3 || typeof argument[0] !== 'string') return undefined;
  const truth = resolution.chooseCondition(argument[0], context);
  return truth === undefined ? undefined : resolution.resolve(argument[truth ? 1 : 2], context);
}

function readFindInMap(resolution: Resolution, argument: unknown, context: DeployTimeContext): unknown {
  if (!Array.isArray(argument) || argument.length < 3) return undefined;
  const [mapName, firstKey, secondKey] = [argument[0], argument[1], argument[2]].map((part) => resolution.resolveText(part, context));
  const mapping = isKnown(mapName) ? ownProperty(context.mappings, mapName) : undefined;
  // With a default value, deployment does not fail for an unknown key: a deploy-time key need not be one of those in the mapping.
  if (argument.length > 3 && !(isKnown(firstKey) && isKnown(secondKey))) return undefined;
  const value = lookUp(resolution, lookUp(resolution, mapping, firstKey), secondKey);
  if (value !== undefined) return resolution.resolve(value, context);
  const options: unknown = argument[3];
  return mapping !== undefined && isPlainMap(options) ? resolution.resolve(ownProperty(options, 'DefaultValue'), context) : undefined;
}

/** A deploy-time key is one of the keys in the mapping: deployment fails for any other. */
function lookUp(resolution: Resolution, mapping: unknown, key: PartlyKnownText): unknown {
  if (!isPlainMap(mapping)) return undefined;
  if (isKnown(key)) return ownProperty(mapping, key);
  const hole = onlyHole(key);
  const keys = Object.keys(mapping);
  if (!hole || keys.length === 0 || keys.length > MAX_MAPPING_KEYS) return undefined;
  const chosen = resolution.choose(hole.origin, keys);
  return chosen === undefined ? undefined : ownProperty(mapping, chosen);
}

function readImportValue(resolution: Resolution, argument: unknown, context: DeployTimeContext): unknown {
  const name = resolution.resolveText(argument, context);
  const exported =
    (isKnown(name) ? context.follow?.({ kind: 'import', name }) : undefined) ?? context.follow?.({ kind: 'import', name: argument });
  // All templates of one account and region share the names of exports, so the origin names no template.
  const origin: Origin = { kind: 'import', name };
  const value = exported && resolution.unlessCircular(origin, () => resolution.resolve(exported.value, exported.context));
  return value === undefined || value === NO_VALUE ? resolution.hole(holeFrom(origin)) : value;
}
