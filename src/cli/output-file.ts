/** The option `--output`: the report is written to a file instead of standard output. */
import { writeFileSync } from 'fs';
import { Report } from './command-io';
import { refuse } from './input/input-error';

/** @param file undefined for standard output */
export function writeOutput(text: string, file: string | undefined, stdout: Report): void {
  if (file === undefined) return stdout.write(text);
  try {
    writeFileSync(file, text);
  } catch (error) {
    refuse(file, `cannot be written: ${error instanceof Error ? error.message.replace(/, open .*$/, '') : String(error)}`);
  }
}
