/**
 * One way of satisfying a question, as far as it has been followed: the caller, and what each condition key has to satisfy. A branch is never
 * changed; each step makes a new one, so that the search can go back.
 */
import { CallerClass } from './caller-class';
import { KeyConstraint } from './key-constraints/key-constraint';
import { CALLER_KEYS } from '../evaluation/caller-keys';
import { ConditionClause } from '../policy/condition';
import { isKnown } from '../policy/partly-known-text';
import { PolicyVersion, Statement } from '../policy/trust-policy';

/** A statement whose principals have to match the caller, or have to miss it. */
export interface PrincipalConstraint {
  readonly statement: Statement;
  readonly effect: 'Allow' | 'Deny';
  readonly wanted: boolean;
}

export interface Branch {
  readonly caller: CallerClass;
  readonly principals: readonly PrincipalConstraint[];
  /** Clauses on keys that follow from the caller's identity. */
  readonly identity: readonly KeyConstraint[];
  readonly keys: ReadonlyMap<string, readonly KeyConstraint[]>;
  /** What the branch takes for granted only because it is not known before deployment, in words. */
  readonly doubts: readonly string[];
}

export function startBranch(caller: CallerClass): Branch {
  return { caller, principals: [], identity: [], keys: new Map(), doubts: [] };
}

export function withPrincipals(branch: Branch, constraint: PrincipalConstraint): Branch {
  return { ...branch, principals: [...branch.principals, constraint] };
}

/** Adds a clause whose operator and key are known. */
export function withClause(branch: Branch, constraint: KeyConstraint): Branch {
  const key = String(constraint.clause.key);
  if (CALLER_KEYS.has(key)) return { ...branch, identity: [...branch.identity, constraint] };
  return { ...branch, keys: new Map(branch.keys).set(key, [...(branch.keys.get(key) ?? []), constraint]) };
}

export function withDoubt(branch: Branch, doubt: string): Branch {
  return branch.doubts.includes(doubt) ? branch : { ...branch, doubts: [...branch.doubts, doubt] };
}

/** The clause as a constraint; undefined when nothing is known of it before deployment. */
export function constraintOf(clause: ConditionClause, version: PolicyVersion, effect: 'Allow' | 'Deny', wanted: boolean): KeyConstraint | undefined {
  if (!clause.operator || clause.unreadable !== undefined || !isKnown(clause.key) || clause.values.length === 0) return undefined;
  return { clause, operator: clause.operator, version, effect, wanted };
}
