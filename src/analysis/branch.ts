/**
 * A branch of the search: a caller, and the constraints collected so far on its principals and on each condition key. A branch is never
 * changed; each step makes a new one, so that the search can go back.
 */
import { CallerClass } from './caller-class';
import { KeyConstraint, ReadConstraint, usesVariables } from './key-constraints/key-constraint';
import { CALLER_KEYS } from '../evaluation/caller-keys';
import { memoize } from '../evaluation/memoize';
import { ConditionClause } from '../policy/condition';
import { isKnown, PartlyKnownText } from '../policy/partly-known-text';
import { PolicyVersion, Statement } from '../policy/trust-policy';

/** A statement whose principals must match the caller (`wanted`), or must not. */
export interface PrincipalConstraint extends ReadConstraint {
  readonly statement: Statement;
}

export interface Branch {
  readonly caller: CallerClass;
  /** How conditions on keys are read of which AWS does not document what such callers send. Default: their result is `unconfirmed`. */
  readonly undocumentedKeys?: 'absent';
  readonly principals: readonly PrincipalConstraint[];
  /** Clauses on keys whose values follow from the caller's identity. */
  readonly identity: readonly KeyConstraint[];
  readonly keys: ReadonlyMap<string, readonly KeyConstraint[]>;
  /** Does a clause contain a policy variable? Where none does, each key can be solved on its own. */
  readonly holdsVariables: boolean;
  /** What the branch assumes because it is not known before deployment, in words. */
  readonly doubts: readonly string[];
}

export function startBranch(caller: CallerClass, undocumentedKeys?: 'absent'): Branch {
  return { caller, undocumentedKeys, principals: [], identity: [], keys: new Map(), holdsVariables: false, doubts: [] };
}

/** Undefined when principals must match all of which must not match: a contradiction, whatever their deploy-time values turn out to be. */
export function withPrincipals(branch: Branch, constraint: PrincipalConstraint): Branch | undefined {
  const principals = [...branch.principals, constraint];
  const mustMatch = constraint.wanted ? [constraint] : branch.principals.filter(({ wanted }) => wanted);
  return mustMatch.some((wanted) => cannotMatch(wanted, principals)) ? undefined : { ...branch, principals };
}

function cannotMatch({ statement, effect }: PrincipalConstraint, constraints: readonly PrincipalConstraint[]): boolean {
  const missing = constraints.filter((other) => !other.wanted && other.effect === effect).map((other) => other.statement);
  if (missing.some((other) => samePrincipals(other, statement))) return true;
  if (statement.notPrincipal || statement.principals.length === 0) return false;
  const ruledOut = new Set(missing.filter(({ notPrincipal }) => !notPrincipal).flatMap(({ principals }) => principals.map(jsonOf)));
  return statement.principals.every((principal) => ruledOut.has(jsonOf(principal)));
}

/**
 * Adds a clause whose operator and key are known. Undefined when the same clause must hold and must not hold, whatever its deploy-time
 * values.
 */
export function withClause(branch: Branch, constraint: KeyConstraint): Branch | undefined {
  return withClauses(branch, [constraint]);
}

/** The same for all clauses of a statement. */
export function withClauses(branch: Branch, constraints: readonly KeyConstraint[]): Branch | undefined {
  if (constraints.length === 0) return branch;
  let identity = branch.identity;
  const keys = new Map(branch.keys);
  for (const constraint of constraints) {
    const key = String(constraint.clause.key);
    const isIdentity = CALLER_KEYS.has(key);
    const others = isIdentity ? identity : (keys.get(key) ?? []);
    if (others.some((other) => contradicts(other, constraint))) return undefined;
    if (isIdentity) identity = [...others, constraint];
    else keys.set(key, [...others, constraint]);
  }
  return { ...branch, identity, keys, holdsVariables: branch.holdsVariables || usesVariables(constraints) };
}

/**
 * Undocumented behaviour is read one way in an Allow and the other way in a Deny: only under the same effect do two clauses contradict
 * each other. Whatever AWS does, it does the same with the same clause in both of two policies, so their readings make no difference.
 */
function contradicts(one: KeyConstraint, other: KeyConstraint): boolean {
  return (
    one.wanted !== other.wanted && one.effect === other.effect && one.version === other.version &&
    (one.wanted ? implies(one.clause, other.clause) : implies(other.clause, one.clause))
  );
}

/** Does the other clause hold wherever this one does, whatever the deploy-time values in both? */
function implies(one: ConditionClause, other: ConditionClause): boolean {
  if (one === other) return true;
  if (one.key !== other.key || !sameJson(one.operator ?? {}, other.operator ?? {})) return false;
  return one.operator?.negated === true ? holdsAll(one.values, other.values) : holdsAll(other.values, one.values);
}

function holdsAll(values: ConditionClause['values'], wanted: ConditionClause['values']): boolean {
  if (sameJson(values, wanted)) return true;
  const held = new Set(values.map(textJson));
  return wanted.every((value) => held.has(textJson(value)));
}

function textJson(value: PartlyKnownText): string {
  return isKnown(value) ? JSON.stringify(value) : jsonOf(value);
}

function samePrincipals(one: Statement, other: Statement): boolean {
  return one === other || (one.notPrincipal === other.notPrincipal && sameJson(one.principals, other.principals));
}

function sameJson(one: object, other: object): boolean {
  return one === other || jsonOf(one) === jsonOf(other);
}

const jsonOf = memoize((value: object) => JSON.stringify(value, withoutDescription));

/** Holes with the same id have the same value, however their templates describe them. */
function withoutDescription(name: string, value: unknown): unknown {
  return name === 'what' || name === 'shape' ? undefined : value;
}

export function withDoubt(branch: Branch, doubt: string): Branch {
  return branch.doubts.includes(doubt) ? branch : { ...branch, doubts: [...branch.doubts, doubt] };
}

/** The clause as a constraint; undefined when its operator or key is not known before deployment. */
export function constraintOf(
  clause: ConditionClause,
  version: PolicyVersion,
  { effect, wanted, policyReading }: ReadConstraint,
): KeyConstraint | undefined {
  if (!clause.operator || clause.unreadable !== undefined || !isKnown(clause.key)) return undefined;
  return { clause, operator: clause.operator, version, effect, wanted, policyReading };
}
