/** What a search asks of one condition key: clauses that must hold or fail, and values that the question itself rules out. */
import { ContextValue } from '../../evaluation/assume-role-request';
import { clauseTruth } from '../../evaluation/match-condition';
import { Truth } from '../../evaluation/truth';
import { ValuePattern, VariableValues } from '../../evaluation/value-pattern';
import { ConditionClause, Operator } from '../../policy/condition';
import { PolicyVersion } from '../../policy/trust-policy';

export interface KeyConstraint {
  readonly clause: ConditionClause;
  /** That of the clause; a clause without one is unknown and constrains nothing. */
  readonly operator: Operator;
  readonly version: PolicyVersion;
  /** Of the statement the clause is in: it tells which way undocumented behaviour is read. */
  readonly effect: 'Allow' | 'Deny';
  readonly wanted: boolean;
}

/** What the question asks of a key, whatever the policy says. */
export interface KeyDemand {
  /** In lower case. */
  readonly key: string;
  readonly mayBeAbsent: boolean;
  readonly mayBePresent: boolean;
  /** Values that do not count. */
  readonly differsFrom: readonly ForbiddenValues[];
  /** The one value that counts. Default: any. */
  readonly fixed?: ContextValue;
}

export interface ForbiddenValues {
  readonly pattern: ValuePattern;
  readonly ignoreCase: boolean;
}

/**
 * `exact`: every value is known, a clause must come out as wanted.
 * `widest`: what is known only at deploy time may be anything, so a clause that depends on it counts as wanted.
 */
export type SearchMode = 'exact' | 'widest';

/** Does the truth serve what is wanted? `doubt` is told when it does so only because something is unknown. */
export function serves(truth: Truth, wanted: boolean, effect: 'Allow' | 'Deny', mode: SearchMode, doubt?: () => void): boolean {
  if (truth === 'unknown') {
    if (mode === 'widest') doubt?.();
    return mode === 'widest';
  }
  const holds = truth === 'yes' || (truth === 'unconfirmed' && effect === 'Allow');
  return holds === wanted;
}

/** How the constraint comes out for a value of the key, or for its absence. */
export function truthFor(constraint: KeyConstraint, sent: ContextValue | undefined, variables: VariableValues): Truth {
  return clauseTruth(constraint.clause, constraint.operator, constraint.version, sent, variables);
}
