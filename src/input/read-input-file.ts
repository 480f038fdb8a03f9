/** Reads a file of roles, whatever it is: JSON as it streams by, or YAML. Its kind is detected from its content. */
import { startingWith } from './byte-chunks';
import { readJsonDocument } from './formats/json-document';
import { InputError, refuse, refuseOtherKind } from './input-error';
import { JsonCursor } from './json-cursor';
import { MAX_YAML_CHARACTERS, parseDocument } from './read-document';
import { textChunks } from './read-text-file';
import { InputFile } from './role-sink';
import { isBackup, isNamedLikeData, looksOf } from './sniff-file';

/** A file that the user specified, or standard input. Throws unless it is an input. */
export function readInputFile(input: InputFile): void {
  const text = new Beginning(input.file);
  try {
    text.readUntil((piece) => /\S/.test(piece));
    if (/^\s*[{[]/.test(text.read)) readJsonDocuments(input, text.all());
    else readYaml(input, text);
  } finally {
    text.close();
  }
}

/**
 * A file that was found in a folder. Throws if it looks like an input and cannot be read, or is data of another kind.
 *
 * @returns was it read? It is not if it is no data at all.
 */
export function readFileOfFolder(input: InputFile): boolean {
  const { file } = input;
  if (isBackup(file)) refuseOtherKind(file, 'is a backup of a Terraform state');
  const text = new Beginning(file);
  try {
    if (!isText(text)) return false;
    const looks = looksOf(file, text.read);
    if (looks === 'JSON') {
      readJsonDocuments(input, text.all());
      return true;
    }
    if (looks === 'YAML' || looks === 'other YAML') text.readUntil(() => text.read.length > MAX_YAML_CHARACTERS);
    switch (looksOf(file, text.read)) {
      case 'empty': return refuse(file, IS_EMPTY);
      case 'other YAML': return refuseOtherKind(file, 'is YAML of another kind');
      case 'YAML': readYaml(input, text); return true;
      default: return false;
    }
  } finally {
    text.close();
  }
}

/** A trust policy or a role, as data that was read already. */
export function readInputDocument(input: InputFile, document: unknown): void {
  readJsonDocument(new JsonCursor(input.file, [JSON.stringify(document)].values()), input, 1);
}

/** The text of an input, of which nothing is left to be read. */
export function readInputText(input: InputFile, text: string): void {
  if (/^\s*[{[]/.test(text)) readJsonDocuments(input, [text].values());
  else readInputDocument(input, parseDocument(input.file, text));
}

const IS_EMPTY = 'is empty: expected JSON or YAML';

function isText(text: Beginning): boolean {
  try {
    text.readUntil(() => text.read.trimStart().length >= 64);
    return true;
  } catch (error) {
    if (error instanceof InputError && !isNamedLikeData(text.file)) return false;
    throw error;
  }
}

/** One after the other, as in a file with one on each line. */
function readJsonDocuments(input: InputFile, chunks: Iterator<string>): void {
  const json = new JsonCursor(input.file, chunks);
  for (let number = 1; json.peek() !== undefined; number += 1) readJsonDocument(json, input, number);
}

function readYaml(input: InputFile, text: Beginning): void {
  text.readUntil(() => text.read.length > MAX_YAML_CHARACTERS);
  readInputDocument(input, parseDocument(input.file, text.read));
}

/** The text of a file, of which the beginning was read. */
class Beginning {
  public read = '';
  private readonly chunks: Generator<string>;

  constructor(public readonly file: string) {
    this.chunks = textChunks(file);
  }

  /** Up to the end, if no piece is enough. */
  public readUntil(isEnough: (piece: string) => boolean): void {
    for (let next = this.chunks.next(); !next.done; next = this.chunks.next()) {
      this.read += next.value;
      if (this.read.length > MAX_BEGINNING) refuse(this.file, 'begins with more white space than any document');
      if (isEnough(next.value)) return;
    }
  }

  public all(): Iterator<string> {
    return startingWith(this.read, this.chunks);
  }

  public close(): void {
    this.chunks.return(undefined);
  }
}

const MAX_BEGINNING = 64_000_000;
