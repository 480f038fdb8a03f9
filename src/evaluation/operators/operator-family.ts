/** How one family of condition operators compares one value of the policy with one value of the request. */
import { Operator } from '../../policy/condition';
import { Truth, truthOf } from '../truth';
import { plainText, ValuePattern } from '../value-pattern';

/** `invalid`: one of the values is not of the family's type, such as a text instead of a number: it matches nothing. */
export type ValueMatch = Truth | 'invalid';

export interface FamilyOfOperators {
  /** Are `*` and `?` in a value wildcards? */
  readonly wildcards: boolean;
  /** Are policy variables allowed in a value? */
  readonly variables: boolean;
  /** The positive form of the operator. The variables of `value` are resolved. */
  matches(value: ValuePattern, sent: string, operator: Operator): ValueMatch;
}

/** A family without wildcards and variables: both texts are read and then compared; a text that cannot be read is `invalid`. */
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
