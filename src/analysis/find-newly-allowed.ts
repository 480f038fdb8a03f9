/** Who gets in after a change that did not get in before? */
import { DEFAULT_LIMITS } from './budget';
import { askPolicy } from './find-request';
import { Owner } from './ground';
import { Question } from './question';
import { SearchablePolicy } from './searchable-policy';
import { Verdict } from './verdict';
import { SideAction } from '../evaluation/assume-role-request';
import { DeployTimeChoice, TrustPolicy, TrustPolicyReading } from '../policy/trust-policy';

/** Requests that pass tags, set a source identity or carry a context may be newly allowed though the plain ones are not. */
const SIDES: readonly (readonly SideAction[])[] = [[], ['sts:TagSession'], ['sts:SetSourceIdentity'], ['sts:SetContext']];

/** Of each of the four questions: together they may cost somewhat more than a single one. */
const LIMITS = { ...DEFAULT_LIMITS, steps: DEFAULT_LIMITS.steps / 3 };

const ANY_REQUEST: Question = { about: 'requests that were refused before', callers: () => true };

/**
 * Compares two readings of the same role. `open` carries a request that a variant of `after` allows and the same variant of `before`
 * does not; `closed` proves there is none.
 */
export function findNewlyAllowed(before: TrustPolicyReading, after: TrustPolicyReading, owner: Owner = {}): Verdict {
  const reasons = new Set<string>();
  for (const [variant, policy] of after.variants.entries()) {
    for (const old of matchingVariants(before, policy)) {
      const pair = new SearchablePolicy(policy, old, owner, []);
      for (const sides of SIDES) {
        const verdict = askPolicy(pair, { ...ANY_REQUEST, sides }, LIMITS);
        if (verdict.kind === 'open') return { ...verdict, variant };
        if (verdict.kind === 'undecided') verdict.reasons.forEach((reason) => reasons.add(reason));
      }
    }
  }
  return reasons.size === 0 ? { kind: 'closed' } : { kind: 'undecided', reasons: [...reasons] };
}

/**
 * The variants of the other document that can be true at the same time: no choice in common is taken differently. Where a choice has a
 * value that the other document does not know, any of its variants may have been the one before.
 */
function matchingVariants({ variants }: TrustPolicyReading, policy: TrustPolicy): readonly TrustPolicy[] {
  const matching = variants.filter((variant) => variant.choices.every((choice) => agrees(choice, policy.choices)));
  return matching.length > 0 ? matching : variants;
}

function agrees(choice: DeployTimeChoice, others: readonly DeployTimeChoice[]): boolean {
  return others.every((other) => other.what !== choice.what || other.value === choice.value);
}
