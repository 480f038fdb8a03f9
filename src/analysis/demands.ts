/** What a question asks of a request besides its caller. */
import { KeyDemand, present } from './key-constraints/key-constraint';
import { Question } from './question';
import { KEYS_OF_SIDE, SideAction } from '../evaluation/assume-role-request';
import { TrustPolicy } from '../policy/trust-policy';

/** The demands of the question, and that the request makes use of each side action it is about: by a key that they ask for, else by its first. */
export function demandsOf({ demands, sides = [] }: Question, policy: TrustPolicy, world: { readonly ownAccount: string }): readonly KeyDemand[] {
  const asked = demands?.(policy, world) ?? [];
  const isUsed = (side: SideAction) => asked.some(({ key, mayBeAbsent }) => !mayBeAbsent && KEYS_OF_SIDE[side].includes(key));
  const others = sides.filter((side) => !isUsed(side)).map((side) => KEYS_OF_SIDE[side][0]);
  return [...asked, ...others.map(present)];
}
