/** The templates among the assets of one assembly. A resource refers to such a template by the URL that it is uploaded to. */
import * as path from 'path';
import { Folder } from './folder';
import { field, isObject, JsonObject, section, textField } from '../cloudformation/template';

interface AssemblyAsset {
  /** The last part of the URL. */
  readonly objectKey: string;
  /** Relative to the folder. */
  readonly file: string;
}

export class AssetFiles {
  private readonly assets: readonly AssemblyAsset[];

  /**
   * @param artifacts of the manifest in `directory`, inside the folder
   * @param lacking called with each asset manifest that is missing
   */
  constructor(
    private readonly folder: Folder,
    private readonly directory: string,
    artifacts: JsonObject,
    private readonly lacking: (file: string) => void,
  ) {
    this.assets = Object.values(artifacts).flatMap((artifact) => this.assetsOf(artifact));
  }

  /** The template file of a nested stack; undefined if it is not in the assembly. */
  public fileOfNestedStack(resource: unknown): string | undefined {
    const written = textField(section(resource, 'Metadata'), 'aws:asset:path');
    const file =
      this.fileBehind(field(section(resource, 'Properties'), 'TemplateURL')) ??
      (written === undefined ? undefined : path.join(this.directory, written));
    return file === undefined || this.folder.lacks(file) ? undefined : file;
  }

  public templateBehind(url: unknown): JsonObject | undefined {
    const file = this.fileBehind(url);
    const template = file === undefined || this.folder.lacks(file) ? undefined : this.folder.read(file);
    return isObject(template) ? template : undefined;
  }

  /** The URL is text, possibly with deploy-time values in it. */
  private fileBehind(url: unknown): string | undefined {
    const text = JSON.stringify(url) ?? '';
    return this.assets.find(({ objectKey }) => text.includes(`/${objectKey}"`))?.file;
  }

  private assetsOf(artifact: unknown): AssemblyAsset[] {
    const manifest = textField(field(artifact, 'properties'), 'file');
    if (field(artifact, 'type') !== 'cdk:asset-manifest' || manifest === undefined) return [];
    const file = path.join(this.directory, manifest);
    if (this.folder.lacks(file)) {
      this.lacking(file);
      return [];
    }
    return Object.values(section(this.folder.read(file), 'files')).flatMap((asset) => {
      const source = section(asset, 'source');
      const content = textField(source, 'path');
      if (content === undefined || field(source, 'packaging') !== 'file') return [];
      const keys = Object.values(section(asset, 'destinations')).flatMap((destination) => textField(destination, 'objectKey') ?? []);
      return keys.map((objectKey) => ({ objectKey, file: path.join(this.directory, content) }));
    });
  }
}
