/** The settings that the construct put beside the code of the function: those of its props and of its settings file. */
import * as fs from 'fs';
import * as path from 'path';
import { readSettings, SettingsOfFile } from '../assessment/settings-file';

/** In the root of the function, two folders above this file. */
export const SETTINGS_FILE = 'secure-trust.json';

/** Throws if there are none: without them, other findings would count than the owner decided. */
export function deployedSettings(): SettingsOfFile {
  return readSettings(JSON.parse(fs.readFileSync(path.join(__dirname, '..', '..', SETTINGS_FILE), 'utf8')));
}
