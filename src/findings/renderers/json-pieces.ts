/** JSON as the reports print it: a whole document, or one with a list that is longer than the memory that there is for it. */
import { printable } from './printable';

/** Ends with a line break, as text files do. Safe to print to a terminal, whatever names it contains. */
export function jsonDocument(value: unknown): string {
  return printable(`${JSON.stringify(value, undefined, 2)}\n`);
}

/**
 * The same, piece by piece, with these items in a list of the document.
 *
 * @param value has the list as a property with this name, once, and the list is empty
 */
export function* jsonPieces(value: unknown, name: string, items: Iterable<unknown>): Generator<string> {
  const empty = `"${name}": []`;
  const around = jsonDocument(value);
  const start = around.indexOf(empty);
  const margin = around.slice(around.lastIndexOf('\n', start), start);
  yield `${around.slice(0, start)}"${name}": [`;
  let separator = '';
  for (const item of items) {
    yield printable(`${separator}${margin}  ${JSON.stringify(item, undefined, 2).replace(/\n/g, `${margin}  `)}`);
    separator = ',';
  }
  yield `${separator === '' ? '' : margin}]${around.slice(start + empty.length)}`;
}
