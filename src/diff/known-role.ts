/** What an input says about a role that can identify it in another input. */
import { relative } from 'path';
import { RoleToCompare } from './role-to-compare';
import { NO_CHOICES } from '../cloudformation/deploy-time-choices';
import { IntrinsicResolution, ResolutionBudget } from '../cloudformation/resolve-intrinsics';
import { ownerPath } from '../findings/role-source';
import { isKnown } from '../policy/partly-known-text';

export interface KnownRole {
  readonly role: RoleToCompare;
  /** The path of the construct, and the role in the template that the construct contains. */
  readonly path?: string;
  /** The logical ID, and the role in the template that the resource contains. */
  readonly logicalId?: string;
  readonly name?: string;
  /** What CloudFormation generates, or generated, the name of the role from. */
  readonly generatedName?: GeneratedName;
  /** Of Terraform. */
  readonly address?: string;
  /** Of a trust policy by itself, which has no name: its file, relative to the folder that was read, and its number in the file. */
  readonly place?: string;
}

/** Of several documents in one file, the input says only which one it is. */
const NUMBERED = /^document \d+$/;

export interface GeneratedName {
  /** Empty where the name of the stack is not known. */
  readonly stack: string;
  readonly logicalId: string;
}

/** @param folder that was read, if it was one */
export function knownRole(role: RoleToCompare, folder?: string): KnownRole {
  const { constructPath, logicalId, inside, address, file } = role.source;
  const withInside = (text: string | undefined) => text && JSON.stringify([text, inside ?? '']);
  const name = nameInIam(role);
  const isNumbered = address !== undefined && NUMBERED.test(address);
  const isNameless = (constructPath ?? logicalId ?? name) === undefined && (address === undefined || isNumbered);
  const inFolder = folder === undefined || file === undefined ? '' : relative(folder, file);
  return {
    role,
    path: withInside(constructPath && ownerPath(constructPath)),
    logicalId: withInside(logicalId),
    name,
    generatedName: logicalId === undefined ? partsOfGeneratedName(name) : partsOfFutureName(role, name),
    ...!isNumbered && { address },
    ...isNameless && { place: JSON.stringify([inFolder, address ?? '']) },
  };
}

/** The template can compute the name from known values, such as the region. */
function nameInIam({ source, role, context }: RoleToCompare): string | undefined {
  if (source.roleName !== undefined || role?.name === undefined) return source.roleName;
  const name = new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolveText(role.name, context);
  return isKnown(name) ? name : undefined;
}

/** `Workload-Audit3D8ADE0A-1A2B3C4D5E6F`: CloudFormation puts the name of the stack before the logical ID, and a suffix after it. */
function partsOfGeneratedName(name: string | undefined): GeneratedName | undefined {
  const [, stack, logicalId] = /^(.+)-([A-Za-z0-9]+)-[A-Za-z0-9]{8,13}$/.exec(name ?? '') ?? [];
  return stack === undefined ? undefined : { stack, logicalId };
}

/** For a role without a name of its own. */
function partsOfFutureName(
  { source: { logicalId, inside }, context, role }: RoleToCompare,
  name: string | undefined,
): GeneratedName | undefined {
  if (logicalId === undefined || inside !== undefined || (name ?? role?.name) !== undefined) return undefined;
  return { stack: context.stackName ?? '', logicalId };
}

/** A logical ID of the CDK ends with a hash of the construct path. */
export function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}"/, '"');
}
