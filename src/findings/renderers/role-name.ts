/** The name by which people know a role. */
import { SourceReport } from './report';

/** Not that of the resource inside the construct they wrote; and with the way to it where it stands in another template. */
export function nameOf({ constructPath, roleName, logicalId, inside }: SourceReport): string {
  const owner = constructPath?.replace(/\/Resource$/, '') ?? (inside === undefined ? roleName : undefined) ?? logicalId;
  return inside === undefined ? owner ?? 'trust policy' : `${owner} (${inside})`;
}
