/** The templates that resources refer to by URL, as far as the app contains them: as stacks of the tree or assets of the assembly. */
import * as fs from 'fs';
import * as path from 'path';
import { Stack, Stage } from 'aws-cdk-lib';
import { templatePathOf } from './rendered-stack';
import { isTopLevel, stacksAround, StacksOfApp } from './stacks-of-app';
import { TemplateBehind } from '../../cloudformation/inner-templates';
import { readTemplateFile, section, textField } from '../../cloudformation/template';

export class TemplatesBehindUrls {
  private readonly assets = new Map<string, readonly StackAsset[]>();
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
        return undefined; // It is YAML, or missing: the resource is reported as one whose template cannot be seen.
      }
    };
  }

  /** The assets of a nested stack are in the manifest of the stack around it. */
  private assetsOf(stack: Stack): readonly StackAsset[] {
    const owner = stacksAround(stack).find(isTopLevel);
    const folder = Stage.of(stack)?.outdir;
    if (owner === undefined || folder === undefined) return [];
    const manifest = path.resolve(folder, `${owner.artifactId}.assets.json`);
    const known = this.assets.get(manifest) ?? readAssets(manifest);
    this.assets.set(manifest, known);
    return known;
  }
}

interface StackAsset {
  /** The last part of the URL. */
  readonly objectKey: string;
  readonly file: string;
}

/** Empty if the synthesizer of the stack does not write an asset manifest. */
function readAssets(manifest: string): StackAsset[] {
  if (!fs.existsSync(manifest)) return [];
  const assets: StackAsset[] = [];
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
