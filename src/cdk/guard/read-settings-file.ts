/** Reads the settings file of an app. Loaded through `doors.ts`. */
import { readJsonFile } from './read-json-file';
import { readSettings, SettingsOfFile, SettingsProblem } from '../../assessment/settings-file';

/**
 * @param where the construct that reads it, for the message
 * @throws if the file cannot be read, or if a setting is unknown or not valid: the message names the file
 */
export function readSettingsFile(where: string, file: string): SettingsOfFile {
  return readJsonFile(where, file, readSettings, (error) => error instanceof SettingsProblem);
}
