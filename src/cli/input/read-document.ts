/**
 * Reads one input file: JSON, or YAML with CloudFormation's short-form intrinsics. Whatever the file holds, the result is plain
 * data - objects with keys of their own, lists, text, numbers, booleans, null - or an `InputError`.
 */
import { checkJson, whereJsonFails } from './check-json';
import { yaml } from './doors';
import { InputError, refuse } from './input-error';
import { readTextFile } from './read-text-file';

export { InputError };

/** A template has at most a megabyte; longer YAML takes a parser longer than anybody waits. */
const MAX_YAML_CHARACTERS = 5_000_000;

/** @param path a file, or `-` for standard input */
export function readDocument(path: string): unknown {
  return parseDocument(path, readTextFile(path));
}

/** @param path for messages */
export function parseDocument(path: string, text: string): unknown {
  if (!/\S/.test(text)) refuse(path, 'is empty: expected JSON or YAML');
  if (/^\s*[{[]/.test(text)) return parseJson(path, text);
  if (text.length > MAX_YAML_CHARACTERS) {
    refuse(path, `is no JSON, and YAML of more than ${MAX_YAML_CHARACTERS / 1_000_000} MB is not read: convert it to JSON (--output json of the AWS CLI)`);
  }
  return parseYaml(path, text);
}

/** What begins with a brace is JSON to CloudFormation too. */
function parseJson(path: string, text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    refuse(path, `is no valid JSON: ${whereJsonFails(text, error)}`);
  }
  const problem = checkJson(text);
  if (problem !== undefined) refuse(path, problem);
  return value;
}

function parseYaml(path: string, text: string): unknown {
  return yaml().readYaml(path, text);
}
