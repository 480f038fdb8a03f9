/**
 * Answers a question about a trust policy: is there a request that the policy allows and that the question is about?
 *
 * The answer is one of three verdicts, and none of them is guessed:
 *
 *     open       there is one: the search found a concrete request, and the evaluator confirmed that the policy allows it
 *     closed     there is none: the search went through everything that is possible
 *     undecided  neither could be shown; the reasons say why
 *
 * A policy may contain values that are known only at deploy time, so it is searched up to twice. The `exact` search fills in
 * placeholders for them and looks for a request to show. The `widest` search lets them be anything and looks for a proof that there is
 * no such request. How a search works is described in `search-request.ts`; this file decides what its results prove.
 */
import { Allowance, Budget, BudgetLimits, DEFAULT_LIMITS } from './budget';
import { Owner } from './fill-deploy-time-values';
import { PolicyReading, SearchMode } from './key-constraints/key-constraint';
import { callerInQuestion, Question } from './question';
import { searchRequest, SearchResult } from './search-request';
import { PreparedPolicies, SearchablePolicy } from './searchable-policy';
import { CLOSED, joinedVerdict, undecided, Verdict } from './verdict';
import { EvaluatedRequest } from '../evaluation/assume-role-request';
import { evaluate } from '../evaluation/evaluate-trust-policy';
import { Statement, TrustPolicyReading } from '../policy/trust-policy';

/** Asks the question of every variant of the document: open when one of them is open, closed when all are closed. */
export function findRequest(
  reading: TrustPolicyReading, owner: Owner, question: Question, limits: BudgetLimits = DEFAULT_LIMITS, allowance?: Allowance,
): Verdict {
  return askVariants(searchableVariants(reading, owner, [...(question.accounts ?? [])]), question, limits, allowance);
}

/** The variants of a document, prepared for many questions. `accounts`: tried as callers even if the policy does not name them. */
export function searchableVariants(reading: TrustPolicyReading, owner: Owner, accounts: readonly string[]): readonly SearchablePolicy[] {
  return reading.variants.map((policy) => new SearchablePolicy(policy, undefined, owner, accounts));
}

/** The first open verdict; otherwise every reason for an undecided one; otherwise closed. */
export function askVariants(
  variants: readonly SearchablePolicy[], question: Question, limits: BudgetLimits = DEFAULT_LIMITS, allowance?: Allowance,
): Verdict {
  if (variants.length === 1) return askPolicy(variants[0], question, limits, allowance);
  return joinedVerdict(variants, (policy) => [askPolicy(policy, question, limits, allowance)]);
}

/**
 * Asks the question of one variant. `limits` bound the work for this question, `allowance` the work for all questions about the policy.
 *
 * Where the account of the role is not known, the policy is searched as if the role belonged to an account that the policy does not
 * name. A `closed` verdict must also hold in every account that the policy does name, for the role may turn out to belong to it.
 */
export function askPolicy(
  policy: SearchablePolicy, question: Question, limits: BudgetLimits = DEFAULT_LIMITS, allowance?: Allowance,
): Verdict {
  const verdict = askInOneAccount(policy, question, limits, allowance);
  if (verdict.kind !== 'closed') return verdict;
  const accounts = policy.otherAccountsOfRole;
  if (accounts.length > MOST_ACCOUNTS_OF_ROLE) {
    return undecided(['the account of the role, which may be any of very many accounts in the policy']);
  }
  const notClosed = accounts.filter((account) => askInOneAccount(policy.inAccount(account), question, limits, allowance).kind !== 'closed');
  return notClosed.length === 0 ? verdict : undecided(notClosed.map((account) => `the account of the role, which may be ${account}`));
}

/** Each account costs as much work as the question itself. */
const MOST_ACCOUNTS_OF_ROLE = 100;

/** Asks the question for a role in the account that the policy was prepared for. */
function askInOneAccount(policy: SearchablePolicy, question: Question, limits: BudgetLimits, allowance: Allowance | undefined): Verdict {
  const search = (mode: SearchMode, deniedByReading: PolicyReading): { result: SearchResult; policies: PreparedPolicies } => {
    const policies = policy.prepare(mode, question);
    // A search looks at every statement of the policy, whichever statement the question is about.
    allowance?.take(policies.allowedBy.statements.length * STEPS_PER_STATEMENT);
    const result = searchRequest({ policies, question, mode, deniedByReading, budget: new Budget(limits, allowance) });
    const reasons = policies.world.incompleteBecause;
    return { policies, result: result.kind === 'none' && reasons.length > 0 ? { kind: 'unproven', reasons } : result };
  };

  if (!policy.isUncertain && !hasRelevantCaller(policy.prepare('exact', question), question)) return CLOSED;

  const readings: readonly PolicyReading[] = question.inEveryReading ? ['most-admitting', 'least-admitting'] : ['most-admitting'];
  const reasons: string[] = [];
  let isComplete = !policy.isUncertain;
  for (const reading of readings) {
    const { result, policies } = search('exact', reading);
    if (result.kind === 'unproven') isComplete = false;
    if (result.kind !== 'found') continue;
    const statements = statementsThatAllow(policies, result.request);
    if (statements) return { kind: 'open', request: result.request, variant: 0, statements: statements.map(({ index }) => index) };
    reasons.push(dependsOnReading(policies, result.request) ? UNDOCUMENTED : DISAGREEMENT);
  }
  // Where nothing is known only at deployment, the exact search was complete.
  if (isComplete) return reasons.length === 0 ? CLOSED : undecided(reasons);

  for (const reading of readings) {
    const { result } = search('widest', reading);
    if (result.kind === 'none') continue;
    const found = reasonsOf(result);
    reasons.push(...found.length > 0 || reasons.length > 0 ? found : ['the value of a policy variable']);
  }
  return reasons.length === 0 ? CLOSED : undecided([...new Set(reasons)]);
}

const STEPS_PER_STATEMENT = 8;

const DISAGREEMENT = 'a request on which the search and the evaluator disagree';
const UNDOCUMENTED = 'behavior that AWS does not document';

/** Does it depend on how AWS reads something whether the other policy denies the request? */
function dependsOnReading({ deniedBy }: PreparedPolicies, request: EvaluatedRequest): boolean {
  return deniedBy !== undefined && evaluate(deniedBy, request).outcome === 'undecided';
}

function reasonsOf(result: SearchResult): readonly string[] {
  if (result.kind === 'unproven') return result.reasons;
  if (result.kind === 'none') return [];
  return result.doubts;
}

/**
 * Replays the request through the evaluator, so that no request is reported that the policy does not allow. Undefined when the evaluator
 * disagrees, or when the policy that has to deny the request (`deniedBy`) does not deny it.
 */
function statementsThatAllow({ allowedBy, deniedBy }: PreparedPolicies, request: EvaluatedRequest): readonly Statement[] | undefined {
  const { outcome, decidedBy } = evaluate(allowedBy, request, 'most-admitting');
  if (outcome !== 'allowed' || (deniedBy && evaluate(deniedBy, request, 'most-admitting').outcome !== 'denied')) return undefined;
  return decidedBy.map(({ statement }) => statement);
}

/** A quick check: most questions are about callers that no statement of the policy could allow. */
function hasRelevantCaller({ world, callersOf, candidates }: PreparedPolicies, question: Question): boolean {
  for (const statement of candidates(question)) {
    for (const caller of callersOf(statement)) if (callerInQuestion(question, caller, world)) return true;
  }
  // An incomplete list of callers proves nothing.
  return world.incompleteBecause.length > 0;
}
