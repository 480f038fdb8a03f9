/**
 * A rendered CloudFormation template, and the careful way into it: overrides and included templates may put anything anywhere,
 * so every section is read as data of unknown shape.
 */
import * as fs from 'fs';

export type JsonObject = Readonly<Record<string, unknown>>;

/** The template that a file holds. Throws when the file cannot be read or holds no JSON object. */
export function readTemplateFile(file: string): JsonObject {
  const template: unknown = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (!isObject(template)) throw new Error(`${file} holds no template: expected a JSON object`);
  return template;
}

/** A section such as `Resources`, or a resource's `Properties`; empty where there is none or it is no object. */
export function section(owner: unknown, name: string): JsonObject {
  const value = isObject(owner) && Object.hasOwn(owner, name) ? owner[name] : undefined;
  return isObject(value) ? value : {};
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

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
