/** Collects the roles and IAM users of all inputs for the graph, as they are read, and puts their policies together at the end. */
import { roleFacts } from '../cloudformation/role-as-written';
import { iamArn } from '../evaluation/assume-role-request';
import { RoleSource, uniqueNamesOfRoles } from '../findings/role-source';
import { InputRole } from './input-role';
import { InputUser, PermissionsOfInputs } from './permissions-of-inputs';
import { RoleVisitor } from './read-roles';
import { isKnown, PartlyKnownText, piecesOf, textOf } from '../policy/partly-known-text';
import { InputPrincipal } from '../reach/node';
import { PrincipalPolicies } from '../reach/principal';

/** What counts of a role here. */
export interface RoleToCollect extends Omit<InputRole, 'source' | 'waivers'> {
  readonly source: RoleSource;
}

export class PrincipalCollector implements RoleVisitor {
  /** For the reader of the inputs. */
  public readonly permissions = new PermissionsOfInputs();
  private readonly roles: ({ readonly role: RoleToCollect; readonly input: number } | undefined)[] = [];

  /** @param input roles are in the order of their inputs */
  public add(role: RoleToCollect, input = 0): number {
    return this.roles.push({ role, input }) - 1;
  }

  public remove(id: number): void {
    this.roles[id] = undefined;
  }

  /** Roles in the order of the inputs, then users. To be called once, when all inputs have been read. */
  public principals(): readonly InputPrincipal[] {
    const roles = this.roles.splice(0).filter((each) => each !== undefined).sort((one, other) => one.input - other.input)
      .map(({ role }) => role);
    const users = this.permissions.users;
    const names = uniqueNamesOfRoles([...roles, ...users].map(({ source }) => source));
    const taken = new Set<string>();
    return [
      ...roles.map((role, index) => this.principalOf(role, names[index], taken)),
      ...users.map((user, index) => this.principalOfUser(user, names[roles.length + index], taken)),
    ];
  }

  private principalOf(role: RoleToCollect, uniqueName: string, taken: Set<string>): InputPrincipal {
    const { source, permissions, context: { account, partition = 'aws' } } = role;
    const named = { kind: 'role', partition, account, name: nameOf(role) } as const;
    const policies = permissions ? this.permissions.book.policiesOf(permissions) : NOTHING_KNOWN;
    return { ...named, id: idOf(named, uniqueName, taken), source, trustPolicy: role, policies };
  }

  private principalOfUser(user: InputUser, uniqueName: string, taken: Set<string>): InputPrincipal {
    const { source, partition, account, name, permissions } = user;
    const named = { kind: 'user', partition, account, name } as const;
    const { book } = this.permissions;
    return {
      ...named, id: idOf(named, uniqueName, taken), source, groups: book.groupArnsOf(permissions), policies: book.policiesOf(permissions),
    };
  }
}

const NOTHING_KNOWN: PrincipalPolicies = {
  identity: [], missing: [{ as: 'all', message: 'the input does not contain the policies of the role' }],
};

/** As trust policies of the template refer to it, where CloudFormation generates the name: then that is a deploy-time value. */
function nameOf({ source, nameWithPath, role, context }: RoleToCollect): PartlyKnownText | undefined {
  const inTemplate = role?.logicalId === undefined ? undefined : roleFacts(role, context).name;
  if (inTemplate === undefined || isKnown(inTemplate)) return nameWithPath ?? source.roleName;
  const path = nameWithPath === undefined ? '' : piecesOf(nameWithPath)[0];
  return textOf([typeof path === 'string' ? path.slice(0, path.lastIndexOf('/') + 1) : '', inTemplate]);
}

interface Named {
  readonly kind: 'role' | 'user';
  readonly partition: string;
  readonly account?: string;
  readonly name?: PartlyKnownText;
}

/** The ARN, unless it is not known, or another input holds the same role. */
function idOf({ kind, partition, account, name }: Named, uniqueName: string, taken: Set<string>): string {
  const arn = account !== undefined && name !== undefined && isKnown(name) ? iamArn({ partition, account }, `${kind}/${name}`) : undefined;
  let id = arn ?? uniqueName;
  for (let number = 2; taken.has(id); number += 1) id = `${arn ?? uniqueName} #${number}`;
  taken.add(id);
  return id;
}
