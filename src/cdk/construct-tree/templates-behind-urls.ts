/** The templates that resources name by URL, as far as the app itself holds them: stacks of the tree, and assets of the assembly. */
import * as fs from 'fs';
import * as path from 'path';
import { Stack, Stage } from 'aws-cdk-lib';
import { templatePathOf } from './rendered-stack';
import { isTopLevel, stacksAround, StacksOfApp } from './stacks-of-app';
import { TemplateBehind } from '../../cloudformation/inner-templates';
import { readTemplateFile, section, textField } from '../../cloudformation/template';

export class TemplatesBehindUrls {
  private readonly assets = new Map<string, readonly Asset[]>();
  private paths?: Set<string | undefined>;

  constructor(private readonly app: StacksOfApp) { }

  /** For the resources of one stack. */
  public of(stack: Stack): TemplateBehind {
    return (logicalId, url) => {
      if (this.app.isNestedStack(stack, logicalId)) return 'judged';
      const file = this.assetsOf(stack).find(({ objectKey }) => literalText(url).includes(objectKey))?.file;
      if (file === undefined) return undefined;
      this.paths ??= new Set(this.app.stacks.map(templatePathOf));
      if (this.paths.has(file)) return 'judged';
      try {
        return readTemplateFile(file);
      } catch {
        return undefined; // It is YAML, or gone: the resource is reported as one whose template cannot be seen.
      }
    };
  }

  /** A stack that is part of another has its assets in the manifest of that one. */
  private assetsOf(stack: Stack): readonly Asset[] {
    const owner = stacksAround(stack).find(isTopLevel);
    const folder = Stage.of(stack)?.outdir;
    if (owner === undefined || folder === undefined) return [];
    const manifest = path.resolve(folder, `${owner.artifactId}.assets.json`);
    const known = this.assets.get(manifest) ?? readAssets(manifest);
    this.assets.set(manifest, known);
    return known;
  }
}

interface Asset {
  /** The end of its URL. */
  readonly objectKey: string;
  readonly file: string;
}

/** None where the synthesizer of the stack writes no such manifest. */
function readAssets(manifest: string): Asset[] {
  if (!fs.existsSync(manifest)) return [];
  const assets: Asset[] = [];
  for (const asset of Object.values(section(readTemplateFile(manifest), 'files'))) {
    const file = textField(section(asset, 'source'), 'path');
    for (const destination of Object.values(section(asset, 'destinations'))) {
      const objectKey = textField(destination, 'objectKey');
      if (file !== undefined && objectKey !== undefined) assets.push({ objectKey, file: path.resolve(path.dirname(manifest), file) });
    }
  }
  return assets;
}

/** The known parts of a URL that may be an `Fn::Join` or `Fn::Sub`. */
function literalText(url: unknown): string {
  return typeof url === 'string' ? url : JSON.stringify(url) ?? '';
}
