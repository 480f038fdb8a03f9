/**
 * Depth-first search for a request that one policy allows (and another, where given, does not).
 *
 * The search picks the statement that allows, a caller of it, and then, for everything else that has to hold, one way after the other:
 * this Deny fails because of that clause, that statement of the other policy fails because of this one. Each way adds constraints
 * to single condition keys; a way is dropped as soon as some key has no value left.
 */
import { Branch, constraintOf, startBranch, withClause, withClauses, withDoubt, withPrincipals } from './branch';
import { Budget } from './budget';
import { everyCaller } from './caller-class';
import { completeRequest, completionsOf } from './complete-request';
import { KeyConstraint, SearchMode, satisfies } from './key-constraints/key-constraint';
import { RequestSettings } from './key-values';
import { organizationsOfRole } from './own-organization';
import { conditionsOf, policiesOf } from './parts-of-policies';
import { Question } from './question';
import { requirementsOf } from './requirements';
import { PreparedPolicies } from './searchable-policy';
import { actionOf, AssumeRoleRequest, requiredActions } from '../evaluation/assume-role-request';
import { matchActions } from '../evaluation/match-action';
import { showClause } from '../evaluation/match-condition';
import { Statement, TrustPolicy } from '../policy/trust-policy';

export interface RequestSearch {
  readonly policies: PreparedPolicies;
  readonly question: Question;
  readonly mode: SearchMode;
  readonly budget: Budget;
}

export type SearchResult =
  /** `doubts`: what the request takes for granted because it is not known before deployment. */
  | { readonly kind: 'found'; readonly request: AssumeRoleRequest; readonly doubts: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unproven'; readonly reasons: readonly string[] };

/** What has to hold, as the ways in which it can. */
type Goal = readonly Alternative[];

/** Turns a branch into a narrower one, possibly with more to follow; undefined when it leads nowhere. */
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

  /** Worked out only once some caller counts at all: most statements are not for the callers of most questions. */
  private get settings(): RequestSettings {
    const { question, policies, mode, budget } = this.search;
    return (this.cachedSettings ??= {
      mode,
      budget,
      world: policies.world,
      requirements: requirementsOf(question, policies.allowedBy, policies.world),
      solved: new WeakMap(),
      callers: policies.callers,
      namedRoles: policies.namedRoles,
      organizations: organizationsOfRole(conditionsOf(policiesOf(policies.allowedBy, policies.deniedBy)), mode),
    });
  }

  public run(): SearchResult {
    for (const branch of this.startingBranches()) {
      const action = actionOf(branch.caller);
      const sides = this.search.question.sides ?? [];
      const actions = [action, ...sides];
      const goals = [...actions.flatMap((needed, index) => this.goalsFor(needed, index > 0)), ...this.refusalGoals(actions)];
      const found = this.satisfy(branch, goals, new Set<string>(actions));
      if (found) return found;
      if (this.search.budget.exhausted) break;
    }
    if (this.search.budget.exhausted) this.reasons.add('the policy offers too many combinations to go through');
    return this.reasons.size === 0 ? { kind: 'none' } : { kind: 'unproven', reasons: [...this.reasons] };
  }

  /** Each statement that may allow the assume action, with each caller it may be for. */
  private *startingBranches(): Generator<Branch> {
    const {
      question,
      policies: { allowedBy, world, callersOf, candidates },
    } = this.search;
    for (const statement of candidates(question)) {
      for (const caller of callersOf(statement)) {
        if (!question.callers(caller, world)) continue;
        const branch = this.matchStatement(startBranch(caller), statement, allowedBy, actionOf(caller), 'Allow');
        if (branch) yield branch;
      }
    }
    // A part of the document that could not be read may hold a statement that lets anybody in.
    const hidden = this.unreadablePart();
    if (hidden !== undefined) {
      for (const caller of everyCaller(world)) if (question.callers(caller, world)) yield withDoubt(startBranch(caller), hidden);
    }
  }

  private unreadablePart({ problems }: TrustPolicy = this.search.policies.allowedBy): string | undefined {
    if (this.search.mode === 'exact') return undefined;
    return problems.find((problem) => problem.kind === 'unreadable' && problem.statement === undefined)?.message;
  }

  /** What must hold for an action: no statement denies it and, where the start has not seen to that, some statement allows it. */
  private goalsFor(action: string, needsAllow: boolean): Goal[] {
    const { allowedBy, denying } = this.search.policies;
    const undenied = denying.map((statement) => this.alternativesToMatching(statement, allowedBy, action, 'Deny'));
    if (!needsAllow) return undenied;
    const hidden = this.unreadablePart();
    const { sides = [], sideStatements } = this.search.question;
    const counts = sides.some((side) => side === action) ? sideStatements : undefined;
    const allowing = allowedBy.statements
      .filter((statement) => statement.effect !== 'Deny' && counts?.(statement) !== false)
      .map((statement): Alternative => (branch) => refinementOf(this.matchStatement(branch, statement, allowedBy, action, 'Allow')));
    return [[...allowing, ...assuming(hidden)], ...undenied];
  }

  /** The other policy must refuse one of the actions: nothing allows it there, or something denies it - perhaps a part that nobody could read. */
  private refusalGoals(actions: readonly string[]): Goal[] {
    const other = this.search.policies.deniedBy;
    if (!other) return [];
    const allows = other.statements.filter((statement) => statement.effect !== 'Deny');
    const denies = other.statements.filter((statement) => statement.effect !== 'Allow');
    const hidden = this.unreadablePart(other);
    return [
      actions.flatMap((action): Alternative[] => [
        ...assuming(hidden),
        (branch) => ({ branch, goals: allows.map((statement) => this.alternativesToMatching(statement, other, action, 'Allow')) }),
        ...denies.map((statement): Alternative => (branch) => refinementOf(this.matchStatement(branch, statement, other, action, 'Deny'))),
      ]),
    ];
  }

  /** The statement matches: all of it holds. Undefined when it cannot. */
  private matchStatement(
    branch: Branch,
    statement: Statement,
    policy: TrustPolicy,
    action: string,
    effect: 'Allow' | 'Deny',
  ): Branch | undefined {
    const { mode } = this.search;
    let next: Branch | undefined = branch;
    const doubt = (what: string) => {
      next = next && withDoubt(next, what);
    };
    const names = matchActions(statement.actions, statement.notAction, action);
    if (!satisfies(names, { wanted: true, effect }, mode, () => doubt(`the actions of statement ${statement.index}`))) return undefined;
    const unread = unreadablePartOf(statement);
    if (unread !== undefined) {
      if (mode === 'exact') return undefined;
      doubt(unread);
    }
    next = next && withPrincipals(next, { statement, effect, wanted: true });
    const constraints: KeyConstraint[] = [];
    for (const clause of statement.conditions) {
      const constraint = constraintOf(clause, policy.version, effect, true);
      if (constraint) constraints.push(constraint);
      else if (mode === 'exact') return undefined;
      else doubt(showClause(clause));
    }
    return next && withClauses(next, constraints);
  }

  /** The ways in which a statement does not match: its action, its principal, or one of its conditions. */
  private alternativesToMatching(statement: Statement, policy: TrustPolicy, action: string, effect: 'Allow' | 'Deny'): Goal {
    const { mode } = this.search;
    if (satisfies(matchActions(statement.actions, statement.notAction, action), { wanted: false, effect }, mode)) return [(branch) => ({ branch })];
    // What could not be read may keep the statement from matching; only a proof of "nobody gets in" may not count on it.
    const unread = unreadablePartOf(statement);
    if (unread !== undefined && mode === 'widest') return assuming(unread);
    return [
      (branch) => refinementOf(withPrincipals(branch, { statement, effect, wanted: false })),
      ...statement.conditions.map((clause): Alternative => (branch) => {
        const constraint = constraintOf(clause, policy.version, effect, false);
        if (constraint) return refinementOf(withClause(branch, constraint));
        return mode === 'widest' ? { branch: withDoubt(branch, showClause(clause)) } : undefined;
      }),
    ];
  }

  /** `at`: the first of the goals that has not been reached; the list itself is shared by all branches. */
  private satisfy(branch: Branch, goals: readonly Goal[], coveredActions: ReadonlySet<string>, at = 0): SearchResult | undefined {
    if (!this.search.budget.spend()) return undefined;
    const goal: Goal | undefined = goals[at];
    if (!goal) return this.complete(branch, coveredActions);
    // A quick look at what has been settled so far keeps hopeless branches from multiplying.
    if (completeRequest(branch, this.settings).kind === 'none') return undefined;
    for (const way of goal) {
      const step = way(branch);
      if (!step) continue;
      const found = step.goals
        ? this.satisfy(step.branch, [...step.goals, ...goals.slice(at + 1)], coveredActions)
        : this.satisfy(step.branch, goals, coveredActions, at + 1);
      if (found) return found;
      if (this.search.budget.exhausted) return undefined;
    }
    return undefined;
  }

  private complete(branch: Branch, covered: ReadonlySet<string>): SearchResult | undefined {
    for (const completion of completionsOf(branch, this.settings)) {
      // Narrower branches may still be refuted; only a leaf counts as unproven.
      if (completion.kind === 'unproven') this.reasons.add(completion.why);
      const found = completion.kind === 'found' ? this.finish(branch, completion.request, completion.doubts, covered) : undefined;
      if (found || this.search.budget.exhausted) return found;
    }
    return undefined;
  }

  /** The conditions may have made the request carry tags or a source identity: then these need to be allowed too. */
  private finish(
    branch: Branch,
    request: AssumeRoleRequest,
    doubts: readonly string[],
    covered: ReadonlySet<string>,
  ): SearchResult | undefined {
    const more = requiredActions(request).filter((action) => !covered.has(action));
    if (more.length > 0) {
      return this.satisfy(
        branch,
        more.flatMap((action) => this.goalsFor(action, true)),
        new Set([...covered, ...more]),
      );
    }
    return { kind: 'found', request, doubts };
  }
}

/** What of the statement could not be read, in words. */
function unreadablePartOf({ effect, unreadable, index }: Statement): string | undefined {
  return unreadable[0] ?? (effect === 'unknown' ? `the effect of statement ${index}` : undefined);
}

/** The way that takes something for granted; none where there is nothing to doubt. */
function assuming(what: string | undefined): Alternative[] {
  return what === undefined ? [] : [(branch) => ({ branch: withDoubt(branch, what) })];
}

function refinementOf(branch: Branch | undefined): Refinement | undefined {
  return branch && { branch };
}
