/**
 * `ArnEquals` and `ArnLike` are one operator: six parts, split at the first five colons, each matched for itself with `*` and `?`,
 * so that a wildcard crosses a colon only inside the last part.
 */
import { FamilyOfOperators } from './operator-family';
import { remembered } from '../remembered';
import { allOf, Truth } from '../truth';
import { matchPattern, mayContainColon, splitPattern, ValuePattern, withAnyValues } from '../value-pattern';

const PARTS = 6;

export const arnLike: FamilyOfOperators = {
  wildcards: true,
  variables: true,
  matches: (value, sent) => matchArn(value, sent),
};

/** `ignoreCase`: no operator of IAM does that; who looks for a user by name does, for names of IAM differ in more than case. */
export function matchArn(value: ValuePattern, sent: string, ignoreCase = false): Truth {
  const parts = partsOf(value);
  // A hole that may hold colons could make any ARN of the text, or none: then only what is written out can tell that nothing fits.
  if (parts.slice(0, PARTS - 1).some((part) => part.some(mayContainColon))) {
    return matchPattern(withAnyValues(value), sent, ignoreCase) === 'no' ? 'no' : 'unknown';
  }
  // `"*"` is no ARN. One public simulator lets it match nothing; what AWS does is not documented.
  if (parts.length < PARTS) return 'unconfirmed';
  const sentParts = splitSent(sent);
  if (sentParts.length < PARTS) return 'no';
  return allOf(parts.map((part, index) => matchPattern(part, sentParts[index], ignoreCase)));
}

const partsOf = remembered((value: ValuePattern) => splitPattern(value, ':', PARTS));

function splitSent(sent: string): string[] {
  const parts = sent.split(':');
  return parts.length <= PARTS ? parts : [...parts.slice(0, PARTS - 1), parts.slice(PARTS - 1).join(':')];
}
