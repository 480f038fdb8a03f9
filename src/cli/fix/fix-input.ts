/** The one input of `fix`: its roles, what kind of file each is in, and where its trust policy is in the text of the file. */
import * as fs from 'fs';
import * as path from 'path';
import { valueAt } from './edit-text';
import { isManifest, MANIFEST } from '../../input/cloud-assembly';
import { InputRole, ReadOptions } from '../../input/input-role';
import { JsonCursor } from '../../input/json-cursor';
import { parseDocument, readDocument } from '../../input/read-document';
import { Inputs, readRoles } from '../../input/read-roles';
import { readTextFile } from '../../input/read-text-file';

/**
 * `synthesized`: the output of `cdk synth`. `dump`: the output of AWS or Terraform. `file`: a template or a trust policy that people
 * write.
 */
export type FixInputKind = 'file' | 'synthesized' | 'dump';

export interface FixInput extends Inputs {
  /** A folder can hold files of several kinds. */
  kindOf(role: InputRole): FixInputKind;
  /** The text of a file of the input. */
  textOf(file: string): string;
  /** Several JSON documents, one after the other: none of them is changed in place. */
  holdsSeveral(file: string): boolean;
  /** The path of the trust policy in its file; undefined if it is not a single value there. */
  placeOf(role: Pick<InputRole, 'source' | 'document'>): readonly string[] | undefined;
}

/** @param file a file, a folder, or `-` for standard input */
export function readFixInput(file: string, options: ReadOptions): FixInput {
  const texts = new FileTexts();
  const isOneFile = !isFolder(file);
  const inputs = readRoles([file], isOneFile ? { ...options, text: texts.access.textOf(file) } : options);
  const assemblies = new Assemblies(isOneFile ? undefined : file);
  const kindOf = ({ isPrinted, source }: InputRole) => (isPrinted ? 'dump' : assemblies.hold(source.file) ? 'synthesized' : 'file');
  return { ...inputs, kindOf, ...texts.access };
}

/** Each file is read once: standard input cannot be read again. */
export class FileTexts {
  public readonly access: Pick<FixInput, 'textOf' | 'holdsSeveral' | 'placeOf'> = {
    textOf: (file) => this.textOf(file),
    holdsSeveral: (file) => this.documentOf(file) === undefined,
    placeOf: ({ source, document }) => {
      if (source.inside !== undefined) return undefined;
      const place = source.logicalId === undefined ? [] : ['Resources', source.logicalId, 'Properties', 'AssumeRolePolicyDocument'];
      return document !== undefined && isSame(valueAt(this.documentOf(source.file), place), document) ? place : undefined;
    },
  };
  private readonly texts = new Map<string, string>();
  private readonly documents = new Map<string, unknown>();

  /** Undefined if the file holds several. */
  private documentOf(file: string): unknown {
    if (!this.documents.has(file)) {
      const text = this.textOf(file);
      this.documents.set(file, holdsSeveral(file, text) ? undefined : parseDocument(file, text));
    }
    return this.documents.get(file);
  }

  private textOf(file: string): string {
    const text = this.texts.get(file) ?? readTextFile(file);
    this.texts.set(file, text);
    return text;
  }
}

function holdsSeveral(file: string, text: string): boolean {
  if (!/^\s*[{[]/.test(text)) return false;
  const json = new JsonCursor(file, [text].values());
  json.skip();
  return json.peek() !== undefined;
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

/** Which files `cdk synth` writes: those of a cloud assembly, which is recognised by its manifest. */
class Assemblies {
  private readonly known = new Map<string, boolean>();

  /** @param root the folder that was specified; undefined for a file */
  constructor(private readonly root: string | undefined) { }

  public hold(file: string): boolean {
    if (this.root !== undefined) return this.isInAssembly(path.dirname(file));
    return file !== '-' && /\.template\.json$/.test(file) && holdsManifest(path.dirname(file));
  }

  /** The folder, or one around it up to the root. */
  private isInAssembly(folder: string): boolean {
    const known = this.known.get(folder);
    if (known !== undefined) return known;
    const isRoot = path.resolve(folder) === path.resolve(this.root!) || path.dirname(folder) === folder;
    const isInside = holdsManifest(folder) || !isRoot && this.isInAssembly(path.dirname(folder));
    this.known.set(folder, isInside);
    return isInside;
  }
}

function holdsManifest(folder: string): boolean {
  const manifest = path.join(folder, MANIFEST);
  if (!fs.existsSync(manifest)) return false;
  try {
    return isManifest(readDocument(manifest));
  } catch {
    return false;
  }
}
