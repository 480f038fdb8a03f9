/** All that an input tells by which a role may be found again in another input. */
import { RoleToCompare } from './role-to-compare';
import { NO_CHOICES } from '../cloudformation/deploy-time-choices';
import { IntrinsicResolution, ResolutionBudget } from '../cloudformation/resolve-intrinsics';
import { ownerPath } from '../findings/role-source';
import { isKnown } from '../policy/partly-known-text';

export interface KnownRole {
  readonly role: RoleToCompare;
  /** Of the construct, and of the role in the template that the construct carries along. */
  readonly path?: string;
  /** The same of the logical id. */
  readonly logicalId?: string;
  readonly name?: string;
  /** What CloudFormation generates, or generated, the name of the role from. */
  readonly generatedName?: GeneratedName;
}

export interface GeneratedName {
  /** Empty where the name of the stack is not known. */
  readonly stack: string;
  readonly logicalId: string;
}

export function knownRole(role: RoleToCompare): KnownRole {
  const { constructPath, logicalId, inside } = role.source;
  const withInside = (text: string | undefined) => text && JSON.stringify([text, inside ?? '']);
  const name = nameInIam(role);
  return {
    role,
    path: withInside(constructPath && ownerPath(constructPath)),
    logicalId: withInside(logicalId),
    name,
    generatedName: logicalId === undefined ? partsOfGeneratedName(name) : partsOfNameToCome(role, name),
  };
}

/** The template may put the name together from what is known, such as the region. */
function nameInIam({ source, role, context }: RoleToCompare): string | undefined {
  if (source.roleName !== undefined || role?.name === undefined) return source.roleName;
  const name = new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolveText(role.name, context);
  return isKnown(name) ? name : undefined;
}

/** `Workload-Audit3D8ADE0A-1A2B3C4D5E6F`: CloudFormation puts the name of the stack before the logical id, and a suffix behind it. */
function partsOfGeneratedName(name: string | undefined): GeneratedName | undefined {
  const [, stack, logicalId] = /^(.+)-([A-Za-z0-9]+)-[A-Za-z0-9]{8,13}$/.exec(name ?? '') ?? [];
  return stack === undefined ? undefined : { stack, logicalId };
}

/** Of a role that gets no other name. */
function partsOfNameToCome({ source: { logicalId, inside }, context, role }: RoleToCompare, name: string | undefined): GeneratedName | undefined {
  if (logicalId === undefined || inside !== undefined || (name ?? role?.name) !== undefined) return undefined;
  return { stack: context.stackName ?? '', logicalId };
}

/** The CDK ends its logical ids in a hash of the construct path. */
export function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}"/, '"');
}
