/** The option `--output`: a report is written to a file instead of standard output. */
import { closeSync, openSync, writeSync } from 'fs';
import { Option } from 'commander';
import { Report } from './command-io';
import { refuse } from '../input/input-error';

export function outputOption(): Option {
  return new Option('--output <FILE>', 'write to this file instead of standard output');
}

/** @param file undefined for standard output. It is opened when there is something to write. */
export function withOutput(file: string | undefined, stdout: Report, print: (report: Report) => void): void {
  if (file === undefined) return print(stdout);
  let descriptor: number | undefined;
  const write = (text: string) => orRefuse(file, () => writeWhole((descriptor ??= openSync(file, 'w')), text));
  try {
    print({
      isTerminal: false,
      write,
      writePieces: (pieces) => {
        for (const piece of pieces) write(piece);
      },
    });
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}

function orRefuse<Result>(file: string, attempt: () => Result): Result {
  try {
    return attempt();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    refuse(file, `cannot be written: ${whyNotWritten(code)}; specify another file for --output`);
  }
}

/** @param code of the system: `ENOSPC` */
export function whyNotWritten(code: string): string {
  return WHY[code] ?? `the system reports ${code}`;
}

const WHY: Readonly<Record<string, string>> = {
  ENOENT: 'its folder does not exist',
  EACCES: 'you have no permission',
  EISDIR: 'it is a folder',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is read-only',
};
