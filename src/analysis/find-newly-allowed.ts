/** Which requests does a trust policy allow after a change that it did not allow before? */
import { Allowance, DEFAULT_LIMITS } from './budget';
import { Owner } from './fill-deploy-time-values';
import { askPolicy } from './find-request';
import { present } from './key-constraints/key-constraint';
import { haveSameUnknownPrincipals } from './placeholder-principals';
import { Question } from './question';
import { SearchablePolicy } from './searchable-policy';
import { joinedVerdict, Verdict } from './verdict';
import { idOf } from '../policy/origin';
import { DeployTimeChoice, PolicyVariant, TrustPolicyReading } from '../policy/trust-policy';

const about = 'requests that were not allowed before';
const callers = () => true;

/**
 * Requests that pass session tags, set a source identity or pass a context may be newly allowed even if plain requests are not; and so
 * may requests that only pass on the tags or the source identity of the calling session.
 */
export const REQUESTS_COMPARED: readonly Question[] = [
  { about, callers },
  { about, callers, sides: ['sts:TagSession'] },
  { about, callers, sides: ['sts:TagSession'], requirements: () => [present('sts:transitivetagkeys')] },
  { about, callers, sides: ['sts:SetSourceIdentity'] },
  { about, callers, sides: ['sts:SetSourceIdentity'], requirements: () => [present('aws:sourceidentity')] },
  { about, callers, sides: ['sts:SetContext'] },
];

/** Limits for each of these questions: together they may cost somewhat more than a single question. */
export const LIMITS_COMPARED = { ...DEFAULT_LIMITS, steps: DEFAULT_LIMITS.steps / 4 };

/**
 * Compares two readings of the same role. `open`: a request that a variant of `after` allows and the matching variant of `before` does not.
 * `closed`: a proof that there is none.
 */
export function findNewlyAllowed(before: TrustPolicyReading, after: TrustPolicyReading, owner: Owner = {}): Verdict {
  return compareVariants(after, (policy) => matchingVariants(before, policy), owner);
}

/**
 * The same for readings that were made together (`readTrustPolicies`): variants belong together if they have the same index.
 * `allowance`: the steps that all questions together may take.
 */
export function findNewlyAllowedTogether(
  before: TrustPolicyReading, after: TrustPolicyReading, owner: Owner, allowance?: Allowance,
): Verdict {
  return compareVariants(after, (_, variant) => [before.variants[variant]], owner, allowance);
}

type VariantsBefore = (policy: PolicyVariant, variant: number) => readonly PolicyVariant[];

function compareVariants(after: TrustPolicyReading, beforeOf: VariantsBefore, owner: Owner, allowance?: Allowance): Verdict {
  return joinedVerdict(after.variants, function* (policy, variant) {
    for (const old of beforeOf(policy, variant)) {
      const pair = new SearchablePolicy(policy, old, owner, []);
      for (const question of REQUESTS_COMPARED) {
        yield comparePair(pair, { ...question, inEveryReading: true }, () => haveSameUnknownPrincipals(policy, old), allowance);
      }
    }
  });
}

/** Where it does not matter which principal a deploy-time value will name, a placeholder is enough to show a request. */
function comparePair(pair: SearchablePolicy, question: Question, mayUsePlaceholders: () => boolean, allowance?: Allowance): Verdict {
  const verdict = askPolicy(pair, question, LIMITS_COMPARED, allowance);
  if (verdict.kind !== 'undecided' || !mayUsePlaceholders()) return verdict;
  const withPlaceholders = askPolicy(pair, { ...question, usesPlaceholderPrincipals: true }, LIMITS_COMPARED, allowance);
  return withPlaceholders.kind === 'open' ? withPlaceholders : verdict;
}

/**
 * Does the statement allow a request that the others do not? `closed` proves that it is redundant: without it the same requests are
 * allowed.
 */
export function findAddedBy(index: number, reading: TrustPolicyReading, owner: Owner = {}): Verdict {
  const others = reading.variants.map((policy) => ({
    ...policy,
    statements: policy.statements.filter((statement) => statement.index !== index),
  }));
  return findNewlyAllowed({ variants: others }, reading, owner);
}

/**
 * The variants of the other document that can be deployed together with this one: those that do not differ in a choice they share. Where
 * a choice has a value that the other document does not have, any of its variants may have been deployed before.
 */
function matchingVariants({ variants }: TrustPolicyReading, policy: PolicyVariant): readonly PolicyVariant[] {
  const matching = variants.filter((variant) => variant.choices.every((choice) => agrees(choice, policy.choices)));
  return matching.length > 0 ? matching : variants;
}

function agrees(choice: DeployTimeChoice, others: readonly DeployTimeChoice[]): boolean {
  return others.every((other) => idOf(other.origin) !== idOf(choice.origin) || other.value === choice.value);
}
