/**
 * The roles that policies name as principals. IAM saves a role as a principal only if it exists, and role names are unique in an account
 * regardless of their path: no other role of that account has the same name.
 */
import { variablesOf } from './key-constraints/key-constraint';
import { conditionsOf, principalsOf } from './parts-of-policies';
import { lastSegment, SessionCaller } from '../evaluation/assume-role-request';
import { isKnown } from '../policy/partly-known-text';
import { PolicyVariant } from '../policy/trust-policy';

const CALLER_ARN = 'aws:principalarn';

type Role = Pick<SessionCaller, 'partition' | 'account' | 'roleName'>;

interface RolesOfPolicy {
  /** Names with path, by partition, account and name without path. */
  readonly names: ReadonlyMap<string, ReadonlySet<string>>;
  /** Does it compare the path of roles that it does not name as principals? */
  readonly comparesArns: boolean;
}

export class NamedRoles {
  private known: readonly RolesOfPolicy[] | undefined;

  /**
   * Two policies, before and after a change, are in force at different times: a role that one of them names may have had another path
   * while the other was in force. That matters where the other one compares paths.
   */
  public constructor(private readonly policies: readonly PolicyVariant[]) {}

  /** The name, with its path, of the only role with the same name as the given one; undefined where it is not known. */
  public roleWithSameName(role: Role): string | undefined {
    this.known ??= this.policies.map(rolesOf);
    const key = nameInAccount(role);
    const found = new Set<string>();
    for (const { names, comparesArns } of this.known) {
      const named = names.get(key);
      if (named === undefined && comparesArns) return undefined;
      named?.forEach((name) => found.add(name));
    }
    return found.size === 1 ? [...found][0] : undefined;
  }
}

function rolesOf(policy: PolicyVariant): RolesOfPolicy {
  const names = new Map<string, Set<string>>();
  let comparesArns = conditionsOf([policy]).some(
    ({ clause, version }) => clause.key === CALLER_ARN || variablesOf(clause, version).includes(CALLER_ARN),
  );
  for (const principal of principalsOf([policy])) {
    comparesArns ||= principal.kind === 'malformed' || principal.kind === 'unknown';
    if (principal.kind !== 'role') continue;
    const { partition, account, name: roleName } = principal;
    if (!isKnown(partition) || !isKnown(account) || !isKnown(roleName)) {
      comparesArns = true;
      continue;
    }
    const key = nameInAccount({ partition, account, roleName });
    names.set(key, (names.get(key) ?? new Set()).add(roleName));
  }
  return { names, comparesArns };
}

function nameInAccount({ partition, account, roleName }: Role): string {
  return `${partition}:${account}:${lastSegment(roleName)}`;
}
