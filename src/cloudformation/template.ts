/**
 * A rendered CloudFormation template, and the careful way into it: overrides and included templates may put anything anywhere,
 * so every section is read as data of unknown shape.
 */
import * as fs from 'fs';
import { DeployTimeContext } from './deploy-time-context';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The template that a file holds. Throws when the file cannot be read or holds no JSON object. */
export function readTemplateFile(file: string): JsonObject {
  const template: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!isObject(template)) throw new Error(`${file} holds no template: expected a JSON object`);
  return template;
}

/** A section such as `Resources`, or a resource's `Properties`; empty where there is none or it is no object. */
export function section(owner: unknown, name: string): JsonObject {
  const value = field(owner, name);
  return isObject(value) ? value : {};
}

/** The sections that an intrinsic may look into. Of a damaged one only the entries that are objects: the rest is no parameter and no resource. */
export function sectionsOf(template: JsonObject): Required<Pick<DeployTimeContext, 'parameters' | 'resources' | 'mappings' | 'conditions'>> {
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

/** A value under its own name; undefined where there is none. */
export function field(owner: unknown, name: string): unknown {
  return isObject(owner) && Object.hasOwn(owner, name) ? owner[name] : undefined;
}

/** Text under its own name; undefined where there is none, or something else. */
export function textField(owner: unknown, name: string): string | undefined {
  const value = field(owner, name);
  return typeof value === 'string' ? value : undefined;
}

/** What may be written as one value or as a list of them. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
