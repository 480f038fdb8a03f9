/** Reads all roles of all inputs. The kind of each input is detected from its content. */
import * as fs from 'fs';
import { isManifest, MANIFEST, readCloudAssembly } from './cloud-assembly';
import { Folder } from './folder';
import { InputError, refuse } from './input-error';
import { InputRole, ReadOptions } from './input-role';
import { InputTemplate, readTemplate, TrustInInput } from './input-template';
import { readDocument } from './read-document';
import { whyUnreadable } from './read-text-file';
import { rolesOfIamOutput } from './roles-of-iam-output';
import { DeployTimeContext } from '../../cloudformation/deploy-time-context';
import { LinkedTemplates } from '../../cloudformation/linked-templates';
import { field, isObject, JsonObject } from '../../cloudformation/template';
import { UnseenReport } from '../../findings/renderers/report';

export interface Inputs {
  /** In the order of the paths and, within a path, in the order of the input. */
  readonly roles: readonly InputRole[];
  /** Places in the inputs that cannot be seen, and so cannot be checked. */
  readonly unseen: readonly UnseenReport[];
  /** The accounts that the stacks of cloud assemblies specify: accounts of the owner. */
  readonly deployedAccounts: ReadonlySet<string>;
  /** One for each template, including templates without roles. */
  readonly contexts: readonly DeployTimeContext[];
}

/**
 * References between templates are followed, even between different paths.
 *
 * @param paths files, folders, or `-` for standard input
 * @param skip called for each path that is invalid, if there are several; the others are still read. Default: the first error is thrown.
 */
export function readRoles(paths: readonly string[], options: ReadOptions = {}, skip?: (problem: InputError) => void): Inputs {
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) refuse(twice, 'is specified twice');
  const contents = paths.map((path, index) => {
    try {
      return (isFolder(path) ? readFolder : readFile)(path, index === 0 ? '' : `input ${index + 1}: `, options);
    } catch (error) {
      if (!(error instanceof InputError) || skip === undefined || paths.length === 1) throw error;
      skip(error);
      return NOTHING;
    }
  });
  const all = contents.flatMap(({ templates }) => templates);
  const linked = new LinkedTemplates(all);
  const found = contents.flatMap(({ templates, roles, unseen }): TrustInInput[] => [
    { roles, unseen },
    ...templates.map((template) => readTemplate(template, linked)),
  ]);
  return {
    roles: found.flatMap(({ roles }) => roles),
    unseen: found.flatMap(({ unseen }) => unseen),
    deployedAccounts: new Set(contents.flatMap(({ accounts }) => [...accounts])),
    contexts: all.map((template) => linked.context(template)),
  };
}

interface Contents {
  readonly templates: readonly InputTemplate[];
  /** The roles that are not in a template. */
  readonly roles: readonly InputRole[];
  readonly accounts: ReadonlySet<string>;
  readonly unseen: readonly UnseenReport[];
}

const NOTHING: Contents = { templates: [], roles: [], accounts: new Set(), unseen: [] };
const EXPECTED =
  'expected a CloudFormation template, a trust policy, or the output of aws iam get-role, list-roles or get-account-authorization-details';

function isFolder(path: string): boolean {
  if (path === '-') return false;
  try {
    return fs.statSync(path).isDirectory();
  } catch (error) {
    refuse(path, whyUnreadable(error));
  }
}

function readFolder(path: string, scope: string, options: ReadOptions): Contents {
  const folder = new Folder(path);
  if (!folder.holds(MANIFEST)) refuse(path, `is a folder without ${MANIFEST}: expected a cloud assembly (cdk.out), or the path of a file`);
  return { ...NOTHING, ...readCloudAssembly(folder, scope, options) };
}

function readFile(file: string, scope: string, options: ReadOptions): Contents {
  const document = options.document ?? readDocument(file);
  const roles = rolesOfIamOutput(file, document, options);
  if (roles !== undefined) return { ...NOTHING, roles };
  const { account } = options;
  if (isTemplate(document)) {
    const template: InputTemplate = { template: document, file, scope, group: scope, account, isDeployedWhereItSays: true };
    return { ...NOTHING, templates: [template] };
  }
  if (isTrustPolicy(document)) return { ...NOTHING, roles: [{ source: { file, account }, document, context: { account }, waivers: [] }] };
  if (isManifest(document)) refuse(file, 'is the manifest of a cloud assembly: specify the folder that contains it');
  refuse(file, `is not a supported input: ${EXPECTED}`);
}

function isTemplate(document: unknown): document is JsonObject {
  return isObject(field(document, 'Resources'));
}

/** IAM accepts the element in one spelling only. A policy with another spelling is read and checked as well. */
function isTrustPolicy(document: unknown): boolean {
  return isObject(document) && Object.keys(document).some((key) => key.toLowerCase() === 'statement');
}
