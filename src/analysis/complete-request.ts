/** From a branch of the search to a whole request: a name for the caller, and a value for every condition key. */
import { Branch } from './branch';
import { CallerWorld, nameCaller } from './caller-class';
import { INHERITED_IDENTITY, KeyCombination, keyCombinationsOf } from './key-combinations';
import { present, SearchMode } from './key-constraints/key-constraint';
import { NONE, unproven } from './key-constraints/key-problem';
import { solveKey } from './key-constraints/solve-key';
import { KeyValues, RequestSettings, Scenario } from './key-values';
import { OWN_ACCOUNT_KEY } from './own-account';
import { OWN_ORGANIZATION_KEY } from './own-organization';
import { Relations, relationsOf, UNRELATED } from './related-keys';
import { requiredTagNames, TAG_NAMES, tagsWithoutValue } from './session-tags';
import { actionOf, AssumeRoleRequest, Caller, isAwsCaller } from '../evaluation/assume-role-request';
import { callerKeys } from '../evaluation/caller-keys';
import { showClause } from '../evaluation/match-condition';
import { showText } from '../policy/partly-known-text';

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
  for (const completion of completionsOf(branch, settings)) {
    if (completion.kind === 'found') return completion;
    unprovenHere = completion;
  }
  return unprovenHere ?? NONE;
}

/** A request of each kind that the branch has room for, one that passes a tag and one that does not; and where one could neither be found nor excluded. */
export function* completionsOf(branch: Branch, settings: RequestSettings): Generator<Exclude<Completion, { readonly kind: 'none' }>> {
  for (const organization of settings.organizations) {
    for (const scenario of scenariosOf(branch, settings.mode)) {
      const completion = new RequestCompletion(branch, settings, scenario, organization).run();
      if (completion && completion.kind !== 'none') yield completion;
    }
  }
}

function scenariosOf(branch: Branch, mode: SearchMode): readonly Scenario[] {
  const combinations = keyCombinationsOf(branch);
  if (!branch.holdsVariables) {
    return combinations.map((combination) => ({ combination, absentKeys: combination?.absent, relations: UNRELATED, isDistinct: false }));
  }
  const related = relationsOf(branch);
  const choices = mode === 'exact' ? [false, true] : [false];
  return choices.flatMap((isDistinct) => combinations.flatMap((combination) => scenariosFor(combination, related, isDistinct)));
}

function scenariosFor(combination: KeyCombination | undefined, related: readonly Relations[], isDistinct: boolean): readonly Scenario[] {
  // What comes with every request of a combination cannot be missing for the sake of a comparison with itself.
  const possible = related.filter(({ absent }) => ![...absent].some((key) => combination?.present.has(key)));
  return possible.map((relations): Scenario => {
    const absentKeys = relations.absent.size > 0 ? new Set([...(combination?.absent ?? []), ...relations.absent]) : combination?.absent;
    return { combination, absentKeys, relations, isDistinct };
  });
}

class RequestCompletion {
  private readonly values: KeyValues;

  public constructor(
    private readonly branch: Branch,
    private readonly settings: RequestSettings,
    private readonly scenario: Scenario,
    organization: string | undefined,
  ) {
    this.values = new KeyValues(branch, settings, scenario, constantsOf(branch, settings.world, organization));
  }

  /** Undefined when there is no such request. Keys that speak for themselves come first: most branches fail there, before anybody needs a name. */
  public run(): Completion | undefined {
    const { branch, settings, values } = this;
    const later: string[] = [];
    for (const key of this.keysInOrder()) {
      if (values.dependsOnOtherKeys(key)) later.push(key);
      else if (!values.settle(key)) return undefined;
    }
    const named = settings.callers.solve(
      {
        branch,
        requirement: settings.requirements.find(({ key }) => key === 'aws:principalarn'),
        mode: settings.mode,
        namedRoles: settings.namedRoles,
        candidateNames: settings.mode === 'exact' ? values.textsImpliedByOthers('aws:username') : [],
        variables: values.variables,
        doubt: (what) => values.doubts.add('operatorWritten' in what ? showClause(what) : `the principal ${showText(what.written)}`),
      },
      settings.budget,
    );
    if (named.kind !== 'found') return named;
    for (const [key, value] of callerKeys(named.caller)) values.context.set(key, value);
    for (const key of later) if (!values.settle(key)) return undefined;
    values.keepAssumedValues();
    if (!this.settleTags()) return undefined;
    if (values.unproven !== undefined) return unproven(values.unproven);
    return { kind: 'found', request: this.request(named.caller), doubts: [...values.doubts] };
  }

  /** Makes names and values of tags fit; false when the values that have to be there leave no way to name them. */
  private settleTags(): boolean {
    const { values } = this;
    const asked = requiredTagNames(values.context, this.branch.keys);
    if (asked.length > 0) {
      const names = { ...values.problemOf(TAG_NAMES, [...values.constraintsOn(TAG_NAMES), ...asked]), fixed: undefined };
      if (!values.accept(TAG_NAMES, solveKey(names, this.settings.budget))) return false;
    }
    for (const key of tagsWithoutValue(values.context)) {
      const value = solveKey({ ...values.problemOf(key, values.constraintsOn(key)), requirement: present(key) }, this.settings.budget);
      if (value.kind === 'found' && value.value !== undefined) values.context.set(key, value.value);
      // Another name might have done as well.
      else values.unproven ??= `the conditions on ${key} and on aws:TagKeys have to fit together`;
    }
    return true;
  }

  private *keysInOrder(): Generator<string> {
    const { branch, settings, scenario } = this;
    const passesOnIdentity = scenario.combination?.passesOnIdentity === true;
    if (passesOnIdentity) yield INHERITED_IDENTITY;
    for (const key of branch.keys.keys()) if (!passesOnIdentity || key !== INHERITED_IDENTITY) yield key;
    for (const key of scenario.relations.present) if (!branch.keys.has(key)) yield key;
    for (const { key } of settings.requirements) if (key !== 'aws:principalarn' && !branch.keys.has(key)) yield key;
  }

  private request(caller: Caller): AssumeRoleRequest {
    const { branch: { identity, caller: { mfa } }, values: { context, undocumented } } = this;
    for (const key of identity.map(({ clause }) => String(clause.key))) if (this.values.factsOf(key).presence === 'undocumented') undocumented.add(key);
    if (mfa !== 'absent') context.set('aws:multifactorauthpresent', mfa);
    return { action: actionOf(caller), caller, context, undocumented };
  }
}
