/** Does a file of a folder look like an input? A folder can hold anything. */
import { extname } from 'path';

export type Looks = 'JSON' | 'YAML' | 'other YAML' | 'empty' | 'other';

/** An object with a name or nothing in it, or a list of values. Not a section of an INI file, nor a template in curly braces. */
const JSON_BEGINS = /^\s*(?:\{\s*(?:["}]|$)|\[\s*(?:[[{"\]\d-]|$|(?:true|false|null)\s*[,\]]))/;
/** The first line that says something is a key, an item, or the mark of a document. */
const YAML_BEGINS = /^(?:\s*(?:#.*)?\n)*(?:---|%YAML|["']?[\w.:-]+["']?\s*:(?:\s|$)|- )/;
/** A key of an input at the left margin, with a map or a list. */
const KEY_OF_INPUT =
  /^["']?(?:Resources|Statement|Role|Roles|RoleDetailList|AssumeRolePolicyDocument|Results|configurationItems)["']?\s*:\s*(?:$|[{[&!#])/m;
/** What people call a file with data, so that an empty one is a mistake. */
const DATA = /\.(?:json|ndjson|jsonl|ya?ml|tfstate|(?<!\.tar\.)gz)$/i;

export function isNamedLikeData(file: string): boolean {
  return DATA.test(file);
}

/** @param text the beginning of the file, or all of it */
export function looksOf(file: string, text: string): Looks {
  if (!/\S/.test(text)) return isNamedLikeData(file) ? 'empty' : 'other';
  if (JSON_BEGINS.test(text)) return 'JSON';
  if (YAML_BEGINS.test(text) && KEY_OF_INPUT.test(text)) return 'YAML';
  return /^\.ya?ml$/i.test(extname(file)) ? 'other YAML' : 'other';
}

/** The state before the last change, which Terraform leaves beside the state. */
export function isBackup(file: string): boolean {
  return /\.tfstate(?:\.\d+)?\.backup$/.test(file);
}
