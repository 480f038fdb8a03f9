/**
 * Do the policies of a role or user allow it to assume a role whose trust policy admits it?
 *
 * In another account they have to. In the account of the role, a trust policy that names the caller itself is enough, but a permissions
 * boundary of a role still has to allow the call, and every Deny counts.
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-resource-access.html
 */
import { accountKeyOf, PlacedPrincipal } from './node';
import { allowedBy } from './power';
import { PrincipalPolicies } from './principal';
import { Admission } from './trust-of-role';
import { requiredActions } from '../evaluation/assume-role-request';
import { CALLER_KEYS } from '../evaluation/caller-keys';
import { matchPrincipal } from '../evaluation/match-principal';
import { memoize } from '../evaluation/memoize';
import { Truth } from '../evaluation/truth';
import type { IdentityPolicy } from '../permissions/identity-policy';
import { matchActionOfStatement } from '../permissions/match-action-of-statement';
import { PartlyKnownText } from '../policy/partly-known-text';
import { Principal } from '../policy/principal';

export type CallerSide = 'allows' | 'denies' | 'not-known';

const ASSUME_ROLE = 'sts:AssumeRole';

export function callerSide(caller: PlacedPrincipal, role: PlacedPrincipal, admission: Admission): CallerSide {
  const named = accountKeyOf(caller) === accountKeyOf(role) ? howNamed(admission) : undefined;
  // Most callers that need no permission have nothing that could be in the way.
  if (named !== undefined && !canBeKeptOut(caller.policies)) return 'allows';
  const subject = asItCounts(caller, named);
  const evaluated = admission.trust === 'open' ? admission.evaluated : undefined;
  const context = new Map([...evaluated?.context ?? []].filter(([key]) => !CALLER_KEYS.has(key)));
  const actions = evaluated ? requiredActions(evaluated) : [ASSUME_ROLE];
  const truths = actions.map((action) => allowedBy(subject, { action, resource: role.arn, context }));
  const side = sideOf(truths);
  if (side !== 'denies') return side;
  // The trust policy may allow another request too, with another ExternalId for example. It counts as denied only if every request is.
  return allowedBy(subject, { action: ASSUME_ROLE, resource: role.arn }) === 'no' ? 'denies' : 'not-known';
}

function sideOf(truths: readonly Truth[]): CallerSide {
  if (truths.includes('no')) return 'denies';
  return truths.every((truth) => truth === 'yes') ? 'allows' : 'not-known';
}

const canBeKeptOut = memoize((policies: PrincipalPolicies): boolean => {
  const { identity, boundary, missing } = policies;
  const mayDeny = ({ statements, unreadable }: IdentityPolicy) =>
    unreadable.length > 0 || statements.some((statement) => statement.effect !== 'Allow' || statement.unreadable.length > 0);
  return missing.length > 0 || boundary !== undefined || identity.some(mayDeny);
});

/** How directly a trust policy names the caller: undefined if it only names the account. */
type Naming = 'role' | 'other' | undefined;

/** The caller with the policies that count: its permissions are worked out once for each. */
function asItCounts(caller: PlacedPrincipal, named: Naming): PlacedPrincipal {
  if (named === undefined) return caller;
  const known = NAMED[named].get(caller) ?? { ...caller, policies: policiesThatCount(caller.policies, named) };
  NAMED[named].set(caller, known);
  return known;
}

const NAMED = { role: new WeakMap<PlacedPrincipal, PlacedPrincipal>(), other: new WeakMap<PlacedPrincipal, PlacedPrincipal>() };

/** With an Allow for everything: no policy of the caller has to allow the call, so only a Deny, or the boundary, is in the way. */
function policiesThatCount(policies: PrincipalPolicies, named: 'role' | 'other'): PrincipalPolicies {
  const identity = [...policies.identity, ALLOW_ALL];
  if (named === 'role') return { ...policies, identity };
  // AWS's pages disagree on whether the boundary of a user has to allow the call, so it does not count.
  const boundary = policies.boundary && { ...policies.boundary, statements: [...policies.boundary.statements, ...ALLOW_ALL.statements] };
  return { ...policies, identity, boundary };
}

const ALLOW_ALL: IdentityPolicy = {
  name: 'the trust policy',
  version: '2012-10-17',
  statements: [{
    index: 0, effect: 'Allow', actions: ['*'], notAction: false, resources: ['*'], notResource: false, conditions: [], unreadable: [],
  }],
  unreadable: [],
};

/** The most direct way in which a statement names the caller; undefined if it names its account, or only its conditions do. */
function howNamed(admission: Admission): Naming {
  if (admission.trust !== 'open') return undefined;
  const { evaluated: { caller }, statements } = admission;
  // The account in a template may be known at deployment only; that the statement allows the request is proved.
  const matching = statements.flatMap(({ notPrincipal, principals }) =>
    (notPrincipal ? [] : principals.filter((principal) => matchPrincipal(principal, caller) !== 'no')));
  const names = (...kinds: readonly Principal['kind'][]) => matching.some(({ kind }) => kinds.includes(kind));
  if (names('session', 'user', 'anyone')) return 'other';
  return names('role') ? 'role' : undefined;
}

/** Does the trust policy name the caller itself, so that in its own account no policy of the caller has to allow the call? */
export function namesCaller(admission: Admission): boolean {
  return howNamed(admission) !== undefined;
}

/** Does the account of the caller have to allow the call? Not for a trust policy that names everybody, in the account of the role. */
export function namesEverybody(admission: Admission): boolean {
  return howNamed(admission) === 'other';
}

/** The roles that the policies of a principal allow it to assume, before its trust policies are looked at. */
export type AssumableResources =
  | { readonly kind: 'none' }
  /** Missing policies may allow it to assume any role. */
  | { readonly kind: 'not-known' }
  | { readonly kind: 'any' }
  | { readonly kind: 'matching'; readonly patterns: readonly PartlyKnownText[] };

export function assumableResources({ policies }: PlacedPrincipal): AssumableResources {
  if (policies.missing.some(({ as }) => as !== 'boundary')) return { kind: 'not-known' };
  const allowing = policies.identity.flatMap(({ statements }) => statements).filter(({ effect, actions, notAction }) =>
    effect !== 'Deny' && matchActionOfStatement(actions, notAction, ASSUME_ROLE) !== 'no');
  const isUnreadable = policies.identity.some(({ unreadable, statements }) => unreadable.length > 0
    || statements.some((statement) => statement.unreadable.length > 0));
  if (isUnreadable) return { kind: 'not-known' };
  if (allowing.length === 0) return { kind: 'none' };
  if (allowing.some(({ notResource, resources }) => notResource || resources.includes('*'))) return { kind: 'any' };
  return { kind: 'matching', patterns: allowing.flatMap(({ resources }) => resources) };
}

interface Call {
  readonly from: string;
  readonly to: string;
  readonly admission: Admission;
}

/**
 * Does the caller need a permission of its own? Not if the trust policy of the same account names it.
 *
 * @param accounts of roles and users, by ID
 */
export function needsPermission({ from, to, admission }: Call, accounts: ReadonlyMap<string, string | undefined>): boolean {
  const isInOwnAccount = accounts.has(from) && accounts.get(from) === accounts.get(to);
  return !(isInOwnAccount && namesCaller(admission));
}
