/**
 * One clause of a `Condition` block: an operator, a key and the values it is tested against.
 *
 * See https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
import { PartlyKnownText } from './partly-known-text';

export type OperatorFamily = 'string-equals' | 'string-like' | 'arn' | 'numeric' | 'date' | 'bool' | 'binary' | 'ip-address' | 'null';

/** Only `Numeric…` and `Date…` compare by anything but equality. */
export type OperatorComparison = 'equals' | 'less-than' | 'less-than-equals' | 'greater-than' | 'greater-than-equals';

export type SetQualifier = 'for-all-values' | 'for-any-value';

export interface Operator {
  readonly family: OperatorFamily;
  readonly comparison: OperatorComparison;
  /** `StringNotEquals`, `NotIpAddress` … */
  readonly negated: boolean;
  /** `StringEqualsIgnoreCase` and its negation. */
  readonly ignoreCase: boolean;
  readonly ifExists: boolean;
  readonly qualifier?: SetQualifier;
}

export interface ConditionClause {
  /** Undefined if IAM has no such operator, or if it is known only at deploy time: it is then unknown whether the clause is met. */
  readonly operator?: Operator;
  /** The operator as written: `ForAllValues:StringEqualsIfExists`. */
  readonly operatorWritten: string;
  /** The key in lower case (keys are not case-sensitive), with holes where it is known only at deploy time. */
  readonly key: PartlyKnownText;
  /** The key as written. */
  readonly keyWritten: PartlyKnownText;
  readonly values: readonly PartlyKnownText[];
  /** For messages, if the values are or contain a list of unknown length: as much as can be shown. */
  readonly valuesShown?: readonly PartlyKnownText[];
  /** Why the clause, or a part of it, could not be read: whatever depends on it is unknown. */
  readonly unreadable?: string;
}
