/** The version of this package, for reports. */
import { readFileSync } from 'fs';
import { join } from 'path';

let known: string | undefined;

/** Read when it is needed: an app loads this file with the guard. */
export function packageVersion(): string {
  return (known ??= (JSON.parse(readFileSync(join(__dirname, '..', '..', '..', 'package.json'), 'utf8')) as { version: string }).version);
}
