/** The bytes of a file or of standard input, piece by piece; those of a gzip file are decompressed on the way. */
import * as fs from 'fs';
import { gunzip } from './doors';
import { InputError, refuse } from './input-error';
import { textField } from '../cloudformation/template';

const CHUNK = 262_144;

/**
 * A piece may be overwritten when the next one is asked for.
 *
 * @param path a file, or `-` for standard input
 */
export function* byteChunks(path: string): Generator<Buffer> {
  const chunks = withBeginning(2, rawChunks(path));
  const first = chunks.next();
  if (first.done) return;
  const all = startingWith(first.value, chunks);
  yield* isGzip(first.value) ? gunzip().decompressed(path, all) : all;
}

/** @param path a file that was read before */
export function isCompressed(path: string): boolean {
  const chunks = withBeginning(2, rawChunks(path));
  try {
    const first = chunks.next();
    return !first.done && isGzip(first.value);
  } finally {
    chunks.return(undefined);
  }
}

/** The first two bytes of every gzip file (RFC 1952). */
function isGzip(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

function* rawChunks(path: string): Generator<Buffer> {
  let descriptor: number | undefined;
  try {
    descriptor = path === '-' ? 0 : fs.openSync(path, 'r');
    const buffer = Buffer.allocUnsafe(CHUNK);
    for (;;) {
      const count = readChunk(descriptor, buffer);
      if (count === 0) return;
      yield buffer.subarray(0, count);
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    refuse(path, whyUnreadable(error));
  } finally {
    if (descriptor !== undefined && descriptor !== 0) fs.closeSync(descriptor);
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

/** The same bytes: the first piece has at least so many, if there are so many. A pipe can give a single byte. */
export function* withBeginning(count: number, chunks: Iterator<Buffer>): Generator<Buffer> {
  let beginning: Buffer = Buffer.alloc(0);
  try {
    for (let next = chunks.next(); !next.done; next = chunks.next()) {
      if (beginning.length >= count) {
        yield next.value;
        continue;
      }
      beginning = Buffer.concat([beginning, next.value]);
      if (beginning.length >= count) yield beginning;
    }
    if (beginning.length > 0 && beginning.length < count) yield beginning;
  } finally {
    chunks.return?.();
  }
}

/** What was taken from the beginning is put back. */
export function* startingWith<T>(first: T, others: Iterator<T>): Generator<T> {
  try {
    yield first;
    for (let next = others.next(); !next.done; next = others.next()) yield next.value;
  } finally {
    others.return?.();
  }
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
