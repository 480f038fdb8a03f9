/**
 * `ArnEquals` and `ArnLike` are the same operator. An ARN is split at its first five colons into six parts, and each part is matched on its
 * own with `*` and `?`, so a wildcard matches a colon only in the last part.
 */
import { FamilyOfOperators } from './operator-family';
import { memoize } from '../memoize';
import { allOf, Truth } from '../truth';
import { matchPattern, mayContainColon, splitPattern, ValuePattern, withAnyValues } from '../value-pattern';

const PARTS = 6;

export const arnLike: FamilyOfOperators = {
  wildcards: true,
  variables: true,
  matches: (value, sent) => matchArn(value, sent),
};

/** `ignoreCase`: no operator of IAM does that; it is for comparing user names, which are unique in an account regardless of case. */
export function matchArn(value: ValuePattern, sent: string, ignoreCase = false): Truth {
  const parts = partsOf(value);
  // A deploy-time value that may contain colons could turn the text into any ARN: then only the literal text can show that it does not
  // match.
  if (parts.slice(0, PARTS - 1).some((part) => part.some(mayContainColon))) {
    return matchPattern(withAnyValues(value), sent, ignoreCase) === 'no' ? 'no' : 'unknown';
  }
  // `"*"` is not an ARN. One public simulator never matches it; what AWS does is not documented.
  if (parts.length < PARTS) return 'unconfirmed';
  const sentParts = splitSent(sent);
  if (sentParts.length < PARTS) return 'no';
  return allOf(parts.map((part, index) => matchPattern(part, sentParts[index], ignoreCase)));
}

const partsOf = memoize((value: ValuePattern) => splitPattern(value, ':', PARTS));

function splitSent(sent: string): string[] {
  const parts = sent.split(':');
  return parts.length <= PARTS ? parts : [...parts.slice(0, PARTS - 1), parts.slice(PARTS - 1).join(':')];
}
