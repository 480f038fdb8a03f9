/** What a question requires of a request, apart from its caller. */
import { KeyRequirement, present } from './key-constraints/key-constraint';
import { Question } from './question';
import { KEYS_OF_SIDE, SideAction } from '../evaluation/assume-role-request';
import { PolicyVariant } from '../policy/trust-policy';

/**
 * The requirements of the question, and for each of its side actions a key that uses it: a required key, or else the first key of that
 * action.
 */
export function requirementsOf(
  { requirements, sides = [] }: Question, policy: PolicyVariant, world: { readonly ownAccount: string },
): readonly KeyRequirement[] {
  const required = requirements?.(policy, world) ?? [];
  const isUsed = (side: SideAction) => required.some(({ key, mayBeAbsent }) => !mayBeAbsent && KEYS_OF_SIDE[side].includes(key));
  const others = sides.filter((side) => !isUsed(side)).map((side) => KEYS_OF_SIDE[side][0]);
  return [...required, ...others.map(present)];
}
