/** What a change does to one role: who gets in that did not before, and who no longer does. Each answer is a proof or a request. */
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
  /** A request that gets in now and did not before. */
  readonly newlyAllowed?: Witness;
  /** A request that got in before and does not now. */
  readonly newlyDenied?: Witness;
  /** Why it is undecided; empty otherwise. */
  readonly reasons: readonly string[];
  /** Proved: nobody gets in who did not before. */
  readonly nobodyNew: boolean;
}

const EQUIVALENT: TrustChange = { kind: 'equivalent', reasons: [], nobodyNew: true };

export class TrustComparison {
  /** What was found of documents that hold all there is to know about them. */
  private readonly known = new Map<string, TrustChange>();

  constructor(private readonly templates: ComparedTemplates) { }

  public change(before: PlacedValue, after: PlacedValue): TrustChange {
    const texts = [before, after].map(({ value }) => JSON.stringify(value) ?? '');
    const sides = this.templates.place({ before, after });
    const owners = onBothSides((side) => ownerIn(sides[side].context));
    const isSameOwner = JSON.stringify(owners.before) === JSON.stringify(owners.after);
    if (!texts.every(isContextFree)) return isSameOwner && isSameValue(sides) ? EQUIVALENT : compare(sides, owners);
    if (isSameOwner && texts[0] === texts[1]) return EQUIVALENT;
    const key = JSON.stringify([owners, ...texts]);
    const change = this.known.get(key) ?? compare(sides, owners);
    this.known.set(key, change);
    return change;
  }
}

/** Nobody could assume a role that was not there. */
export function addedTrust({ value, context }: PlacedValue): TrustChange {
  const [verdict, reading] = whoGetsIn(value, context);
  if (verdict.kind === 'undecided') return undecided('the role was not there before', ...verdict.reasons);
  return { kind: 'added', newlyAllowed: witness(verdict, reading), reasons: [], nobodyNew: verdict.kind === 'closed' };
}

export function removedTrust({ value, context }: PlacedValue): TrustChange {
  const [verdict, reading] = whoGetsIn(value, context);
  return { kind: 'removed', newlyDenied: witness(verdict, reading), reasons: [], nobodyNew: true };
}

/** Somebody from outside if there is anybody, else one of the own account, else a service. */
function whoGetsIn(document: unknown, context: DeployTimeContext): [Verdict, TrustPolicyReading] {
  const reading = readTrustPolicy(document, context);
  let verdict: Verdict = { kind: 'closed' };
  for (const question of [outsiders, { ...ANYBODY, callers: isAwsCaller }, ANYBODY]) {
    verdict = findRequest(reading, ownerIn(context), { ...question, inventsPrincipals: true });
    if (verdict.kind === 'open') break;
  }
  return [verdict, reading];
}

function ownerIn({ account, partition, region }: DeployTimeContext): Owner {
  return { account, partition, region };
}

/** Nothing in it that a template, or the place of its deployment, has to fill in. */
function isContextFree(text: string): boolean {
  return !/"Ref":|"Fn::|\{\{resolve:|"pieces":|"hole":/.test(text);
}

/** With everything worked out that can be, the same text made of the same deploy-time values. What was too much to read is never the same. */
function isSameValue({ before, after }: BothSides<PlacedValue>): boolean {
  const [old, changed] = [before, after].map(({ value, context }) =>
    JSON.stringify(new IntrinsicResolution(NO_CHOICES, new ResolutionBudget()).resolve(value, context)));
  return old === changed;
}

function compare({ before, after }: BothSides<PlacedValue>, owners: BothSides<Owner>): TrustChange {
  const [old, moved] = [owners.before, owners.after];
  // Trust never crosses a partition: the callers of one are not those of another.
  if (old.partition !== moved.partition) return undecided(`the role was in the partition ${old.partition} and is in ${moved.partition}: their callers cannot be compared`);
  // The options of a choice are those of the policy that has to allow the request.
  const [afterFirst, beforeSecond] = readTrustPolicies([after, before]);
  const [beforeFirst, afterSecond] = readTrustPolicies([before, after]);
  if (old.account !== moved.account && [afterFirst, beforeFirst].some(speaksOfOwner)) {
    return undecided(`the policy speaks of the account of the role, which was ${shown(old)} and is ${shown(moved)}`);
  }
  const gained = findNewlyAllowedTogether(beforeSecond, afterFirst, moved);
  const lost = findNewlyAllowedTogether(afterSecond, beforeFirst, old);
  const asked = { variants: [...beforeFirst.variants, ...afterFirst.variants] };
  return {
    kind: kindOf(gained, lost),
    newlyAllowed: witness(gained, asked),
    newlyDenied: witness(lost, asked),
    reasons: [...new Set([gained, lost].flatMap((verdict) => (verdict.kind === 'undecided' ? verdict.reasons : [])))],
    nobodyNew: gained.kind === 'closed',
  };
}

export function undecided(...reasons: readonly string[]): TrustChange {
  return { kind: 'undecided', reasons, nobodyNew: false };
}

/** Whatever is said of the account, organization or tags of the role itself. */
function speaksOfOwner(reading: TrustPolicyReading): boolean {
  return /aws:resource/i.test(JSON.stringify(reading));
}

function shown({ account }: Owner): string {
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
