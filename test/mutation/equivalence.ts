/** Shows of a change that neither the role nor the guard objects to that it lets in nobody new. */
import { Fact, factAbout } from './equivalents';
import { RoleUnderChange } from './role-under-change';
import { Fate } from './tally';
import { BRANCHES, Weakening, weakenings } from './weaken-statements';
import { OWN } from '../cdk/constructs/roles-under-test';
import { Deployment } from '../properties/deployed';
import { tryRequests } from '../properties/requests-around';

/** Not every mutant in a branch of `Fn::If` too: each fifth, another one for each shape, in each of the places in turn. */
export function withBranches(under: RoleUnderChange, shape: number): (Weakening & { readonly inBranch: boolean })[] {
  return weakenings(under.document).flatMap((weakening, index) => {
    const late = BRANCHES[Math.floor(index / 5) % BRANCHES.length](under.document, weakening.document);
    return [{ ...weakening, inBranch: false }, ...(index % 5 === shape % 5 ? [{ ...weakening, document: late, inBranch: true }] : [])];
  });
}

/** A change that nobody objected to. */
export interface Suspect extends Weakening {
  readonly shape: string;
  readonly inBranch: boolean;
}

/** Nobody objected: is it no weakening after all? Throws what speaks against that. */
export function equivalence(
  under: RoleUnderChange, { shape, kind, what, document, inBranch }: Suspect, seed: number, facts: readonly Fact[],
): { readonly equivalent: Fate['equivalent']; readonly fact?: Fact } {
  const verdict = under.newlyAllowed(document);
  if (verdict.kind !== 'closed') throw new Error(`the role said nothing, and the engine says ${verdict.kind}`);
  const { account = OWN, partition = 'aws' } = under.owner;
  const places = (inBranch ? [true, false] : [true]).map((conditions): Deployment =>
    ({ account, partition, conditions, parameters: under.providerArns }));
  const tried = places.map((place) => tryRequests(under.document, document, place, seed));
  for (const { gained, admitted } of tried) {
    if (gained !== undefined) throw new Error(`this request now gets in: ${JSON.stringify({ ...gained, context: [...gained.context] })}`);
    if (admitted === 0) throw new Error('none of the requests that were tried got in before, so they show nothing');
  }
  if (tried.some(({ lost }) => lost !== undefined)) return { equivalent: 'narrower' };
  const fact = factAbout(facts, shape, under.document, kind, what);
  if (fact === undefined) throw new Error('the same requests get in, and no fact explains it');
  return { equivalent: 'same', fact };
}
