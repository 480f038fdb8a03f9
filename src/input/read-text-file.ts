/** Reads text in UTF-8 or, as PowerShell writes it, UTF-16: a whole file, or piece by piece. */
import { byteChunks, startingWith, withBeginning } from './byte-chunks';
import { refuse } from './input-error';

/** A template or policy needs much less; a device file may never end. */
const MAX_CHARACTERS = 256_000_000;

/** @param path a file, or `-` for standard input */
export function readTextFile(path: string): string {
  const chunks: string[] = [];
  let total = 0;
  for (const chunk of textChunks(path)) {
    total += chunk.length;
    if (total > MAX_CHARACTERS) refuse(path, `is larger than ${MAX_CHARACTERS / 1_000_000} MB: split the roles into several files`);
    chunks.push(chunk);
  }
  return chunks.join('');
}

/** @param path a file, or `-` for standard input */
export function textChunks(path: string): Generator<string> {
  return decode(path, byteChunks(path));
}

/** By byte-order mark. */
const ENCODINGS: Readonly<Record<string, string>> = { fffe: 'utf-16le', feff: 'utf-16be' };

/**
 * The mark itself is not part of the text. A character can begin in one piece and end in the next.
 *
 * @param path for messages
 */
export function* decode(path: string, bytes: Iterator<Buffer>): Generator<string> {
  const chunks = withBeginning(2, bytes);
  const first = chunks.next();
  if (first.done) return;
  const decoder = new TextDecoder(ENCODINGS[first.value.toString('hex', 0, 2)] ?? 'utf-8', { fatal: true });
  for (const chunk of startingWith(first.value, chunks)) yield textOf(path, () => decoder.decode(chunk, { stream: true }));
  yield textOf(path, () => decoder.decode());
}

function textOf(path: string, decoded: () => string): string {
  let text: string;
  try {
    text = decoded();
  } catch {
    refuse(path, 'is not text in UTF-8 or UTF-16: expected JSON or YAML');
  }
  if (text.includes('\0')) refuse(path, 'is binary, or UTF-16 without a byte-order mark: expected JSON or YAML in UTF-8');
  return text;
}
