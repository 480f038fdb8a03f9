/** Writes a file atomically: a reader, and an interruption, leave either the old content or the new one. */
import { randomUUID } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { textField } from '../../cloudformation/template';
import { refuse } from '../../input/input-error';

/** The file keeps its permissions and its encoding, and a symbolic link keeps its target. */
export function writeTextFile(file: string, text: string): void {
  let temporary: string | undefined;
  try {
    const target = fs.realpathSync(file);
    const { mode } = fs.statSync(target);
    fs.accessSync(target, fs.constants.W_OK);
    temporary = path.join(path.dirname(target), `.${path.basename(target).slice(0, 100)}.${randomUUID()}.tmp`);
    fs.writeFileSync(temporary, encodedLike(target, text), { flag: 'wx', mode });
    fs.chmodSync(temporary, mode);
    fs.renameSync(temporary, target);
  } catch (error) {
    if (temporary !== undefined) fs.rmSync(temporary, { force: true });
    refuse(file, `cannot be written (${textField(error, 'code') ?? 'unknown reason'}): it is unchanged`);
  }
}

function encodedLike(file: string, text: string): Buffer {
  const mark = fs.readFileSync(file).subarray(0, 3).toString('hex');
  if (mark.startsWith('fffe')) return Buffer.from(`\ufeff${text}`, 'utf16le');
  if (mark.startsWith('feff')) return Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  return Buffer.from(mark === 'efbbbf' ? `\ufeff${text}` : text, 'utf8');
}
