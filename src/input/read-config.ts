/** The file of `--config`: the settings file, in JSON or YAML. */
import { refuse } from './input-error';
import { readDocument } from './read-document';
import { readSettings, SettingsOfFile, SettingsProblem } from '../assessment/settings-file';

export const NO_CONFIG: SettingsOfFile = { accounts: new Map(), organizations: [], levels: {}, accept: [] };

export function readConfig(file: string): SettingsOfFile {
  const config = readDocument(file);
  try {
    return readSettings(config);
  } catch (error) {
    if (error instanceof SettingsProblem) refuse(file, error.message);
    throw error;
  }
}
