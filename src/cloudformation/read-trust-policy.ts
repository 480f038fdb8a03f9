/**
 * Reads a trust policy as a template, a construct or the AWS CLI has it: an object, JSON text, or text joined from pieces, with
 * CloudFormation intrinsics anywhere.
 */
import { ChoiceTaker, forEachCombination, MAX_VARIANTS, NO_CHOICES } from './deploy-time-choices';
import { DeployTimeContext, PlacedCondition, PlacedValue } from './deploy-time-context';
import { NamedCondition, namedCondition } from './possible-choices';
import { IntrinsicResolution, ResolutionBudget } from './resolve-intrinsics';
import { readPolicyDocument, unreadableDocument } from '../policy/read-policy-document';
import { withPiecesOfHoles } from '../policy/resolved-value';
import { PolicyProblem, PolicyVariant, TrustPolicyReading } from '../policy/trust-policy';

/**
 * All policies that the document can turn into, one for each combination of the deploy-time choices in it.
 *
 * @param document an `AssumeRolePolicyDocument`, whatever it is
 * @param context what is known about its template and account
 */
export function readTrustPolicy(document: unknown, context: DeployTimeContext = {}): TrustPolicyReading {
  return readTrustPolicies([{ value: document, context }])[0];
}

/**
 * Reads documents that depend on the same deploy-time choices: the readings have the same number of variants, and variants with the same
 * index are true together. The options of a choice are those that the first document meets.
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

function readVariants(documents: readonly PlacedValue[], choices: ChoiceTaker, budget: ResolutionBudget): readonly PolicyVariant[] {
  let resolved: readonly unknown[];
  let before: number;
  // A late choice, such as the region as a key of a mapping, applies to what was read before it as well.
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

/** The conditions that all documents need to be deployed. A condition of one document says nothing about the others. */
function conditionsOfAll([first, ...others]: readonly PlacedValue[]): readonly NamedCondition[] {
  const { deployedIf } = first.context;
  if (deployedIf === undefined) return [];
  const named = (conditions: readonly PlacedCondition[] = []) => conditions.map(({ name, context }) => namedCondition(name, context));
  return named(deployedIf).filter(({ id }) => others.every(({ context }) => named(context.deployedIf).some((other) => other.id === id)));
}

function readWithoutChoosing(documents: readonly PlacedValue[], budget: ResolutionBudget): readonly PolicyVariant[] {
  const tooMany: PolicyProblem = {
    kind: 'unreadable',
    message: `more than ${MAX_VARIANTS} combinations of conditions and parameters decide what the document says`,
    fix: 'let fewer conditions and parameters decide about one trust policy',
  };
  return readVariants(documents, NO_CHOICES, budget).map((policy) => ({ ...policy, problems: [tooMany, ...policy.problems] }));
}

function unreadablePolicy(whyNotToItsEnd: string): PolicyVariant {
  return { ...unreadableDocument(`the document cannot be read: ${whyNotToItsEnd}`), choices: [] };
}
