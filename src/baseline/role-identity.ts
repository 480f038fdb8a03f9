/** How a role is found again in a later run: by its construct path, or by account and name; never by a line or a position in a file. */
import * as path from 'path';
import { RoleSource } from '../findings/role-source';

/** The parts of one identity; the others are left out. */
export interface RoleIdentity {
  readonly constructPath?: string;
  /** The construct path of the stack, for a resource that no construct is known for. */
  readonly stackPath?: string;
  /** Relative to the folder of the baseline, with forward slashes; `-` for standard input. */
  readonly file?: string;
  readonly logicalId?: string;
  /** The logical ID inside the template that the resource contains. */
  readonly inside?: string;
  readonly account?: string;
  readonly roleName?: string;
  readonly address?: string;
}

export const PARTS_OF_IDENTITY: readonly (keyof RoleIdentity)[] = [
  'constructPath', 'stackPath', 'file', 'logicalId', 'inside', 'account', 'roleName', 'address',
];

/**
 * The best identity first. Terraform knows the account of a role only when the role exists, so a role can be in the baseline by its address
 * and have an account now; and the guard knows constructs that the cloud assembly does not name.
 *
 * @param folder of the baseline
 */
export function identitiesOf(source: RoleSource, folder: string): readonly RoleIdentity[] {
  const { constructPath, stackPath, innerPath, file = '-', logicalId, inside, account, roleName, address } = source;
  const inStack = stackPath === undefined ? [] : [{ stackPath, logicalId, inside }];
  if (innerPath !== undefined) return [{ constructPath: innerPath, inside: inside === undefined ? logicalId : undefined }, ...inStack];
  if (constructPath !== undefined) return [{ constructPath, inside }, ...inStack];
  if (stackPath !== undefined) return inStack;
  if (logicalId !== undefined) return [{ file: relativeTo(folder, file), logicalId, inside }];
  return [
    ...account !== undefined && roleName !== undefined ? [{ account, roleName }] : [],
    address === undefined ? { file: relativeTo(folder, file), roleName } : { address },
  ];
}

/** Equal for equal identities, and in the order in which roles are sorted. */
export function textOfIdentity(identity: RoleIdentity): string {
  return PARTS_OF_IDENTITY.map((part) => identity[part] ?? '').join('\n');
}

function relativeTo(folder: string, file: string): string {
  return file === '-' ? file : path.relative(folder, path.resolve(file)).split(path.sep).join('/');
}
