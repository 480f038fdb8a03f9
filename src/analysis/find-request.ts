/**
 * The one question behind all others: is there a request that this policy lets in, and that the question is about?
 *
 *     closed     only if the search over everything that is possible finds nothing
 *     open       only if the evaluator, fed the very request, says allowed
 *     undecided  otherwise, with the reasons
 */
import { Allowance, Budget, BudgetLimits, DEFAULT_LIMITS } from './budget';
import { Owner } from './fill-deploy-time-values';
import { SearchMode } from './key-constraints/key-constraint';
import { Question } from './question';
import { searchRequest, SearchResult } from './search-request';
import { SearchablePolicy, PreparedPolicies } from './searchable-policy';
import { CLOSED, joined, undecided, Verdict } from './verdict';
import { AssumeRoleRequest } from '../evaluation/assume-role-request';
import { evaluate } from '../evaluation/evaluate-trust-policy';
import { Statement, TrustPolicyReading } from '../policy/trust-policy';

/** Asks the question of every variant of the document: open when one is, closed when all are. */
export function findRequest(reading: TrustPolicyReading, owner: Owner, question: Question, limits: BudgetLimits = DEFAULT_LIMITS): Verdict {
  return askVariants(searchableVariants(reading, owner, [...(question.accounts ?? [])]), question, limits);
}

/** The variants of a document, ready to be asked many questions. `accounts` are told apart though the policy does not name them. */
export function searchableVariants(reading: TrustPolicyReading, owner: Owner, accounts: readonly string[]): readonly SearchablePolicy[] {
  return reading.variants.map((policy) => new SearchablePolicy(policy, undefined, owner, accounts));
}

/** The first open verdict, else all reasons that left something undecided, else closed. */
export function askVariants(
  variants: readonly SearchablePolicy[], question: Question, limits: BudgetLimits = DEFAULT_LIMITS, allowance?: Allowance,
): Verdict {
  if (variants.length === 1) return askPolicy(variants[0], question, limits, allowance);
  return joined(variants, (policy) => [askPolicy(policy, question, limits, allowance)]);
}

/** The question asked of one variant. `allowance`: what all questions about the policy have left. */
export function askPolicy(policy: SearchablePolicy, question: Question, limits: BudgetLimits = DEFAULT_LIMITS, allowance?: Allowance): Verdict {
  const verdict = askWithOwnAccount(policy, question, limits, allowance);
  if (verdict.kind !== 'closed') return verdict;
  const accounts = policy.otherAccountsOfRole;
  if (accounts.length > MOST_POSSIBLE_OWN_ACCOUNTS) return undecided(['the account of the role is not known, and the policy names too many that it may be']);
  const admitting = accounts.filter((account) => askWithOwnAccount(policy.inAccount(account), question, limits, allowance).kind !== 'closed');
  return admitting.length === 0 ? verdict : undecided(admitting.map((account) => `the account of the role, which may be ${account}`));
}

/** Each of them costs as much as the question itself. */
const MOST_POSSIBLE_OWN_ACCOUNTS = 100;

/** The same, of a role in the account that it is taken to be in. */
function askWithOwnAccount(policy: SearchablePolicy, question: Question, limits: BudgetLimits, allowance: Allowance | undefined): Verdict {
  const search = (mode: SearchMode): { result: SearchResult; policies: PreparedPolicies } => {
    const policies = policy.prepare(mode, question);
    // What a search does with every statement of the policy, whichever of them it is about.
    allowance?.take(policies.allowedBy.statements.length * STEPS_PER_STATEMENT);
    const result = searchRequest({ policies, question, mode, budget: new Budget(limits, allowance) });
    const incompleteBecause = policies.world.incompleteBecause;
    return { policies, result: result.kind === 'none' && incompleteBecause.length > 0 ? { kind: 'unproven', reasons: incompleteBecause } : result };
  };

  if (!policy.isUncertain && !hasRelevantCaller(policy.prepare('exact', question), question)) return CLOSED;
  const trial = search('exact');
  const found = trial.result.kind === 'found' ? trial.result.request : undefined;
  const allowing = found && admittingStatements(trial.policies, found);
  if (found && allowing) return { kind: 'open', request: found, variant: 0, statements: allowing.map(({ index }) => index) };
  if (trial.result.kind === 'none' && !policy.isUncertain) return CLOSED;
  const disagreement = found ? ['the request that was found is not confirmed by the evaluator'] : [];
  const { result } = search('widest');
  if (result.kind === 'none' && disagreement.length === 0) return CLOSED;
  return undecided([...disagreement, ...reasonsOf(result)]);
}

const STEPS_PER_STATEMENT = 8;

function reasonsOf(result: SearchResult): readonly string[] {
  if (result.kind === 'unproven') return result.reasons;
  if (result.kind === 'none') return [];
  return result.doubts.length > 0 ? result.doubts : ['a policy variable decides it'];
}

/** Nobody is told of a request that the evaluator does not let in. */
function admittingStatements({ allowedBy, deniedBy }: PreparedPolicies, request: AssumeRoleRequest): readonly Statement[] | undefined {
  const { outcome, decidedBy } = evaluate(allowedBy, request, 'most-admitting');
  if (outcome !== 'allowed' || (deniedBy && evaluate(deniedBy, request, 'most-admitting').outcome !== 'denied')) return undefined;
  return decidedBy.map(({ statement }) => statement);
}

/** A quick look: most questions are about callers that no statement of a policy is for. */
function hasRelevantCaller({ world, callersOf, candidates }: PreparedPolicies, question: Question): boolean {
  for (const statement of candidates(question)) {
    for (const caller of callersOf(statement)) if (question.callers(caller, world)) return true;
  }
  // What the callers could not be told apart by stays a gap.
  return world.incompleteBecause.length > 0;
}
