/** A template of an input: a file, or part of a cloud assembly. */
import { AssemblyMetadata } from './assembly-metadata';
import { InputRole, SourceInFile } from './input-role';
import type { PermissionsOfInputs } from './permissions-of-inputs';
import { DeployTimeContext } from '../cloudformation/deploy-time-context';
import { TemplateBehind } from '../cloudformation/inner-templates';
import { LinkedTemplates, PlacedTemplate } from '../cloudformation/linked-templates';
import { roleAsWritten } from '../cloudformation/role-as-written';
import { field, section, textField } from '../cloudformation/template';
import { trustInTemplate, TrustPolicyOfTemplate } from '../cloudformation/trust-policies-of-template';
import { readWaivers } from '../cloudformation/waivers';
import { UnseenReport } from '../findings/renderers/report';

export interface InputTemplate extends PlacedTemplate {
  readonly file: string;
  /** The metadata that the assembly has about its constructs. */
  readonly constructs?: ConstructsOfStack;
  /** Finds templates that its resources refer to by URL. */
  readonly behind?: TemplateBehind;
}

export interface ConstructsOfStack {
  readonly metadata: AssemblyMetadata;
  readonly stackPath: string;
}

export interface TrustInInput {
  readonly roles: readonly InputRole[];
  readonly unseen: readonly UnseenReport[];
}

export function readTemplate(template: InputTemplate, linked: LinkedTemplates, permissions?: PermissionsOfInputs): TrustInInput {
  const context = linked.context(template);
  const { policies, hidden } = trustInTemplate(template.template, context, template.behind);
  if (permissions) addPermissions(permissions, template, context, policies);
  return {
    roles: policies.map((policy) => roleOfTemplate(template, policy, permissions)),
    unseen: hidden.map(({ owner, what, because }) => ({ source: sourceInFile(template, owner), what, because })),
  };
}

function roleOfTemplate(
  template: InputTemplate,
  { owner, logicalId, roleName, document, context, resource }: TrustPolicyOfTemplate,
  permissions?: PermissionsOfInputs,
): InputRole {
  const source = sourceInFile(template, owner);
  const acknowledged = source.constructPath === undefined ? [] : template.constructs?.metadata.acknowledgedAt(source.constructPath);
  return {
    source: {
      ...source,
      inside: owner === logicalId ? undefined : logicalId,
      innerPath: owner === logicalId ? pathOfDeployer(template) : pathInside(template, logicalId, resource),
      roleName,
      account: context.account,
    },
    document,
    context,
    role: roleAsWritten(logicalId, resource),
    waivers: [...(acknowledged ?? []), ...readWaivers(field(resource, 'Metadata'))],
    ...permissions && permissions.templates.ofRole(logicalId, resource, context),
  };
}

/** The policies of the template and of those inside it that have roles, and its users. */
function addPermissions(
  { templates, addUser }: PermissionsOfInputs, template: InputTemplate, context: DeployTimeContext, roles: readonly TrustPolicyOfTemplate[],
): void {
  templates.addTemplate(context);
  roles.forEach((role) => templates.addTemplate(role.context.template ?? role.context));
  for (const { logicalId, name, permissions } of templates.usersOf(context)) {
    const { account, partition = 'aws' } = context;
    addUser({ source: { ...sourceInFile(template, logicalId), account }, partition, account, name, permissions });
  }
}

/** The template of a nested stack can be written by others: then only the resource that deploys it has a construct. */
function pathOfDeployer({ constructs, parent }: InputTemplate): string | undefined {
  return constructs === undefined && parent !== undefined ? constructPathOf(parent.template as InputTemplate, parent.logicalId) : undefined;
}

/** The template of a product is that of a stack of the app, whose constructs have paths. */
function pathInside({ template, constructs }: InputTemplate, logicalId: string, resource: unknown): string | undefined {
  const written = writtenPath(resource);
  if (constructs === undefined || Object.hasOwn(section(template, 'Resources'), logicalId)) return undefined;
  const { metadata, stackPath } = constructs;
  if (written === undefined) return metadata.pathOf(logicalId, stackPath);
  return metadata.holds(written) && !metadata.isPathOf(logicalId, written) ? undefined : written;
}

function writtenPath(resource: unknown): string | undefined {
  return textField(section(resource, 'Metadata'), 'aws:cdk:path');
}

/** @param owner the logical ID of the resource, if any */
function sourceInFile(template: InputTemplate, owner: string | undefined): SourceInFile {
  if (owner === undefined) return { file: template.file };
  return {
    file: template.file, logicalId: owner, constructPath: constructPathOf(template, owner), stackPath: template.constructs?.stackPath,
  };
}

/**
 * `cdk synth` writes the path into the template. If path metadata is disabled, it is still in the metadata of the assembly; and a template
 * that the app includes can contain the paths of another app.
 */
function constructPathOf({ template, constructs }: InputTemplate, logicalId: string): string | undefined {
  const written = writtenPath(section(section(template, 'Resources'), logicalId));
  if (constructs === undefined || (written !== undefined && constructs.metadata.isPathOf(logicalId, written))) return written;
  return constructs.metadata.pathOf(logicalId, constructs.stackPath) ?? (constructs.metadata.holds(written) ? undefined : written);
}
