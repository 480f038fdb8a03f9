/** Decompresses gzip data piece by piece. Loaded only for inputs that are compressed. */
import { Gunzip } from 'minizlib';
import { refuse } from './input-error';
import { textOfError } from '../findings/crash';

/** A few kilobytes can decompress to gigabytes. The roles of the largest organizations need less. */
const MAX_BYTES = 16_000_000_000;

/** @param path for messages */
export function* decompressed(path: string, chunks: Iterable<Buffer>): Generator<Buffer> {
  const gunzip = new Gunzip({});
  const pieces: Buffer[] = [];
  let total = 0;
  gunzip.on('data', (piece: Buffer) => pieces.push(piece));
  gunzip.on('error', (error: unknown) => {
    refuse(path, `is not a complete gzip file: ${textOfError(error).replace(/^zlib: /, '')}`);
  });
  const taken = () => {
    total += pieces.reduce((bytes, piece) => bytes + piece.length, 0);
    if (total > MAX_BYTES) refuse(path, `decompresses to more than ${MAX_BYTES / 1_000_000_000} GB: split the roles into several files`);
    return pieces.splice(0);
  };
  for (const chunk of chunks) {
    gunzip.write(chunk);
    yield* taken();
  }
  gunzip.end();
  yield* taken();
}
