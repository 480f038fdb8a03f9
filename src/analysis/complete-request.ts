/** From a branch of the search to a whole request: a name for the caller, and a value for every condition key. */
import { Branch } from './branch';
import { Budget } from './budget';
import { CallerWorld, nameCaller } from './caller-class';
import { KeyConstraint, KeyDemand, present, SearchMode, variablesOf } from './key-constraints/key-constraint';
import { KeyProblem, KeySolution, NONE, unproven } from './key-constraints/key-problem';
import { solveKey } from './key-constraints/solve-key';
import { OWN_ACCOUNT_KEY } from './own-account';
import { demandFor, OWN_ORGANIZATION, OWN_ORGANIZATION_KEY } from './own-organization';
import { RolesNamed } from './roles-named';
import { INHERITED_IDENTITY, Route, routesOf, SET_IDENTITY } from './routes';
import { namesAskedFor, TAG_NAMES, valuesAskedFor } from './session-tags';
import { SolvedCallers } from './solved-callers';
import { actionOf, AssumeRoleRequest, Caller, ContextValue, isAwsCaller } from '../evaluation/assume-role-request';
import { CALLER_KEYS, callerKeys } from '../evaluation/caller-keys';
import { domainsOfAccount } from '../evaluation/keys-of-account';
import { showClause } from '../evaluation/match-condition';
import { KeyDomain, Presence, requestKeyOf } from '../evaluation/request-keys';
import { anyText, VariableValues } from '../evaluation/value-pattern';
import { ConditionClause } from '../policy/condition';
import { showText } from '../policy/partly-known-text';

export interface RequestSettings {
  readonly demands: readonly KeyDemand[];
  readonly world: CallerWorld;
  readonly mode: SearchMode;
  readonly budget: Budget;
  /** What has been found for constraints that several branches share, and the clauses it takes for granted. */
  readonly solved: WeakMap<readonly KeyConstraint[], SolvedKey>;
  readonly callers: SolvedCallers;
  readonly rolesNamed: RolesNamed;
  /** Each organization that the role may be in; undefined where nobody can say which it is. */
  readonly organizations: readonly (string | undefined)[];
}

interface SolvedKey {
  readonly solution: KeySolution;
  /** AWS does not document what such callers hold under the key. */
  readonly undocumented: boolean;
  readonly doubtful: readonly ConditionClause[];
}

export type Completion =
  | { readonly kind: 'found'; readonly request: AssumeRoleRequest; readonly doubts: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unproven'; readonly why: string };

/** What is fixed from the start. Of the role's own account and organization it is but an assumption, which a condition may contradict. */
function constantsOf(
  { caller, keys }: Branch,
  { ownAccount, ownAccountIsKnown }: CallerWorld,
  organization: string | undefined,
): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  if (ownAccountIsKnown || !keys.has(OWN_ACCOUNT_KEY)) constants.set(OWN_ACCOUNT_KEY, ownAccount);
  if (organization !== undefined && !keys.has(OWN_ORGANIZATION_KEY)) constants.set(OWN_ORGANIZATION_KEY, organization);
  if (isAwsCaller(caller)) constants.set('aws:principalaccount', caller.account);
  if (caller.kind === 'oidc' && caller.name !== undefined) {
    for (const [key, value] of callerKeys(nameCaller(caller, caller.name))) constants.set(key, String(value));
  }
  return constants;
}

export function completeRequest(branch: Branch, settings: RequestSettings): Completion {
  let unprovenHere: Completion | undefined;
  for (const organization of settings.organizations) {
    for (const route of routesOf(branch)) {
      const completion = new Completing(branch, settings, route, organization).run();
      if (completion?.kind === 'found') return completion;
      if (completion?.kind === 'unproven') unprovenHere = completion;
    }
  }
  return unprovenHere ?? NONE;
}

class Completing {
  private readonly context = new Map<string, ContextValue>();
  private readonly undocumented = new Set<string>();
  private readonly doubts: Set<string>;
  private readonly constants: ReadonlyMap<string, string>;
  /** Values that policy variables took for keys nobody had settled yet. */
  private readonly taken = new Map<string, string>();
  private unproven: string | undefined;

  public constructor(
    private readonly branch: Branch,
    private readonly settings: RequestSettings,
    private readonly route: Route | undefined,
    organization: string | undefined,
  ) {
    this.doubts = new Set(branch.doubts);
    this.constants = constantsOf(branch, settings.world, organization);
  }

  /** Undefined when there is no such request. Keys that speak for themselves come first: most branches fail there, before anybody needs a name. */
  public run(): Completion | undefined {
    const { branch, settings } = this;
    for (const [key, value] of this.constants) this.context.set(key, value);
    const later: string[] = [];
    for (const key of this.keysToSettle()) {
      if (usesVariables(this.constraintsOn(key))) later.push(key);
      else if (!this.settle(key)) return undefined;
    }
    const named = settings.callers.solve(
      {
        branch,
        demand: settings.demands.find(({ key }) => key === 'aws:principalarn'),
        mode: settings.mode,
        rolesNamed: settings.rolesNamed,
        variables: this.variables,
        doubt: (what) => this.doubts.add('operatorWritten' in what ? showClause(what) : `the principal ${showText(what.written)}`),
      },
      settings.budget,
    );
    if (named.kind !== 'found') return named;
    for (const [key, value] of callerKeys(named.caller)) this.context.set(key, value);
    for (const key of later) if (!this.settle(key)) return undefined;
    for (const [key, value] of this.taken) if (!this.context.has(key)) this.context.set(key, value);
    if (!this.settleTags()) return undefined;
    if (this.unproven !== undefined) return unproven(this.unproven);
    return { kind: 'found', request: this.request(named.caller), doubts: [...this.doubts] };
  }

  /** Finds the value of a key; false when there is none. */
  private settle(key: string, solution = this.solve(key, this.constraintsOn(key))): boolean {
    if (solution.kind === 'none') return false;
    if (solution.kind === 'unproven') this.unproven ??= solution.why;
    else if (solution.value !== undefined) this.context.set(key, solution.value);
    if (this.route?.handsOnIdentity && key === INHERITED_IDENTITY && solution.kind === 'found' && solution.value !== undefined) {
      this.context.set(SET_IDENTITY, solution.value);
    }
    return true;
  }

  /** Makes names and values of tags fit; false when the values that have to be there leave no way to name them. */
  private settleTags(): boolean {
    const asked = namesAskedFor(this.context, this.branch.keys);
    if (asked.length > 0) {
      const names = { ...this.problemOf(TAG_NAMES, [...this.constraintsOn(TAG_NAMES), ...asked]), fixed: undefined };
      if (!this.settle(TAG_NAMES, solveKey(names, this.settings.budget))) return false;
    }
    for (const key of valuesAskedFor(this.context)) {
      const value = solveKey({ ...this.problemOf(key, this.constraintsOn(key)), demand: present(key) }, this.settings.budget);
      if (value.kind === 'found' && value.value !== undefined) this.context.set(key, value.value);
      // Another name might have done as well.
      else this.unproven ??= `the conditions on ${key} and on aws:TagKeys have to fit together`;
    }
    return true;
  }

  private constraintsOn(key: string): readonly KeyConstraint[] {
    const { keys } = this.branch;
    const own = keys.get(key) ?? [];
    // One value has to do for both.
    return this.route?.handsOnIdentity && key === INHERITED_IDENTITY ? [...own, ...keys.get(SET_IDENTITY) ?? []] : own;
  }

  private *keysToSettle(): Generator<string> {
    const { branch, settings } = this;
    if (this.route?.handsOnIdentity) yield INHERITED_IDENTITY;
    for (const key of branch.keys.keys()) if (!this.route?.handsOnIdentity || key !== INHERITED_IDENTITY) yield key;
    for (const { key } of settings.demands) if (key !== 'aws:principalarn' && !branch.keys.has(key)) yield key;
  }

  private request(caller: Caller): AssumeRoleRequest {
    const { identity, caller: { mfa } } = this.branch;
    for (const key of identity.map(({ clause }) => String(clause.key))) if (this.factsOf(key).presence === 'undocumented') this.undocumented.add(key);
    if (mfa !== 'absent') this.context.set('aws:multifactorauthpresent', mfa);
    return { action: actionOf(caller), caller, context: this.context, undocumented: this.undocumented };
  }

  private factsOf(key: string): ReturnType<typeof requestKeyOf> {
    const { kind, mfa, name } = this.branch.caller;
    return requestKeyOf(key, kind, mfa, name);
  }

  /** A branch hands its constraints on to all that come from it, so most keys have been solved before. */
  private solve(key: string, constraints: readonly KeyConstraint[]): KeySolution {
    const { solved } = this.settings;
    const isElsewhere = this.route !== undefined || this.context.get(OWN_ORGANIZATION_KEY) !== OWN_ORGANIZATION;
    const domains = domainsOfAccount(key, this.branch.caller);
    if (domains) return this.solveEither(this.problemOf(key, constraints), domains);
    const depends = isElsewhere || constraints.length === 0 || usesVariables(constraints);
    if (depends) return solveKey(this.problemOf(key, constraints), this.settings.budget);
    let known = solved.get(constraints);
    if (!known) {
      const doubtful: ConditionClause[] = [];
      const problem = this.problemOf(key, constraints, (clause) => doubtful.push(clause));
      known = { solution: solveKey(problem, this.settings.budget), undocumented: problem.presence === 'undocumented', doubtful };
      solved.set(constraints, known);
    }
    if (known.undocumented) this.undocumented.add(key);
    known.doubtful.forEach(this.doubtClause);
    return known.solution;
  }

  /** The value is of one domain or of another. */
  private solveEither(problem: KeyProblem, domains: readonly KeyDomain[]): KeySolution {
    let unprovenHere: KeySolution | undefined;
    for (const domain of domains) {
      const solution = solveKey({ ...problem, domain }, this.settings.budget);
      if (solution.kind === 'found') return solution;
      if (solution.kind === 'unproven') unprovenHere = solution;
    }
    return unprovenHere ?? NONE;
  }

  private problemOf(key: string, constraints: readonly KeyConstraint[], doubt = this.doubtClause): KeyProblem {
    const { domain, multivalued, presence: documented } = this.factsOf(key);
    const presence = this.presenceOnRoute(key, documented);
    if (presence === 'undocumented') this.undocumented.add(key);
    const demand = this.demandOn(key);
    return {
      key,
      domain: domainsOfAccount(key, this.branch.caller)?.[0] ?? domain,
      multivalued,
      constraints,
      demand,
      mode: this.settings.mode,
      variables: this.variables,
      presence,
      fixed: this.context.get(key) ?? this.taken.get(key) ?? demand?.fixed,
      doubt,
    };
  }

  private presenceOnRoute(key: string, documented: Presence): Presence {
    if (this.route?.closed.has(key)) return 'never';
    return documented === 'maybe' && this.route?.sent.has(key) ? 'always' : documented;
  }

  private demandOn(key: string): KeyDemand | undefined {
    const demand = this.settings.demands.find((candidate) => candidate.key === key);
    const organization = this.context.get(OWN_ORGANIZATION_KEY);
    return demand && typeof organization === 'string' && organization !== OWN_ORGANIZATION ? demandFor(organization, demand) : demand;
  }

  private readonly doubtClause = (clause: ConditionClause): void => {
    this.doubts.add(showClause(clause));
  };

  /**
   * What a policy variable stands for. A proof may count only on what is the same in every request of the branch; a trial takes the value
   * that the key has got, or gives it one.
   */
  private readonly variables: VariableValues = (key) => {
    if (this.factsOf(key).presence === 'never' || this.route?.closed.has(key)) return undefined;
    const value = this.context.get(key) ?? this.taken.get(key);
    if (this.settings.mode === 'widest') return typeof value === 'string' && this.isSameForAll(key) ? value : anyText(key);
    if (typeof value === 'string') return value;
    const taken = this.valueToTake(key);
    if (taken !== undefined) this.taken.set(key, taken);
    return taken;
  };

  /** One that fits the conditions on the key, as far as these do not ask for other keys in turn. */
  private valueToTake(key: string): string | undefined {
    const constraints = this.constraintsOn(key).filter((constraint) => !usesVariables([constraint]));
    const problem = this.problemOf(key, constraints, () => undefined);
    const solution = solveKey({ ...problem, demand: { ...present(key), ...problem.demand, mayBeAbsent: false } }, this.settings.budget);
    return solution.kind === 'found' && typeof solution.value === 'string' ? solution.value : undefined;
  }

  private isSameForAll(key: string): boolean {
    return this.constants.has(key) || (this.branch.caller.name !== undefined && CALLER_KEYS.has(key));
  }
}

function usesVariables(constraints: readonly KeyConstraint[]): boolean {
  return constraints.some(({ clause, version }) => variablesOf(clause, version).length > 0);
}
