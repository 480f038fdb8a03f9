/** The one input of `fix`: its roles, and where the trust policy of each is in the text of its file. */
import * as fs from 'fs';
import * as path from 'path';
import { valueAt } from './edit-text';
import { isManifest, MANIFEST } from '../../input/cloud-assembly';
import { InputRole, ReadOptions } from '../../input/input-role';
import { parseDocument, readDocument } from '../../input/read-document';
import { Inputs, readRoles } from '../../input/read-roles';
import { readTextFile } from '../../input/read-text-file';

/**
 * `synthesized`: the output of `cdk synth`. `dump`: the output of AWS or Terraform. `file`: a template or a trust policy that people
 * write.
 */
export type FixInputKind = 'file' | 'synthesized' | 'dump';

export interface FixInput extends Inputs {
  readonly kind: FixInputKind;
  /** The text of a file of the input. */
  textOf(file: string): string;
  /** The path of the trust policy in its file; undefined if it is not a single value there. */
  placeOf(role: Pick<InputRole, 'source' | 'document'>): readonly string[] | undefined;
}

/** @param file a file, a folder, or `-` for standard input */
export function readFixInput(file: string, options: ReadOptions): FixInput {
  const texts = new FileTexts();
  const isOneFile = !isFolder(file);
  const inputs = readRoles([file], isOneFile ? { ...options, document: texts.documentOf(file) } : options);
  const isDump = inputs.roles.some(({ isPrinted }) => isPrinted);
  return { ...inputs, kind: isDump ? 'dump' : isOneFile && !isSynthesized(file) ? 'file' : 'synthesized', ...texts.access };
}

/** Each file is read once: standard input cannot be read again. */
export class FileTexts {
  public readonly access: Pick<FixInput, 'textOf' | 'placeOf'> = {
    textOf: (file) => this.textOf(file),
    placeOf: ({ source, document }) => {
      if (source.inside !== undefined) return undefined;
      const place = source.logicalId === undefined ? [] : ['Resources', source.logicalId, 'Properties', 'AssumeRolePolicyDocument'];
      return document !== undefined && isSame(valueAt(this.documentOf(source.file), place), document) ? place : undefined;
    },
  };
  private readonly texts = new Map<string, string>();
  private readonly documents = new Map<string, unknown>();

  public documentOf(file: string): unknown {
    if (!this.documents.has(file)) this.documents.set(file, parseDocument(file, this.textOf(file)));
    return this.documents.get(file);
  }

  private textOf(file: string): string {
    const text = this.texts.get(file) ?? readTextFile(file);
    this.texts.set(file, text);
    return text;
  }
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function isFolder(file: string): boolean {
  try {
    return file !== '-' && fs.statSync(file).isDirectory();
  } catch {
    return false; // Reported when the file is read.
  }
}

/** The template of a cloud assembly, specified as a file. */
function isSynthesized(file: string): boolean {
  const manifest = path.join(path.dirname(file), MANIFEST);
  if (file === '-' || !/\.template\.json$/.test(file) || !fs.existsSync(manifest)) return false;
  try {
    return isManifest(readDocument(manifest));
  } catch {
    return false;
  }
}
