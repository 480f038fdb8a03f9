/** The power that follows from single actions: the group of the most powerful action that is allowed on some resource. */
import { KnownPowerLevel } from '../findings/power-level';
import { ActionGroup, actionsExcept, actionsMatching, groupOf, hasService, isAwsManaged, resourceForms } from './tables/aws-permissions';
import { memoize } from '../evaluation/memoize';
import { anyOf, Truth } from '../evaluation/truth';
import { IdentityPolicy, PermissionStatement } from '../permissions/identity-policy';
import { PermissionSet } from '../permissions/permission-set';
import { Placed } from '../permissions/placed-statement';
import { isKnown } from '../policy/partly-known-text';

export const LEVEL_OF_GROUP: Readonly<Record<ActionGroup, KnownPowerLevel>> = {
  permissions: 'manages-permissions', secrets: 'reads-secrets-or-data', write: 'writes', read: 'reads',
};

export interface GroupAllowed {
  readonly truth: Truth;
  /** One that is allowed. */
  readonly action?: string;
}

/** More would prove nothing else: the answer is `unknown` already. */
const MOST_UNKNOWN = 20;

/** Is some action of the group allowed on some resource? */
export function someActionOf(group: ActionGroup, set: PermissionSet): GroupAllowed {
  let result: Truth = set.identity.mayAllowMore ? 'unknown' : 'no';
  let unknown = 0;
  for (const action of candidates(group, set.identity.allows)) {
    const truth = set.allowsSome(action, resourceForms(action));
    if (truth === 'yes') return { truth, action };
    result = anyOf([result, truth]);
    if (truth !== 'no' && (unknown += 1) >= MOST_UNKNOWN) break;
  }
  return { truth: result };
}

/** The actions of the group that the statements name, each once. */
function* candidates(group: ActionGroup, allows: readonly Placed[]): Generator<string> {
  const seen = new Set<string>();
  for (const { statement } of allows) {
    for (const action of actionsNamedBy(statement)(group)) {
      if (seen.has(action)) continue;
      seen.add(action);
      yield action;
    }
  }
}

/** Many principals share a policy of AWS, which names very many actions. */
const actionsNamedBy = memoize(({ actions, notAction }: PermissionStatement) => memoize((group: ActionGroup): readonly string[] => {
  // What is not known yet may be any action.
  const written = actions.map((action) => (isKnown(action) ? action : '*'));
  if (notAction) return actionsExcept(actions.filter(isKnown), group);
  return written.length === 0 ? actionsMatching('*', group) : written.flatMap((action) => actionsMatching(action, group));
}, new Map()));

/** Actions of customers' policies that AWS did not have when the tables were made: nobody knows what they allow. */
export function unknownActions(policies: readonly IdentityPolicy[]): readonly string[] {
  const ofCustomer = policies.filter(({ name }) => !isAwsManaged(name));
  const written = ofCustomer.flatMap(({ statements }) => statements.filter(({ effect, notAction }) => effect === 'Allow' && !notAction))
    .flatMap(({ actions }) => actions.filter(isKnown));
  return [...new Set(written.filter(isUnknown))];
}

function isUnknown(action: string): boolean {
  const [service, name] = action.split(':');
  if (name === undefined || /[*?]/.test(service)) return false;
  return /[*?]/.test(name) ? !hasService(service) : groupOf(action) === undefined;
}
