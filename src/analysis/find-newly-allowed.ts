/** Who gets in after a change that did not get in before? */
import { DEFAULT_LIMITS } from './budget';
import { Owner } from './fill-deploy-time-values';
import { askPolicy } from './find-request';
import { present } from './key-constraints/key-constraint';
import { haveSameUnknownPrincipals } from './placeholder-principals';
import { Question } from './question';
import { SearchablePolicy } from './searchable-policy';
import { joined, Verdict } from './verdict';
import { DeployTimeChoice, TrustPolicy, TrustPolicyReading } from '../policy/trust-policy';

const about = 'requests that were refused before';
const callers = () => true;

/**
 * Requests that pass tags, set a source identity or carry a context may be newly allowed though the plain ones are not; and so may those
 * that only hand on the tags or the source identity of the session that calls.
 */
export const REQUESTS_COMPARED: readonly Question[] = [
  { about, callers },
  { about, callers, sides: ['sts:TagSession'] },
  { about, callers, sides: ['sts:TagSession'], requirements: () => [present('sts:transitivetagkeys')] },
  { about, callers, sides: ['sts:SetSourceIdentity'] },
  { about, callers, sides: ['sts:SetSourceIdentity'], requirements: () => [present('aws:sourceidentity')] },
  { about, callers, sides: ['sts:SetContext'] },
];

/** Of each of the questions: together they may cost somewhat more than a single one. */
export const LIMITS_COMPARED = { ...DEFAULT_LIMITS, steps: DEFAULT_LIMITS.steps / 4 };

/**
 * Compares two readings of the same role. `open` carries a request that a variant of `after` allows and the same variant of `before`
 * does not; `closed` proves there is none.
 */
export function findNewlyAllowed(before: TrustPolicyReading, after: TrustPolicyReading, owner: Owner = {}): Verdict {
  return compareVariants(after, (policy) => matchingVariants(before, policy), owner);
}

/** The same of readings that were made together (`readTrustPolicies`): variants of one index are true at the same time, and no others. */
export function findNewlyAllowedTogether(before: TrustPolicyReading, after: TrustPolicyReading, owner: Owner): Verdict {
  return compareVariants(after, (_, variant) => [before.variants[variant]], owner);
}

type VariantsBefore = (policy: TrustPolicy, variant: number) => readonly TrustPolicy[];

function compareVariants(after: TrustPolicyReading, beforeOf: VariantsBefore, owner: Owner): Verdict {
  return joined(after.variants, function* (policy, variant) {
    for (const old of beforeOf(policy, variant)) {
      const pair = new SearchablePolicy(policy, old, owner, []);
      for (const question of REQUESTS_COMPARED) yield comparePair(pair, question, () => haveSameUnknownPrincipals(policy, old));
    }
  });
}

/** An invented principal shows a request where it does not matter whom deployment will name. */
function comparePair(pair: SearchablePolicy, question: Question, mayUsePlaceholders: () => boolean): Verdict {
  const verdict = askPolicy(pair, question, LIMITS_COMPARED);
  if (verdict.kind !== 'undecided' || !mayUsePlaceholders()) return verdict;
  const invented = askPolicy(pair, { ...question, inventsPrincipals: true }, LIMITS_COMPARED);
  return invented.kind === 'open' ? invented : verdict;
}

/** Does the statement let anybody in whom the others do not? `closed` proves that they subsume it: without it the same requests pass. */
export function findAddedBy(index: number, reading: TrustPolicyReading, owner: Owner = {}): Verdict {
  const others = reading.variants.map((policy) => ({ ...policy, statements: policy.statements.filter((statement) => statement.index !== index) }));
  return findNewlyAllowed({ variants: others }, reading, owner);
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
