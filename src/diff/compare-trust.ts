/** What a change does to one role: which requests are newly allowed or no longer allowed. Each answer is a proof or a request. */
import { ComparedTemplates } from './compare-contexts';
import { BothSides, onBothSides } from './compare-definitions';
import { Owner } from '../analysis/fill-deploy-time-values';
import { findNewlyAllowedTogether } from '../analysis/find-newly-allowed';
import { findRequest } from '../analysis/find-request';
import { ANYBODY, outsiders } from '../analysis/questions/questions';
import { Verdict } from '../analysis/verdict';
import { NO_CHOICES } from '../cloudformation/deploy-time-choices';
import { DeployTimeContext, PlacedValue } from '../cloudformation/deploy-time-context';
import { readTrustPolicies, readTrustPolicy } from '../cloudformation/read-trust-policy';
import { IntrinsicResolution, ResolutionBudget } from '../cloudformation/resolve-intrinsics';
import { isAwsCaller } from '../evaluation/assume-role-request';
import { Witness, witnessOf } from '../findings/witness';
import { TrustPolicyReading } from '../policy/trust-policy';

export type ChangeKind = 'equivalent' | 'narrowed' | 'widened' | 'changed' | 'added' | 'removed' | 'undecided';

export interface TrustChange {
  readonly kind: ChangeKind;
  /** A request that is allowed now and was not before. */
  readonly newlyAllowed?: Witness;
  /** A request that was allowed before and is not now. */
  readonly newlyDenied?: Witness;
  /** Why it is undecided; empty otherwise. */
  readonly reasons: readonly string[];
  /** Proved: no request is allowed that was not allowed before. */
  readonly admitsNobodyNew: boolean;
}

const EQUIVALENT: TrustChange = { kind: 'equivalent', reasons: [], admitsNobodyNew: true };

export class TrustComparison {
  /** The results for documents that do not depend on their templates. */
  private readonly known = new Map<string, TrustChange>();

  constructor(private readonly templates: ComparedTemplates) { }

  public change(before: PlacedValue, after: PlacedValue): TrustChange {
    const texts = [before, after].map(({ value }) => JSON.stringify(value) ?? '');
    const sides = this.templates.place({ before, after });
    const owners = onBothSides((side) => ownerIn(sides[side].context));
    const isSameOwner = JSON.stringify(owners.before) === JSON.stringify(owners.after);
    if (!texts.every(isContextFree)) return isSameOwner && isSameValue(sides) ? EQUIVALENT : comparePolicies(sides, owners);
    if (isSameOwner && texts[0] === texts[1]) return EQUIVALENT;
    const key = JSON.stringify([owners, ...texts]);
    const change = this.known.get(key) ?? comparePolicies(sides, owners);
    this.known.set(key, change);
    return change;
  }
}

/** No principal could assume a role that did not exist. */
export function addedTrust(role: PlacedValue): TrustChange {
  const { verdict, reading } = whoGetsIn(role);
  if (verdict.kind === 'undecided') return undecidedChange('the role did not exist before', ...verdict.reasons);
  return { kind: 'added', newlyAllowed: witness(verdict, reading), reasons: [], admitsNobodyNew: verdict.kind === 'closed' };
}

export function removedTrust(role: PlacedValue): TrustChange {
  const { verdict, reading } = whoGetsIn(role);
  return { kind: 'removed', newlyDenied: witness(verdict, reading), reasons: [], admitsNobodyNew: true };
}

/** A caller from outside the account if there is one, otherwise one of the role's own account, otherwise a service. */
function whoGetsIn({ value, context }: PlacedValue): { readonly verdict: Verdict; readonly reading: TrustPolicyReading } {
  const reading = readTrustPolicy(value, context);
  let verdict: Verdict = { kind: 'closed' };
  for (const question of [outsiders, { ...ANYBODY, callers: isAwsCaller }, ANYBODY]) {
    verdict = findRequest(reading, ownerIn(context), { ...question, usesPlaceholderPrincipals: true });
    if (verdict.kind === 'open') break;
  }
  return { verdict, reading };
}

function ownerIn({ account, partition, region }: DeployTimeContext): Owner {
  return { account, partition, region };
}

/** Does the document contain no value that depends on the template or on where it is deployed? */
function isContextFree(text: string): boolean {
  return !/"Ref":|"Fn::|\{\{resolve:|"pieces":|"hole":/.test(text);
}

/**
 * With everything resolved that can be: are the texts the same, with the same deploy-time values? A text that is too long to read is never
 * the same.
 */
function isSameValue({ before, after }: BothSides<PlacedValue>): boolean {
  const [old, changed] = [before, after].map(({ value, context }) =>
    JSON.stringify(new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolve(value, context)));
  return old === changed;
}

function comparePolicies({ before, after }: BothSides<PlacedValue>, owners: BothSides<Owner>): TrustChange {
  const [old, moved] = [owners.before, owners.after];
  // A role can be assumed only from its own partition, so the callers are different ones.
  if (old.partition !== moved.partition) {
    return undecidedChange(`the role was in the partition ${old.partition} and is in ${moved.partition}: their callers cannot be compared`);
  }
  // The first policy, which has to allow the request, determines the options of a choice.
  const [afterFirst, beforeSecond] = readTrustPolicies([after, before]);
  const [beforeFirst, afterSecond] = readTrustPolicies([before, after]);
  if (old.account !== moved.account && [afterFirst, beforeFirst].some(refersToOwner)) {
    return undecidedChange(
      `the policy refers to the account of the role, which was ${accountInWords(old)} and is ${accountInWords(moved)}`,
    );
  }
  const gained = findNewlyAllowedTogether(beforeSecond, afterFirst, moved);
  const lost = findNewlyAllowedTogether(afterSecond, beforeFirst, old);
  const asked = { variants: [...beforeFirst.variants, ...afterFirst.variants] };
  return {
    kind: kindOf(gained, lost),
    newlyAllowed: witness(gained, asked),
    newlyDenied: witness(lost, asked),
    reasons: [...new Set([gained, lost].flatMap((verdict) => (verdict.kind === 'undecided' ? verdict.reasons : [])))],
    admitsNobodyNew: gained.kind === 'closed',
  };
}

export function undecidedChange(...reasons: readonly string[]): TrustChange {
  return { kind: 'undecided', reasons, admitsNobodyNew: false };
}

/** Does the policy refer to the account, organization or tags of the role itself? */
function refersToOwner(reading: TrustPolicyReading): boolean {
  return /aws:resource/i.test(JSON.stringify(reading));
}

function accountInWords({ account }: Owner): string {
  return account ?? 'not known';
}

function kindOf(gained: Verdict, lost: Verdict): ChangeKind {
  if (gained.kind === 'undecided' || lost.kind === 'undecided') return 'undecided';
  if (gained.kind === 'open') return lost.kind === 'open' ? 'changed' : 'widened';
  return lost.kind === 'open' ? 'narrowed' : 'equivalent';
}

function witness(verdict: Verdict, reading: TrustPolicyReading): Witness | undefined {
  return verdict.kind === 'open' ? witnessOf(verdict.request, reading) : undefined;
}
