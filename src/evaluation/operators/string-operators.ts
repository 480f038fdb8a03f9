/** `StringEquals`, `StringEqualsIgnoreCase` (`*` and `?` are literal) and `StringLike` (they are wildcards). */
import { FamilyOfOperators } from './operator-family';
import { matchPattern } from '../value-pattern';

export const stringEquals: FamilyOfOperators = {
  wildcards: false,
  variables: true,
  matches: (value, sent, operator) => matchPattern(value, sent, operator.ignoreCase),
};

export const stringLike: FamilyOfOperators = {
  wildcards: true,
  variables: true,
  matches: (value, sent) => matchPattern(value, sent),
};
