/** How much the policies of a role or of an IAM user allow, proved over actions and resources: see docs/power.md. */
import { Candidate, candidateOf, FoundWay, isWorthItsTarget, wayOnItsOwn, wayTo } from './escalation';
import { LEVEL_OF_GROUP, someActionOf, unknownActions } from './power-of-actions';
import { PrincipalWithPolicies } from './principal';
import { permissionsOf } from './principal-permissions';
import { higherOf, isAtLeast, KnownPowerLevel, PowerLevel } from '../findings/power-level';
import { ACTION_GROUPS, resourceForms } from './tables/aws-permissions';
import { EscalationPath, ESCALATION_PATHS, SET_DEFAULT_VERSION } from './tables/escalation-paths';
import { becauseOf, notKnownOf } from './word-power';
import { ContextValue } from '../evaluation/assume-role-request';
import { Truth } from '../evaluation/truth';
import { coversEverything } from '../permissions/covers-everything';
import { PermissionSet } from '../permissions/permission-set';

export interface Power {
  /** `not-known`: what is missing, or is decided at deployment only, may raise it above `atLeast`. */
  readonly level: PowerLevel;
  /** The level that is proved. The same as `level`, unless that is `not-known`. */
  readonly atLeast: KnownPowerLevel;
  /** The highest level that is not disproved. The same as `level`, unless that is `not-known`. */
  readonly atMost: KnownPowerLevel;
  /** Why, in one line: `its policies allow every action on every resource`. */
  readonly because: string;
  /** How it can become an administrator, if `atLeast` is `can-become-administrator`. */
  readonly path?: EscalationWay;
  /** What is not known, one line each: missing policies, deploy-time values, conditions. May be empty for any level but `not-known`. */
  readonly notKnown: readonly string[];
}

/** A known way from a set of permissions to those of another principal, as these policies allow it. */
export interface EscalationWay {
  /** `lambda-001`, of the published list. */
  readonly id: string;
  /** The actions that it needs, all of which the policies allow. */
  readonly actions: readonly string[];
  /** The id of the principal of the inputs whose permissions it leads to; undefined if it leads to those of any (`ifThereIsOne`). */
  readonly to?: string;
  /** The service that the role is passed to. */
  readonly service?: string;
  /** It needs a role, user or resource that the inputs do not show, and the policies allow it on every one. */
  readonly ifThereIsOne: boolean;
}

/** The roles that a role or user of the inputs can assume, as far as their trust policies and its own permissions are concerned. */
export type AssumableRoles = (id: string) => Iterable<{ readonly id: string; readonly truth: Truth }>;

/**
 * The power of all principals together: who can pass a role, or change or assume another principal, has at least a way to its power.
 *
 * @param assumable leads to the roles that a principal can assume. Default: none, so ways that go through sts:AssumeRole are left out
 */
export function powersOf(principals: readonly PrincipalWithPolicies[], assumable: AssumableRoles = () => []): ReadonlyMap<string, Power> {
  return new PowerSearch(principals, assumable).run();
}

/** Do the policies of the principal allow this one request? `unknown` where that depends on what is missing or known only later. */
export function allowedBy(principal: PrincipalWithPolicies, request: {
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case, besides those that follow from the principal. */
  readonly context?: ReadonlyMap<string, ContextValue>;
}): Truth {
  return permissionsOf(principal).allows(request);
}

interface State extends Candidate {
  /** Proved so far, and not disproved so far. */
  lower: KnownPowerLevel;
  upper: KnownPowerLevel;
  /** An action that shows `lower`. */
  readonly action?: string;
  /** The ways whose actions the policies may allow. */
  readonly paths: readonly EscalationPath[];
  way?: FoundWay;
  possibleWay?: FoundWay;
}

const PATHS = [...ESCALATION_PATHS, SET_DEFAULT_VERSION];

/** Principals that a way may lead to, found by what it needs: most ways stay in the account, and the others lead to an assumed role. */
class Targets {
  public readonly certain: ReadonlySet<State>;
  private readonly byAccount: ReadonlyMap<string, readonly State[]>;
  private readonly byId: ReadonlyMap<string, State>;

  constructor(states: readonly State[]) {
    this.certain = new Set(states.filter(({ lower }) => isAdministrative(lower)));
    this.byAccount = grouped(states, ({ set }) => set.principal.account);
    this.byId = new Map(states.map((state) => [state.principal.id, state]));
  }

  public inAccountOf({ set }: State): readonly State[] {
    return this.byAccount.get(set.principal.account) ?? [];
  }

  /** In whichever account it is; undefined if it is not one of them. */
  public find(id: string): State | undefined {
    return this.byId.get(id);
  }
}

function grouped<Value>(values: readonly Value[], keyOf: (value: Value) => string): ReadonlyMap<string, readonly Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

class PowerSearch {
  private readonly states: readonly State[];
  private readonly all: Targets;

  constructor(principals: readonly PrincipalWithPolicies[], private readonly assumable: AssumableRoles) {
    this.states = principals.map(stateOf);
    this.all = new Targets(this.states);
  }

  public run(): ReadonlyMap<string, Power> {
    const open = this.states.filter(isOpen);
    this.followTargets(open, this.states.filter(({ lower }) => isAdministrative(lower)));
    for (const state of open.filter(isOpen)) this.tryAlone(state);
    for (const state of open.filter(isOpen)) this.tryChanged(state);
    this.followTargets(open, this.states.filter(({ upper }) => isAdministrative(upper)));
    return new Map(this.states.map((state) => [state.principal.id, powerOf(state)]));
  }

  /** Whoever leads to a principal that is worth it becomes worth it, and so on. */
  private followTargets(open: readonly State[], first: readonly State[]): void {
    for (let targets = first; targets.length > 0;) {
      const found = new Targets(targets);
      targets = open.filter(isOpen).filter((state) => this.tryTargets(state, found));
    }
  }

  /** @returns whether the state became worth it, for sure or perhaps */
  private tryTargets(state: State, targets: Targets): boolean {
    const { lower, upper } = state;
    if (state.paths.length === 0) return false;
    const assumed = new Map([...this.assumable(state.principal.id)].map(({ id, truth }) => [id, truth]));
    const inAccount = targets.inAccountOf(state);
    const assumable = [...assumed.keys()].flatMap((id) => targets.find(id) ?? []);
    for (const path of state.paths.filter(isWorthItsTarget)) {
      for (const target of path.leadsTo === 'assumable-role' ? assumable : inAccount) {
        const way = wayTo(state, target, path, assumed.get(target.principal.id) ?? 'no');
        if (way !== undefined) note(state, targets.certain.has(target) ? way : { ...way, truth: 'unknown' });
        if (!isOpen(state)) return true;
      }
    }
    return state.lower !== lower || state.upper !== upper;
  }

  private tryAlone(state: State): void {
    for (const path of state.paths) {
      const way = wayOnItsOwn(state, path);
      if (way !== undefined) note(state, way);
      if (!isOpen(state)) return;
    }
  }

  private tryChanged(state: State): void {
    const assumed = [...this.assumable(state.principal.id)];
    for (const path of state.paths.filter(({ leadsTo }) => leadsTo.startsWith('changed-'))) {
      const isAssumed = path.leadsTo === 'changed-assumable-role';
      const targets: readonly { readonly target?: State; readonly truth: Truth }[] = isAssumed
        ? assumed.map(({ id, truth }) => ({ target: this.all.find(id), truth }))
        : this.all.inAccountOf(state).map((target) => ({ target, truth: 'no' }));
      for (const { target, truth } of targets) {
        const way = target === undefined ? undefined : wayTo(state, target, path, truth);
        if (way !== undefined) note(state, way);
        if (!isOpen(state)) return;
      }
    }
  }
}

function isAdministrative(level: KnownPowerLevel): boolean {
  return isAtLeast(level, 'can-become-administrator');
}

function isOpen({ lower }: State): boolean {
  return !isAdministrative(lower);
}

/** What the policies allow by themselves, without any way to another principal. */
function stateOf(principal: PrincipalWithPolicies): State {
  const candidate = candidateOf(principal);
  const { set } = candidate;
  // The output of an inventory has thousands of them.
  if (isNothingKnown(principal)) return { ...candidate, lower: 'nothing', upper: 'administrator', paths: [] };
  const everything = coversEverything(set);
  if (everything === 'yes') return { ...candidate, lower: 'administrator', upper: 'administrator', paths: [] };
  const ofActions = powerOfActions(principal, set);
  const paths = PATHS.filter((path) => isPossible(path, set));
  return { ...candidate, ...ofActions, ...everything === 'unknown' && { upper: 'administrator' }, paths };
}

function isNothingKnown({ policies: { identity, missing } }: PrincipalWithPolicies): boolean {
  return identity.length === 0 && missing.some(({ as }) => as === 'all');
}

function powerOfActions({ policies: { identity } }: PrincipalWithPolicies, set: PermissionSet): Pick<State, 'lower' | 'upper' | 'action'> {
  let upper: KnownPowerLevel = unknownActions(identity).length > 0 ? 'manages-permissions' : 'nothing';
  for (const group of ACTION_GROUPS) {
    const { truth, action } = someActionOf(group, set);
    const level = LEVEL_OF_GROUP[group];
    if (truth !== 'no') upper = higherOf(upper, level);
    if (truth === 'yes') return { lower: level, upper, action };
  }
  return { lower: 'nothing', upper };
}

function isPossible({ steps }: EscalationPath, set: PermissionSet): boolean {
  return steps.every(({ action, on }) => on === 'assumed' || set.allowsSome(action, resourceForms(action)) !== 'no');
}

function note(state: State, way: FoundWay): void {
  state.upper = higherOf(state.upper, 'can-become-administrator');
  if (way.truth !== 'yes') {
    state.possibleWay ??= way;
  } else {
    state.lower = 'can-become-administrator';
    state.way = way;
  }
}

function powerOf(state: State): Power {
  const { principal, lower, upper, action, way, possibleWay } = state;
  const isKnownLevel = isAdministrative(lower) || lower === upper;
  return {
    level: isKnownLevel ? lower : 'not-known',
    atLeast: lower,
    atMost: isKnownLevel ? lower : upper,
    because: becauseOf({ principal, level: isKnownLevel ? lower : 'not-known', action, way, possibleWay }),
    ...way && { path: escalationWay(way) },
    notKnown: notKnownOf(principal, isKnownLevel),
  };
}

function escalationWay({ path: { id, steps }, to, service, ifThereIsOne }: FoundWay): EscalationWay {
  return { id, actions: steps.map((step) => step.action), to: to?.id, service, ifThereIsOne };
}
