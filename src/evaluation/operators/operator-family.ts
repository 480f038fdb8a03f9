/** What one family of condition operators does with one value of the policy and one value of the request. */
import { Operator } from '../../policy/condition';
import { Truth, truthOf } from '../truth';
import { plainText, ValuePattern } from '../value-pattern';

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

/** A family without wildcards and variables: what both texts are read as is compared, and what cannot be read is `invalid`. */
export function comparing<Value, Sent>(
  readValue: (text: string) => Value | undefined,
  readSent: (text: string) => Sent | undefined,
  holds: (sent: Sent, value: Value, operator: Operator) => boolean,
): FamilyOfOperators {
  return {
    wildcards: false,
    variables: false,
    matches: (pattern, text, operator) => {
      const known = plainText(pattern);
      if (known === undefined) return 'unknown';
      const value = readValue(known);
      const sent = readSent(text);
      return value === undefined || sent === undefined ? 'invalid' : truthOf(holds(sent, value, operator));
    },
  };
}
