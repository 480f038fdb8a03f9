/**
 * A `Ref` to a parameter: the value that the parent of a nested stack gives, one of the few values that are allowed, or a hole that knows
 * what the template says of its text. A default decides nothing: whoever deploys the template may give another value.
 *
 * See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
 */
import { AllowedTexts, PatternPart, readAllowedPattern, shapeOfParts } from './allowed-pattern';
import { DeployTimeContext, TemplateParameter } from './deploy-time-context';
import { originIn, Resolution } from './resolution';
import { holeFrom } from '../policy/holes';
import { Origin } from '../policy/origin';
import { Hole, TextPiece } from '../policy/partly-known-text';
import { DeployTimeValue, HoledText, NO_VALUE, textFrom } from '../policy/resolved-value';
import { ANY_CHARACTER, charactersLike, holdsCharacter, TextShape } from '../policy/text-shape';

/** A parameter with more allowed values than this counts as one that may hold anything. */
const MAX_ALLOWED_VALUES = 64;

export function readParameter(resolution: Resolution, name: string, parameter: TemplateParameter, context: DeployTimeContext): unknown {
  const origin = originIn(context, { kind: 'parameter', name, scope: context.scope });
  const type = typeof parameter.Type === 'string' ? parameter.Type : 'String';
  const isList = type.includes('List');
  // A parent gives the name of the SSM parameter, not its value.
  const given = isFromSsm(type) ? undefined : context.follow?.({ kind: 'parameter', name });
  const value = given && resolution.unlessCircular(origin, () => resolution.resolve(given.value, given.context));
  if (value !== undefined && value !== NO_VALUE) return isList ? asList(value) : value;
  if (isList) return new DeployTimeValue(holeFrom(origin), true);
  const limits = isFromSsm(type) ? NO_LIMITS : limitsOf(parameter, type);
  return (limits.values && resolution.choose(origin, limits.values)) ?? resolution.hole(limitedHole(origin, limits));
}

/** A parent hands a list to a nested stack as one text with commas. */
function asList(value: unknown): unknown {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  if (value instanceof HoledText) return new DeployTimeValue(holeFrom({ kind: 'list', pieces: value.pieces }), true);
  return value instanceof DeployTimeValue ? new DeployTimeValue(value.hole, true) : value;
}

/** What is given for such a parameter, and allowed for it, are names of SSM parameters; it stands for what they hold. */
function isFromSsm(type: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::Value');
}

/** What the template says of the values that may be given. */
interface Limits {
  /** All of them, where they are few and plain. */
  readonly values?: readonly string[];
  readonly shape?: TextShape;
  /** What each of the values is made of. */
  readonly parts?: readonly PatternPart[];
}

const NO_LIMITS: Limits = {};

/** The same template is read once for each of its roles. */
const LIMITS = new WeakMap<TemplateParameter, Limits>();

function limitsOf(parameter: TemplateParameter, type: string): Limits {
  let limits = LIMITS.get(parameter);
  if (limits === undefined) LIMITS.set(parameter, (limits = readLimits(parameter, type)));
  return limits;
}

function readLimits(parameter: TemplateParameter, type: string): Limits {
  const pattern = type === 'String' && typeof parameter.AllowedPattern === 'string' ? readAllowedPattern(parameter.AllowedPattern) : undefined;
  const values = allowedValues(parameter) ?? pattern?.texts;
  if (values !== undefined) return { values };
  return limitsOfText(pattern ?? { parts: [SHAPES_OF_TYPES.find(([types]) => types.test(type))?.[1] ?? ANYTHING] }, parameter, type);
}

const ANYTHING: TextShape = { characters: ANY_CHARACTER, min: 0 };

/** What CloudFormation accepts for a type. The ids it looks up in the account, and there they have no other characters. */
const SHAPES_OF_TYPES: readonly (readonly [RegExp, TextShape])[] = [
  [/^Number$/, { characters: charactersLike(/[0-9.eE+-]/), min: 1 }],
  [/^AWS::(EC2::\w+|Route53::HostedZone)::Id$/, { characters: charactersLike(/[A-Za-z0-9-]/), min: 1 }],
];

/**
 * The value may also be a dynamic reference, which is held to the limits as it is written, and then stands for any other text. So nothing
 * is known of a part that may hold its brackets.
 */
function limitsOfText({ parts }: AllowedTexts, parameter: TemplateParameter, type: string): Limits {
  const open = parts.filter((part) => mayHold(part, '{') || mayHold(part, '}'));
  if (open.length > 1 || open.some((part) => typeof part === 'string')) return NO_LIMITS;
  const isMadeOfParts = parts.length > 1 && parts.some((part) => typeof part === 'string') && parts.every(isSafeInJson);
  const known = parts.map((part) => (open.includes(part) ? ANYTHING : part));
  if (open.length > 0) return isMadeOfParts ? { parts: known } : NO_LIMITS;
  const whole = shapeOfParts(parts);
  const [least, most] = type === 'String' ? [lengthIn(parameter.MinLength), lengthIn(parameter.MaxLength)] : [];
  const shape: TextShape = { ...whole, min: Math.max(whole.min, least ?? 0), max: smallerOf(whole.max, most) };
  return { shape, parts: isMadeOfParts ? parts : undefined };
}

function mayHold(part: PatternPart, character: string): boolean {
  return typeof part === 'string' ? part.includes(character) : holdsCharacter(part.characters, character);
}

/** Where the text stands in JSON that is text itself, a quote or a backslash would be part of that JSON. */
function isSafeInJson(part: PatternPart): boolean {
  return typeof part !== 'string' || !/["\\]/.test(part);
}

function lengthIn(written: unknown): number | undefined {
  const length = typeof written === 'string' && /^\d+$/.test(written) ? Number(written) : written;
  return typeof length === 'number' && Number.isInteger(length) && length >= 0 ? length : undefined;
}

function smallerOf(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? one ?? other : Math.min(one, other);
}

function limitedHole(origin: Origin, { shape, parts }: Limits): Hole {
  const pieces = parts?.map((part, index): TextPiece => {
    if (typeof part === 'string') return part;
    return holeFrom({ kind: 'part', of: origin, number: index + 1 }, 'unknown', part === ANYTHING ? {} : { shape: part });
  });
  return holeFrom(origin, 'unknown', { ...shape && { shape }, ...pieces && { pieces } });
}

/** Undefined unless they are few and plain. */
function allowedValues({ AllowedValues: values }: TemplateParameter): readonly string[] | undefined {
  if (!Array.isArray(values) || values.length === 0 || values.length > MAX_ALLOWED_VALUES) return undefined;
  const texts = values.map(textFrom);
  return texts.every((text): text is string => typeof text === 'string') ? [...new Set(texts)] : undefined;
}
