/** A folder with untrusted content: no path in it can lead out of the folder, neither by `..` nor by symbolic links. */
import * as fs from 'fs';
import * as path from 'path';
import { whyUnreadable } from './byte-chunks';
import { refuse } from './input-error';
import { readDocument } from './read-document';

/** False for what does not exist: whoever reads it reports that. */
export function isFolder(file: string): boolean {
  return file !== '-' && fs.statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

export class Folder {
  private readonly realRoot: string;

  /** @param root as the user specified it */
  constructor(private readonly root: string) {
    this.realRoot = fs.realpathSync(root);
  }

  /** Throws an error about a file or folder inside. */
  public refuse(inside: string, problem: string): never {
    refuse(this.shown(inside), problem);
  }

  /** The path as messages and reports show it. */
  public shown(inside: string): string {
    return path.join(this.root, inside);
  }

  public holds(inside: string): boolean {
    return fs.existsSync(path.join(this.root, inside));
  }

  /** Is there nothing with this name, not even a broken link? */
  public lacks(inside: string): boolean {
    try {
      return fs.lstatSync(path.join(this.root, inside), { throwIfNoEntry: false }) === undefined;
    } catch {
      return false; // Not a valid file name, which is reported when the file is read.
    }
  }

  /**
   * The document in a file of the folder.
   *
   * @param inside relative to the folder
   */
  public read(inside: string): unknown {
    if (!this.entry(inside).isFile()) this.refuse(inside, 'is not a file');
    return readDocument(this.shown(inside));
  }

  /** The real path of a folder inside this one: equal for equal folders. */
  public realPath(inside: string): string {
    if (!this.entry(inside).isDirectory()) this.refuse(inside, 'is not a folder');
    return fs.realpathSync(path.join(this.root, inside));
  }

  private entry(inside: string): fs.Stats {
    try {
      const real = fs.realpathSync(path.join(this.root, inside));
      if (isInsideFolder(real, this.realRoot)) return fs.statSync(real);
    } catch (error) {
      this.refuse(inside, whyUnreadable(error));
    }
    this.refuse(inside, `is outside ${this.root}, so it is not read`);
  }
}

function isInsideFolder(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
