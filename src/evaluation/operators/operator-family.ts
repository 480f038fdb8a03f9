/** What one family of condition operators does with one value of the policy and one value of the request. */
import { Operator } from '../../policy/condition';
import { Truth } from '../truth';
import { ValuePattern } from '../value-pattern';

/** `invalid`: the policy's value (or the sent one) is none of this family, a text where a number should be: it matches nothing. */
export type ValueMatch = Truth | 'invalid';

export interface FamilyOfOperators {
  /** Do `*` and `?` in a value stand for other characters? */
  readonly wildcards: boolean;
  /** Are policy variables allowed in a value? */
  readonly variables: boolean;
  /** The positive form of the operator. `value` has its variables resolved. */
  matches(value: ValuePattern, sent: string, operator: Operator): ValueMatch;
}
