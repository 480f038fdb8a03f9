/** Finds a value for one condition key after the other, for the request that a branch of the search leads to. */
import { Branch } from './branch';
import { INHERITED_IDENTITY, SET_IDENTITY } from './key-combinations';
import { KeyConstraint, KeyRequirement, present, satisfies, usesVariables, variablesOf } from './key-constraints/key-constraint';
import { KeyProblem, KeySolution, NO_SOLUTION } from './key-constraints/key-problem';
import { solveKey } from './key-constraints/solve-key';
import { requirementForOrganization, OWN_ORGANIZATION, OWN_ORGANIZATION_KEY } from './own-organization';
import { onlyTextOf, sharedDomain, textsBehindVariable, truthAgainstItself } from './related-keys';
import { RequestSettings } from './request-settings';
import { Scenario } from './scenarios';
import { ContextValue } from '../evaluation/assume-role-request';
import { CALLER_KEYS } from '../evaluation/caller-keys';
import { isInDomain, KeyDomain } from '../evaluation/key-domains';
import { domainsOfAccount } from '../evaluation/keys-of-account';
import { showClause } from '../evaluation/match-condition';
import { Presence } from '../evaluation/request-key-table';
import { requestKeyOf } from '../evaluation/request-keys';
import { Truth } from '../evaluation/truth';
import { anyText, VariableValues } from '../evaluation/value-pattern';
import { ConditionClause, Operator } from '../policy/condition';

export class KeyValues {
  public readonly context = new Map<string, ContextValue>();
  public readonly undocumented = new Set<string>();
  public readonly doubts: Set<string>;
  public unproven: string | undefined;
  /** Values assumed for keys behind policy variables before these keys were solved themselves. */
  private readonly assumedValues = new Map<string, string>();
  /** The keys that have been solved; of keys with equal values, the first one. */
  private readonly settled = new Set<string>();

  /** `constants`: values that are fixed from the start. */
  public constructor(
    private readonly branch: Branch,
    private readonly settings: RequestSettings,
    private readonly scenario: Scenario,
    private readonly constants: ReadonlyMap<string, string>,
  ) {
    this.doubts = new Set(branch.doubts);
    for (const [key, value] of constants) this.context.set(key, value);
  }

  /** Finds the value of a key, and of all keys that have the same value; false when there is none. */
  public settle(key: string): boolean {
    const keys = this.equalKeys(key);
    if (this.settled.has(keys[0])) return true;
    this.settled.add(keys[0]);
    return keys.every((each) => this.accept(each, this.solve(key)));
  }

  public accept(key: string, solution: KeySolution): boolean {
    if (solution.kind === 'none') return false;
    if (solution.kind === 'unproven') {
      this.unproven ??= solution.why;
    } else if (solution.value !== undefined) {
      this.context.set(key, solution.value);
      if (this.scenario.combination?.passesOnIdentity && key === INHERITED_IDENTITY) this.context.set(SET_IDENTITY, solution.value);
    }
    return true;
  }

  /** Adds the values assumed for keys that only a policy variable refers to, and no condition. */
  public keepAssumedValues(): void {
    for (const [key, value] of this.assumedValues) if (!this.context.has(key)) this.context.set(key, value);
  }

  public constraintsOn(key: string): readonly KeyConstraint[] {
    const { keys } = this.branch;
    const own = keys.get(key) ?? [];
    // One value has to satisfy the constraints on both keys.
    return this.scenario.combination?.passesOnIdentity && key === INHERITED_IDENTITY ? [...own, ...keys.get(SET_IDENTITY) ?? []] : own;
  }

  private equalKeys(key: string): readonly string[] {
    return this.scenario.relations.same.get(key) ?? [key];
  }

  /** The constraints on the key, and on all keys with the same value, except those that compare it with itself. */
  private constraintsAgainstOthers(key: string): readonly KeyConstraint[] {
    if (!this.branch.holdsVariables) return this.constraintsOn(key);
    const keys = this.equalKeys(key);
    const all = keys.length === 1 ? this.constraintsOn(key) : keys.flatMap((each) => this.constraintsOn(each));
    return usesVariables(all) ? all.filter((constraint) => this.truthAgainstItself(constraint) === undefined) : all;
  }

  private truthAgainstItself(constraint: KeyConstraint): Truth | undefined {
    const key = String(constraint.clause.key);
    return truthAgainstItself(constraint, (other) => other === key || this.equalKeys(key).includes(other), this.factsOf(key));
  }

  /** Does the value of the key depend on the values of other keys? */
  public dependsOnOtherKeys(key: string): boolean {
    return this.branch.holdsVariables && usesVariables(this.constraintsAgainstOthers(key));
  }

  public factsOf(key: string): ReturnType<typeof requestKeyOf> {
    const { kind, mfa, name } = this.branch.caller;
    return requestKeyOf(key, kind, mfa, name);
  }

  private solve(key: string): KeySolution {
    const keys = this.equalKeys(key);
    const constraints = this.constraintsOn(key);
    if (this.scenario.relations.opposed.has(key)) return NO_SOLUTION;
    if (keys.length > 1 || this.scenario.relations.present.has(key)) return this.solveWithImpliedText(keys) ?? this.solvePresent(keys);
    const domains = domainsOfAccount(key, this.branch.caller);
    if (domains) return this.solveInAnyDomain(this.problemOf(key, constraints), domains);
    return this.branch.holdsVariables && usesVariables(constraints)
      ? this.solveWithVariables(key, constraints)
      : this.solveAlone(key, constraints);
  }

  /** Narrower branches share the constraints of the branch they come from, so most keys have been solved before. */
  private solveAlone(key: string, constraints: readonly KeyConstraint[]): KeySolution {
    const { solved } = this.settings;
    const isSpecialCase = this.scenario.absentKeys !== undefined || this.context.get(OWN_ORGANIZATION_KEY) !== OWN_ORGANIZATION;
    if (isSpecialCase || constraints.length === 0) return solveKey(this.problemOf(key, constraints), this.settings.budget);
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

  /** A clause that compares the key with itself may come out one way if the key is present, and another way if it is absent. */
  private solveWithVariables(key: string, constraints: readonly KeyConstraint[]): KeySolution {
    const problem = this.problemOf(key, constraints);
    if (problem.presence === 'undocumented' || this.constraintsAgainstOthers(key).length === constraints.length) {
      return solveKey(problem, this.settings.budget);
    }
    const absentOnly: KeyRequirement = { ...(problem.requirement ?? present(key)), mayBeAbsent: true, mayBePresent: false };
    const absent = solveKey({ ...problem, requirement: absentOnly }, this.settings.budget);
    const mayBeAbsent = problem.requirement?.mayBeAbsent !== false && problem.fixed === undefined;
    return mayBeAbsent && absent.kind === 'found' ? absent : this.solvePresent([key]);
  }

  /** An exact search uses the text that conditions on other keys imply for these, if it fits. */
  private solveWithImpliedText(keys: readonly string[]): KeySolution | undefined {
    if (this.settings.mode === 'widest') return undefined;
    const constraints = this.constraintsAgainstOthers(keys[0]);
    const texts = keys.flatMap((key) => this.textsImpliedByOthers(key));
    const solutions = texts.map((text) => this.solvePresent(keys, [...constraints, equalsText(keys[0], text)]));
    return solutions.find(({ kind }) => kind === 'found');
  }

  /** The one text that is the value of all of these keys. */
  private solvePresent(keys: readonly string[], constraints = this.constraintsAgainstOthers(keys[0])): KeySolution {
    const comparisonsHold = keys.flatMap((key) => this.constraintsOn(key)).every((constraint) => {
      const truth = this.truthAgainstItself(constraint);
      return truth === undefined || satisfies(truth, constraint, this.settings.mode);
    });
    const problems = keys.map((key) => this.problemOf(key, constraints));
    if (!comparisonsHold || problems.some(({ presence }) => presence === 'never')) return NO_SOLUTION;
    const [problem] = problems;
    const domain = keys.length > 1 ? sharedDomain(keys, (key) => this.factsOf(key)) : problem.domain;
    const requirements = problems.flatMap(({ requirement }) => requirement ?? []);
    const requirement: KeyRequirement = {
      ...present(problem.key),
      mayBePresent: requirements.every(({ mayBePresent }) => mayBePresent),
      differsFrom: requirements.flatMap(({ differsFrom }) => differsFrom),
    };
    const { fixed } = problems.find((each) => each.fixed !== undefined) ?? problem;
    if (typeof fixed === 'string' && domain?.type === 'text' && keys.length > 1 && !isInDomain(domain, fixed)) return NO_SOLUTION;
    return solveKey({ ...problem, domain: domain ?? problem.domain, requirement, fixed }, this.settings.budget);
  }

  public problemOf(key: string, constraints: readonly KeyConstraint[], doubt = this.doubtClause): KeyProblem {
    const { domain, multivalued, presence: documented } = this.factsOf(key);
    const presence = this.presenceInScenario(key, documented);
    if (presence === 'undocumented') this.undocumented.add(key);
    const requirement = this.requirementOn(key);
    return {
      key,
      domain: domainsOfAccount(key, this.branch.caller)?.[0] ?? domain,
      multivalued,
      constraints,
      requirement,
      mode: this.settings.mode,
      variables: this.variables,
      presence,
      undocumentedKeys: this.branch.undocumentedKeys,
      fixed: this.context.get(key) ?? this.assumedValues.get(key) ?? requirement?.fixed,
      doubt,
    };
  }

  private presenceInScenario(key: string, documented: Presence): Presence {
    if (this.scenario.absentKeys?.has(key)) return 'never';
    return documented === 'maybe' && this.scenario.combination?.present.has(key) ? 'always' : documented;
  }

  /** The value may belong to any of the domains. */
  private solveInAnyDomain(problem: KeyProblem, domains: readonly KeyDomain[]): KeySolution {
    let unprovenHere: KeySolution | undefined;
    for (const domain of domains) {
      const solution = solveKey({ ...problem, domain }, this.settings.budget);
      if (solution.kind === 'found') return solution;
      if (solution.kind === 'unproven') unprovenHere = solution;
    }
    return unprovenHere ?? NO_SOLUTION;
  }

  private requirementOn(key: string): KeyRequirement | undefined {
    const requirement = this.settings.requirements.find((candidate) => candidate.key === key);
    const organization = this.context.get(OWN_ORGANIZATION_KEY);
    return requirement && typeof organization === 'string' && organization !== OWN_ORGANIZATION
      ? requirementForOrganization(organization, requirement)
      : requirement;
  }

  private readonly doubtClause = (clause: ConditionClause): void => {
    this.doubts.add(showClause(clause));
  };

  /**
   * The value of a policy variable. A widest search may rely only on a value that is the same in every request of the branch; an exact
   * search uses the value that the key has, or assumes one.
   */
  public readonly variables: VariableValues = (key) => {
    if (this.factsOf(key).presence === 'never' || this.scenario.absentKeys?.has(key)) return undefined;
    const value = this.context.get(key) ?? this.assumedValues.get(key);
    if (this.settings.mode === 'widest') return typeof value === 'string' && this.isSameForAll(key) ? value : anyText(key);
    if (typeof value === 'string') return value;
    const assumed = this.valueToAssume(key);
    if (assumed !== undefined) this.assumedValues.set(key, assumed);
    return assumed;
  };

  /** A value that satisfies the conditions on the key, except those that refer to other keys in turn. */
  private valueToAssume(key: string): string | undefined {
    const constraints = this.constraintsAgainstOthers(key).filter((constraint) => !usesVariables([constraint]));
    const valueWith = (fixed?: string) => {
      const more = fixed === undefined ? this.differentTexts(key) : [equalsText(key, fixed)];
      const solution = this.solvePresent(this.equalKeys(key), [...constraints, ...more]);
      return solution.kind === 'found' && typeof solution.value === 'string' ? solution.value : undefined;
    };
    for (const text of this.textsImpliedByOthers(key)) if (valueWith(text) !== undefined) return text;
    return valueWith();
  }

  /** Texts that conditions on other keys imply for this key, where those other keys have a text already. */
  public textsImpliedByOthers(key: string): string[] {
    if (!this.branch.holdsVariables) return [];
    return [...this.branch.keys].flatMap(([other, constraints]) => {
      if (!constraints.some(({ clause, version }) => variablesOf(clause, version).includes(key))) return [];
      const text =
        this.context.get(other) ?? onlyTextOf(constraints) ?? (this.scenario.isDistinct ? this.anyTextOf(other, constraints) : undefined);
      return typeof text === 'string' ? constraints.flatMap((constraint) => textsBehindVariable(key, constraint, text)) : [];
    });
  }

  /** A text that the key may have, whatever the values of the variables in its conditions. */
  private anyTextOf(key: string, constraints: readonly KeyConstraint[]): ContextValue | undefined {
    const problem: KeyProblem = {
      ...this.problemOf(key, constraints, () => undefined),
      mode: 'widest',
      variables: anyText,
      fixed: undefined,
    };
    const solution = solveKey(problem, this.settings.budget);
    return solution.kind === 'found' ? solution.value : undefined;
  }

  /** Where values have to differ: the value is none of those assumed so far. */
  private differentTexts(key: string): KeyConstraint[] {
    if (!this.scenario.isDistinct) return [];
    return [...this.assumedValues.values()].map((text) => ({ ...equalsText(key, text), wanted: false }));
  }

  private isSameForAll(key: string): boolean {
    if (this.constants.has(key) || (this.branch.caller.name !== undefined && CALLER_KEYS.has(key))) return true;
    return this.equalKeys(key).some((each) => onlyTextOf(this.constraintsOn(each)) !== undefined);
  }
}

/** The key has exactly this value. */
function equalsText(key: string, text: string): KeyConstraint {
  const operator: Operator = { family: 'string-equals', comparison: 'equals', negated: false, ignoreCase: false, ifExists: false };
  // In the older policy language `${` does not begin a variable.
  const clause: ConditionClause = { operatorWritten: 'StringEquals', operator, key, keyWritten: key, values: [text] };
  return { clause, operator, version: '2008-10-17', effect: 'Allow', wanted: true };
}
