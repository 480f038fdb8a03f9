/** Reads a text file in UTF-8 or, as PowerShell writes it, UTF-16. */
import * as fs from 'fs';
import { InputError, refuse } from './input-error';
import { textField } from '../../cloudformation/template';

/** An account with tens of thousands of roles needs much less; a device file may never end. */
const MAX_BYTES = 256_000_000;
const CHUNK = 1_000_000;

/** @param path a file, or `-` for standard input */
export function readTextFile(path: string): string {
  return decode(path, readFileBytes(path));
}

function readFileBytes(path: string): Buffer {
  let descriptor: number | undefined;
  try {
    descriptor = path === '-' ? 0 : fs.openSync(path, 'r');
    return readToEnd(path, descriptor);
  } catch (error) {
    if (error instanceof InputError) throw error;
    return refuse(path, whyUnreadable(error));
  } finally {
    if (descriptor !== undefined && descriptor !== 0) fs.closeSync(descriptor);
  }
}

function readToEnd(path: string, descriptor: number): Buffer {
  const status = fs.fstatSync(descriptor);
  if (status.isFile() && status.size > MAX_BYTES) refuseSize(path);
  const chunks: Buffer[] = [];
  let total = 0;
  for (;;) {
    const chunk = Buffer.allocUnsafe(status.isFile() ? Math.max(status.size - total, 0) + 1 : CHUNK);
    const count = readChunk(descriptor, chunk);
    if (count === 0) return chunks.length === 1 ? chunks[0] : Buffer.concat(chunks, total);
    total += count;
    if (total > MAX_BYTES) refuseSize(path);
    chunks.push(chunk.subarray(0, count));
  }
}

/** Standard input can be a pipe or terminal without data yet, which Node.js reports as an error. */
function readChunk(descriptor: number, chunk: Buffer): number {
  for (;;) {
    try {
      return fs.readSync(descriptor, chunk, 0, chunk.length, null);
    } catch (error) {
      const code = textField(error, 'code');
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function refuseSize(path: string): never {
  refuse(path, `is larger than ${MAX_BYTES / 1_000_000} MB: split the roles into several files`);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: check the path',
  ENOTDIR: 'does not exist: a part of the path is not a folder',
  EISDIR: 'is a folder: expected a file',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  ELOOP: 'cannot be read: its symbolic links form a loop',
  ENAMETOOLONG: 'does not exist: the path is too long',
  EBADF: 'cannot be read, because it is closed: pipe a document into the command, or specify a file',
};

export function whyUnreadable(error: unknown): string {
  const code = textField(error, 'code') ?? 'unknown reason';
  return REASONS[code] ?? `cannot be read (${code})`;
}

/** By byte-order mark. */
const ENCODINGS: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' };

/** The mark itself is not part of the text. */
function decode(path: string, bytes: Buffer): string {
  const encoding = ENCODINGS[bytes.toString('hex', 0, 2)] ?? 'utf-8';
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    refuse(path, 'is not text in UTF-8 or UTF-16: expected JSON or YAML');
  }
  if (text.includes('\0')) refuse(path, 'is binary, or UTF-16 without a byte-order mark: expected JSON or YAML in UTF-8');
  return text;
}
