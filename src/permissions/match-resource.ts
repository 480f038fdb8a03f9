/** Does a resource match the `Resource` of a statement? Each of the six parts of an ARN is matched on its own. */
import { resolvedPattern } from '../evaluation/match-condition';
import { arnLike } from '../evaluation/operators/arn-operators';
import { Truth, truthOf } from '../evaluation/truth';
import { matchPattern, VariableValues } from '../evaluation/value-pattern';
import { operatorNamed } from '../policy/condition-operators';
import { isKnown, PartlyKnownText, piecesOf, textOf } from '../policy/partly-known-text';
import { PolicyVersion } from '../policy/trust-policy';

const ARN_LIKE = operatorNamed('ArnLike')!;

/** @param resource an ARN, or `*` for an action that is about no single resource: only a text of wildcards matches it */
export function matchResource(written: PartlyKnownText, resource: string, version: PolicyVersion, variables: VariableValues): Truth {
  if (written === '*') return 'yes';
  const pattern = resolvedPattern(completeArn(written), 'arn', version, variables);
  if (pattern === undefined) return 'no';
  if (resource === '*') return isKnown(written) ? truthOf(/^\*+$/.test(written)) : matchPattern(pattern, resource);
  const match = arnLike.matches(pattern, resource, ARN_LIKE);
  if (match === 'invalid') return 'unconfirmed';
  // AWS does not document for resources, as it does for condition operators, whether a wildcard can match a colon.
  return match === 'no' && matchPattern(pattern, resource) !== 'no' ? 'unconfirmed' : match;
}

/** An ARN with fewer than six parts is completed with wildcards. */
export function completeArn(written: PartlyKnownText): PartlyKnownText {
  if (!isKnown(written)) return written;
  const colons = piecesOf(written).flatMap((piece) => (typeof piece === 'string' ? piece.match(/:/g) ?? [] : [])).length;
  return textOf([written, ':*'.repeat(Math.max(0, 5 - colons))]);
}
