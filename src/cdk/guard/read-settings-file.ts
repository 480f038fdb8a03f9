/** Reads the settings file of an app. Loaded through `doors.ts`. */
import * as fs from 'fs';
import * as path from 'path';
import { readSettings, SettingsOfFile, SettingsProblem } from '../../assessment/settings-file';
import { checkJson, whereJsonFails } from '../../cloudformation/check-json';
import { textOfError } from '../../findings/crash';

/**
 * @param where the construct that reads it, for the message
 * @throws if the file cannot be read, or if a setting is unknown or not valid: the message names the file
 */
export function readSettingsFile(where: string, file: string): SettingsOfFile {
  const problem = (what: string) => new Error(`${where}: ${path.relative(process.cwd(), path.resolve(file))}: ${what}`);
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    throw problem(`cannot be read: ${textOfError(error)}`);
  }
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch (error) {
    throw problem(`is not valid JSON: ${whereJsonFails(text, error)}`);
  }
  const repeated = checkJson(text);
  if (repeated !== undefined) throw problem(repeated);
  try {
    return readSettings(settings);
  } catch (error) {
    throw error instanceof SettingsProblem ? problem(error.message) : error;
  }
}
