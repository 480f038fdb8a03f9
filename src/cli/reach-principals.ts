/** Collects the roles of all inputs for the graph, as they are read. */
import { uniqueNamesOfRoles } from '../findings/role-source';
import { InputRole } from '../input/input-role';
import { RoleVisitor } from '../input/read-roles';
import { isKnown } from '../policy/partly-known-text';
import { InputPrincipal } from '../reach/node';

export class PrincipalCollector implements RoleVisitor {
  private readonly roles: ({ readonly role: InputRole; readonly input: number } | undefined)[] = [];

  public add(role: InputRole, input: number): number {
    return this.roles.push({ role, input }) - 1;
  }

  public remove(id: number): void {
    this.roles[id] = undefined;
  }

  /** In the order of the inputs. To be called once. */
  public principals(): readonly InputPrincipal[] {
    const roles = this.roles.splice(0).filter((each) => each !== undefined).sort((one, other) => one.input - other.input);
    const names = uniqueNamesOfRoles(roles.map(({ role }) => role.source));
    return roles.map(({ role }, index) => principalOf(role, names[index]));
  }
}

function principalOf(role: InputRole, uniqueName: string): InputPrincipal {
  const { source, context: { account, partition = 'aws' } } = role;
  const name = source.roleName;
  const id = account !== undefined && name !== undefined && isKnown(name) ? `arn:${partition}:iam::${account}:role/${name}` : uniqueName;
  return {
    id,
    kind: 'role',
    partition,
    account,
    name,
    source,
    trustPolicy: role,
    policies: { identity: [], missing: [{ as: 'all', message: 'the input does not contain the policies of the role' }] },
  };
}
