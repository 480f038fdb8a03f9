/** Where a role was found, and the one way to name it for people. */

/** What an input says about the place of a role; what it does not say is left out. */
export interface RoleSource {
  /** `-` for standard input. */
  readonly file?: string;
  readonly logicalId?: string;
  /** The logical ID inside the template that the resource contains, for a role that is defined there. */
  readonly inside?: string;
  readonly constructPath?: string;
  /** The construct path of the stack. */
  readonly stackPath?: string;
  /** Of a role in a template that a resource deploys: the path of its construct, or of that of the resource, unless the rest says it. */
  readonly innerPath?: string;
  readonly roleName?: string;
  /** The account that owns the role: 12 digits. */
  readonly account?: string;
  /** The address of the resource in a Terraform plan. */
  readonly address?: string;
}

/** `Stack/Audit`, or `Stack/Audit (Role)` for a role in a template that the resource contains. */
export function nameOfRole({ constructPath, stackPath, roleName, logicalId, inside, address }: RoleSource): string {
  // No construct is known for the resource: a synthesizer added it, or the path is that of the stack itself.
  if (constructPath !== undefined && constructPath === stackPath) return `${stackPath} (${inside ?? logicalId ?? 'template'})`;
  const nameOfOwn = inside === undefined ? address ?? roleName : undefined;
  const owner = constructPath === undefined ? nameOfOwn ?? logicalId ?? 'trust policy' : ownerPath(constructPath, stackPath);
  return inside === undefined ? owner : `${owner} (${inside})`;
}

/** The path of the construct that people wrote, not that of the resource which the CDK defines inside it. */
export function ownerPath(constructPath: string, stackPath?: string): string {
  const owner = constructPath.replace(/\/(Resource|Default)$/, '');
  return owner === stackPath ? constructPath : owner;
}

/** The names of several roles, in their order. Account, file and a number are added only where they are needed to keep two roles apart. */
export function uniqueNamesOfRoles(roles: readonly RoleSource[]): string[] {
  const names = roles.map(nameOfRole);
  const withAccounts = extendRepeated(names, (index) => (roles[index].account === undefined ? '' : ` in account ${roles[index].account}`));
  const withFiles = extendRepeated(withAccounts, (index) => ` of ${roles[index].file}`);
  const numbers = new Map<string, number>();
  return withFiles.map((name) => {
    const number = (numbers.get(name) ?? 0) + 1;
    numbers.set(name, number);
    return number === 1 ? name : `${name} #${number}`;
  });
}

function extendRepeated(names: readonly string[], extension: (index: number) => string): string[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return names.map((name, index) => (counts.get(name) === 1 ? name : name + extension(index)));
}
