/**
 * A template that is text in another one: the `TemplateBody` of a stack set. The intrinsics of the outer template are resolved before the
 * inner one is deployed, so a role of the inner template can contain values of the outer one.
 */
import { NO_CHOICES } from './deploy-time-choices';
import { DeployTimeContext } from './deploy-time-context';
import { IntrinsicResolution, ResolutionBudget } from './resolve-intrinsics';
import { JsonObject } from './template';
import { holeFrom } from '../policy/holes';
import { readJsonText } from '../policy/json-text';
import { Hole, isKnown, showText, TextPiece } from '../policy/partly-known-text';
import { DeployTimeValue, entriesFrom, HoledText, isPlainMap, textFrom } from '../policy/resolved-value';

/** The template, including values of the outer one; or the reason, in words, why it cannot be read. */
export function inlineTemplate(body: unknown, outer: DeployTimeContext): JsonObject | string {
  if (body === undefined) return 'the resource names no template';
  const resolved = resolve(body, outer);
  const text = textFrom(resolved);
  const value = text === undefined ? resolved : readJsonText(text);
  const template = plain(value, outer);
  if (isPlainMap(template)) return template;
  const isKnownText = text !== undefined && isKnown(text);
  return isKnownText
    ? 'its TemplateBody is not JSON: only text in JSON can be read here, not YAML'
    : 'what its TemplateBody says is known at deployment only';
}

/** A value of the outer template, for a place in another account and region. */
export function resolvedElsewhere(value: unknown, outer: DeployTimeContext): unknown {
  return plain(resolve(value, outer), outer);
}

/** For messages: the known parts of a text, and the others as `<what>`. */
export function shownValue(value: unknown, context: DeployTimeContext): string {
  return showText(textFrom(resolve(value, context)) ?? JSON.stringify(value) ?? 'an unknown place');
}

function resolve(value: unknown, context: DeployTimeContext): unknown {
  return new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolve(value, context);
}

/** Ordinary JSON that still contains the intrinsics of the inner template; deploy-time values of the outer one stay holes. */
function plain(value: unknown, outer: DeployTimeContext): unknown {
  if (value instanceof HoledText) return new HoledText(value.pieces.map((piece) => elsewhere(piece, outer)));
  if (value instanceof DeployTimeValue) return new DeployTimeValue(elsewhereHole(value.hole, outer), value.isList);
  if (Array.isArray(value)) return value.map((item: unknown) => plain(item, outer));
  const entries = entriesFrom(value);
  if (entries === undefined) return value;
  if (!entries.every(([key]) => isKnown(key))) {
    return new DeployTimeValue(holeFrom({ kind: 'map-with-unknown-key', json: JSON.stringify(value), scope: outer.scope }));
  }
  return Object.fromEntries(entries.map(([key, item]) => [key, plain(item, outer)]));
}

function elsewhere(piece: TextPiece, outer: DeployTimeContext): TextPiece {
  return typeof piece === 'string' ? piece : elsewhereHole(piece, outer);
}

/** The account and the region of the outer template are not those of the role. */
function elsewhereHole(hole: Hole, outer: DeployTimeContext): Hole {
  if (hole.kind !== 'own-account' && hole.kind !== 'region') return hole;
  return holeFrom({ kind: 'outer-place', name: hole.kind === 'region' ? 'AWS::Region' : 'AWS::AccountId', scope: outer.scope });
}
