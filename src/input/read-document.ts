/**
 * Reads one input file: JSON, or YAML with the short form of CloudFormation's intrinsic functions. The result is always plain data -
 * objects with own keys, lists, strings, numbers, booleans, null - or an `InputError`.
 */
import { yaml } from './doors';
import { InputError, refuse } from './input-error';
import { readTextFile } from './read-text-file';
import { checkJson, whereJsonFails } from '../cloudformation/check-json';

export { InputError };

/** A template has at most one megabyte. Much longer YAML would take the parser too long. */
export const MAX_YAML_CHARACTERS = 5_000_000;

/** @param path a file, or `-` for standard input */
export function readDocument(path: string): unknown {
  return parseDocument(path, readTextFile(path));
}

/** @param path for messages */
export function parseDocument(path: string, text: string): unknown {
  if (!/\S/.test(text)) refuse(path, 'is empty: expected JSON or YAML');
  if (/^\s*[{[]/.test(text)) return parseJson(path, text);
  if (text.length > MAX_YAML_CHARACTERS) {
    refuse(
      path,
      `is not JSON, and YAML of more than ${MAX_YAML_CHARACTERS / 1_000_000} MB is not supported: ` +
        'convert it to JSON (--output json in the AWS CLI)',
    );
  }
  return parseYaml(path, text);
}

/** CloudFormation, too, reads text that begins with a brace as JSON. */
function parseJson(path: string, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    refuse(path, `is not valid JSON: ${whereJsonFails(text, error)}`);
  }
  const problem = checkJson(text);
  if (problem !== undefined) refuse(path, problem);
  return value;
}

/** Most inputs are JSON: the YAML parser is loaded only for the others. */
function parseYaml(path: string, text: string): unknown {
  return yaml().readYaml(path, text);
}
