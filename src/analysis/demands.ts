/** What a question asks of a request besides its caller. */
import { KeyDemand } from './key-constraints/key-constraint';
import { Question } from './question';
import { SideAction } from '../evaluation/assume-role-request';
import { TrustPolicy } from '../policy/trust-policy';

/** The keys by which a request makes use of a side action: one that a demand of the question asks for, else the first. */
const KEYS_OF_SIDE: Readonly<Record<SideAction, readonly string[]>> = {
  'sts:TagSession': ['aws:tagkeys', 'sts:transitivetagkeys'],
  // The second one came with the session that calls.
  'sts:SetSourceIdentity': ['sts:sourceidentity', 'aws:sourceidentity'],
  'sts:SetContext': ['sts:requestcontextproviders'],
};

/** The demands of the question, and that the request makes use of each side action it is about. */
export function demandsOf({ demands, sides = [] }: Question, policy: TrustPolicy, world: { readonly ownAccount: string }): readonly KeyDemand[] {
  const asked = demands?.(policy, world) ?? [];
  const isUsed = (side: SideAction) => asked.some(({ key, mayBeAbsent }) => !mayBeAbsent && KEYS_OF_SIDE[side].includes(key));
  const others = sides.filter((side) => !isUsed(side)).map((side) => KEYS_OF_SIDE[side][0]);
  return [...asked, ...others.map((key) => ({ key, mayBeAbsent: false, mayBePresent: true, differsFrom: [] }))];
}
