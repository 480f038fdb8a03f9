/**
 * Reads a `Ref` to a parameter: the value that the parent of a nested stack gives, one of a few allowed values, or a hole with
 * everything the template says about its text. A default decides nothing: whoever deploys the template can give another value.
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

/** A parameter with more allowed values than this counts as one that can have any value. */
const MAX_ALLOWED_VALUES = 64;

export function readParameter(resolution: Resolution, name: string, parameter: TemplateParameter, context: DeployTimeContext): unknown {
  const origin = originIn(context, { kind: 'parameter', name, scope: context.scope });
  const type = typeof parameter.Type === 'string' ? parameter.Type : 'String';
  const isList = type.includes('List');
  // The parent gives the name of the SSM parameter, not its value.
  const given = isFromSsm(type) ? undefined : context.follow?.({ kind: 'parameter', name });
  const value = given && resolution.unlessCircular(origin, () => resolution.resolve(given.value, given.context));
  if (value !== undefined && value !== NO_VALUE) return isList ? asList(value) : value;
  if (isList) return new DeployTimeValue(holeFrom(origin), true);
  const limits = isFromSsm(type) ? NO_LIMITS : limitsOf(parameter, type);
  return (limits.values && resolution.choose(origin, limits.values)) ?? resolution.hole(limitedHole(origin, limits));
}

/** A parent passes a list to a nested stack as one text with commas. */
function asList(value: unknown): unknown {
  if (typeof value === 'string') return value.split(',').map((item) => item.trim());
  if (value instanceof HoledText) return new DeployTimeValue(holeFrom({ kind: 'list', pieces: value.pieces }), true);
  return value instanceof DeployTimeValue ? new DeployTimeValue(value.hole, true) : value;
}

/** The values given and allowed for such a parameter are names of SSM parameters; a reference to it has the value of the SSM parameter. */
function isFromSsm(type: string): boolean {
  return type.startsWith('AWS::SSM::Parameter::Value');
}

/** What the template says about the values that can be given. */
interface Limits {
  /** All of them, if they are few and plain. */
  readonly values?: readonly string[];
  readonly shape?: TextShape;
  /** The parts that each value consists of. */
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
  const pattern =
    type === 'String' && typeof parameter.AllowedPattern === 'string' ? readAllowedPattern(parameter.AllowedPattern) : undefined;
  const values = allowedValues(parameter) ?? pattern?.texts;
  if (values !== undefined) return { values };
  return limitsOfText(pattern ?? { parts: [SHAPES_OF_TYPES.find(([types]) => types.test(type))?.[1] ?? ANYTHING] }, parameter, type);
}

const ANYTHING: TextShape = { characters: ANY_CHARACTER, min: 0 };

/** What CloudFormation accepts for a type. It looks IDs up in the account, where they have no other characters. */
const SHAPES_OF_TYPES: readonly (readonly [RegExp, TextShape])[] = [
  [/^Number$/, { characters: charactersLike(/[0-9.eE+-]/), min: 1 }],
  [/^AWS::(EC2::\w+|Route53::HostedZone)::Id$/, { characters: charactersLike(/[A-Za-z0-9-]/), min: 1 }],
];

/**
 * The value can also be a dynamic reference: the limits apply to the reference as written, and its value can be any other text. So nothing
 * is known about a part that can contain its brackets.
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

/** If the text is part of JSON text, a quote or a backslash in it would be part of the syntax. */
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

/** Undefined unless there are few, and all are plain. */
function allowedValues({ AllowedValues: values }: TemplateParameter): readonly string[] | undefined {
  if (!Array.isArray(values) || values.length === 0 || values.length > MAX_ALLOWED_VALUES) return undefined;
  const texts = values.map(textFrom);
  return texts.every((text): text is string => typeof text === 'string') ? [...new Set(texts)] : undefined;
}
