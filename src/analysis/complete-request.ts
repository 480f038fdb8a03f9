/** Turns a branch of the search into a complete request: a name for the caller, and a value for every condition key. */
import { Branch } from './branch';
import { CallerWorld, nameCaller } from './caller-class';
import { INHERITED_IDENTITY } from './key-combinations';
import { present } from './key-constraints/key-constraint';
import { NO_SOLUTION, unproven } from './key-constraints/key-problem';
import { solveKey } from './key-constraints/solve-key';
import { KeyValues } from './key-values';
import { OWN_ACCOUNT_KEY } from './own-account';
import { OWN_ORGANIZATION_KEY } from './own-organization';
import { RequestSettings } from './request-settings';
import { Scenario, scenariosOf } from './scenarios';
import { requiredTagNames, TAG_NAMES, tagsWithoutValue } from './session-tags';
import { actionOf, EvaluatedRequest, Caller, isAwsCaller } from '../evaluation/assume-role-request';
import { callerKeys } from '../evaluation/caller-keys';
import { showClause } from '../evaluation/match-condition';
import { showText } from '../policy/partly-known-text';

export type Completion =
  | { readonly kind: 'found'; readonly request: EvaluatedRequest; readonly doubts: readonly string[] }
  | { readonly kind: 'none' }
  | { readonly kind: 'unproven'; readonly why: string };

/**
 * Values that are fixed from the start. Those of the role's own account and organization are assumptions, which a condition may
 * contradict.
 */
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
  return unprovenHere ?? NO_SOLUTION;
}

/**
 * A request for each case of the branch: one that passes a session tag, one that does not, and so on; and each case in which a request
 * could neither be found nor ruled out.
 */
export function* completionsOf(branch: Branch, settings: RequestSettings): Generator<Exclude<Completion, { readonly kind: 'none' }>> {
  for (const organization of settings.organizations) {
    for (const scenario of scenariosOf(branch, settings.mode)) {
      const completion = new RequestCompletion(branch, settings, scenario, organization).run();
      if (completion && completion.kind !== 'none') yield completion;
    }
  }
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

  /**
   * Undefined when there is no such request. Keys that do not depend on others come first: most branches fail there, before a name for
   * the caller is needed.
   */
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

  /** Makes the names and values of session tags agree; false when there is no way to name a value that must be present. */
  private settleTags(): boolean {
    const { values } = this;
    const required = requiredTagNames(values.context, this.branch.keys);
    if (required.length > 0) {
      const names = { ...values.problemOf(TAG_NAMES, [...values.constraintsOn(TAG_NAMES), ...required]), fixed: undefined };
      if (!values.accept(TAG_NAMES, solveKey(names, this.settings.budget))) return false;
    }
    for (const key of tagsWithoutValue(values.context)) {
      const value = solveKey({ ...values.problemOf(key, values.constraintsOn(key)), requirement: present(key) }, this.settings.budget);
      if (value.kind === 'found' && value.value !== undefined) values.context.set(key, value.value);
      // Another name might have worked.
      else values.unproven ??= `conditions on ${key} and on aws:TagKeys that depend on each other`;
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

  private request(caller: Caller): EvaluatedRequest {
    const { branch: { identity, caller: { mfa } }, values: { context, undocumented } } = this;
    for (const key of [...identity.map(({ clause }) => String(clause.key)), ...this.settings.keysTakenAsAbsent]) {
      if (this.values.factsOf(key).presence === 'undocumented') {
        undocumented.add(key);
      }
    }
    if (mfa !== 'absent') context.set('aws:multifactorauthpresent', mfa);
    return { action: actionOf(caller), caller, context, undocumented };
  }
}
