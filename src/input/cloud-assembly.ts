/**
 * A cloud assembly: the folder (`cdk.out`) that `cdk synth` writes. Its manifest names the stacks and the assemblies of Stages
 * inside it; the asset manifest of a stack names the templates of stacks nested in that stack.
 *
 * See https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
 */
import * as path from 'path';
import { AssemblyMetadata } from './assembly-metadata';
import { AssetFiles } from './asset-files';
import { Folder } from './folder';
import { ReadOptions } from './input-role';
import { ConstructsOfStack, InputTemplate } from './input-template';
import { field, isObject, section, textField } from '../cloudformation/template';
import { UnseenReport } from '../findings/renderers/report';

/** An app does not have more stacks; templates that refer to each other in a circle do. */
const MAX_TEMPLATES = 5_000;

export const MANIFEST = 'manifest.json';

export interface CloudAssembly {
  /** The template of a nested stack comes after that of its parent. */
  readonly templates: readonly InputTemplate[];
  /** The accounts that its stacks specify. */
  readonly accounts: ReadonlySet<string>;
  /** Files that the manifest refers to and that are missing in the folder. */
  readonly unseen: readonly UnseenReport[];
}

export function isManifest(document: unknown): boolean {
  return isObject(field(document, 'artifacts')) && textField(document, 'version') !== undefined;
}

/** @param scope distinguishes the deploy-time values of this assembly from those of other inputs */
export function readCloudAssembly(folder: Folder, scope: string, options: ReadOptions): CloudAssembly {
  const reader = new AssemblyReader(folder, scope, options);
  reader.readAssembly('');
  return reader;
}

class AssemblyReader implements CloudAssembly {
  public readonly templates: InputTemplate[] = [];
  public readonly accounts = new Set<string>();
  public readonly unseen: UnseenReport[] = [];
  private readonly assembliesRead = new Set<string>();

  constructor(private readonly folder: Folder, private readonly scope: string, private readonly options: ReadOptions) { }

  /** @param directory of the assembly, inside the folder */
  public readAssembly(directory: string): void {
    const file = path.join(directory, MANIFEST);
    const realPath = this.folder.realPath(directory);
    if (this.assembliesRead.has(realPath)) {
      this.folder.refuse(file, 'refers to itself, or is referred to twice, as the assembly of a Stage');
    }
    this.assembliesRead.add(realPath);
    const manifest = this.folder.read(file);
    if (!isManifest(manifest)) this.folder.refuse(file, 'is not the manifest of a cloud assembly: expected `version` and `artifacts`');
    const artifacts = section(manifest, 'artifacts');
    const assets = new AssetFiles(this.folder, directory, artifacts, (lacking) => this.isMissing(lacking, 'the templates that are assets'));
    for (const [id, artifact] of Object.entries(artifacts)) {
      const name = (property: string) => this.fileName(file, id, artifact, property);
      switch (field(artifact, 'type')) {
        case 'aws:cloudformation:stack':
          this.readStack(directory, id, artifact, name('templateFile'), assets);
          break;
        case 'cdk:cloud-assembly':
          this.readAssembly(path.join(directory, name('directoryName')));
          break;
      }
    }
  }

  private fileName(manifest: string, id: string, artifact: unknown, property: string): string {
    const name = textField(field(artifact, 'properties'), property);
    if (name !== undefined && name !== '') return name;
    this.folder.refuse(manifest, `the artifact ${JSON.stringify(id)} has no ${property}`);
  }

  private readStack(directory: string, id: string, artifact: unknown, templateFile: string, assets: AssetFiles): void {
    const [, account, region] =
      /^aws:\/\/(?:unknown-account|(\d{12}))\/(?:unknown-region|([\w-]+))$/.exec(textField(artifact, 'environment') ?? '') ?? [];
    if (account !== undefined) this.accounts.add(account);
    this.addTemplate(directory, path.join(directory, templateFile), assets, {
      account: account ?? this.options.account,
      stackName: textField(field(artifact, 'properties'), 'stackName') ?? id,
      region,
      constructs: { metadata: this.metadataOf(directory, artifact), stackPath: textField(artifact, 'displayName') ?? id },
    });
  }

  private metadataOf(directory: string, artifact: unknown): AssemblyMetadata {
    const file = textField(artifact, 'additionalMetadataFile');
    const own = section(artifact, 'metadata');
    if (file === undefined) return new AssemblyMetadata(own);
    const inside = path.join(directory, file);
    if (this.folder.lacks(inside)) {
      this.isMissing(inside, 'the metadata of the constructs, including acknowledgements');
      return new AssemblyMetadata(own);
    }
    const more = this.folder.read(inside);
    return new AssemblyMetadata({ ...own, ...(isObject(more) ? more : {}) });
  }

  private isMissing(file: string, what: string): void {
    const source = { file: this.folder.shown(file) };
    this.unseen.push({ source, what, because: 'the manifest of the cloud assembly refers to this file, but the file is missing' });
  }

  /** @param file inside the folder */
  private addTemplate(
    directory: string, file: string, assets: AssetFiles,
    place: Pick<InputTemplate, 'account' | 'region' | 'stackName' | 'parent' | 'constructs'>,
  ): void {
    const template = this.folder.read(file);
    if (!isObject(template)) this.folder.refuse(file, 'is not a template: expected an object');
    const nestedStacks = new Map<string, string>();
    const added: InputTemplate = {
      ...place,
      template,
      file: this.folder.shown(file),
      scope: `${this.scope}${file}`,
      group: `${this.scope}${directory}`,
      isDeployedWhereItSays: true,
      behind: (logicalId, url) => (nestedStacks.has(logicalId) ? 'judged' : assets.templateBehind(url)),
    };
    if (this.templates.push(added) > MAX_TEMPLATES) {
      this.folder.refuse(file, `is one of more than ${MAX_TEMPLATES} templates of one cloud assembly`);
    }
    for (const [logicalId, resource] of Object.entries(section(template, 'Resources'))) {
      const nested = field(resource, 'Type') === 'AWS::CloudFormation::Stack' ? assets.fileOfNestedStack(resource) : undefined;
      if (nested !== undefined) nestedStacks.set(logicalId, nested);
    }
    for (const [logicalId, nested] of nestedStacks) {
      if (isPartOf(added, this.folder.shown(nested))) {
        this.folder.refuse(file, `contains the nested stack ${JSON.stringify(logicalId)}, which contains this template itself`);
      }
      const { account, region, constructs } = place;
      this.addTemplate(directory, nested, assets, {
        account, region, parent: { template: added, logicalId }, constructs: constructs && nestedConstructs(constructs, logicalId),
      });
    }
  }
}

function isPartOf(template: InputTemplate, file: string): boolean {
  for (let each: InputTemplate | undefined = template; each !== undefined; each = each.parent?.template as InputTemplate | undefined) {
    if (each.file === file) return true;
  }
  return false;
}

function nestedConstructs({ metadata, stackPath }: ConstructsOfStack, logicalId: string): ConstructsOfStack | undefined {
  const nestedPath = metadata.nestedStackPath(logicalId, stackPath);
  return nestedPath === undefined ? undefined : { metadata, stackPath: nestedPath };
}
