/**
 * What is read before deployment holds for every deployment: a definition of a few lines deploys a template, and the resulting policy has
 * to be one of the variants that were read: the one for the choices of that deployment, with its unknown parts filled in.
 */
import * as fc from 'fast-check';
import { DeployTimeContext } from '../../src/cloudformation/deploy-time-context';
import { readTrustPolicy } from '../../src/cloudformation/read-trust-policy';
import { describeOrigin } from '../../src/policy/origin';
import { PartlyKnownText, piecesOf } from '../../src/policy/partly-known-text';
import { TextShape } from '../../src/policy/text-shape';
import { DeployTimeChoice } from '../../src/policy/trust-policy';
import { documentOf, LAMBDA } from '../policy/reading';
import { propertyRuns } from '../property-runs';

const NO_VALUE = { Ref: 'AWS::NoValue' };
const MAPPINGS = { M: { 1: { k: 'one', l: 'eins' }, 2: { k: 'two' } }, Regions: { 'eu-west-1': { k: 'a:b' }, 'us-east-1': { k: '1' } } };
const PARAMETERS = {
  P: { Type: 'String' },
  Q: { Type: 'String' },
  Two: { Type: 'String', AllowedValues: ['1', '2'] },
  Fixed: { Type: 'String', AllowedValues: ['a'] },
  L: { Type: 'CommaDelimitedList' },
  Pair: { Type: 'String', AllowedPattern: '^[a1]:[a1]+$' },
  Word: { Type: 'String', AllowedPattern: '[a-z0-9]*', MinLength: '1', MaxLength: 2 },
  Few: { Type: 'String', AllowedPattern: '(1|a:b)' },
};

interface Deployment { readonly values: Readonly<Record<string, string>>; readonly conditions: Readonly<Record<string, unknown>> }

class DeploymentFails extends Error {}

function fails(): never {
  throw new DeploymentFails();
}

/** The definition: the value of an expression in CloudFormation. */
function deployed(value: unknown, to: Deployment): unknown {
  if (Array.isArray(value)) return value.map((each) => deployed(each, to)).filter((each) => each !== NO_VALUE);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument]] = Object.entries(value) as [string, never][];
  const list = argument as unknown as readonly [never, unknown, unknown, { DefaultValue: unknown }?];
  switch (name) {
    case 'Ref':
      return argument === 'AWS::NoValue'
        ? NO_VALUE
        : argument === 'L'
          ? to.values.L.split(',').map((item) => item.trim())
          : to.values[argument];
    case 'Fn::Join': return listOf(list[1], to).map((item) => textOf(item, to)).join(list[0]);
    case 'Fn::Sub':
      return (
        list[0] &&
        (list[0] as string).replace(/\$\{(\w+)\}/g, (_, variable: string) =>
          textOf((list[1] as Record<string, unknown>)[variable] ?? { Ref: variable }, to),
        )
      );
    case 'Fn::Split': return textOf(list[1], to).split(list[0]);
    // It is not documented whether an entry without a value is counted.
    case 'Fn::Select':
      return Array.isArray(list[1]) && listOf(list[1], to).length < list[1].length ? fails() : (listOf(list[1], to)[list[0]] ?? fails());
    case 'Fn::If': return deployed(holds({ Condition: list[0] }, to) ? list[1] : list[2], to);
    default: {
      const [, first, second] = list.slice(0, 3).map((key) => textOf(key, to));
      const map = MAPPINGS[list[0]] as Record<string, Record<string, string>>;
      return map[first]?.[second] ?? (list[3] === undefined ? fails() : deployed(list[3].DefaultValue, to));
    }
  }
}

function textOf(value: unknown, to: Deployment): string {
  const text = deployed(value, to);
  return typeof text === 'string' ? text : fails();
}

function listOf(value: unknown, to: Deployment): unknown[] {
  const list = deployed(value, to);
  return Array.isArray(list) ? list : fails();
}

function holds(condition: unknown, to: Deployment): boolean {
  const [[name, argument]] = Object.entries(condition as object) as [string, readonly unknown[]][];
  switch (name) {
    case 'Condition': return holds(to.conditions[String(argument)], to);
    case 'Fn::Equals': return textOf(argument[0], to) === textOf(argument[1], to);
    case 'Fn::Not': return !holds(argument[0], to);
    case 'Fn::And': return argument.map((operand) => holds(operand, to)).every(Boolean);
    default: return argument.map((operand) => holds(operand, to)).some(Boolean);
  }
}

const ref = (...names: string[]) => fc.constantFrom(...names).map((Ref) => ({ Ref }));
const literal = fc.constantFrom('', 'a', 'b', ':', 'a:b', '1', '2', 'x-1');

function expressions(branches: boolean) {
  return fc.letrec<{ text: unknown; list: unknown; item: unknown; key: unknown }>((tie) => ({
    text: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      literal,
      ref('P', 'Q', 'Two', 'Fixed', 'Pair', 'Word', 'Few', 'AWS::Region', 'AWS::AccountId'),
      fc.tuple(fc.constantFrom('', '-', ':'), tie('list')).map((argument) => ({ 'Fn::Join': argument })),
      fc
        .tuple(fc.constantFrom('${A}', '${P}-${A}', 'x${Two}${A}'), fc.record({ A: tie('text') }))
        .map((argument) => ({ 'Fn::Sub': argument })),
      fc.tuple(fc.nat(2), tie('list')).map((argument) => ({ 'Fn::Select': argument })),
      fc.tuple(fc.constantFrom('M', 'Regions'), tie('key'), fc.constantFrom('k', 'l')).map((argument) => ({ 'Fn::FindInMap': argument })),
      fc
        .tuple(fc.constant('M'), tie('key'), fc.constantFrom('k', 'l'), fc.record({ DefaultValue: tie('text') }))
        .map((argument) => ({ 'Fn::FindInMap': argument })),
      ...branches ? [fc.tuple(fc.constantFrom('A', 'B', 'C'), tie('text'), tie('text')).map((argument) => ({ 'Fn::If': argument }))] : [],
    ),
    key: fc.oneof({ weight: 3, arbitrary: ref('P', 'Two', 'Word', 'AWS::Region') }, tie('text')),
    item: branches
      ? fc.oneof(
        { weight: 3, arbitrary: tie('text') },
        fc.tuple(fc.constantFrom('A', 'B'), tie('text')).map(([name, text]) => ({ 'Fn::If': [name, text, NO_VALUE] })),
      )
      : tie('text'),
    list: fc.oneof(
      { depthSize: 'small' },
      fc.array(tie('item'), { maxLength: 3 }),
      fc.tuple(fc.constantFrom(':', '-', 'a:', ':1'), tie('text')).map((argument) => ({ 'Fn::Split': argument })),
      fc.constant({ Ref: 'L' }),
    ),
  }));
}

const equals = fc
  .tuple(expressions(false).text, fc.oneof(literal, expressions(false).text))
  .map((operands) => ({ 'Fn::Equals': operands }));
const { formula } = fc.letrec<{ formula: unknown }>((tie) => ({
  formula: fc.oneof(
    { depthSize: 'small' },
    { weight: 3, arbitrary: equals },
    tie('formula').map((operand) => ({ 'Fn::Not': [operand] })),
    fc
      .tuple(fc.constantFrom('Fn::And', 'Fn::Or'), fc.array(tie('formula'), { minLength: 2, maxLength: 3 }))
      .map(([name, operands]) => ({ [name]: operands })),
  ),
}));
const conditions = fc.record({
  A: fc.oneof(formula, fc.constant({ 'Fn::Not': [{ Condition: 'B' }] })),
  B: formula,
  C: fc.oneof(formula, fc.constant({ 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] })),
});
const value = fc.constantFrom('', '1', '2', 'a', 'a:b', 'eu-west-1');
const deployment = fc.record({
  'P': value,
  'Q': value,
  'Two': fc.constantFrom('1', '2'),
  'Fixed': fc.constant('a'),
  'Pair': fc.constantFrom('a:a', '1:1', 'a:1a'),
  'Word': fc.constantFrom('a', '1', '2', 'b1'),
  'Few': fc.constantFrom('1', 'a:b'),
  'L': fc.constantFrom('a,b', '1', '2, a, 1'),
  'AWS::Region': fc.constantFrom('eu-west-1', 'us-east-1', 'ap-south-1'),
  'AWS::AccountId': fc.constantFrom('111122223333', '121212121212'),
});

const WORDS: Record<string, string> = { 'own region': 'AWS::Region', 'own account': 'AWS::AccountId' };

/** The choices of the deployment, in the template or its parent. Undefined for the value of an expression that is a key of a mapping. */
function chosenBy(what: string, to: Deployment, parent: Deployment): string | undefined {
  const [, kind, name, scope] = /^(condition|parameter) "(\w+)"(?: of (\w+))?$/.exec(what) ?? [];
  return kind === 'condition' ? String(holds({ Condition: name }, scope === 'Parent' ? parent : to)) : parent.values[name ?? WORDS[what]];
}

/** Texts with unknown parts as one pattern: an unknown part that occurs again has the same value. */
function patternOf(texts: readonly PartlyKnownText[]): RegExp {
  const holes: string[] = [];
  const pieces = texts.map((text) => piecesOf(text).map((piece) => {
    if (typeof piece === 'string') return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    if (holes.includes(piece.id)) return `\\${holes.indexOf(piece.id) + 1}`;
    holes.push(piece.id);
    return piece.kind !== 'unknown' ? '([a-z0-9-]+)' : piece.shape ? `(${shapePattern(piece.shape)})` : '([^\\n]*)';
  }).join('(?:)'));
  return new RegExp(`^${pieces.join('\\n')}$`);
}

/** All characters of the values here are ASCII. */
function shapePattern({ characters: { ascii }, min, max }: TextShape): string {
  return `[${ascii.replace(/[\\\]^-]/g, '\\$&')}]{${min},${max ?? ''}}`;
}

/** A policy with these ExternalIds, as an object or as JSON text that deployment puts together. */
function documentWith(texts: readonly unknown[], isText: boolean): unknown {
  const statement = (text: unknown) => ({ ...LAMBDA, Condition: { StringEquals: { 'sts:ExternalId': [text] } } });
  if (!isText) return documentOf(...texts.map(statement));
  const variables = Object.fromEntries(texts.map((text, index) => [`T${index}`, text]));
  return { 'Fn::Sub': [JSON.stringify(documentOf(...Object.keys(variables).map((name) => statement(`\${${name}}`)))), variables] };
}

/** The texts after deployment; undefined where it fails. */
function outcomeOf(template: Template, values: Deployment['values']): { texts: string[]; to: Deployment; parent: Deployment } | undefined {
  try {
    const parent = { values, conditions: template.conditions };
    const to = { ...parent, values: { ...values, Q: template.given === undefined ? values.Q : textOf(template.given, parent) } };
    [parent, to].forEach((place) => Object.values(template.conditions).forEach((condition) => holds(condition, place)));
    return { texts: template.texts.map((text) => textOf(text, to)), to, parent };
  } catch (error) {
    if (error instanceof DeploymentFails) return undefined;
    throw error;
  }
}

interface Template {
  readonly texts: readonly unknown[];
  readonly isText: boolean;
  /** The value that its parent, a stack with the same conditions, gives to the parameter `Q`; undefined where it has no parent. */
  readonly given: unknown;
  readonly conditions: Readonly<Record<string, unknown>>;
  /** The condition of the role. */
  readonly deployedIf: string | undefined;
}

const template = fc.record({
  texts: fc.array(expressions(true).text, { minLength: 1, maxLength: 3 }),
  isText: fc.boolean(),
  given: fc.option(expressions(true).text, { nil: undefined }),
  conditions,
  deployedIf: fc.constantFrom(undefined, 'A', 'B', 'C'),
});

test('the deployed policy is one of the variants that were read', () => {
  fc.assert(fc.property(template, deployment, (written, values) => {
    const outcome = outcomeOf(written, values);
    if (outcome === undefined) return;
    const parent: DeployTimeContext = { scope: 'Parent', parameters: PARAMETERS, mappings: MAPPINGS, conditions: written.conditions };
    const follow: DeployTimeContext['follow'] = ({ kind, ...reference }) =>
      (kind === 'parameter' && 'name' in reference && reference.name === 'Q' ? { value: written.given, context: parent } : undefined);
    const nested = { ...parent, scope: 'Nested', ...written.given !== undefined && { follow } };
    // The role has a condition; where that is false, there is no role.
    const name = written.deployedIf;
    if (name !== undefined && !holds({ Condition: name }, outcome.to)) return;
    const context = name === undefined ? nested : { ...nested, deployedIf: [{ name, context: nested }] };
    const { variants } = readTrustPolicy(documentWith(written.texts, written.isText), context);
    const isTrue = (choice: DeployTimeChoice) =>
      [choice.value, undefined].includes(chosenBy(describeOrigin(choice.origin), outcome.to, outcome.parent));
    const chosen = variants.filter(({ choices }) => choices.every(isTrue));
    const patterns = chosen.map(({ statements }) => patternOf(statements.map(({ conditions: [clause] }) => clause.values[0])));
    expect(patterns.filter((pattern) => pattern.test(outcome.texts.join('\n')))).not.toEqual([]);
  }), propertyRuns(3_000, 1));
});
