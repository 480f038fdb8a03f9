/** Collects the roles and IAM users of all inputs for the graph, as they are read, and puts their policies together at the end. */
import { InputRole } from './input-role';
import { InputUser, PermissionsOfInputs } from './permissions-of-inputs';
import { RoleVisitor } from './read-roles';
import { roleFacts } from '../cloudformation/role-as-written';
import { iamArn } from '../evaluation/assume-role-request';
import { nameOfRole, RoleSource, uniqueNamesOfRoles } from '../findings/role-source';
import { isKnown, PartlyKnownText, piecesOf, textOf } from '../policy/partly-known-text';
import { InputPrincipal } from '../reach/node';
import { PrincipalPolicies } from '../reach/principal';

/** What counts of a role here. */
export interface RoleToCollect extends Omit<InputRole, 'source' | 'waivers'> {
  readonly source: RoleSource;
}

export interface CollectedPrincipals {
  /** Roles in the order of the inputs, then users. */
  readonly principals: readonly InputPrincipal[];
  /** By what `add` returned for a role: the id of its principal. */
  readonly ids: ReadonlyMap<number, string>;
}

export class PrincipalCollector implements RoleVisitor {
  /** For the reader of the inputs. */
  public readonly permissions = new PermissionsOfInputs();
  private readonly roles = new Map<number, { readonly role: RoleToCollect; readonly input: number }>();
  private nextId = 0;
  private hasTooMany = false;

  /**
   * @param most only roles whose policies the inputs contain are kept, and if there are more of them than this, none is. Default: all roles
   * are kept, with policies or without
   */
  constructor(private readonly most?: number) { }

  /** Were all roles kept that have to be? */
  public get isComplete(): boolean {
    return !this.hasTooMany;
  }

  /** @param input roles are in the order of their inputs */
  public add(role: RoleToCollect, input = 0): number {
    const id = this.nextId;
    this.nextId += 1;
    if (this.hasTooMany || this.most !== undefined && !hasPolicies(role)) return id;
    this.roles.set(id, { role, input });
    if (this.roles.size > (this.most ?? Infinity)) {
      this.hasTooMany = true;
      this.roles.clear();
    }
    return id;
  }

  public remove(id: number): void {
    this.roles.delete(id);
  }

  /** To be called once, when all inputs have been read. */
  public principals(): readonly InputPrincipal[] {
    return this.collected().principals;
  }

  /** The same, with the ids. */
  public collected(): CollectedPrincipals {
    const roles = [...this.roles].sort(([, one], [, other]) => one.input - other.input);
    this.roles.clear();
    const { users } = this.permissions;
    const names = uniqueNamesOfRoles([...roles.map(([, { role }]) => role), ...users].map(({ source }) => source));
    const taken = new Set<string>();
    const ofRoles = roles.map(([, { role }], index) => this.principalOf(role, names[index], taken));
    return {
      principals: [...ofRoles, ...users.map((user, index) => this.principalOfUser(user, names[roles.length + index], taken))],
      ids: new Map(roles.map(([id], index) => [id, ofRoles[index].id])),
    };
  }

  /** A role by itself, with the policies that have been read so far. */
  public alone(role: RoleToCollect): InputPrincipal {
    return this.principalOf(role, nameOfRole(role.source), new Set());
  }

  private principalOf(role: RoleToCollect, uniqueName: string, taken: Set<string>): InputPrincipal {
    const { source, permissions, context: { account, partition = 'aws' } } = role;
    const named = { kind: 'role', partition, account, name: nameOf(role) } as const;
    const policies = permissions ? this.permissions.book.policiesOf(permissions) : NOTHING_KNOWN;
    const resources = permissions && this.permissions.book.resourcesOf(permissions);
    return { ...named, id: idOf(named, uniqueName, taken), source, trustPolicy: role, resources, policies };
  }

  private principalOfUser(user: InputUser, uniqueName: string, taken: Set<string>): InputPrincipal {
    const { source, partition, account, name, permissions } = user;
    const named = { kind: 'user', partition, account, name } as const;
    const { book } = this.permissions;
    return {
      ...named,
      id: idOf(named, uniqueName, taken),
      source,
      groups: book.groupArnsOf(permissions, true),
      uncertainGroups: book.groupArnsOf(permissions, false),
      policies: book.policiesOf(permissions),
    };
  }
}

/** Does the input contain the policies of the role? What `list-roles` prints does not. */
export function hasPolicies({ permissions }: Pick<InputRole, 'permissions'>): boolean {
  return permissions !== undefined && permissions.missing?.some(({ as }) => as === 'all') !== true;
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
