/**
 * Invented names for roles and users whose names CloudFormation generates. Policies refer to them by what the template calls them, so that
 * each of these values stands for one role or user of the inputs.
 */
import type { InputPrincipal } from './node';
import { PlacedPrincipal, SOME_ACCOUNT } from './node';
import type { IdentityPolicy } from '../permissions/identity-policy';
import { fillHoles, Hole, onlyHole, PartlyKnownText } from '../policy/partly-known-text';

/** By the id of the deploy-time value. */
export type DeployTimeNames = ReadonlyMap<string, string>;

export function deployTimeNames(principals: readonly InputPrincipal[]): DeployTimeNames {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { name } of principals) {
    const hole = name === undefined ? undefined : onlyHole(withoutPath(name));
    if (!hole || hole.origin.kind !== 'resource-name' || names.has(hole.id)) continue;
    names.set(hole.id, unusedName(hole.origin.name, taken));
  }
  return names;
}

/** A path that stands before the name is known. */
function withoutPath(name: PartlyKnownText): PartlyKnownText {
  return typeof name === 'string' ? name : name.slice(-1);
}

function unusedName(logicalId: string, taken: Set<string>): string {
  const readable = logicalId.replace(/[^\w+=,.@-]/g, '-').slice(0, 50);
  let name = readable;
  for (let number = 2; taken.has(name); number += 1) name = `${readable}-${number}`;
  taken.add(name);
  return name;
}

/** The principals with these names in their policies. */
export function withDeployTimeNames(principals: readonly PlacedPrincipal[], names: DeployTimeNames): readonly PlacedPrincipal[] {
  return principals.map((principal) => {
    const { policies, account = SOME_ACCOUNT, partition } = principal;
    const valueOf = ({ id, kind }: Hole) => names.get(id)
      ?? (kind === 'own-account' ? account : kind === 'partition' ? partition : undefined);
    const fill = (policy: IdentityPolicy): IdentityPolicy => ({
      ...policy,
      statements: policy.statements.map((statement) => ({
        ...statement, resources: statement.resources.map((resource) => fillHoles(resource, valueOf)),
      })),
    });
    const holdsHoles = [...policies.identity, ...policies.boundary ? [policies.boundary] : []]
      .some(({ statements }) => statements.some(({ resources }) => resources.some((resource) => typeof resource !== 'string')));
    if (!holdsHoles) return principal;
    return {
      ...principal,
      policies: { ...policies, identity: policies.identity.map(fill), boundary: policies.boundary && fill(policies.boundary) },
    };
  });
}
