/** Finds the inputs that the paths name: files and cloud assemblies, also those in folders. */
import * as fs from 'fs';
import * as path from 'path';
import { whyUnreadable } from './byte-chunks';
import { isManifest, MANIFEST } from './cloud-assembly';
import { InputError, refuse } from './input-error';
import { readDocument } from './read-document';

export interface FoundInput {
  readonly path: string;
  readonly isAssembly: boolean;
  /** The folder in which it was found; undefined if the user specified the input itself. */
  readonly foundIn?: string;
  /** Why it cannot be read. */
  readonly problem?: InputError;
}

export interface FoundInputs {
  /** In the order of the paths, and those of a folder by name. */
  readonly inputs: readonly FoundInput[];
  /** The paths that are folders and no cloud assemblies. */
  readonly folders: readonly string[];
}

export function findInputs(paths: readonly string[]): FoundInputs {
  const twice = paths.find((each, index) => paths.indexOf(each) !== index);
  if (twice !== undefined) refuse(twice, 'is specified twice');
  const folders: string[] = [];
  const found = paths.flatMap((each): FoundInput[] => {
    try {
      if (!isFolder(each)) return [{ path: each, isAssembly: false }];
      if (isAssembly(each)) return [{ path: each, isAssembly: true }];
      folders.push(each);
      return inputsOfFolder(each, each);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return [{ path: each, isAssembly: false, problem: error }];
    }
  });
  // A file that is specified, and stands in a folder that is specified as well.
  const seen = new Set<string>();
  const inputs = found.filter((each) => !seen.has(path.resolve(each.path)) && seen.add(path.resolve(each.path)));
  return { inputs, folders };
}

function isFolder(file: string): boolean {
  if (file === '-') return false;
  try {
    return fs.statSync(file).isDirectory();
  } catch (error) {
    refuse(file, whyUnreadable(error));
  }
}

/** A folder of something else can hold a file with this name too. */
function isAssembly(folder: string): boolean {
  const manifest = path.join(folder, MANIFEST);
  if (!fs.existsSync(manifest)) return false;
  try {
    return isManifest(readDocument(manifest));
  } catch (error) {
    // Reported when the assembly is read.
    if (error instanceof InputError) return true;
    throw error;
  }
}

/** Links are not followed, and what is hidden or installed is left out. */
function inputsOfFolder(folder: string, foundIn: string): FoundInput[] {
  let entries: fs.Dirent[];
  try {
    entries = fs.readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    return [{ path: folder, isAssembly: false, foundIn, problem: new InputError(folder, whyUnreadable(error)) }];
  }
  entries.sort((one, other) => (one.name < other.name ? -1 : 1));
  return entries.flatMap((entry): FoundInput[] => {
    const inside = path.join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
    if (entry.isFile()) return [{ path: inside, isAssembly: false, foundIn }];
    if (!entry.isDirectory()) return [];
    return isAssembly(inside) ? [{ path: inside, isAssembly: true, foundIn }] : inputsOfFolder(inside, foundIn);
  });
}
