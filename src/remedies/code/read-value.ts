/**
 * Reads the values of a rendered trust policy as the expressions that the CDK renders them from: text, pseudo parameters, references to
 * other resources of the stack. Undefined for a value that this code has no expression for.
 */
import {
  concatenated, CodeExpression, ListLiteral, MapLiteralEntry, MapLiteral, objectFrom, OMITTED, text, TextExpression, textFrom,
} from './expression';
import { isPlainMap } from '../../policy/resolved-value';

const FN = { module: 'cdk', name: 'Fn' } as const;
const TOKEN = { module: 'cdk', name: 'Token' } as const;
const AWS = { module: 'cdk', name: 'Aws' } as const;

/** The members of the CDK's class `Aws`. */
const PSEUDO_PARAMETERS: ReadonlyMap<string, string> = new Map([
  ['AWS::AccountId', 'ACCOUNT_ID'],
  ['AWS::Partition', 'PARTITION'],
  ['AWS::Region', 'REGION'],
  ['AWS::StackId', 'STACK_ID'],
  ['AWS::StackName', 'STACK_NAME'],
  ['AWS::URLSuffix', 'URL_SUFFIX'],
]);

/** Characters that are invisible in code, or that make it look like other code: they are never put into code that people paste. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** Text that the CDK would treat as one of its own references. */
const TOKEN_OF_CDK = /[$#]\{Token\[/;

/** An integer above it needs a suffix in Java. */
const LARGEST_INTEGER = 2 ** 31 - 1;

export function readText(value: unknown): TextExpression | undefined {
  if (typeof value === 'string') return readLiteral(value);
  const intrinsic = intrinsicOf(value);
  switch (intrinsic?.name) {
    case 'Ref': return readReference(intrinsic.argument);
    case 'Fn::GetAtt': return readAttribute(intrinsic.argument);
    case 'Fn::Join': return readJoin(intrinsic.argument);
    case 'Fn::Select': return readSelection(intrinsic.argument);
    case 'Fn::Sub': return ofLiteral(intrinsic.argument, (body) => textFrom(FN, 'sub', body, OMITTED));
    case 'Fn::ImportValue': return ofLiteral(intrinsic.argument, (name) => textFrom(FN, 'importValue', name));
    default: return undefined;
  }
}

/** The value of a condition key. */
export function readConditionValue(value: unknown): CodeExpression | undefined {
  if (typeof value === 'number') return readNumber(value);
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (!Array.isArray(value)) return readText(value);
  const items = allOf(value.map(readConditionValue));
  if (!items || items.length === 0 || items.some(({ kind }) => kind === 'list')) return undefined;
  const isText = value.every((item) => typeof item !== 'number' && typeof item !== 'boolean');
  return { kind: 'list', of: isText ? 'text' : 'any', items };
}

/** The value of a condition operator. The CDK's `CfnJson`, for keys known only at deployment, makes it an attribute of a resource. */
export function readConditionKeys(value: unknown): CodeExpression | undefined {
  const intrinsic = intrinsicOf(value);
  if (intrinsic?.name === 'Fn::GetAtt') {
    const [resource, attribute, ...more] = listOfLiterals(intrinsic.argument) ?? [];
    return resource && attribute && more.length === 0 ? objectFrom(FN, 'getAtt', resource, attribute) : undefined;
  }
  return intrinsic ? undefined : readMap(value, readConditionValue);
}

/** Undefined too if the map is empty: the CDK leaves such a map out of what it renders. */
export function readMap(value: unknown, readValue: (item: unknown) => CodeExpression | undefined): MapLiteral | undefined {
  if (!isPlainMap(value)) return undefined;
  const entries = allOf(Object.entries(value).map(([key, item]): MapLiteralEntry | undefined => {
    // In an object literal of JavaScript, this name sets the prototype.
    const read = key !== '__proto__' && readLiteral(key) ? readValue(item) : undefined;
    return read && { key, value: read };
  }));
  return entries && entries.length > 0 ? { kind: 'map', entries } : undefined;
}

/** All of them, or undefined if one is missing. */
export function allOf<T>(items: readonly (T | undefined)[]): T[] | undefined {
  const present = items.filter((item): item is T => item !== undefined);
  return present.length === items.length ? present : undefined;
}

function readNumber(value: number): CodeExpression | undefined {
  const isWritable = Number.isInteger(value) ? Math.abs(value) <= LARGEST_INTEGER : Number.isFinite(value);
  return isWritable ? { kind: 'number', value } : undefined;
}

function readLiteral(value: string): TextExpression | undefined {
  return UNPRINTABLE.test(value) || TOKEN_OF_CDK.test(value) ? undefined : text(value);
}

function intrinsicOf(value: unknown): { readonly name: string; readonly argument: unknown } | undefined {
  if (!isPlainMap(value)) return undefined;
  const entries = Object.entries(value);
  if (entries.length !== 1) return undefined;
  const [name, argument] = entries[0];
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : undefined;
}

function readReference(name: unknown): TextExpression | undefined {
  if (typeof name !== 'string') return undefined;
  if (!name.startsWith('AWS::')) return ofLiteral(name, (resource) => textFrom(FN, 'ref', resource));
  const constant = PSEUDO_PARAMETERS.get(name);
  return constant === undefined ? undefined : { kind: 'constant', type: AWS, name: constant };
}

function readAttribute(argument: unknown): TextExpression | undefined {
  const [resource, attribute, ...more] = listOfLiterals(argument) ?? [];
  if (!resource || !attribute || more.length > 0) return undefined;
  return textFrom(TOKEN, 'asString', objectFrom(FN, 'getAtt', resource, attribute), OMITTED);
}

function readJoin(argument: unknown): TextExpression | undefined {
  if (!Array.isArray(argument) || argument.length !== 2 || typeof argument[0] !== 'string' || !Array.isArray(argument[1])) return undefined;
  const separator = readLiteral(argument[0]);
  const parts = allOf(argument[1].map(readText));
  if (!separator || !parts) return undefined;
  if (argument[0] === '') return concatenated(parts);
  const items: ListLiteral = { kind: 'list', of: 'text', items: parts };
  return textFrom(FN, 'join', separator, items);
}

/** A part of a text: `{ 'Fn::Select': [1, { 'Fn::Split': ['/', …] }] }`. */
function readSelection(argument: unknown): TextExpression | undefined {
  if (!Array.isArray(argument) || argument.length !== 2 || !Number.isInteger(argument[0])) return undefined;
  const split = intrinsicOf(argument[1]);
  if (split?.name !== 'Fn::Split' || !Array.isArray(split.argument) || split.argument.length !== 2) return undefined;
  const [separator, source] = split.argument.map(readText);
  if (!separator || !source || source.kind === 'text') return undefined;
  return textFrom(FN, 'select', { kind: 'number', value: argument[0] as number }, objectFrom(FN, 'split', separator, source, OMITTED));
}

function ofLiteral(value: unknown, make: (literal: TextExpression) => TextExpression): TextExpression | undefined {
  const literal = typeof value === 'string' ? readLiteral(value) : undefined;
  return literal && make(literal);
}

function listOfLiterals(value: unknown): TextExpression[] | undefined {
  return Array.isArray(value) ? allOf(value.map((item) => (typeof item === 'string' ? readLiteral(item) : undefined))) : undefined;
}
