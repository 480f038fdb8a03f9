/** Reads a JSON file that a construct was configured with. Loaded through `doors.ts`. */
import * as fs from 'fs';
import * as path from 'path';
import { checkJson, whereJsonFails } from '../../cloudformation/check-json';
import { textOfError } from '../../findings/crash';

/**
 * @param where the construct that reads it, for the message
 * @param read turns the JSON into what it means
 * @param isProblem is an error of `read` a problem of the file? Its message is one line without the name of the file
 * @throws if the file cannot be read, or is not valid: the message names the file
 */
export function readJsonFile<Content>(
  where: string, file: string, read: (json: unknown) => Content, isProblem: (error: unknown) => error is Error,
): Content {
  const problem = (what: string) => new Error(`${where}: ${path.relative(process.cwd(), path.resolve(file))}: ${what}`);
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw problem(`cannot be read: ${textOfError(error)}`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw problem(`is not valid JSON: ${whereJsonFails(text, error)}`);
  }
  const repeated = checkJson(text);
  if (repeated !== undefined) throw problem(repeated);
  try {
    return read(json);
  } catch (error) {
    throw isProblem(error) ? problem(error.message) : error;
  }
}
