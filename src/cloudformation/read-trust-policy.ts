/**
 * Reads a trust policy as a template, a construct or the AWS CLI holds it: an object, JSON text, text joined from pieces, with
 * CloudFormation's intrinsics anywhere.
 */
import { ChoiceTaker, forEachCombination, MAX_VARIANTS, NO_CHOICES } from './deploy-time-choices';
import { DeployTimeContext, PlacedCondition, PlacedValue } from './deploy-time-context';
import { NamedCondition, namedCondition } from './possible-choices';
import { IntrinsicResolution, ResolutionBudget } from './resolve-intrinsics';
import { readPolicyDocument, unreadableDocument } from '../policy/read-policy-document';
import { withPiecesOfHoles } from '../policy/resolved-value';
import { PolicyProblem, TrustPolicy, TrustPolicyReading } from '../policy/trust-policy';

/**
 * All that the document can turn out to be, one policy for each combination of the deploy-time choices in it.
 *
 * @param document an `AssumeRolePolicyDocument`, whatever it is
 * @param context what is known of the template and the account around it
 */
export function readTrustPolicy(document: unknown, context: DeployTimeContext = {}): TrustPolicyReading {
  return readTrustPolicies([{ value: document, context }])[0];
}

/**
 * Documents that deployment makes the same choices for: the readings have equally many variants, and those of one index are true
 * together. The options of a choice are those that the first document meets.
 */
export function readTrustPolicies(documents: readonly PlacedValue[]): readonly TrustPolicyReading[] {
  const budget = new ResolutionBudget();
  const combinations = forEachCombination((choices) => readVariants(documents, choices, budget));
  if (budget.exceeded !== undefined) {
    const unreadable = { variants: [unreadablePolicy(budget.exceeded)] };
    return documents.map(() => unreadable);
  }
  const together = combinations ?? [readWithoutChoosing(documents, budget)];
  return documents.map((_, index) => ({ variants: together.map((policies) => policies[index]) }));
}

function readVariants(documents: readonly PlacedValue[], choices: ChoiceTaker, budget: ResolutionBudget): readonly TrustPolicy[] {
  let resolved: readonly unknown[];
  let before: number;
  // What was chosen late - the region, as a key of a mapping - counts for what was read before as well.
  do {
    before = choices.taken.size;
    resolved = resolveAll(documents, choices, budget);
  } while (choices.taken.size > before);
  const why = budget.exceeded;
  if (why !== undefined) return documents.map(() => unreadablePolicy(why));
  return resolved.map((document) => ({ ...readPolicyDocument(document), choices: [...choices.taken.values()] }));
}

function resolveAll(documents: readonly PlacedValue[], choices: ChoiceTaker, budget: ResolutionBudget): readonly unknown[] {
  const resolution = new IntrinsicResolution(choices, budget, () => conditionsOfAll(documents));
  const resolved = documents.map(({ value, context }) => resolution.resolve(value, context));
  return resolution.madePieces ? resolved.map(withPiecesOfHoles) : resolved;
}

/** The conditions without which none of the documents is deployed. What holds for one of them alone says nothing of the others. */
function conditionsOfAll([first, ...others]: readonly PlacedValue[]): readonly NamedCondition[] {
  const { deployedIf } = first.context;
  if (deployedIf === undefined) return [];
  const named = (conditions: readonly PlacedCondition[] = []) => conditions.map(({ name, context }) => namedCondition(name, context));
  return named(deployedIf).filter(({ id }) => others.every(({ context }) => named(context.deployedIf).some((other) => other.id === id)));
}

function readWithoutChoosing(documents: readonly PlacedValue[], budget: ResolutionBudget): readonly TrustPolicy[] {
  const tooMany: PolicyProblem = {
    kind: 'unreadable',
    message: `more than ${MAX_VARIANTS} combinations of conditions and parameters decide what the document says`,
    fix: 'let fewer conditions and parameters decide about one trust policy',
  };
  return readVariants(documents, NO_CHOICES, budget).map((policy) => ({ ...policy, problems: [tooMany, ...policy.problems] }));
}

function unreadablePolicy(whyNotToItsEnd: string): TrustPolicy {
  return { ...unreadableDocument(`the document cannot be read: ${whyNotToItsEnd}`), choices: [] };
}
