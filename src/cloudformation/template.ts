/**
 * Reads the sections of a rendered CloudFormation template. Overrides and included templates can put anything anywhere,
 * so every section is read as data of unknown type.
 */
import * as fs from 'fs';
import { DeployTimeContext } from './deploy-time-context';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The template in a file. Throws if the file cannot be read, or does not contain a JSON object. */
export function readTemplateFile(file: string): JsonObject {
  const template: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!isObject(template)) throw new Error(`${file} does not contain a template: expected a JSON object`);
  return template;
}

/** A section such as `Resources`, or a resource's `Properties`; empty if there is none, or it is not an object. */
export function section(owner: unknown, name: string): JsonObject {
  const value = field(owner, name);
  return isObject(value) ? value : {};
}

/** The sections that an intrinsic can refer to. Only entries that are objects can be parameters or resources; others are left out. */
export function sectionsOf(
  template: JsonObject,
): Required<Pick<DeployTimeContext, 'parameters' | 'resources' | 'mappings' | 'conditions'>> {
  return {
    parameters: objectsIn(section(template, 'Parameters')),
    resources: objectsIn(section(template, 'Resources')),
    mappings: section(template, 'Mappings'),
    conditions: section(template, 'Conditions'),
  };
}

function objectsIn(entries: JsonObject): Record<string, object> {
  return Object.values(entries).every(isObject)
    ? entries as Record<string, object>
    : Object.fromEntries(Object.entries(entries).filter((entry): entry is [string, object] => isObject(entry[1])));
}

/** The value of an own property; undefined if there is none. */
export function field(owner: unknown, name: string): unknown {
  return isObject(owner) && Object.hasOwn(owner, name) ? owner[name] : undefined;
}

/** The text of an own property; undefined if there is none, or it is not text. */
export function textField(owner: unknown, name: string): string | undefined {
  const value = field(owner, name);
  return typeof value === 'string' ? value : undefined;
}

/** The items of a property that can be a single value or a list. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
