/**
 * Searches for a request that one policy allows (and another one, where given, denies), depth-first.
 *
 * The search picks a statement that allows the request and a caller that its principals match. Everything else that has to hold becomes a
 * goal with several alternatives: a Deny statement must not match, because this or that of its conditions fails; the other policy must
 * not allow the request, because this or that of its statements does not match. Each alternative adds constraints to single condition
 * keys and so narrows the branch. An alternative is dropped as soon as some key has no value left. When all goals are reached,
 * `complete-request.ts` turns the branch into a request with a value for every key.
 */
import { Branch, constraintOf, startBranch, withClause, withClauses, withDoubt, withPrincipals } from './branch';
import { Budget } from './budget';
import { everyCaller } from './caller-class';
import { completeRequest, completionsOf } from './complete-request';
import { KeyConstraint, PolicyReading, SearchMode, satisfies } from './key-constraints/key-constraint';
import { organizationsOfRole } from './own-organization';
import { conditionsOf, policiesOf } from './parts-of-policies';
import { callerInQuestion, Question } from './question';
import { RequestSettings } from './request-settings';
import { requirementsOf } from './requirements';
import { PreparedPolicies } from './searchable-policy';
import { actionOf, EvaluatedRequest, requiredActions } from '../evaluation/assume-role-request';
import { matchActions } from '../evaluation/match-action';
import { showClause } from '../evaluation/match-condition';
import { PolicyVersion, Statement, PolicyVariant } from '../policy/trust-policy';

export interface RequestSearch {
  readonly policies: PreparedPolicies;
  readonly question: Question;
  readonly mode: SearchMode;
  readonly budget: Budget;
  /**
   * How the policy is read that has to deny the request. Where it allows the least, keys that AWS does not document are taken as absent in
   * both policies: read differently in the two, every condition on them would be a difference.
   */
  readonly deniedByReading: PolicyReading;
}

/** A statement as the search reads it: as an Allow or as a Deny of one of the two policies. */
interface ReadStatement {
  readonly statement: Statement;
  readonly version: PolicyVersion;
  readonly effect: 'Allow' | 'Deny';
  readonly policyReading?: PolicyReading;
}

export type SearchResult =
  /** `doubts`: what the request assumes because it is not known before deployment. */
  | { readonly kind: 'found'; readonly request: EvaluatedRequest; readonly doubts: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unproven'; readonly reasons: readonly string[] };

/** Something that has to hold, as the alternative ways in which it can. */
type Goal = readonly Alternative[];

/** Narrows a branch, possibly adding further goals; undefined when that is a contradiction. */
type Alternative = (branch: Branch) => Refinement | undefined;

interface Refinement {
  readonly branch: Branch;
  readonly goals?: readonly Goal[];
}

export function searchRequest(search: RequestSearch): SearchResult {
  return new Search(search).run();
}

class Search {
  private readonly reasons = new Set<string>();
  private cachedSettings: RequestSettings | undefined;

  public constructor(private readonly search: RequestSearch) {}

  /** Computed when first needed: most questions are about callers that no statement allows. */
  private get settings(): RequestSettings {
    if (this.cachedSettings) return this.cachedSettings;
    const { question, policies, mode, budget } = this.search;
    const conditions = conditionsOf(policiesOf(policies.allowedBy, policies.deniedBy));
    this.cachedSettings = {
      mode,
      budget,
      world: policies.world,
      requirements: requirementsOf(question, policies.allowedBy, policies.world),
      solved: new WeakMap(),
      callers: policies.callers,
      namedRoles: policies.namedRoles,
      organizations: organizationsOfRole(conditions, mode),
      keysTakenAsAbsent: this.undocumentedKeys === 'absent' ? conditions.map(({ clause }) => String(clause.key)) : [],
    };
    return this.cachedSettings;
  }

  public run(): SearchResult {
    for (const branch of this.startingBranches()) {
      const action = actionOf(branch.caller);
      const sides = this.search.question.sides ?? [];
      const actions = [action, ...sides];
      const goals = [...actions.flatMap((needed, index) => this.goalsFor(needed, index > 0)), ...this.denialGoals(actions)];
      const found = this.reachGoals(branch, goals, new Set<string>(actions));
      if (found) return found;
      if (this.search.budget.exhausted) break;
    }
    if (this.search.budget.exhausted) this.reasons.add('more combinations of statements and conditions than can be checked');
    return this.reasons.size === 0 ? { kind: 'none' } : { kind: 'unproven', reasons: [...this.reasons] };
  }

  /** Every statement that may allow the assume action, with every caller that its principals may match. */
  private *startingBranches(): Generator<Branch> {
    const {
      question,
      policies: { allowedBy, world, callersOf, candidates },
    } = this.search;
    for (const statement of candidates(question)) {
      for (const candidate of callersOf(statement)) {
        const caller = callerInQuestion(question, candidate, world);
        if (!caller) continue;
        const start = startBranch(caller, this.undocumentedKeys);
        const branch = this.withMatch(start, { statement, version: allowedBy.version, effect: 'Allow' }, actionOf(caller));
        if (branch) yield branch;
      }
    }
    // A part of the document that could not be read may contain a statement that allows any caller.
    const unreadable = this.unreadablePart();
    if (unreadable !== undefined) {
      for (const candidate of everyCaller(world)) {
        const caller = callerInQuestion(question, candidate, world);
        if (caller) yield withDoubt(startBranch(caller, this.undocumentedKeys), unreadable);
      }
    }
  }

  private get undocumentedKeys(): 'absent' | undefined {
    return this.search.deniedByReading === 'least-admitting' ? 'absent' : undefined;
  }

  private unreadablePart({ problems }: PolicyVariant = this.search.policies.allowedBy): string | undefined {
    if (this.search.mode === 'exact') return undefined;
    return problems.find((problem) => problem.kind === 'unreadable' && problem.statement === undefined)?.message;
  }

  /** An action must not be denied by any statement and, unless the starting branch has taken care of that, must be allowed by one. */
  private goalsFor(action: string, needsAllow: boolean): Goal[] {
    const { allowedBy, allowedBy: { version }, denying } = this.search.policies;
    const notDenied = denying.map((statement) => this.alternativesWithoutMatch({ statement, version, effect: 'Deny' }, action));
    if (!needsAllow) return notDenied;
    const unreadable = this.unreadablePart();
    const { sides = [], sideStatements } = this.search.question;
    const counts = sides.some((side) => side === action) ? sideStatements : undefined;
    const allowing = allowedBy.statements
      .filter((statement) => statement.effect !== 'Deny' && counts?.(statement) !== false)
      .map((statement): Alternative => (branch) => refinementOf(this.withMatch(branch, { statement, version, effect: 'Allow' }, action)));
    return [[...allowing, ...assuming(unreadable)], ...notDenied];
  }

  /**
   * The other policy must deny one of the actions: no statement allows it there, or one denies it - perhaps in a part that could not be
   * read.
   */
  private denialGoals(actions: readonly string[]): Goal[] {
    const { policies: { deniedBy: other }, deniedByReading: policyReading } = this.search;
    if (!other) return [];
    const { version } = other;
    const allows = other.statements.filter((statement) => statement.effect !== 'Deny');
    const denies = other.statements.filter((statement) => statement.effect !== 'Allow');
    const unreadable = this.unreadablePart(other);
    return [
      actions.flatMap((action): Alternative[] => [
        ...assuming(unreadable),
        (branch) => ({
          branch,
          goals: allows.map((statement) => this.alternativesWithoutMatch({ statement, version, effect: 'Allow', policyReading }, action)),
        }),
        ...denies.map((statement): Alternative => (branch) => (
          refinementOf(this.withMatch(branch, { statement, version, effect: 'Deny', policyReading }, action))
        )),
      ]),
    ];
  }

  /** The branch in which the statement matches: its principals, its actions and all of its conditions. Undefined when it cannot match. */
  private withMatch(branch: Branch, { statement, version, effect, policyReading }: ReadStatement, action: string): Branch | undefined {
    const { mode } = this.search;
    const read = { effect, policyReading, wanted: true };
    let next: Branch | undefined = branch;
    const doubt = (what: string) => {
      next = next && withDoubt(next, what);
    };
    const names = matchActions(statement.actions, statement.notAction, action);
    if (!satisfies(names, read, mode, () => doubt(`the actions of statement ${statement.index}`))) return undefined;
    const unreadable = unreadablePartOf(statement);
    if (unreadable !== undefined) {
      if (mode === 'exact') return undefined;
      doubt(unreadable);
    }
    next = next && withPrincipals(next, { statement, ...read });
    const constraints: KeyConstraint[] = [];
    for (const clause of statement.conditions) {
      const constraint = constraintOf(clause, version, read);
      if (constraint) constraints.push(constraint);
      else if (mode === 'exact') return undefined;
      else doubt(showClause(clause));
    }
    return next && withClauses(next, constraints);
  }

  /** The alternatives in which the statement does not match: because of its actions, its principals, or one of its conditions. */
  private alternativesWithoutMatch({ statement, version, effect, policyReading }: ReadStatement, action: string): Goal {
    const { mode } = this.search;
    const read = { effect, policyReading, wanted: false };
    if (satisfies(matchActions(statement.actions, statement.notAction, action), read, mode)) {
      return [(branch) => ({ branch })];
    }
    // What could not be read may keep the statement from matching. The widest search, which has to find every possible request, assumes so.
    const unreadable = unreadablePartOf(statement);
    if (unreadable !== undefined && mode === 'widest') return assuming(unreadable);
    return [
      (branch) => refinementOf(withPrincipals(branch, { statement, ...read })),
      ...statement.conditions.map((clause): Alternative => (branch) => {
        const constraint = constraintOf(clause, version, read);
        if (constraint) return refinementOf(withClause(branch, constraint));
        return mode === 'widest' ? { branch: withDoubt(branch, showClause(clause)) } : undefined;
      }),
    ];
  }

  /** Reaches the goals one by one. `at`: the first goal that has not been reached; all branches share the list itself. */
  private reachGoals(branch: Branch, goals: readonly Goal[], coveredActions: ReadonlySet<string>, at = 0): SearchResult | undefined {
    if (!this.search.budget.spend()) return undefined;
    const goal: Goal | undefined = goals[at];
    if (!goal) return this.complete(branch, coveredActions);
    // Checking the constraints collected so far keeps contradictory branches from multiplying.
    if (completeRequest(branch, this.settings).kind === 'none') return undefined;
    for (const alternative of goal) {
      const refinement = alternative(branch);
      if (!refinement) continue;
      const found = refinement.goals
        ? this.reachGoals(refinement.branch, [...refinement.goals, ...goals.slice(at + 1)], coveredActions)
        : this.reachGoals(refinement.branch, goals, coveredActions, at + 1);
      if (found) return found;
      if (this.search.budget.exhausted) return undefined;
    }
    return undefined;
  }

  private complete(branch: Branch, coveredActions: ReadonlySet<string>): SearchResult | undefined {
    for (const completion of completionsOf(branch, this.settings)) {
      // Only a branch with all goals reached counts as unproven: an earlier one may still turn out to be contradictory.
      if (completion.kind === 'unproven') this.reasons.add(completion.why);
      const found = completion.kind === 'found' ? this.finish(branch, completion.request, completion.doubts, coveredActions) : undefined;
      if (found || this.search.budget.exhausted) return found;
    }
    return undefined;
  }

  /** The conditions may have added session tags or a source identity to the request: then their actions must be allowed, too. */
  private finish(
    branch: Branch,
    request: EvaluatedRequest,
    doubts: readonly string[],
    coveredActions: ReadonlySet<string>,
  ): SearchResult | undefined {
    const more = requiredActions(request).filter((action) => !coveredActions.has(action));
    if (more.length > 0) {
      return this.reachGoals(
        branch,
        more.flatMap((action) => this.goalsFor(action, true)),
        new Set([...coveredActions, ...more]),
      );
    }
    return { kind: 'found', request, doubts };
  }
}

/** The part of the statement that could not be read, in words. */
function unreadablePartOf({ effect, unreadable, index }: Statement): string | undefined {
  return unreadable[0] ?? (effect === 'unknown' ? `the effect of statement ${index}` : undefined);
}

/** The alternative that assumes something that is not known; none where there is nothing to assume. */
function assuming(what: string | undefined): Alternative[] {
  return what === undefined ? [] : [(branch) => ({ branch: withDoubt(branch, what) })];
}

function refinementOf(branch: Branch | undefined): Refinement | undefined {
  return branch && { branch };
}
