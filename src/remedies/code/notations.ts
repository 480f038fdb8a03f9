/**
 * How each language of the CDK spells names and literals, following what jsii-pacmak generates for it. One table per language; nothing here
 * knows about trust policies.
 */
import { ListLiteral, TypeName } from './expression';
import { Layout, sequence } from './layout';
import { CdkLanguage } from '../../findings/fix';

/** `argument`: of a call of the CDK. `value`: inside a map of conditions. Only Go distinguishes them: it passes pointers as arguments. */
export type ValuePosition = 'argument' | 'value';

export interface Brackets {
  readonly open: string;
  readonly close: string;
  /** `{ a }` rather than `{a}`. */
  readonly padded?: boolean;
}

export interface Notation {
  readonly indent: string;
  /** Whether the last line of an opened call, and of an opened literal, ends with a comma. */
  readonly trailingComma: { readonly call: boolean; readonly literal: boolean };
  /** `builder`: each field is a call. `keywords`: the fields are arguments of the call, or of the constructor of the struct. */
  readonly structs: 'literal' | 'builder' | 'keywords';
  /** Go only. */
  readonly pointers?: PointerNotation;
  quote(text: string): string;
  concatenate(parts: readonly ConcatenatedPart[]): string;
  /** The beginning of a constructor call. */
  constructorOf(type: TypeName): string;
  staticMethod(type: TypeName, method: string): string;
  constant(type: TypeName, name: string): string;
  method(name: string): string;
  /** The name of a prop of a construct. */
  prop(name: string): string;
  boolean(value: boolean): string;
  map(position: ValuePosition, size: number): Brackets;
  entry(key: string, value: Layout, size: number): Layout;
  list(list: ListLiteral, position: ValuePosition): Brackets;
  struct(type: TypeName): Brackets;
  field(name: string, value: Layout): Layout;
}

export interface ConcatenatedPart {
  /** The text of a part that is a literal. */
  readonly literal?: string;
  readonly code: string;
}

/** Strings and numbers are passed by pointer, and every argument is passed. */
export interface PointerNotation {
  readonly dereference: string;
  readonly omitted: string;
  text(code: string): string;
  number(code: string): string;
}

const typescript: Notation = {
  indent: '  ',
  trailingComma: { call: true, literal: true },
  quote: (text) => `'${escaped(text, "'")}'`,
  concatenate: (parts) => {
    const pieces = parts.map(({ literal, code }) => {
      if (literal === undefined) return `\${${code}}`;
      return escaped(literal, '`').replaceAll('${', '\\${');
    });
    return `\`${pieces.join('')}\``;
  },
  constructorOf: (type) => `new ${qualified(type)}`,
  staticMethod: (type, method) => `${qualified(type)}.${method}`,
  constant: (type, name) => `${qualified(type)}.${name}`,
  method: (name) => name,
  prop: (name) => name,
  boolean: String,
  map: () => ({ open: '{', close: '}', padded: true }),
  entry: (key, value) => sequence(`${/^[A-Za-z_]\w*$/.test(key) ? key : typescript.quote(key)}: `, value),
  list: () => ({ open: '[', close: ']' }),
  structs: 'literal',
  struct: () => ({ open: '{', close: '}', padded: true }),
  field: (name, value) => sequence(`${name}: `, value),
};

const python: Notation = {
  indent: '    ',
  trailingComma: { call: true, literal: true },
  quote: inDoubleQuotes,
  concatenate: withPlus,
  constructorOf: qualified,
  staticMethod: (type, method) => `${qualified(type)}.${snakeCase(method)}`,
  constant: (type, name) => `${qualified(type)}.${name}`,
  method: snakeCase,
  prop: snakeCase,
  boolean: (value) => (value ? 'True' : 'False'),
  map: () => ({ open: '{', close: '}' }),
  entry: (key, value) => sequence(`${inDoubleQuotes(key)}: `, value),
  list: () => ({ open: '[', close: ']' }),
  structs: 'keywords',
  struct: (type) => ({ open: `${qualified(type)}(`, close: ')' }),
  field: (name, value) => sequence(`${snakeCase(name)}=`, value),
};

/** `Map.of` takes at most ten entries. */
const ENTRIES_OF_JAVA = 10;

const java: Notation = {
  indent: '    ',
  trailingComma: { call: false, literal: false },
  quote: inDoubleQuotes,
  concatenate: withPlus,
  constructorOf: ({ name }) => `new ${name}`,
  staticMethod: ({ name }, method) => `${name}.${method}`,
  constant: (type, name) => `${type.name}.${name}`,
  method: (name) => name,
  prop: (name) => name,
  boolean: String,
  map: (_position, size) => ({ open: size > ENTRIES_OF_JAVA ? 'Map.ofEntries(' : 'Map.of(', close: ')' }),
  entry: (key, value, size) => {
    const pair = sequence(`${inDoubleQuotes(key)}, `, value);
    return size > ENTRIES_OF_JAVA ? sequence('Map.entry(', pair, ')') : pair;
  },
  list: () => ({ open: 'List.of(', close: ')' }),
  structs: 'builder',
  struct: ({ name }) => ({ open: `${name}.builder()`, close: '.build()' }),
  field: (name, value) => sequence(`.${name}(`, value, ')'),
};

const csharp: Notation = {
  indent: '    ',
  trailingComma: { call: false, literal: true },
  quote: inDoubleQuotes,
  concatenate: withPlus,
  constructorOf: ({ name }) => `new ${name}`,
  staticMethod: ({ name }, method) => `${name}.${pascalCase(method)}`,
  constant: (type, name) => `${type.name}.${name}`,
  method: pascalCase,
  prop: pascalCase,
  boolean: String,
  map: () => ({ open: 'new Dictionary<string, object> {', close: '}', padded: true }),
  entry: (key, value) => sequence(`[${inDoubleQuotes(key)}] = `, value),
  list: ({ of }) => ({ open: of === 'any' ? 'new object[] {' : 'new[] {', close: '}', padded: true }),
  structs: 'literal',
  struct: ({ name }) => ({ open: `new ${name} {`, close: '}', padded: true }),
  field: (name, value) => sequence(`${pascalCase(name)} = `, value),
};

const GO_PACKAGES = { cdk: 'awscdk', iam: 'awsiam', package: 'cdksecuretrust' };

const go: Notation = {
  indent: '\t',
  trailingComma: { call: true, literal: true },
  quote: inDoubleQuotes,
  concatenate: withPlus,
  constructorOf: ({ module, name }) => `${GO_PACKAGES[module]}.New${name}`,
  staticMethod: ({ module, name }, method) => `${GO_PACKAGES[module]}.${name}_${pascalCase(method)}`,
  constant: ({ module, name: type }, name) => `${GO_PACKAGES[module]}.${type}_${name}()`,
  method: pascalCase,
  prop: pascalCase,
  boolean: String,
  map: (position) => ({ open: `${position === 'argument' ? '&' : ''}map[string]interface{}{`, close: '}' }),
  entry: (key, value) => sequence(`${inDoubleQuotes(key)}: `, value),
  list: ({ of }, position) => ({ open: position === 'argument' ? `&[]${elementTypeOfGo(of)}{` : '[]interface{}{', close: '}' }),
  structs: 'literal',
  struct: ({ module, name }) => ({ open: `&${GO_PACKAGES[module]}.${name}{`, close: '}' }),
  field: (name, value) => sequence(`${pascalCase(name)}: `, value),
  pointers: {
    text: (code) => `jsii.String(${code})`,
    number: (code) => `jsii.Number(${code})`,
    dereference: '*',
    omitted: 'nil',
  },
};

export const NOTATIONS: Record<CdkLanguage, Notation> = { typescript, python, java, csharp, go };

/** The name of a prop, as messages about the code call it. */
export function propName(name: string, language: CdkLanguage): string {
  return NOTATIONS[language].prop(name);
}

function elementTypeOfGo(of: ListLiteral['of']): string {
  if (of === 'text') return '*string';
  return of === 'any' ? 'interface{}' : `${GO_PACKAGES[of.module]}.${of.name}`;
}

/** `iam.Role`, as the CDK's own documentation imports it for TypeScript and Python. Types of this package are imported by name. */
function qualified({ module, name }: TypeName): string {
  return module === 'package' ? name : `${module}.${name}`;
}

function inDoubleQuotes(text: string): string {
  return `"${escaped(text, '"')}"`;
}

/** Only printable text gets here (`read-value.ts`), so in every language only quotes and backslashes have to be escaped. */
function escaped(text: string, quote: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
}

function withPlus(parts: readonly ConcatenatedPart[]): string {
  return parts.map(({ code }) => code).join(' + ');
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

function pascalCase(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
